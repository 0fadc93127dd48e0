"""Clustering from more than pairs: groups of any size, the days of a run, and likelihood beside the moments.

Commands ask `seenby.stats.clustering` for rho of identical pairs; these measure simulated worlds, and that estimate.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.clustering import Clustering, clustering_of
from seenby.stats.confidence_interval import tail
from seenby.stats.errors import BadInput, TooFew
from seenby.stats.numeric.arrays import FloatArray, counted
from seenby.stats.numeric.solve import falling_root, peak
from seenby.stats.numeric.special import chi2_quantile, log_beta

_SMALLEST = 1e-7  # below this the beta-binomial and the binomial are the same number


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
    return clustering_of(counts, totals, np.unique(labels, return_inverse=True)[1], tail(level), level)


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
    return clustering_of(counts.ravel(), totals.ravel(), runs.ravel(), tail(level), level)


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
