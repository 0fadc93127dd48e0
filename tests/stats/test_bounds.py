"""The closed forms equal a linear program, and never exclude a possible table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from seenby.stats.bounds import moved_bounds, share_bounds, share_bounds_of_total, share_bounds_with_unknown


def by_linear_program(low, high, unknown, total, part, sense):
    """Minimise or maximise x_part / k by the Charnes–Cooper change of variables y = x / k, t = 1 / k."""
    n = len(low)
    cost = np.zeros(n + 2)
    cost[part] = sense
    rows, limits = [], []
    for i in range(n):
        for sign, end in ((-1, low[i]), (1, high[i])):
            row = np.zeros(n + 2)
            row[i], row[n + 1] = sign, -sign * end
            rows.append(row)
            limits.append(0.0)
    for sign, end in ((-1, unknown[0]), (1, unknown[1])):
        row = np.zeros(n + 2)
        row[n], row[n + 1] = sign, -sign * end
        rows.append(row)
        limits.append(0.0)
    known = np.r_[np.ones(n), 0, 0]
    equal, value = [known], [1.0]
    if total is not None:
        equal.append(np.r_[np.ones(n + 1), -total])
        value.append(0.0)
    solved = linprog(cost, A_ub=rows, b_ub=limits, A_eq=equal, b_eq=value, method="highs")
    return sense * solved.fun if solved.status == 0 else None


percent = st.integers(0, 60)


@settings(max_examples=60, deadline=None)
@given(st.lists(percent, min_size=2, max_size=5), st.integers(0, 10))
def test_bounds_of_rounded_percentages_equal_the_linear_program(parts, unknown):
    low = np.maximum(np.array(parts, float) - 0.5, 0)
    high = np.array(parts, float) + 0.5
    hidden = (max(unknown - 0.5, 0.0), unknown + 0.5)
    smallest, largest = share_bounds_of_total(low, high, np.array(hidden[0]), np.array(hidden[1]), 100.0)
    least = by_linear_program(low, high, hidden, 100.0, 0, 1)
    if least is None:
        free = share_bounds(low, high)
        assert (smallest[0], largest[0]) == pytest.approx((free[0][0], free[1][0]))
    else:
        assert smallest[0] == pytest.approx(least, abs=1e-9)
        assert largest[0] == pytest.approx(by_linear_program(low, high, hidden, 100.0, 0, -1), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 90)), min_size=2, max_size=6))
def test_bounds_without_a_total_equal_the_linear_program(parts):
    low = np.array([p for p, _ in parts], float)
    high = low + np.array([w for _, w in parts], float)
    if low.sum() == 0:
        return
    smallest, largest = share_bounds(low, high)
    for part in range(len(parts)):
        assert smallest[part] == pytest.approx(by_linear_program(low, high, (0, 0), None, part, 1), abs=1e-9)
        assert largest[part] == pytest.approx(by_linear_program(low, high, (0, 0), None, part, -1), abs=1e-9)


def test_exact_counts_give_exact_shares():
    smallest, largest = share_bounds([323.0, 1786.0], [323.0, 1786.0])
    assert smallest[0] == largest[0] == 323 / 2109


def test_a_whole_percentage_is_half_a_point_wide_on_either_side():
    smallest, largest = share_bounds_of_total([19.5, 79.5], [20.5, 80.5], np.array(0.0), np.array(0.0), 100.0)
    assert smallest == pytest.approx([0.195, 0.795])
    assert largest == pytest.approx([0.205, 0.805])


def test_an_open_band_leaves_the_share_open_upwards():
    smallest, largest = share_bounds([100.0, 50.0], [np.inf, 60.0])
    assert smallest[0] == pytest.approx(100 / 160)
    assert largest[0] == 1.0
    assert (smallest[1], largest[1]) == pytest.approx((0.0, 60 / 160))


def test_nothing_shown_means_nothing_known():
    smallest, largest = share_bounds([0.0, 0.0], [0.0, 0.0])
    assert smallest.tolist() == [0.0, 0.0]
    assert largest.tolist() == [1.0, 1.0]


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 90)), min_size=2, max_size=6),
    st.integers(0, 200),
    st.integers(1, 200),
)
def test_adding_unknown_only_widens(parts, unknown, more):
    low = np.array([p for p, _ in parts], float)
    high = low + np.array([w for _, w in parts], float)
    first = share_bounds_with_unknown(low, high, np.array(float(unknown)), np.array(float(unknown)))
    then = share_bounds_with_unknown(low, high, np.array(float(unknown)), np.array(float(unknown + more)))
    assert (then[0] <= first[0] + 1e-12).all()
    assert (then[1] >= first[1] - 1e-12).all()


@given(st.lists(st.integers(1, 500), min_size=2, max_size=2), st.lists(st.integers(1, 500), min_size=2, max_size=2))
def test_the_share_to_be_moved_between_two_groups_is_exact(first, second):
    p, q = np.array(first) / sum(first), np.array(second) / sum(second)
    smallest, largest = moved_bounds(p, p, q, q)
    assert smallest == pytest.approx(np.abs(p - q).sum() / 2)
    assert largest == pytest.approx(np.abs(p - q).sum() / 2)


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 9), st.integers(0, 50), st.integers(0, 9)),
        min_size=2,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_the_share_to_be_moved_holds_every_possible_pair_of_splits(parts, random):
    p = np.array([random.uniform(a, a + w) for a, w, _, _ in parts]) + 1e-9
    q = np.array([random.uniform(b, b + w) for _, _, b, w in parts]) + 1e-9
    p, q = p / p.sum(), q / q.sum()
    slack = np.array([w for _, w, _, _ in parts]) / 100
    smallest, largest = moved_bounds(
        np.maximum(p - slack, 0), np.minimum(p + slack, 1), np.maximum(q - slack, 0), np.minimum(q + slack, 1)
    )
    assert smallest - 1e-12 <= np.abs(p - q).sum() / 2 <= largest + 1e-12


@pytest.mark.parametrize(("low", "high"), [([-1.0], [2.0]), ([2.0], [1.0]), ([np.nan], [1.0]), ([1.0], [np.nan])])
def test_impossible_ends_are_refused(low, high):
    with pytest.raises(ValueError, match="lower end"):
        share_bounds(low, high)
