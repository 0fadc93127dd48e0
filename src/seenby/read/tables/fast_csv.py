"""The fast lane: a large, plain CSV file that the engine reads by itself, in parallel.

Plain means: UTF-8, one header row, no blank cell that we read, figures as bare digits with a decimal point, ISO
dates. The first rows decide whether to try; anything unexpected further down raises `NotPlain`, and the careful lane
reads the file instead. Both lanes give the same figures (tests/read/tables/test_fast_csv.py): this is speed, no more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from seenby.model import Health
from seenby.read.cells.numbers import decide_style
from seenby.read.checks.duplicate_rows import is_pasted_twice
from seenby.read.contract import DATES, GROUPS, KEYS, METRICS, Options, PlainTable, Sheet
from seenby.read.files.tabular import TextGrid, first_rows
from seenby.read.sentences import say
from seenby.read.tables.cells_by_field import POSITION
from seenby.read.tables.load import Loaded
from seenby.read.tables.rows_by_field import FREQUENCY, Table
from seenby.store import Shape, Workbench

BARE_COUNT = re.compile(r"\d{1,15}")
BARE_AMOUNT = re.compile(r"\d{1,15}(\.\d+)?")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DAILY_UP_TO = 256 * 2**20
"""Above this size the table by day is left out: it costs a third of the whole pass, and says so in the health."""


class NotPlain(Exception):
    """The file is not as plain as its beginning."""


def plain_table(table: Table, chosen: dict[str, int], options: Options) -> PlainTable | None:
    """How the engine may read a table by itself; None when its first rows are not plain or the file is small."""
    grid = table.grid
    if not isinstance(grid, TextGrid) or grid.raw.packed or table.header_row != 1:
        return None
    if POSITION in table.columns.fields or any(len(at) > 1 for at in table.columns.fields.values()):
        return None
    if grid.raw.size < options.plain_from or not _is_utf8(grid):
        return None
    rows = [cells for number, cells in first_rows(grid) if number > 1]
    if not rows or not all(len(cells) == len(table.headers) and _is_plain(cells, chosen) for cells in rows):
        return None
    if is_pasted_twice(grid.raw.path, table.header_row):
        return None
    amounts = [cells[chosen["spend"]] for cells in rows] if "spend" in chosen else []
    whole = not any("." in amount for amount in amounts)
    if not whole and decide_style([], amounts).undecided:
        return None
    return PlainTable(grid.raw.path, grid.delimiter or ",", 1, len(table.headers), chosen, whole)


def load_plain(sheet: Sheet, plain: PlainTable) -> Loaded:
    """The relation by which the engine reads the file while it folds it. Nothing is stored."""
    fields = plain.columns
    dates = [name for name in DATES if name in fields]
    days = ["day"] if "day" in dates else dates
    shape = Shape(
        keys=tuple(name for name in KEYS if name in fields),
        breakdowns=tuple(name for name in GROUPS if name in fields),
        metrics=tuple(name for name in METRICS if name in fields),
        dates=tuple(days),
        currency="currency" in fields,
        exact=True,
        levels=False,
        daily="day" in dates and plain.path.stat().st_size <= DAILY_UP_TO,
        person_fields=sheet.person_fields,
    )
    health = () if shape.daily or "day" not in dates else (_no_days(sheet),)
    return Loaded(relation=_relation(plain, shape), shape=shape, rows_read=0, health=health)


def fold_plain(bench: Workbench, loaded: Loaded) -> Sequence[tuple[Any, ...]]:
    """The folded rows.

    Raises:
        NotPlain: When the file turns out to hold something that the careful lane must look at.
    """
    try:
        return bench.fold(loaded.relation, loaded.shape)
    except duckdb.Error as error:
        raise NotPlain from error


def _is_utf8(grid: TextGrid) -> bool:
    return not grid.beginning.assumed and grid.beginning.name.startswith("utf-8")


def _no_days(sheet: Sheet) -> Health:
    return Health("days-not-kept", "info", say("days-not-kept", "said"), sheet.label)


def _is_plain(cells: list[str], chosen: dict[str, int]) -> bool:
    for name, index in chosen.items():
        cell = cells[index]
        if name in ("impressions", "reach") and not BARE_COUNT.fullmatch(cell):
            return False
        if name == "spend" and not BARE_AMOUNT.fullmatch(cell):
            return False
        if name == "share" or (name in DATES and not ISO_DATE.fullmatch(cell)):
            return False
        if name in (*KEYS, *GROUPS) and not cell.strip():
            return False
    return True


def _relation(plain: PlainTable, shape: Shape) -> str:
    names = {index: name for name, index in plain.columns.items()}
    whole = {name for name in METRICS if name != "spend" or plain.whole_money}
    types = ", ".join(f"'c{i}': '{_type(names.get(i))}'" for i in range(plain.width))
    column = {name: f"c{index}" for name, index in plain.columns.items()}
    # A blank date would become a null and pass unseen; as an empty text it is no date and stops the scan.
    dates = ", ".join(f"'{column[name]}'" for name in shape.dates)
    path = str(plain.path).replace("'", "''")
    source = (
        f"read_csv('{path}', columns = {{{types}}}, header = true, auto_detect = false, "
        f"delim = '{plain.delimiter}', quote = '\"', escape = '\"', force_not_null = [{dates}])"
    )
    wanted = [f'{column[name]} AS "{name}"' for name in (*shape.keys, *shape.breakdowns)]
    wanted += [f'{column[name]} AS "{name}"' for name in shape.dates]
    wanted += [f"nullif({column['currency']}, '') AS currency"] if shape.currency else []
    wanted += [f"{_figure(column[name], whole=name in whole)} AS {name}" for name in shape.metrics]
    if {"impressions", "reach", FREQUENCY} <= column.keys():
        source += f" WHERE {_or_stop(_agrees(column), 'true')}"
    return f"(SELECT {', '.join(wanted)} FROM {source})"


def _type(name: str | None) -> str:
    return "DATE" if name in DATES else "VARCHAR"


def _figure(cell: str, *, whole: bool) -> str:
    """A figure that stops the scan when it is missing, negative, endless, or not written as it should be.

    An amount with a decimal point is the engine's to read, unless an exponent shows that a program rounded it. For a
    whole number the engine would also take 1.000, 1e3, 0x10 and 1_000, so its value must be as long as its text: n
    digits make a number from 10^(n-1) up to 10^n, and 8^(n-1) and 16^n, which cost a shift each, lie far enough apart
    to let nothing pass that means another number.
    """
    if not whole:
        amount = f"CAST({cell} AS DOUBLE)"
        plain = f"strpos({cell}, 'e') = 0 AND strpos({cell}, 'E') = 0"
        return _or_stop(f"{amount} BETWEEN 0 AND 1e15 AND {plain}", amount)
    value, length = f"CAST({cell} AS UINTEGER)", f"CAST(strlen({cell}) AS UINTEGER)"
    long_enough = f"(({value} + 1) >> (3 * {length} - 3)) > 0"
    short_enough = f"({value} >> (4 * {length})) = 0"
    return _or_stop(f"{long_enough} AND {short_enough}", f"CAST({value} AS DOUBLE)")


def _agrees(column: Mapping[str, str]) -> str:
    """Whether the frequency, rounded as it is printed, is impressions for each person."""
    said = column[FREQUENCY]
    shown, reached = (f"CAST({column[name]} AS DOUBLE)" for name in ("impressions", "reach"))
    decimals = f"CASE WHEN strpos({said}, '.') = 0 THEN 0 ELSE strlen({said}) - strpos({said}, '.') END"
    apart = f"abs({shown} / {reached} - CAST({said} AS DOUBLE))"
    return f"coalesce({said}, '') = '' OR {reached} = 0 OR {apart} <= 0.5 * pow(10, -({decimals}))"


def _or_stop(right: str, value: str) -> str:
    return f"CASE WHEN {right} THEN {value} ELSE error('not plain') END"
