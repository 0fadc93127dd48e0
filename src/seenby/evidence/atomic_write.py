"""Files whole or not at all: written beside their place, forced onto the disk, then moved there.

A kill leaves a draft behind. Whoever writes one holds its lock, which the system lets go of however the work ends: a
draft whose lock can be had is left over. It is cleared away by the next command that writes the same file, or that
holds the folder (see `seenby.evidence.folder`).
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from seenby.errors import UsageError

DRAFT = ".seenby-draft"
LONGEST_NAME = 200
"""Bytes of a name that leave room for what a draft's name has besides; a file system takes 255."""
NOT_FOR_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES}
"""What disks say that cannot force a folder down, or let nobody try."""
OTHER_FOLDER = "choose another folder with --out"


def write_whole(path: Path, content: str | bytes, *, remedy: str = OTHER_FOLDER) -> None:
    """Write a file so that it is never half-written, also after a kill or a power cut.

    A file that was there keeps its permissions.

    Args:
        path: The file; its folder is made where there is none.
        content: All of it; a text becomes UTF-8.
        remedy: What a person can do where it cannot be written.

    Raises:
        UsageError: When it cannot be written; what was there stays.
    """
    with writing_whole(path, remedy=remedy) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def writing_whole(path: Path, *, remedy: str = OTHER_FOLDER) -> Iterator[IO[bytes]]:
    """The same for content that comes bit by bit: the file is in its place when the block ends, and not if it fails.

    Raises:
        UsageError: As `write_whole`.
    """
    try:
        make_folder(path.parent)
        handle, draft = _new_draft(path)
        with os.fdopen(handle, "wb") as stream:
            try:
                _keep_permissions(path, handle)
                yield stream
                stream.flush()
                os.fsync(handle)
                # Moved while its lock is held, so that nobody takes it for left over.
                draft.replace(path)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
        sync_folder(path.parent)
    except OSError as error:
        raise UsageError("cannot be written", where=str(path), remedy=remedy) from error


def make_folder(folder: Path) -> None:
    """Make a folder that is there for good; nothing where there is one.

    Raises:
        OSError: When it cannot be made.
    """
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Force the names in a folder onto the disk: a file that was forced down may still lose its name in a power cut.

    Raises:
        OSError: When the disk fails.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in NOT_FOR_FOLDERS:
            raise


def clear_drafts(folder: Path) -> None:
    """Clear away the drafts in a folder, not in those within it, that killed commands left; nothing else is touched."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name.startswith(".") and path.name.endswith(DRAFT):
                _clear(path)


def _new_draft(path: Path) -> tuple[int, Path]:
    """A new draft beside a file, open and locked."""
    long = len(os.fsencode(path.name)) > LONGEST_NAME
    stem = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16] if long else path.name
    draft = path.with_name(f".{stem}{DRAFT}")
    _clear(draft)
    while True:
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        except FileExistsError:
            # Another command writes this file just now, or the disk knows no locks.
            draft = path.with_name(f".{stem}-{secrets.token_hex(4)}{DRAFT}")
            continue
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, draft
        # Between its making and its lock, another command took it for left over.
        os.close(handle)


def _keep_permissions(path: Path, handle: int) -> None:
    with suppress(FileNotFoundError):
        os.fchmod(handle, stat.S_IMODE(path.stat().st_mode))


def _clear(draft: Path) -> None:
    with suppress(OSError):
        handle = os.open(draft, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # It may have been moved to its place before the lock was let go of, and another have taken its name.
            if os.path.samestat(os.fstat(handle), os.lstat(draft)):
                draft.unlink()
        finally:
            os.close(handle)
