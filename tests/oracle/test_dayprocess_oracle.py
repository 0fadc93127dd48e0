"""The day process against numerical integration, SciPy's beta-binomial and ville. Tolerances at each comparison."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats
from ville import MSPRT, GaussianMixtureCS
from ville._boundaries import normal_mixture

from seenby.stats.days.day_process import DayRule, confidence_sequence, day_evidence
from seenby.stats.lab.days_one_by_one import either_side
from seenby.stats.lab.e_process_days import BETS, bet_evidence


@pytest.mark.parametrize(("excess", "weight", "prior"), [(3.0, 40.0, 10.0), (-2.0, 5.0, 1.0), (30.0, 100.0, 50.0)])
def test_the_closed_form_is_the_half_normal_mixture(excess: float, weight: float, prior: float) -> None:
    # one day of n people at clustering 0: V = 4 n, S = 4 (count - m n)
    people = weight / 4
    count = excess / 4 + 0.5 * people
    ours = day_evidence([count], [people], DayRule(np.asarray(0.5), np.asarray(prior), rho_max=np.asarray(0.0)))[0]

    def integrand(bet: float) -> float:
        likelihood = np.exp(bet * excess - bet * bet * weight / 2)
        return float(likelihood * 2 * stats.norm.pdf(bet, scale=1 / np.sqrt(prior)))

    theirs = integrate.quad(integrand, 0, np.inf, epsabs=0, epsrel=1e-11)[0]
    assert np.exp(ours) == pytest.approx(theirs, rel=1e-8)


def test_evidence_is_one_over_alpha_exactly_on_villes_one_sided_boundary() -> None:
    for weight in (3.0, 50.0, 4_000.0):
        for alpha in (0.05, 0.001):
            edge = float(normal_mixture(weight, alpha, 20.0, one_sided=True))
            people = weight / 4
            count = 0.5 * people + edge / 4
            if count > people:
                continue
            log_e = day_evidence([count], [people], DayRule(np.asarray(0.5), np.asarray(20.0), rho_max=np.asarray(0.0)))
            assert log_e[0] == pytest.approx(-np.log(alpha), abs=1e-9)


def test_two_sided_evidence_equals_villes_msprt() -> None:
    rng = np.random.default_rng(1)
    total = np.full(25, 400)
    count = rng.binomial(400, 0.53, 25)
    variance, prior = (0.02 + 1 / 400) / 4, 300.0
    above, below = (
        day_evidence(count, total, DayRule(np.asarray(0.5), np.asarray(prior), 0.02, side))  # type: ignore[arg-type]
        for side in ("above", "below")
    )
    theirs = MSPRT(theta0=0.5, sigma=np.sqrt(variance), tau=1 / np.sqrt(prior)).fit(count / total)
    # MSPRT's tau is on the scale of the share, our prior on that of its inverse: tau^2 = 1 / r
    assert either_side(above, below) == pytest.approx(theirs.log_e_values_, abs=1e-9)


def test_the_sequence_equals_villes_gaussian_mixture() -> None:
    rng = np.random.default_rng(2)
    total = np.full(30, 900)
    count = rng.binomial(900, 0.6, 30)
    variance = (0.01 + 1 / 900) / 4
    theirs = GaussianMixtureCS(sigma=np.sqrt(variance), alpha=0.05, t_opt=10, intersect=False)
    theirs.fit(count / total)
    ours = confidence_sequence(count, total, prior=theirs.rho_ / variance**2, rho_max=0.01)
    assert ours.low == pytest.approx(np.maximum(theirs.lower_, 0), abs=1e-9)
    assert ours.high == pytest.approx(np.minimum(theirs.upper_, 1), abs=1e-9)


@pytest.mark.parametrize("rho", [0.0024, 0.02, 0.2])
@pytest.mark.parametrize("people", [10, 100, 1_000])
def test_a_beta_binomial_day_is_sub_gaussian_with_the_stated_variance(rho: float, people: int) -> None:
    # exact moment generating function from SciPy's probabilities; no excess beyond rounding (1e-9)
    variance = (rho + 1 / people) / 4
    share = np.arange(people + 1) / people
    for mean in (0.02, 0.12, 0.5, 0.9):
        strength = 1 / rho - 1
        log_pmf = stats.betabinom.logpmf(np.arange(people + 1), people, mean * strength, (1 - mean) * strength)
        for z in (-6, -2, -0.3, 0.3, 2, 6):
            bet = z / np.sqrt(variance)
            log_mgf = np.logaddexp.reduce(log_pmf + bet * (share - mean))
            assert log_mgf <= z * z / 2 + 1e-9


def test_betting_evidence_is_the_mean_of_the_products() -> None:
    rng = np.random.default_rng(3)
    total = rng.integers(50, 100, 12)
    count = rng.binomial(total, 0.7)
    wealth = [np.prod(1 + c * (count / total / 0.55 - 1)) for c in BETS]
    assert bet_evidence(count, total, 0.55)[-1] == pytest.approx(np.log(np.mean(wealth)), abs=1e-10)
