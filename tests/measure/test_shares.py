"""Shares as intervals: exact where the figures are, never narrower than what they allow, unknown apart."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.making import delivery, genders, one

from seenby.model import Delivery, Interval

GROUPS = ("female", "male", "unknown")


def ends(share: Interval) -> tuple[float, float]:
    return round(share.low, 9), round(share.high, 9)


def test_counts_that_are_exact_give_shares_that_are() -> None:
    ad = one(genders({"female": 30, "male": 50, "unknown": 20}))
    assert {group: ends(share) for group, share in ad.share["gender"].items()} == {
        "female": (0.375, 0.375),
        "male": (0.625, 0.625),
    }
    assert ad.unknown == Interval.exact(0.2)
    assert ends(ad.share_with_unknown["gender"]["female"]) == (0.3, 0.5)
    assert ends(ad.share_with_unknown["gender"]["male"]) == (0.5, 0.7)


def test_bands_give_both_ends() -> None:
    ad = one(genders({"female": (10, 20), "male": (30, 40)}))
    assert ends(ad.share["gender"]["female"]) == (0.2, 0.4)
    assert ends(ad.share["gender"]["male"]) == (0.6, 0.8)


def test_whole_percentages_make_up_a_hundred() -> None:
    ad = one(genders({"female": (19.5, 20.5), "male": (78.5, 79.5)}, "share"))
    assert ad.metric == "reach"
    # 20 and 79 of 100: one may be missing, but no more than two.
    assert ends(ad.share["gender"]["female"]) == (round(19.5 / 99, 9), round(20.5 / 99, 9))
    assert ad.unknown is not None
    assert ends(ad.unknown) == (0.0, 0.02)


def test_what_percentages_lack_is_unknown() -> None:
    ad = one(genders({"female": 60, "male": 30}, "share"))
    assert ad.unknown is not None
    assert ends(ad.unknown) == (0.1, 0.1)
    assert ends(ad.share["gender"]["female"]) == (round(2 / 3, 9), round(2 / 3, 9))
    assert ends(ad.share_with_unknown["gender"]["female"]) == (0.6, 0.7)


def test_a_list_of_places_may_be_cut_off_and_is_not_blown_up_to_a_hundred() -> None:
    rows = [
        delivery(fold="region", region=place, share=percent) for place, percent in {"Bayern": 40, "Hessen": 20}.items()
    ]
    ad = one(rows)
    assert ends(ad.share["region"]["Bayern"]) == (0.4, 0.4)


def test_nobody_at_all_leaves_everything_open() -> None:
    ad = one(genders({"female": 0, "male": 0}))
    assert ad.share["gender"] == {"female": Interval(0, 1), "male": Interval(0, 1)}


def test_a_group_that_is_not_reported_makes_no_share_of_that_metric() -> None:
    rows = [delivery(gender="female", impressions=5), delivery(gender="male")]
    assert one(rows).share == {}


def test_without_impressions_reach_is_taken_and_said() -> None:
    ad = one(genders({"female": 30, "male": 10}, "reach"))
    assert (ad.metric, ends(ad.share["gender"]["female"])) == ("reach", (0.75, 0.75))


def test_reach_is_taken_when_asked_for_and_never_mixed_with_impressions() -> None:
    rows = [delivery(gender="female", impressions=10, reach=10), delivery(gender="male", impressions=30, reach=10)]
    assert ends(one(rows).share["gender"]["female"]) == (0.25, 0.25)
    assert ends(one(rows, metric="reach").share["gender"]["female"]) == (0.5, 0.5)
    half = [delivery(gender="female", impressions=10, reach=10), delivery(gender="male", reach=10)]
    ad = one(half)
    assert (ad.metric, ends(ad.share["gender"]["female"])) == ("reach", (0.5, 0.5))
    assert one(half, metric="impressions").share == {}


def test_one_ad_has_one_metric_over_all_its_breakdowns() -> None:
    rows = [
        *genders({"female": 10, "male": 30}),
        *(delivery(age=age, reach=count) for age, count in (("18-24", 5), ("25-34", 5))),
    ]
    ad = one(rows)
    assert ad.metric == "impressions"
    assert set(ad.share) == {"gender"}
    assert set(one(rows, metric="reach").share) == {"age"}


def test_the_coarsest_table_that_makes_a_breakdown_is_used() -> None:
    fine = [delivery(gender=who, age=age, impressions=7) for who in ("female", "male") for age in ("18-24", "unknown")]
    ad = one([*genders({"female": 10, "male": 30}), *fine])
    assert ends(ad.share["gender"]["female"]) == (0.25, 0.25)
    assert ends(ad.share["age_gender"]["18-24 · female"]) == (0.5, 0.5)


def test_ages_come_in_their_order_and_women_and_men_by_alphabet() -> None:
    rows = [delivery(age=age, impressions=1) for age in ("65+", "unknown", "13-17", "25-34", "Boomer")]
    assert list(one(rows).share["age"]) == ["13-17", "25-34", "65+", "Boomer"]
    assert list(one(genders({"male": 1, "unknown": 1, "female": 1})).share["gender"]) == ["female", "male"]


# Properties

COUNTS = st.integers(0, 10**6)
SLACK = st.integers(0, 1000)


@st.composite
def truths(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, tuple[float, float]]]:
    """True counts of each group, and intervals that hold them."""
    counts = {group: draw(COUNTS) for group in GROUPS}
    bands = {group: (float(max(0, count - draw(SLACK))), float(count + draw(SLACK))) for group, count in counts.items()}
    return counts, bands


def holds(interval: Interval, value: float) -> bool:
    return interval.low - 1e-9 <= value <= interval.high + 1e-9


@settings(max_examples=200, deadline=None)
@given(truths(), st.floats(0, 1))
def test_the_truth_lies_in_every_interval(made: tuple[dict[str, int], dict[str, Any]], of_unknown: float) -> None:
    counts, bands = made
    ad = one(genders(bands))
    known, everybody = counts["female"] + counts["male"], sum(counts.values())
    women = counts["unknown"] * of_unknown
    if known:
        assert holds(ad.share["gender"]["female"], counts["female"] / known)
    if everybody:
        assert holds(ad.share_with_unknown["gender"]["female"], (counts["female"] + women) / everybody)
        assert ad.unknown is not None
        assert holds(ad.unknown, counts["unknown"] / everybody)


@settings(max_examples=100, deadline=None)
@given(truths())
def test_calling_women_men_and_men_women_mirrors_everything(made: tuple[dict[str, int], dict[str, Any]]) -> None:
    _, bands = made
    swapped = {**bands, "female": bands["male"], "male": bands["female"]}
    first, second = one(genders(bands)), one(genders(swapped))
    for name in ("share", "share_with_unknown", "counts"):
        ours, theirs = getattr(first, name)["gender"], getattr(second, name)["gender"]
        assert close(ours["female"], theirs["male"])
        assert close(ours["male"], theirs["female"])
    assert first.unknown == second.unknown


def close(one: Interval, other: Interval) -> bool:
    return one.low == pytest.approx(other.low) and one.high == pytest.approx(other.high)


@settings(max_examples=100, deadline=None)
@given(truths(), COUNTS)
def test_more_unknown_only_widens_the_worst_case(made: tuple[dict[str, int], dict[str, Any]], more: int) -> None:
    _, bands = made
    grown = {**bands, "unknown": (bands["unknown"][0] + more, bands["unknown"][1] + more)}
    before, after = one(genders(bands)), one(genders(grown))
    assert before.share == after.share
    for group, share in before.share_with_unknown["gender"].items():
        wider = after.share_with_unknown["gender"][group]
        assert wider.low <= share.low + 1e-9
        assert wider.high >= share.high - 1e-9


AGES = ("18-24", "25-34", "35-44", "45-54")


def by_age(bands: dict[str, tuple[float, float]]) -> list[Delivery]:
    return [delivery(age=age, impressions=figure) for age, figure in bands.items()]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(COUNTS, SLACK, SLACK), min_size=4, max_size=4))
def test_bands_that_merge_upwards_lose_no_possibility(made: list[tuple[int, int, int]]) -> None:
    counts = {age: count for age, (count, _, _) in zip(AGES, made, strict=True)}
    bands = {
        age: (float(max(0, count - low)), float(count + high))
        for age, (count, low, high) in zip(AGES, made, strict=True)
    }
    merged = {
        "18-34": (bands["18-24"][0] + bands["25-34"][0], bands["18-24"][1] + bands["25-34"][1]),
        "35-54": (bands["35-44"][0] + bands["45-54"][0], bands["35-44"][1] + bands["45-54"][1]),
    }
    fine, wide = one(by_age(bands)).share["age"], one(by_age(merged)).share["age"]
    if sum(counts.values()):
        assert holds(wide["18-34"], (counts["18-24"] + counts["25-34"]) / sum(counts.values()))
    assert wide["18-34"].low >= fine["18-24"].low + fine["25-34"].low - 1e-9
    assert wide["18-34"].high <= fine["18-24"].high + fine["25-34"].high + 1e-9


def test_percentages_are_no_counts() -> None:
    assert one(genders({"female": 60, "male": 40}, "share")).counts == {}
    assert one(genders({"female": 6, "male": 4})).counts == {
        "gender": {"female": Interval.exact(6), "male": Interval.exact(4)}
    }


def test_percentages_of_people_answer_a_question_about_people_only() -> None:
    rows = genders({"female": 60, "male": 40}, "share")
    assert one(rows, metric="reach").share["gender"]["female"] == Interval.exact(0.6)
    assert one(rows, metric="impressions").share == {}
    of_impressions = {"metric": "impressions", "share_of": ("impressions",)}
    assert one(rows, **of_impressions).share["gender"]["female"] == Interval.exact(0.6)


def test_an_unknown_that_is_given_in_percent_is_no_more_than_that() -> None:
    given = one(genders({"female": (59.5, 60.5), "male": (29.5, 30.5), "unknown": (9.5, 9.8)}, "share"))
    assert given.unknown is not None
    assert given.unknown.high == pytest.approx(9.8 / 98.8)
