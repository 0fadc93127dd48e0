"""Files that are known to hold nothing we could read, so that a refusal can say what they are: see strangers.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from seenby.errors import UnknownFormat
from seenby.read.cells.folded_text import LONGEST_WORD, fold
from seenby.read.files.open_files import RawFile
from seenby.read.files.tabular import Grid, first_rows
from seenby.sentences import tables_of

WITHIN = 15
"""The rows among which a header is looked for."""


class UnsupportedFile(NamedTuple):
    """A kind of file that no reader reads: its marks, what to say of it, and what to do instead."""

    begins: tuple[bytes, ...]
    headers: frozenset[str]
    keys: frozenset[str]
    says: str
    remedy: str

    def refusal(self, where: str) -> UnknownFormat:
        """The refusal of a file of this kind."""
        return UnknownFormat(self.says, where=where, remedy=self.remedy)


def refuse_by_beginning(raw: RawFile) -> None:
    """Stop at a file that its first bytes show to be none of ours.

    Raises:
        UnknownFormat: Saying what it is.
    """
    start = raw.head[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for unsupported in _unsupported_files():
        if unsupported.begins and start.startswith(unsupported.begins):
            raise unsupported.refusal(raw.shown)


def refuse_by_headers(raw: RawFile, grids: tuple[Grid, ...]) -> None:
    """Stop at a table with a header that only a kind of table has which no reader reads.

    Raises:
        UnknownFormat: Saying what it is.
    """
    rows = (cells for grid in grids for _, cells in first_rows(grid, WITHIN))
    seen = {fold(cell) for cells in rows for cell in cells if cell and len(cell) <= LONGEST_WORD}
    for unsupported in _unsupported_files():
        if unsupported.headers & seen:
            raise unsupported.refusal(raw.shown)


def refuse_by_keys(raw: RawFile, document: Mapping[str, object]) -> None:
    """Stop at a document whose first record only a kind of document has which no reader reads.

    Raises:
        UnknownFormat: Saying what it is.
    """
    for unsupported in _unsupported_files():
        if unsupported.keys & document.keys():
            raise unsupported.refusal(raw.shown)


@cache
def _unsupported_files() -> tuple[UnsupportedFile, ...]:
    listed = tables_of("seenby.read", "unsupported_files.toml")["file"]
    return tuple(
        UnsupportedFile(
            begins=tuple(text.encode() for text in entry.get("begins", ())),
            headers=frozenset(fold(text) for text in entry.get("headers", ())),
            keys=frozenset(entry.get("keys", ())),
            says=entry["says"],
            remedy=entry["remedy"],
        )
        for entry in listed
    )
