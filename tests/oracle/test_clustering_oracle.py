"""Clustering against SciPy's beta-binomial and statsmodels' z-test. Tolerances stated at each comparison."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats
from statsmodels.stats.proportion import proportions_ztest

from seenby.stats.lab.clustering_otherwise import rho_from_slices, rho_likelihood
from seenby.stats.tipping_point import tipping_pair


def scipy_minus_log_likelihood(x: np.ndarray, count: np.ndarray, total: np.ndarray) -> float:
    share, rho = 1 / (1 + np.exp(-x))
    strength = 1 / rho - 1
    return -float(stats.betabinom.logpmf(count, total, share * strength, (1 - share) * strength).sum())


@pytest.mark.parametrize("rho", [0.005, 0.03, 0.2])
def test_maximum_likelihood_equals_scipy_within_one_in_a_thousand(rho: float) -> None:
    rng = np.random.default_rng(11)
    total = rng.integers(200, 900, 40)
    count = stats.betabinom.rvs(total, 0.4 * (1 / rho - 1), 0.6 * (1 / rho - 1), random_state=rng)
    best = optimize.minimize(
        scipy_minus_log_likelihood, [-0.4, -4.0], args=(count, total), method="Nelder-Mead", tol=1e-9
    )
    found = rho_likelihood(count, total)
    assert found.rho == pytest.approx(1 / (1 + np.exp(-best.x[1])), rel=1e-3)
    # at the ends of the interval SciPy's profile has dropped by half the chi-square quantile, within 0.01
    for end in (found.low, found.high):
        logit = np.log(end / (1 - end))
        profile = optimize.minimize_scalar(
            lambda m, at=logit: scipy_minus_log_likelihood(np.array([m, at]), count, total), bounds=(-3, 3)
        )
        assert profile.fun - best.fun == pytest.approx(stats.chi2.ppf(0.95, 1) / 2, abs=0.01)


def test_moments_agree_with_scipys_beta_binomial_variance() -> None:
    # many slices of one size: the estimate must reproduce the variance that SciPy states, within 5 %
    a, b, n = 30.0, 45.0, 400
    count = stats.betabinom.rvs(n, a, b, size=6_000, random_state=np.random.default_rng(2))
    found = rho_from_slices(count, n)
    variance = stats.betabinom.var(n, a, b)
    p = a / (a + b)
    assert n * p * (1 - p) * (1 + (n - 1) * found.rho) == pytest.approx(variance, rel=0.05)


def test_without_clustering_the_tipping_rule_is_statsmodels_pooled_z_test() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        n = rng.integers(50, 3_000, 2)
        k = rng.binomial(n, [0.5, 0.5 + rng.uniform(-0.1, 0.1)])
        found = tipping_pair(k[0] / n[0], n[0], k[1] / n[1], n[1])
        assert bool(found.holds) == (proportions_ztest(k, n)[1] < 0.05)
