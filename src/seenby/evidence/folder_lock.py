"""One command at a time in a folder: the folder itself is locked, so nothing is left behind and no lock can be stale.

The system lets go of the lock however the work ends, also by a kill or a power cut: a folder whose command has died can
be had at once. There is no file of it that a person could damage.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from seenby.errors import FolderInUse, UsageError

PAUSE = 0.1
PROCESSES = Path("/proc")


@contextmanager
def held(folder: Path, taken: str, *, patience: float = 0.0) -> Iterator[int]:
    """Hold a folder against a second command that would change it; nothing is left behind.

    Args:
        folder: The folder.
        taken: What it means that another holds it, without a full stop.
        patience: Seconds to wait for another to end.

    Returns:
        The handle that holds it: a process that inherits it holds the folder too, until both have ended.

    Raises:
        FolderInUse: When another command holds it, naming the process and since when it is at work where that is seen.
        UsageError: When it cannot be opened, or lies on a disk that knows no locks.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise UsageError("cannot be opened", where=str(folder), remedy="check the folder") from error
    try:
        latest = time.monotonic() + patience
        while not _got(folder, handle):
            if time.monotonic() >= latest:
                raise FolderInUse(
                    taken,
                    where=str(folder),
                    remedy=f"wait until it has ended{_who(folder, handle)}",
                    unchanged="nothing was changed",
                )
            time.sleep(PAUSE)
        yield handle
    finally:
        os.close(handle)


def _got(folder: Path, handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise UsageError(
            "cannot be locked against a second command",
            where=str(folder),
            remedy="put it on a disk of this machine",
            unchanged="nothing was changed",
        ) from error
    return True


def _who(folder: Path, handle: int) -> str:
    """Who holds a folder and since when, as the end of a sentence; empty where the system does not say."""
    with suppress(OSError):
        name, wanted = folder.resolve().name, os.fstat(handle)
        for process in PROCESSES.iterdir():
            if process.name.isdecimal() and _holds(process, name, wanted):
                return f": it is process {process.name}{_since(process)}"
    return ""


def _holds(process: Path, name: str, wanted: os.stat_result) -> bool:
    # Of another person's process, and of one that has ended meanwhile, nothing can be seen.
    with suppress(OSError):
        for link in (process / "fd").iterdir():
            # By its name first: to ask for a file on a disk that has gone away may never end.
            same = link.readlink().name == name and os.path.samestat(link.stat(), wanted)
            # A handle without a lock is that of somebody who tries.
            if same and "FLOCK" in (process / "fdinfo" / link.name).read_text():
                return True
    return False


def _since(process: Path) -> str:
    with suppress(OSError, ValueError, LookupError):
        ticks = int((process / "stat").read_text().rpartition(")")[2].split()[19])
        lines = (PROCESSES / "stat").read_text().splitlines()
        boot = next(int(line.split()[1]) for line in lines if line.startswith("btime"))
        began = datetime.fromtimestamp(boot + ticks / os.sysconf("SC_CLK_TCK"), tz=UTC)
        return f", at work since {began:%Y-%m-%d %H:%M} UTC"
    return ""
