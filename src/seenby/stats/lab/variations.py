"""Small steps past what commands ask: a difference of log-odds, a group left out, the weak end of an interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.errors import BadInput, TooFew
from seenby.stats.log_odds import log_odds
from seenby.stats.numeric.arrays import FloatArray, finite
from seenby.stats.pairs.meta_analysis import Across, random_effects
from seenby.stats.pairs.sensitivity import evidence_factor


def log_odds_difference(count_a: ArrayLike, total_a: ArrayLike, count_b: ArrayLike, total_b: ArrayLike) -> FloatArray:
    """Return the log-odds of a minus those of b: the effect that the pair methods take, one per pair.

    Raises:
        BadInput: Not 0 <= count <= total.
        TooFew: A total of zero.
    """
    return log_odds(count_a, total_a) - log_odds(count_b, total_b)


def leave_one_out(effects: ArrayLike, variances: ArrayLike, *, level: float = 0.95) -> tuple[Across, ...]:
    """Return `random_effects` without each group in turn, in the order of the groups.

    Raises:
        BadInput: As `random_effects`.
        TooFew: Fewer than three groups.
    """
    y, v = finite("effects", effects, ndim=1), finite("variances", variances, ndim=1)
    if y.size < 3:
        raise TooFew(y.size, 3, "groups")
    if y.shape != v.shape:
        raise BadInput("effects and variances: equal lengths")
    return tuple(random_effects(np.delete(y, at), np.delete(v, at), level=level) for at in range(y.size))


def evidence_factor_of_interval(low: ArrayLike, high: ArrayLike) -> FloatArray:
    """Return the evidence factor of the end nearer to 1, or 1 where the interval holds 1.

    Raises:
        BadInput: Not finite, not positive, or low above high.
    """
    lows, highs = np.broadcast_arrays(finite("low", low), finite("high", high))
    if (lows > highs).any():
        raise BadInput("low must not exceed high")
    nearest = np.where(lows > 1.0, lows, np.where(highs < 1.0, highs, 1.0))
    if lows.size and lows.min() <= 0:
        raise BadInput("ratio: must be positive")
    return evidence_factor(nearest)
