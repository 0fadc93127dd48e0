"""Logistic regression by Newton's method, with sums that do not depend on the number of threads."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from seenby.platforms.simulated.auction.compiled import compiled_parallel

Floats = NDArray[np.float64]
BLOCKS = 64
RIDGE, ROUNDS = 4.0, 5


@compiled_parallel
def sums_of(x: NDArray[np.float32], acted: NDArray[np.bool_], weights: Floats, slopes: Floats, curves: Floats) -> None:
    """Write each block's sums of (acted - chance) x and of chance (1 - chance) x xᵀ (its lower half)."""
    number, entries = x.shape
    for block in numba.prange(BLOCKS):
        slope, curve = slopes[block], curves[block]
        slope[:] = 0.0
        curve[:] = 0.0
        for i in range(number * block // BLOCKS, number * (block + 1) // BLOCKS):
            score = 0.0
            for j in range(entries):
                score += x[i, j] * weights[j]
            chance = 1.0 / (1.0 + math.exp(-score))
            error, spread = acted[i] - chance, chance * (1.0 - chance)
            for j in range(entries):
                slope[j] += error * x[i, j]
                for k in range(j + 1):
                    curve[j, k] += spread * x[i, j] * x[i, k]


def fit(x: NDArray[np.float32], acted: NDArray[np.bool_]) -> Floats:
    """Return the weights of a logistic regression with a small ridge on all but the first entry, a constant.

    Args:
        x: Shape (people, entries).
        acted: Shape (people,).
    """
    entries = x.shape[1]
    weights, ridge = np.zeros(entries), np.full(entries, RIDGE)
    ridge[0] = 1e-6
    weights[0] = float(logit(np.clip(acted.mean(), 1e-6, 1 - 1e-6)))
    slopes, curves = np.zeros((BLOCKS, entries)), np.zeros((BLOCKS, entries, entries))
    for _ in range(ROUNDS):
        sums_of(x, acted, weights, slopes, curves)
        lower = np.tril(curves.sum(axis=0))
        curve = lower + np.tril(lower, -1).T + np.diag(ridge)
        weights = weights + np.linalg.solve(curve, slopes.sum(axis=0) - ridge * weights)
    return weights
