"""What each group cost, how often it saw the ad, and how shares went over time."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.measure.making import AD, delivery, genders, measured, one

from seenby.model import AdKey, Interval


def test_cost_by_group() -> None:
    rows = [
        delivery(gender="female", impressions=2000, reach=1000, spend=10, currency="EUR"),
        delivery(gender="male", impressions=500, reach=400, spend=5, currency="EUR"),
    ]
    women = one(rows).cost["gender"]["female"]
    assert women.spend == Interval.exact(10)
    assert women.per_thousand == Interval.exact(5)
    assert women.per_person == Interval.exact(0.01)
    assert women.frequency == Interval.exact(2)
    assert one(rows).cost["gender"]["male"].per_thousand == Interval.exact(10)


def test_cost_of_bands_runs_from_cheapest_to_dearest() -> None:
    ad = one(
        [delivery(gender="female", impressions=(1000, 2000), spend=(10, 20)), delivery(gender="male", impressions=1)]
    )
    assert ad.cost["gender"]["female"].per_thousand == Interval(5, 20)
    assert "male" not in ad.cost["gender"]


def test_nothing_is_divided_by_a_reach_of_nothing() -> None:
    ad = one(
        [delivery(gender="female", impressions=7, reach=0, spend=1), delivery(gender="male", impressions=3, reach=2)]
    )
    women = ad.cost["gender"]["female"]
    assert women.per_person is None
    assert women.frequency is None
    assert women.per_thousand is not None


def test_an_open_band_has_no_least_cost() -> None:
    ad = one([delivery(gender="female", impressions=(1000, float("inf")), spend=10)])
    assert ad.cost["gender"]["female"].per_thousand == Interval(0, 10)


def test_money_of_two_currencies_is_never_one_sum() -> None:
    rows = [
        delivery(gender="female", impressions=1, spend=1, currency="EUR"),
        delivery(gender="male", impressions=1, spend=1, currency="USD"),
    ]
    assert (one(rows).spend, one(rows).currency) == (None, None)
    mixed = [row._replace(currency="EUR/USD") for row in rows]
    assert (one(mixed).spend, one(mixed).currency) == (None, None)
    assert "gender" not in one(mixed).cost or not any(cost.spend for cost in one(mixed).cost["gender"].values())


def test_money_without_a_named_currency_is_still_a_sum() -> None:
    ad = one(genders({"female": 1, "male": 2}, spend=1.5))
    assert (ad.spend, ad.currency) == (Interval.exact(3), None)


def test_totals_come_from_the_rows_that_give_them_most_narrowly() -> None:
    rows = [delivery(impressions=100, reach=80), *genders({"female": (10, 90), "male": (10, 90)})]
    ad = one(rows)
    assert ad.impressions == Interval.exact(100)
    assert ad.reach == Interval.exact(80)


def test_a_total_over_rows_of_which_some_do_not_report_has_no_upper_end() -> None:
    ad = one([delivery(gender="female", impressions=10, reach=5), delivery(gender="male", impressions=10)])
    assert ad.reach == Interval(5, float("inf"))
    assert ad.as_json()["reach"] == {"low": 5, "high": None}


def test_the_share_by_day() -> None:
    days = [date(2026, 5, day) for day in (1, 2)]
    rows = genders({"female": 30, "male": 30})
    rows += [delivery(fold="time", gender=who, day=day, impressions=n) for day, n in zip(days, (10, 20), strict=True)
             for who in ("female", "male")]  # fmt: skip
    line = one(rows).over_time["gender"]
    assert [(point.at, point.share["female"], point.cumulative) for point in line] == [
        (days[0], Interval.exact(0.5), False),
        (days[1], Interval.exact(0.5), False),
    ]


def test_the_share_by_snapshot_is_cumulative() -> None:
    moments = [datetime.fromisoformat(f"2026-05-0{day}T09:00") for day in (1, 2)]
    past = [(moments[0], genders({"female": 1, "male": 3})), (moments[1], genders({"female": 2, "male": 2}))]
    ad = one(genders({"female": 2, "male": 2}), history={AD: past})
    assert [(point.share["female"].low, point.cumulative) for point in ad.over_time["gender"]] == [
        (0.25, True),
        (0.5, True),
    ]
    assert ad.snapshots == 2


def test_a_line_over_time_is_of_one_metric() -> None:
    moments = [datetime.fromisoformat(f"2026-05-0{day}T09:00") for day in (1, 2, 3)]
    past = [
        (moments[0], genders({"female": 1, "male": 3}, "reach")),
        (moments[1], genders({"female": 2, "male": 2})),
        (moments[2], genders({"female": 3, "male": 1})),
    ]
    ad = one(genders({"female": 3, "male": 1}), history={AD: past})
    assert [point.at for point in ad.over_time["gender"]] == moments[1:]


def test_one_moment_is_no_line() -> None:
    assert one(genders({"female": 1, "male": 1})).over_time == {}


def test_the_largest_ad_comes_first_and_every_ad_once() -> None:
    keys = [AdKey("meta", ad=name) for name in "ABC"]
    rows = [
        delivery(key, gender="female", impressions=count, source=number % 2)
        for number, (key, count) in enumerate(zip(keys, (5, 50, 20), strict=True))
    ]
    found = measured(rows)
    assert [ad.key.name for ad in found] == ["B", "C", "A"]
    assert [ad.sources for ad in found] == [("b",), ("a",), ("a",)]
    assert pytest.approx(1.0) == found[0].share["gender"]["female"].low


def test_ads_of_one_size_come_in_the_order_of_their_names_the_unnamed_first() -> None:
    keys = [AdKey("meta", campaign=campaign, ad_set=ad_set) for campaign in ("Z", None) for ad_set in ("B", "A", None)]
    found = measured([delivery(key, gender="female", impressions=5) for key in keys])
    assert [(ad.key.campaign, ad.key.ad_set) for ad in found] == [
        (None, None),
        (None, "A"),
        (None, "B"),
        ("Z", None),
        ("Z", "A"),
        ("Z", "B"),
    ]


def test_a_level_that_is_hardly_fuller_gives_no_other_total() -> None:
    whole = delivery(impressions=1000)
    within = genders({"female": (500, 700), "male": (500, 700)})
    assert one([whole, *within]).impressions == Interval.exact(1000)
    assert one([whole, *genders({"female": (505, 700), "male": (505, 700)})]).impressions == Interval.exact(1000)
    fuller = one([whole, *genders({"female": (506, 700), "male": (506, 700)})])
    assert fuller.impressions == Interval(1012, 1400)


def test_the_share_by_day_comes_by_age_in_the_order_of_ages_and_says_of_how_many() -> None:
    days = [date(2026, 5, day) for day in (1, 2)]
    bands = ("5-12", "13-17", "unknown")
    rows = [delivery(fold="time", age=band, day=day, impressions=10) for day in days for band in bands]
    line = one([*rows, *(delivery(age=band, impressions=20) for band in bands)]).over_time["age"]
    assert [list(point.share) for point in line] == [["5-12", "13-17"]] * 2
    assert [point.known for point in line] == [Interval.exact(20)] * 2
