"""A file of lines that only grows: each line is JSON, on the disk before anything else happens, and bound to the last.

Every line carries ``before``, the SHA-256 of the line before it (of nothing, for the first), so that a line that was
changed, taken out or put in later shows. A line that a crash cut short was never told of to anybody: it is dropped when
the file is opened for writing, and passed over when it is read.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seenby.errors import Damaged, UsageError

BEFORE = "before"
Entry = Mapping[str, Any]


class Chain:
    """Appends to such a file. One writer at a time; whoever writes holds the folder's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._entries, self._last, whole = _read(path)
        if path.exists() and path.stat().st_size > whole:
            os.truncate(path, whole)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What stands in it, oldest first."""
        return tuple(self._entries)

    def append(self, entry: Entry) -> None:
        """Put a line at the end; it is on the disk when this returns.

        Raises:
            UsageError: When the disk does not take it.
        """
        line = json.dumps({**entry, BEFORE: self._last}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        content = line.encode()
        try:
            with self.path.open("ab") as stream:
                stream.write(content + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise UsageError("cannot be written", where=str(self.path), remedy="free some room") from error
        self._entries.append(dict(entry))
        self._last = _fingerprint(content)


def read_chain(path: Path) -> tuple[Entry, ...]:
    """What stands in such a file, without changing it; nothing where there is none.

    Raises:
        Damaged: When a line is not what it was, naming the first one.
    """
    return tuple(_read(path)[0])


def _read(path: Path) -> tuple[list[Entry], str, int]:
    """The entries, the fingerprint of the last line, and how many bytes are whole lines."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return [], "", 0
    except OSError as error:
        raise UsageError("cannot be opened", where=str(path), remedy="check the folder") from error
    whole = content.rfind(b"\n") + 1
    entries: list[Entry] = []
    last = ""
    for number, line in enumerate(content[:whole].splitlines(), 1):
        entry = _parsed(line)
        if entry is None or entry.pop(BEFORE, None) != last:
            raise Damaged(
                "is not what was written",
                where=f"{path}, row {number}",
                remedy="get the file from whoever sent it, or from a backup",
                unchanged="nothing was changed",
            )
        entries.append(entry)
        last = _fingerprint(line)
    return entries, last, whole


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _fingerprint(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
