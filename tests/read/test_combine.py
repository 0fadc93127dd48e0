"""Several exports of the same: figures that touch do not contradict each other."""

from __future__ import annotations

import pytest

from seenby.model import AdKey, Delivery, Interval
from seenby.read.merge import Slice, restated

NOW = (5, 10)


def row(source: int, low: float, high: float) -> Delivery:
    some = Interval(low, high)
    ad = AdKey("meta", ad="charm")
    return Delivery(
        source, ad, "people", frozenset({"gender"}), "male", "", "", "", "", None, None, None, 1,
        some, some, None, None, "EUR",
    )  # fmt: skip


def part(source: int, low: float, high: float) -> Slice:
    return Slice(source, None, None, (row(source, low, high),))


@pytest.mark.parametrize(
    ("other", "left"),
    [((10, 12), (10, 10)), ((2, 5), (5, 5)), ((11, 12), (5, 12)), ((2, 4), (2, 10)), ((6, 7), (6, 7))],
)
def test_of_two_rival_exports_that_touch_what_both_allow_is_left(other, left) -> None:
    (found,) = restated([part(1, *NOW)], [], [part(0, *other)])
    assert (found.impressions, found.reach) == (Interval(*left), Interval(*left))


@pytest.mark.parametrize(("earlier", "left"), [((10, 12), (5, 10)), ((11, 12), (5, 12)), ((1, 3), (5, 10))])
def test_an_earlier_count_widens_the_last_one_only_where_it_lay_above_it(earlier, left) -> None:
    (found,) = restated([part(0, *earlier), part(1, *NOW)], [])
    assert (found.impressions, found.reach) == (Interval(*left), Interval(*left))
