from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.stats.errors import BadInput, TooFew
from seenby.stats.lab.e_process_pairs import (
    average_evidence,
    bounded_evidence,
    evidence_from_p,
    multiply_evidence,
    p_from_evidence,
    pair_evidence,
)

DIFFERENCES = st.lists(st.floats(-5, 5), min_size=1, max_size=30)
METHODS = [pair_evidence, bounded_evidence]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shape", ["normal", "cauchy"])
def test_stopping_whenever_it_looks_best_raises_few_false_alarms(method, shape: str) -> None:
    rng = np.random.default_rng(1)
    d = rng.normal(0, 0.3, (2_000, 40)) if shape == "normal" else rng.standard_cauchy((2_000, 40))
    assert (method(d) >= np.log(20)).any(axis=1).mean() <= 0.05


@pytest.mark.parametrize("method", METHODS)
def test_an_effect_of_the_twins_size_is_found_with_twenty_pairs_half_of_the_time_or_more(method) -> None:
    d = np.random.default_rng(2).normal(0.28, 0.29, (1_000, 20))
    assert (method(d) >= np.log(20)).any(axis=1).mean() > 0.5


def test_the_bounded_bet_is_the_stronger_one() -> None:
    d = np.random.default_rng(2).normal(0.28, 0.29, (1_000, 20))
    plain, bounded = ((m(d) >= np.log(20)).any(axis=1).mean() for m in (pair_evidence, bounded_evidence))
    assert bounded > plain + 0.1


@pytest.mark.parametrize("method", METHODS)
@given(DIFFERENCES)
def test_swapping_the_labels_leaves_the_evidence_alone(method, d: list[float]) -> None:
    assert method(d) == pytest.approx(method([-x for x in d]), abs=1e-12)
    assert np.isfinite(method(d)).all()


@pytest.mark.parametrize("method", METHODS)
@given(d=DIFFERENCES)
def test_one_bounded_step_is_fair(method, d: list[float]) -> None:
    # given the past, the mean over both signs of the next pair must not exceed the present
    now = np.exp(method(d[:-1])[-1]) if len(d) > 1 else 1.0
    both = [np.exp(method([*d[:-1], sign * d[-1]])[-1]) for sign in (1, -1)]
    assert np.mean(both) <= now * (1 + 1e-9)


def test_products_and_means_of_evidence() -> None:
    assert multiply_evidence(np.log([2.0, 5.0])) == pytest.approx(np.log(10))
    assert average_evidence(np.log([[2.0, 4.0], [6.0, 2.0]]), axis=0) == pytest.approx(np.log([4.0, 3.0]))


def test_a_p_value_becomes_evidence_and_back() -> None:
    assert evidence_from_p(1.0) == pytest.approx(np.log(0.5))
    p = np.array([1e-300, 1e-12, 0.01, 0.3, 0.9, 0.9998, 0.99995, 1.0])
    log_e = evidence_from_p(p)
    assert np.isfinite(log_e).all()
    assert (np.diff(log_e) < 0).all()
    assert (p_from_evidence(log_e) >= p * 0.999).all()


def test_evidence_against_nothing_is_a_p_of_one() -> None:
    assert p_from_evidence([-3.0, 0.0, np.log(20)]) == pytest.approx([1.0, 1.0, 0.05])


def test_what_cannot_be_is_refused() -> None:
    for method in METHODS:
        with pytest.raises(TooFew):
            method([])
        with pytest.raises(BadInput):
            method([np.nan])
        with pytest.raises(BadInput):
            method([0.1], scale=0)
    with pytest.raises(TooFew):
        multiply_evidence([])
    for bad in (np.nan, np.inf):
        for use in (multiply_evidence, average_evidence, p_from_evidence):
            with pytest.raises(BadInput):
                use([bad])
    for p in (0.0, 1.1, np.nan):
        with pytest.raises(BadInput):
            evidence_from_p(p)
