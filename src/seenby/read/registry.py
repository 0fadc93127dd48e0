"""Which readers there are, and which of them a file belongs to: decided by its content, never by its name."""

from __future__ import annotations

import tomllib
from itertools import islice

from seenby.errors import Damaged, UnknownFormat, Unreadable
from seenby.read.contract import Options, Peek, Reader
from seenby.read.files.json_records import looks_like_json, records
from seenby.read.files.open_files import RawFile
from seenby.read.files.tabular import open_grids
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
from seenby.read.tables.rows_by_field import refuse_unknown
from seenby.read.unsupported_files import refuse_by_beginning, refuse_by_headers, refuse_by_keys

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


def detect(raw: RawFile, options: Options) -> tuple[Reader, Peek]:
    """The reader a file belongs to, and what was looked at.

    Raises:
        Unreadable: When the file is empty, damaged, or known to no reader.
    """
    peek = _peek(raw, options)
    if not options.mapping:
        refuse_by_headers(raw, peek.grids)
    marks, best = max(((reader.recognise(peek), reader) for reader in READERS), key=lambda found: found[0])
    if marks:
        return best, peek
    if peek.document is not None and isinstance(peek.document.get("error"), dict):
        raise UnknownFormat(
            "is a platform's answer that something went wrong, and holds no data",
            where=raw.shown,
            remedy="ask the platform again",
        )
    if peek.document is not None:
        refuse_by_keys(raw, peek.document)
        raise UnknownFormat(
            "no reader knows records with these keys",
            where=raw.shown,
            remedy="run “seenby readers”, or save them as a table and name its columns in a mapping file (--mapping)",
        )
    raise refuse_unknown(peek)


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
