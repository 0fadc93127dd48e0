from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seenby.stats.clustering import rho_from_twins
from seenby.stats.errors import BadInput, NoSpread, TooFew
from seenby.stats.lab.clustering_otherwise import rho_from_groups, rho_from_slices, rho_likelihood
from seenby.stats.lab.null_worlds import clustered_days

COUNTS = st.lists(st.integers(1, 199), min_size=6, max_size=12)


def clustered(groups: int, runs: int, size: int, rho: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    made = clustered_days(groups, runs, seed, share=0.55, total=size, rho=rho)
    return made.count, made.total


@pytest.mark.parametrize("rho", [0.0024, 0.010, 0.05])
def test_the_clustering_put_in_comes_out(rho: float) -> None:
    count, total = clustered(600, 2, 3_000, rho, seed=1)
    found = rho_from_twins(count[:, 0], total[:, 0], count[:, 1], total[:, 1])
    assert found.low < rho < found.high
    assert found.rho == pytest.approx(rho, rel=0.15)
    assert found.spare == 600


def test_strong_clustering_of_pairs_is_not_underestimated_for_having_few_runs_a_mean() -> None:
    count, total = clustered(6_000, 2, 500, 0.3, seed=8)
    found = rho_from_twins(count[:, 0], total[:, 0], count[:, 1], total[:, 1])
    assert found.low < 0.3 < found.high


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(300):
        count, total = clustered(9, 2, 1_000, 0.01, seed)
        found = rho_from_twins(count[:, 0], total[:, 0], count[:, 1], total[:, 1])
        covered += found.low <= 0.01 <= found.high
    assert 0.92 <= covered / 300 <= 0.985


def test_groups_of_any_size_and_label_agree_with_twins() -> None:
    count, total = clustered(20, 2, 500, 0.02, seed=3)
    twins = rho_from_twins(count[:, 0], total[:, 0], count[:, 1], total[:, 1])
    labels = np.repeat([f"g{i}" for i in range(20)], 2)
    grouped = rho_from_groups(count.ravel(), total.ravel(), labels)
    assert astuple(grouped) == pytest.approx(astuple(twins), abs=1e-12)


def test_slices_measure_days_whatever_the_runs_own_share() -> None:
    rng = np.random.default_rng(4)
    shares = rng.uniform(0.2, 0.8, 50)
    p = rng.beta(shares[:, None] * 99, (1 - shares[:, None]) * 99, (50, 14))
    count = rng.binomial(1_000, p)
    found = rho_from_slices(count, 1_000)
    assert found.low < 0.01 < found.high
    assert found.spare == 50 * 13


def test_slices_inside_a_run_hide_what_differs_between_runs() -> None:
    rng = np.random.default_rng(5)
    runs = rng.beta(0.5 * 99, 0.5 * 99, 40)  # rho 0.01 between runs, coin tosses inside
    count = rng.binomial(1_000, np.repeat(runs[:, None], 10, axis=1))
    inside = rho_from_slices(count, 1_000)
    between = rho_from_groups(count.sum(axis=1), np.full(40, 10_000), np.zeros(40))
    assert inside.high < between.low


@given(COUNTS)
@settings(max_examples=60)
def test_counting_the_others_leaves_the_clustering_alone(count: list[int]) -> None:
    counts = np.array(count)
    group = np.arange(len(count)) // 3
    try:
        here = rho_from_groups(counts, 200, group)
    except (NoSpread, TooFew):
        return
    there = rho_from_groups(200 - counts, 200, group)
    assert (there.rho, there.low, there.high) == pytest.approx((here.rho, here.low, here.high), abs=1e-9)
    assert 0 <= here.low <= here.rho <= here.high <= 1


def test_empty_slices_and_groups_of_one_are_left_out() -> None:
    count, total = clustered(10, 2, 500, 0.02, seed=3)
    twins = rho_from_groups(count.ravel(), total.ravel(), np.repeat(np.arange(10), 2))
    more = rho_from_groups([*count.ravel(), 0, 7], [*total.ravel(), 0, 9], [*np.repeat(np.arange(10), 2), 0, 99])
    assert astuple(more) == pytest.approx(astuple(twins), abs=1e-12)


def test_runs_more_alike_than_coins_are_not_called_unclustered() -> None:
    with pytest.raises(NoSpread):
        rho_from_groups(np.full(30, 500), np.full(30, 1_000), np.zeros(30))


@pytest.mark.parametrize(
    ("count", "total", "group"),
    [([5], [9], [0]), ([5, 6], [9, 9], [0, 1]), ([0, 0], [9, 9], [0, 0]), ([9, 9], [9, 9], [0, 0]), ([], [], [])],
)
def test_nothing_to_compare_is_too_few(count: list[int], total: list[int], group: list[int]) -> None:
    with pytest.raises(TooFew):
        rho_from_groups(count, total, group)


def test_misfitting_inputs_are_refused() -> None:
    with pytest.raises(BadInput):
        rho_from_groups([1, 2], [3, 3], [0, 0, 0])
    with pytest.raises(BadInput):
        rho_from_twins([1], [3], [1, 2], [3, 3])
    with pytest.raises(BadInput):
        rho_from_slices(np.ones((2, 2, 2)), 3)
    with pytest.raises(BadInput):
        rho_likelihood([[1, 2]], 3)
    with pytest.raises(BadInput):
        rho_from_groups([1, 2], [3, 3], [0, 0], level=0)


def test_likelihood_finds_the_clustering_of_one_large_group() -> None:
    count, total = clustered(1, 400, 500, 0.02, seed=6)
    found = rho_likelihood(count[0], total[0])
    assert found.low < 0.02 < found.high
    assert found.rho == pytest.approx(rho_from_slices(count, total).rho, rel=0.1)


def test_likelihood_of_coin_tosses_reaches_down_to_zero() -> None:
    count = np.random.default_rng(7).binomial(400, 0.5, 30)
    found = rho_likelihood(count, 400)
    assert found.low == 0.0
    assert found.high < 0.01


def test_likelihood_needs_two_runs_and_both_kinds_of_people() -> None:
    with pytest.raises(TooFew):
        rho_likelihood([3], [5])
    with pytest.raises(TooFew):
        rho_likelihood([0, 0, 0], [5, 5, 0])
