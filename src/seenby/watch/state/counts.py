"""The counts of a day: of the ads that were shown, as files hold them, and spread over all ads in the state's order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seenby.stats.numeric.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class CellCounts:
    """One cell of some ads on a day, arrays of shape (ads,); zeros for ads that were not shown.

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

    def part(self, piece: slice) -> CellCounts:
        """Those of some of the ads."""
        low, high = (end[piece] if end is not None else None for end in (self.low, self.high))
        least = self.least[piece]
        # One array stays one array: that is how exact counts are known.
        most = least if self.most is self.least else self.most[piece]
        return CellCounts(least, most, self.total[piece], self.spend[piece], low, high)


@dataclass(frozen=True, slots=True, eq=False)
class ShownCounts:
    """The counts of the ads that were shown on a day, ordered by their places.

    Attributes:
        table: The columns under the names that files have: ``row``, then ``least_0``, ``total_0`` and so on by cell.
    """

    table: Mapping[str, FloatArray]

    @classmethod
    def ordered(cls, table: Mapping[str, FloatArray]) -> ShownCounts:
        """Those of a table whose rows are in any order."""
        order = np.argsort(table["row"], kind="stable")
        return cls({name: values[order] for name, values in table.items()})

    @property
    def rows(self) -> IntArray:
        """The places of the ads, shape (shown,)."""
        return self.table["row"].astype(np.int64)

    def cell(self, at: int) -> CellCounts:
        """One cell of the ads that were shown, shape (shown,)."""
        least = self.table[f"least_{at}"]
        return CellCounts(
            least=least,
            most=self.table.get(f"most_{at}", least),
            total=self.table[f"total_{at}"],
            spend=self.table.get(f"spend_{at}", np.zeros(least.size)),
            low=self.table.get(f"low_{at}"),
            high=self.table.get(f"high_{at}"),
        )

    def spread(self, at: int, ads: int) -> CellCounts:
        """One cell of all ads, shape (ads,)."""
        shown, rows = self.cell(at), self.rows
        least = _spread(rows, shown.least, ads)
        return CellCounts(
            least=least,
            most=least if shown.most is shown.least else _spread(rows, shown.most, ads),
            total=_spread(rows, shown.total, ads),
            spend=_spread(rows, shown.spend, ads),
            low=None if shown.low is None else _spread(rows, shown.low, ads, np.nan),
            high=None if shown.high is None else _spread(rows, shown.high, ads, np.nan),
        )

    def digest(self) -> str:
        """SHA-256 of the names and the values of the columns."""
        digest = hashlib.sha256()
        for name in sorted(self.table):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(self.table[name]).tobytes())
        return digest.hexdigest()


def _spread(rows: IntArray, values: FloatArray, ads: int, empty: float = 0.0) -> FloatArray:
    """Values of some ads in the order of all of them."""
    whole = np.full(ads, empty)
    whole[rows] = values
    return whole
