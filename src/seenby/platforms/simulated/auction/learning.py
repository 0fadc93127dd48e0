"""What the platform learns of each ad from its own responses, on top of the image prior.

A Bayesian logistic regression with independent weights: each starts at zero with the variance the platform allows,
and a tick moves it by the gradient over its precision. Thompson sampling draws weights from what doubt is left.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SURE = 1e18
"""The precision of a weight that is never learned."""


def start_precision(learning: float, entries: int) -> Floats:
    """The precision a new ad's weights start with: one over the variance allowed."""
    return np.full(entries, 1.0 / learning if learning > 0 else SURE)


def learn(
    weights: Floats, precision: Floats, gradient: Floats, wins: NDArray[np.int64], curve: Floats
) -> tuple[Floats, Floats]:
    """Return weights and precision after a tick.

    Args:
        weights: Shape (ads, entries).
        precision: The same shape.
        gradient: Sum over impressions of (response - estimate) × behaviour, the same shape.
        wins: Impressions of each ad.
        curve: What one impression adds to a weight's precision, shape (ads, entries): rate × (1 - rate) × mean square.
    """
    sharper = precision + wins[:, None] * curve
    return weights + gradient / sharper, sharper


def drawn(weights: Floats, precision: Floats, exploration: float, chance: np.random.Generator) -> Floats:
    """Return weights drawn around the learned ones: ``exploration`` standard deviations of the remaining doubt."""
    if exploration <= 0:
        return weights
    noise = chance.standard_normal(weights.shape)
    return np.asarray(weights + exploration * noise / np.sqrt(precision))
