"""Our client against the same platform: the whole chain, and every fault. Nothing twice, nothing lost or wrong."""

from __future__ import annotations

import signal
from typing import Any

import pytest
from httpcore2._synchronization import Lock
from tests.contract.conftest import Served
from tests.contract.making import ACCOUNT, ADSET, CAMPAIGN, EVERYBODY, TOKEN, an_ad, picture, say, story

from seenby.errors import AccessRefused, BrokenAnswer, LimitReached, OutcomeUnknown, PlatformRefused
from seenby.platforms.meta import Account, Client, Connection, Secret, accounts, library
from seenby.platforms.simulated.api.http.admin import ask
from seenby.platforms.simulated.api.http.faults import Fault
from seenby.platforms.simulated.world_settings import ReportSettings

BY_CELL = {"breakdowns": ["age", "gender"], "date_preset": "maximum", "level": "ad"}
LOST = ("html-502", "html-502-after", "html-200", "timeout-before", "timeout-after", "transient")


def named(served: Served, name: str) -> int:
    """How many campaigns of a name there really are."""
    return sum(one.values["name"] == name for one in served.platform.registry.of("campaign"))


def fault(served: Served, kind: str, **more: Any) -> None:
    served.platform.faults.add(Fault(kind, **more))


def test_the_whole_chain(served):
    shop = served.account()
    campaign = shop.create("campaigns", CAMPAIGN)
    adset = shop.create("adsets", {**ADSET, "campaign_id": campaign})
    creative = shop.create("adcreatives", {"object_story_spec": story(shop.upload("shapes.png", picture()))})
    ad = shop.create("ads", {"name": "ad", "adset_id": adset, "creative": {"creative_id": creative}})
    shop.set_status(ad, "ACTIVE")
    served.platform.step(12)
    rows = shop.insights(ACCOUNT, BY_CELL)
    assert sum(int(row["impressions"]) for row in rows) == served.platform.engine.states.wins[-1]
    key = lambda row: (row["age"], row["gender"])  # noqa: E731
    assert sorted(shop.report(ACCOUNT, BY_CELL), key=key) == sorted(rows, key=key)
    assert shop.look(ad, ["effective_status"])["effective_status"] == "ACTIVE"
    assert [one["id"] for one in shop.named("ads", "ad")] == [ad]
    assert shop.state()["account_status"] == 1
    assert shop.estimate(EVERYBODY).low <= 5000
    assert [one["name"] for one in shop.interests("danc")] == ["dance"]
    assert [one["id"] for one in accounts(shop.client)] == ["act_101", "act_102", "act_103"]
    found = library(shop.client, {"ad_reached_countries": ["NL"], "search_terms": "", "fields": "ad_snapshot_url"})
    assert [one["id"] for one in found] == [ad]
    assert TOKEN not in str(found)
    post = served.platform.registry.nodes[creative].values["post_id"]
    assert isinstance(shop.comments(post), list)
    assert shop.client.platform_time.isoformat() == "2026-03-02T12:00:00+00:00"
    assert served.waits == [5.0] * 3


def test_a_dry_run_makes_nothing(served):
    assert served.account().create("campaigns", CAMPAIGN, dry=True) == ""
    with pytest.raises(PlatformRefused):
        served.account().create("campaigns", {"name": "x"}, dry=True)
    assert named(served, "campaign") == 0


@pytest.mark.parametrize("kind", LOST)
def test_an_act_without_a_clear_answer_is_never_sent_twice(served, kind):
    fault(served, kind, method="POST", seconds=60.0)
    shop = served.account(seconds=1.0)
    with pytest.raises(OutcomeUnknown) as unknown:
        shop.create("campaigns", CAMPAIGN)
    assert "may have happened" in str(unknown.value)
    assert named(served, "campaign") == len(shop.named("campaigns", "campaign")) == int(kind.endswith("after"))


@pytest.mark.parametrize("kind", LOST)
def test_a_reading_call_is_tried_again(served, kind):
    ids = an_ad(served.platform)
    fault(served, kind, method="GET", seconds=60.0)
    assert served.account(seconds=1.0).look(ids["ad"], ["name"])["name"] == "ad"
    assert len(served.waits) == 1


@pytest.mark.parametrize("kind", ["html-200", "html-502", "transient"])
def test_a_fault_that_stays_becomes_an_error(served, kind):
    fault(served, kind, times=50)
    with pytest.raises(PlatformRefused) as refused:
        served.account(tries=3).state()
    assert refused.value.exit_code == 5
    assert len(served.waits) == 2


def test_a_status_is_set_again_because_that_does_no_harm(served):
    ids = an_ad(served.platform)
    fault(served, "timeout-after", method="POST", seconds=60.0)
    served.account(seconds=1.0).set_status(ids["ad"], "PAUSED")
    assert served.platform.registry.nodes[ids["ad"]].status == "PAUSED"


@pytest.mark.parametrize("code", [4, 17, 613, 80004])
def test_a_limit_is_waited_for_and_the_act_is_done_once(served, code):
    fault(served, "rate-limit", code=code, minutes=3)
    served.account().create("campaigns", CAMPAIGN)
    assert named(served, "campaign") == 1
    assert served.waits[0] == 180.0


