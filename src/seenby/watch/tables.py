"""What is counted of a day, as expressions that any engine of Narwhals runs.

A day becomes one row an ad: for each cell its impressions (`least` and `most`, which are the same in a table of whole
numbers), the impressions whose groups are known (`total`), and what the cell cost (`spend`, in millionths so that sums
do not depend on the order of the rows).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from seenby.model.watching import Cell
from seenby.watch.settings import Input

MILLIONTHS = 1_000_000


def day_counts(rows: nw.LazyFrame[Any], cells: Sequence[Cell], told: Input, label: str | None) -> nw.LazyFrame[Any]:
    """The counts of one day, a row an ad.

    Args:
        rows: The input, with the columns that the settings name.
        cells: What is watched.
        told: What the columns are called and which values mean "not known".
        label: The day to keep; None where there is no other.
    """
    names = told.columns
    if label is not None:
        day = nw.col(names.day)
        rows = rows.filter(day == nw.lit(label).cast(rows.collect_schema()[names.day]))
    return rows.group_by(nw.col(names.ad).cast(nw.String).alias("ad")).agg(
        *([nw.col(names.account).cast(nw.String).max().alias("account")] if names.account else []),
        nw.col(names.impressions).min().cast(nw.Float64).alias("smallest"),
        *(expression for at, cell in enumerate(cells) for expression in _cell(at, cell, told)),
    )


def _cell(at: int, cell: Cell, told: Input) -> list[nw.Expr]:
    inside, known = _holds(cell, told), _known(cell, told)
    shown = nw.col(told.columns.impressions).cast(nw.Int64)
    counted: list[nw.Expr] = [
        nw.when(inside).then(shown).sum().cast(nw.Float64).alias(f"least_{at}"),
        nw.when(known).then(shown).sum().cast(nw.Float64).alias(f"total_{at}"),
    ]
    if told.columns.spend:
        money = (nw.col(told.columns.spend).cast(nw.Float64) * MILLIONTHS).round().cast(nw.Int64)
        counted.append(nw.when(inside).then(money).sum().cast(nw.Float64).alias(f"spend_{at}"))
    return counted


def _holds(cell: Cell, told: Input) -> nw.Expr:
    parts = [nw.col(getattr(told.columns, dimension)) == value for dimension, value in cell.values]
    return nw.all_horizontal(*parts, ignore_nulls=False)


def _known(cell: Cell, told: Input) -> nw.Expr:
    """Rows in which every dimension of the cell has a value; what is null is not known either."""
    parts = [~nw.col(getattr(told.columns, dimension)).is_in(list(told.unknown)) for dimension in cell.dimensions]
    return nw.all_horizontal(*parts, ignore_nulls=False)
