from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.stats.errors import BadInput, NoSpread, TooFew
from seenby.stats.lab.rank_among_twins import beyond_twins
from seenby.stats.pairs.identical_pairs import against_twins, twin_spread

VALUES = st.floats(-3, 3).filter(lambda x: x == 0 or abs(x) > 1e-6)
FEW = st.lists(VALUES, min_size=1, max_size=3)
TWINS = st.lists(VALUES, min_size=1, max_size=9)
NINE = [0.02, -0.10, 0.07, 0.15, -0.04, 0.08, -0.12, 0.05, 0.01]


def test_one_pair_beyond_all_nine_twins_is_one_in_ten() -> None:
    found = beyond_twins([0.6], NINE)
    assert found.p == pytest.approx(1 / 10)
    assert found.beyond
    assert found.largest_twin == 0.15
    assert found.exact


def test_one_pair_like_the_third_largest_twin_ranks_there() -> None:
    assert beyond_twins([-0.11], NINE).p == pytest.approx(3 / 10)
    assert not beyond_twins([-0.11], NINE).beyond


def test_three_pairs_that_agree_are_far_rarer_than_one() -> None:
    found = beyond_twins([0.6, 0.5, 0.7], NINE)
    assert found.arrangements == 220 * 4
    assert found.p == pytest.approx(1 / found.arrangements)


def test_pairs_that_disagree_are_not_evidence_even_if_each_is_large() -> None:
    assert beyond_twins([0.6, -0.6], NINE).p == 1.0


def test_many_arrangements_are_sampled_and_the_p_stays_valid() -> None:
    d, twins = np.full(8, 0.4), np.linspace(-0.3, 0.3, 20)
    found = beyond_twins(d, twins, rng=1)
    assert not found.exact
    assert found.p == 1 / 10_000
    assert found == beyond_twins(d, twins, rng=1)


def test_the_t_form_divides_by_the_twins_root_mean_square() -> None:
    found = against_twins([0.3, 0.5], [0.1, -0.1, 0.1, -0.1])
    assert found.mean == pytest.approx(0.4)
    reach = 0.1 / np.sqrt(2) * 2.7764451
    assert (found.interval.low, found.interval.high) == pytest.approx((0.4 - reach, 0.4 + reach))
    assert found.p == pytest.approx(0.0048127, abs=1e-7)
    assert (found.pairs, found.twins) == (2, 4)


@given(FEW, TWINS)
def test_swapping_labels_and_turning_twins_round_changes_nothing(d: list[float], twins: list[float]) -> None:
    assert beyond_twins(d, twins).p == beyond_twins([-x for x in d], [-x for x in twins]).p
    assert 0 < beyond_twins(d, twins).p <= 1
    if any(twins):
        here, there = against_twins(d, twins), against_twins([-x for x in d], [abs(x) for x in twins])
        assert here.p == pytest.approx(there.p)
        assert here.interval.low == pytest.approx(-there.interval.high)


def test_the_interval_excludes_zero_exactly_when_p_is_below_alpha() -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        found = against_twins(rng.normal(0.2, 0.1, 2), rng.normal(0, 0.1, 6))
        assert (found.p < 0.05) == found.interval.excludes(0.0)


def test_the_spread_of_twins_is_covered() -> None:
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(400):
        tau, interval = twin_spread(rng.normal(0, 0.3, 9))
        assert interval.low < tau < interval.high
        covered += interval.low <= 0.3 <= interval.high
    assert 0.92 <= covered / 400 <= 0.98


def test_twins_that_never_differ_are_no_yardstick() -> None:
    with pytest.raises(NoSpread):
        against_twins([0.3], [0.0, 0.0])


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(TooFew):
        beyond_twins([], NINE)
    with pytest.raises(TooFew):
        beyond_twins([0.1], [])
    with pytest.raises(BadInput):
        against_twins([np.nan], NINE)
    with pytest.raises(BadInput):
        against_twins([0.1], NINE, level=2)
    with pytest.raises(BadInput):
        beyond_twins(np.ones(8), np.ones(20), draws=0)
