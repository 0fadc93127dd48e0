"""What changes while ads run: a row an ad, a column a person where the platform remembers one."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from seenby.platforms.simulated.auction.arrays import Memory

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(slots=True, eq=False)
class AdStates:
    """One row an ad, in the order they were submitted.

    Attributes:
        log_bid: Log of the bid for one action, micro-currency.
        spent: Micro-currency charged so far.
        unbilled: Micro-currency that impressions after the budget's end would have cost; they are never charged.
        wins: Impressions so far.
        weights: What was learned on top of the image prior.
        precision: How sure the platform is of it.
        multiplier: Log multipliers of the controller for recorded women and men.
        batch: Impressions of both since its last measurement.
        begun: Whether the first bid was set.
        paused: Whether the advertiser stopped it.
    """

    log_bid: Floats
    spent: Ints
    unbilled: Ints
    wins: Ints
    weights: Floats
    precision: Floats
    multiplier: Floats
    batch: Ints
    begun: NDArray[np.bool_]
    paused: NDArray[np.bool_]

    @classmethod
    def none(cls, entries: int) -> AdStates:
        """No ads yet; ``entries`` is the length of the behaviour vector."""
        flat, flags = np.zeros(0), np.zeros(0, dtype=bool)
        count = np.zeros(0, np.int64)
        return cls(
            flat,
            count,
            count,
            count,
            np.zeros((0, entries)),
            np.zeros((0, entries)),
            np.zeros((0, 2)),
            np.zeros((0, 2), np.int64),
            flags,
            flags,
        )

    def add(self, precision: Floats) -> None:
        """Add an ad that has done nothing yet."""
        for one in fields(self):
            old = getattr(self, one.name)
            setattr(self, one.name, np.concatenate([old, np.zeros((1, *old.shape[1:]), old.dtype)]))
        self.precision[-1] = precision

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array by name, for a checkpoint."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def no_memory(people: int) -> Memory:
    """Nothing remembered of anyone."""
    return Memory(np.zeros((people, 0), np.uint8), np.zeros((people, 0), np.uint8), np.zeros((people, 0), np.int16))


def remember_one_more(memory: Memory) -> Memory:
    """The same with room for another ad."""
    return Memory(*(np.concatenate([one, np.zeros((len(one), 1), one.dtype)], axis=1) for one in memory))
