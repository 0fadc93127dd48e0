from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seenby.stats.days.drift import ROOM, drift_rule
from seenby.stats.numeric import kummer
from seenby.stats.numeric.kummer import MOST_TERMS, log_kummer

SMALL = st.floats(-300, 0).map(lambda power: min(10.0**power, np.nextafter(1.0, 0.0)))
LIMITS = st.one_of(SMALL, st.floats(1e-4, 1 - 1e-4), SMALL.map(lambda small: 1 - small))
PEOPLE = st.one_of(st.floats(30, 3_000), st.floats(1.5, 12).map(lambda power: max(10.0**power, 30.0)))
RHOS = st.one_of(st.floats(0.001, 0.02), st.floats(0.001, np.nextafter(1.0, 0.0)))


def terms(a: np.ndarray, b: float, x: np.ndarray, number: int) -> np.ndarray:
    """The first terms of the series added one by one in logs, as nobody in a hurry would."""
    order = np.arange(number)[:, None]
    logs = np.cumsum(np.log((a + order) / (b + order) * x / (order + 1)), axis=0)
    return np.logaddexp.reduce(np.concatenate([np.zeros((1, x.size)), logs]), axis=0)


@settings(max_examples=150)
@given(LIMITS, PEOPLE, RHOS, st.sampled_from(["above", "below"]))
def test_every_rule_that_may_be_asked_for_is_priced_from_few_terms(limit, people, rho, side):
    """`_series` raises where its bound on the number of terms is passed; the integral has 97 nodes whatever comes."""
    if (1 - limit if side == "above" else limit) <= ROOM * 1.001 or limit == 1.0:
        return
    rule = drift_rule(limit, per_day=people, rho_max=rho, side=side)
    for part in (rule.bets, rule.price, rule.slope, rule.steeper, rule.bend):
        assert np.isfinite(part).all()
    assert (rule.price >= 0).all()
    assert MOST_TERMS < 5_000


@pytest.mark.parametrize("b", [66.6, 99.0, 199.0, 332.3, 999.0])
@pytest.mark.parametrize("mean", [1e-200, 1e-18, 1e-6, 0.01, 0.2, 0.5])
def test_series_and_integral_are_the_sum_of_all_terms(b, mean):
    x = np.array([1.0, 30.0, 500.0, 1_023.0, 1_025.0, 3_996.0, 3_997.0, 6_000.0, 20_000.0])
    exact = terms(np.full(x.size, mean * b), b, x, 25_000)
    assert log_kummer(mean * b, b, x) == pytest.approx(exact, rel=1e-12, abs=1e-12)


def test_where_one_ends_and_the_other_begins_they_agree():
    b = np.repeat([70.0, 120.0, 256.0, 500.0, 999.0], 40)
    a = b * np.tile(np.geomspace(1e-18, 0.5, 40), 5)
    x = np.maximum(1_024.0, 4 * b)
    assert kummer._integral(a, b, x) == pytest.approx(kummer._series(a, b, x), rel=1e-13)


def test_many_values_at_once_are_to_the_bit_what_they_are_one_by_one():
    lot = np.random.default_rng(1)
    b = lot.uniform(60, 999, 3_000)
    a, x = b * lot.uniform(0, 0.5, 3_000), 10 ** lot.uniform(0, 7, 3_000)
    some = slice(0, 3_000, 50)
    alone = [float(log_kummer(*one)) for one in zip(a[some], b[some], x[some], strict=True)]
    assert log_kummer(a, b, x)[some].tolist() == alone
    assert log_kummer([], 9.0, []).size == 0


def test_a_share_that_doubles_cannot_hold_is_priced_as_a_larger_one():
    assert float(log_kummer(5e-324, 999.0, 3_000.0)) >= 0
    assert float(log_kummer(1e-290, 999.0, 3_000.0)) == float(log_kummer(1e-285, 999.0, 3_000.0))


def test_terms_that_fall_before_they_rise_are_waited_for():
    """With a share of 1e-40 the first terms are below rounding, and those after the thousandth are not."""
    assert float(log_kummer(1e-37, 999.0, 3_900.0)) > 1_000
