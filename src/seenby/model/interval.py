"""Every figure a platform reports is an interval: ends equal when it is exact."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """All values a figure may have, from ``low`` to ``high``, both included.

    A band without an upper end has ``high`` at infinity. "Not reported" is not an interval: it is None.

    Raises:
        ValueError: When an end is NaN, the lower end is not finite, or the ends are the wrong way round.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not -math.inf < self.low <= self.high or self.low == math.inf:
            raise ValueError(f"an interval runs from low to high, not from {self.low} to {self.high}")

    @classmethod
    def exact(cls, value: float) -> Interval:
        """The interval of a figure that is known exactly."""
        return cls(value, value)

    @classmethod
    def total(cls, figures: Iterable[Interval | None]) -> Interval | None:
        """The sum of figures; None when any of them is not known, or when there is none.

        A sum of the known ones would read as the sum of all.
        """
        low = high = 0.0
        several = list(figures)
        for figure in several:
            if figure is None:
                return None
            low, high = low + figure.low, high + figure.high
        return cls(low, high) if several else None

    @property
    def is_exact(self) -> bool:
        """Whether both ends are equal."""
        return self.low == self.high

    @property
    def middle(self) -> float:
        """Half way between the ends; infinite when the band is open."""
        return self.low if self.is_exact else (self.low + self.high) / 2

    @property
    def width(self) -> float:
        """High minus low, in the figure's own unit."""
        return 0.0 if self.is_exact else self.high - self.low

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def span(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def union(self, other: Interval) -> Interval:
        """People counted here or there, who may be the same ones: at least the larger number, at most both."""
        return Interval(max(self.low, other.low), self.high + other.high)

    def as_json(self) -> dict[str, float | None]:
        """``{"low", "high"}``, where an open upper end is null."""
        return {"low": self.low, "high": None if math.isinf(self.high) else self.high}
