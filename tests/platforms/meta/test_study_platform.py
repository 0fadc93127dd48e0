"""The platform as a study needs it: aims as targeting specs, groups within them, statuses and amounts in our words."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.errors import BrokenAnswer, UsageError
from seenby.model import Advertiser, Aim
from seenby.platforms.base import Purse
from seenby.platforms.clock import WallClock
from seenby.platforms.meta import Account, Client, Connection, Secret
from seenby.platforms.meta.object_state import STATES, look_of
from seenby.platforms.meta.study_platform import MetaStudies
from seenby.platforms.meta.targeting import cells_of, contains, spec_of

DANCE = {"id": "6003000000001", "name": "dance"}
BEGIN, END = datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)


class Answering:
    """A platform that gives the same answers to every call, and keeps what it was asked."""

    def __init__(self, *bodies: Any) -> None:
        self.bodies = list(bodies)
        self.asked: list[tuple[str, str, str, dict[str, str]]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append((request.method, request.url.path, request.read().decode(), dict(request.url.params)))
        return httpx2.Response(200, json=self.bodies.pop(0) if len(self.bodies) > 1 else self.bodies[0])

    def client(self) -> Client:
        connection = Connection("http://127.0.0.1:1", Secret("t"))
        return Client(connection, sleep=lambda _s: None, transport=httpx2.MockTransport(self))


def account(*rows: dict[str, Any]) -> Account:
    return Account(Answering({"data": list(rows)}).client(), "act_1")


def test_an_aim_becomes_a_spec():
    aim = Aim(genders=("female",), ages=(25, 44), interests=("Dance",))
    assert spec_of(account(DANCE, {"id": "2", "name": "dance music"}), aim, "NL") == {
        "geo_locations": {"countries": ["NL"]},
        "age_min": 25,
        "age_max": 44,
        "genders": [2],
        "flexible_spec": [{"interests": [DANCE]}],
        "targeting_automation": {"advantage_audience": 0},
    }


@pytest.mark.parametrize("genders", [None, ("female", "male"), ("female", "male", "unknown"), ("men", "women")])
def test_every_gender_is_no_limit(genders):
    assert "genders" not in spec_of(account(), Aim(genders=genders), "NL")


def test_a_suggestion_is_said_to_be_one():
    spec = spec_of(account(), Aim(ages=(25, 44), suggestion=True), "NL")
    assert spec["targeting_automation"] == {"advantage_audience": 1}
    assert spec["age_range"] == [25, 44]
    assert "age_max" not in spec


@pytest.mark.parametrize(
    ("rows", "said"),
    [([], "knows no topic called “dance”"), ([{"id": "2", "name": "dancing"}], "use one of dancing"),
     ([DANCE, {**DANCE, "id": "3"}], "knows 2 topics called “dance”")],
)  # fmt: skip
def test_a_topic_that_is_not_there_or_there_twice_is_said(rows, said):
    with pytest.raises(UsageError, match=said):
        spec_of(account(*rows), Aim(interests=("dance",)), "NL")


def test_nobody_under_18_and_no_unknown_gender_is_aimed_at():
    with pytest.raises(UsageError, match="under 18"):
        spec_of(account(), Aim(ages=(13, 17)), "NL")
    with pytest.raises(UsageError, match="alone"):
        spec_of(account(), Aim(genders=("unknown",)), "NL")


def test_places_are_looked_up_by_name():
    rows = [{"key": "north", "name": "north", "type": "region"}, {"key": "NL", "name": "NL", "type": "country"}]
    spec = spec_of(account(*rows), Aim(places=("North", "NL")), "NL")
    assert spec["geo_locations"] == {"countries": ["NL"], "regions": [{"key": "north"}]}


def test_cells_are_the_whole_each_group_and_each_two_together():
    aim = Aim(ages=(30, None))
    cells = list(cells_of(aim, {"geo_locations": {"countries": ["NL"]}, "age_min": 30, "age_max": 65}))
    assert len(cells) == 3 * 6
    by_cell = {(cell["gender"], cell["age"]): asked for cell, asked in cells}
    assert by_cell[None, None]["age_min"] == 30
    assert by_cell["male", "25-34"] == {
        "geo_locations": {"countries": ["NL"]}, "age_min": 30, "age_max": 34, "genders": [1],
        "targeting_automation": {"advantage_audience": 0},
    }  # fmt: skip
    assert by_cell[None, "65+"]["age_max"] == 65
    only = list(cells_of(Aim(genders=("male",), ages=(18, 24)), {}))
    assert [cell for cell, _ in only] == [
        {"gender": None, "age": None}, {"gender": None, "age": "18-24"},
        {"gender": "male", "age": None}, {"gender": "male", "age": "18-24"},
    ]  # fmt: skip


SPECS = st.recursive(
    st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(told=st.dictionaries(st.text(max_size=3), SPECS, max_size=4))
def test_what_is_told_holds_what_was_asked_and_may_hold_more(told):
    assert contains(told, told)
    assert contains({**told, "added by the platform": 1}, told)
    assert not contains({}, {**told, "asked": 1})


def test_a_changed_aim_is_noticed():
    assert not contains({"genders": [1, 2]}, {"genders": [1]})
    assert not contains({"age_max": 65}, {"age_max": 44})
    assert not contains(None, {"age_max": 44})


@pytest.mark.parametrize("status", [*STATES, "PENDING_BILLING_INFO", "WITH_ISSUES", "SOMETHING_NEW"])
def test_every_status_has_a_word_and_an_unknown_one_stops(status):
    look = look_of({"id": "1", "name": "a", "status": "ACTIVE", "effective_status": status}, 1)
    assert look.state == STATES.get(status, "unclear")


FIELDS = st.sampled_from(["id", "lifetime_budget", "budget_remaining", "start_time", "issues_info", "status"])
ANYTHING = st.none() | st.text(max_size=8) | st.integers() | st.lists(st.text(max_size=3))


@given(row=st.dictionaries(FIELDS, ANYTHING))
def test_any_row_is_a_look_or_a_broken_answer(row):
    with suppress(BrokenAnswer):
        assert look_of(row, 1).state == "unclear"


def test_what_is_left_of_a_budget_says_what_was_spent():
    look = look_of({"id": "1", "lifetime_budget": "500", "budget_remaining": "123"}, 1)
    assert (look.budget, look.spent) == (500, 377)
    assert look_of({"id": "1", "lifetime_budget": "500", "budget_remaining": "123"}, 100).spent == 37_700


def test_a_currency_without_hundredths_is_sent_in_whole_coins():
    one = Answering({"account_status": 1, "currency": "JPY", "amount_spent": "7"}, {"id": "5"})
    studies = MetaStudies(one.client(), "JPY")
    assert studies.account("act_1").spent == 700
    studies.make_ad_set("act_1", Purse("1", "a", 54_321, {}, BEGIN, END))
    assert "lifetime_budget=543&" in one.asked[-1][2]
    assert studies.same_budget(54_300, 54_321)
    assert not studies.same_budget(54_400, 54_321)


AD_SET = {"id": "5", "lifetime_budget": "543", "budget_remaining": "500"}


@pytest.mark.parametrize(("currency", "coin"), [("JPY", 100), ("EUR", 1)])
@pytest.mark.parametrize("before", [None, "JPY", "EUR"], ids=lambda told: f"after an account in {told}")
def test_no_order_of_calls_changes_the_coin_that_amounts_are_counted_in(currency, coin, before):
    account = {"account_status": 1, "currency": before, "amount_spent": "7"}
    one = Answering(*([account] if before else []), AD_SET)
    studies = MetaStudies(one.client(), currency)
    if before:
        assert studies.account("act_1").spent == 7 * (100 if before == "JPY" else 1)
    look = studies.look("ad set", "5")
    assert (look.budget, look.spent) == (543 * coin, 43 * coin)
    studies.make_ad_set("act_1", Purse("1", "a", 54_300, {}, BEGIN, END))
    assert f"lifetime_budget={54_300 // coin}&" in one.asked[-1][2]
    assert studies.same_budget(54_321, 54_321) == (coin == 1)


def test_everything_is_made_switched_off():
    one = Answering({"id": "5"})
    studies = MetaStudies(one.client(), "EUR")
    studies.make_campaign("act_1", "a")
    studies.make_ad_set("act_1", Purse("1", "a", 100, {}, BEGIN, END))
    studies.make_ad("act_1", "a", "1", "2")
    assert all("status=PAUSED" in body for _, _, body, _ in one.asked)
    assert "is_adset_budget_sharing_enabled=false" in one.asked[0][2]


def test_of_comments_only_the_number_is_asked_for():
    one = Answering({"id": "1", "effective_object_story_id": "9_8"}, {"data": [], "summary": {"total_count": 3}})
    assert MetaStudies(one.client(), "EUR").comments("1") == 3
    assert one.asked[-1][3]["fields"] == "id"
    with pytest.raises(BrokenAnswer, match="how many"):
        MetaStudies(Answering({"effective_object_story_id": "9_8"}).client(), "EUR").comments("1")


@pytest.mark.parametrize("pages", [0, 2])
def test_an_account_with_no_page_or_several_leaves_no_guess(pages):
    rows = [{"id": str(number)} for number in range(pages)]
    told = {"data": rows, "summary": {"total_count": pages}}
    with pytest.raises(UsageError, match=f"{pages} pages"):
        MetaStudies(Answering(told).client(), "EUR").make_creative("act_1", "a", "h", "m", "l")


def test_the_page_that_was_named_is_taken_and_another_one_is_refused():
    told = {"data": [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}], "summary": {"total_count": 2}}
    assert MetaStudies(Answering(told).client(), "EUR", advertiser=Advertiser(page="2")).page("act_1") == "2"
    with pytest.raises(UsageError, match=r"the page 3.*1 \(A\), 2 \(B\)"):
        MetaStudies(Answering(told).client(), "EUR", advertiser=Advertiser(page="3")).page("act_1")


def test_who_the_ads_are_for_is_sent_where_it_was_said_and_nothing_otherwise():
    for said, sent in ((Advertiser(), 0), (Advertiser("2", "17", "A shop", "An agency"), 1)):
        one = Answering({"data": [{"id": "2"}], "summary": {"total_count": 1}}, {"id": "5"})
        studies = MetaStudies(one.client(), "EUR", advertiser=said)
        studies.make_creative("act_1", "a", "h", "m", "l")
        studies.make_ad_set("act_1", Purse("1", "a", 100, {}, BEGIN, END))
        bodies = "".join(body for _, _, body, _ in one.asked)
        for word in ("instagram_user_id", "dsa_beneficiary=A+shop", "dsa_payor=An+agency"):
            assert bodies.count(word) == sent, word


def test_a_report_that_is_too_much_even_when_prepared_is_asked_in_halves():
    too_much = {"error": {"message": "too much", "code": 100, "error_subcode": 1487534}}
    row = {"ad_id": "1", "impressions": "4", "spend": "0.28"}
    good = {"data": [row], "summary": {"impressions": "4"}}
    one = Answering(too_much, too_much, good, {**good, "data": [{**row, "ad_id": "2"}]})
    shown = MetaStudies(one.client(), "EUR").shown("act_1", ["1", "2"], BEGIN, END)
    assert {ident: (ad.impressions, ad.spent) for ident, ad in shown.items()} == {"1": (4, 28), "2": (4, 28)}
    assert [params.get("filtering", "") for method, _, _, params in one.asked if method == "GET"][1:] == [
        '[{"field":"ad.id","operator":"IN","value":["1"]}]', '[{"field":"ad.id","operator":"IN","value":["2"]}]'
    ]  # fmt: skip


def test_where_there_is_no_simulated_clock_real_time_is_slept():
    class Passing(Answering):
        def __call__(self, request: httpx2.Request) -> httpx2.Response:
            now = (slept and "Tue, 03 Mar 2026 00:00:00 GMT") or "Mon, 02 Mar 2026 23:59:50 GMT"
            return httpx2.Response(200, json={"id": "1"}, headers={"date": now})

    slept: list[float] = []
    studies = MetaStudies(Passing().client(), "EUR", WallClock(slept.append))
    assert studies.wait(BEGIN, lambda: False)
    assert sum(slept) == 10.0
    slept.clear()
    assert not studies.wait(BEGIN, lambda: len(slept) > 2)


@pytest.mark.parametrize(("told", "reached"), [(None, "02 Mar 2026 23:59:50"), (BEGIN, "03 Mar 2026 00:00:00")])
def test_what_is_written_after_waiting_is_dated_by_the_clock_where_it_knows(told, reached):
    class Once:
        def sleep(self, _seconds: float) -> None:
            """Takes no time."""

        def advance(self, *_: object) -> datetime | None:
            said.append(told)
            return told

    said: list[datetime | None] = []

    def reply(_request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"id": "1"}, headers={"date": "Mon, 02 Mar 2026 23:59:50 GMT"})

    with Client(Connection("http://127.0.0.1:1", Secret("t")), transport=httpx2.MockTransport(reply)) as client:
        studies = MetaStudies(client, "EUR", Once())
        assert studies.wait(BEGIN, lambda: len(said) > 3) == (told is not None)
        assert f"{studies.time:%d %b %Y %H:%M:%S}" == reached


def test_waiting_asks_the_client_for_nothing_but_the_time():
    one = Answering({"id": "1"})
    MetaStudies(one.client(), "EUR", WallClock(lambda _s: None)).wait(BEGIN, lambda: False)
    assert {path for _, path, _, _ in one.asked} == {"/v26.0/me"}
