"""Which readers there are, and which of them a file belongs to: decided by its content, never by its name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from seenby.errors import Damaged, UnknownFormat, Unreadable
from seenby.model import Health
from seenby.read.contract import Options, Peek, Reader
from seenby.read.files.json_grid import RecordGrid, grid_of_cells
from seenby.read.files.json_records import looks_like_json, records
from seenby.read.files.open_files import RawFile
from seenby.read.files.tabular import open_grids
from seenby.read.installed_readers import Installed, LeftAside, best_of, installed
from seenby.read.readers import (
    by_hand,
    generic,
    google_ads,
    meta_ad_library,
    meta_ads_manager,
    meta_insights,
    pinterest,
    snapchat,
    tiktok,
)
from seenby.read.sentences import say
from seenby.read.tables.rows_by_field import refuse_unknown
from seenby.read.unsupported_files import refuse_by_beginning, refuse_by_headers, refuse_by_keys, refuse_by_several

LARGEST_FORM = 64 * 1024

READERS: tuple[Reader, ...] = (
    meta_ads_manager.READER,
    meta_insights.READER,
    meta_ad_library.READER,
    google_ads.READER,
    tiktok.READER,
    pinterest.READER,
    snapchat.READER,
    by_hand.READER,
    generic.READER,
)
"""In the order in which ties are settled: the commoner export first."""


class Detected(NamedTuple):
    """Whose a file is.

    Attributes:
        reader: The reader it belongs to.
        peek: What was looked at.
        health: Which installed readers could not be asked, where no reader of ours knows the file.
    """

    reader: Reader
    peek: Peek
    health: tuple[Health, ...] = ()


def detect(raw: RawFile, options: Options) -> Detected:
    """The reader a file belongs to. Those of other packages are only asked about what none of ours knows.

    Raises:
        Unreadable: When the file is empty, damaged, or known to no reader.
    """
    peek = Peek(raw, options)
    try:
        peek = _peek(raw, options)
        return _built_in(peek)
    except UnknownFormat as refusal:
        reader, left_aside = _installed(peek)
        if reader is None:
            raise _with_reasons(refusal, left_aside) from None
        return Detected(reader, peek, tuple(_noted(left_aside, raw.shown)))


def everywhere() -> Installed:
    """The readers that other packages bring beside `READERS`, and those among them that cannot be used."""
    return installed(frozenset(reader.name for reader in READERS))


def _installed(peek: Peek) -> tuple[Reader | None, list[LeftAside]]:
    """The installed reader a file belongs to, and those that could not be asked."""
    if not peek.raw.head:
        return None, []
    brought = everywhere()
    best, failing = best_of(brought.readers, peek)
    return best, [*brought.left_aside, *failing]


def _with_reasons(refusal: UnknownFormat, left_aside: Sequence[LeftAside]) -> UnknownFormat:
    """A refusal that names the readers that might have known the file, had they worked."""
    if not left_aside:
        return refusal
    return UnknownFormat("; ".join([refusal.what, *map(str, left_aside)]), where=refusal.where, remedy=refusal.remedy)


def _noted(left_aside: Sequence[LeftAside], label: str) -> Iterator[Health]:
    for reader in left_aside:
        note = say("reader-left-aside", "said", name=reader.name, package=reader.package, reason=reader.reason)
        yield Health("reader-left-aside", "warning", note, label)


def _built_in(peek: Peek) -> Detected:
    """The reader of ours that a file belongs to. Records that none knows are asked about once more, as a table.

    Raises:
        UnknownFormat: When it belongs to none, saying what it looks like where that helps.
    """
    raw = peek.raw
    if not peek.options.mapping:
        refuse_by_headers(raw, peek.grids)
    best = _best(peek)
    if best:
        return Detected(best, peek)
    if peek.document is not None and isinstance(peek.document.get("error"), dict):
        raise UnknownFormat(
            "is a platform's answer that something went wrong, and holds no data",
            where=raw.shown,
            remedy="ask the platform again",
        )
    if peek.document is not None:
        refuse_by_keys(raw, peek.document)
        table = replace(peek, grids=(RecordGrid(raw),), document=None)
        best = _best(table)
        if best:
            return Detected(best, table)
        refuse_by_several(raw, table.grids)
        raise UnknownFormat(
            "no reader knows records with these keys",
            where=raw.shown,
            remedy="run “seenby readers” to see what can be read, or name them in a mapping file (--mapping)",
        )
    cells = grid_of_cells(peek.grids)
    if cells:
        table = replace(peek, grids=(cells,))
        best = _best(table)
        if best:
            return Detected(best, table)
    refuse_by_several(raw, peek.grids)
    raise refuse_unknown(peek)


def _best(peek: Peek) -> Reader | None:
    marks, best = max(((reader.recognise(peek), reader) for reader in READERS), key=lambda rated: rated[0])
    return best if marks else None


def _is_form(raw: RawFile) -> bool:
    """Whether a small file is TOML with the keys of a form."""
    if len(raw.head) > LARGEST_FORM:
        return False
    try:
        tables = tomllib.loads(raw.head.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return "post" in tables or "name" in tables


def _peek(raw: RawFile, options: Options) -> Peek:
    if not raw.head:
        raise UnknownFormat("is empty", where=raw.shown, remedy="export it again")
    if raw.name.endswith(".toml") or _is_form(raw):
        # By its name too, so that a form with a slip in it is told where, and not that it is no table.
        return Peek(raw, options, is_form=True)
    refuse_by_beginning(raw)
    if looks_like_json(raw):
        first = next(islice(records(raw), 1), None)
        if first is None:
            raise UnknownFormat(
                "holds no records, or none in a form that we know",
                where=raw.shown,
                remedy="export it again, or run “seenby readers” to see what can be read",
            )
        return Peek(raw, options, document=first[1])
    try:
        return Peek(raw, options, grids=tuple(open_grids(raw)))
    except Damaged:
        raise
    except (OSError, ValueError) as error:
        raise Unreadable("cannot be read", where=raw.shown, remedy="export it again") from error
