"""The manifest: every file of a folder with its length and SHA-256, and one hash over all of them.

The root is the SHA-256 of the manifest's own canonical text without the root. Whoever publishes the root publishes the
folder's state: no file can be changed, taken out or put in afterwards without the root becoming another. A manifest
names files and fingerprints, nothing of what they say and nobody.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seenby.errors import Damaged, Unreadable, UsageError
from seenby.evidence.atomic_write import write_whole

MANIFEST = "manifest.json"
SCHEMA = "seenby/manifest/1"


@dataclass(frozen=True, slots=True, order=True)
class Sealed:
    """One file: its path inside the folder with ``/`` between its parts, its length in bytes, its SHA-256."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All files of a folder, by path, and the version of seenby that sealed it."""

    files: tuple[Sealed, ...]
    version: str

    @property
    def root(self) -> str:
        """The hash over all of them, to be published."""
        return hashlib.sha256(_canonical(self._bare()).encode()).hexdigest()

    def as_json(self) -> dict[str, object]:
        """The manifest in the shape ``seenby/manifest/1``."""
        return {**self._bare(), "root": self.root}

    def _bare(self) -> dict[str, object]:
        files = [{"path": one.path, "bytes": one.bytes, "sha256": one.sha256} for one in self.files]
        return {"schema": SCHEMA, "version": self.version, "files": files}


def manifest_of(folder: Path, version: str) -> Manifest:
    """The manifest that a folder as it stands would have. The manifest itself is not in it.

    Raises:
        Unreadable: When a file cannot be read, or is a link that may lead out of the folder.
    """
    found = (Sealed(name, *_fingerprint(folder / name)) for name in files_in(folder) if name != MANIFEST)
    return Manifest(tuple(sorted(found)), version)


def manifest_text(manifest: Manifest) -> str:
    """The manifest as its file has it: canonical JSON."""
    return _canonical(manifest.as_json())


def seal(folder: Path, version: str) -> Manifest:
    """Write the folder's manifest, whole or not at all.

    Raises:
        Unreadable: When a file cannot be read.
        UsageError: When the manifest cannot be written.
    """
    made = manifest_of(folder, version)
    write_whole(folder / MANIFEST, manifest_text(made), remedy="free some room")
    return made


def read_manifest(folder: Path) -> Manifest:
    """The manifest that a folder was sealed with.

    Raises:
        UsageError: When there is none.
        Damaged: When it is not, byte for byte, what sealing writes, or its root is not that of its files.
    """
    path = folder / MANIFEST
    if not os.path.lexists(path):
        raise UsageError(
            f"holds no {MANIFEST}, so nothing says what it was",
            where=str(folder),
            remedy="seal it with: seenby study report FOLDER",
        )
    try:
        text = path.read_bytes().decode()
        told = json.loads(text)
        files = tuple(Sealed(str(one["path"]), int(one["bytes"]), str(one["sha256"])) for one in told["files"])
        found = Manifest(files, str(told["version"]))
    except (OSError, ValueError, ArithmeticError, KeyError, TypeError, RecursionError) as error:
        raise _altered() from error
    if list(files) != sorted(files) or len({one.path for one in files}) != len(files) or manifest_text(found) != text:
        raise _altered()
    return found


def files_in(folder: Path) -> Iterator[str]:
    """The path of every file of a folder, inside it, none of them opened.

    Raises:
        Unreadable: When one is a link, which may lead to another file tomorrow or on another machine; when one is a
            pipe, a socket or a device, which may never end; when a folder in it cannot be looked into.
    """
    for where, folders, files in os.walk(folder, onerror=_refuse_closed):
        folders.sort()
        for name in sorted([*files, *(one for one in folders if (Path(where) / one).is_symlink())]):
            path = Path(where) / name
            inside = path.relative_to(folder).as_posix()
            if path.is_symlink():
                raise Unreadable("is a link, and no file", where=inside, remedy="put the file itself there")
            if not path.is_file():
                raise Unreadable("is neither a file nor a folder", where=inside, remedy="take it out")
            yield inside


def _refuse_closed(error: OSError) -> None:
    raise Unreadable("cannot be looked into", where=str(error.filename), remedy="check its permissions") from error


def _fingerprint(path: Path) -> tuple[int, str]:
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return os.fstat(stream.fileno()).st_size, digest
    except OSError as error:
        raise Unreadable("cannot be read", where=str(path), remedy="check its permissions") from error


def _canonical(body: dict[str, object]) -> str:
    return json.dumps(body, ensure_ascii=True, sort_keys=True, indent=1) + "\n"


def _altered() -> Damaged:
    return Damaged(
        "is not what sealing writes: it was altered, or its root is not that of its files",
        where=MANIFEST,
        remedy="get the folder again from whoever sent it",
        unchanged="nothing was changed",
    )
