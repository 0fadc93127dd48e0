"""A folder with named things in it that one command at a time may change: of a study, a watch, a platform, a case.

A kind of folder is a list of names over this: what stands where, and what it means that another command holds it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from seenby.errors import Damaged
from seenby.evidence.atomic_write import clear_drafts, write_whole
from seenby.evidence.folder_lock import held

KEPT = re.compile(r"[0-9a-f]{64}(\.[^/\\\x00]{1,12})?")
"""Names of kept bytes. Whoever sends a folder may have written others, which lead out of it."""


class SealedFolder:
    """Paths by name, bytes by fingerprint, and a lock.

    Attributes:
        root: The folder.
        rooms: The folders in it in which files are written whole.
        kept: The one of them that holds kept bytes.
        listed: The file that lists what is kept, to be named where a name in it is none.
        busy: What it means that another command holds the folder, without a full stop.
    """

    rooms: ClassVar[tuple[str, ...]] = ()
    kept: ClassVar[str] = "sources"
    listed: ClassVar[str] = "collected.jsonl"
    busy: ClassVar[str] = "another command is at work in this folder"

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Where one of its files stands."""
        return self.root / name

    def has(self, name: str) -> bool:
        """Whether one of its files is there."""
        return self.path(name).exists()

    def keep(self, content: bytes, suffix: str) -> str:
        """Keep something that came, byte for byte, and return its name: SHA-256 and suffix.

        The same bytes are kept once.

        Raises:
            UsageError: When there is no room.
        """
        name = f"{hashlib.sha256(content).hexdigest()}{suffix}"
        path = self.root / self.kept / name
        if not path.exists():
            write_whole(path, content, remedy="free some room")
        return name

    def source(self, name: str) -> bytes:
        """Kept bytes by their name.

        Raises:
            Damaged: When they are gone, or are not what their name says.
        """
        if not KEPT.fullmatch(name):
            raise _not_kept("is no name of a kept source", self.listed)
        where = f"{self.kept}/{name}"
        try:
            content = self.path(where).read_bytes()
        except OSError as error:
            raise _not_kept("is gone", where) from error
        if hashlib.sha256(content).hexdigest() != name.partition(".")[0]:
            raise _not_kept("is not what its name says", where)
        return content

    @contextmanager
    def lock(self, patience: float = 0.0) -> Iterator[None]:
        """Hold the folder against a second command that would change it, and clear away what killed ones left.

        Args:
            patience: Seconds to wait for another command to end.

        Raises:
            FolderInUse: When another command holds it.
            UsageError: When it cannot be locked.
        """
        with held(self.root, self.busy, patience=patience):
            for room in ("", *self.rooms):
                clear_drafts(self.root / room)
            yield


def _not_kept(what: str, where: str) -> Damaged:
    return Damaged(what, where=where, remedy="get the folder again", unchanged="")
