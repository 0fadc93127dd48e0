from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.stats.errors import BadInput, TooFew
from seenby.stats.lab.e_lond import e_lond
from seenby.stats.multiple_testing import adjust_peak, bh, by, e_bh

EVIDENCE = st.lists(st.floats(-5, 12), max_size=40)


def test_the_kth_largest_must_reach_n_over_k_q() -> None:
    log_e = np.log([39.0, 41.0, 1.0, 1.0])  # one alone needs 80, two need 40 each
    assert not e_bh(log_e).any()
    assert e_bh(np.log([40.0, 41.0, 1.0, 1.0])).tolist() == [True, True, False, False]


@given(EVIDENCE, st.integers(0, 39))
def test_more_evidence_never_takes_a_flag_away(log_e: list[float], at: int) -> None:
    if not log_e:
        return
    before = e_bh(log_e)
    stronger = np.array(log_e)
    stronger[at % len(log_e)] += 1
    assert (e_bh(stronger) | ~before).all()


@given(EVIDENCE)
def test_order_does_not_matter_to_e_bh(log_e: list[float]) -> None:
    assert e_bh(log_e[::-1]).tolist() == e_bh(log_e)[::-1].tolist()


def test_false_flags_stay_rare_under_complete_dependence() -> None:
    rng = np.random.default_rng(1)
    e = np.exp(rng.normal(-2, 2, 4_000))  # mean 1: a valid e-value, the same one for all fifty streams
    assert np.mean([e_bh(np.full(50, np.log(x))).any() for x in e]) <= 0.05


def test_a_peak_is_worth_its_root_less_one() -> None:
    assert adjust_peak(np.log([4.0, 100.0])) == pytest.approx(np.log([1.0, 9.0]))
    assert adjust_peak(2e5) == pytest.approx(1e5)


def test_a_peak_of_one_is_no_evidence_and_is_accepted_as_such() -> None:
    none = adjust_peak([0.0, 1e-300])
    assert none.tolist() == [-np.inf, -np.inf]
    assert not e_bh(none).any()
    assert not e_lond(none).any()


def test_an_adjusted_peak_is_an_e_value() -> None:
    rng = np.random.default_rng(2)
    peak = 1 / rng.uniform(size=200_000)  # Ville with equality: the least favourable peak
    assert np.minimum(np.exp(adjust_peak(np.log(peak))), 1e3).mean() <= 1.02


def test_early_hypotheses_are_judged_without_the_later_ones() -> None:
    log_e = np.random.default_rng(3).normal(3, 4, 300)
    whole = e_lond(log_e)
    start = e_lond(log_e[:120])
    rest = e_lond(log_e[120:], tested=120, flagged_before=int(start.sum()))
    assert whole.tolist() == [*start, *rest]
    assert 0 < whole.sum() < 300


def test_a_weight_of_zero_never_flags() -> None:
    assert e_lond([50.0, 50.0], weights=[0.0, 1.0]).tolist() == [False, True]


def test_the_default_weights_never_sum_to_more_than_one() -> None:
    from seenby.stats.lab.e_lond import _lond_weights

    assert 0.5 < _lond_weights(2_000_000, 0).sum() <= 1


def test_nothing_in_nothing_out() -> None:
    assert e_bh([]).size == 0
    assert e_lond([]).size == 0


def test_what_cannot_be_is_refused() -> None:
    for bad in ([np.nan], [np.inf], [[1.0]]):
        with pytest.raises(BadInput):
            e_bh(bad)
        with pytest.raises(BadInput):
            e_lond(bad)
    with pytest.raises(BadInput):
        e_bh([1.0], q=0)
    with pytest.raises(BadInput):
        e_lond([1.0, 1.0], weights=[0.9, 0.9])
    with pytest.raises(BadInput):
        adjust_peak(-0.1)
    for adjust in (bh, by):
        with pytest.raises(BadInput):
            adjust([1.2])
        with pytest.raises(BadInput):
            adjust([[0.2]])
        with pytest.raises(TooFew):
            adjust([])
