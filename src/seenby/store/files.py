"""Files whole or not at all."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seenby.errors import UsageError

PAUSE = 0.1


def write_whole(path: Path, content: str | bytes, *, remedy: str = "choose another folder with --out") -> None:
    """Write a file beside its place and move it there, so that it is never half-written.

    Raises:
        UsageError: When the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content.encode() if isinstance(content, str) else content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError("cannot be written", where=str(path), remedy=remedy) from error


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
        UsageError: When another command holds it.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        latest = time.monotonic() + patience
        while not _got(handle):
            if time.monotonic() >= latest:
                raise UsageError(
                    taken, where=str(folder), remedy="wait until it has ended", unchanged="nothing was changed"
                )
            time.sleep(PAUSE)
        yield handle
    finally:
        os.close(handle)


def _got(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
