"""Claim C against an ad's own past: drifts are found and dated, steady ads are not called drifting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import numpy as np
import pytest
from tests.judge.making import EXACT, START, ad, by_day, check

from seenby.judge import judge_drift
from seenby.judge.phrases import most_clustered
from seenby.model import Point, Verdict
from seenby.stats.days.drift import baseline_limit, drift_rule, drift_scan
from seenby.stats.lab.null_worlds import clustered_days


def days(name: str, share, seed: int = 1, rho: float = 0.02, total: int = 1000, **changes):
    share = np.asarray(share, float)
    made = clustered_days(1, share.size, seed, share=share[None], total=total, rho=rho).count[0].astype(float)
    return by_day(name, made, [float(total)] * share.size, **changes)


def only(*ads):
    (finding,) = check(judge_drift(ads))
    return finding


@pytest.mark.parametrize(("before", "after"), [(0.2, 0.5), (0.5, 0.2), (0.12, 0.3)])
@pytest.mark.parametrize("day", [98, 121])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_step_is_found_and_dated_within_a_week(before, after, day, seed):
    finding = only(days("step", [before] * day + [after] * 60, seed))
    assert finding.claim == "C"
    assert finding.verdict is Verdict.BEYOND
    assert abs((finding.since - START).days - day) <= 7
    assert finding.since.isoformat() in finding.sentence
    assert finding.estimate.low == pytest.approx(after - before, abs=0.06)
    assert "A drift does not say why" in finding.otherwise[0]


def test_a_drift_says_how_clustered_days_would_have_to_be_to_overturn_it():
    one = days("step", [0.2] * 98 + [0.4] * 30)
    finding = only(one)
    assert most_clustered() < finding.tipping_point < 1
    assert f"as clustered as {most_clustered():g}; {finding.tipping_point:.3f} would be needed" in finding.luck
    # The same from the alarm's own ingredients: 42 first days of 128, two streams of which one is in alarm.
    count = np.array([point.share["female"].low * 1000 for point in one.over_time["gender"]]).round()
    limit = baseline_limit([count[:42].sum()], [42_000.0], factor=1.4)
    rule = partial(drift_rule, limit, per_day=1000.0, mean_days=2000.0)
    above, under = (
        drift_scan(count[None, 42:], np.full((1, 86), 1000.0), rule(rho_max=rho)).raised[0]
        for rho in (finding.tipping_point * 1.01, finding.tipping_point * 0.99)
    )
    assert (above, under) == (False, True)


def test_what_has_not_drifted_has_no_tipping_point():
    steady = only(days("steady", [0.3] * 300))
    assert (steady.tipping_point, "overturn" in steady.luck) == (None, False)


def test_a_larger_drift_survives_more_clustering_and_many_ads_at_once_say_the_same_as_one_alone():
    ads = [days(name, [0.2] * 98 + [later] * 30, seed) for name, later, seed in (("a", 0.4, 1), ("b", 0.5, 2))]
    small, large = check(judge_drift(ads))
    assert small.tipping_point is not None
    assert large.tipping_point is not None
    assert small.tipping_point < large.tipping_point
    # Alone the bar is half as high, so alone it survives a little more.
    assert small.tipping_point < only(ads[0]).tipping_point < small.tipping_point * 1.5


def test_a_slow_ramp_is_found():
    ramp = np.concatenate([np.full(60, 0.2), np.linspace(0.2, 0.6, 80), np.full(40, 0.6)])
    finding = only(days("ramp", ramp))
    assert finding.verdict is Verdict.BEYOND
    assert START + timedelta(days=60) <= finding.since <= START + timedelta(days=160)


def test_a_doubling_from_a_small_share_is_found():
    finding = only(days("doubled", [0.12] * 120 + [0.24] * 90, 3))
    assert finding.verdict is Verdict.BEYOND


def test_an_ad_watched_for_long_and_steady_has_not_drifted():
    finding = only(days("steady", [0.3] * 300))
    assert finding.verdict is Verdict.WITHIN
    assert "has not drifted" in finding.sentence
    assert finding.since is None


def test_an_ad_watched_too_briefly_is_not_said_not_to_have_drifted():
    finding = only(days("short", [0.3] * 25, total=40))
    assert finding.verdict is Verdict.TOO_LITTLE
    assert "cannot be told from the 17 days since" in finding.sentence
    jumped = only(days("jumped", [0.3] * 20 + [0.45] * 5, total=40))
    assert jumped.verdict is not Verdict.WITHIN


def test_short_small_and_cumulative_series_are_left_alone():
    ads = [
        days("cumulative", [0.2] * 60 + [0.6] * 60, cumulative=True),
        days("three weeks less a day", [0.2] * 20),
        days("few a day", [0.2] * 60, total=29),
    ]
    assert judge_drift(ads) == ()
    assert judge_drift([]) == ()


def test_a_group_that_the_first_days_did_not_reach_at_all_is_no_error():
    finding = only(days("none at first", [1e-9] * 60 + [0.4] * 60))
    assert finding.verdict is Verdict.BEYOND


def test_both_genders_tell_the_same_drift():
    one = days("x", [0.2] * 100 + [0.5] * 60)
    points = tuple(
        replace(point, share={"female": point.share["male"], "male": point.share["female"]})
        for point in one.over_time["gender"]
    )
    other = replace(one, over_time={"gender": points})
    a, b = only(one), only(other)
    assert a.verdict is b.verdict
    assert a.since == b.since
    assert a.estimate.low == pytest.approx(-b.estimate.high)


def test_ages_are_watched_where_genders_are_not_known():
    bands = {"18-24": 0.2, "25-34": 0.3, "65+": 0.5}
    later = {"18-24": 0.2, "25-34": 0.1, "65+": 0.7}
    rng = np.random.default_rng(2)
    points = []
    for at in range(160):
        shares = rng.dirichlet(np.array(list((bands if at < 100 else later).values())) * 49)
        share = {group: EXACT(float(part)) for group, part in zip(bands, shares, strict=True)}
        points.append(Point(START + timedelta(days=at), share, False, EXACT(1000.0)))
    finding = only(ad("x", {"18-24": 2, "25-34": 3, "65+": 5}, "age", over_time={"age": tuple(points)}))
    assert finding.verdict is Verdict.BEYOND
    assert abs((finding.since - START).days - 100) <= 7


def test_a_pause_is_no_error_and_the_change_is_dated_by_days_on_which_it_ran():
    made = clustered_days(1, 160, 4, share=np.array([[0.2] * 98 + [0.6] * 62]), total=1000, rho=0.02).count[0]
    counts = [*map(float, made[:98]), *[0.0] * 20, *map(float, made[98:])]
    totals = [1000.0] * 98 + [0.0] * 20 + [1000.0] * 62
    paused = by_day("paused", counts, totals)
    assert abs((only(paused).since - START).days - 118) <= 7
    nobody = [Point(START + timedelta(days=98 + at), {}, False, EXACT(0.0)) for at in range(20)]
    points = paused.over_time["gender"]
    told = replace(paused, over_time={"gender": (*points[:98], *nobody, *points[98:])})
    assert abs((only(told).since - START).days - 118) <= 7


@pytest.mark.parametrize(("rho", "share"), [(0.02, 0.3), (0.05, 0.5)])
def test_steady_ads_are_called_drifting_no_more_often_than_the_stated_rate(rho, share):
    """60 ads for 120 days: one alarm in 1,000 days over all of them, so at most 0.08 in their 80 days of watching."""
    made = clustered_days(120, 120, 11, share=share, total=1000, rho=rho).count.astype(float)
    alarms = 0
    for part in (made[:60], made[60:]):
        ads = [by_day(f"ad {at}", row, [1000.0] * 120) for at, row in enumerate(part)]
        alarms += sum(one.verdict is Verdict.BEYOND for one in check(judge_drift(ads)))
    assert alarms <= 1
