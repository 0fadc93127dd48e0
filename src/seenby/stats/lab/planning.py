"""Plans worked out another way: days from a pace, and pairs from simulated studies alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import tail
from seenby.stats.errors import BadInput, TooFew
from seenby.stats.numeric.arrays import IntArray, within
from seenby.stats.pairs.sign_flip import Seed
from seenby.stats.power import FEWEST, simulated_power

_HUGE = np.finfo(np.float64).max


def days_to_run(size: ArrayLike, per_day: ArrayLike) -> IntArray:
    """Return the whole days a run needs to reach `size` people at `per_day`.

    Raises:
        BadInput: Not finite, a size that is negative, or nobody a day.
    """
    people, rate = within("size", size, 0.0, _HUGE), within("per_day", per_day, 0.0, _HUGE)
    if rate.size and rate.min() <= 0:
        raise BadInput("per_day: must be positive")
    return np.asarray(np.ceil(people / rate), dtype=np.int64)


def pairs_by_simulation(
    effect: float,
    spread: float | ArrayLike,
    rng: Seed,
    *,
    level: float = 0.95,
    power: float = 0.80,
    most: int = 100,
    studies: int = 2_000,
) -> int:
    """Return the fewest pairs, from six, with which at least `power` of simulated studies find the effect.

    Raises:
        BadInput: A value outside its range.
        TooFew: `most` pairs are not enough.
    """
    tail(power)
    generator = np.random.default_rng(rng)
    for pairs in range(FEWEST, most + 1):
        if simulated_power(pairs, effect, spread, generator, level=level, studies=studies).found >= power:
            return pairs
    raise TooFew(most, most + 1, "pairs")
