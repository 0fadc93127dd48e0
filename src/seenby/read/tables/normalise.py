"""One pass over a sheet's rows: figures become intervals, words and dates stay as they are for the moment."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from seenby.errors import BadRows, BadValue
from seenby.model import Interval, LeftOut
from seenby.read.cells.headers import is_header
from seenby.read.cells.numbers import NumberStyle, are_thousandths, decide_style, parse_count, parse_money, parse_share
from seenby.read.cells.vocabulary import (
    currency_codes,
    currency_signs,
    group_words,
    is_spreadsheet_error,
    is_total,
    says_all,
)
from seenby.read.checks.ad_names import LOST
from seenby.read.checks.shifted_cells import Frequencies
from seenby.read.contract import DATES, GROUPS, KEYS, MARKS, METRICS, SPLIT, Sheet
from seenby.read.row import Row, RowKind
from seenby.read.sentences import say
from seenby.read.tables.rows_by_field import FREQUENCY, MOST_BAD_ROWS, second_header

SAMPLE_ROWS = 2_000
MOST_LEFT_OUT = 1_000
SLIPPED = "look whether cells have slipped into the next column, and export the file again"

Parse = Callable[[str, NumberStyle], Interval | None]
PARSERS: Mapping[str, Parse] = {
    "impressions": parse_count,
    "reach": parse_count,
    "spend": parse_money,
    "share": parse_share,
}


@dataclass
class Pass:
    """What one pass over the rows collects.

    Attributes:
        rows: How many rows there are.
        left_out: Those that are not counted, or not as rows of their own.
        totals: What total rows over all ads say, by metric.
        said_totals: Rows that say in words, or by their place, that they are totals over groups.
        called_totals: Rows whose names say that they are totals over all ads.
        dates: The distinct cells of each column of dates.
        bad: Rows with a cell that is no figure, by column.
        headings: Rows among those that are a header again.
        frequencies: Whether each row's frequency is impressions for each person.
        last: The number of the row that was counted last.
        spreadsheet_error: Whether a bad cell is a spreadsheet's error, or a formula without its result.
    """

    rows: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    totals: list[Mapping[str, Interval]] = field(default_factory=list)
    said_totals: set[int] = field(default_factory=set)
    called_totals: set[int] = field(default_factory=set)
    dates: dict[str, dict[str, None]] = field(default_factory=dict)
    bad: dict[str, list[int]] = field(default_factory=dict)
    headings: dict[int, None] = field(default_factory=dict)
    frequencies: Frequencies = field(default_factory=Frequencies)
    last: int = 0
    spreadsheet_error: bool = False

    def count(self, number: int) -> None:
        """Count the row; a record may stand for several."""
        self.rows += number != self.last
        self.last = number

    def leave_out(self, number: int, reason: str) -> None:
        """Note that a row is not counted."""
        if len(self.left_out) < MOST_LEFT_OUT:
            self.left_out.append(LeftOut(number, reason))


def text_columns(sheet: Sheet) -> list[str]:
    """The columns of text that a line begins with, after its number."""
    named = [name for name in (*KEYS, *GROUPS) if name in sheet.fields]
    return [
        *named,
        *date_columns(sheet),
        *(["currency"] if has_currency(sheet) else []),
        *others(sheet),
    ]


def others(sheet: Sheet) -> tuple[str, ...]:
    """The columns of text that are no part of what is measured and only tell rows apart."""
    return (*([SPLIT] if SPLIT in sheet.fields else []), *(MARKS if sheet.unique_rows else ()))


def date_columns(sheet: Sheet) -> tuple[str, ...]:
    """The columns of dates that count: a day says all that the report's own dates say, and more."""
    present = tuple(name for name in DATES if name in sheet.fields)
    return ("day",) if "day" in present else present


def has_currency(sheet: Sheet) -> bool:
    """Whether rows may name their currency: in a column of their own, or beside the amount."""
    return "currency" in sheet.fields or ("spend" in sheet.fields and not sheet.machine)


