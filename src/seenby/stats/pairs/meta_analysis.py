"""From "in these groups" to "across groups": the group as the unit.

The sign-flip test over all pairs says that there is an effect in *some* of these groups of pairs. Groups differ,
so "on average across groups" needs the spread between groups, and "in at least u of them" needs its own p.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import Interval, tail
from seenby.stats.errors import BadInput, NoSpread, TooFew
from seenby.stats.numeric.arrays import FloatArray, finite, within
from seenby.stats.numeric.special import t_cdf, t_quantile


@dataclass(frozen=True, slots=True, eq=False)
class GroupEffects:
    """One effect per group, made of its pairs.

    Attributes:
        labels: The groups, sorted, shape (groups,).
        effects: Mean difference of each, shape (groups,).
        variances: Its estimated sampling variance, shape (groups,).
    """

    labels: tuple[object, ...]
    effects: FloatArray
    variances: FloatArray


@dataclass(frozen=True, slots=True)
class Across:
    """An average over groups.

    Attributes:
        mean: The average effect.
        interval: Its interval.
        p: Two-sided p of "the average over groups is zero".
        between: Estimated variance between groups; 0 where the groups differ no more than their own noise.
        groups: Number of groups.
    """

    mean: float
    interval: Interval
    p: float
    between: float
    groups: int


def group_effects(differences: ArrayLike, group: ArrayLike) -> GroupEffects:
    """Return the mean difference and its variance s^2 / K in each group of pairs.

    Args:
        differences: Shape (pairs,).
        group: The group of each pair, any labels, shape (pairs,).

    Raises:
        BadInput: Not finite, or lengths that differ.
        TooFew: A group with fewer than two pairs, whose variance cannot be known.
    """
    d = finite("differences", differences, ndim=1)
    labels, index = np.unique(np.asarray(group), return_inverse=True)
    if np.shape(group) != d.shape:
        raise BadInput("group: one label per pair")
    sizes = np.bincount(index)
    if not d.size or sizes.min() < 2:
        raise TooFew(int(sizes.min()) if d.size else 0, 2, "pairs in every group")
    means = np.bincount(index, d) / sizes
    squares = np.bincount(index, (d - means[index]) ** 2)
    return GroupEffects(tuple(labels.tolist()), means, squares / (sizes - 1) / sizes)


def random_effects(effects: ArrayLike, variances: ArrayLike, *, level: float = 0.95, widen_only: bool = True) -> Across:
    """Return the average effect over groups under random effects, with the Hartung-Knapp-Sidik-Jonkman error.

    The variance between groups is Paule and Mandel's (1982); with weights w = 1 / (v + between) the error is
    sqrt(q / sum w), q = sum w (y - mean)^2 / (A - 1), on A - 1 degrees of freedom (Hartung and Knapp 2001, Sidik
    and Jonkman 2002).

    Args:
        effects: Shape (groups,).
        variances: Sampling variance of each effect, positive, shape (groups,).
        level: Nominal confidence.
        widen_only: Whether q below 1 counts as 1, so that groups which happen to agree do not make the interval
            shorter than their own noise allows (Roever, Knapp and Friede 2015).

    Raises:
        BadInput: Not finite, lengths that differ, or a variance that is not positive.
        TooFew: Fewer than two groups.

    Where the variances are themselves guesses from a few pairs the error rate is a little above nominal;
    `average_of_groups` is exact for groups of equal size. Neither speaks of groups that were not drawn like these.
    """
    y, v = finite("effects", effects, ndim=1), finite("variances", variances, ndim=1)
    if y.shape != v.shape or (v.size and v.min() <= 0):
        raise BadInput("effects and variances: equal lengths, and every variance positive")
    if y.size < 2:
        raise TooFew(y.size, 2, "groups")
    between = _between(y, v)
    weights = 1.0 / (v + between)
    mean = float(weights @ y / weights.sum())
    q = float(weights @ (y - mean) ** 2) / (y.size - 1)
    scale = max(q, 1.0) if widen_only else q
    return _across(mean, sqrt(scale / float(weights.sum())), between, y.size, level)


def average_of_groups(effects: ArrayLike, *, level: float = 0.95) -> Across:
    """Return the plain mean over groups with Student's t: every group counts alike.

    Args:
        effects: Shape (groups,), one effect per group.
        level: Confidence.

    Raises:
        BadInput: Not finite, or not one axis.
        TooFew: Fewer than two groups.
        NoSpread: All groups have exactly the same effect.
    """
    y = finite("effects", effects, ndim=1)
    if y.size < 2:
        raise TooFew(y.size, 2, "groups")
    spread = float(y.var(ddof=1))
    return _across(float(y.mean()), sqrt(spread / y.size), spread, y.size, level)


def at_least(p: ArrayLike) -> FloatArray:
    """Return, for u = 1 to A, the p of "fewer than u of these A groups have an effect", shape (A,).

    (A - u + 1) p_(u), p_(u) the u-th smallest (Benjamini and Heller 2008, in Bonferroni's form, which needs no
    independence), made non-decreasing in u so that the claims nest.

    Args:
        p: One p per group, shape (A,).

    Raises:
        BadInput: A p outside 0 to 1, or not one axis.
        TooFew: No groups.

    The number of u with a value of at most alpha is a lower bound for the number of groups with an effect, at
    confidence 1 - alpha. It does not say which groups.
    """
    values = within("p", p, 0.0, 1.0)
    if values.ndim != 1:
        raise BadInput("p: one axis")
    if not values.size:
        raise TooFew(0, 1, "groups")
    ordered = np.sort(values) * np.arange(values.size, 0, -1)
    return np.minimum(np.maximum.accumulate(ordered), 1.0)


def _between(y: FloatArray, v: FloatArray) -> float:
    """Return the variance between groups at which the weighted squares equal their expectation, or 0.

    The squares fall and are convex in it, so Newton's steps from 0 approach the root from below (DerSimonian and
    Kacker 2007).
    """
    between = 0.0
    for _ in range(200):
        weights = 1.0 / (v + between)
        squares = (y - weights @ y / weights.sum()) ** 2
        excess = float(weights @ squares) - (y.size - 1)
        if excess <= 0:
            break
        step = excess / float(weights**2 @ squares)
        if step <= 1e-14 * between:
            break
        between += step
    return between


def _across(mean: float, error: float, between: float, groups: int, level: float) -> Across:
    if error <= 0:
        raise NoSpread("all groups have exactly the same effect: the spread between groups cannot be measured")
    p = 2.0 * float(t_cdf(groups - 1, -abs(mean) / error))
    reach = error * float(t_quantile(groups - 1, 1.0 - tail(level) / 2))
    return Across(mean, Interval(mean - reach, mean + reach, level), p, between, groups)
