"""A journal: every accepted act, a line each, on the disk before anybody is told.

Its lines are not bound to one another as those of a study are: they are no evidence, and nothing is judged by them. The
same acts give the same platform, and a simulated platform may be started anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from seenby.errors import Damaged
from seenby.evidence.append_only import AppendOnly, whole_lines
from seenby.platforms.simulated.api.objects.registry import Act


class Journal:
    """A file that only grows. Whoever writes to it holds the folder's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: AppendOnly | None = None

    def read(self) -> list[Act]:
        """The acts so far. A line that a crash tore off is cut away.

        Raises:
            Damaged: When a line in the middle is not one.
            UsageError: When the file cannot be opened.
        """
        lines = whole_lines(self.path)
        acts = [self._act(row, line) for row, line in enumerate(lines, 1)]
        self._file = self._opened(lines)
        return acts

    def add(self, act: Act) -> None:
        """Write an act and wait until it is on the disk.

        Raises:
            UsageError: When the file cannot be written.
        """
        self._file = self._file or self._opened(whole_lines(self.path))
        self._file.append(json.dumps(act.as_json(), separators=(",", ":")).encode())

    def damaged(self, row: int) -> Damaged:
        """What to raise at a line that no platform wrote, counted from 1."""
        return Damaged(
            f"line {row} is not one of the journal's", where=str(self.path), remedy="start with a new folder"
        )

    def _act(self, row: int, line: bytes) -> Act:
        try:
            act = Act(**json.loads(line))
        except (ValueError, TypeError, RecursionError) as error:
            raise self.damaged(row) from error
        texts = (act.verb, act.subject, act.account)
        if type(act.tick) is not int or act.tick < 0 or not all(isinstance(text, str) for text in texts):
            raise self.damaged(row)
        if not isinstance(act.values, Mapping):
            raise self.damaged(row)
        return act

    def _opened(self, lines: list[bytes]) -> AppendOnly:
        return AppendOnly(self.path, lines, remedy="choose another folder")
