"""What the client makes of answers, without any platform."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.errors import BrokenAnswer, LimitReached, OutcomeUnknown, PlatformRefused, SeenbyError
from seenby.platforms.meta import Account, Client, Connection, Patience, Secret, listed, read_usage, reported
from seenby.platforms.meta.client import encoded
from seenby.platforms.meta.study_platform import MetaStudies

Reply = Callable[[httpx2.Request], httpx2.Response]


def client(*replies: httpx2.Response | Exception, waits: list[float] | None = None, **more: Any) -> Client:
    """A client that gets these answers one after another, the last one again and again."""
    left = list(replies)

    def reply(_request: httpx2.Request) -> httpx2.Response:
        one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, Exception):
            raise one
        return httpx2.Response(one.status_code, text=one.text, headers=one.headers)

    connection = Connection("http://127.0.0.1", Secret("t-o-k-e-n"))
    sleep = (waits if waits is not None else []).append
    transport = httpx2.MockTransport(reply)
    return Client(connection, Patience(**more), sleep=sleep, jitter=lambda: 0.5, transport=transport)


def good(body: object, status: int = 200, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, text=json.dumps(body), headers=headers)


def error(code: int, status: int = 400, **headers: str) -> httpx2.Response:
    return good({"error": {"message": "no", "code": code}}, status, **headers)


PAGE = httpx2.Response(502, text="<html>Service Unavailable</html>")


def test_waits_grow_and_are_drawn():
    waits: list[float] = []
    assert client(PAGE, PAGE, PAGE, good({"id": "1"}), waits=waits).get("x") == {"id": "1"}
    assert waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, text=""),
        httpx2.Response(200, text="success"),
        httpx2.Response(200, text="NaN"),
        httpx2.Response(200, text="[" * 100_000),
        good({"data": []}, 500),
        good("text"),
        good(None),
        good([]),
    ],
)
def test_only_a_good_answer_is_one(answer):
    with pytest.raises(BrokenAnswer):
        client(answer, tries=2).get("x")


def test_success_false_is_a_refusal():
    with pytest.raises(PlatformRefused, match="does not say why"):
        client(good({"success": False})).post("x", {})


@pytest.mark.parametrize("code", [100, 200, 190, 2635, 10])
def test_a_refusal_is_final(code):
    waits: list[float] = []
    with pytest.raises(PlatformRefused) as refused:
        client(error(code), waits=waits).get("x")
    assert refused.value.code == code
    assert waits == []


def test_a_post_that_never_left_is_sent_again():
    found = client(httpx2.ConnectError("no"), good({"id": "1"})).post("x", {})
    assert found == {"id": "1"}


@pytest.mark.parametrize("lost", [httpx2.ReadTimeout("no"), httpx2.RemoteProtocolError("no"), PAGE, error(2, 500)])
def test_a_post_whose_answer_is_lost_is_not(lost):
    with pytest.raises(OutcomeUnknown):
        client(lost, good({"id": "1"})).post("x", {})


def test_a_limit_waits_as_long_as_the_header_says():
    waits: list[float] = []
    usage = json.dumps({"1": [{"call_count": 100, "estimated_time_to_regain_access": 4}]})
    limited = error(80004, 400, **{"x-business-use-case-usage": usage})
    client(limited, good({"id": "1"}), waits=waits).get("x")
    assert waits == [240.0]
    with pytest.raises(LimitReached):
        client(limited, limit=60.0).get("x")


def test_calls_slow_down_before_the_limit():
    waits: list[float] = []
    usage = json.dumps({"call_count": 95})
    one = client(good({"id": "1"}, 200, **{"x-app-usage": usage}), waits=waits)
    one.get("x")
    one.get("x")
    assert waits == [48.0]


@given(st.dictionaries(st.sampled_from(["x-app-usage", "x-ad-account-usage", "x-business-use-case-usage"]), st.text()))
def test_headers_of_any_kind_do_no_harm(headers):
    assert read_usage(headers).used >= 0


@given(st.one_of(st.text(), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner:
       st.lists(inner) | st.dictionaries(st.sampled_from(["error", "data", "paging", "cursors", "next", "summary",
       "after", "code", "message", "success", "impressions"]), inner)).map(json.dumps)))  # fmt: skip
def test_any_answer_is_rows_or_one_of_our_errors(text):
    for read in (listed, reported):
        try:
            rows = read(client(httpx2.Response(200, content=text.encode(errors="replace")), tries=1), "x", {})
        except SeenbyError:
            continue
        assert isinstance(rows, list)


@pytest.mark.parametrize("ident", ["//x", "../..", "1/2", "", None, 7, "1?x=1", "²", "1" * 200])
def test_an_identifier_that_is_none_becomes_no_part_of_an_address(ident):
    """Neither of what was made, nor of what is found under its name after a call without an answer."""
    with pytest.raises(BrokenAnswer, match="no identifier"):
        Account(client(good({"id": ident})), "act_1").create("ads", {})
    found = {"data": [{"id": ident, "name": "a"}], "summary": {"total_count": 1}}
    with pytest.raises(BrokenAnswer, match="no identifier"):
        MetaStudies(client(good(found)), "EUR").found("act_1", "campaign", "a")


@pytest.mark.parametrize("text", ["Mon, 02 Mar 2026 00:00:00 -0000", "Mon, 02 Mar 2026 01:00:00 +0100"])
def test_a_date_is_a_moment_whatever_its_zone(text):
    one = client(good({"id": "1"}, date=text))
    one.get("me")
    assert one.platform_time == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("amount", ["1e400", 1e308, "9" * 5000, "-1", "x", None, [], "NaN", "inf"])
def test_an_amount_that_is_none_is_said(amount):
    told = {"account_status": 1, "currency": "EUR", "amount_spent": amount}
    with pytest.raises(BrokenAnswer):
        MetaStudies(client(good(told)), "EUR").account("act_1")


def test_the_usage_that_a_hurry_meets_is_not_waited_for():
    waits: list[float] = []
    minutes = json.dumps({"1": [{"call_count": 100, "estimated_time_to_regain_access": 59}]})
    one = client(*[error(17, 400, **{"x-business-use-case-usage": minutes})] * 3, good({"id": "1"}), waits=waits)
    with one.hurried(5.0):
        assert one.get("x") == {"id": "1"}
    assert sum(waits) < 2.0


def page(rows: Sequence[Mapping[str, object]], after: str = "", total: int = 4) -> httpx2.Response:
    paging = {"cursors": {"after": after}, "next": "http://elsewhere.example/"} if after else {}
    return good({"data": rows, "paging": paging, "summary": {"total_count": total}})


def test_pages_that_come_twice_or_not_at_all_are_noticed():
    first, second = [{"id": "1"}, {"id": "2"}], [{"id": "3"}, {"id": "4"}]
    assert listed(client(page(first, "a"), page(second)), "x", {}) == first + second
    for wrong in (
        [page(first, "a"), page(first, "a")],
        [page(first, "a"), page(first)],
        [page(first, "a"), page([], "b")],
        [page(first)],
        [good({"data": first})],
        [good({"data": first, "paging": {"next": "x"}, "summary": {"total_count": 2}})],
    ):
        with pytest.raises(BrokenAnswer):
            listed(client(*wrong), "x", {})


def test_parameters_are_written_as_the_platform_reads_them():
    told = encoded({"a": [1, {"b": "é"}], "c": True, "d": 5, "e": "x", "f": None, "g": 1.5})
    assert told == {"a": '[1,{"b":"\\u00e9"}]', "c": "true", "d": "5", "e": "x", "g": "1.5"}
