"""How fast a world's time goes: with the wall clock, so many times faster, or only when told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from seenby.errors import UsageError

DAY = 86_400.0
STEPPED, REAL = "stepped", "real"
FASTEST = 1_000_000.0


@dataclass(slots=True)
class Clock:
    """Counts the ticks that are due.

    Attributes:
        factor: Simulated seconds in a second; 0 for a clock that only steps when told.
        ticks_a_day: Ticks in a simulated day.
        now: Seconds of a clock that never goes back.
    """

    factor: float
    ticks_a_day: int
    now: Callable[[], float]
    _begun: float = 0.0
    _first: int = 0

    def start(self, tick: int) -> None:
        """Begin at a tick; the time while the platform was off does not count."""
        self._begun, self._first = self.now(), tick

    def due(self) -> int:
        """The tick that should have been reached by now."""
        days = (self.now() - self._begun) * self.factor / DAY
        return self._first + int(days * self.ticks_a_day)

    def pause(self) -> float:
        """Seconds between two looks at it: short against a tick, never busy."""
        return min(max(DAY / self.ticks_a_day / self.factor / 4, 0.02), 1.0)


def read_factor(text: str) -> float:
    """The factor in what was typed: ``stepped``, ``real``, or a number such as ``3600``.

    Raises:
        UsageError: When it is none of these.
    """
    if text == STEPPED:
        return 0.0
    if text == REAL:
        return 1.0
    try:
        factor = float(text)
    except ValueError:
        factor = -1.0
    if not 0 < factor <= FASTEST:
        raise UsageError(f"“{text}” is no clock", remedy=f"use {STEPPED}, {REAL}, or how many times faster")
    return factor
