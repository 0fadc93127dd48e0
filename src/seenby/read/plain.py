"""The fast lane: a large, plain CSV file that the engine reads by itself, in parallel.

Plain means: UTF-8, one header row, no blank cell that we read, figures as bare digits with a decimal point, ISO
dates. The first rows decide whether to try; anything unexpected further down raises `NotPlain`, and the careful lane
reads the file instead. Both lanes give the same figures (tests/read/test_plain.py), so this is speed and nothing else.
"""

from __future__ import annotations

import re

import duckdb

from seenby.model import Health
from seenby.read.grid import TextGrid, first_rows
from seenby.read.load import Loaded
from seenby.read.sheet import DATES, GROUPS, KEYS, METRICS, Options, PlainTable, Sheet
from seenby.read.tables import Table
from seenby.read.text import encoding_of
from seenby.store import Shape

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
    if grid.raw.size < options.plain_from or not encoding_of(grid.raw, head_only=True).startswith("utf-8"):
        return None
    rows = [cells for number, cells in first_rows(grid) if number > 1]
    if not rows or not all(len(cells) == len(table.headers) and _is_plain(cells, chosen) for cells in rows):
        return None
    return PlainTable(grid.raw.path, grid.delimiter or ",", 1, len(table.headers), chosen)


def load_plain(sheet: Sheet, plain: PlainTable) -> Loaded:
    """The relation by which the engine reads the file while it folds it. Nothing is stored."""
    fields = plain.columns
    dates = [name for name in DATES if name in fields]
    kept = ["day"] if "day" in dates else dates
    shape = Shape(
        keys=tuple(name for name in KEYS if name in fields),
        breakdowns=tuple(name for name in GROUPS if name in fields),
        metrics=tuple(name for name in METRICS if name in fields),
        dates=tuple(kept),
        currency="currency" in fields,
        exact=True,
        levels=False,
        daily="day" in dates and plain.path.stat().st_size <= DAILY_UP_TO,
        person_fields=sheet.person_fields,
    )
    health = () if shape.daily or "day" not in dates else (_no_days(sheet),)
    return Loaded(relation=_relation(plain, shape), shape=shape, rows_read=0, health=health)


def fold_plain(connection: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[object, ...]]:
    """The folded rows.

    Raises:
        NotPlain: When the file turns out to hold something that the careful lane must look at.
    """
    try:
        rows: list[tuple[object, ...]] = connection.execute(statement).fetchall()
    except duckdb.Error as error:
        raise NotPlain from error
    return rows


def _no_days(sheet: Sheet) -> Health:
    return Health(
        "days-not-kept",
        "info",
        "The file is large, so shares by day were left out; export fewer ads to see them.",
        sheet.label,
    )


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
    types = ", ".join(f"'c{i}': '{_type(names.get(i))}'" for i in range(plain.width))
    path = str(plain.path).replace("'", "''")
    source = (
        f"read_csv('{path}', columns = {{{types}}}, header = true, auto_detect = false, "
        f"delim = '{plain.delimiter}', quote = '\"', escape = '\"')"
    )
    texts = [*shape.keys, *shape.breakdowns, *shape.dates, *(["currency"] if shape.currency else [])]
    wanted = [f'c{plain.columns[name]} AS "{name}"' for name in texts]
    wanted += [f"{_checked(f'c{plain.columns[name]}', name)} AS {name}" for name in shape.metrics]
    return f"(SELECT {', '.join(wanted)} FROM {source})"


def _type(name: str | None) -> str:
    if name in METRICS:
        return "DOUBLE"
    return "DATE" if name in DATES else "VARCHAR"


def _checked(column: str, name: str) -> str:
    """A figure that stops the scan when it is missing, negative, endless, or a count with a fraction."""
    right = f"{column} BETWEEN 0 AND 1e15"
    right += f" AND {column} = floor({column})" if name in ("impressions", "reach") else ""
    return f"CASE WHEN {right} THEN {column} ELSE error('not plain') END"
