"""Files whole or not at all."""

from __future__ import annotations

import os
import tempfile
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
