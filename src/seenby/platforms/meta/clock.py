"""The platform's time, and waiting for it: with the wall clock, or with the clock of a simulated platform."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from seenby.platforms.meta.client import Client

SLICE, LOOK = 2.0, 0.05
"""Seconds between two questions whether to stop; and between two looks at a simulated clock that goes by itself."""


@dataclass(slots=True)
class Time:
    """The time of a platform, by the date of its answers."""

    client: Client
    sleep: Callable[[float], None] = field(default=time.sleep)

    @property
    def last(self) -> datetime:
        """The time of its last answer; this machine's where none told it."""
        return self.client.platform_time or datetime.now(UTC)

    def now(self) -> datetime:
        """The time, asked for anew."""
        self.client.get("me", {"fields": "id"})
        return self.last

    def wait(self, until: datetime, stopped: Callable[[], bool]) -> bool:
        """Wait for a moment; false when ``stopped`` said so before it came."""
        now = self.now()
        while not stopped():
            left = until - now
            if left <= timedelta(0):
                return True
            stepped = self._simulated(until)
            if stepped is None and not self._slept(left.total_seconds(), stopped):
                return False
            now = stepped or self.now()
        return False

    def _simulated(self, until: datetime) -> datetime | None:
        """One look at a simulated clock, or one step of it, and its time then; None where there is none.

        It is stepped to a moment and never by a number: asked again after a crash it goes no further.
        """
        told = self.client.beside("state")
        if told is None:
            return None
        now = datetime.fromisoformat(str(told["time"]))
        if told.get("goes_by_itself"):
            self.sleep(LOOK)
            return self.now()
        if now < until:
            stepped = self.client.beside("step", {"ticks": 1}) or {}
            now = datetime.fromisoformat(str(stepped.get("time", told["time"])))
        self.client.platform_time = now
        return now

    def _slept(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        while seconds > 0:
            if stopped():
                return False
            self.sleep(min(SLICE, seconds))
            seconds -= SLICE
        return True
