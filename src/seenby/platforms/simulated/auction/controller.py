"""The per-segment controller: boosts or dampens a group's bids until delivery matches the eligible audience.

In the manner of the published variance-reduction system: it measures which groups a batch of impressions went to,
with noise on the counts, and moves each group's multiplier by a bounded step. The published system's noise, batch and
steps are not public, so they are settings here. It sees what is on record, never the truth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seenby.platforms.simulated.world_settings import PlatformSettings

Floats = NDArray[np.float64]
SMALLEST = 0.02
"""No measured share counts as smaller than this, so that one empty batch does not ask for an endless boost."""


def shuffle_distance(eligible: Floats, delivered: Floats) -> float:
    """Share of impressions that would have to move: half the sum of absolute differences between two mixes."""
    return float(np.abs(eligible - delivered).sum() / 2)


def steer(
    multiplier: Floats,
    batch: NDArray[np.int64],
    eligible: Floats,
    settings: PlatformSettings,
    chance: np.random.Generator,
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the log multipliers of women and men and what is left of the batch.

    Args:
        multiplier: Shape (2,), logs.
        batch: Impressions of recorded women and men since the last measurement.
        eligible: Their shares of the audience aimed at.
        settings: Batch, noise, step and limit.
        chance: Where the noise comes from.
    """
    if batch.sum() < settings.controller_batch:
        return multiplier, batch
    measured = np.maximum(batch + chance.laplace(0.0, settings.controller_noise, 2), 0.0)
    shares = np.maximum(measured / max(measured.sum(), 1.0), SMALLEST)
    step = np.clip(np.log(np.maximum(eligible, SMALLEST) / shares), -settings.controller_step, settings.controller_step)
    limit = settings.controller_limit
    return np.clip(multiplier + step, -limit, limit), np.zeros_like(batch)
