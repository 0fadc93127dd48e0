"""Splitting a difference into parts that add up to it exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import Interval
from seenby.stats.errors import BadInput, TooFew
from seenby.stats.numeric.arrays import FloatArray, finite, within
from seenby.stats.pairs.sign_flip import Seed, sign_flip, sign_flip_interval


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a telescope.

    Attributes:
        mean: Mean change over the sets, in the unit of the stages (log-odds).
        interval: Its sign-flip interval.
        p: Its sign-flip p, two-sided.
    """

    mean: float
    interval: Interval
    p: float


@dataclass(frozen=True, slots=True)
class Telescope:
    """A total change and the steps it is made of.

    Attributes:
        steps: One per pair of neighbouring stages; their means add up to the mean of `total`.
        total: From the first stage to the last.
    """

    steps: tuple[Step, ...]
    total: Step


@dataclass(frozen=True, slots=True, eq=False)
class Kitagawa:
    """A difference of two overall shares, split by cells.

    Attributes:
        composition: Part per cell that comes from the cells' different weights, shape (..., cells).
        rates: Part per cell that comes from different shares inside the cells, shape (..., cells).
        total: The whole difference, the sum of both over the cells, shape (...).
    """

    composition: FloatArray
    rates: FloatArray
    total: FloatArray


def telescope(stages: ArrayLike, *, level: float = 0.95, rng: Seed = 0) -> Telescope:
    """Return the change from the first stage to the last as a sum of steps, each with its own interval.

    Total = (stage 2 - stage 1) + (stage 3 - stage 2) + ...; each interval is the sign-flip interval of that step's
    differences over the sets that were run side by side.

    Args:
        stages: Log-odds, shape (sets, stages), in the order in which they build on each other; a stage that is the
            same for all sets (an aim) is simply repeated.
        level: Confidence of each interval, singly.
        rng: Seed or generator for more than 14 sets.

    Raises:
        BadInput: Not finite, not two axes, or fewer than two stages.
        TooFew: Too few sets for this level (six for 95 %).

    A step between two stages that were not drawn by lot is descriptive: its interval then rests on symmetry of the
    errors alone. Order matters, and a stage that changes two things at once is attributed to both.
    """
    values = finite("stages", stages, ndim=2)
    if values.shape[1] < 2:
        raise BadInput("stages: at least two columns")
    seed = int(np.random.default_rng(rng).integers(2**31))  # all steps see the same random subsets
    changes = [_step(values[:, at + 1] - values[:, at], level, seed) for at in range(values.shape[1] - 1)]
    whole = _step(values[:, -1] - values[:, 0], level, seed)
    return Telescope(tuple(changes), Step(sum(step.mean for step in changes), whole.interval, whole.p))


def kitagawa(share_a: ArrayLike, weight_a: ArrayLike, share_b: ArrayLike, weight_b: ArrayLike) -> Kitagawa:
    """Return share b minus share a, split into what the mix of cells does and what happens inside them.

    composition = (w_b - w_a) (r_b + r_a) / 2, rates = (w_b + w_a) / 2 (r_b - r_a), cell by cell (Kitagawa 1955).

    Args:
        share_a: Share inside each cell, from 0 to 1, shape (..., cells).
        weight_a: Weight of each cell, not negative (counts will do: they are scaled to sum to 1).
        share_b: The same for b.
        weight_b: The same for b.

    Raises:
        BadInput: Values outside their range, or shapes that do not fit.
        TooFew: All weights zero.

    Descriptive: whoever delivers may choose the cells too, so neither part is a cause.
    """
    r_a, r_b = within("share_a", share_a, 0.0, 1.0), within("share_b", share_b, 0.0, 1.0)
    w_a, w_b = _weights("weight_a", weight_a), _weights("weight_b", weight_b)
    try:
        r_a, w_a, r_b, w_b = np.broadcast_arrays(r_a, w_a, r_b, w_b)
    except ValueError as error:
        raise BadInput("shares and weights do not fit together") from error
    composition = (w_b - w_a) * (r_b + r_a) / 2
    rates = (w_b + w_a) / 2 * (r_b - r_a)
    return Kitagawa(composition, rates, np.asarray(composition.sum(axis=-1) + rates.sum(axis=-1)))


def _step(differences: FloatArray, level: float, seed: int) -> Step:
    interval = sign_flip_interval(differences, level=level, rng=seed)
    test = sign_flip(differences, rng=seed)
    return Step(test.mean, interval, test.p)


def _weights(name: str, weight: ArrayLike) -> FloatArray:
    values = np.atleast_1d(within(name, weight, 0.0, np.finfo(np.float64).max))
    sums = values.sum(axis=-1, keepdims=True)
    if sums.size and sums.min() <= 0:
        raise TooFew(0, 1, "cells with weight")
    return np.asarray(values / sums)
