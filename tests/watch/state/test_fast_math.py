"""exp, expm1 and log as plain arithmetic, against NumPy's with longer numbers."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from seenby.watch.state.fast_math import exp_of, expm1_of, log_of

ULP = np.finfo(np.float64).eps


@numba.njit
def _each(x, exps, less, logs):
    for at in range(x.size):
        exps[at], less[at], logs[at] = exp_of(x[at]), expm1_of(x[at]), log_of(abs(x[at]))


def each(x: np.ndarray) -> np.ndarray:
    found = np.empty((3, x.size))
    _each(x, *found)
    return found


@pytest.mark.parametrize("size", [1e-300, 1e-12, 1e-3, 0.3, 0.36, 1.0, 13.0, 700.0])
def test_they_are_good_to_two_units_in_the_last_place(size):
    x = np.random.default_rng(1).uniform(-size, size, 50_000)
    longer = x.astype(np.longdouble)
    for ours, right in zip(each(x), (np.exp(longer), np.expm1(longer), np.log(np.abs(longer))), strict=True):
        assert float(np.max(np.abs(ours - right) / np.abs(right))) < 2 * ULP


def test_where_results_are_exact_they_are():
    assert each(np.array([0.0]))[:2, 0].tolist() == [1.0, 0.0]
    assert each(np.array([1.0]))[2, 0] == 0.0


def test_an_exponent_below_the_lowest_counts_as_the_lowest():
    assert each(np.array([-1e9, -700.0]))[0].tolist() == [pytest.approx(np.exp(-700.0), rel=1e-14)] * 2


def test_a_number_has_the_same_bits_alone_and_among_others():
    x = np.random.default_rng(2).normal(0, 5, 103)
    alone = np.concatenate([each(x[at : at + 1]) for at in range(x.size)], axis=1)
    np.testing.assert_array_equal(each(x), alone)
