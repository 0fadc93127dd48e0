"""Which counts can stand behind rounded percentages?

"33.3 % and 66.7 %" cannot come from 4 people but can from 3, 6 or 12. Every total up to a limit is tried: it is
possible when each part has a whole count that rounds to its percentage and, for a complete table, some such counts
add up to the total. Done in whole numbers, so that no rounding of ours decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.errors import BadInput, TooFew, Undefined
from seenby.stats.numeric.arrays import IntArray, finite

_MOST = 10**7
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class PossibleCounts:
    """All totals that fit.

    Attributes:
        totals: The totals, rising, shape (totals,).
        low: Smallest count of each part for each total, shape (totals, parts).
        high: Largest, same shape.
    """

    totals: IntArray
    low: IntArray
    high: IntArray

    @property
    def smallest(self) -> int:
        """The smallest total that fits: fit for a variance, which it only makes larger, never for a total."""
        return int(self.totals[0])


def possible_counts(
    percentages: ArrayLike, *, decimals: int = 0, largest: int = 100_000, complete: bool = True
) -> PossibleCounts:
    """Return every total up to `largest` from which these rounded percentages can come.

    Args:
        percentages: As printed, from 0 to 100, shape (parts,).
        decimals: Digits after the point to which they were rounded, 0 to 6; a half may have gone either way.
        largest: The largest total to try, at most 10 million.
        complete: Whether the parts are all there is and their counts add up to the total.

    Raises:
        BadInput: Percentages outside 0 to 100 or with more digits than stated, or a limit that cannot be.
        TooFew: No parts.
        Undefined: No total up to `largest` fits.

    Nearly every total above 100 x 10^decimals fits, so a long list says little; what it rules out are small
    totals.
    """
    printed = _as_printed(percentages, decimals)
    if not 1 <= largest <= _MOST:
        raise BadInput(f"largest: from 1 to {_MOST}, is {largest}")
    unit = 2 * 10 ** (decimals + 2)  # twice one hundred per cent, in units of the last digit printed
    found = []
    for begin in range(1, largest + 1, _CHUNK):
        totals = np.arange(begin, min(begin + _CHUNK, largest + 1), dtype=np.int64)
        low = np.maximum(-((1 - 2 * printed) * totals[:, None] // unit), 0)
        high = np.minimum((2 * printed + 1) * totals[:, None] // unit, totals[:, None])
        fits = (low <= high).all(axis=1) & (low.sum(axis=1) <= totals)
        if complete:
            fits &= high.sum(axis=1) >= totals
        found.append((totals[fits], low[fits], high[fits]))
    totals, low, high = (np.concatenate(columns) for columns in zip(*found, strict=True))
    if not totals.size:
        raise Undefined(f"no total up to {largest} gives these percentages")
    if complete:
        low, high = _tightened(totals, low, high)
    return PossibleCounts(totals, low, high)


def _as_printed(percentages: ArrayLike, decimals: int) -> IntArray:
    """Return the percentages as whole numbers of their last digit."""
    values = finite("percentages", percentages, ndim=1)
    if not values.size:
        raise TooFew(0, 1, "parts")
    if not 0 <= decimals <= 6 or values.min() < 0 or values.max() > 100:
        raise BadInput("percentages must lie between 0 and 100, decimals between 0 and 6")
    whole = np.rint(values * 10**decimals)
    if np.abs(values * 10**decimals - whole).max() > 1e-6:
        raise BadInput(f"percentages: more than {decimals} digits after the point")
    return np.asarray(whole, dtype=np.int64)


def _tightened(totals: IntArray, low: IntArray, high: IntArray) -> tuple[IntArray, IntArray]:
    """Return the counts' ranges once they must add up: each part leaves room for the least of the others."""
    others_low = low.sum(axis=1, keepdims=True) - low
    others_high = high.sum(axis=1, keepdims=True) - high
    everyone = totals[:, None]
    return np.maximum(low, everyone - others_high), np.minimum(high, everyone - others_low)
