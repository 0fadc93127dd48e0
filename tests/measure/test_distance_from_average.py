"""How far an ad's audience is from that of all ads together."""

from __future__ import annotations

import pytest
from tests.measure.making import delivery, genders, measured

from seenby.model import AdKey, Interval

A, B, C = (AdKey("meta", ad=name) for name in "ABC")


def apart(rows: list) -> dict[str, Interval | None]:
    return {ad.key.name: ad.apart for ad in measured(rows)}


def is_about(found: Interval | None, value: float) -> bool:
    return found is not None and [found.low, found.high] == pytest.approx([value, value])


def test_it_is_half_the_sum_of_differences_to_all_ads_together() -> None:
    rows = [*genders({"female": 300, "male": 100}, ad=A), *genders({"female": 20, "male": 80}, ad=B)]
    found = apart(rows)
    # Of all 500 impressions 64 in 100 went to women: 75 and 20 are 11 and 44 away from it.
    assert is_about(found["A"], 0.11)
    assert is_about(found["B"], 0.44)


def test_a_group_that_an_ad_was_not_shown_to_is_nobody_of_it() -> None:
    found = apart([*genders({"female": 100}, ad=A), *genders({"male": 300}, ad=B)])
    assert is_about(found["A"], 0.75)
    assert is_about(found["B"], 0.25)


def test_the_unknown_belong_to_no_average() -> None:
    rows = [*genders({"female": 30, "male": 10, "unknown": 1000}, ad=A), *genders({"female": 10, "male": 30}, ad=B)]
    assert is_about(apart(rows)["A"], 0.25)


def test_bands_count_with_their_middle_and_open_bands_with_their_lower_end() -> None:
    banded = [*genders({"female": (0, 200), "male": 100}, ad=A), *genders({"female": 100, "male": 300}, ad=B)]
    assert is_about(apart(banded)["B"], 1 / 12)
    opened = [
        *genders({"female": (100, float("inf")), "male": 100}, ad=A),
        *genders({"female": 100, "male": 300}, ad=B),
    ]
    assert is_about(apart(opened)["B"], 1 / 12)


def test_one_ad_alone_and_an_ad_in_another_metric_have_none() -> None:
    assert apart(genders({"female": 3, "male": 1}, ad=A)) == {"A": None}
    rows = [
        *genders({"female": 3, "male": 1}, ad=A),
        *genders({"female": 1, "male": 3}, ad=B),
        *genders({"female": 1, "male": 3}, "reach", ad=C),
    ]
    found = apart(rows)
    assert found["C"] is None
    assert found["A"] is not None
    assert found["B"] is not None


def test_percentages_have_none_since_they_do_not_say_of_how_many() -> None:
    rows = [*genders({"female": 60, "male": 40}, "share", ad=A), *genders({"female": 50, "male": 50}, "share", ad=B)]
    assert apart(rows) == {"A": None, "B": None}


def test_it_is_taken_over_the_breakdown_that_most_ads_have() -> None:
    rows = [
        *(delivery(A, age=band, impressions=count) for band, count in (("18-24", 10), ("25-34", 30))),
        *(delivery(B, age=band, impressions=count) for band, count in (("18-24", 30), ("25-34", 10))),
        *genders({"female": 10, "male": 30}, ad=C),
    ]
    found = apart(rows)
    assert is_about(found["A"], 0.25)
    assert found["C"] is None
