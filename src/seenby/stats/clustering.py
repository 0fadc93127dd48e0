"""How clustered delivery is: rho, the correlation between two people reached by the same run.

With clustering rho a share x of n people has variance p (1 - p) [rho + (1 - rho) / n]: the first term stays
however large n grows. It can only be seen by repeating: between identical runs (`rho_from_groups`,
`rho_from_twins`) or, for what happens from day to day inside one run, between its slices (`rho_from_slices`).

Slices inside a run are *not* a substitute for repeated runs: what a run learned in its first hour is in all its
slices, so they look far more alike than two runs do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import tail
from seenby.stats.errors import BadInput, NoSpread, TooFew
from seenby.stats.numeric.arrays import FloatArray, IntArray, counted
from seenby.stats.numeric.solve import falling_root, peak
from seenby.stats.numeric.special import chi2_quantile, log_beta

_SMALLEST = 1e-7  # below this the beta-binomial and the binomial are the same number


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


def rho_from_groups(count: ArrayLike, total: ArrayLike, group: ArrayLike, *, level: float = 0.95) -> Clustering:
    """Return rho between runs that differ in nothing but luck.

    The estimate makes the weighted sum of squares Q(rho) = sum W (x - mean)^2 / (p (1 - p)), with
    W = n / (1 + (n - 1) rho), equal to its expectation; the interval is where Q stays between the chi-square
    quantiles. (The beta-binomial moments of Kleinman 1973, solved as in Paule and Mandel 1982; interval as in
    Viechtbauer 2007.) Each group has its own mean; p (1 - p) is the groups' average.

    Args:
        count: Members of the group of interest reached, shape (runs,).
        total: Everyone reached, shape (runs,).
        group: Which runs are identical, any labels, shape (runs,).
        level: Nominal confidence.

    Raises:
        BadInput: Counts that cannot be, or lengths that differ.
        TooFew: No group with two runs that reached both kinds of people.
        NoSpread: The runs differ *less* than coin tosses would: the counts are not what they are taken for.

    The interval rests on shares of at least some dozens of people being nearly normal. Groups of unlike
    clustering give a mean of them.
    """
    counts, totals = counted(count, total)
    labels = np.asarray(group)
    if counts.ndim != 1 or labels.shape != counts.shape:
        raise BadInput("count, total and group: one value of each per run")
    return _rho(counts, totals, np.unique(labels, return_inverse=True)[1], tail(level), level)


def rho_from_twins(
    count_a: ArrayLike, total_a: ArrayLike, count_b: ArrayLike, total_b: ArrayLike, *, level: float = 0.95
) -> Clustering:
    """Return rho from identical pairs: `rho_from_groups` with two runs a group.

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
    return _rho(counts, totals, np.tile(np.arange(first[0].size), 2), tail(level), level)


def rho_from_slices(count: ArrayLike, total: ArrayLike, *, level: float = 0.95) -> Clustering:
    """Return rho between the slices (days) of each run, whatever the runs' own shares.

    Args:
        count: Members of the group of interest, shape (runs, slices) or (slices,).
        total: Everyone; a slice that reached nobody is left out.
        level: Nominal confidence.

    Raises:
        BadInput: Counts that cannot be, or more than two axes.
        TooFew: No run with two slices that reached both kinds of people.
        NoSpread: The slices differ less than coin tosses would.

    It measures what a day adds, not what a new run would add; and it counts a true trend as clustering.
    """
    counts, totals = counted(count, total)
    if counts.ndim not in (1, 2):
        raise BadInput("slices: shape (slices,) or (runs, slices)")
    counts, totals = np.atleast_2d(counts), np.atleast_2d(totals)
    runs = np.broadcast_to(np.arange(len(counts))[:, None], counts.shape)
    return _rho(counts.ravel(), totals.ravel(), runs.ravel(), tail(level), level)


def rho_likelihood(count: ArrayLike, total: ArrayLike, *, level: float = 0.95) -> Clustering:
    """Return the maximum-likelihood rho of beta-binomial counts with one common share, and its profile interval.

    Args:
        count: Shape (runs,).
        total: Shape (runs,).
        level: Nominal confidence of the interval from the likelihood ratio (chi-square, one degree).

    Raises:
        BadInput: Counts that cannot be, or not one axis.
        TooFew: Fewer than two runs, or only one kind of people.

    For one group of runs only: with a mean to estimate for each of many small groups, likelihood is far too low
    (by half for pairs). Biased low by about 1/runs even so; `rho_from_groups` is not.
    """
    counts, totals = counted(count, total)
    if counts.ndim != 1:
        raise BadInput("count and total: one axis")
    used = totals > 0
    counts, totals = counts[used], totals[used]
    if counts.size < 2 or counts.sum() in (0, totals.sum()):
        raise TooFew(int(counts.size), 2, "runs that reached both kinds of people")
    alpha = tail(level)

    def profile(log_rho: FloatArray) -> FloatArray:
        return _profile(log_rho, counts, totals)

    floor, ceiling = np.log(_SMALLEST), np.log(1 - 1e-6)
    best = _best(profile, floor, ceiling)
    cut = float(profile(best)[0]) - float(chi2_quantile(1.0, 1.0 - alpha)) / 2
    high = falling_root(lambda x: profile(x) - cut, best, ceiling, steps=28)
    low = -falling_root(lambda x: profile(-x) - cut, -best, -floor, steps=28)
    ends = (float(x[0]) for x in (best, low, high))
    rho, lower, upper = (0.0 if x < floor + 0.01 else float(np.exp(x)) for x in ends)
    return Clustering(rho, lower, upper, level, int(counts.size) - 1)


def _rho(counts: FloatArray, totals: FloatArray, group: IntArray, alpha: float, level: float) -> Clustering:
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


def _profile(log_rho: FloatArray, counts: FloatArray, totals: FloatArray) -> FloatArray:
    """Return the log-likelihood at each rho, maximised over the common share."""
    strength = np.expm1(-log_rho)

    def likelihood(logit: FloatArray) -> FloatArray:
        a = (strength * 0.5 * (1 + np.tanh(logit / 2)))[:, None]
        b = (strength * 0.5 * (1 - np.tanh(logit / 2)))[:, None]
        return np.asarray((log_beta(counts + a, totals - counts + b) - log_beta(a, b)).sum(axis=1))

    runs = np.log(counts + 0.5) - np.log(totals - counts + 0.5)  # the best common share lies among the runs' own
    left, right = np.full(log_rho.shape, runs.min() - 0.1), np.full(log_rho.shape, runs.max() + 0.1)
    return likelihood(peak(likelihood, left, right, steps=24))


def _best(profile: Callable[[FloatArray], FloatArray], floor: float, ceiling: float) -> FloatArray:
    """Return the log rho of the highest likelihood, shape (1,): a coarse grid, then golden section at its top."""
    grid = np.linspace(floor, ceiling, 41)
    top = int(np.argmax(profile(grid)))
    left, right = max(top - 1, 0), min(top + 1, 40)
    return peak(profile, grid[left : left + 1], grid[right : right + 1], steps=22)
