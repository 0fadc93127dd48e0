"""A sheet's rows into the engine: written as a file of our own, its dates understood, and checked as a table.

Words and dates are read from their distinct values, because only a whole column tells ``M`` for *male* from ``M`` for
*mujer*, or the third of May from the fifth of March.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from seenby.errors import BadValue, Damaged
from seenby.model import Health, Interval, LeftOut
from seenby.read.cells.dates import DatePlan, Order, are_serials, decide_dates
from seenby.read.cells.numbers import NumberStyle
from seenby.read.contract import GROUPS, KEYS, METRICS, Sheet
from seenby.read.sentences import say
from seenby.read.tables.normalise import (
    MOST_LEFT_OUT,
    SLIPPED,
    Pass,
    date_columns,
    has_currency,
    text_columns,
    write_lines,
)
from seenby.read.tables.rows_by_field import MOST_BAD_ROWS
from seenby.read.tables.table_checks import StoredTable, run_checks
from seenby.store import Shape, Workbench

LONGEST_LINE = 16 * 2**20
YEAR_FIRST = ("ja", "ko", "zh", "zh_hant")


@dataclass
class Loaded:
    """A table of rows in the engine, and what was learned on the way.

    Attributes:
        relation: What to select from: dates are dates, metrics are pairs of ends.
        shape: Its columns.
        rows_read: How many rows the table has, those left out included.
        left_out: Rows not counted.
        grand_totals: What total rows over all ads say, by metric.
        health: What was noticed, in the order in which it was.
        table: The name of the table with the rows as they were written; None where the engine reads the file itself.
    """

    relation: str
    shape: Shape
    rows_read: int
    left_out: tuple[LeftOut, ...] = ()
    grand_totals: tuple[Mapping[str, Interval], ...] = ()
    health: tuple[Health, ...] = ()
    table: str | None = None


def load(sheet: Sheet, bench: Workbench, name: str) -> Loaded:
    """Every row of a sheet as a table in the engine.

    Raises:
        BadValue: When a cell is not what its column says, with the row and the column.
        BadRows: When rows do not fit their header, or contradict each other.
    """
    path = bench.folder / f"{name}.csv"
    sheet, done, style = _written(sheet, path)
    plan = _date_plan(sheet, done)
    _store(sheet, bench, name, path)
    _store_dates(bench, name, plan, done.dates)
    table = StoredTable(bench, name, sheet, _shape(sheet), done.said_totals, done.called_totals)
    run_checks(table)
    return Loaded(
        relation=table.relation,
        shape=table.shape,
        rows_read=done.rows,
        left_out=_each_once([left for left in (*done.left_out, *table.left_out) if left.row not in table.counted]),
        grand_totals=tuple(done.totals),
        health=(*_date_health(sheet, plan), *_style_health(sheet, style), *table.health),
        table=name,
    )


def _written(sheet: Sheet, path: Path) -> tuple[Sheet, Pass, NumberStyle]:
    """Write the sheet's rows, and say which of its fields they have."""
    done, style = write_lines(sheet, path)
    if set(done.dates.get("day", ())) == {""} and {"start", "end"} & set(sheet.fields):
        # A column of days that is blank throughout says less than the report's own dates.
        sheet = replace(sheet, fields=tuple(name for name in sheet.fields if name != "day"))
        done, style = write_lines(sheet, path)
    return sheet, done, style


def _date_plan(sheet: Sheet, done: Pass) -> DatePlan:
    """How the dates are read.

    Raises:
        BadValue: When some are none.
    """
    dates = {name: tuple(texts) for name, texts in done.dates.items()}
    serials = are_serials(text for texts in dates.values() for text in texts)
    plan = decide_dates(dates, hint=_date_hint(sheet), serials=serials)
    if plan.unreadable:
        raise _bad_dates(sheet, plan.unreadable)
    return plan


