"""Files, folders and archives in; readable byte streams out.

Nothing is unpacked onto the disk, so a path inside an archive can never write anywhere. An archive that unpacks to
far more than it holds is refused rather than read.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, cast

from seenby.errors import Damaged, UnknownFormat, Unreadable, UsageError
from seenby.evidence.unpack import TORN

WORKBOOK_MARKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
"""Members that make a zip archive an XLSX, XLSB or ODS workbook."""

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
GZIP = b"\x1f\x8b"
HEAD_SIZE = 256 * 2**10
MOST_RATIO = 1000
RATIO_MATTERS_FROM = 256 * 2**20
"""An archive may unpack to 1,000 times its size, which no export does, before it counts as a trap."""


@dataclass(frozen=True)
class RawFile:
    """One export as it came: a plain file, a gzip file, or a member of a zip archive.

    ``gathered`` files were found in a folder or archive, not named by the user. ``encoding`` is the code page that
    the user names for files that are not Unicode, and ``known`` gives the spellings of columns and words that the
    user lists, folded.
    """

    path: Path
    shown: str
    opener: Callable[[], BinaryIO]
    packed: bool = False
    gathered: bool = False
    encoding: str | None = None
    known: Callable[[], frozenset[str]] = frozenset

    @property
    def name(self) -> str:
        """The innermost file name, without folders and without ``.gz``."""
        return Path(self.shown).name.removesuffix(".gz")

    def open(self) -> BinaryIO:
        """A fresh stream of the unpacked bytes.

        Raises:
            Damaged: When the archive is torn or encrypted.
        """
        try:
            return self.opener()
        except OSError as error:
            raise Unreadable("cannot be opened", where=self.shown, remedy="check its permissions") from error
        except TORN as error:
            raise Damaged(
                "is packed in a way that cannot be opened",
                where=self.shown,
                remedy="unpack it and give the file inside",
            ) from error

    @cached_property
    def head(self) -> bytes:
        """The first 256 KiB of the unpacked bytes."""
        return b"".join(read_pieces(self, limit=HEAD_SIZE))

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the file as it came: of the archive, when it is packed."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    @cached_property
    def content_sha256(self) -> str:
        """The fingerprint of the unpacked bytes, by which the same export given twice is known."""
        if not self.packed:
            return self.sha256
        digest = hashlib.sha256()
        for piece in read_pieces(self):
            digest.update(piece)
        return digest.hexdigest()

    @cached_property
    def size(self) -> int:
        """The size of the file as it came, in bytes."""
        return self.path.stat().st_size

    @property
    def is_workbook(self) -> bool:
        """Whether the bytes are a spreadsheet workbook rather than text."""
        return self.head.startswith(OLD_WORKBOOK) or (self.head.startswith(ZIP) and _holds_workbook(self))


def collect(paths: Iterable[Path | str]) -> list[RawFile]:
    """Every export behind the given files, folders and archives, in order, each file once.

    In folders, hidden files, lock files and folders' own sidecars are passed over.

    Raises:
        UsageError: When a path does not exist, or is a pipe, which cannot be read twice.
        UnknownFormat: When a folder or archive holds no file at all.
        Damaged: When an archive is torn.
    """
    files: dict[str, RawFile] = {}
    for path in map(Path, paths):
        if not path.exists():
            raise UsageError("there is no such file or folder", where=str(path), remedy="check the path")
        if not path.is_dir() and not path.is_file():
            raise UsageError("is no file that can be read twice", where=str(path), remedy="save it and give the file")
        for file in _in_folder(path) if path.is_dir() else [path]:
            for raw in _in_file(file, gathered=path.is_dir()):
                # Named by the user counts for more than found in a folder.
                if raw.shown not in files or not raw.gathered:
                    files[raw.shown] = raw
    return list(files.values())


def read_pieces(raw: RawFile, limit: int | None = None, size: int = 2**20) -> Iterator[bytes]:
    """The unpacked bytes in pieces, at most ``limit`` of them, watching for archives that swell without end.

    Raises:
        Damaged: When the stream ends early, is corrupt, or swells beyond reason.
    """
    seen = 0
    with raw.open() as stream:
        while limit is None or seen < limit:
            try:
                piece = stream.read(size if limit is None else min(size, limit - seen))
            except TORN as error:
                raise Damaged("ends early or is damaged", where=raw.shown, remedy="download it again") from error
            if not piece:
                return
            seen += len(piece)
            if raw.packed:
                refuse_swelling(raw, seen)
            yield piece


def refuse_swelling(raw: RawFile, unpacked: int) -> None:
    """Stop at an archive that has unpacked to so many bytes.

    Raises:
        Damaged: When that is far more than an export of its size holds.
    """
    if unpacked > max(raw.path.stat().st_size * MOST_RATIO, RATIO_MATTERS_FROM):
        raise Damaged("unpacks to far more than an export holds", where=raw.shown, remedy="unpack and check it by hand")


def _in_folder(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not _hidden(path.relative_to(folder)))
    if not files:
        raise UnknownFormat("holds no files", where=str(folder), remedy="give a folder with exports in it")
    return files


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)


def _in_file(path: Path, *, gathered: bool) -> list[RawFile]:
    """The exports in one file. A torn archive in a folder is handed on as it is, to be left aside when it is read."""
    plain = RawFile(path, str(path), lambda: path.open("rb"), gathered=gathered)
    magic = _magic(plain)
    if magic.startswith(GZIP):
        return [_unzipped(plain)]
    if magic.startswith(ZIP) and not plain.is_workbook:
        try:
            return _in_archive(plain)
        except Unreadable:
            if not gathered:
                raise
    return [plain]


def _magic(raw: RawFile) -> bytes:
    return next(read_pieces(raw, limit=4), b"")


def _unzipped(raw: RawFile) -> RawFile:
    """What a gzip file holds."""

    def opener() -> BinaryIO:
        packed = raw.opener()
        stream = gzip.GzipFile(fileobj=packed)
        # The file below is closed together with this one, as gzip does for files it has opened itself.
        stream.myfileobj = cast("Any", packed)
        return cast("BinaryIO", stream)

    return replace(raw, opener=opener, packed=True)


def _in_archive(raw: RawFile) -> list[RawFile]:
    path = raw.path
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except TORN as error:
        raise Damaged("is a damaged zip archive", where=str(path), remedy="download it again") from error
    names = sorted({name for name in names if not _hidden(Path(name))})
    if not names:
        raise UnknownFormat("is an archive with no files in it", where=str(path), remedy="give the export itself")
    gathered = raw.gathered or len(names) > 1
    members = [RawFile(path, f"{path}/{name}", _member(path, name), packed=True, gathered=gathered) for name in names]
    return [_unzipped(member) if member.shown.endswith(".gz") else member for member in members]


def _member(path: Path, name: str) -> Callable[[], BinaryIO]:
    def opener() -> BinaryIO:
        # The member keeps the archive open for as long as it is read.
        archive = zipfile.ZipFile(path)
        try:
            return cast("BinaryIO", archive.open(name))
        except BaseException:
            archive.close()
            raise

    return opener


def _holds_workbook(raw: RawFile) -> bool:
    try:
        if not raw.packed:
            with zipfile.ZipFile(raw.path) as archive:
                return _has_mark(archive)
        with zipfile.ZipFile(io.BytesIO(b"".join(read_pieces(raw)))) as archive:
            return _has_mark(archive)
    except (*TORN, Unreadable):
        return False


def _has_mark(archive: zipfile.ZipFile) -> bool:
    return not set(WORKBOOK_MARKS).isdisjoint(archive.namelist())
