"""exp, expm1 and log as plain arithmetic, against NumPy's with longer numbers."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from seenby.watch.state.fast_math import compiled, exp_of, expm1_of, log_of

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


@pytest.mark.parametrize("size", [1e-12, 0.3, 1.0, 13.0, 700.0])
def test_one_number_at_a_time_they_are_as_good(size):
    for x in np.random.default_rng(3).uniform(-size, size, 60):
        longer = np.longdouble(x)
        assert abs(exp_of(x) / np.exp(longer) - 1) < 2 * ULP
        assert abs(expm1_of(x) / np.expm1(longer) - 1) < 2 * ULP
        assert abs(log_of(abs(x)) - np.log(abs(longer))) <= 2 * ULP * abs(np.log(abs(longer)))


def test_a_function_is_compiled_without_a_cache_where_none_can_be_written(monkeypatch):
    asked = []

    def njit(**options):
        asked.append(options)
        if options.get("cache"):
            raise RuntimeError("cannot cache function 'f': no locator available")
        return lambda function: function

    monkeypatch.setattr(numba, "njit", njit)
    assert compiled(abs, inline="always") is abs
    usual = {"nogil": True, "error_model": "numpy", "inline": "always"}
    assert asked == [{"cache": True, **usual}, usual]


def test_another_fault_of_compiling_is_not_taken_for_a_missing_cache(monkeypatch):
    def njit(**options):
        raise RuntimeError("something else")

    monkeypatch.setattr(numba, "njit", njit)
    with pytest.raises(RuntimeError, match="something else"):
        compiled(abs)
