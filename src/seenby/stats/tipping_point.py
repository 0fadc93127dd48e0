"""The tipping point: how clustered delivery would have to be for a finding to fall.

Instead of claiming to know rho, say at which rho the finding would no longer hold, and let the reader compare that
with every rho that has been measured. For one look var(x) = p (1 - p) [(1 - rho) / n + rho] gives it in closed
form; for a watch over days it is the rho_max at which the day process, or the drift detector, would no longer have
reached its bar.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import tail
from seenby.stats.days.day_process import Side, day_evidence, day_rule
from seenby.stats.days.drift import LEAST_RHO, drift_rule, drift_scan
from seenby.stats.errors import BadInput
from seenby.stats.numeric.arrays import BoolArray, FloatArray, finite, inside, within
from seenby.stats.numeric.solve import falling_root
from seenby.stats.numeric.special import normal_cdf, normal_quantile

_GRIDS = (64, 16, 16, 16, 16, 16)  # one inside the other; the last step is 1e-7 of rho
_MOST_RHO = 0.999
_ROWS = 4_096  # streams times points of the grid that are scanned at once


@dataclass(frozen=True, slots=True, eq=False)
class Tipping:
    """Where findings fall, elementwise.

    Attributes:
        rho: The clustering at which the finding would no longer hold, from 0 to 1.
        holds: Whether it holds at all, even without clustering; where False, `rho` is 0 and says only that.
    """

    rho: FloatArray
    holds: BoolArray


def tipping_pair(
    share_a: ArrayLike, size_a: ArrayLike, share_b: ArrayLike, size_b: ArrayLike, *, level: float = 0.95
) -> Tipping:
    """Return the clustering at which two runs no longer differ, two-sided at `level`.

    rho* = (D^2 / (z^2 p (1 - p)) - 1/n_a - 1/n_b) / (2 - 1/n_a - 1/n_b), with D the difference and p the
    pooled share.

    Args:
        share_a: Share of the group in run a; with rounded figures, the end nearer to the other run.
        size_a: People in run a, at least 1; a lower bound will do.
        share_b: The same for run b; everything broadcasts.
        size_b: People in run b.
        level: Confidence of the two-sided statement at a given rho.

    Raises:
        BadInput: Shares outside 0 to 1 or sizes below 1.

    It takes both runs to be equally clustered and independent of each other, and shares to be nearly normal.
    """
    a, b, n_a, n_b = np.broadcast_arrays(
        within("share_a", share_a, 0.0, 1.0),
        within("share_b", share_b, 0.0, 1.0),
        sizes("size_a", size_a),
        sizes("size_b", size_b),
    )
    inside_share = (a * n_a + b * n_b) / (n_a + n_b)
    outside_share = ((1.0 - a) * n_a + (1.0 - b) * n_b) / (n_a + n_b)
    scale = inside_share * outside_share
    return tipping_of((a - b) ** 2, scale, 1.0 / n_a + 1.0 / n_b, 2.0, 1.0 - tail(level) / 2)


def p_of_pair(
    share_a: ArrayLike, size_a: ArrayLike, share_b: ArrayLike, size_b: ArrayLike, rho: ArrayLike
) -> FloatArray:
    """Return the two-sided p of "two identical runs come out this far apart" at a given clustering.

    D^2 / (p (1 - p) [(1 - rho) / n_a + (1 - rho) / n_b + 2 rho]) is the square of a normal deviate; at the rho of
    `tipping_pair` this p is 1 - level.

    Args:
        share_a: Share of the group in run a; with rounded figures, the end nearer to the other run.
        size_a: People in run a, at least 1.
        share_b: The same for run b; everything broadcasts.
        size_b: People in run b.
        rho: The clustering, from 0 to 1.

    Raises:
        BadInput: A value outside its range.

    Runs that both reached nobody of the group, or nobody else, give 1.
    """
    a, b, n_a, n_b, r = np.broadcast_arrays(
        within("share_a", share_a, 0.0, 1.0),
        within("share_b", share_b, 0.0, 1.0),
        sizes("size_a", size_a),
        sizes("size_b", size_b),
        within("rho", rho, 0.0, 1.0),
    )
    pooled = (a * n_a + b * n_b) / (n_a + n_b)
    variance = pooled * (1.0 - pooled) * ((1.0 - r) * (1.0 / n_a + 1.0 / n_b) + 2.0 * r)
    square = np.divide((a - b) ** 2, variance, out=np.zeros(np.shape(variance)), where=variance > 0)
    return np.asarray(2.0 * normal_cdf(-np.sqrt(square)))


def tipping_mean(
    effect: ArrayLike, pairs: ArrayLike, share: ArrayLike, size: ArrayLike, *, level: float = 0.95
) -> Tipping:
    """Return the clustering at which a mean over pairs is no further from zero than identical runs put it.

    rho* = (K d^2 p (1 - p) / (2 z^2) - 1/n) / (1 - 1/n): where z tau / sqrt(K) reaches d, with tau of
    `spread_from_rho`.

    Args:
        effect: Mean difference in log-odds; with bounds, the end nearer to zero.
        pairs: Number of pairs behind it, at least 1.
        share: The share around which the runs lie, strictly inside (0, 1).
        size: People per run, at least 1; everything broadcasts.
        level: Confidence of the two-sided statement at a given rho.

    Raises:
        BadInput: A value outside its range.
    """
    d, k, p, n = np.broadcast_arrays(
        finite("effect", effect), sizes("pairs", pairs), inside("share", share, 0.0, 1.0), sizes("size", size)
    )
    return tipping_of(k * d**2 * (p * (1.0 - p)) ** 2, 2.0 * p * (1.0 - p), 1.0 / n, 1.0, 1.0 - tail(level) / 2)


def tipping_watch(
    count: ArrayLike,
    total: ArrayLike,
    limit: ArrayLike,
    *,
    per_day: ArrayLike,
    side: Side = "above",
    alpha: float = 0.05,
) -> Tipping:
    """Return the smallest declared clustering under which the day process never reaches 1/alpha, per stream.

    Args:
        count: Members of the group, shape (streams, days) or (days,).
        total: Everyone, same shape.
        limit: The far end of what was expected, one number or one per stream.
        per_day: People expected a day, from which `prior_weight` takes r at each rho.
        side: "above" or "below" the limit.
        alpha: Error rate of the watch.

    Raises:
        BadInput: Counts that cannot be, or a value outside its range.

    Found on a grid of 64 and then by bisection: a hundred times the work of the watch itself.
    """
    counts, totals = np.atleast_2d(np.asarray(count)), np.atleast_2d(np.asarray(total))
    bar = -np.log(tail(1.0 - alpha))

    def surplus(rho: FloatArray) -> FloatArray:
        rule = day_rule(limit, per_day=per_day, rho_max=rho, side=side)
        return np.asarray(day_evidence(counts, totals, rule).max(axis=1) - bar)

    grid = np.concatenate([[0.0], np.geomspace(1e-5, 1.0, 63)])
    standing = np.stack([surplus(rho) > 0 for rho in grid])
    fallen = np.where(standing.all(axis=0), len(grid) - 1, np.argmin(standing, axis=0))
    rho = falling_root(surplus, grid[np.maximum(fallen - 1, 0)], grid[fallen], steps=40)
    return Tipping(np.where(standing[0], rho, 0.0), standing[0])


def tipping_drift(
    count: ArrayLike,
    total: ArrayLike,
    limit: ArrayLike,
    *,
    per_day: ArrayLike,
    side: Side = "above",
    mean_days: float = 1_000.0,
    rho_max: float = LEAST_RHO,
) -> Tipping:
    """Return the clustering under which the drift detector never reaches its bar, per stream.

    The limit stays as it is; bets and prices are worked out anew at every rho, as if it had been declared. A larger rho
    means smaller bets, so that the largest M falls with it, but for streams just above their bar, which may come
    back a little later: what is returned is the smallest rho at which it falls.

    Args:
        count: Members of the group on the days after the first ones, shape (streams, days) or (days,); with bounds, the
            end nearer to the limit.
        total: Everyone, same shape.
        limit: The share that must not be passed (see `baseline_limit`), one number or one per stream.
        per_day: People expected a day, at least 30, one number or one per stream.
        side: "above" or "below" the limit.
        mean_days: The bar for M: the stated mean time between false alarms, in days.
        rho_max: Where the search begins, from 0.001 to below 1: the declared clustering, for an alarm that was raised.

    Returns:
        `holds` says whether M reaches its bar at `rho_max`. `rho` is 1 where it still does at 0.999.

    Raises:
        BadInput: Counts that cannot be, or a value outside its range.

    Found on a grid of 64, then on grids of 16 between two of its points: 150 times the work of one scan, in seven scans
    of several rhos at once. A stream that falls and comes back between two points of a grid counts as one that stands.
    """
    counts, totals = np.atleast_2d(np.asarray(count)), np.atleast_2d(np.asarray(total))
    if not counts.size or counts.shape != totals.shape:
        raise BadInput("count and total: the same shape, (streams, days) or (days,), with a stream and a day")
    begin = float(within("rho_max", rho_max, LEAST_RHO, np.nextafter(1.0, 0.0)))
    limits, people = (np.broadcast_to(np.asarray(one, np.float64), len(counts)) for one in (limit, per_day))

    def stands(rho: FloatArray) -> BoolArray:
        rows = np.tile(np.arange(len(counts)), len(rho))
        rule = drift_rule(limits[rows], per_day=people[rows], rho_max=rho.ravel(), side=side, mean_days=mean_days)
        return drift_scan(counts[rows], totals[rows], rule).raised.reshape(rho.shape)

    low, high = np.full(len(counts), begin), np.full(len(counts), max(begin, _MOST_RHO))
    holds = ever = stands(low[None])[0]
    for points in _GRIDS:
        rho = low * (high / low) ** (np.arange(points + 1.0) / points)[:, None]
        some = max(1, _ROWS // len(counts))
        standing = np.concatenate([stands(rho[at : at + some]) for at in range(0, len(rho), some)])
        ever = ever & standing.all(axis=0)
        fallen = np.where(standing.all(axis=0), points, np.argmin(standing, axis=0))
        low, high = (np.take_along_axis(rho, at[None], axis=0)[0] for at in (np.maximum(fallen - 1, 0), fallen))
    return Tipping(np.where(holds, np.where(ever, 1.0, (low + high) / 2), 0.0), holds)


def sizes(name: str, size: ArrayLike) -> FloatArray:
    """Return numbers of people as an array; an error calls them by their name.

    Raises:
        BadInput: Not finite, or below 1.
    """
    return within(name, size, 1.0, np.finfo(np.float64).max)


def tipping_of(squared: FloatArray, scale: FloatArray, tosses: FloatArray, runs: float, confidence: float) -> Tipping:
    """Return the rho that solves squared = z^2 scale (tosses + rho (runs - tosses)), elementwise.

    Args:
        squared: How far apart, squared.
        scale: p (1 - p).
        tosses: The part of coin tosses, 1/n or a sum of such.
        runs: How many runs vary, 1 or 2.
        confidence: One-sided confidence that sets z.

    Raises:
        BadInput: A confidence outside (0, 1).
    """
    tail(confidence)
    allowed = float(normal_quantile(confidence)) ** 2 * scale
    # nobody or everybody in both runs: no scale and no difference either
    ratio = np.divide(squared, allowed, out=np.zeros(np.shape(squared)), where=allowed > 0)
    spare, room = ratio - tosses, runs - tosses
    holds = np.asarray(spare > 0)
    rho = np.divide(spare, room, out=np.ones(np.shape(spare)), where=holds & (spare < room))
    return Tipping(np.where(holds, rho, 0.0), holds)
