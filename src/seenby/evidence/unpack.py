"""A sealed folder as it was sent: a folder, or a zip of one, unpacked where it can do no harm."""

from __future__ import annotations

import lzma
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from seenby.errors import Damaged, UsageError
from seenby.evidence.manifest import MANIFEST, files_in
from seenby.evidence.temporary_folder import temporary

MOST_BYTES = 4 * 2**30
MOST_FILES = 100_000
TORN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What the standard library raises on archives that are cut, flipped, encrypted or packed in an unknown way."""


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder behind a path: itself, or what a zip holds, in a place of its own that is gone afterwards.

    Raises:
        UsageError: When there is neither, or the zip holds no sealed folder.
        Damaged: When the zip is torn, swells without end, would write outside its place, or holds more than the folder.
    """
    if path.is_dir():
        yield path
        return
    if not path.is_file() or not zipfile.is_zipfile(path):
        raise UsageError("is neither a folder nor a zip of one", where=str(path), remedy="check the path")
    with temporary("sent") as room:
        # In a folder of its own, because a temporary one holds a file that nobody sent.
        place = room.path / "sent"
        place.mkdir()
        _unpack(path, place)
        yield _root_in(path, place)


def _unpack(path: Path, place: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MOST_FILES or sum(one.file_size for one in members) > MOST_BYTES:
                raise _unsound(path, "holds more than any study")
            names = [_inside(path, one.filename) for one in members]
            if len({str(name).casefold() for name in names}) != len(names):
                raise _unsound(path, "holds a file twice")
            for member, name in zip(members, names, strict=True):
                target = place / name
                target.parent.mkdir(parents=True, exist_ok=True)
                # Reading to the end checks the archive's own checksum of the member.
                with archive.open(member) as packed, target.open("wb") as stream:
                    shutil.copyfileobj(packed, stream)
    except TORN as error:
        raise _unsound(path, "is torn or cannot be unpacked") from error


def _inside(path: Path, name: str) -> PurePosixPath:
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or "\\" in name or "\x00" in name:
        raise _unsound(path, "would write outside its own place")
    return parts


def _root_in(path: Path, place: Path) -> Path:
    """The folder itself, which a zip may hold at its top or in one folder; nothing may lie beside that one."""
    if (place / MANIFEST).is_file():
        return place
    inside = [one for one in place.iterdir() if one.is_dir() and (one / MANIFEST).is_file()]
    if len(inside) != 1:
        raise UsageError(
            f"holds no {MANIFEST} at its top or in one folder", where=str(path), remedy="zip the study's folder whole"
        )
    beside = next((one for one in files_in(place) if not one.startswith(f"{inside[0].name}/")), None)
    if beside is not None:
        raise Damaged(
            f"holds “{beside}” beside the folder, which nobody sealed",
            where=str(path),
            remedy="unpack it, and verify the folder itself",
            unchanged="nothing was changed",
        )
    return inside[0]


def _unsound(path: Path, what: str) -> Damaged:
    return Damaged(what, where=str(path), remedy="ask for it to be sent again", unchanged="nothing was changed")
