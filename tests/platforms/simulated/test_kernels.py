"""The numbers inside the kernels against SciPy's, and the lot among an advertiser's ads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, ndtri
from scipy.stats import chisquare

from seenby.platforms.simulated.auction import kernels
from seenby.platforms.simulated.rng import tick_key


def test_the_sigmoid_is_one_to_six_digits():
    scores = np.linspace(-30, 30, 4_001, dtype=np.float32)
    found = np.asarray([kernels.sigmoid(one) for one in scores], np.float64)
    assert found == pytest.approx(expit(scores.astype(np.float64)), rel=2e-6)


def test_the_normal_quantile_is_one_to_eight_digits():
    chances = np.concatenate([np.logspace(-9, -2, 50), np.linspace(0.01, 0.99, 99), 1 - np.logspace(-9, -2, 50)])
    found = np.asarray([kernels.normal(float(one)) for one in chances])
    assert found == pytest.approx(ndtri(chances), rel=3e-9, abs=1e-9)


def test_hashes_of_neighbours_are_even_and_unlike():
    key = tick_key(1, 0)
    places = key + np.arange(1, 20_001, dtype=np.uint64) * kernels.GOLDEN
    draws = [kernels.uniform(np.uint64(kernels.mix(one))) for one in places]
    counts, _ = np.histogram(draws, bins=50, range=(0, 1))
    assert chisquare(counts).pvalue > 1e-4
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 0.03


def test_ticks_and_seeds_have_keys_of_their_own():
    keys = {int(tick_key(seed, tick)) for seed in range(50) for tick in range(50)}
    assert len(keys) == 2_500


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0, 1e6, width=32), min_size=4, max_size=16),
    st.integers(0, 2**63),
)
def test_at_most_one_ad_of_an_advertiser_is_left_and_it_was_among_those_that_could_take_part(values, bits):
    before = np.asarray(values, np.float32)
    groups = np.asarray([[0, 2, 3], [1, -1, -1]], np.int32)
    after = before.copy()
    kernels.one_each(after, groups, np.uint64(bits))
    mine = [0, 2, 3]
    assert sum(after[mine] > 0) == min(1, sum(before[mine] > 0))
    assert all(one in (0, old) for one, old in zip(after, before, strict=True))
    untouched = [k for k in range(before.size) if k not in mine]
    assert (after[untouched] == before[untouched]).all()


def test_the_lot_is_fair():
    groups = np.asarray([[0, 1, 2]], np.int32)
    wins = np.zeros(3)
    for draw in range(6_000):
        values = np.ones(4, np.float32)
        kernels.one_each(values, groups, np.uint64(kernels.mix(np.uint64(draw))))
        wins[np.flatnonzero(values[:3])] += 1
    assert wins.sum() == 6_000
    assert chisquare(wins).pvalue > 1e-4


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1e6, width=32), min_size=1, max_size=20))
def test_the_best_and_the_second_are_those_of_a_sorted_list(values):
    found = np.asarray(values, np.float32)
    best, first, second = kernels.top_two(found)
    ranked = sorted(found.tolist(), reverse=True)
    assert first == ranked[0]
    assert second == (ranked[1] if len(ranked) > 1 else 0)
    assert (best == -1) == (ranked[0] == 0)
    if best >= 0:
        assert found[best] == ranked[0]
