"""A sheet's rows into the engine: figures become intervals, words and dates stay as they are for the moment.

Words and dates are read later from their distinct values, because only a whole column tells ``M`` for *male* from
``M`` for *mujer*, or the third of May from the fifth of March.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path

from seenby.errors import BadValue
from seenby.model import Health, Interval, LeftOut
from seenby.read.dates import DatePlan, Order, decide_dates
from seenby.read.numbers import NumberStyle, decide_style, parse_count, parse_money, parse_share
from seenby.read.periods import periods_are_steps
from seenby.read.sheet import DATES, GROUPS, KEYS, METRICS, Sheet
from seenby.read.tables import AD_TOTAL, LEFT_OUT, TOTAL
from seenby.read.words import group_words, is_total
from seenby.store import Shape, Workbench

SAMPLE_ROWS = 2_000
MOST_BAD_ROWS = 1_000
MOST_LEFT_OUT = 1_000

Parse = Callable[[str, NumberStyle], Interval | None]
PARSERS: Mapping[str, Parse] = {
    "impressions": parse_count,
    "reach": parse_count,
    "spend": parse_money,
    "share": parse_share,
}


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


@dataclass
class _Pass:
    """What one pass over the rows collects."""

    rows: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    totals: list[Mapping[str, Interval]] = field(default_factory=list)
    dates: dict[str, dict[str, None]] = field(default_factory=dict)
    bad: dict[str, list[int]] = field(default_factory=dict)
    last: int = 0
    seen: set[int] = field(default_factory=set)

    def count(self, number: int) -> None:
        """Count the row; a record may stand for several."""
        self.rows += number != self.last
        self.last = number

    def came_before(self, row: Mapping[str, str]) -> bool:
        """Whether a record with the same cells has come before. Its hash is kept, not the record."""
        mark = hash(tuple(sorted(row.items())))
        known = mark in self.seen
        self.seen.add(mark)
        return known


def load(sheet: Sheet, bench: Workbench, name: str) -> Loaded:
    """Every row of a sheet as a table in the engine.

    Raises:
        BadValue: When a cell is not what its column says, with the row and the column.
        BadRows: When rows do not fit their header.
    """
    style, doubt = _style(sheet)
    path = bench.folder / f"{name}.csv"
    done = _write(sheet, style, path)
    if done.bad and doubt:
        other = NumberStyle("," if style.decimal == "." else ".", undecided=False)
        again = _write(sheet, other, path)
        done, doubt = (again, False) if not again.bad else (_write(sheet, style, path), doubt)
    if done.bad:
        raise _bad_value(sheet, done.bad)
    plan = decide_dates({name: tuple(texts) for name, texts in done.dates.items()}, hint=_date_hint(sheet))
    if plan.unreadable:
        raise _bad_dates(sheet, plan.unreadable)
    _store(sheet, bench, name, path, plan, done.dates)
    health = [*_date_health(sheet, plan), *(_style_health(sheet, style) if doubt else ())]
    relation = _relation(sheet, name, steps=False)
    shape = _shape(sheet)
    steps = periods_are_steps(bench, relation, shape, sheet.label)
    return Loaded(
        relation=_relation(sheet, name, steps=steps),
        shape=replace(shape, dates=(*shape.dates, "day")) if steps else shape,
        rows_read=done.rows,
        left_out=tuple(done.left_out),
        grand_totals=tuple(done.totals),
        health=tuple(health),
        table=name,
    )


def _style(sheet: Sheet) -> tuple[NumberStyle, bool]:
    """The file's way of writing numbers, and whether that is only an assumption."""
    if sheet.machine:
        return NumberStyle(".", undecided=False), False
    if sheet.decimal_given and sheet.decimal_hint:
        return NumberStyle("," if sheet.decimal_hint == "," else ".", undecided=False), False
    sample = [row for _, row in itertools.islice(sheet.rows(), SAMPLE_ROWS)]
    whole = [row[name] for row in sample for name in ("impressions", "reach") if name in row]
    parts = [row[name] for row in sample for name in ("spend", "share") if name in row]
    try:
        style = decide_style(whole, parts, sheet.decimal_hint)
    except ValueError as error:
        raise BadValue(
            str(error), where=sheet.label, rows=[1], remedy="export it again with one way of writing numbers"
        ) from error
    return style, style.undecided


def _parse(parse: Parse, style: NumberStyle, text: str) -> Interval | None:
    return parse(text, style)


def _write(sheet: Sheet, style: NumberStyle, path: Path) -> _Pass:
    """Write the parsed rows to a plain file of our own, which the engine then reads in one go."""
    found = _Pass(dates={name: {} for name in DATES if name in sheet.fields})
    parsers = {name: partial(_parse, PARSERS[name], style) for name in METRICS if name in sheet.fields}
    with path.open("w", encoding="utf-8", newline="") as stream:
        for line in _lines(sheet, parsers, found):
            stream.write(line)
    return found


