"""Which clock a study waits by: the wall clock, or one that steps a simulated platform on this machine.

A simulated platform tells its state, and takes steps of its clock, under ``/_platform/``, beside the dialect that it
shares with the real one. Only this module asks for that, over connections of its own that never leave this machine and
carry no token; a live run has the wall clock, whatever its address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2

from seenby.platforms.clock import Clock, WallClock
from seenby.platforms.meta import Connection
from seenby.platforms.meta.connection import check_base

LOOK = 0.05
"""Seconds between two looks at a simulated clock that goes by itself, or that does not answer."""


@dataclass(frozen=True, slots=True)
class SteppedClock:
    """Steps the clock of a simulated platform; where an address has none, time goes by as on the wall.

    Attributes:
        admin: Calls the platform, beside its dialect; see `admin_of`.
        wall: For all that takes real time.
    """

    admin: httpx2.Client
    wall: WallClock = field(default_factory=WallClock)

    def sleep(self, seconds: float, /) -> None:
        """Wait for so many real seconds."""
        self.wall.sleep(seconds)

    def advance(self, now: datetime, until: datetime, stopped: Callable[[], bool]) -> datetime | None:
        """One step towards a moment, or one look at a clock that goes by itself."""
        try:
            state = self._asked("GET", "state")
        except httpx2.RequestError:
            # It may be starting anew. Whether it is gone, the client's own question says, which is asked next.
            self.sleep(LOOK)
            return None
        if state is None:
            return self.wall.advance(now, until, stopped)
        if state.get("goes_by_itself"):
            self.sleep(LOOK)
            return None
        # Stepped to a moment and never by a number: a step whose answer was lost, or that was taken just before a
        # crash, shows in the state that is looked at next, and is not taken a second time.
        if _time(state) < until:
            return _time(self._stepped() or state)
        return _time(state)

    def _stepped(self) -> Mapping[str, Any] | None:
        try:
            return self._asked("POST", "step", {"ticks": 1})
        except httpx2.RequestError:
            return None

    def _asked(self, method: str, edge: str, sent: Mapping[str, Any] | None = None) -> Mapping[str, Any] | None:
        """What the platform answers; None where there is no such platform."""
        reply = self.admin.request(method, edge, json=sent)
        try:
            body = reply.json() if reply.status_code == 200 else None
        except ValueError:
            return None
        return body if isinstance(body, dict) and "time" in body else None


def admin_of(base: str, *, seconds: float = 60.0, transport: httpx2.BaseTransport | None = None) -> httpx2.Client:
    """A client for what a simulated platform offers beside the dialect.

    Args:
        base: The platform's address.
        seconds: How long to wait for an answer.
        transport: Another way to send, for tests.

    Raises:
        StoppedByGuard: When the address is not on this machine.
        UsageError: When it is none.
    """
    check_base(base, live=False)
    address = f"{base.rstrip('/')}/_platform/"
    # A proxy from the environment would carry calls meant for this machine elsewhere.
    return httpx2.Client(
        base_url=address, timeout=seconds, trust_env=False, follow_redirects=False, transport=transport
    )


@contextmanager
def clock_for(connection: Connection) -> Iterator[Clock]:
    """The clock by which a study waits on a platform: never a simulated one where the connection is live."""
    if connection.live:
        yield WallClock()
        return
    with admin_of(connection.base, seconds=connection.answer_seconds) as admin:
        yield SteppedClock(admin)


def _time(answer: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(answer["time"]))
