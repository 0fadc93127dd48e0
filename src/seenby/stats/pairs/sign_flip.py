"""The sign-flip test over pairs, and the interval that inverts it.

Each pair holds two concurrent runs whose labels were drawn by lot. If the label makes no difference,
each pair's difference d_i is as likely negative as positive, whatever else happened inside a run. That is
the whole assumption.

Flipping the signs of a subset A turns the total T into T - 2 sum_A(d), so test and interval read off the
same subset sums: T* >= T exactly when sum_A(d) <= 0, and Hartigan's interval is made of the means of d over
the non-empty subsets. To 14 pairs all 2^K - 1 of them are used; above that, a random sample of subsets,
which keeps both of them valid.

Sources: Fisher 1935 (the test); Hartigan 1969, "Using subsample values as typical values" (the interval);
Phipson and Smyth 2010 (the +1 in a sampled p).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log2
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import Interval, tail
from seenby.stats.errors import BadInput, TooFew
from seenby.stats.numeric.arrays import FloatArray, IntArray, finite

Alternative = Literal["two-sided", "greater", "less"]
Seed = int | np.random.Generator

EXACT_LIMIT = 14
DRAWS = 9_999
_TIE = 1e-12  # sums closer than this part of sum|d| count as equal: rounding must never make p smaller
_BLOCK = 1 << 19  # comparisons at a time in the batch: small enough to stay in cache


@dataclass(frozen=True, slots=True)
class SignFlip:
    """The outcome of one sign-flip test.

    Attributes:
        p: Share of sign patterns at least as extreme as the one seen.
        mean: Mean difference, in the unit of the differences.
        pairs: Number of pairs.
        patterns: Number of sign patterns looked at, the observed one included.
        exact: Whether these were all there are.
    """

    p: float
    mean: float
    pairs: int
    patterns: int
    exact: bool


def sign_flip(
    differences: ArrayLike, *, alternative: Alternative = "two-sided", rng: Seed = 0, draws: int = DRAWS
) -> SignFlip:
    """Return the sign-flip test of "no effect in any of these pairs".

    Args:
        differences: Shape (pairs,), one difference per pair, any unit (log-odds by habit of this room).
        alternative: The direction counted as extreme.
        rng: Seed or generator, used only above 14 pairs.
        draws: Number of random patterns above 14 pairs; p is then (1 + b) / (1 + draws), valid as it stands.

    Raises:
        BadInput: Not finite, or not one axis.
        TooFew: No pairs.

    Fewer than six pairs cannot reach p = 0.05 two-sided; the p is still valid. It says nothing about pairs
    that were not run.
    """
    _known(alternative)
    d = _pairs(differences)
    subsets = _subsets(d.size, rng, draws)
    p = float(_p(d[None], subsets, alternative)[0])
    return SignFlip(p, float(d.mean()), d.size, len(subsets) + 1, d.size <= EXACT_LIMIT)


def sign_flip_interval(differences: ArrayLike, *, level: float = 0.95, rng: Seed = 0, draws: int = DRAWS) -> Interval:
    """Return the interval of constant effects that the sign-flip test does not reject.

    Args:
        differences: Shape (pairs,).
        level: The confidence asked; the one achieved, 1 - 2k/2^K, is in the result and is never lower.
        rng: Seed or generator, used only above 14 pairs.
        draws: Number of random subsets above 14 pairs.

    Raises:
        BadInput: Not finite, not one axis, or a level outside (0, 1).
        TooFew: Too few pairs for this level (six for 95 %).

    Coverage is exact when the pairs' errors are independent and symmetric about one common effect. Where
    effects differ between pairs it covers their mean approximately.
    """
    d = _pairs(differences)
    subsets = _subsets(d.size, rng, draws)
    return _interval(d, d, subsets, tail(level))


def sign_flip_worst(
    low: ArrayLike,
    high: ArrayLike,
    *,
    alternative: Alternative = "two-sided",
    rng: Seed = 0,
    draws: int = DRAWS,
) -> SignFlip:
    """Return the test at the point of the box low_i <= d_i <= high_i where p is largest.

    sum_A(d) rises in every d_i, so the p of "greater" falls in every d_i and is worst at the lower ends;
    "less" mirrors it. Two-sided, the worst is at the end nearer to zero, or p = 1 (attained inside the box,
    with mean 0) when the mean may be zero.

    Args:
        low: Shape (pairs,), the smallest difference that the data allow in each pair.
        high: Shape (pairs,), the largest.
        alternative: As in `sign_flip`.
        rng: As in `sign_flip`.
        draws: As in `sign_flip`.

    Raises:
        BadInput: Not finite, different lengths, or low above high.
        TooFew: No pairs.
    """
    _known(alternative)
    lows, highs = _box(low, high)
    if alternative == "greater" or (alternative == "two-sided" and lows.sum() > 0):
        return sign_flip(lows, alternative=alternative, rng=rng, draws=draws)
    if alternative == "less" or highs.sum() < 0:
        return sign_flip(highs, alternative=alternative, rng=rng, draws=draws)
    exact = lows.size <= EXACT_LIMIT
    return SignFlip(1.0, 0.0, lows.size, 2**lows.size if exact else draws + 1, exact)


def sign_flip_interval_worst(
    low: ArrayLike, high: ArrayLike, *, level: float = 0.95, rng: Seed = 0, draws: int = DRAWS
) -> Interval:
    """Return the union of the intervals over all d with low_i <= d_i <= high_i.

    Each subset mean rises in every d_i, so the lower end comes from `low` and the upper end from `high`.

    Raises:
        BadInput: Not finite, different lengths, low above high, or a level outside (0, 1).
        TooFew: Too few pairs for this level.
    """
    lows, highs = _box(low, high)
    return _interval(lows, highs, _subsets(lows.size, rng, draws), tail(level))


def sign_flip_many(
    differences: ArrayLike, *, alternative: Alternative = "two-sided", rng: Seed = 0, draws: int = DRAWS
) -> FloatArray:
    """Return the p of many tests of equally many pairs, shape (tests,).

    Args:
        differences: Shape (tests, pairs).
        alternative: As in `sign_flip`.
        rng: Seed or generator, used only above 14 pairs, where all tests share one draw of patterns.
        draws: As in `sign_flip`.

    Raises:
        BadInput: Not finite, or not two axes.
        TooFew: No pairs.

    These are single tests: nothing here corrects for their number.
    """
    _known(alternative)
    d = finite("differences", differences, ndim=2)
    if d.shape[1] < 1:
        raise TooFew(0, 1, "pairs")
    if d.shape[1] > EXACT_LIMIT:
        subsets = _subsets(d.shape[1], rng, draws)
        step = max(1, _BLOCK // len(subsets))
        parts = [_p(d[begin : begin + step], subsets, alternative) for begin in range(0, len(d), step)]
        return np.concatenate([np.empty(0), *parts])
    if alternative == "two-sided":
        towards = np.where(d.sum(axis=1, keepdims=True) < 0, -d, d)
        return np.minimum(1.0, 2.0 * _share_not_positive(towards))
    return _share_not_positive(d if alternative == "greater" else -d)


def _pairs(differences: ArrayLike) -> FloatArray:
    d = finite("differences", differences, ndim=1)
    if d.size < 1:
        raise TooFew(0, 1, "pairs")
    return d


def _known(alternative: Alternative) -> None:
    if alternative not in ("two-sided", "greater", "less"):
        raise BadInput(f'alternative: "two-sided", "greater" or "less", not {alternative!r}')


def _box(low: ArrayLike, high: ArrayLike) -> tuple[FloatArray, FloatArray]:
    lows, highs = _pairs(low), _pairs(high)
    if lows.shape != highs.shape or (lows > highs).any():
        raise BadInput("low and high: equal lengths, and low <= high in every pair")
    return lows, highs


def _p(d: FloatArray, subsets: FloatArray, alternative: Alternative) -> FloatArray:
    """Return the p of each row of differences: the whole pattern kept counts once, each subset once."""
    turn = d.sum(axis=1, keepdims=True) < 0 if alternative == "two-sided" else alternative == "less"
    d = np.where(turn, -d, d)
    tie = _TIE * np.abs(d).sum(axis=1, keepdims=True)
    sums = d @ subsets.T
    extreme = sums <= tie
    if alternative == "two-sided":
        extreme |= sums >= d.sum(axis=1, keepdims=True) - tie
    return np.asarray((1 + np.count_nonzero(extreme, axis=1)) / (1 + len(subsets)))


def _interval(low: FloatArray, high: FloatArray, subsets: FloatArray, alpha: float) -> Interval:
    patterns = len(subsets) + 1
    k = floor(alpha / 2 * patterns + 1e-9)
    if k < 1 and low.size > EXACT_LIMIT:
        raise TooFew(len(subsets), ceil(2 / alpha) - 1, "draws")
    if k < 1:
        raise TooFew(low.size, ceil(log2(2 / alpha) - 1e-9), "pairs")
    sizes = subsets.sum(axis=1)
    lows = np.sort(subsets @ low / sizes)
    highs = lows if high is low else np.sort(subsets @ high / sizes)
    return Interval(float(lows[k - 1]), float(highs[-k]), 1.0 - 2.0 * k / patterns)


def _subsets(pairs: int, rng: Seed, draws: int) -> FloatArray:
    if pairs <= EXACT_LIMIT:
        return _all_subsets(pairs)
    if draws < 1:
        raise BadInput(f"draws: needs at least 1, is {draws}")
    return _some_subsets(pairs, draws, np.random.default_rng(rng))


@lru_cache(maxsize=EXACT_LIMIT)
def _all_subsets(pairs: int) -> FloatArray:
    """Return the non-empty subsets as rows of zeros and ones, shape (2^pairs - 1, pairs), read-only."""
    rows = _members(np.arange(1, 2**pairs), pairs)
    rows.flags.writeable = False
    return rows


def _some_subsets(pairs: int, draws: int, rng: np.random.Generator) -> FloatArray:
    """Return random non-empty subsets, all different while their number fits 62 bits."""
    if pairs <= 62:
        number = 1 + rng.choice(2**pairs - 1, size=min(draws, 2**pairs - 1), replace=False, shuffle=False)
        return _members(number, pairs)
    rows = rng.integers(0, 2, size=(draws, pairs)).astype(np.float64)
    rows[~rows.any(axis=1), 0] = 1.0
    return rows


def _members(number: IntArray, pairs: int) -> FloatArray:
    """Return the binary digits of each number as a row of zeros and ones."""
    return np.asarray((number[:, None] >> np.arange(pairs)) & 1, dtype=np.float64)


def _share_not_positive(d: FloatArray) -> FloatArray:
    """Return the share of all subsets (the empty one included) whose sum is not positive, per row.

    A subset of K pairs is a subset of the first half and one of the second, so each row needs two short lists
    of sums and one comparison per subset instead of K additions.
    """
    tests, pairs = d.shape
    half = pairs // 2
    left = d[:, :half] @ _with_empty(half).T
    right = _TIE * np.abs(d).sum(axis=1, keepdims=True) - d[:, half:] @ _with_empty(pairs - half).T
    share = np.empty(tests)
    step = max(1, _BLOCK >> pairs)
    for start in range(0, tests, step):
        rows = slice(start, start + step)
        below = left[rows, :, None] <= right[rows, None, :]
        share[rows] = np.count_nonzero(below, axis=(1, 2))
    share /= 2.0**pairs
    return share


def _with_empty(pairs: int) -> FloatArray:
    if pairs == 0:
        return np.zeros((1, 0))
    return np.vstack([np.zeros((1, pairs)), _all_subsets(pairs)])
