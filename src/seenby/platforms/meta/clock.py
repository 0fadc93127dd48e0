"""The platform's time, by the date of its answers, and waiting for a moment of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from seenby.errors import BrokenAnswer
from seenby.platforms.clock import Clock
from seenby.platforms.meta.client import Client

STANDSTILL = 300.0
"""Seconds of this machine in which a platform's clock has to go on."""


@dataclass(slots=True)
class Time:
    """The time of a platform.

    Attributes:
        client: Whose answers tell it.
        clock: How it goes by.
    """

    client: Client
    clock: Clock

    @property
    def last(self) -> datetime:
        """The time of its last answer; this machine's where none told it."""
        return self.client.platform_time or datetime.now(UTC)

    def now(self) -> datetime:
        """The time, asked for anew."""
        self.client.get("me", {"fields": "id"})
        return self.last

    def wait(self, until: datetime, stopped: Callable[[], bool]) -> bool:
        """Wait for a moment; false when ``stopped`` said so before it came.

        Raises:
            BrokenAnswer: When the platform's clock stands still: the moment would never come.
        """
        now = self.now()
        newest, moved = now, time.monotonic()
        while not stopped():
            if now >= until:
                return True
            reached = self.clock.advance(now, until, stopped)
            if reached is not None:
                # What is written before the platform answers again is dated by this.
                self.client.platform_time = reached
            elif stopped():
                return False
            # Asked rather than reckoned: this machine may have slept, or its clock may run at another pace.
            now = reached or self.now()
            if now > newest:
                newest, moved = now, time.monotonic()
            elif time.monotonic() - moved > STANDSTILL:
                raise BrokenAnswer(
                    "the platform's clock stands still",
                    where="GET me",
                    remedy="see what is wrong with it",
                    unchanged="",
                )
        return False
