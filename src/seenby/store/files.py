"""Files whole or not at all."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seenby.errors import UsageError


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
def held(folder: Path, taken: str) -> Iterator[None]:
    """Hold a folder against a second command that would change it; nothing is left behind.

    Args:
        folder: The folder.
        taken: What it means that another holds it, without a full stop.

    Raises:
        UsageError: When another command holds it.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(
                taken, where=str(folder), remedy="wait until it has ended", unchanged="nothing was changed"
            ) from error
        yield
    finally:
        os.close(handle)
