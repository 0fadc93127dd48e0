"""Which clock a study waits by: a simulated platform's is stepped on this machine, and asked of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from tests.study.ads.running.making import platform

from seenby.errors import StoppedByGuard
from seenby.platforms.clock import WallClock
from seenby.platforms.meta import Client, Connection, Secret
from seenby.platforms.meta.study_platform import MetaStudies
from seenby.platforms.simulated.api import create_app, serving
from seenby.study.steps.simulated_clock import LOOK, SteppedClock, admin_of, clock_for

BEGIN = datetime(2026, 3, 3, tzinfo=UTC)
SOON = BEGIN + timedelta(seconds=10)
HERE = "http://127.0.0.1:1"


def stepped(reply: Callable[[httpx2.Request], httpx2.Response], slept: list[float] | None = None) -> SteppedClock:
    """A clock whose platform answers in this way."""
    admin = admin_of(HERE, transport=httpx2.MockTransport(reply))
    return SteppedClock(admin, WallClock((slept if slept is not None else []).append))


def never() -> bool:
    return False


def test_the_clock_is_stepped_to_a_moment_and_no_further():
    one = platform()
    with serving(create_app(one)) as address:
        connection = Connection(address, Secret("t"))
        with Client(connection) as client, clock_for(connection) as clock:
            studies = MetaStudies(client, "EUR", clock)
            for _ in range(2):
                assert studies.wait(datetime(2026, 3, 2, 5, tzinfo=UTC), never)
                assert one.tick == 5
            assert not studies.wait(BEGIN, lambda: True)
            assert one.tick == 5
            assert studies.time == studies.now() == datetime(2026, 3, 2, 5, tzinfo=UTC)


def test_a_step_whose_answer_was_lost_is_not_taken_twice():
    ticks = [0]

    def reply(request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            ticks[0] += 1
            raise httpx2.ReadTimeout("lost", request=request)
        return httpx2.Response(200, json={"time": (BEGIN + timedelta(hours=ticks[0])).isoformat()})

    clock, until = stepped(reply), BEGIN + timedelta(hours=1)
    assert clock.advance(BEGIN, until, never) == BEGIN
    assert clock.advance(BEGIN, until, never) == until
    assert ticks == [1]


def test_a_clock_that_goes_by_itself_is_looked_at_and_not_stepped():
    asked: list[str] = []
    slept: list[float] = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.method)
        return httpx2.Response(200, json={"time": BEGIN.isoformat(), "goes_by_itself": True})

    assert stepped(reply, slept).advance(BEGIN, SOON, never) is None
    assert (asked, slept) == (["GET"], [LOOK])


@pytest.mark.parametrize(
    "answer",
    [httpx2.Response(404, json={"error": "no"}), httpx2.Response(200, text="<html>"), httpx2.Response(200, json={})],
)
def test_where_an_address_holds_no_simulated_clock_real_time_is_slept(answer):
    slept: list[float] = []
    assert stepped(lambda _request: answer, slept).advance(BEGIN, SOON, never) is None
    assert sum(slept) == 10.0


def test_a_simulated_platform_that_does_not_answer_is_soon_asked_again():
    def reply(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("gone", request=request)

    slept: list[float] = []
    assert stepped(reply, slept).advance(BEGIN, BEGIN + timedelta(days=9), never) is None
    assert slept == [LOOK]


def test_a_simulated_clock_is_never_asked_of_another_machine():
    with pytest.raises(StoppedByGuard, match="leave this machine"):
        admin_of("https://platform.example.org")


@pytest.mark.parametrize("base", ["https://platform.example.org", HERE])
def test_a_live_run_waits_by_the_wall_clock_whatever_its_address(base):
    with clock_for(Connection(base, Secret("t"), live=True)) as clock:
        assert isinstance(clock, WallClock)


def test_no_token_is_sent_with_the_clock():
    seen: list[dict[str, str]] = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        seen.append(dict(request.headers))
        return httpx2.Response(404)

    stepped(reply).advance(BEGIN, SOON, never)
    assert seen
    assert all("authorization" not in headers for headers in seen)
