"""Dating a drift afterwards: when did the level change?

The alarm says that it did; this says when, by cutting a series into stretches of constant level. The cut that
makes

    (squared distance from the stretches' means) / noise variance + penalty x (number of changes)

smallest is found exactly, by dynamic programming over the last change (Jackson et al. 2005). On *weekly* log-odds
with the default penalty 3 log T it dates an alarm well; by itself it must never raise one, because slow harmless
wander also makes it cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.errors import BadInput, NoSpread, TooFew
from seenby.stats.log_odds import log_odds
from seenby.stats.numeric.arrays import FloatArray, counted, finite


@dataclass(frozen=True, slots=True)
class Stretches:
    """A series cut into stretches of constant level.

    Attributes:
        starts: Index of the first value of each stretch; the first is 0, each other one is the date of a change.
        levels: Mean of each stretch, in the unit of the values.
        cost: The quantity that was made smallest.
    """

    starts: tuple[int, ...]
    levels: tuple[float, ...]
    cost: float


def weekly_log_odds(count: ArrayLike, total: ArrayLike, days: int = 7) -> FloatArray:
    """Return the log-odds of each full block of `days`, shape (..., blocks); a rest at the end is left out.

    Args:
        count: Members of the group, shape (..., days of the series).
        total: Everyone, same shape.
        days: Length of a block; 7 takes out the weekly cycle.

    Raises:
        BadInput: Counts that cannot be, or a block shorter than a day.
        TooFew: Less than one block, or a block that reached nobody.
    """
    counts, totals = counted(count, total)
    if days < 1 or counts.ndim < 1:
        raise BadInput("days: at least 1, and counts along the last axis")
    blocks = counts.shape[-1] // days
    if blocks < 1:
        raise TooFew(counts.shape[-1], days, "days")
    shape = (*counts.shape[:-1], blocks, days)
    sums = (values[..., : blocks * days].reshape(shape).sum(axis=-1) for values in (counts, totals))
    return log_odds(*sums)


def date_changes(
    values: ArrayLike, *, penalty: float | None = None, noise: float | None = None, shortest: int = 2
) -> Stretches:
    """Return the best cut of a series into stretches of constant level.

    Args:
        values: Shape (T,), for instance from `weekly_log_odds`.
        penalty: Price of one change; 3 log T by default.
        noise: Standard deviation of a single value; by default taken from the middle (median) step between
            neighbours, which changes of level hardly touch.
        shortest: Fewest values in a stretch.

    Raises:
        BadInput: Not finite, not one axis, or a price, noise or length that cannot be.
        TooFew: Fewer than two stretches' worth of values.
        NoSpread: Most neighbours are equal, so the noise cannot be read off; pass it.
    """
    x = finite("values", values, ndim=1)
    if shortest < 1 or (penalty is not None and not 0 <= penalty < np.inf):
        raise BadInput("shortest: at least 1; penalty: not negative")
    if x.size < max(2 * shortest, 3):
        raise TooFew(x.size, max(2 * shortest, 3), "values")
    price = 3.0 * np.log(x.size) if penalty is None else penalty
    scaled = x / _noise(x, noise)
    starts, cost = _best_cut(scaled, price, shortest)
    ends = (*starts[1:], x.size)
    levels = tuple(float(x[a:b].mean()) for a, b in zip(starts, ends, strict=True))
    return Stretches(starts, levels, cost)


def _noise(x: FloatArray, noise: float | None) -> float:
    if noise is not None:
        if not 0 < noise < np.inf:
            raise BadInput(f"noise: must be positive, is {noise}")
        return noise
    middle = float(np.median(np.abs(np.diff(x))))
    if middle <= 0:
        raise NoSpread("most neighbouring values are equal: pass the noise")
    return middle / (0.674490 * 2**0.5)  # the median of |N(0, 2 sigma^2)|


def _best_cut(x: FloatArray, price: float, shortest: int) -> tuple[tuple[int, ...], float]:
    """Return the starts of the cheapest stretches and their cost.

    best[t] is the least over s of best[s] + cost(s, t) + price.
    """
    sums = np.concatenate([[0.0], np.cumsum(x - x.mean())])
    squares = np.concatenate([[0.0], np.cumsum((x - x.mean()) ** 2)])
    best = np.full(x.size + 1, np.inf)
    best[0] = -price
    last = np.zeros(x.size + 1, dtype=np.int64)
    for end in range(shortest, x.size + 1):
        begin = np.arange(0, end - shortest + 1)
        spread = squares[end] - squares[begin] - (sums[end] - sums[begin]) ** 2 / (end - begin)
        costs = best[begin] + spread + price
        last[end] = int(np.argmin(costs))
        best[end] = costs[last[end]]
    starts = [int(last[x.size])]
    while starts[-1] > 0:
        starts.append(int(last[starts[-1]]))
    return tuple(reversed(starts)), float(best[x.size])
