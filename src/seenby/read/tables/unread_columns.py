"""Columns that are not read although they look like something that is asked for: people, names, dates, money, places.

None is taken for what it looks like: who an ad was aimed at looks just like who saw it. But a table whose rows only
such a column tells apart is refused where two ads would count as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from seenby.errors import BadRows
from seenby.model import Health
from seenby.model.audience import PEOPLE
from seenby.read.cells.dates import decide_dates
from seenby.read.cells.folded_text import LONGEST_WORD
from seenby.read.cells.loose_headers import words_of
from seenby.read.cells.vocabulary import is_total
from seenby.read.contract import DATES
from seenby.read.files.tabular import first_rows
from seenby.read.sentences import say
from seenby.read.tables.cells_by_field import POSITION
from seenby.read.tables.likely_columns import groups_named
from seenby.read.tables.rows_by_field import Table
from seenby.sentences import tables_of

NAMED = ("campaign", "ad_set", "ad")
"""What an ad is called by, the coarsest first; an account's name tells none apart."""

MOST_ROWS = 200_000
APART = ("criteria", "gender", "age", "country", "region", "placement", POSITION, *DATES, "split", "currency")
"""What tells rows of one ad apart."""


class _Unread(NamedTuple):
    """A column that is not read: where it stands, its header, and its cells among the first rows."""

    place: int
    header: str
    cells: tuple[str, ...]


def columns_not_read(table: Table) -> tuple[Health, ...]:
    """A note for each column that looks like people, names, dates, money or places and is not read.

    Raises:
        BadRows: When such a column of names is all that tells rows of several ads apart.
    """
    unread = list(_unread(table))
    named = {column.place: level for column in unread if (level := _level(column))}
    _refuse_melting(table, unread, named)
    return tuple(_notes(table, unread, named))


def _notes(table: Table, unread: Sequence[_Unread], named: Mapping[int, str]) -> Iterator[Health]:
    fields = table.columns.fields
    yield from _people(table, unread)
    label = table.grid.label
    for column in unread:
        level, header = named.get(column.place, ""), column.header
        if level and not any(name in fields for name in (level, f"{level}_id")):
            note = say("names-not-read", "said", header=header, field=level)
            yield Health("names-not-read", "warning", note, label)
        elif "country" not in fields and "region" not in fields and _is_place(column):
            note = say("places-not-read", "said", header=header, field=_kind_of_place(column))
            yield Health("places-not-read", "warning", note, label)
        elif "spend" not in fields and _is_money(column):
            yield Health("spend-not-read", "warning", say("spend-not-read", "said", header=header), label)
        elif not any(name in fields for name in DATES) and _are_dates(column):
            yield Health("dates-not-read", "warning", say("dates-not-read", "said", header=header), label)


def _people(table: Table, unread: Sequence[_Unread]) -> Iterator[Health]:
    for dimension in PEOPLE:
        if dimension in table.columns.fields or "criteria" in table.columns.fields:
            continue
        for column in unread:
            if _are_people(dimension, sorted({*column.cells})):
                note = say("people-not-read", "said", header=column.header, dimension=dimension)
                yield Health("people-not-read", "warning", note, table.grid.label)


def _unread(table: Table) -> Iterator[_Unread]:
    below = (cells for number, cells in first_rows(table.grid) if number > table.header_row)
    # A note above or below the rows is one cell, and no cell of a column.
    rows = [cells for cells in below if sum(map(bool, cells)) > 1]
    used = {index for indexes in table.columns.fields.values() for index in indexes}
    for index, header in enumerate(table.headers):
        if index not in used and header in table.columns.unused:
            yield _Unread(index, header.strip(), tuple(cells[index].strip() for cells in rows if index < len(cells)))


def _refuse_melting(table: Table, unread: Sequence[_Unread], named: Mapping[int, str]) -> None:
    """Stop where rows of one ad, group and day differ in the name of an ad that no list has.

    Without any column of names, each column of words may be that. With one, a finer name only parts what is read.

    Raises:
        BadRows: Naming the first two such rows.
    """
    fields = table.columns.fields
    read = [level for level in NAMED if level in fields or f"{level}_id" in fields]
    finest = NAMED.index(read[-1]) if read else len(NAMED)
    suspects = [column for column in unread if column.place in named and NAMED.index(named[column.place]) <= finest]
    if not read:
        suspects += [column for column in unread if column.place not in named and _may_be_names(column)]
    for column, rows in _melted(table, suspects):
        raise BadRows(
            f"only the column “{column.header}” tells them apart, and no list has that name, so several ads would "
            "count as one",
            where=table.grid.label,
            rows=rows,
            remedy=f'if it names ads, add {named.get(column.place, "ad")} = ["{column.header}"] to a file given with '
            "--columns; if it is something else that rows are broken down by, add it there as split",
        )