def _lines(sheet: Sheet, parsers: Mapping[str, Callable[[str], Interval | None]], found: _Pass) -> Iterator[str]:
    buffer = _Line()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    texts = [name for name in (*KEYS, "currency") if name in sheet.fields]
    groups = [name for name in GROUPS if name in sheet.fields]
    for number, row in sheet.rows():
        found.count(number)
        if sheet.unique_rows and found.came_before(row):
            _leave_out(found, number, "the same record as an earlier one")
            continue
        if LEFT_OUT in row:
            _leave_out(found, number, row[LEFT_OUT])
            continue
        ends = _ends(row, number, parsers, found)
        if TOTAL in row:
            _leave_out(found, number, "a total row, checked against the sum")
            found.totals.append({name: value for name, value in zip(parsers, ends, strict=True) if value})
            continue
        cells = [_group_cell(name, row.get(name, "")) for name in groups]
        if groups and not any(cells) and AD_TOTAL not in row:
            _leave_out(found, number, "a total row of its ad, checked against the sum")
        for name, seen in found.dates.items():
            seen[row.get(name, "").strip()] = None
        writer.writerow(
            [
                number,
                *(row.get(name, "") for name in texts),
                *cells,
                *(row.get(name, "").strip() for name in found.dates),
                *(end for value in ends for end in ((value.low, value.high) if value else ("", ""))),
            ]
        )
        yield buffer.text


class _Line:
    """Where the csv writer leaves its latest line."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def _ends(
    row: Mapping[str, str], number: int, parsers: Mapping[str, Callable[[str], Interval | None]], found: _Pass
) -> list[Interval | None]:
    values: list[Interval | None] = []
    for name, parse in parsers.items():
        try:
            values.append(parse(row.get(name, "")))
        except ValueError:
            values.append(None)
            found.bad.setdefault(name, []).append(number)
    return values


def _leave_out(found: _Pass, number: int, reason: str) -> None:
    if len(found.left_out) < MOST_LEFT_OUT:
        found.left_out.append(LeftOut(number, reason))


@lru_cache(maxsize=4096)
def _group_cell(name: str, text: str) -> str:
    """The cell, empty where it names no group: a total, or a word for everybody."""
    try:
        everybody = is_total(text) or not group_words(name, [text])[text]
    except ValueError:
        # A single letter, say, that only the whole column explains; whatever it is, it is not everybody.
        everybody = False
    return "" if everybody else text.strip()


def _bad_value(sheet: Sheet, bad: Mapping[str, list[int]]) -> BadValue:
    rows = sorted({number for numbers in bad.values() for number in numbers})
    columns = " and ".join(f"“{name}”" for name in bad)
    what = f"{'this row holds' if len(rows) == 1 else 'these rows hold'} something that is no figure under {columns}"
    return BadValue(
        what,
        where=sheet.label,
        rows=rows,
        remedy="look whether cells have slipped into the next column, and export the file again",
    )


def _date_hint(sheet: Sheet) -> Order | None:
    """Day before month wherever the interface is neither English, which has both, nor Japanese, which has neither."""
    return None if sheet.language in (None, "", "en", "ja") else "dmy"


def _bad_dates(sheet: Sheet, unreadable: Collection[str]) -> BadValue:
    texts = set(unreadable)
    rows = [
        number
        for number, row in sheet.rows()
        if any(row.get(name, "").strip() in texts for name in DATES if name in row)
    ]
    return BadValue(
        f"{'this row holds' if len(rows) == 1 else 'these rows hold'} something that is no date in a column of dates",
        where=sheet.label,
        rows=rows[:MOST_BAD_ROWS],
        remedy="look whether cells have slipped into the next column, and export the file again",
    )


def _store(
    sheet: Sheet, bench: Workbench, name: str, path: Path, plan: DatePlan, dates: Mapping[str, Mapping[str, None]]
) -> None:
    shape = _shape(sheet)
    texts = [*shape.keys, *(["currency"] if shape.currency else []), *shape.breakdowns, *shape.dates]
    types = {"row": "BIGINT"} | dict.fromkeys(texts, "VARCHAR")
    types |= {f"{metric}_{end}": "DOUBLE" for metric in shape.metrics for end in ("low", "high")}
    bench.connection.execute(
        f"CREATE TABLE {name} AS SELECT * FROM read_csv(?, columns = $types, header = false, auto_detect = false, "
        "delim = ',', quote = '\"', escape = '\"', parallel = false, force_not_null = $texts)".replace("?", "$path"),
        {"path": str(path), "types": types, "texts": texts},
    )
    path.unlink()
    if shape.dates:
        bench.connection.execute(f"CREATE TABLE {name}_dates (field VARCHAR, text VARCHAR, value DATE)")
        rows = [[field, text, plan.parse(text)] for field, seen in dates.items() for text in seen if text]
        if rows:
            bench.connection.executemany(f"INSERT INTO {name}_dates VALUES (?, ?, ?)", rows)


def _relation(sheet: Sheet, name: str, *, steps: bool) -> str:
    """The table with its dates in place of their spellings; where periods are steps, their first day is the day."""
    dates = [field for field in DATES if field in sheet.fields]
    if not dates:
        return name
    quoted = ", ".join(f'"{field}"' for field in dates)
    kept = f"t.* EXCLUDE ({quoted})"
    values = ", ".join(f'{field}_of.value AS "{field}"' for field in dates)
    values += ', start_of.value AS "day"' if steps else ""
    joins = " ".join(
        f"LEFT JOIN {name}_dates AS {field}_of ON {field}_of.field = '{field}' AND {field}_of.text = t.\"{field}\""
        for field in dates
    )
    return f"(SELECT {kept}, {values} FROM {name} AS t {joins})"


def _shape(sheet: Sheet) -> Shape:
    def present(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name in sheet.fields)

    return Shape(
        keys=present(KEYS),
        breakdowns=present(GROUPS),
        metrics=present(METRICS),
        dates=present(DATES),
        currency="currency" in sheet.fields,
        person_fields=sheet.person_fields,
    )


def _date_health(sheet: Sheet, plan: DatePlan) -> Iterator[Health]:
    if plan.ambiguous:
        yield Health("ambiguous-dates", "warning", plan.note, sheet.label)


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
