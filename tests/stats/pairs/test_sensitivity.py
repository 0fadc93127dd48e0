from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.stats.errors import BadInput, TooFew
from seenby.stats.lab.variations import evidence_factor_of_interval
from seenby.stats.pairs.sensitivity import evidence_factor, rosenbaum_gamma


def test_the_printed_evidence_factors() -> None:
    assert evidence_factor([2.0, 1.6]).round(2).tolist() == [3.41, 2.58]


@given(st.floats(1e-3, 1e3))
def test_a_ratio_and_its_inverse_are_equally_strong(ratio: float) -> None:
    assert evidence_factor(ratio) == pytest.approx(float(evidence_factor(1 / ratio)), rel=1e-6)
    assert evidence_factor(ratio) >= 1


def test_the_end_nearer_to_one_counts_and_an_interval_holding_one_explains_itself() -> None:
    found = evidence_factor_of_interval([1.6, 0.5, 0.9], [3.0, 0.625, 1.2])
    assert found.round(2).tolist() == [2.58, 2.58, 1.0]


def test_the_printed_gammas() -> None:
    found = rosenbaum_gamma([6, 8, 10, 12, 20, 18, 28], [6, 8, 10, 12, 20, 20, 30])
    assert found.round(2).tolist() == [1.54, 2.20, 2.86, 3.53, 6.19, 2.54, 4.12]


def test_a_split_vote_does_not_hold_even_without_bias() -> None:
    assert rosenbaum_gamma(6, 12) < 1


@given(st.integers(1, 60), st.integers(0, 60))
def test_more_agreement_survives_more_bias(agreeing: int, other: int) -> None:
    assert rosenbaum_gamma(agreeing + 1, agreeing + other + 1) > rosenbaum_gamma(agreeing, agreeing + other)


def test_what_cannot_be_is_refused() -> None:
    for bad in (0.0, -1.0, np.nan):
        with pytest.raises(BadInput):
            evidence_factor(bad)
    with pytest.raises(BadInput):
        evidence_factor_of_interval(2.0, 1.0)
    with pytest.raises(BadInput):
        evidence_factor_of_interval(0.0, 0.5)
    with pytest.raises(BadInput):
        rosenbaum_gamma(7, 6)
    with pytest.raises(BadInput):
        rosenbaum_gamma(2.5, 6)
    with pytest.raises(TooFew):
        rosenbaum_gamma(0, 6)
