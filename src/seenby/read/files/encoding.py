"""Bytes to text: which encoding a file is in, and its text from the start."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from functools import lru_cache
from typing import TextIO

from seenby.errors import Damaged
from seenby.read.files.code_pages import UTF8, Encoding, Evidence, choose
from seenby.read.files.open_files import HEAD_SIZE, RawFile, read_pieces

ASCII_MARKS = frozenset("\n\r,;\t{[")
"""Signs of which every table and document has some, and whose bytes the other way round are hardly ever written."""

MARKED_UTF8 = "utf-8-sig"
MARKS = (
    (codecs.BOM_UTF8, MARKED_UTF8),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(raw: RawFile, *, head_only: bool = False) -> Encoding:
    """The encoding a text file is written in: by its mark, its zero bytes, its being UTF-8, or by what it says.

    Args:
        raw: The file.
        head_only: Look at the first 256 KiB only, if they are Unicode; what follows may still turn out to be written
            otherwise. What is not Unicode is looked at as a whole, so that all of it is read in the same way.

    Raises:
        Damaged: When the bytes are not text at all, or end in the middle of a letter.
    """
    head = raw.head
    for mark, name in MARKS:
        if head.startswith(mark):
            return Encoding(name) if name != MARKED_UTF8 else _utf8(raw, name, head_only=head_only)
    if b"\0" in head:
        return _wide(raw, head)
    return _utf8(raw, UTF8, head_only=head_only)


def open_text(raw: RawFile, encoding: Encoding) -> TextIO:
    """A text stream with its line ends untouched, as the csv module wants it."""
    pieces = io.BufferedReader(_Pieces(read_pieces(raw)))
    return io.TextIOWrapper(pieces, encoding=encoding.name, errors=encoding.errors, newline="")


def _utf8(raw: RawFile, name: str, *, head_only: bool) -> Encoding:
    decoder = codecs.getincrementaldecoder(UTF8)()
    try:
        for piece in (raw.head,) if head_only else read_pieces(raw):
            decoder.decode(piece)
    except UnicodeDecodeError:
        return _page_of(raw)
    goes_on = head_only and len(raw.head) == HEAD_SIZE
    is_cut = bool(decoder.getstate()[0])
    return _page_of(raw) if is_cut and not goes_on else Encoding(name)


@lru_cache(maxsize=8)
def _page_of(raw: RawFile) -> Encoding:
    """The code page of a file that is not Unicode, or UTF-8 where only some of its bytes are broken."""
    if raw.encoding:
        return Encoding(raw.encoding)
    encoding = choose(Evidence.of(read_pieces(raw)), raw.known())
    if encoding.name == UTF8 and _is_cut(raw):
        raise Damaged("ends in the middle of a letter, so it was cut off", where=raw.shown, remedy="download it again")
    return encoding


def _is_cut(raw: RawFile) -> bool:
    """Whether a file in UTF-8 ends within a letter."""
    tail = b""
    for piece in read_pieces(raw):
        tail = (tail + piece)[-4:]
    decoder = codecs.getincrementaldecoder(UTF8)("ignore")
    decoder.decode(tail)
    return bool(decoder.getstate()[0])


class _Pieces(io.RawIOBase):
    """Watched pieces of a file as a raw stream, so that archives are guarded here as everywhere."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = next(self._pieces, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _wide(raw: RawFile, head: bytes) -> Encoding:
    """UTF-16 without a mark: with its bytes in the right order it is text in lines or cells; else it is no text."""
    for name in ("utf-16-le", "utf-16-be"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            text = decoder.decode(head)
        except UnicodeDecodeError:
            continue
        if not ASCII_MARKS.isdisjoint(text) and not any(sign < " " and sign not in "\t\r\n" for sign in set(text)):
            return Encoding(name)
    raise Damaged("is not a text file", where=raw.shown, remedy="export it again as CSV, XLSX or JSON")
