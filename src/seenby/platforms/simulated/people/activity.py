"""When people visit: a daily profile and a level each, and the chance of so many visits in a tick."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, pdtr

from seenby.platforms.simulated.auction.kernels import MOST_VISITS
from seenby.platforms.simulated.rng import generator

HOURS = 24
PEAKS = (8.0, 13.0, 20.0, 23.0)
"""The hour in which each profile is most active: early, at noon, in the evening, at night."""

PROFILE_SHARES = (0.2, 0.25, 0.4, 0.15)
LEVELS = 16
RHYTHMS = len(PEAKS) * LEVELS


def draw_rhythms(number: int, seed: int) -> NDArray[np.uint8]:
    """Each person's rhythm: profile × level, all levels equally common."""
    chance = generator(seed, "people/rhythm")
    profile = np.searchsorted(np.cumsum(PROFILE_SHARES), chance.random(number, dtype=np.float32)).clip(0, 3)
    return (profile * LEVELS + chance.integers(0, LEVELS, number)).astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Rhythms:
    """Visits expected in a tick: ``rates`` has shape (rhythms, ticks a day), ``activity`` its mean over people."""

    rates: NDArray[np.float64]
    activity: NDArray[np.float64]

    def thresholds(self, tick: int) -> NDArray[np.uint32]:
        """Return the table of 32-bit ends that the kernel draws a Poisson number with, (rhythms, MOST_VISITS)."""
        rate = self.rates[:, tick % self.rates.shape[1], None]
        below = pdtr(np.arange(MOST_VISITS)[None, :], rate)
        return np.asarray(np.minimum(below * 2.0**32, 2.0**32 - 1), np.uint32)


@lru_cache(maxsize=8)
def rhythms(visits_a_day: float, evenness: float, ticks_a_day: int) -> Rhythms:
    """The rhythms of a world: levels are the middles of equal parts of a gamma distribution with mean 1."""
    middles = (np.arange(LEVELS) + 0.5) / LEVELS
    levels = gammaincinv(evenness, middles) / evenness
    levels = levels / levels.mean()
    hour = (np.arange(ticks_a_day) + 0.5) * HOURS / ticks_a_day
    bump = 1.0 + 0.9 * np.cos((hour[None, :] - np.asarray(PEAKS)[:, None]) * 2 * np.pi / HOURS)
    bump /= bump.sum(axis=1, keepdims=True)
    rates = (visits_a_day * bump[:, None, :] * levels[None, :, None]).reshape(RHYTHMS, ticks_a_day)
    shares = np.repeat(PROFILE_SHARES, LEVELS)[:, None] / LEVELS
    return Rhythms(rates, (rates * shares).sum(axis=0))
