"""Identical pairs as the yardstick for one pair, or a few.

Two runs that do not differ at all still end apart. How far apart is luck, and it can be measured: run a number of
identical pairs ("twins") at the same time and under the same conditions as the pairs in question. Which run of a
twin pair is called first is arbitrary, so only the size of its difference counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import Interval, tail
from seenby.stats.errors import NoSpread, TooFew
from seenby.stats.numeric.arrays import FloatArray, finite
from seenby.stats.numeric.special import chi2_quantile, t_cdf, t_quantile


@dataclass(frozen=True, slots=True)
class AgainstTwins:
    """A few pairs measured against twins.

    Attributes:
        p: Two-sided p of "these pairs differ no more than twins do".
        mean: Mean difference of the pairs.
        interval: Interval for the effect.
        pairs: Number of pairs tested.
        twins: Number of twin pairs behind the yardstick.
    """

    p: float
    mean: float
    interval: Interval
    pairs: int
    twins: int


def twin_spread(twin_differences: ArrayLike, *, level: float = 0.95) -> tuple[float, Interval]:
    """Return tau, the standard deviation of the difference between identical runs, and its interval.

    tau^2 is the mean of d^2 (the true mean is zero); the interval uses chi-square and so takes d to be nearly
    normal.

    Args:
        twin_differences: Shape (twins,), one difference per identical pair.
        level: Nominal confidence.

    Raises:
        BadInput: Not finite, or not one axis.
        TooFew: No twins.
        NoSpread: No twin pair differs.
    """
    twins = as_differences("twin_differences", twin_differences)
    squares = float((twins**2).sum())
    if squares <= 0:
        raise NoSpread("identical pairs that do not differ at all are no yardstick")
    alpha = tail(level)
    high, low = (sqrt(squares / float(q)) for q in chi2_quantile(twins.size, [alpha / 2, 1 - alpha / 2]))
    return sqrt(squares / twins.size), Interval(low, high, level)


def against_twins(differences: ArrayLike, twin_differences: ArrayLike, *, level: float = 0.95) -> AgainstTwins:
    """Return the t test of a few pairs against the spread of twins.

    t = mean(d) / sqrt(mean(d_twin^2) / pairs), with as many degrees of freedom as there are twins.

    Args:
        differences: Shape (pairs,), one or more.
        twin_differences: Shape (twins,).
        level: Confidence of the interval.

    Raises:
        BadInput: Not finite, or not one axis.
        TooFew: No pairs or no twins.
        NoSpread: No twin pair differs.

    It takes differences to be nearly normal and twins to be as noisy as the pairs: same size, time and conditions.
    """
    d = as_differences("differences", differences)
    tau, _ = twin_spread(twin_differences)
    twins = int(np.size(np.asarray(twin_differences)))
    error = tau / sqrt(d.size)
    mean = float(d.mean())
    p = 2.0 * float(t_cdf(twins, -abs(mean) / error))
    reach = error * float(t_quantile(twins, 1.0 - tail(level) / 2))
    return AgainstTwins(p, mean, Interval(mean - reach, mean + reach, level), d.size, twins)


def as_differences(name: str, values: ArrayLike) -> FloatArray:
    """Return differences as an array of one axis; an error calls them by their name.

    Raises:
        BadInput: Not finite, or not one axis.
        TooFew: None at all.
    """
    d = finite(name, values, ndim=1)
    if d.size < 1:
        raise TooFew(0, 1, "pairs" if name == "differences" else "identical pairs")
    return d
