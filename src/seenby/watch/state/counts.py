"""The counts of a day, as arrays in the order in which the state holds the ads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seenby.stats.numeric.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class CellCounts:
    """One cell of all ads on a day, arrays of shape (ads,); zeros for ads that were not shown.

    Attributes:
        least: Impressions of the cell, at least.
        most: At most; the same array where the input counts exactly.
        total: Impressions whose groups are known.
        spend: What the cell cost, in millionths of the input's currency.
        low: Lower end of the expected share, NaN where the input has none for the ad.
        high: Upper end.
    """

    least: FloatArray
    most: FloatArray
    total: FloatArray
    spend: FloatArray
    low: FloatArray | None = None
    high: FloatArray | None = None


def spread(rows: IntArray, values: FloatArray | None, ads: int, empty: float = 0.0) -> FloatArray:
    """Values of some ads in the order of all of them."""
    whole = np.full(ads, empty)
    if values is not None:
        whole[rows] = values
    return whole


def cell_counts(columns: dict[str, FloatArray], at: int, ads: int) -> CellCounts:
    """One cell out of the columns an engine gives: ``row``, ``least_0``, ``total_0`` … for the ads that were shown."""
    rows = columns["row"].astype(np.int64)
    least = spread(rows, columns[f"least_{at}"], ads)
    total = spread(rows, columns[f"total_{at}"], ads)
    most = spread(rows, columns[f"most_{at}"], ads) if f"most_{at}" in columns else least
    ends = (
        spread(rows, columns[key], ads, np.nan) if (key := f"{end}_{at}") in columns else None
        for end in ("low", "high")
    )
    return CellCounts(least, most, total, spread(rows, columns.get(f"spend_{at}"), ads), *ends)
