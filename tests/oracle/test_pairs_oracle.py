"""Pairs, twins, groups, bias and power against SciPy, statsmodels and counting by hand."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from scipy import integrate, optimize, stats
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.power import TTestPower

from seenby.stats.decomposition import kitagawa
from seenby.stats.lab.e_process_pairs import bounded_evidence, pair_evidence
from seenby.stats.lab.rank_among_twins import beyond_twins
from seenby.stats.pairs.identical_pairs import against_twins, twin_spread
from seenby.stats.pairs.meta_analysis import average_of_groups, random_effects
from seenby.stats.pairs.sensitivity import rosenbaum_gamma
from seenby.stats.power import pairs_needed, simulated_power


def test_pair_evidence_is_the_normal_mixture() -> None:
    d = np.array([0.4, 0.1, 0.5, -0.2])
    ours = np.exp(pair_evidence(d, scale=0.3)[-1])

    def integrand(bet: float) -> float:
        return float(np.exp(bet * d.sum() - bet * bet * (d * d).sum() / 2) * stats.norm.pdf(bet, scale=1 / 0.3))

    theirs = integrate.quad(integrand, -np.inf, np.inf, epsabs=0, epsrel=1e-10)[0]
    assert ours == pytest.approx(theirs, rel=1e-8)


def test_bounded_evidence_is_the_mean_of_the_products() -> None:
    d = np.array([0.4, 0.1, 0.5, -0.2])
    bets = d / (np.abs(d) + 0.15)
    wealth = [np.prod(1 + stake * bets) for stake in (0.5, -0.5, 0.9, -0.9)]
    assert bounded_evidence(d)[-1] == pytest.approx(np.log(np.mean(wealth)), abs=1e-12)


@pytest.mark.parametrize("pairs", [1, 2, 3])
def test_ranks_among_twins_equal_counting_by_hand(pairs: int) -> None:
    rng = np.random.default_rng(pairs)
    d, twins = rng.normal(0.3, 0.3, pairs), rng.normal(0, 0.3, 6)
    pool = [*d, *twins]
    sums = [
        abs(sum(s * x for s, x in zip(signs, chosen, strict=True)))
        for chosen in combinations(pool, pairs)
        for signs in product((1, -1), repeat=pairs)
    ]
    by_hand = np.mean([total >= abs(d.sum()) - 1e-12 for total in sums])
    assert beyond_twins(d, twins).p == pytest.approx(by_hand, abs=1e-12)


def test_the_t_form_equals_scipy() -> None:
    d, twins = np.array([0.5, 0.2]), np.array([0.1, -0.2, 0.15, 0.05, -0.1])
    error = np.sqrt((twins**2).mean() / 2)
    ours = against_twins(d, twins)
    assert ours.p == pytest.approx(2 * stats.t.sf(d.mean() / error, 5), rel=1e-9)
    low, high = stats.t.interval(0.95, 5, loc=d.mean(), scale=error)
    assert (ours.interval.low, ours.interval.high) == pytest.approx((low, high), rel=1e-8)
    spread = twin_spread(twins)[1]
    assert spread.low == pytest.approx(np.sqrt((twins**2).sum() / stats.chi2.ppf(0.975, 5)), rel=1e-9)


def between_by_search(effects: np.ndarray, variances: np.ndarray) -> float:
    """The variance between groups by its definition: the weighted squares are as large as they are expected to be."""

    def excess(between: float) -> float:
        weights = 1 / (variances + between)
        return float(weights @ (effects - np.average(effects, weights=weights)) ** 2) - (effects.size - 1)

    return float(optimize.brentq(excess, 0.0, 10.0, xtol=1e-14, rtol=1e-14))


@pytest.mark.parametrize("groups", [2, 4, 9])
def test_random_effects_solve_paule_and_mandels_equation(groups: int) -> None:
    effects, variances = groups_that_differ(groups)
    between = between_by_search(effects, variances)
    ours = random_effects(effects, variances, widen_only=False)
    assert between > 0.01
    assert ours.between == pytest.approx(between, rel=1e-9)
    weights = 1 / (variances + between)
    mean = np.average(effects, weights=weights)
    error = np.sqrt(np.average((effects - mean) ** 2, weights=weights) / (groups - 1))
    low, high = stats.t.interval(0.95, groups - 1, loc=mean, scale=error)
    assert (ours.mean, ours.interval.low, ours.interval.high) == pytest.approx((mean, low, high), rel=1e-8)


@pytest.mark.parametrize("groups", [2, 4, 9])
def test_random_effects_are_near_statsmodels(groups: int) -> None:
    """Its search ends at 0 as soon as rounding takes the equation a hair below 0, so it is never asked for the last."""
    effects, variances = groups_that_differ(groups)
    theirs = combine_effects(effects, variances, method_re="iterated", use_t=True, atol=1e-5)
    ours = random_effects(effects, variances, widen_only=False)
    assert theirs.tau2 > 0.01
    assert ours.between == pytest.approx(theirs.tau2, rel=1e-4)
    assert ours.mean == pytest.approx(theirs.mean_effect_re, rel=1e-4)
    low, high = theirs.conf_int(use_t=True)[3]
    assert (ours.interval.low, ours.interval.high) == pytest.approx((low, high), rel=1e-4)


def groups_that_differ(groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Effects of groups that lie further apart than their own noise explains, and the variances of that noise."""
    rng = np.random.default_rng(groups)
    return rng.normal(0.3, 0.4, groups), rng.uniform(0.01, 0.05, groups)


