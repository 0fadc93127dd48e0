"""What a breakdown lacks of an ad's delivery is unknown, as far as it is more than rounding."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.measure.making import delivery, genders, one

from seenby.model import Delivery, Interval


def whole(figure: float, **more: Any) -> Delivery:
    return delivery(impressions=figure, **more)


@pytest.mark.parametrize("other", [{}, {"placement": "Feed"}, {"age": "18-24"}])
def test_the_rest_of_a_total_or_another_breakdown_is_unknown(other: dict[str, str]) -> None:
    ad = one([*genders({"female": 30, "male": 10}), whole(400, **other)])
    assert ad.unknown is not None
    assert ad.unknown.low == ad.unknown.high == pytest.approx(0.9)
    men = ad.share_with_unknown["gender"]["male"]
    assert (men.low, men.high) == pytest.approx((0.025, 0.925))
    assert ad.share["gender"]["male"].low == pytest.approx(0.25)
    assert ad.covered["gender"].low == pytest.approx(0.1)
    assert ad.impressions is not None
    assert ad.impressions.low == 400


def test_unknown_of_the_platform_and_the_rest_are_added() -> None:
    ad = one([*genders({"female": 30, "male": 10, "unknown": 60}), whole(200)])
    assert ad.counts["gender"]["unknown"].low == 160


def test_rounding_raises_no_alarm_and_small_withheld_cells_only_widen() -> None:
    rounded = one([*genders({"female": 500, "male": 495}), whole(1000)])
    assert rounded.unknown is not None
    assert (rounded.unknown.high, rounded.covered) == (0.0, {})
    withheld = one([*genders({"female": 500, "male": 470}), whole(1000)])
    assert withheld.unknown is not None
    assert withheld.unknown.low == pytest.approx(0.03)
    assert withheld.covered == {}


def test_a_total_of_more_days_says_nothing_of_the_rest() -> None:
    ad = one([*genders({"female": 30, "male": 10}), whole(400, end=date(2026, 6, 30))])
    assert ad.unknown is not None
    assert ad.unknown.high == 0.0


def test_people_who_may_be_the_same_ones_again_are_no_rest() -> None:
    ad = one([*genders({"female": 30, "male": 10}, "reach"), delivery(placement="Feed", reach=(35, 80))])
    assert ad.unknown is not None
    assert ad.unknown.high == 0.0
    lacking = one([*genders({"female": 30, "male": 10}, "reach"), delivery(reach=400)])
    assert lacking.unknown is not None
    assert lacking.unknown.low == pytest.approx(0.9)


def test_what_is_covered_is_a_share_from_the_least_of_the_most_to_the_most_of_the_least() -> None:
    ad = one([*genders({"female": 30, "male": (10, 20)}), delivery(impressions=(400, 500))])
    assert ad.covered["gender"] == Interval(40 / 500, 50 / 400)


def test_a_hundredth_less_than_all_is_all() -> None:
    exact = one([*genders({"female": 50, "male": 50}), whole(101)])
    assert (exact.unknown, exact.covered) == (Interval.exact(0.0), {})


@pytest.mark.parametrize("undated", ["start", "end"])
def test_a_total_that_is_not_dated_on_one_side_may_be_of_the_same_days(undated: str) -> None:
    ad = one([*genders({"female": 30, "male": 10}), whole(400, **{undated: None})])
    assert ad.covered["gender"].low == pytest.approx(0.1)


def test_percentages_and_bands_without_an_end_lack_nothing_that_is_known() -> None:
    percent = one([*genders({"female": 60, "male": 40}, "share"), whole(4000)])
    assert (percent.unknown, percent.covered) == (Interval.exact(0.0), {})
    opened = one([*genders({"female": (10, float("inf")), "male": 10}), whole(400)])
    assert opened.covered == {}
    assert "unknown" not in opened.counts["gender"]


def test_rows_without_dates_have_no_period() -> None:
    assert one(genders({"female": 30, "male": 10}, start=None, end=None)).period == (None, None)
