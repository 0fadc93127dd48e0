"""The same ads measured in other ways: by impressions and by reach, with and without their first day."""

from __future__ import annotations

from datetime import date

import pytest
from tests.measure.making import AD, delivery, genders

from seenby.measure import Question, variants
from seenby.model import AdKey, Delivery

OTHER = AdKey("meta", ad="B")
ASKED = Question(None, {}, None, [""], ["export.csv"])


def day(at: int, women: float, men: float, **more) -> list[Delivery]:
    return genders({"female": women, "male": men}, fold="time", day=date(2026, 5, at), **more)


def women(found, metric: str, first_day_out: bool, ad: AdKey = AD) -> tuple[float, float]:
    share = found[metric, first_day_out][ad].share["gender"]["female"]
    return (round(share.low, 9), round(share.high, 9))


def test_ads_are_measured_by_impressions_and_by_reach_whatever_was_asked():
    rows = [
        delivery(gender="female", impressions=800, reach=300),
        delivery(gender="male", impressions=200, reach=300),
    ]
    for metric in (None, "impressions", "reach"):
        found = variants(rows, {}, Question(metric, {}, None, [""], ["x"]), {AD})
        assert set(found) == {("impressions", False), ("reach", False)}
        assert women(found, "impressions", first_day_out=False) == (0.8, 0.8)
        assert women(found, "reach", first_day_out=False) == (0.5, 0.5)


def test_a_metric_the_export_does_not_have_is_no_variant():
    assert set(variants(genders({"female": 8, "male": 2}), {}, ASKED, {AD})) == {("impressions", False)}
    assert variants([], {}, ASKED, {AD}) == {}


def test_the_first_day_of_each_ad_is_left_out_whichever_it_is():
    rows = [
        *genders({"female": 130, "male": 170}),
        *day(3, 90, 10),
        *day(4, 20, 80),
        *day(5, 20, 80),
        *genders({"female": 60, "male": 140}, ad=OTHER),
        *day(5, 50, 50, ad=OTHER),
        *day(6, 10, 90, ad=OTHER),
    ]
    found = variants(rows, {}, ASKED, {AD, OTHER})
    assert women(found, "impressions", first_day_out=True) == (0.2, 0.2)
    assert women(found, "impressions", first_day_out=True, ad=OTHER) == (0.1, 0.1)
    assert women(found, "impressions", first_day_out=False) == pytest.approx((130 / 300,) * 2)


def test_rows_of_one_day_in_any_order_find_the_first():
    rows = [*genders({"female": 110, "male": 90}), *day(9, 20, 80), *day(2, 90, 10)]
    assert women(variants(rows, {}, ASKED, {AD}), "impressions", first_day_out=True) == (0.2, 0.2)


@pytest.mark.parametrize("rows", [genders({"female": 8, "male": 2}), day(3, 8, 2)])
def test_without_days_or_with_one_there_is_no_first_day_to_leave_out(rows):
    assert ("impressions", True) not in variants(rows, {}, ASKED, {AD})


def reach(at: int, women: float, men: float) -> list[Delivery]:
    return genders({"female": women, "male": men}, metric="reach", fold="time", day=date(2026, 5, at))


def test_reach_by_day_is_not_added_up_as_if_nobody_came_back():
    whole = genders({"female": 300, "male": 300}, metric="reach")
    found = variants([*whole, *reach(3, 200, 100), *reach(4, 200, 100), *reach(5, 200, 100)], {}, ASKED, {AD})
    assert ("reach", True) not in found
    found = variants([*whole, *reach(3, 200, 100), *reach(4, 30, 70)], {}, ASKED, {AD})
    assert women(found, "reach", first_day_out=True) == (0.3, 0.3)


def test_only_the_ads_that_are_wanted_are_measured():
    rows = [*genders({"female": 8, "male": 2}), *genders({"female": 1, "male": 1}, ad=OTHER)]
    assert set(variants(rows, {}, ASKED, {OTHER})["impressions", False]) == {OTHER}
    assert variants(rows, {}, ASKED, set()) == {}
