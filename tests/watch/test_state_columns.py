"""What files of a state call their columns, and which end of a range each side is held against."""

from __future__ import annotations

import numpy as np
import pytest
from tests.watch.making import CONFIG, write_config

from seenby.watch.state.add_day import add_day, start, state_of_table
from seenby.watch.state.counts import CellCounts
from seenby.watch.stream_rules import rules_of

BOTH = CONFIG.format(rho_max=0.02, grace=3, line=0).replace('sides = ["above"]\n', "")


def test_files_of_a_state_have_the_columns_they_always_had_in_their_order(tmp_path):
    text = CONFIG.format(rho_max=0.02, grace=3, line=0) + "[past]\nfirst_days = 14\n"
    day = "limit_{0} excess_{0} weight_{0} peak_{0} lowest_{0} since_{0}"
    past = " base_{0} whole_{0} seen_{0} usual_{0} m0_{0} m1_{0} m2_{0}"
    names = f"prior_0 count_0 total_0 spend_0 days last {day.format(0)} {(day + past).format(1)}"
    assert list(start(rules_of(write_config(tmp_path, text)), 2).as_table()) == names.split()


def test_a_state_that_was_written_and_read_goes_on_as_if_it_had_not_been(tmp_path):
    rules = rules_of(write_config(tmp_path, BOTH + "[past]\nfirst_days = 2\n"))
    lot, half, zero = np.random.default_rng(5), np.full(9, 0.5), np.zeros(9)
    state = other = start(rules, 9)
    for day in range(6):
        count, total = lot.integers(300, 700, 9).astype(float), np.full(9, 1_000.0)
        cell = CellCounts(count, count, total, zero, half, half)
        add_day(state, [cell], rules, day)
        other = state_of_table({name: values.copy() for name, values in state.as_table().items()}, rules)
        if day == 3:
            state = other
    for name, values in state.as_table().items():
        np.testing.assert_array_equal(values, other.as_table()[name], err_msg=name)


@pytest.mark.parametrize(("stream", "end"), [(0, "least"), (1, "most")])
def test_of_a_range_of_counts_each_side_of_the_aim_is_held_to_the_end_nearer_to_its_limit(tmp_path, stream, end):
    rules = rules_of(write_config(tmp_path, BOTH))
    assert rules.streams[stream].side == ("above" if end == "least" else "below")
    least, most = np.array([300.0, 620.0]), np.array([400.0, 760.0])
    total, half, zero = np.full(2, 1_000.0), np.full(2, 0.5), np.zeros(2)
    exact = least if end == "least" else most
    found = []
    for low, high in ((least, most), (exact, exact)):
        state = start(rules, 2)
        for day in range(3):
            evidence = add_day(state, [CellCounts(low, high, total, zero, half, half)], rules, day)
        found.append([evidence[stream], state.streams[stream].excess, state.streams[stream].since])
    np.testing.assert_array_equal(found[0], found[1])
    assert np.ptp(found[0][0]) > 1  # one of the two ads lies beyond on this side, so the end matters


def test_members_of_a_group_are_never_more_than_those_whose_group_is_known(tmp_path):
    rules = rules_of(write_config(tmp_path, BOTH))
    total, half, zero = np.full(1, 100.0), np.full(1, 0.5), np.zeros(1)
    state = start(rules, 1)
    add_day(state, [CellCounts(np.full(1, 10.0), np.full(1, 500.0), total, zero, half, half)], rules, 0)
    whole = start(rules, 1)
    add_day(whole, [CellCounts(np.full(1, 10.0), total, total, zero, half, half)], rules, 0)
    assert state.streams[1].excess == whole.streams[1].excess
