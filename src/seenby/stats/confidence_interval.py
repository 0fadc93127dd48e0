"""Intervals as results: one pair of ends, or arrays of them."""

from __future__ import annotations

from dataclasses import dataclass

from seenby.stats.errors import BadInput
from seenby.stats.numeric.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Interval:
    """Two ends and the confidence they carry.

    Attributes:
        low: Lower end, in the unit of the data.
        high: Upper end.
        level: The confidence the method gives, which for exact methods may exceed what was asked.
    """

    low: float
    high: float
    level: float

    def excludes(self, value: float) -> bool:
        """Return whether `value` lies strictly outside."""
        return value < self.low or value > self.high


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """Arrays of lower and upper ends that share one confidence level."""

    low: FloatArray
    high: FloatArray
    level: float


def tail(level: float) -> float:
    """Return alpha = 1 - level.

    Raises:
        BadInput: The level is not strictly between 0 and 1.
    """
    if not 0.0 < level < 1.0:
        raise BadInput(f"level: must lie strictly between 0 and 1, is {level}")
    return 1.0 - level
