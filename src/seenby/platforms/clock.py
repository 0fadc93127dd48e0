"""How a platform's time goes by while somebody waits for a moment of it: a value, handed in where a platform is built.

On a real platform it goes by with the wall clock. A simulated one may let it go by in another way; what knows how
stands at the edge that serves it, so that no client of a platform ever asks for a simulator.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

SLICE = 2.0
"""Seconds between two questions whether to stop."""


class Clock(Protocol):
    """Lets time go by."""

    def sleep(self, seconds: float, /) -> None:
        """Wait for so many real seconds."""

    def advance(self, now: datetime, until: datetime, stopped: Callable[[], bool]) -> datetime | None:
        """Let time go by towards a moment, and never beyond it.

        Args:
            now: The platform's time.
            until: The moment, later than that.
            stopped: Whether somebody says to wait no longer.

        Returns:
            The platform's time then; None where only the platform itself can tell.
        """


@dataclass(frozen=True, slots=True)
class WallClock:
    """Time goes by as it does for everybody.

    Attributes:
        sleep: Waits for so many real seconds.
    """

    sleep: Callable[[float], None] = field(default=time.sleep)

    def advance(self, now: datetime, until: datetime, stopped: Callable[[], bool]) -> datetime | None:
        """Sleep until a moment should have come, in slices, so that a person's word to stop is heard soon."""
        left = (until - now).total_seconds()
        while left > 0 and not stopped():
            self.sleep(min(SLICE, left))
            left -= SLICE
        return None
