"""A journal: every accepted act, a line each, on the disk before anybody is told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from seenby.errors import Damaged, UsageError
from seenby.platforms.simulated.api.objects.registry import Act


class Journal:
    """A file that only grows. A line that a crash tore off is cut away when the file is opened again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def read(self) -> Iterator[Act]:
        """The acts so far.

        Raises:
            Damaged: When a line in the middle is not one.
        """
        if not self.path.exists():
            return
        whole = 0
        for number, line in enumerate(self.path.read_bytes().splitlines(keepends=True), 1):
            if not line.endswith(b"\n"):
                break
            try:
                yield Act(**json.loads(line))
            except (ValueError, TypeError) as error:
                raise Damaged(
                    f"line {number} is not one of the journal's", where=str(self.path), remedy="start with a new folder"
                ) from error
            whole += len(line)
        if whole < self.path.stat().st_size:
            os.truncate(self.path, whole)

    def add(self, act: Act) -> None:
        """Write an act and wait until it is on the disk.

        Raises:
            UsageError: When the file cannot be written.
        """
        line = json.dumps(act.as_json(), separators=(",", ":")).encode() + b"\n"
        try:
            if self._file is None:
                self._file = self.path.open("ab")
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise UsageError("cannot be written", where=str(self.path), remedy="choose another folder") from error

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
