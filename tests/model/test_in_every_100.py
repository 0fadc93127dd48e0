"""Differences of shares as a person reads them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seenby.model.wording.in_every_100 import points_apart, told_apart

SHARES = st.floats(0, 1)


def test_a_difference_that_goes_one_way_is_never_said_to_be_nothing():
    assert points_apart(-0.076, -0.0034) == ("0.3", "8")
    assert points_apart(0.0004, 0.0212) == ("0.04", "3")
    assert points_apart(0.05, 0.111) == ("5", "12")
    assert points_apart(-0.021, 0.034) == ("3", "4")


@given(SHARES, SHARES)
def test_ends_are_rounded_outward(one, other):
    low, high = sorted((one, other))
    least, most = map(float, points_apart(low, high))
    assert least <= low * 100 + 1e-6
    assert most >= high * 100 - 1e-6
    assert least > 0 or low < 1e-8


def test_two_shares_that_differ_are_told_apart():
    assert told_apart(0.571, 0.66) == ("57", "66")
    assert told_apart(0.571, 0.573) == ("57.1", "57.3")
    assert told_apart(0.5, 0.5) == ("50", "50")
