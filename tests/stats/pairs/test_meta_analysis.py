from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from seenby.stats.errors import BadInput, NoSpread, TooFew
from seenby.stats.lab.variations import leave_one_out
from seenby.stats.pairs.meta_analysis import at_least, average_of_groups, group_effects, random_effects

EFFECTS = st.lists(st.floats(-2, 2), min_size=2, max_size=8)


def test_pairs_become_one_effect_and_variance_per_group() -> None:
    found = group_effects([1.0, 3.0, 5.0, 5.0, 8.0], ["b", "b", "a", "a", "a"])
    assert found.labels == ("a", "b")
    assert found.effects.tolist() == [6.0, 2.0]
    assert found.variances == pytest.approx([3.0 / 3, 2.0 / 2])


@given(EFFECTS)
def test_equal_variances_and_real_spread_give_the_plain_mean(effects: list[float]) -> None:
    found = random_effects(effects, [0.01] * len(effects))
    assert found.mean == pytest.approx(np.mean(effects), abs=1e-9)
    assert found.between >= 0
    assert found.interval.low <= found.mean <= found.interval.high


@given(EFFECTS)
def test_swapping_the_labels_mirrors_the_average(effects: list[float]) -> None:
    variances = np.linspace(0.01, 0.05, len(effects))
    here, there = random_effects(effects, variances), random_effects([-x for x in effects], variances)
    assert there.mean == pytest.approx(-here.mean, abs=1e-9)
    assert there.interval.low == pytest.approx(-here.interval.high, abs=1e-6)
    assert there.p == pytest.approx(here.p, abs=1e-9)


def test_differences_too_small_to_square_do_not_overflow() -> None:
    assert random_effects([0.0, 1.2e-160], [0.01, 0.01]).between == 0.0


def test_groups_that_agree_too_well_do_not_shorten_the_interval_unless_asked() -> None:
    effects, variances = [0.30, 0.31, 0.30, 0.29], [0.04] * 4
    careful, plain = random_effects(effects, variances), random_effects(effects, variances, widen_only=False)
    assert careful.between == 0.0
    assert careful.interval.high - careful.interval.low > plain.interval.high - plain.interval.low
    assert careful.interval.high - careful.mean == pytest.approx(3.182446 * 0.1, rel=1e-5)


@pytest.mark.parametrize("groups", [4, 8])
def test_a_zero_average_over_unlike_groups_is_rejected_about_as_often_as_stated(groups: int) -> None:
    rng = np.random.default_rng(groups)
    truth = rng.normal(0, 0.15, (600, groups))
    d = truth[:, :, None] + rng.normal(0, 0.15, (600, groups, 6))
    effects, variances = d.mean(axis=2), d.var(axis=2, ddof=1) / 6
    assert np.mean([random_effects(e, v).p <= 0.05 for e, v in zip(effects, variances, strict=True)]) <= 0.085
    assert np.mean([average_of_groups(e).p <= 0.05 for e in effects]) <= 0.07


def test_at_least_u_counts_from_the_smallest_p() -> None:
    found = at_least([0.001, 0.02, 0.01, 0.5])
    assert found == pytest.approx([0.004, 0.03, 0.04, 0.5])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_at_least_more_is_never_easier_and_stays_a_probability(p: list[float]) -> None:
    found = at_least(p)
    assert (np.diff(found) >= 0).all()
    assert found.max() <= 1
    assert at_least(p[::-1]).tolist() == found.tolist()


def test_at_least_two_is_rarely_claimed_when_one_group_carries_it_all() -> None:
    rng = np.random.default_rng(3)
    p = np.column_stack([np.full(4_000, 1e-9), rng.uniform(size=(4_000, 3))])
    assert np.mean([at_least(row)[1] <= 0.05 for row in p]) <= 0.055


def test_leaving_each_group_out_names_what_the_average_rests_on() -> None:
    effects, variances = [0.9, 0.1, 0.1, 0.1], [0.01] * 4
    without = leave_one_out(effects, variances)
    assert len(without) == 4
    assert without[0].mean == pytest.approx(0.1)
    assert without[1] == random_effects([0.9, 0.1, 0.1], [0.01] * 3)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(TooFew):
        random_effects([0.1], [0.1])
    with pytest.raises(TooFew):
        average_of_groups([0.1])
    with pytest.raises(NoSpread):
        average_of_groups([0.1, 0.1])
    with pytest.raises(TooFew):
        group_effects([0.1, 0.2, 0.3], ["a", "a", "b"])
    with pytest.raises(TooFew):
        group_effects([], [])
    with pytest.raises(TooFew):
        leave_one_out([0.1, 0.2], [0.1, 0.1])
    with pytest.raises(TooFew):
        at_least([])
    for bad in ([[0.1, 0.2], [0.1]], [[0.1, 0.2], [0.0, 0.1]], [[0.1, np.nan], [0.1, 0.1]]):
        with pytest.raises(BadInput):
            random_effects(*bad)
    with pytest.raises(BadInput):
        at_least([1.2])
    with pytest.raises(BadInput):
        group_effects([0.1, 0.2], ["a"])


def test_the_p_of_an_average_over_groups_is_that_of_students_t() -> None:
    effects = [0.1, 0.4, 0.3, 0.7]
    found, theirs = average_of_groups(effects), ttest_1samp(effects, 0.0)
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.groups == 4
    assert found.mean == pytest.approx(0.375)
    reach = theirs.confidence_interval(0.95)
    assert [found.interval.low, found.interval.high] == pytest.approx([reach.low, reach.high])
