"""Folders for temporary files: gone when the work is done, and after a kill cleared away by the next command.

A kill leaves no time to clean up. So each folder holds a file that is locked for as long as the work lasts; the system
lets go of the lock however the work ends, and a folder whose lock can be had is left over. Nothing else is touched: not
a folder without that file, not another user's, and not one made on another machine that shares the place (or before
this one was last started), whose locks cannot be trusted from here.
"""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from seenby.errors import UsageError

PREFIX = "seenby-"
MARK = ".seenby-at-work"
BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Temporary:
    """A folder of our own.

    Attributes:
        path: Where it is.
        handle: What holds its lock; a process that inherits it keeps the folder in use.
    """

    path: Path
    handle: int


@contextmanager
def temporary(purpose: str) -> Iterator[Temporary]:
    """A folder for one piece of work, which vanishes with it; what killed work left is cleared away first.

    Args:
        purpose: Part of its name, so that a person who looks knows what it is.

    Raises:
        UsageError: When there is no room for one.
    """
    _clear_left_over()
    path, handle = _made(purpose)
    try:
        yield Temporary(path, handle)
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(handle)


def no_room(unchanged: str = "nothing was written") -> UsageError:
    """The sentence where a piece of work did not fit into memory, nor into the folder for what does not."""
    return UsageError(
        "there is not enough room for temporary files",
        where=tempfile.gettempdir(),
        remedy="free some, or name another folder as TMPDIR",
        unchanged=unchanged,
    )


def _made(purpose: str) -> tuple[Path, int]:
    try:
        path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{purpose}-"))
        try:
            return path, _marked(path)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
    except OSError as error:
        raise no_room() from error


def _marked(folder: Path) -> int:
    # Locked before it has its name: a folder with the mark is in use or left over, never about to be in use.
    draft = folder / f"{MARK}-draft"
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(handle, _machine())
    fcntl.flock(handle, fcntl.LOCK_EX)
    draft.rename(folder / MARK)
    return handle


def _machine() -> bytes:
    """This machine as long as it runs; containers on it are the same machine, and their locks are the same locks."""
    try:
        return BOOT.read_bytes()
    except OSError:
        return platform.node().encode()


def _clear_left_over() -> None:
    for mark in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{MARK}"):
        with suppress(OSError):
            handle = os.open(mark, os.O_RDWR | os.O_NOFOLLOW)
            try:
                if os.fstat(handle).st_uid != os.geteuid() or os.read(handle, 1000) != _machine():
                    continue
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(mark.parent, ignore_errors=True)
            finally:
                os.close(handle)
