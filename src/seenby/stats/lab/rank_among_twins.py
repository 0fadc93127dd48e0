"""A few pairs ranked among identical ones: the same question as `against_twins`, without a distribution.

Commands ask the other, which needs 4 twins and not 19.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.errors import BadInput
from seenby.stats.numeric.arrays import FloatArray
from seenby.stats.pairs.identical_pairs import as_differences
from seenby.stats.pairs.sign_flip import DRAWS, Seed

_MOST = 200_000  # arrangements looked at one by one; above, a random sample of them
_TIE = 1e-12


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
    d = as_differences("differences", differences)
    twins = as_differences("twin_differences", twin_differences)
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