def write_lines(sheet: Sheet, path: Path) -> tuple[Pass, NumberStyle]:
    """Write the rows to a plain file of our own, which the engine then reads in one go.

    Returns:
        What the pass found, and the style its numbers were read in.

    Raises:
        BadValue: When a cell is not what its column says, with the row and the column.
        BadRows: When rows do not fit their header.
    """
    style = _style(sheet)
    done = _write(sheet, style, path)
    if done.bad and not sheet.machine and not sheet.decimal_given:
        # What contradicts the first rows' style may stand further down: a style that fits every row is the file's own.
        other = NumberStyle("," if style.decimal == "." else ".", undecided=False)
        again = _write(sheet, other, path)
        if not again.bad:
            done, style = again, other
    if done.bad:
        raise _bad_value(sheet, done)
    if done.frequencies.rows:
        raise _slipped(sheet, done.frequencies.rows)
    return done, style


def _style(sheet: Sheet) -> NumberStyle:
    """The file's way of writing numbers."""
    if sheet.machine:
        return NumberStyle(".", undecided=False)
    if sheet.decimal_given and sheet.decimal_hint:
        return NumberStyle("," if sheet.decimal_hint == "," else ".", undecided=False)
    sample = list(itertools.islice(sheet.rows(), SAMPLE_ROWS))
    whole, parts = _cells(sample, "impressions", "reach"), _cells(sample, "spend", "share")
    if are_thousandths(whole):
        raise BadValue(
            "every count ends in three zeros after a point or comma, which may be thousands or decimals",
            where=sheet.label,
            rows=[row.number for row in sample if _cells([row], "impressions", "reach")][:MOST_BAD_ROWS],
            remedy="write the counts without decimals",
        )
    try:
        return decide_style(whole, parts, sheet.decimal_hint)
    except ValueError as error:
        raise BadValue(
            str(error),
            where=sheet.label,
            rows=_contradicting(sample),
            remedy="export it again with one way of writing numbers",
        ) from error


def _cells(sample: list[Row], *names: str) -> list[str]:
    return [row.cells[name] for row in sample for name in names if name in row.cells]


def _contradicting(sample: list[Row]) -> list[int]:
    """The first row that needs a decimal point and the first that needs a comma."""
    first: dict[str, int] = {}
    for row in sample:
        mark = _mark(row)
        if mark:
            first.setdefault(mark, row.number)
    return sorted(first.values()) or [row.number for row in sample[:1]]


def _mark(row: Row) -> str | None:
    try:
        style = decide_style(_cells([row], "impressions", "reach"), _cells([row], "spend", "share"), ",")
        other = decide_style(_cells([row], "impressions", "reach"), _cells([row], "spend", "share"), ".")
    except ValueError:
        return None
    return style.decimal if style.decimal == other.decimal else None


def _write(sheet: Sheet, style: NumberStyle, path: Path) -> Pass:
    done = Pass(dates={name: {} for name in date_columns(sheet)})
    with path.open("w", encoding="utf-8", newline="") as stream:
        for line in _lines(sheet, style, done):
            stream.write(line)
    return done


def _lines(sheet: Sheet, style: NumberStyle, done: Pass) -> Iterator[str]:
    buffer = _Line()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    keys, groups, metrics = ([name for name in names if name in sheet.fields] for names in (KEYS, GROUPS, METRICS))
    marks = others(sheet)
    money = has_currency(sheet)
    paid = metrics.index("spend") if "spend" in metrics else None
    day_names, distinct_days = tuple(done.dates), tuple(done.dates.values())
    left_out, grand_total, ad_total = RowKind.LEFT_OUT, RowKind.GRAND_TOTAL, RowKind.AD_TOTAL
    for number, row, kind, reason in sheet.rows():
        done.count(number)
        if kind is left_out:
            done.leave_out(number, reason)
            continue
        ends = _ends(row, number, metrics, style, done)
        if sheet.money_unit != 1:
            ends = [_scaled(value, sheet.money_unit) if at == paid else value for at, value in enumerate(ends)]
        if kind is grand_total and any(is_total(row.get(name, "")) for name in keys):
            # An ad may be called “Total”: the figures decide, once all rows are there.
            done.called_totals.add(number)
        elif kind is grand_total:
            # What a total over all ads stands for is only known when all ads are: it is compared in the checks.
            done.leave_out(number, say("left-out", "total-of-all"))
            done.totals.append({name: value for name, value in zip(metrics, ends, strict=True) if value})
            continue
        group_cells = [_group_cell(name, row.get(name, "")) for name in groups]
        if not all(group_cells) and (kind is ad_total or any(says_all(row.get(name, "")) for name in groups)):
            done.said_totals.add(number)
        if groups and kind is not ad_total and not any(group_cells):
            # It is listed as left out and written all the same: the fold keeps it apart, at a level of its own.
            done.leave_out(number, say("left-out", "total-of-ad"))
        days = [row.get(name, "").strip() for name in day_names]
        # Only distinct dates are looked at, because one cell alone does not tell the day from the month.
        for distinct, text in zip(distinct_days, days, strict=True):
            distinct[text] = None
        names = [row.get(name, "") for name in keys]
        rest = [_currency(row, sheet.currency)] if money else []
        rest += [row.get(name, "") for name in marks]
        figures = [end for value in ends for end in ((value.low, value.high) if value else ("", ""))]
        # Everything is quoted, because names hold commas, quotation marks and line breaks.
        writer.writerow([number, *names, *group_cells, *days, *rest, *figures])
        yield buffer.text


