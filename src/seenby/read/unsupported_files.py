"""Files that are known to hold nothing we could read, so that a refusal can say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
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
    only: tuple[frozenset[str], ...]
    together: tuple[frozenset[str], ...]
    keys: frozenset[str]
    keys_together: tuple[frozenset[str], ...]
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
    rows = list(_header_rows(grids))
    for unsupported in _unsupported_files():
        if any(unsupported.headers & seen or seen in unsupported.only for seen in rows):
            raise unsupported.refusal(raw.shown)


def refuse_by_several(raw: RawFile, grids: tuple[Grid, ...]) -> None:
    """Stop at a table that no reader knows, whose headers together only a kind of table has which none reads.

    Each of the headers may stand in an export too, so this is asked last.

    Raises:
        UnknownFormat: Saying what it is.
    """
    rows = list(_header_rows(grids))
    for unsupported in _unsupported_files():
        if any(together <= seen for seen in rows for together in unsupported.together):
            raise unsupported.refusal(raw.shown)


def refuse_by_keys(raw: RawFile, document: Mapping[str, object]) -> None:
    """Stop at a document whose first record only a kind of document has which no reader reads.

    Raises:
        UnknownFormat: Saying what it is.
    """
    for unsupported in _unsupported_files():
        if unsupported.keys & document.keys() or any(keys <= document.keys() for keys in unsupported.keys_together):
            raise unsupported.refusal(raw.shown)


@cache
def _unsupported_files() -> tuple[UnsupportedFile, ...]:
    listed = tables_of("seenby.read", "unsupported_files.toml")["file"]
    return tuple(
        UnsupportedFile(
            begins=tuple(text.encode() for text in entry.get("begins", ())),
            headers=frozenset(map(_spelled, entry.get("headers", ()))),
            only=_sets(entry.get("only", ())),
            together=_sets(entry.get("together", ())),
            keys=frozenset(entry.get("keys", ())),
            keys_together=tuple(map(frozenset, entry.get("keys_together", ()))),
            says=entry["says"],
            remedy=entry["remedy"],
        )
        for entry in listed
    )


def _sets(listed: Sequence[Sequence[str]]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(_spelled, headers)) for headers in listed)


def _header_rows(grids: tuple[Grid, ...]) -> Iterator[Set[str]]:
    """The first rows, each as the headers it may hold."""
    for grid in grids:
        for _, cells in first_rows(grid, WITHIN):
            yield {_spelled(cell) for cell in cells if cell and len(cell) <= LONGEST_WORD}


def _spelled(header: str) -> str:
    """A header as the lists have it: without the currency of its amounts, its words apart by spaces."""
    return _CURRENCY.sub("", fold(header).replace("_", " ")).strip("\"' ")


_CURRENCY = re.compile(r" ?\([a-z]{3}\)\Z")