@pytest.mark.parametrize("entered", [1, 2])
def test_after_an_interruption_at_the_worst_moment_the_next_call_goes_through(served, monkeypatch, entered):
    """Interrupted just after it took a lock, the library holds it for good; switching ads off must not wait for it."""
    account, enter, count = served.account(), Lock.__enter__, [0]
    account.state()

    def interrupted(self: Lock) -> Lock:
        enter(self)
        count[0] += 1
        if count[0] == entered:
            raise KeyboardInterrupt
        return self

    def too_long(_number: int, _frame: object) -> None:
        raise AssertionError("it waits for a lock that nobody will let go of")

    monkeypatch.setattr(Lock, "__enter__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        account.state()
    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(60)
    try:
        assert account.state()["account_status"] == 1
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_a_limit_beyond_our_patience_says_how_long(served):
    fault(served, "rate-limit", code=80004, minutes=600)
    with pytest.raises(LimitReached):
        served.account().state()
    assert served.waits == []


def test_the_platforms_own_limit_is_real(served):
    served.platform.limits.calls_an_hour = 10
    shop = served.account(limit=10.0)
    for _ in range(10):
        shop.state()
    with pytest.raises(LimitReached):
        shop.state()
    assert served.waits, "calls are spread out before the limit"
    assert served.platform.limits.used(ACCOUNT) == 100.0


@pytest.mark.parametrize("kind", ["empty-page", "cut-page", "lost-page"])
def test_a_lost_page_is_noticed_and_the_list_is_read_again(served, kind):
    for number in range(5):
        an_ad(served.platform, f"ad {number}")
    shop = served.account()
    fault(served, kind, path="/ads", after=1)
    from seenby.platforms.meta import listed

    rows = listed(shop.client, f"{ACCOUNT}/ads", {"fields": "name", "limit": 2})
    assert [row["name"] for row in rows] == [f"ad {number}" for number in range(5)]
    fault(served, kind, path="/ads", times=99)
    with pytest.raises(BrokenAnswer):
        listed(shop.client, f"{ACCOUNT}/ads", {"fields": "name", "limit": 2})


@pytest.mark.parametrize("kind", ["empty-page", "cut-page", "lost-page"])
def test_a_lost_page_of_a_report_never_gives_a_wrong_number(served, kind):
    an_ad(served.platform)
    served.platform.step(12)
    shop = served.account()
    whole = shop.insights(ACCOUNT, BY_CELL)
    fault(served, kind, path="insights", after=1)
    assert shop.insights(ACCOUNT, {**BY_CELL, "limit": 3}) == whole
    fault(served, kind, path="insights", times=999)
    with pytest.raises(BrokenAnswer):
        shop.insights(ACCOUNT, {**BY_CELL, "limit": 3})


def test_counts_fall_and_are_given_as_they_are(served):
    an_ad(served.platform)
    served.platform.step(24)
    shop = served.account()
    before = int(shop.insights(ACCOUNT, {"date_preset": "maximum"})[0]["impressions"])
    ask(served.platform, {"kind": "restate", "withdrawn": 0.3, "withdrawn_days": 0})
    after = int(shop.insights(ACCOUNT, {"date_preset": "maximum"})[0]["impressions"])
    assert 0 < after < before
    assert int(shop.insights(ACCOUNT, {"date_preset": "maximum"})[0]["impressions"]) == after
    served.platform.report = ReportSettings()
    assert int(shop.insights(ACCOUNT, {"date_preset": "maximum"})[0]["impressions"]) == before


def test_counts_that_change_between_two_pages_are_read_again(served):
    an_ad(served.platform)
    served.platform.step(12)
    shop = served.account()
    get, calls = shop.client.get, []

    def stepping(path, params=None):
        calls.append(path)
        if len(calls) == 2:
            served.platform.step(1)
        return get(path, params)

    shop.client.get = stepping
    rows = shop.insights(ACCOUNT, {**BY_CELL, "limit": 4})
    assert sum(int(row["impressions"]) for row in rows) == served.platform.engine.states.wins[-1]


def test_a_rejected_ad_is_never_shown_and_says_so(served):
    ask(served.platform, {"kind": "reject-next", "ads": 1})
    first, second = an_ad(served.platform, "first"), an_ad(served.platform, "second")
    served.platform.step(6)
    shop = served.account()
    assert shop.look(first["ad"], ["effective_status", "issues_info"])["effective_status"] == "DISAPPROVED"
    assert [row["ad_name"] for row in shop.insights(ACCOUNT, {"level": "ad", "fields": "ad_name",
                                                              "date_preset": "maximum"})] == ["second"]  # fmt: skip
    ask(served.platform, {"kind": "reject-ad", "ad": second["ad"]})
    assert shop.look(second["ad"], ["effective_status"])["effective_status"] == "DISAPPROVED"


def test_an_account_disabled_in_the_middle_stops_spending(served):
    an_ad(served.platform)
    ask(served.platform, [{"kind": "disable-account", "account": ACCOUNT, "at_tick": 4}])
    served.platform.step(4)
    spent = served.platform.engine.states.spent.sum()
    before = say(served.platform, "GET", f"{ACCOUNT}", fields="amount_spent").body
    served.platform.step(8)
    shop = served.account()
    assert shop.state()["account_status"] == 2
    assert shop.state()["amount_spent"] == before["amount_spent"]
    assert served.platform.engine.states.spent.sum() > spent, "others go on"
    with pytest.raises(AccessRefused):
        shop.create("campaigns", CAMPAIGN)
    assert shop.insights(ACCOUNT, {"date_preset": "maximum"})


def test_a_report_that_fails_is_an_error(served):
    an_ad(served.platform)
    fault(served, "failed-report", method="GET")
    with pytest.raises(PlatformRefused, match="could not be made"):
        served.account().report(ACCOUNT, BY_CELL)


def test_a_wrong_token_is_refused_and_not_repeated(served):
    from dataclasses import replace

    served.platform.setup = replace(served.platform.setup, token="the-right-one")
    with Client(Connection(served.address, Secret("a-wrong-one"))) as client, pytest.raises(AccessRefused) as refused:
        Account(client, ACCOUNT).state()
    assert "a-wrong-one" not in str(refused.value) + repr(client)
    assert (refused.value.code, refused.value.exit_code) == (190, 5)
