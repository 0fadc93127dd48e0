"""A file of lines that only grows: a line is on the disk before anybody is told, and one that a crash tore is dropped.

A torn line was never told of to anybody. It is cut off when the file is opened for writing, and passed over when it is
only read.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from seenby.errors import UsageError
from seenby.evidence.atomic_write import sync_folder


def whole_lines(path: Path) -> list[bytes]:
    """The lines of such a file without their ends, none where there is no file; nothing is changed.

    Raises:
        UsageError: When it cannot be opened.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError("cannot be opened", where=str(path), remedy="check the folder") from error
    return content.split(b"\n")[:-1]


class AppendOnly:
    """Appends to such a file. One writer at a time; whoever writes holds the folder's lock.

    Args:
        path: The file; it need not be there.
        lines: What `whole_lines` says of it now. What comes after them is cut off.
        remedy: What a person can do where it cannot be written.

    Raises:
        UsageError: When the torn line cannot be cut off.
    """

    def __init__(self, path: Path, lines: list[bytes], remedy: str = "free some room") -> None:
        self.path, self.remedy = path, remedy
        self._size = sum(len(line) + 1 for line in lines)
        try:
            if path.exists() and path.stat().st_size > self._size:
                os.truncate(path, self._size)
        except OSError as error:
            raise self._refused() from error

    def append(self, line: bytes) -> None:
        """Put a line at the end; it is on the disk when this returns, or else not in the file.

        Raises:
            UsageError: When the disk does not take it.
        """
        new = self._size == 0
        try:
            with self.path.open("ab") as stream:
                stream.write(line + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
            if new:
                sync_folder(self.path.parent)
        except OSError as error:
            # Half a line must not stay: the next one would be joined to it.
            with suppress(OSError):
                os.truncate(self.path, self._size)
            raise self._refused() from error
        self._size += len(line) + 1

    def _refused(self) -> UsageError:
        return UsageError("cannot be written", where=str(self.path), remedy=self.remedy)
