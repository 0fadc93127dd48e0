"""Claim C against the aim: ads far beyond it are found, ads on the line are not, running totals are left alone."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import log_ndtr
from tests.judge.making import EXACT, START, ad, ad_of, by_day, check, genders

from seenby.judge import judge_days
from seenby.judge.claims.claim_c_rules import MOST_SHARE, limit_of_aim
from seenby.model import TEN_POINTS, Aim, Point, Verdict
from seenby.stats.days.day_process import confidence_sequence, prior_weight
from seenby.stats.lab.null_worlds import clustered_days

HALF = {"gender": {"female": EXACT(0.5), "male": EXACT(0.5)}}
WOMEN = {"gender": {"female": EXACT(1.0), "male": EXACT(0.0)}}


def days(name: str, share: float, count: int = 30, seed: int = 1, rho: float = 0.02, **changes):
    made = clustered_days(1, count, seed, share=share, total=1000, rho=rho).count[0].astype(float)
    return by_day(name, made, [1000.0] * count, **{"aimed": HALF, **changes})


def only(*ads):
    (finding,) = check(judge_days(ads, TEN_POINTS))
    return finding


def test_an_ad_far_beyond_its_aim_is_found_and_its_least_share_said():
    finding = only(days("far", 0.85))
    assert finding.claim == "C"
    assert finding.verdict is Verdict.BEYOND
    assert "accounts recorded as women more than 10 points beyond the 50 in every 100" in finding.sentence
    assert 0.05 < finding.tipping_point <= 1
    assert finding.since == START
    assert finding.estimate.low < 0.35 < finding.estimate.high


def test_no_direction_is_assumed():
    assert "accounts recorded as men" in only(days("far", 0.15)).sentence


def test_the_evidence_is_that_of_the_day_process_worked_out_by_hand():
    women, total, limit, rho = [900.0, 850.0, 880.0, 910.0], 1000.0, 0.6, 0.05
    finding = only(by_day("far", women, [total] * 4, aimed=HALF))
    v = (rho + 1 / total) / 4
    r = 2.5 / v  # half of the weight expected by day five

    def log_e(counts):
        excess, weight = sum((n / total - limit) / v for n in counts), len(counts) / v
        q = r + weight
        return math.log(2) + 0.5 * math.log(r / q) + excess**2 / (2 * q) + log_ndtr(excess / math.sqrt(q))

    mean = np.logaddexp(log_e(women), log_e([total - n for n in women])) - math.log(2)
    assert f"log E = {mean:.2f}" in finding.method


@pytest.mark.parametrize("share", [0.5, 0.6])
def test_an_ad_on_its_aim_or_on_the_line_is_not_found(share):
    assert only(days("near", share)).verdict is not Verdict.BEYOND


def test_an_ad_long_on_its_aim_is_within_and_one_on_the_line_never():
    assert only(days("long", 0.5, 200)).verdict is Verdict.WITHIN
    assert only(days("on the line", 0.6, 200)).verdict is Verdict.TOO_LITTLE


def test_whom_an_ad_was_not_aimed_at_is_said_so():
    finding = only(days("for women", 0.5, aimed=WOMEN, aim=Aim(genders=("women",))))
    assert finding.verdict is Verdict.BEYOND
    assert "went to accounts recorded as men, at whom it was not aimed" in finding.sentence
    kept = only(days("kept", 0.97, 100, aimed=WOMEN, aim=Aim(genders=("women",))))
    assert kept.verdict is Verdict.WITHIN


def test_running_totals_percentages_single_days_and_ads_without_aim_are_left_alone():
    percent = {"gender": tuple(Point(START, {"female": EXACT(0.9), "male": EXACT(0.1)}, False) for _ in range(9))}
    ads = [
        days("cumulative", 0.9, cumulative=True),
        days("no aim", 0.9, aimed={}),
        days("one day", 0.9, 1),
        days("aimed by age", 0.9, aimed={"age": {"18-24": EXACT(1.0)}}),
        genders("percent", 900, 100, aimed=HALF, over_time=percent),
        genders("no days", 900, 100, aimed=HALF),
    ]
    assert judge_days(ads, TEN_POINTS) == ()
    assert judge_days([], TEN_POINTS) == ()


def test_days_that_reached_nobody_change_nothing():
    whole = only(by_day("x", [900.0, 900.0, 900.0], [1000.0] * 3, aimed=HALF))
    empty = genders("x", 900, 100, aimed=HALF)
    points = [
        Point(START.replace(day=4 + at), {"female": EXACT(0.9), "male": EXACT(0.1)} if n else {}, False, EXACT(n))
        for at, n in enumerate((0.0, 0.0))
    ]
    assert judge_days([ad("y", {"female": 0}, aimed=HALF, over_time={"gender": tuple(points)}), empty], 0.1) == ()
    assert whole.verdict is not Verdict.WITHIN


def test_rounded_shares_are_taken_at_the_end_nearer_to_the_limit():
    exact = days("x", 0.7, 10)
    points = tuple(
        Point(p.at, {g: type(s)(max(s.low - 0.1, 0), min(s.high + 0.1, 1)) for g, s in p.share.items()}, False, p.known)
        for p in exact.over_time["gender"]
    )
    sharp, loose = only(exact), only(replace(exact, over_time={"gender": points}))
    assert loose.estimate.low < sharp.estimate.low
    assert loose.estimate.high > sharp.estimate.high
    said = [float(one.method.split("log E = ")[1].split(";")[0]) for one in (sharp, loose)]
    assert said[1] < said[0]


def test_a_suggestion_fails_its_check():
    finding = only(days("far", 0.9, aim=Aim(suggestion=True)))
    assert [check.passed for check in finding.checks] == [False]


def test_among_many_ads_on_the_line_none_to_speak_of_is_called_beyond_and_clear_ones_are_found():
    counts = clustered_days(200, 30, 7, share=0.6, total=1000, rho=0.02).count.astype(float)
    far = clustered_days(20, 30, 8, share=0.75, total=1000, rho=0.02).count.astype(float)
    ads = [by_day(f"line {at}", row, [1000.0] * 30, aimed=HALF) for at, row in enumerate(counts)]
    ads += [by_day(f"far {at}", row, [1000.0] * 30, aimed=HALF) for at, row in enumerate(far)]
    findings = check(judge_days(ads, TEN_POINTS))
    beyond = [ad_of(one) for one in findings if one.verdict is Verdict.BEYOND]
    assert sum(name.startswith("line") for name in beyond) <= 10
    assert sum(name.startswith("far") for name in beyond) >= 19
    assert not [one for one in findings if one.verdict is Verdict.WITHIN and ad_of(one).startswith("far")]


def test_an_ad_clear_of_the_line_by_itself_may_fall_short_among_thousands():
    more = by_day("more", [760.0] * 14, [1000.0] * 14, aimed=HALF)
    assert only(more).verdict is Verdict.BEYOND
    crowd = [by_day(f"on its aim {at}", [500.0] * 14, [1000.0] * 14, aimed=HALF) for at in range(3_000)]
    among = judge_days([more, *crowd], TEN_POINTS)[0]
    assert float(among.method.split("mean share ")[1].split(" to ")[0]) > 0.6
    assert among.verdict is Verdict.TOO_LITTLE


def test_the_least_and_the_most_beyond_are_the_last_days_of_the_confidence_sequence():
    women, total = [900.0, 850.0, 880.0, 910.0, 700.0], [1000.0, 900.0, 950.0, 1100.0, 800.0]
    finding = only(by_day("far", women, total, aimed=HALF))
    rho, per_day = 0.05, np.mean(total)
    sequence = confidence_sequence([women], [total], prior=prior_weight([per_day], rho), rho_max=rho)
    low, high = sequence.low[0, -1], sequence.high[0, -1]
    assert (finding.estimate.low, finding.estimate.high) == (pytest.approx(low - 0.5), pytest.approx(high - 0.5))
    assert (finding.estimate.unit, finding.estimate.scale) == ("share beyond the aim", "share")
    assert f"confidence sequence for the mean share {low:.3f} to {high:.3f}." in finding.method
    assert f"at least {np.floor(low * 100):.0f} in every 100" in finding.sentence


def test_a_finding_by_day_is_told_with_its_rates_its_group_and_where_it_is_from():
    finding = only(days("far", 0.85))
    assert (finding.aspect, finding.dimension, finding.group, finding.unit) == (
        "by day",
        "gender",
        "female",
        "impressions",
    )
    assert finding.sources == ("export.csv",)
    assert "on average at most 5 in every 100 are called so by luck" in finding.luck
    assert "e-BH at q = 5 % over all ads watched (1)" in finding.method
    assert "clustered as 0.05" in finding.luck
    assert [check.code for check in finding.checks] == ["aim-is-binding"]


def test_a_limit_that_leaves_no_room_beyond_it_is_none_and_one_beside_it_is_one():
    found = limit_of_aim([MOST_SHARE - 0.1, MOST_SHARE - 0.101, -1.0, np.nan], 0.1, "above")
    assert np.array_equal(found, [np.nan, MOST_SHARE - 0.001, 1 - MOST_SHARE, np.nan], equal_nan=True)
    found = limit_of_aim([1 - MOST_SHARE, 1 - MOST_SHARE + 1e-6, 2.0, np.nan], 0.0, "below")
    assert np.array_equal(found, [np.nan, 1 - MOST_SHARE + 1e-6, MOST_SHARE, np.nan], equal_nan=True)
