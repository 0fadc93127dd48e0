"""The drift detector's increments against exact expectations from SciPy, and recovery of counts against loops."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import special, stats

from seenby.stats.days.drift import drift_rule, start_drift
from seenby.stats.lab.counts_from_percentages import possible_counts
from seenby.stats.lab.days_one_by_one import drift_day
from seenby.stats.numeric.kummer import log_kummer


def test_the_kummer_series_equals_scipy() -> None:
    a, b, x = np.array([0.5, 2.0, 7.9, 300.0]), 400.0, np.array([3.0, 60.0, 250.0, 500.0])
    assert log_kummer(a, b, x) == pytest.approx(np.log(special.hyp1f1(a, b, x)), rel=1e-12)


def test_large_arguments_do_not_overflow() -> None:
    # 1F1(a; a; x) = exp(x)
    assert log_kummer(np.array([999.0]), 999.0, np.array([1_500.0])) == pytest.approx(1_500.0, rel=1e-12)


def test_a_days_price_is_exact_at_the_knots_and_never_too_low_between_them() -> None:
    limit, rho = 0.3, 0.05
    rule = drift_rule(limit, per_day=300, rho_max=rho)
    for people in (30, 45, 100, 300, 700, 10**9):
        at = people * np.expm1(rule.bets[:, 0] / people)
        exact = np.log(special.hyp1f1(limit * (1 / rho - 1), 1 / rho - 1, at))
        increments, _ = drift_day(start_drift(1), [0], [people], rule)  # with a share of zero only the price is left
        price = -np.log(increments[:, 0])
        assert (price >= exact - 1e-7).all()
        if people in (30, 300, 10**9):
            assert price == pytest.approx(exact, rel=1e-6)
        else:
            assert price == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize("side", ["above", "below"])
@pytest.mark.parametrize(("limit", "rho"), [(0.12, 0.02), (0.5, 0.05), (0.8, 0.004)])
def test_no_day_within_the_limits_has_an_expected_increment_above_one(limit: float, rho: float, side: str) -> None:
    # exact expectation over all counts, for the worst case and for milder ones; tolerance 1e-9
    rule = drift_rule(limit, per_day=300, rho_max=rho, side=side)  # type: ignore[arg-type]
    for people, milder, lower in product((30, 100, 300, 1_000), (1.0, 0.3), (1.0, 0.7)):
        mean = limit * lower if side == "above" else 1 - (1 - limit) * lower
        strength = 1 / (rho * milder) - 1
        count = np.arange(people + 1)
        chance = stats.betabinom.pmf(count, people, mean * strength, (1 - mean) * strength)
        increments, _ = drift_day(start_drift(people + 1), count, np.full(people + 1, people), rule)
        expected = increments @ chance
        assert (expected <= 1 + 1e-9).all()
        if milder == lower == 1.0 and people >= 300 and rho >= 0.02:
            assert (expected[:2] > 0.85).all()  # and the usual bets cost hardly more than they must


@pytest.mark.parametrize("b", [66.6, 199.0, 999.0])
@pytest.mark.parametrize("mean", [1e-18, 1e-4, 0.1, 0.5])
@pytest.mark.parametrize("x", [5_000.0, 300_000.0, 1.6e7])
def test_large_arguments_are_the_series_around_its_largest_term(b: float, mean: float, x: float) -> None:
    # SciPy's 1F1 is infinite here; its log-gammas of numbers near x lose about x log(x) 1e-16
    a, wide = mean * b, int(14 * np.sqrt(x)) + 2_000
    order = np.arange(max(1, int(x - b) - wide), int(x) + wide, dtype=float)
    logs = special.loggamma(a + order) - special.loggamma(a) + special.loggamma(b) - special.loggamma(b + order)
    logs += order * np.log(x) - special.loggamma(order + 1)
    assert float(log_kummer(a, b, x)) == pytest.approx(np.logaddexp(0.0, special.logsumexp(logs)), rel=1e-12, abs=1e-7)


@pytest.mark.parametrize("limit", [1e-6, 1e-3, 0.05, 0.5, 0.97])
@pytest.mark.parametrize("rho", [0.001, 0.002, 0.005, 0.05, 0.5])
@pytest.mark.parametrize("per_day", [30, 300, 1_000, 20_000])
def test_whatever_is_declared_no_day_has_an_expected_increment_above_one(limit, rho, per_day) -> None:
    # rare and common groups, small and large days, by exact summation; SciPy's probabilities are good to about 1e-9
    rule = drift_rule(limit, per_day=per_day, rho_max=rho)
    for people in sorted({max(30, per_day // 10), per_day // 3, per_day, 10 * per_day}):
        count = np.arange(people + 1)
        chance = stats.betabinom.pmf(count, people, limit * (1 / rho - 1), (1 - limit) * (1 / rho - 1))
        assert chance.sum() == pytest.approx(1, abs=1e-7)
        increments, _ = drift_day(start_drift(people + 1), count, np.full(people + 1, people), rule)
        assert (increments @ chance <= 1 + 1e-7).all()


@pytest.mark.parametrize(("percentages", "decimals"), [([33, 67], 0), ([12, 38, 50], 0), ([14.3, 28.6, 57.1], 1)])
@pytest.mark.parametrize("complete", [True, False])
def test_possible_counts_equal_trying_all_of_them(percentages: list[float], decimals: int, complete: bool) -> None:
    def rounds_to(count: int, total: int, percentage: float) -> bool:
        return abs(100 * count / total - percentage) <= 0.5 * 10**-decimals + 1e-9

    by_hand = {}
    for total in range(1, 41):
        parts = [[k for k in range(total + 1) if rounds_to(k, total, p)] for p in percentages]
        sums = [picks for picks in product(*parts) if sum(picks) == total or (not complete and sum(picks) <= total)]
        if sums:
            by_hand[total] = (np.min(sums, axis=0).tolist(), np.max(sums, axis=0).tolist())
    found = possible_counts(percentages, decimals=decimals, largest=40, complete=complete)
    assert found.totals.tolist() == list(by_hand)
    for total, low, high in zip(found.totals.tolist(), found.low.tolist(), found.high.tolist(), strict=True):
        if complete:
            assert (low, high) == by_hand[total]
