"""What a breakdown lacks of an ad's delivery is unknown, as far as it is more than rounding."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.measure.making import delivery, genders, one

from seenby.model import Delivery


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
