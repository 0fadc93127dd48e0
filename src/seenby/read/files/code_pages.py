"""Code pages: in which of them a text was saved that is not Unicode and does not say what it is.

Bytes above 127 mean another letter in each code page. The one under which most of the file's column names and words
are known is taken. What that leaves open is decided by how odd the letters look beside each other, and is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from seenby.read.cells.folded_text import fold
from seenby.read.cells.headers import is_spelling
from seenby.read.cells.vocabulary import is_listed
from seenby.read.files.odd_letters import oddity

SINGLE_BYTE = (
    *("cp1252", "cp1250", "cp1254", "cp1255", "cp1253", "cp1251", "cp1257", "cp1256", "cp1258", "cp874"),
    *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "mac-latin2", "mac-turkish", "mac-greek"),
    *("cp850", "cp852", "cp866", "cp437", "cp857", "cp737", "cp775", "cp862"),
    *(f"iso8859-{part}" for part in (1, 15, 2, 5, 9, 7, 13, 4, 8, 6, 10, 3, 14, 16)),
)
"""Windows', Unix's, Macintosh's, DOS's and the standards' pages of one byte a letter, the likeliest first."""

MULTI_BYTE = ("cp932", "cp949", "euc_jp", "gb18030", "cp950", "big5hkscs")
UTF8 = "utf-8"
MOST_PIECES = 400
LONGEST_PIECE = 120
MOST_ODD = 100
"""So many cells show how odd a text's letters look; whether it is known is looked up for all that are kept."""

BROKEN_COSTS = 3
"""A byte that is no text counts as much as three letters that look odd."""

NEARLY = 1
"""A page whose letters look odd in one place more may still be the right one."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes become text.

    Attributes:
        name: The encoding, as Python calls it.
        assumed: Whether nothing in the file says so.
        rivals: Code pages under which as much is known and something reads otherwise.
        likely: Those rivals whose letters look no odder.
        example: A text of the file as it was read, and as it reads in the first likely rival.
        broken: How many of the bytes that were looked at are no text in this encoding; each is shown by its number.
    """

    name: str
    assumed: bool = False
    rivals: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    example: tuple[str, str] | None = None
    broken: int = 0

    @property
    def errors(self) -> str:
        """What is done with bytes that are no text: they stop the reading, or are shown by their number."""
        return "backslashreplace" if self.broken else "strict"

    @property
    def splits_accents(self) -> bool:
        """Whether a letter and its accents are written as two, which the same text in Unicode hardly ever is."""
        return self.name == "cp1258"

    def is_broken(self, text: str) -> bool:
        """Whether a text holds a byte that is none."""
        return bool(self.broken and _BROKEN.search(text))

    def is_doubtful(self, text: str) -> bool:
        """Whether a text holds a broken byte, or may read otherwise than it does."""
        if self.is_broken(text):
            return True
        if not self.rivals or text.isascii():
            return False
        try:
            content = text.encode(self.name)
        except UnicodeEncodeError:
            return True
        return any(content.decode(rival, "backslashreplace") != text for rival in self.rivals)


@dataclass
class Evidence:
    """What of a file tells its code page.

    Attributes:
        used: The bytes above 127 that occur in it.
        pieces: Its first distinct cells with such a byte.
    """

    used: set[int] = field(default_factory=set)
    pieces: dict[bytes, None] = field(default_factory=dict)

    @classmethod
    def of(cls, blocks: Iterable[bytes]) -> Evidence:
        """The evidence in a file's bytes."""
        found = cls()
        rest = b""
        for block in blocks:
            found.used.update(byte for byte in set(block) if byte > 127)
            if len(found.pieces) < MOST_PIECES:
                whole, end, rest = (rest + block).rpartition(b"\n")
                found._keep(whole if end else rest)
                rest = rest if end else b""
        found._keep(rest)
        return found

    def _keep(self, block: bytes) -> None:
        for match in _PIECE.finditer(block):
            if len(self.pieces) == MOST_PIECES:
                return
            if len(match[0]) <= LONGEST_PIECE:
                self.pieces[match[0].strip()] = None


@dataclass(frozen=True)
class _Reading:
    """A file under one code page: how many cells are known, and how odd the others look."""

    page: str
    texts: Sequence[str]
    known: int
    broken: int

    @cached_property
    def cost(self) -> int:
        """How odd the letters look, broken bytes included."""
        return BROKEN_COSTS * self.broken + oddity(self.texts[:MOST_ODD], self.page)


def choose(evidence: Evidence, known: frozenset[str] = frozenset()) -> Encoding:
    """The encoding under which most is known, and what it leaves open.

    Args:
        evidence: What the file holds.
        known: Spellings that the user's own files list, folded.
    """
    pages = (UTF8, *SINGLE_BYTE, *MULTI_BYTE)
    readings = [_read(page, evidence, known) for page in pages]
    most = max(reading.known for reading in readings)
    best, *equals = sorted((one for one in readings if one.known == most), key=lambda one: one.cost)
    others = [one for one in equals if _differs(one, best, evidence)]
    rivals = tuple(one.page for one in others)
    near = [one for one in others if one.cost <= best.cost + NEARLY and not one.broken]
    example = next(
        (pair for one in near for pair in zip(best.texts, one.texts, strict=True) if pair[0] != pair[1]), None
    )
    return Encoding(best.page, True, rivals, tuple(one.page for one in near), example, best.broken)


def _read(page: str, evidence: Evidence, known: frozenset[str]) -> _Reading:
    texts = [piece.decode(page, "backslashreplace") for piece in evidence.pieces]
    broken = sum(_broken(piece, text) for piece, text in zip(evidence.pieces, texts, strict=True))
    if page in SINGLE_BYTE:
        broken = max(broken, len(evidence.used - _letters(page)))
    elif page == UTF8:
        # Whoever asks has found a broken byte, if not among the first cells.
        broken = max(broken, 1)
    seen = sum(_is_known(text, known) for text in texts)
    return _Reading(page, texts, seen, broken)


def _broken(piece: bytes, text: str) -> int:
    if "\\x" not in text:
        return 0
    return len(_BROKEN.findall(text)) - len(_BROKEN.findall(piece.decode("ascii", "ignore")))


def _is_known(text: str, known: frozenset[str]) -> bool:
    # A cell with a bar may be several: cells are cut at bytes that are no part of a letter anywhere, which a bar is.
    parts = (text, *text.split("|")) if "|" in text else (text,)
    return any(is_spelling(part) or is_listed(part) or (known and fold(part) in known) for part in parts)


def _differs(one: _Reading, other: _Reading, evidence: Evidence) -> bool:
    """Whether two readings of a file differ anywhere; between pages of one byte a letter that is certain."""
    if one.page in SINGLE_BYTE and other.page in SINGLE_BYTE:
        return any(_letter(one.page, byte) != _letter(other.page, byte) for byte in evidence.used)
    return one.texts != other.texts


@cache
def _letters(page: str) -> frozenset[int]:
    """The bytes above 127 that stand for something printable."""
    return frozenset(byte for byte in range(128, 256) if _is_text(_letter(page, byte)))


def _is_text(letter: str) -> bool:
    return letter.isprintable() or letter in "\xa0\xad\u200c\u200d\u200e\u200f"


@cache
def _letter(page: str, byte: int) -> str:
    return bytes([byte]).decode(page, "backslashreplace") if page != UTF8 else ""


_PIECE = re.compile(rb'[^,;\t\r\n"]*[\x80-\xff][^,;\t\r\n"]*')
_BROKEN = re.compile(r"\\x[89a-f][0-9a-f]")
