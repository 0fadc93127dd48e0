"""The drift detector's increments against exact expectations from SciPy, and recovery of counts against loops."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import special, stats

from seenby.stats.drift import _log_kummer, drift_day, drift_rule, start_drift
from seenby.stats.recover import possible_counts


def test_the_kummer_series_equals_scipy() -> None:
    a, b, x = np.array([0.5, 2.0, 7.9, 300.0]), 400.0, np.array([3.0, 60.0, 250.0, 500.0])
    assert _log_kummer(a, b, x) == pytest.approx(np.log(special.hyp1f1(a, b, x)), rel=1e-12)


def test_large_arguments_do_not_overflow() -> None:
    # 1F1(a; a; x) = exp(x)
    assert _log_kummer(np.array([999.0]), 999.0, np.array([1_500.0])) == pytest.approx(1_500.0, rel=1e-12)


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
