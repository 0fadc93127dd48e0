from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.stats.errors import BadInput, TooFew
from seenby.stats.lab.variations import log_odds_difference
from seenby.stats.log_odds import log_odds, share_after

COUNTS = st.integers(0, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n + 1), st.just(n + 1)))


def test_half_is_added_to_both_sides() -> None:
    assert log_odds(9, 12) == pytest.approx(np.log(9.5 / 3.5))


@given(COUNTS)
def test_counting_the_others_mirrors_the_log_odds(pair: tuple[int, int]) -> None:
    count, total = pair
    assert log_odds(count, total) == pytest.approx(-float(log_odds(total - count, total)), abs=1e-12)


def test_nobody_and_everybody_stay_finite() -> None:
    assert np.isfinite(log_odds([0, 50], [50, 50])).all()


def test_a_run_that_reached_nobody_is_refused_instead_of_read_as_even() -> None:
    with pytest.raises(TooFew):
        log_odds([0, 3], [0, 5])


@pytest.mark.parametrize(("count", "total"), [(5, 4), (-1, 4), (np.nan, 4), (1, np.inf)])
def test_counts_that_cannot_be_are_refused(count: float, total: float) -> None:
    with pytest.raises(BadInput):
        log_odds(count, total)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BadInput):
        log_odds([1, 2], [3, 4, 5])


@given(COUNTS, COUNTS)
def test_swapping_the_runs_turns_the_sign(a: tuple[int, int], b: tuple[int, int]) -> None:
    assert float(log_odds_difference(*a, *b)) == -float(log_odds_difference(*b, *a))


@given(st.floats(0.01, 0.99), st.floats(-5, 5))
def test_an_effect_and_its_opposite_lead_back(share: float, effect: float) -> None:
    assert share_after(share_after(share, effect), -effect) == pytest.approx(share, abs=1e-9)


def test_an_effect_is_read_off_as_points_of_a_share() -> None:
    assert share_after(0.57, np.log(0.66 / 0.34) - np.log(0.57 / 0.43)) == pytest.approx(0.66)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_none_or_all_has_no_log_odds(share: float) -> None:
    with pytest.raises(BadInput):
        share_after(share, 0.1)
