"""Which clock a study waits by: the wall clock, or one that steps a simulated platform on this machine.

A simulated platform tells its state, and takes steps of its clock, under ``/_platform/``, beside the dialect that it
shares with the real one. Only this module asks for that, over connections of its own that never leave this machine and
carry no token; a live run has the wall clock, whatever its address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2

from seenby.platforms.bounded import PACKING, Allowance, AnswerUnusable, CallTooLong, bound, received
from seenby.platforms.clock import Clock, WallClock
from seenby.platforms.meta import Connection
from seenby.platforms.meta.connection import check_base

LONGEST = 60.0
"""Seconds that a call may take, where the client names none."""

LOST = (httpx2.RequestError, CallTooLong, AnswerUnusable)
"""No answer came, or none that could be read."""

YEARS = range(2000, 2200)
"""Of a time that can be reckoned with."""

LOOK = 0.05
"""Seconds between two looks at a simulated clock that goes by itself, or that does not answer."""


@dataclass(frozen=True, slots=True)
class SteppedClock:
    """Steps the clock of a simulated platform; where an address has none, time goes by as on the wall.

    Attributes:
        admin: Calls the platform, beside its dialect; see `admin_of`.
        allowance: What each of its calls may take.
        wall: For all that takes real time.
    """

    admin: httpx2.Client
    allowance: Allowance = field(init=False)
    wall: WallClock = field(default_factory=WallClock)

    def __post_init__(self) -> None:
        """Let whatever the client sends draw on an allowance of its own."""
        seconds = self.admin.timeout.read
        object.__setattr__(self, "allowance", Allowance(seconds or LONGEST))
        bound(self.admin, self.allowance)

    def sleep(self, seconds: float, /) -> None:
        """Wait for so many real seconds."""
        self.wall.sleep(seconds)

    def advance(self, now: datetime, until: datetime, stopped: Callable[[], bool]) -> datetime | None:
        """One step towards a moment, or one look at a clock that goes by itself."""
        try:
            state = self._asked("GET", "state")
        except LOST:
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
        before = _time(state)
        if before >= until:
            return before
        reached = _time(self._stepped() or state)
        if reached <= before:
            # A clock that does not go on is looked at again, but not as fast as this machine can.
            self.sleep(LOOK)
        return reached

    def _stepped(self) -> Mapping[str, Any] | None:
        try:
            return self._asked("POST", "step", {"ticks": 1})
        except LOST:
            return None

    def _asked(self, method: str, edge: str, sent: Mapping[str, Any] | None = None) -> Mapping[str, Any] | None:
        """What the platform answers; None where there is no such platform."""
        self.allowance.renew()
        with self.admin.stream(method, edge, json=sent) as reply:
            pieces = [reply.content] if reply.is_stream_consumed else reply.iter_raw()
            text = received({} if reply.is_stream_consumed else reply.headers, pieces)
        try:
            body = json.loads(text) if reply.status_code == 200 else None
        except (ValueError, RecursionError):
            return None
        return body if isinstance(body, dict) and _read_time(body.get("time")) else None


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
        base_url=address,
        timeout=seconds,
        trust_env=False,
        follow_redirects=False,
        transport=transport,
        headers={"accept-encoding": PACKING},
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
    moment = _read_time(answer["time"])
    assert moment is not None, "an answer without a time is none"
    return moment


def _read_time(text: object) -> datetime | None:
    """A moment with its zone; None where a text is none."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year in YEARS else None