def _melted(table: Table, suspects: Sequence[_Unread]) -> Iterator[tuple[_Unread, list[int]]]:
    """The suspects in which rows differ that are alike in all that is read, with the first two such rows."""
    if not suspects:
        return
    fields = table.columns.fields
    keys = [*NAMED, *(f"{level}_id" for level in NAMED), "account", "account_id", *APART]
    same = [index for name in keys for index in fields.get(name, ())]
    width = max([*same, *(column.place for column in suspects)]) + 1
    first: dict[tuple[str, ...], tuple[int, tuple[str, ...]]] = {}
    for count, (number, cells) in enumerate(table.grid.rows()):
        if number <= table.header_row or len(cells) < width or is_total(next(filter(None, cells), "")):
            continue
        values = tuple(cells[column.place].strip() for column in suspects)
        before, said = first.setdefault(tuple(cells[index].strip() for index in same), (number, values))
        for column, one, other in zip(suspects, said, values, strict=True):
            if one and other and one != other:
                yield column, [before, number]
        if count > MOST_ROWS:
            return


def _level(column: _Unread) -> str:
    """Which of `NAMED` a header looks like the name of; empty where of none, or where its cells are figures."""
    words = words_of(column.header) if len(column.header) <= LONGEST_WORD else ()
    listed = _words("names")
    things = {level: [word for word in words if _is_of(word, listed[level])] for level in NAMED}
    ends = [word for word in words if _is_of(word, listed["ends"]) or word.endswith(tuple(listed["ends"]["ends"]))]
    others = [word for word in words if word in _words("others")["words"]]
    thing = [word for level in NAMED for word in things[level]]
    if not thing or others or (not ends and len(words) > len(thing)):
        return ""
    if not ends and _are_figures(column):
        return ""
    if "set" in words or "group" in words or "squad" in words or "gruppe" in words:
        return "ad_set"
    return next(level for level in ("ad_set", "campaign", "ad") if things[level])


def _is_of(word: str, listed: Mapping[str, Sequence[str]]) -> bool:
    return (
        word in listed["words"]
        or word.startswith(tuple(listed.get("starts", ())))
        or any(sign in word for sign in listed["signs"] if not sign.isascii())
    )


def _may_be_names(column: _Unread) -> bool:
    """Whether cells are words, of no kind that is known for what it is."""
    words = {cell for cell in column.cells if cell}
    if len(words) < 2 or _are_figures(column) or _is_place(column) or _is_money(column) or _are_dates(column):
        return False
    if any(word in _words("others")["words"] for word in words_of(column.header)):
        return False
    return not any(_are_people(dimension, sorted(words)) for dimension in PEOPLE)


def _is_place(column: _Unread) -> bool:
    words = words_of(column.header) if len(column.header) <= LONGEST_WORD else ()
    listed = _words("places")["words"]
    return any(word in listed for word in words) and not any(word in _words("others")["words"] for word in words)


def _kind_of_place(column: _Unread) -> str:
    return "country" if {*words_of(column.header)} & {*_words("places")["countries"]} else "region"


def _is_money(column: _Unread) -> bool:
    words = words_of(column.header) if len(column.header) <= LONGEST_WORD else ()
    money = _words("money")["words"]
    others = {*_words("others")["words"]} - {*money}
    is_rate = "/" in column.header or "%" in column.header
    return any(word in money for word in words) and not others & {*words} and not is_rate and _are_figures(column)


def _are_figures(column: _Unread) -> bool:
    filled = [cell for cell in column.cells if cell]
    return bool(filled) and all(
        any(map(str.isdigit, cell)) and sum(map(str.isalpha, cell)) <= len("EUR") for cell in filled
    )


def _are_dates(column: _Unread) -> bool:
    """Whether cells are dates of days, and the header does not say that they are when a program wrote the row."""
    if {*words_of(column.header)} & {*_words("others")["words"]} - {"tag", "time"}:
        return False
    filled = sorted({cell for cell in column.cells if cell})
    if not filled or all(cell.isdigit() for cell in filled):
        return False
    return not decide_dates({"day": filled}).unreadable


def _are_people(dimension: str, cells: Sequence[str]) -> bool:
    return len(groups_named(dimension, cells)) > 1


@cache
def _words(kind: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    listed: Mapping[str, Mapping[str, Sequence[str]]] = tables_of("seenby.read.tables", "column_words.toml")[kind]
    return listed
