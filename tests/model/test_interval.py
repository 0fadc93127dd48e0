"""An interval never holds nonsense."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.model import Interval
from seenby.model.wording.in_every_100 import in_every_hundred, whole_ends

ends = st.floats(0, 1e12, allow_nan=False)
shares = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: Interval(min(pair), max(pair)))


@pytest.mark.parametrize(("low", "high"), [(2, 1), (math.nan, 1), (0, math.nan), (math.nan, math.nan)])
def test_ends_the_wrong_way_round_or_not_a_number_are_refused(low, high):
    with pytest.raises(ValueError, match="from low to high"):
        Interval(low, high)


@given(ends, ends, ends, ends)
def test_a_sum_holds_the_sum_of_any_values_inside(a, b, c, d):
    first, second = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    both = first + second
    assert both.low <= first.middle + second.middle <= both.high


@given(ends, ends, ends, ends)
def test_a_span_holds_both(a, b, c, d):
    first, second = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    span = first.span(second)
    assert span.low <= min(a, b, c, d)
    assert span.high >= max(a, b, c, d)


def test_an_open_end_is_null_in_json():
    assert Interval(1_000_000, math.inf).as_json() == {"low": 1_000_000, "high": None}
    assert Interval(1_000_000, math.inf).width == math.inf


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Interval.exact(0.0), "none"),
        (Interval.exact(1.0), "all"),
        (Interval.exact(0.8766), "88 in every 100"),
        (Interval.exact(0.001), "fewer than 1 in every 100"),
        (Interval.exact(0.999), "more than 99 in every 100"),
        (Interval(0.5701, 0.6599), "57 to 66 in every 100"),
        (Interval(0.1966, 0.2034), "20 in every 100"),
        (Interval(0.0, 1.0), "0 to 100 in every 100"),
    ],
)
def test_shares_are_said_as_frequencies(share, words):
    assert in_every_hundred(share) == words


@given(shares)
def test_words_never_claim_more_than_is_known(share):
    low, high = whole_ends(share)
    assert low / 100 <= share.high + 0.005
    assert high / 100 >= share.low - 0.005
    if high - low > 1:
        assert low / 100 <= share.low + 1e-9
        assert high / 100 >= share.high - 1e-9


def test_a_sum_with_a_part_that_is_not_known_is_not_known() -> None:
    some = [Interval(1, 2), Interval.exact(3), Interval(0, math.inf)]
    assert Interval.total(some) == Interval(4, math.inf)
    assert Interval.total([*some, None]) is None
    assert Interval.total([None]) is None
    assert Interval.total([]) is None
    assert Interval.total(iter(some[:2])) == Interval(4, 5)


def test_people_reached_twice_may_be_the_same_ones() -> None:
    assert Interval(3, 4).union(Interval(5, 6)) == Interval(5, 10)
