"""Identical pairs as the yardstick for one pair, or a few.

Two runs that do not differ at all still end apart. How far apart is luck, and it can be measured: run a number of
identical pairs ("twins") at the same time and under the same conditions as the pairs in question. Which run of a
twin pair is called first is arbitrary, so only the size of its difference counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb, sqrt

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import Interval, tail
from seenby.stats.errors import BadInput, NoSpread, TooFew
from seenby.stats.numeric.arrays import FloatArray, finite
from seenby.stats.numeric.special import chi2_quantile, t_cdf, t_quantile
from seenby.stats.pairs.sign_flip import DRAWS, Seed

_MOST = 200_000  # arrangements looked at one by one; above, a random sample of them
_TIE = 1e-12


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


@dataclass(frozen=True, slots=True)
class BeyondTwins:
    """The rank form of the same comparison.

    Attributes:
        p: Share of the ways to pick which pairs were tested (and which run was called first) that give a mean at
            least as far from zero. For one pair this is (1 + twins at least as far) / (1 + twins).
        largest_twin: The largest difference between twins.
        beyond: Whether every tested pair lies further from zero than every twin.
        arrangements: How many ways were looked at.
        exact: Whether these were all there are.
    """

    p: float
    largest_twin: float
    beyond: bool
    arrangements: int
    exact: bool


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
    twins = _differences("twin_differences", twin_differences)
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
    d = _differences("differences", differences)
    tau, _ = twin_spread(twin_differences)
    twins = int(np.size(np.asarray(twin_differences)))
    error = tau / sqrt(d.size)
    mean = float(d.mean())
    p = 2.0 * float(t_cdf(twins, -abs(mean) / error))
    reach = error * float(t_quantile(twins, 1.0 - tail(level) / 2))
    return AgainstTwins(p, mean, Interval(mean - reach, mean + reach, level), d.size, twins)


def beyond_twins(
    differences: ArrayLike, twin_differences: ArrayLike, *, rng: Seed = 0, draws: int = DRAWS
) -> BeyondTwins:
    """Return the rank test of a few pairs among twins, which assumes no distribution.

    If the pairs differ no more than twins, then which of all these pairs were the tested ones, and which run of
    each was called first, is arbitrary. The p counts the choices that give a mean at least as far from zero.

    Args:
        differences: Shape (pairs,), one or more.
        twin_differences: Shape (twins,).
        rng: Seed or generator, used only above 200,000 choices.
        draws: Number of random choices then; the p is (1 + b) / (1 + draws).

    Raises:
        BadInput: Not finite, not one axis, or no draws.
        TooFew: No pairs or no twins.

    One pair needs 19 twins to reach 0.05; with 9 twins "beyond every twin" means 1 in 10.
    """
    d = _differences("differences", differences)
    twins = _differences("twin_differences", twin_differences)
    everything = np.concatenate([d, twins])
    arrangements = comb(everything.size, d.size) * 2 ** (d.size - 1)
    exact = arrangements <= _MOST
    if exact:
        sums = _all_sums(everything, d.size)
        p = np.mean(sums >= _bar(d))
    else:
        if draws < 1:
            raise BadInput(f"draws: needs at least 1, is {draws}")
        sums = _some_sums(everything, d.size, draws, np.random.default_rng(rng))
        p = (1 + np.count_nonzero(sums >= _bar(d))) / (1 + draws)
    largest = float(np.abs(twins).max())
    beyond = bool(np.abs(d).min() > largest)
    return BeyondTwins(float(p), largest, beyond, arrangements if exact else draws + 1, exact)


def _differences(name: str, values: ArrayLike) -> FloatArray:
    d = finite(name, values, ndim=1)
    if d.size < 1:
        raise TooFew(0, 1, "pairs" if name == "differences" else "identical pairs")
    return d


def _bar(d: FloatArray) -> float:
    return float(abs(d.sum()) - _TIE * np.abs(d).sum())


def _all_sums(values: FloatArray, chosen: int) -> FloatArray:
    """Return |sum| for every choice of `chosen` values and every sign of all but the first of them."""
    picks = np.array(list(combinations(range(values.size), chosen)))
    signs = 1.0 - 2.0 * ((np.arange(2 ** (chosen - 1))[:, None] >> np.arange(chosen - 1)) & 1)
    signs = np.hstack([np.ones((len(signs), 1)), signs])
    return np.asarray(np.abs(values[picks] @ signs.T).ravel())


def _some_sums(values: FloatArray, chosen: int, draws: int, rng: np.random.Generator) -> FloatArray:
    picks = np.argsort(rng.random((draws, values.size)), axis=1)[:, :chosen]
    signs = 1.0 - 2.0 * rng.integers(0, 2, size=picks.shape)
    return np.asarray(np.abs((values[picks] * signs).sum(axis=1)))