def test_without_spread_between_groups_random_effects_equal_statsmodels_too() -> None:
    effects, variances = np.array([0.30, 0.32, 0.28]), np.array([0.04, 0.05, 0.03])
    theirs = combine_effects(effects, variances, use_t=True)
    ours = random_effects(effects, variances, widen_only=False)
    assert ours.between == theirs.tau2 == 0
    assert (ours.interval.low, ours.interval.high) == pytest.approx(tuple(theirs.conf_int(use_t=True)[3]), rel=1e-9)


def test_the_plain_mean_over_groups_equals_scipys_t_test() -> None:
    effects = np.random.default_rng(5).normal(0.2, 0.3, 6)
    theirs = stats.ttest_1samp(effects, 0.0)
    ours = average_of_groups(effects)
    assert ours.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert ours.interval.low == pytest.approx(theirs.confidence_interval().low, rel=1e-9)


@pytest.mark.parametrize(("agreeing", "pairs"), [(6, 6), (9, 12), (18, 20), (28, 30)])
def test_gamma_equals_solving_scipys_binomial_tail(agreeing: int, pairs: int) -> None:
    by_search = optimize.brentq(
        lambda gamma: stats.binom.sf(agreeing - 1, pairs, gamma / (1 + gamma)) - 0.05, 1e-6, 1e3, xtol=1e-12
    )
    assert rosenbaum_gamma(agreeing, pairs) == pytest.approx(by_search, rel=1e-8)


def test_the_pairs_formula_is_near_statsmodels_t_power() -> None:
    for ratio in (0.4, 0.6, 0.8, 1.0):
        theirs = TTestPower().solve_power(effect_size=ratio, alpha=0.05, power=0.8)
        assert abs(int(pairs_needed(1.0, ratio)) - theirs) <= 1.0


def test_simulated_power_is_near_statsmodels_t_power() -> None:
    theirs = TTestPower().power(effect_size=1.0, nobs=12, alpha=0.05)
    assert simulated_power(12, 0.3, 0.3, 1, studies=4_000).found == pytest.approx(theirs, abs=0.03)


def test_kitagawa_is_the_mean_of_both_counterfactuals() -> None:
    rng = np.random.default_rng(6)
    r_a, r_b = rng.random((2, 5))
    w_a, w_b = rng.dirichlet(np.ones(5), 2)
    found = kitagawa(r_a, w_a, r_b, w_b)
    assert found.composition.sum() == pytest.approx(((w_b - w_a) @ r_a + (w_b - w_a) @ r_b) / 2)
    assert found.rates.sum() == pytest.approx((w_a @ (r_b - r_a) + w_b @ (r_b - r_a)) / 2)