def _scaled(value: Interval | None, unit: int) -> Interval | None:
    return value and Interval(value.low / unit, value.high / unit)


class _Line:
    """Where the csv writer leaves its latest line."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def _currency(row: Mapping[str, str], named: str | None) -> str:
    """The row's currency, from its own column or beside its amount, where it says more than the header does."""
    own, amount = row.get("currency", "").strip(), row.get("spend", "")
    if own or not amount or (amount[0].isdigit() and amount[-1].isdigit()):
        return own
    sign = _sign(amount)
    return "" if named and sign not in currency_codes() else sign


def _ends(
    row: Mapping[str, str], number: int, metrics: list[str], style: NumberStyle, done: Pass
) -> list[Interval | None]:
    values: dict[str, Interval | None] = {}
    for name in metrics:
        try:
            values[name] = PARSERS[name](row.get(name, ""), style)
        except ValueError:
            values[name] = None
            done.spreadsheet_error = done.spreadsheet_error or is_spreadsheet_error(row.get(name, ""))
            if is_header(row.get(name, "")):
                done.headings[number] = None
            rows = done.bad.setdefault(name, [])
            rows.extend([number] if len(rows) < MOST_BAD_ROWS else [])
    if FREQUENCY in row:
        done.frequencies.watch(number, row[FREQUENCY], values.get("impressions"), values.get("reach"), style)
    return list(values.values())


@lru_cache(maxsize=4096)
def _group_cell(name: str, text: str) -> str:
    """The cell, empty where it names no group: a total, or a word for everybody."""
    try:
        everybody = is_total(text) or not group_words(name, [text])[text]
    except ValueError:
        # A single letter, say, that only the whole column explains; whatever it is, it is not everybody.
        everybody = False
    return "" if everybody else text.strip()


@lru_cache(maxsize=4096)
def _sign(amount: str) -> str:
    """The currency an amount is written with, as a code where the sign has only one; nothing where it is bare."""
    signs = currency_signs()
    for word in _WORDS.findall(amount):
        if word.upper() in currency_codes():
            return str(word.upper())
        if word in signs:
            return signs[word] or str(word)
    return ""


_WORDS = re.compile(r"[^\d\s,'’+<>=≤≥–-]*[^\d\s.,'’+<>=≤≥–-]\.?")


def _bad_value(sheet: Sheet, done: Pass) -> BadRows:
    if done.headings:
        return second_header(sheet.label, list(done.headings)[:MOST_BAD_ROWS])
    rows = sorted({number for numbers in done.bad.values() for number in numbers})
    columns = " and ".join(f"“{name}”" for name in done.bad)
    what = f"{'this row holds' if len(rows) == 1 else 'these rows hold'} something that is no figure under {columns}"
    return BadValue(
        what, where=sheet.label, rows=rows[:MOST_BAD_ROWS], remedy=LOST if done.spreadsheet_error else SLIPPED
    )


def _slipped(sheet: Sheet, rows: list[int]) -> BadRows:
    return BadRows(
        "impressions, reach and frequency contradict each other, unlike in the other rows",
        where=sheet.label,
        rows=rows,
        remedy=SLIPPED,
    )
