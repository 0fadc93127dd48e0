"""The platform over HTTP without a network: tests' edges, the page, bodies of every kind, time that goes by itself."""

from __future__ import annotations

import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.contract.making import ACCOUNT, CAMPAIGN, TOKEN, an_ad, platform

from seenby.errors import UsageError
from seenby.platforms.simulated.api import CHANGES, KINDS, Clock, address, create_app, listen, read_factor
from seenby.platforms.simulated.api.http.page import page

BASE = "http://127.0.0.1"


@pytest.fixture(scope="module")
def one():
    return platform()


@pytest.fixture(scope="module")
def http(one):
    with TestClient(create_app(one), base_url=BASE) as client:
        yield client


def test_the_world_is_stepped_and_seen(one, http):
    before = one.tick
    assert http.post("/_platform/step", json={"ticks": 2}).json()["tick"] == before + 2
    state = http.get("/_platform/state").json()
    assert state["tick"] == before + 2
    assert state["accounts"][0]["id"] == ACCOUNT


@pytest.mark.parametrize("ticks", [0, -1, "2", 1.5, True, None, 10**9])
def test_a_step_that_is_none_is_refused(http, ticks):
    assert http.post("/_platform/step", json={"ticks": ticks}).status_code == 400


@pytest.mark.parametrize(
    "told",
    [{}, {"kind": "plague"}, {"kind": "html-502", "colour": 1}, {"kind": "html-502", "times": "x"}, [1], "x", None,
     {"kind": "timeout-after", "seconds": -1}, {"kind": "disable-account", "account": "act_9"}, {"kind": "reject-next"},
     {"kind": "reject-next", "ads": 0}, {"kind": "restate", "colour": 1}, {"kind": "reject-ad", "ad": ACCOUNT},
     {"kind": "reject-next", "ads": 1, "at_tick": "x"}, [{"kind": "html-200"}, {"kind": "plague"}]],
)  # fmt: skip
def test_a_fault_that_is_none_is_refused_and_nothing_is_taken(one, http, told):
    assert http.post("/_platform/faults", json=told).status_code == 400
    assert one.faults.waiting == []
    assert one.rejecting == 0


def test_faults_are_asked_for_and_taken_back(one, http):
    assert http.post("/_platform/faults", json=[{"kind": kind} for kind in KINDS]).json() == {"taken": len(KINDS)}
    assert {one["kind"] for one in http.get("/_platform/state").json()["faults"]} == set(KINDS)
    assert http.delete("/_platform/faults").status_code == 200
    assert one.faults.waiting == []
    assert set(CHANGES) == {"disable-account", "reject-ad", "reject-next", "restate"}


def test_whoever_comes_by_another_name_is_not_let_in(http):
    assert http.get("/", headers={"host": "rebound.example.org"}).status_code == 400


def test_the_token_may_stand_in_query_form_or_header(http):
    path = f"/v26.0/{ACCOUNT}"
    assert http.get(path).json()["error"]["code"] == 190
    assert http.get(path, params={"access_token": TOKEN}).json()["id"] == ACCOUNT
    assert http.get(path, headers={"authorization": f"Bearer {TOKEN}"}).json()["id"] == ACCOUNT
    told = {**CAMPAIGN, "special_ad_categories": "[]", "access_token": TOKEN}
    assert http.post(f"{path}/campaigns", data=told).json()["id"].isdigit()
    assert http.post(f"{path}/campaigns", json=told).json()["id"].isdigit()


def test_a_picture_that_was_not_drawn_here_is_not_taken(http):
    for content in (b"", b"\xff\xd8\xff\xe0 jpeg", b"\x89PNG\r\n\x1a\n"):
        files = {"filename": ("photo.jpg", content)}
        told = http.post(f"/v26.0/{ACCOUNT}/adimages", files=files, params={"access_token": TOKEN})
        assert told.status_code == 400
        assert "drawn" in told.json()["error"]["message"]


def test_too_large_a_body_is_refused(http):
    assert http.post(f"/v26.0/{ACCOUNT}/adimages", content=b"x" * (9 << 20)).status_code == 413


KINDS_OF_BODY = st.sampled_from(
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "",
     "multipart/form-data", "application/x-www-form-urlencoded; charset=nonsense"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(
        st.binary(max_size=60),
        st.sampled_from([b"--x\r\n\r\n", b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
                         b"[" * 5000, b'{"limit":{}}', b'{"name":"\\ud800"}', b"%ff=%fe&name", b"--x\r\nx"]),
    ),
    kind=KINDS_OF_BODY,
    path=st.sampled_from([f"/v26.0/{ACCOUNT}/campaigns", f"/v26.0/{ACCOUNT}/adimages", "/v26.0/", "/x", "/v26.0//%ff",
                          f"/v26.0/{ACCOUNT}/insights", "/_platform/step", "/_platform/faults"]),
)  # fmt: skip
def test_no_body_breaks_the_platform(http, body, kind, path):
    told = http.post(path, content=body, headers={"content-type": kind, "authorization": f"Bearer {TOKEN}"})
    assert told.status_code in (200, 400, 403), told.text
    assert isinstance(told.json(), dict | list)


def test_the_page_shows_accounts_ads_and_costs_and_escapes_names():
    one = platform()
    an_ad(one, "<script>alert(1)</script>")
    one.step(4)
    with TestClient(create_app(one), base_url=BASE) as http:
        text = http.get("/").text
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert "act_101" in text
    assert f'<td class="n">{one.running.spent(next(one.registry.of("ad")).id) / 1e6:,.2f}</td>' in text
    assert "There are no ads yet" in page({**_state(), "ads": []})


def _state():
    from seenby.platforms.simulated.api.http.admin import state

    return state(platform())


def test_small_answers_are_sent_at_once():
    """Sockets that do not say that they are TCP wait 40 ms for more to send, with every call."""
    with listen(0) as listening:
        assert listening.proto == socket.IPPROTO_TCP
        assert address(listening).startswith("http://127.0.0.1:")


def test_time_goes_by_itself_at_the_speed_asked_for():
    seconds = [0.0]
    clock = Clock(read_factor("3600"), 24, lambda: seconds[0])
    clock.start(10)
    assert clock.due() == 10
    seconds[0] = 3.5
    assert clock.due() == 13
    assert read_factor("real") == 1.0
    assert read_factor("stepped") == 0.0
    for wrong in ("soon", "-1", "0", "nan", "1e9"):
        with pytest.raises(UsageError):
            read_factor(wrong)


def test_a_clock_moves_a_served_world():
    import time

    one = platform()
    with TestClient(create_app(one, Clock(200_000.0, 24, time.monotonic)), base_url=BASE) as http:
        deadline = time.monotonic() + 20
        while one.tick < 3 and time.monotonic() < deadline:
            http.get("/_platform/state")
    assert one.tick >= 3
