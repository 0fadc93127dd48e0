"""Two rows of delivery as one."""

from __future__ import annotations

from datetime import date
from typing import Any

from seenby.model import AdKey, Delivery, Interval


def row(**fields: Any) -> Delivery:
    plain = Delivery(
        0, AdKey("meta", ad="A"), "people", frozenset({"gender"}), "female", "", "", "", "", None, None, None, 1,
        Interval.exact(100), Interval.exact(60), Interval.exact(5.0), None, "EUR",
    )  # fmt: skip
    return plain._replace(**fields)


def test_counts_and_money_add_up_over_the_days_of_both() -> None:
    one = row(start=date(2026, 5, 1), end=date(2026, 5, 7))
    both = one.plus(row(start=date(2026, 5, 8), end=date(2026, 5, 9), rows=2), same_people=False)
    assert (both.start, both.end, both.rows) == (date(2026, 5, 1), date(2026, 5, 9), 3)
    assert (both.impressions, both.reach, both.spend) == (
        Interval.exact(200), Interval.exact(120), Interval.exact(10.0),
    )  # fmt: skip


def test_people_who_may_be_the_same_ones_are_not_added_up() -> None:
    assert row().plus(row(reach=Interval.exact(70)), same_people=True).reach == Interval(70, 130)


def test_what_one_does_not_know_is_not_known_of_both() -> None:
    for same_people in (False, True):
        both = row().plus(row(impressions=None, reach=None, spend=None), same_people=same_people)
        assert (both.impressions, both.reach, both.spend) == (None, None, None)


def test_money_of_two_currencies_and_percentages_are_never_added() -> None:
    both = row(share=Interval.exact(40)).plus(row(currency="USD", share=Interval.exact(50)), same_people=False)
    assert (both.spend, both.share) == (None, None)
