"""How clustered delivery is: rho, the correlation between two people reached by the same run.

With clustering rho a share x of n people has variance p (1 - p) [rho + (1 - rho) / n]: the first term stays
however large n grows. It can only be seen by repeating: between identical runs (`rho_from_twins`). Groups of any size,
and what happens from day to day inside one run, are in `seenby.stats.lab.clustering_otherwise`.

Slices inside a run are *not* a substitute for repeated runs: what a run learned in its first hour is in all its
slices, so they look far more alike than two runs do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import tail
from seenby.stats.errors import BadInput, NoSpread, TooFew
from seenby.stats.numeric.arrays import FloatArray, IntArray, counted
from seenby.stats.numeric.solve import falling_root
from seenby.stats.numeric.special import chi2_quantile


@dataclass(frozen=True, slots=True)
class Clustering:
    """An estimate of rho.

    Attributes:
        rho: The estimate, from 0 (coin tosses) to 1.
        low: Lower end of its interval, cut at 0.
        high: Upper end, cut at 1.
        level: Nominal confidence of the interval.
        spare: Runs beyond the first of each group: the degrees of freedom behind the estimate.
    """

    rho: float
    low: float
    high: float
    level: float
    spare: int


def rho_from_twins(
    count_a: ArrayLike, total_a: ArrayLike, count_b: ArrayLike, total_b: ArrayLike, *, level: float = 0.95
) -> Clustering:
    """Return rho from identical pairs: `clustering_of` with two runs a group.

    Args:
        count_a: Members of the group of interest in the first run of each pair, shape (twins,).
        total_a: Everyone in the first run.
        count_b: The same of the second run.
        total_b: Everyone in the second run.
        level: Nominal confidence.

    Raises:
        BadInput: Counts that cannot be, or lengths that differ.
        TooFew: No pair that reached both kinds of people.
        NoSpread: The pairs differ less than coin tosses would.
    """
    first, second = counted(count_a, total_a), counted(count_b, total_b)
    if first[0].ndim != 1 or first[0].shape != second[0].shape:
        raise BadInput("twins: one value per pair in all four arrays")
    counts, totals = (np.concatenate([a, b]) for a, b in zip(first, second, strict=True))
    return clustering_of(counts, totals, np.tile(np.arange(first[0].size), 2), tail(level), level)


def clustering_of(counts: FloatArray, totals: FloatArray, group: IntArray, alpha: float, level: float) -> Clustering:
    """Return rho between runs of one group, each group with a mean of its own, of which p (1 - p) is the average.

    The estimate makes the weighted sum of squares Q(rho) = sum W (x - mean)^2 / (p (1 - p)), with
    W = n / (1 + (n - 1) rho), equal to its expectation; the interval is where Q stays between the chi-square
    quantiles. (The beta-binomial moments of Kleinman 1973, solved as in Paule and Mandel 1982; interval as in
    Viechtbauer 2007.)

    Args:
        counts: Members of the group of interest reached, shape (runs,).
        totals: Everyone reached, shape (runs,).
        group: Which runs are identical, numbered from 0, shape (runs,).
        alpha: What `level` leaves out.
        level: Nominal confidence.

    Raises:
        TooFew: No group with two runs that reached both kinds of people.
        NoSpread: The runs differ less than coin tosses would.
    """
    counts, totals, group, starts = _informative(counts, totals, group)
    spare = int(counts.size - starts.size)
    if spare < 1:
        raise TooFew(int(counts.size), 2, "runs in one group that reached both kinds of people")

    def excess(rho: FloatArray) -> FloatArray:
        return _weighted_squares(rho, counts, totals, group, starts) - targets

    targets: FloatArray = np.array([spare, *chi2_quantile(spare, [1 - alpha / 2, alpha / 2])])
    if excess(np.zeros(3))[2] < 0:
        raise NoSpread("the runs differ less than coin tosses would: the counts are not what they seem")
    rho, low, high = falling_root(excess, np.zeros(3), np.ones(3), steps=48)
    return Clustering(float(rho), float(low), float(high), level, spare)


def _informative(
    counts: FloatArray, totals: FloatArray, group: IntArray
) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """Return the runs that can tell something, group after group, and where each group starts.

    Those are the runs that reached anyone, in groups that have two of them and reached both kinds of people.
    """
    used = np.flatnonzero(totals > 0)
    used = used[np.argsort(group[used], kind="stable")]
    if used.size:
        sums, all_sums = np.bincount(group[used], counts[used]), np.bincount(group[used], totals[used])
        good = (np.bincount(group[used]) > 1) & (sums > 0) & (sums < all_sums)
        used = used[good[group[used]]]
    _, starts, order = np.unique(group[used], return_index=True, return_inverse=True)
    return counts[used], totals[used], order, starts


def _weighted_squares(
    rho: FloatArray, counts: FloatArray, totals: FloatArray, group: IntArray, starts: IntArray
) -> FloatArray:
    """Return Q at each rho.

    p (1 - p) is the mean over groups of what they show, each raised by what estimating its own mean took from it.
    (Dividing group by group instead would be biased: where p (1 - p) looks small, so do the squares.)
    """

    def by_group(values: FloatArray) -> FloatArray:
        return np.add.reduceat(values, starts, axis=-1)

    rho = rho[:, None]
    shares = counts / totals
    weights = totals / (1.0 + (totals - 1.0) * rho)
    means = by_group(weights * shares) / by_group(weights)
    squares = (weights * (shares - means[:, group]) ** 2).sum(axis=1)
    everyone, spare = by_group(totals), np.bincount(group) - 1
    pooled = by_group(counts) / everyone
    taken = by_group(totals**2 * (rho + (1.0 - rho) / totals)) / everyone**2
    return np.asarray(squares / ((pooled * (1.0 - pooled) / np.maximum(1.0 - taken, 1e-12)) @ spare / spare.sum()))
