"""What is counted of a day, as expressions that any engine of Narwhals runs.

A day becomes one row an ad: for each cell its impressions (`least` and `most`, which are the same in a table of whole
numbers), the impressions whose groups are known (`total`), and what the cell cost (`spend`, in millionths so that sums
do not depend on the order of the rows).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from seenby.model.alarm import Cell
from seenby.watch.settings import Input

MILLIONTHS = 1_000_000
MOST = 2**53
"""Above it a floating point number may be another than was written."""
SHORT = (nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32)
"""Types whose values are whole and fit; of all others the values are looked at."""


def day_counts(rows: nw.LazyFrame[Any], cells: Sequence[Cell], options: Input, label: str | None) -> nw.LazyFrame[Any]:
    """The counts of one day, a row an ad.

    Args:
        rows: The input, with the columns that the settings name.
        cells: What is watched.
        options: What the columns are called and which values mean "not known".
        label: The day to keep; None where there is no other.
    """
    names, types = options.columns, rows.collect_schema()
    if label is not None:
        rows = rows.filter(_on(nw.col(names.day), types[names.day], label))
    shown, checked = _impressions(nw.col(names.impressions), types[names.impressions])
    return rows.group_by(nw.col(names.ad).cast(nw.String).alias("ad")).agg(
        *([nw.col(names.account).cast(nw.String).max().alias("account")] if names.account else []),
        checked.min().cast(nw.Float64).alias("smallest"),
        *(expression for at, cell in enumerate(cells) for expression in _cell(at, cell, options, shown, types)),
    )


def _on(day: nw.Expr, kind: nw.dtypes.DType, label: str) -> nw.Expr:
    """Whether a row is of a day, be the day a date, a time, or a text or number that begins with it."""
    if kind == nw.Date or kind == nw.Datetime:
        return (day if kind == nw.Date else day.cast(nw.Date)) == nw.lit(label).cast(nw.Date)
    text = day if kind == nw.String else day.cast(nw.String)
    return text.str.starts_with(label) | text.str.starts_with(label.replace("-", ""))


def _impressions(column: nw.Expr, kind: nw.dtypes.DType) -> tuple[nw.Expr, nw.Expr]:
    """The impressions of a row, and the same where they can be counted: below zero where they cannot."""
    if kind in SHORT:
        return column.cast(nw.Int64), column.cast(nw.Int64).fill_null(-1)
    # Sums of whole numbers are the same in any order, of floating points too, as long as they can be told apart.
    number = column.cast(nw.Float64)
    whole = (number >= 0) & (number <= MOST) & (number == number.floor())
    return number, nw.when(whole).then(number).otherwise(-1.0)


def _cell(at: int, cell: Cell, options: Input, shown: nw.Expr, types: nw.Schema) -> list[nw.Expr]:
    inside, known = _holds(cell, options, types), _known(cell, options, types)
    counted: list[nw.Expr] = [
        nw.when(inside).then(shown).sum().cast(nw.Float64).alias(f"least_{at}"),
        nw.when(known).then(shown).sum().cast(nw.Float64).alias(f"total_{at}"),
    ]
    if options.columns.spend:
        money = (nw.col(options.columns.spend).cast(nw.Float64) * MILLIONTHS).round().cast(nw.Int64)
        counted.append(nw.when(inside).then(money).sum().cast(nw.Float64).alias(f"spend_{at}"))
    return counted


def _group(name: str, types: nw.Schema) -> nw.Expr:
    """A column of groups as text, which the settings write them in."""
    return nw.col(name) if types[name] == nw.String else nw.col(name).cast(nw.String)


def _holds(cell: Cell, options: Input, types: nw.Schema) -> nw.Expr:
    parts = [_group(getattr(options.columns, dimension), types) == value for dimension, value in cell.values]
    return nw.all_horizontal(*parts, ignore_nulls=False)


def _known(cell: Cell, options: Input, types: nw.Schema) -> nw.Expr:
    """Rows in which every dimension of the cell has a value; what is null is not known either."""
    parts = [
        ~_group(getattr(options.columns, dimension), types).is_in(list(options.unknown))
        for dimension in cell.dimensions
    ]
    return nw.all_horizontal(*parts, ignore_nulls=False)
