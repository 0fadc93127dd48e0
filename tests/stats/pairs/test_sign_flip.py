from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seenby.stats.errors import BadInput, TooFew
from seenby.stats.pairs.sign_flip import (
    sign_flip,
    sign_flip_interval,
    sign_flip_interval_worst,
    sign_flip_many,
    sign_flip_worst,
)

DIFFERENCES = st.lists(st.floats(-5, 5, allow_subnormal=False), min_size=1, max_size=9)
SIX_OR_MORE = st.lists(st.floats(-5, 5, allow_subnormal=False), min_size=6, max_size=9)


def test_six_pairs_that_agree_give_the_smallest_two_sided_p() -> None:
    outcome = sign_flip([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert outcome.p == 2 / 64
    assert outcome.exact
    assert outcome.patterns == 64


def test_five_pairs_cannot_reach_five_percent() -> None:
    assert sign_flip([1, 1, 1, 1, 1]).p == 2 / 32


def test_six_pairs_give_an_interval_from_smallest_to_largest_difference() -> None:
    d = [0.31, 0.11, 0.57, 0.23, 0.4, 0.05]
    found = sign_flip_interval(d)
    assert (found.low, found.high) == (min(d), max(d))
    assert found.level == 1 - 2 / 64


def test_an_interval_from_five_pairs_is_refused_and_says_how_many_are_needed() -> None:
    with pytest.raises(TooFew) as caught:
        sign_flip_interval([0.1, 0.2, 0.3, 0.4, 0.5])
    assert (caught.value.have, caught.value.need, caught.value.what) == (5, 6, "pairs")


def test_too_few_draws_for_a_level_is_told_apart_from_too_few_pairs() -> None:
    with pytest.raises(TooFew) as caught:
        sign_flip_interval(np.linspace(0.1, 1, 20), level=0.9999, draws=9_999)
    assert caught.value.what == "draws"


@given(SIX_OR_MORE)
def test_test_and_interval_never_contradict_each_other(d: list[float]) -> None:
    rejected = sign_flip(d).p <= 0.05
    found = sign_flip_interval(d)
    tie = 1e-9 * (1 + max(map(abs, d)))
    if rejected:
        assert found.low > -tie or found.high < tie
    else:
        assert found.low <= tie
        assert found.high >= -tie


@given(DIFFERENCES)
def test_swapping_the_labels_mirrors_everything(d: list[float]) -> None:
    mirrored = [-x for x in d]
    assert sign_flip(d).p == sign_flip(mirrored).p
    assert sign_flip(d, alternative="greater").p == sign_flip(mirrored, alternative="less").p
    if len(d) >= 6:
        ahead, back = sign_flip_interval(d), sign_flip_interval(mirrored)
        assert (ahead.low, ahead.high) == pytest.approx((-back.high, -back.low), abs=1e-12)


@given(SIX_OR_MORE, st.floats(-3, 3))
def test_shifting_every_pair_shifts_the_interval(d: list[float], shift: float) -> None:
    here, there = sign_flip_interval(d), sign_flip_interval([x + shift for x in d])
    assert (there.low, there.high) == pytest.approx((here.low + shift, here.high + shift), abs=1e-9)


@given(DIFFERENCES, st.sampled_from(["two-sided", "greater", "less"]))
def test_the_batch_equals_the_single_test(d: list[float], alternative: str) -> None:
    many = sign_flip_many(np.array([d, d[::-1]]), alternative=alternative)  # type: ignore[arg-type]
    one = sign_flip(d, alternative=alternative)  # type: ignore[arg-type]
    assert many == pytest.approx([one.p, one.p])


@given(DIFFERENCES)
def test_p_is_a_share_of_patterns_and_never_zero(d: list[float]) -> None:
    p = sign_flip(d).p * 2 ** len(d)
    assert p == round(p)
    assert 1 <= p <= 2 ** len(d)


def test_equal_differences_tie_in_spite_of_rounding() -> None:
    # 0.1 + 0.2 != 0.3 in floating point; the pattern must still count as a tie
    assert sign_flip([0.1, 0.2, -0.3]).p == 1.0


def test_all_zero_differences_are_the_null_itself() -> None:
    for alternative in ("two-sided", "greater", "less"):
        assert sign_flip([0.0] * 8, alternative=alternative).p == 1.0


def test_above_fourteen_pairs_the_p_is_sampled_seeded_and_never_below_one_in_draws() -> None:
    d = np.full(20, 0.4) + np.linspace(0, 0.1, 20)
    first, again = sign_flip(d, rng=7), sign_flip(d, rng=7)
    assert first == again
    assert not first.exact
    assert first.patterns == 10_000
    assert first.p == pytest.approx(1e-4)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_the_batch_above_fourteen_pairs_draws_as_the_single_test_does(alternative: str) -> None:
    d = np.random.default_rng(9).normal(0.1, 0.4, (60, 18))
    many = sign_flip_many(d, alternative=alternative, rng=5)  # type: ignore[arg-type]
    single = [sign_flip(row, alternative=alternative, rng=5).p for row in d]  # type: ignore[arg-type]
    assert many == pytest.approx(single)
    assert sign_flip_many(np.empty((0, 18))).shape == (0,)


def test_more_than_62_pairs_still_work() -> None:
    d = np.random.default_rng(3).normal(0.2, 1.0, 80)
    found = sign_flip_interval(d, rng=1)
    assert found.low < d.mean() < found.high


@given(SIX_OR_MORE, st.lists(st.floats(0, 1), min_size=9, max_size=9), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_no_point_of_the_box_has_a_larger_p_or_a_wider_interval(d: list[float], widths: list[float], random) -> None:
    low = np.array(d)
    high = low + np.array(widths[: len(d)])
    point = low + (high - low) * np.array([random.random() for _ in d])
    for alternative in ("two-sided", "greater", "less"):
        worst = sign_flip_worst(low, high, alternative=alternative)
        assert worst.p >= sign_flip(point, alternative=alternative).p - 1e-12
    box, inside = sign_flip_interval_worst(low, high), sign_flip_interval(point)
    assert box.low <= inside.low + 1e-12
    assert box.high >= inside.high - 1e-12


def test_the_worst_case_of_exact_differences_is_the_test_itself() -> None:
    d = [0.3, -0.1, 0.4, 0.2, 0.25, 0.5, 0.1]
    assert sign_flip_worst(d, d) == sign_flip(d)
    assert sign_flip_interval_worst(d, d) == sign_flip_interval(d)


def test_a_box_that_allows_no_effect_has_p_one() -> None:
    assert sign_flip_worst([-0.1] * 6, [0.5] * 6).p == 1.0


def test_rounding_can_cost_the_finding() -> None:
    middle = np.array([0.30, 0.28, 0.05, 0.31, 0.27, 0.35, 0.29, 0.30, 0.33])
    assert sign_flip(middle).p == pytest.approx(2 / 512)
    assert sign_flip_worst(middle - 0.2, middle + 0.2).p > 2 / 512


@pytest.mark.parametrize("bad", [[np.nan, 1.0], [np.inf, 1.0], [[1.0, 2.0]], ["a", "b"]])
def test_what_cannot_be_data_is_refused(bad) -> None:
    with pytest.raises(BadInput):
        sign_flip(bad)


def test_no_pairs_are_refused() -> None:
    with pytest.raises(TooFew):
        sign_flip([])
    with pytest.raises(TooFew):
        sign_flip_many(np.empty((3, 0)))


def test_low_above_high_and_unknown_directions_are_refused() -> None:
    with pytest.raises(BadInput):
        sign_flip_worst([1.0], [0.0])
    with pytest.raises(BadInput):
        sign_flip([1.0], alternative="bigger")  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        sign_flip_interval([1.0] * 8, level=1.0)


def test_more_draws_than_there_are_subsets_make_the_test_exact() -> None:
    found = sign_flip(np.arange(1.0, 16.0), draws=10**5)
    assert (found.p, found.patterns) == (2 / 2**15, 2**15)


def test_the_worst_point_is_the_nearer_end_however_near_it_is() -> None:
    low, high = [0.01, 0.02, 0.03, 0.01, 0.02, 0.05], [0.5] * 6
    assert sign_flip_worst(low, high).p == sign_flip(low).p == 2 / 64
    assert sign_flip_worst([-x for x in high], [-x for x in low]).p == 2 / 64


def test_the_seed_and_the_draws_of_the_worst_point_are_those_that_were_given() -> None:
    low = np.random.default_rng(2).normal(0.3, 1.0, 16)
    here = sign_flip(low, rng=5, draws=200)
    for _ in range(2):
        assert sign_flip_worst(low, low, rng=5, draws=200) == here
        assert sign_flip_worst(-low, -low, rng=5, draws=200).p == here.p
