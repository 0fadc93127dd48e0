from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seenby.stats.errors import BadInput, TooFew, Undefined
from seenby.stats.lab.counts_from_percentages import possible_counts

COUNTS = st.lists(st.integers(0, 60), min_size=2, max_size=5).filter(lambda k: sum(k) > 0)


def test_thirds_need_a_total_that_three_divides_while_it_is_small() -> None:
    found = possible_counts([33.3, 66.7], decimals=1, largest=20)
    assert found.totals.tolist() == [3, 6, 9, 12, 15, 18]
    assert found.smallest == 3
    assert found.low[0].tolist() == [1, 2]


@given(COUNTS, st.integers(0, 2))
@settings(max_examples=80)
def test_the_true_counts_are_always_among_the_possible_ones(counts: list[int], decimals: int) -> None:
    total = sum(counts)
    percentages = np.round(100 * np.array(counts) / total, decimals)
    found = possible_counts(percentages, decimals=decimals, largest=total + 5)
    at = found.totals.tolist().index(total)
    assert (found.low[at] <= counts).all()
    assert (counts <= found.high[at]).all()


@given(COUNTS, st.integers(0, 2))
@settings(max_examples=80)
def test_parts_may_come_in_any_order(counts: list[int], decimals: int) -> None:
    percentages = np.round(100 * np.array(counts) / sum(counts), decimals)
    here = possible_counts(percentages, decimals=decimals, largest=80 + sum(counts))
    there = possible_counts(percentages[::-1], decimals=decimals, largest=80 + sum(counts))
    assert here.totals.tolist() == there.totals.tolist()
    assert here.low.tolist() == there.low[:, ::-1].tolist()


def test_a_half_may_have_gone_either_way() -> None:
    assert 8 in possible_counts([12.0, 88.0], largest=8).totals  # 1 of 8 is 12.5 %
    assert 8 in possible_counts([13.0, 88.0], largest=8).totals


def test_parts_that_are_not_all_there_is_leave_room() -> None:
    assert 2 not in possible_counts([33, 33, 33], largest=3).totals
    assert possible_counts([50], largest=4, complete=False).totals.tolist() == [2, 4]


def test_counts_that_must_add_up_narrow_each_other() -> None:
    found = possible_counts([0, 100], largest=300)
    at = found.totals.tolist().index(250)
    assert found.low[at].tolist() == [0, 249]
    assert found.high[at].tolist() == [1, 250]


def test_percentages_that_no_total_gives_are_said_to_be_so() -> None:
    with pytest.raises(Undefined):
        possible_counts([30, 30], largest=2_000)


def test_what_cannot_be_is_refused() -> None:
    for bad in ([101.0], [-1.0], [np.nan], [[50.0, 50.0]], [33.3, 66.7]):
        with pytest.raises(BadInput):
            possible_counts(bad)
    with pytest.raises(BadInput):
        possible_counts([50, 50], decimals=7)
    with pytest.raises(BadInput):
        possible_counts([50, 50], largest=0)
    with pytest.raises(TooFew):
        possible_counts([])
