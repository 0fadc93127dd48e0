"""Tipping points and the p of a pair against SciPy's normal, and against drawing pairs by the thousand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from seenby.stats.power import spread_from_rho
from seenby.stats.tipping_point import p_of_pair, tipping_mean, tipping_pair

RUNS = [(0.6, 900, 0.5, 700), (0.1, 5_000, 0.3, 4_000), (0.99, 300, 0.2, 10_000), (0.52, 100_000, 0.5, 90_000)]


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("rho", [0.0, 0.003, 0.05, 0.5, 1.0])
def test_p_of_a_pair_is_the_two_sided_normal_tail(run, rho):
    a, n, b, m = run
    p = (a * n + b * m) / (n + m)
    error = np.sqrt(p * (1 - p) * ((1 - rho) / n + (1 - rho) / m + 2 * rho))
    assert p_of_pair(a, n, b, m, rho) == pytest.approx(2 * stats.norm.sf(abs(a - b) / error), rel=1e-9)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("level", [0.8, 0.95, 0.995])
def test_at_the_tipping_point_of_a_pair_its_p_is_what_the_level_leaves(run, level):
    found = tipping_pair(*run, level=level)
    assert found.holds
    a, n, b, m = run
    p = float(p_of_pair(a, n, b, m, found.rho))
    assert p == pytest.approx(1 - level, rel=1e-9) if found.rho < 1 else p <= 1 - level


@pytest.mark.parametrize(("rho", "size"), [(0.01, 2_000), (0.05, 500)])
def test_p_of_a_pair_is_how_often_beta_binomial_runs_come_out_so_far_apart(rho, size):
    rng = np.random.default_rng(3)
    shares = rng.beta(0.4 * (1 / rho - 1), 0.6 * (1 / rho - 1), (2, 200_000))
    drawn = rng.binomial(size, shares) / size
    for apart in (0.05, 0.1, 0.2):
        often = np.mean(np.abs(drawn[0] - drawn[1]) >= apart)
        said = float(p_of_pair(0.4 + apart / 2, size, 0.4 - apart / 2, size, rho))
        assert said == pytest.approx(often, abs=0.012)


def test_with_coins_alone_it_is_the_pooled_two_proportion_test():
    table = np.array([[540, 360], [350, 350]])
    square = stats.chi2_contingency(table, correction=False)
    assert p_of_pair(0.6, 900, 0.5, 700, 0.0) == pytest.approx(square.pvalue, rel=1e-9)


def test_without_a_difference_and_without_anybody_of_either_kind_p_is_one():
    assert p_of_pair([0.3, 0.0, 1.0], 100, [0.3, 0.0, 1.0], 100, 0.01) == pytest.approx([1, 1, 1])


def test_p_rises_with_clustering_and_falls_with_distance():
    by_rho = p_of_pair(0.6, 900, 0.5, 700, np.linspace(0, 1, 50))
    by_distance = p_of_pair(np.linspace(0.5, 0.9, 50), 900, 0.5, 900, 0.02)
    assert (np.diff(by_rho) > 0).all()
    assert (np.diff(by_distance) < 0).all()


@pytest.mark.parametrize("effect", [0.2, -0.5, 1.5])
@pytest.mark.parametrize("pairs", [1, 6, 12])
@pytest.mark.parametrize(("share", "size"), [(0.5, 1_000), (0.1, 20_000), (0.9, 400)])
def test_the_tipping_point_of_a_mean_is_where_its_z_meets_the_critical_value(effect, pairs, share, size):
    """The log-odds of a run have variance [(1 - rho)/n + rho] / (p (1 - p)); a difference has twice that."""

    def surplus(rho: float) -> float:
        error = np.sqrt(2 * ((1 - rho) / size + rho) / (share * (1 - share)) / pairs)
        return abs(effect) / error - stats.norm.ppf(0.975)

    found = tipping_mean(effect, pairs, share, size)
    if surplus(0.0) <= 0:
        assert not found.holds
        assert found.rho == 0.0
    elif surplus(1.0) >= 0:
        assert found.rho == 1.0
    else:
        assert found.rho == pytest.approx(optimize.brentq(surplus, 0, 1), rel=1e-6)


def test_the_tipping_point_of_a_mean_agrees_with_the_spread_that_planning_uses():
    rho = float(tipping_mean(0.4, 8, 0.3, 3_000).rho)
    tau = float(spread_from_rho(rho, 0.3, 3_000))
    assert 0.4 / (tau / np.sqrt(8)) == pytest.approx(stats.norm.ppf(0.975), rel=1e-9)


def test_limits_of_the_tipping_point_of_a_mean():
    assert tipping_mean(0.0, 12, 0.5, 1_000).rho == 0.0
    assert not tipping_mean(0.0, 12, 0.5, 1_000).holds
    assert tipping_mean(50.0, 12, 0.5, 1_000).rho == 1.0
    assert (np.diff(tipping_mean(0.3, np.arange(2, 20), 0.5, 1_000).rho) > 0).all()
    assert (np.diff(tipping_mean(0.3, 12, 0.5, [300, 1_000, 10_000, 1e9]).rho) > 0).all()
    assert tipping_mean(0.3, 12, 0.4, 1_000).rho == pytest.approx(float(tipping_mean(-0.3, 12, 0.6, 1_000).rho))
    coins = np.sqrt(2 / (0.25 * 1_000 * 12)) * stats.norm.ppf(0.975)
    assert tipping_mean([coins * 0.999, coins * 1.001], 12, 0.5, 1_000).holds.tolist() == [False, True]
