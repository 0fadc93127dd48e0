"""A sheet's rows into the engine, and what only the whole table can tell of them.

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
from seenby.read.checks.ad_names import one_name_for_each_id, refuse_errors, refuse_gaps
from seenby.read.checks.duplicate_rows import cells_said_otherwise, leave_repeats, rows_said_again
from seenby.read.checks.group_columns import refuse_blank_groups
from seenby.read.checks.rounded_ids import keys_to_join
from seenby.read.checks.row_periods import periods_are_steps, refuse_backward
from seenby.read.checks.total_rows import leave_totals
from seenby.read.contract import GROUPS, KEYS, METRICS, SPLIT, Sheet
from seenby.read.tables.normalise import (
    MOST_LEFT_OUT,
    SLIPPED,
    date_columns,
    has_currency,
    text_columns,
    write_lines,
)
from seenby.read.tables.rows_by_field import MOST_BAD_ROWS
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
    done, style, doubt = write_lines(sheet, path)
    if set(done.dates.get("day", ())) == {""} and {"start", "end"} & set(sheet.fields):
        # A column of days that is blank throughout says less than the report's own dates.
        sheet = replace(sheet, fields=tuple(name for name in sheet.fields if name != "day"))
        done, style, doubt = write_lines(sheet, path)
    dates = {name: tuple(texts) for name, texts in done.dates.items()}
    serials = are_serials(text for texts in dates.values() for text in texts)
    plan = decide_dates(dates, hint=_date_hint(sheet), serials=serials)
    if plan.unreadable:
        raise _bad_dates(sheet, plan.unreadable)
    _store(sheet, bench, name, path)
    _store_dates(bench, name, plan, done.dates)
    health = [*_date_health(sheet, plan), *(_style_health(sheet, style) if doubt else ())]
    left_out = [*done.left_out, *(leave_repeats(bench, name, sheet.label) if sheet.unique_rows else ())]
    shape = _shape(sheet)
    kept, lost = keys_to_join(bench, name, shape, sheet.label)
    shape = replace(shape, keys=kept)
    refuse_errors(bench, name, shape, sheet.label)
    renamed = list(one_name_for_each_id(bench, name, shape, sheet.label))
    split = SPLIT in sheet.fields
    totals, misfits = leave_totals(bench, name, shape, sheet.label, by_hand=not sheet.machine, split=split)
    if not sheet.machine:
        refuse_gaps(bench, name, shape, sheet.label)
        refuse_blank_groups(bench, name, shape, sheet.label)
    figures = [f"{metric}_{end}" for metric in shape.metrics for end in ("low", "high")]
    again = () if sheet.unique_rows else rows_said_again(bench, name, text_columns(sheet), figures, sheet.label)
    other = () if sheet.unique_rows else cells_said_otherwise(bench, name, text_columns(sheet), figures, sheet.label)
    relation = _relation(sheet, name, steps=False)
    if not sheet.machine:
        refuse_backward(bench, relation, shape, sheet.label)
    steps = periods_are_steps(bench, relation, shape, sheet.label)
    return Loaded(
        relation=_relation(sheet, name, steps=steps),
        shape=replace(shape, dates=(*shape.dates, "day")) if steps else shape,
        rows_read=done.rows,
        left_out=_each_once([*left_out, *totals]),
        grand_totals=tuple(done.totals),
        health=(*health, *lost, *renamed, *misfits, *again, *other),
        table=name,
    )


def _each_once(rows: Collection[LeftOut]) -> tuple[LeftOut, ...]:
    """The rows in the file's order, each with the reason found last, which is the most exact."""
    found = {left.row: left for left in rows}
    return tuple(found[row] for row in sorted(found)[:MOST_LEFT_OUT])


def _date_hint(sheet: Sheet) -> Order | None:
    """Day before month wherever the interface is neither English, which has both, nor one that puts the year first."""
    return None if sheet.language in (None, "", "en", *YEAR_FIRST) else "dmy"


def _bad_dates(sheet: Sheet, unreadable: Collection[str]) -> BadValue:
    texts = set(unreadable)
    rows = [
        number
        for number, row in sheet.rows()
        if any(row.get(name, "").strip() in texts for name in date_columns(sheet) if name in row)
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
            "auto_detect = false, delim = ',', quote = '\"', escape = '\"', parallel = false, "
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


def _relation(sheet: Sheet, name: str, *, steps: bool) -> str:
    """The table with its dates in place of their spellings; where periods are steps, their first day is the day."""
    dates = date_columns(sheet)
    values = [f'{field}_of.value AS "{field}"' for field in dates]
    values += ['start_of.value AS "day"'] if steps else []
    replaced = [f'"{field}"' for field in dates]
    if has_currency(sheet):
        # A row without money names no currency, which is not another currency.
        values.append("nullif(t.currency, '') AS currency")
        replaced.append("currency")
    if not replaced:
        return name
    joins = " ".join(
        f"LEFT JOIN {name}_dates AS {field}_of ON {field}_of.field = '{field}' AND {field}_of.text = t.\"{field}\""
        for field in dates
    )
    kept = f"t.* EXCLUDE ({', '.join(replaced)})"
    return f"(SELECT {kept}, {', '.join(values)} FROM {name} AS t {joins})"


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
        note = "Dates are a spreadsheet's day numbers, counted from 1900, as nearly all spreadsheets do."
        yield Health("dates-as-numbers", "info", note, sheet.label)


def _style_health(sheet: Sheet, style: NumberStyle) -> Iterator[Health]:
    mark = "point" if style.decimal == "." else "comma"
    yield Health(
        "number-style-assumed",
        "info",
        f"Nothing in the file decides whether a {mark} in an amount begins the decimals; it was read so.",
        sheet.label,
    )


def rows_with(bench: Workbench, loaded: Loaded, column: str, text: str, most: int = MOST_BAD_ROWS) -> list[int]:
    """The numbers of the rows that hold a cell, for an error that must name them."""
    if loaded.table is None:
        return []
    found = bench.connection.execute(
        f'SELECT row FROM {loaded.table} WHERE "{column}" = ? ORDER BY row LIMIT {most}', [text]
    ).fetchall()
    return [row for (row,) in found]