def _each_once(rows: Collection[LeftOut]) -> tuple[LeftOut, ...]:
    """The rows in the file's order, each with the reason given last, which is the most exact."""
    by_row = {left.row: left for left in rows}
    return tuple(by_row[row] for row in sorted(by_row)[:MOST_LEFT_OUT])


def _date_hint(sheet: Sheet) -> Order | None:
    """Day before month wherever the interface is neither English, which has both, nor one that puts the year first."""
    return None if sheet.language in (None, "", "en", *YEAR_FIRST) else "dmy"


def _bad_dates(sheet: Sheet, unreadable: Collection[str]) -> BadValue:
    texts = set(unreadable)
    rows = [
        row.number
        for row in sheet.rows()
        if any(row.cells.get(name, "").strip() in texts for name in date_columns(sheet) if name in row.cells)
    ]
    return BadValue(
        f"{'this row holds' if len(rows) == 1 else 'these rows hold'} something that is no date in a column of dates",
        where=sheet.label,
        rows=rows[:MOST_BAD_ROWS],
        remedy=SLIPPED,
    )


def _store(sheet: Sheet, bench: Workbench, name: str, path: Path) -> None:
    texts = text_columns(sheet)
    types = {"row": "BIGINT"} | dict.fromkeys(texts, "VARCHAR")
    types |= {f"{metric}_{end}": "DOUBLE" for metric in METRICS if metric in sheet.fields for end in ("low", "high")}
    try:
        bench.connection.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv($path, columns = $types, header = false, "
            "auto_detect = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', parallel = false, "
            f"max_line_size = {LONGEST_LINE}, force_not_null = $texts)",
            {"path": str(path), "types": types, "texts": texts},
        )
    except duckdb.InvalidInputException as error:
        raise Damaged(
            "holds cells that are longer than any name", where=sheet.label, remedy="export it again"
        ) from error
    path.unlink()


def _store_dates(bench: Workbench, name: str, plan: DatePlan, dates: Mapping[str, Mapping[str, None]]) -> None:
    if not dates:
        return
    bench.connection.execute(f"CREATE TABLE {name}_dates (field VARCHAR, text VARCHAR, value DATE)")
    rows = [[field, text, plan.parse(text)] for field, seen in dates.items() for text in seen if text]
    if rows:
        # One statement: the engine takes as long for a row on its own as for a thousand together.
        columns = [list(column) for column in zip(*rows, strict=True)]
        bench.connection.execute(f"INSERT INTO {name}_dates SELECT unnest(?), unnest(?), unnest(?)", columns)


def _shape(sheet: Sheet) -> Shape:
    def present(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name in sheet.fields)

    return Shape(
        keys=present(KEYS),
        breakdowns=present(GROUPS),
        metrics=present(METRICS),
        dates=date_columns(sheet),
        currency=has_currency(sheet),
        person_fields=sheet.person_fields,
    )


def _date_health(sheet: Sheet, plan: DatePlan) -> Iterator[Health]:
    if plan.ambiguous:
        yield Health("ambiguous-dates", "warning", plan.note, sheet.label)
    if plan.serials:
        yield Health("dates-as-numbers", "info", say("dates-as-numbers", "said"), sheet.label)


def _style_health(sheet: Sheet, style: NumberStyle) -> Iterator[Health]:
    if style.undecided:
        note = say("number-style-assumed", "point" if style.decimal == "." else "comma")
        yield Health("number-style-assumed", "info", note, sheet.label)


def rows_with(bench: Workbench, loaded: Loaded, column: str, text: str, most: int = MOST_BAD_ROWS) -> list[int]:
    """The numbers of the rows that hold a cell, for an error that must name them."""
    if loaded.table is None:
        return []
    rows = bench.connection.execute(
        f'SELECT row FROM {loaded.table} WHERE "{column}" = ? ORDER BY row LIMIT {most}', [text]
    ).fetchall()
    return [row for (row,) in rows]
