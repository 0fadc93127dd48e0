"""Bytes to text: which encoding a file is in, and its text from the start."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import TextIO

from seenby.errors import Damaged
from seenby.read.files.open_files import RawFile, read_pieces

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
JAPANESE_LEADS = range(0x81, 0xA0)
"""Bytes that begin a Shift-JIS character and mean little or nothing in western exports."""


POLISH = re.compile(rb"[A-Za-z][\xb3\xb9](?=[a-z\xe0-\xff])")
"""The letters "ł" and "ą" inside a word, where western exports have the signs "³" and "¹" at its end only."""


def encoding_of(raw: RawFile, *, head_only: bool = False) -> str:
    """The encoding a text file is written in: by its mark, its zero bytes, or by what decodes.

    Args:
        raw: The file.
        head_only: Look at the first 256 KiB only; what follows may still turn out to be written otherwise.

    Raises:
        Damaged: When the bytes are not text at all.
    """
    head = raw.head
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        return _wide(raw, head)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in (head,) if head_only else read_pieces(raw):
            decoder.decode(piece)
        decoder.decode(b"", final=not head_only)
    except UnicodeDecodeError:
        return _eight_bit(head)
    return "utf-8"


def open_text(raw: RawFile, encoding: str) -> TextIO:
    """A text stream with its line ends untouched, as the csv module wants it."""
    return io.TextIOWrapper(io.BufferedReader(_Pieces(read_pieces(raw))), encoding=encoding, newline="")


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


def _wide(raw: RawFile, head: bytes) -> str:
    """UTF-16 without a mark has zeros on every other byte; anything else with zeros is not text."""
    sample = head[:4096]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if odd > 0.4 * len(sample) / 2 and even < odd / 10:
        return "utf-16-le"
    if even > 0.4 * len(sample) / 2 and odd < even / 10:
        return "utf-16-be"
    raise Damaged("is not a text file", where=raw.shown, remedy="export it again as CSV, XLSX or JSON")


def _eight_bit(head: bytes) -> str:
    """Windows' western code page, unless the bytes read as Japanese, or as Polish, and hardly as western."""
    if POLISH.search(head):
        return "cp1250"
    leads = sum(byte in JAPANESE_LEADS for byte in head)
    try:
        head[: head.rfind(b"\n") + 1].decode("cp932")
    except UnicodeDecodeError:
        return "cp1252"
    return "cp932" if leads > 8 else "cp1252"
