"""What the columns of a table seem to hold, where no list has their headers: from their cells alone.

It is never read so. A refusal shows it as a line for the user's own list (``--columns``), to be looked at and pasted:
the words for genders and ages are known in more languages than headers are, so such a table is nearly ready to be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from seenby.model import UNKNOWN
from seenby.read.cells.dates import decide_dates
from seenby.read.cells.headers import match_headers
from seenby.read.cells.vocabulary import currency_codes, group_words, unrecognised
from seenby.read.files.tabular import Grid, first_rows

LOOKED_AT = 200
"""Rows that are looked at: a gender shows among the first, a word for it mostly twice."""

HEADER_WITHIN = 15
NAMES = (("ad",), ("campaign", "ad"), ("campaign", "ad_set", "ad"))
"""What columns of names are, by how many there are: exports write the larger thing first."""

Columns = Mapping[str, Sequence[str]]
"""The cells of each column that a table has, by its header."""


def line_to_paste(grids: Sequence[Grid]) -> str:
    """One line of TOML that names the headers of a table for ``--columns``; empty where no cells tell enough.

    Enough is a column of genders or of ages, and one of counts.
    """
    for grid in grids:
        rows = [cells for _, cells in first_rows(grid, LOOKED_AT)]
        for at, headers in enumerate(rows[:HEADER_WITHIN]):
            columns = _columns(headers, rows[at + 1 :])
            fields = _fields(columns, headers) if len(columns) > 1 else {}
            if {"gender", "age"} & fields.keys() and "impressions" in fields:
                unlisted = ((field, header) for field, header in fields.items() if header)
                listed = ", ".join(f"{field} = [{_quoted(header)}]" for field, header in unlisted)
                return f"mine = {{{listed}}}"
    return ""


def _quoted(header: str) -> str:
    # A refusal shows no sign that is not printable, so one is written as its number.
    return "".join(
        sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in json.dumps(header.strip(), ensure_ascii=False)
    )


def _columns(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns:
    body = [cells for cells in rows if len(cells) == len(headers)]
    # A row with a number to dial or an address in it is a person's, not one of headers, and no refusal repeats it.
    if not body or len(set(headers)) < len(headers) or any(map(_CONTACT.search, headers)):
        return {}
    columns = {header: [cells[at].strip() for cells in body] for at, header in enumerate(headers) if header.strip()}
    return {header: filled for header, cells in columns.items() if (filled := [cell for cell in cells if cell])}


def _fields(columns: Columns, headers: Sequence[str]) -> dict[str, str]:
    """The field of each column that seems to hold one; those whose header is known are left to the lists."""
    known = match_headers(headers, "meta").fields
    left = {header: cells for header, cells in columns.items() if header not in _read(headers, known)}
    fields = dict.fromkeys(known, "")
    for name, fits in (("gender", _are_genders), ("age", _are_ages)):
        header = next((header for header, cells in left.items() if fits(cells)), None)
        if header is not None and name not in fields:
            fields[name] = header
            left.pop(header)
    for guess in (_dates, _money, _counts, _names):
        for name, header in guess(left):
            left.pop(header)
            fields.setdefault(name, header)
    return fields


def _read(headers: Sequence[str], known: Mapping[str, Sequence[int]]) -> set[str]:
    return {headers[at] for indexes in known.values() for at in indexes}


def _are_genders(cells: Sequence[str]) -> bool:
    return bool(groups_named("gender", cells))


def _are_ages(cells: Sequence[str]) -> bool:
    return bool(groups_named("age", cells))


def groups_named(dimension: str, cells: Sequence[str]) -> set[str]:
    """The genders or ages that cells name, if nothing else stands in them; none where something does.

    Args:
        dimension: ``gender`` or ``age``.
        cells: The cells of one column.
    """
    try:
        groups = set(group_words(dimension, cells).values()) - {"", UNKNOWN}
    except ValueError:
        return set()
    return set() if unrecognised(dimension, cells) else groups


def _dates(left: Columns) -> list[tuple[str, str]]:
    """One column of dates is the day; of two, the one that is never later is the start."""
    dated = [header for header, cells in left.items() if _are_dates(cells)]
    if len(dated) == 1:
        return [("day", dated[0])]
    return [*zip(("start", "end"), dated, strict=False)] if len(dated) == 2 else []


def _are_dates(cells: Sequence[str]) -> bool:
    if not all(any(map(str.isdigit, cell)) and not _COUNT.fullmatch(cell) for cell in cells):
        return False
    return not decide_dates({"day": tuple(dict.fromkeys(cells))}).unreadable


def _money(left: Columns) -> list[tuple[str, str]]:
    """The column of amounts whose header ends with a currency."""
    named = (header for header, cells in left.items() if _has_currency(header) and all(map(_NUMBER.fullmatch, cells)))
    return [("spend", header) for header in [next(named, None)] if header is not None]


def _has_currency(header: str) -> bool:
    code = _BRACKETED.search(header.strip())
    return code is not None and code[1].upper() in currency_codes()


def _counts(left: Columns) -> list[tuple[str, str]]:
    """The largest counts are the impressions: nobody is reached more often than shown to, or clicks more often."""
    sums = {header: _sum(cells) for header, cells in left.items() if all(map(_COUNT.fullmatch, cells))}
    return [("impressions", max(sums, key=lambda header: sums[header]))] if sums else []


def _sum(cells: Sequence[str]) -> int:
    digits = (int("".join(filter(str.isdecimal, cell))) for cell in cells)
    # Ids are larger than any count, and are no counts.
    return sum(number if number < _LARGEST else -1 for number in digits)


def _names(left: Columns) -> Iterator[tuple[str, str]]:
    texts = [header for header, cells in left.items() if not any(map(_NUMBER.fullmatch, cells))]
    return zip(NAMES[min(len(texts), len(NAMES)) - 1], texts, strict=False) if texts else iter(())


_COUNT = re.compile(r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+|\d+")
_NUMBER = re.compile(r"[\d.,'’ \u00a0\u202f]+")
_BRACKETED = re.compile(r"\(([A-Za-z]{3})\)$")
_CONTACT = re.compile(r"\d[\d ()/+.-]{5,}\d|@")
_LARGEST = 10**11
