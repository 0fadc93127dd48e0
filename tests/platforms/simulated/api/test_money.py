"""No cent above a budget, whatever the advertiser does in between."""

from __future__ import annotations

import pytest
from tests.contract.making import ACCOUNT, ADSET, CAMPAIGN, an_ad, made, platform, say, story, uploaded

CENT = 10_000


def spent(one, ids):
    return one.running.spent(ids["ad"])


def test_a_lifetime_budget_is_never_exceeded_and_nearly_used():
    one = platform()
    ids = an_ad(one, lifetime_budget=60)
    one.step(60)
    assert 0.9 * 60 * CENT < spent(one, ids) <= 60 * CENT
    assert say(one, "GET", ids["adset"], fields="budget_remaining").body["budget_remaining"] in ("0", "1", "2", "3")


def test_ads_of_one_ad_set_share_its_budget():
    one = platform()
    ids = an_ad(one, lifetime_budget=60)
    second = made(one, "ads", name="second", adset_id=ids["adset"], status="ACTIVE",
                  creative={"creative_id": ids["creative"]})  # fmt: skip
    one.step(60)
    both = spent(one, ids) + one.running.spent(second)
    assert 0.8 * 60 * CENT < both <= 60 * CENT
    assert one.running.spent(second) > 0


def test_a_campaign_shares_its_budget_out():
    one = platform()
    campaign = made(one, "campaigns", **CAMPAIGN, lifetime_budget=80)
    told = {**ADSET, "campaign_id": campaign}
    assert say(one, "POST", f"{ACCOUNT}/adsets", **told).status == 400, "two budgets"
    del told["lifetime_budget"]
    creative = made(one, "adcreatives", object_story_spec=story(uploaded(one)))
    for name in ("a", "b"):
        adset = made(one, "adsets", **told)
        made(one, "ads", name=name, adset_id=adset, status="ACTIVE", creative={"creative_id": creative})
    one.step(60)
    assert 0.8 * 80 * CENT < one.running.spent_under("campaign_id", campaign) <= 80 * CENT


def test_a_daily_budget_is_for_each_24_hours():
    one = platform()
    ids = an_ad(one, lifetime_budget=None, daily_budget=20, end_time=None)
    for day in range(1, 4):
        before = spent(one, ids)
        one.step(24)
        assert 0 < spent(one, ids) - before <= 20 * CENT, day


def test_a_budget_that_is_cut_stops_at_once_and_one_that_grows_goes_on():
    one = platform()
    ids = an_ad(one, lifetime_budget=200)
    one.step(12)
    so_far = spent(one, ids)
    assert so_far > CENT
    say(one, "POST", ids["adset"], lifetime_budget=1)
    one.step(6)
    assert spent(one, ids) == so_far
    say(one, "POST", ids["adset"], lifetime_budget=300)
    one.step(6)
    assert so_far < spent(one, ids) <= 300 * CENT


@pytest.mark.parametrize("which", ["ad", "adset", "campaign"])
def test_pausing_stops_and_starting_goes_on(which):
    one = platform()
    ids = an_ad(one)
    one.step(4)
    say(one, "POST", ids[which], status="PAUSED")
    before = spent(one, ids)
    one.step(4)
    assert spent(one, ids) == before
    told = say(one, "GET", ids["ad"], fields="effective_status").body["effective_status"]
    assert told == {"ad": "PAUSED", "adset": "ADSET_PAUSED", "campaign": "CAMPAIGN_PAUSED"}[which]
    say(one, "POST", ids[which], status="ACTIVE")
    one.step(4)
    assert spent(one, ids) > before


def test_an_ad_begins_when_it_is_reviewed_and_its_time_has_come():
    one = platform(review_ticks=3)
    ids = an_ad(one, start_time="2026-03-02T05:00:00+0000")
    assert say(one, "GET", ids["ad"], fields="effective_status").body["effective_status"] == "PENDING_REVIEW"
    one.step(5)
    assert spent(one, ids) == 0
    one.step(2)
    assert spent(one, ids) > 0
    assert one.engine.campaigns[one.running.numbers[ids["ad"]]].start == 5


def test_arms_that_start_together_start_in_the_same_tick():
    one = platform()
    ads = [an_ad(one, name)["ad"] for name in ("a", "b")]
    one.step(1)
    assert {one.engine.campaigns[one.running.numbers[ad]].start for ad in ads} == {0}
