"""A file that only grows in which each line is JSON and bound to the last.

Every line carries ``before``, the SHA-256 of the line before it (of nothing, for the first), so that a line that was
changed, taken out or put in later shows. See `seenby.evidence.append_only` for what a crash leaves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seenby.errors import Damaged
from seenby.evidence.append_only import AppendOnly, whole_lines
from seenby.evidence.signals import deferred_signals

BEFORE = "before"
Entry = Mapping[str, Any]


class Chain:
    """Appends to such a file. One writer at a time; whoever writes holds the folder's lock.

    Raises:
        Damaged: When a line is not what it was.
        UsageError: When the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = whole_lines(path)
        self._entries = _checked(path, lines)
        self._last = _fingerprint(lines[-1]) if lines else ""
        self._file = AppendOnly(path, lines)

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
        # A line on the disk that was not taken up here would be the wrong neighbour of the next.
        with deferred_signals():
            self._file.append(content)
            self._entries.append(dict(entry))
            self._last = _fingerprint(content)


def read_chain(path: Path) -> tuple[Entry, ...]:
    """What stands in such a file, without changing it; nothing where there is none.

    Raises:
        Damaged: When a line is not what it was, naming the first one.
        UsageError: When it cannot be opened.
    """
    return tuple(_checked(path, whole_lines(path)))


def not_written(path: Path, row: int) -> Damaged:
    """What to raise at a line that no command of ours wrote, counted from 1."""
    return Damaged(
        "is not what was written",
        where=f"{path}, row {row}",
        remedy="get the file from whoever sent it, or from a backup",
        unchanged="nothing was changed",
    )


def _checked(path: Path, lines: list[bytes]) -> list[Entry]:
    entries: list[Entry] = []
    last = ""
    for row, line in enumerate(lines, 1):
        entry = _parsed(line)
        if entry is None or entry.pop(BEFORE, None) != last:
            raise not_written(path, row)
        entries.append(entry)
        last = _fingerprint(line)
    return entries


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _fingerprint(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
