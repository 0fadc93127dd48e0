"""Counts that the input knows as ranges: an alarm rests on the end that lies nearer to the limit, on either side."""

from __future__ import annotations

import numpy as np
import pytest
from tests.watch.making import CONFIG, write_config

from seenby.watch.alarms import tipping_points
from seenby.watch.state.add_day import add_day, start
from seenby.watch.state.counts import CellCounts, ShownCounts
from seenby.watch.stream_rules import rules_of

BOTH = CONFIG.format(rho_max=0.02, grace=3, line=0).replace('["above"]', '["above", "below"]')
LEAST, MOST, TOTAL = np.array([30.0, 60.0]), np.array([70.0, 120.0]), np.array([100.0, 100.0])


@pytest.fixture
def rules(tmp_path):
    found = rules_of(write_config(tmp_path, BOTH))
    assert [stream.side for stream in found.streams] == ["above", "below"]
    return found


def evidence_of(rules, least, most, days=6):
    """Log E of both streams after days that are all alike, and the state."""
    state = start(rules, 2)
    half = np.full(2, 0.5)
    for number in range(days):
        found = add_day(state, [CellCounts(least, most, TOTAL, np.zeros(2), half, half)], rules, number)
    return found, state


def test_above_the_aim_the_lower_end_counts_and_below_it_the_upper_one(rules):
    (above, below), state = evidence_of(rules, LEAST, MOST)
    (at_least, _), low = evidence_of(rules, LEAST, LEAST)
    (_, at_most), high = evidence_of(rules, np.minimum(MOST, TOTAL), np.minimum(MOST, TOTAL))
    assert above.tolist() == at_least.tolist()
    assert below.tolist() == at_most.tolist()
    for name in ("excess", "weight", "peak", "lowest", "since"):
        assert getattr(state.streams[0], name).tolist() == getattr(low.streams[0], name).tolist(), name
        assert getattr(state.streams[1], name).tolist() == getattr(high.streams[1], name).tolist(), name


def test_a_range_around_the_limit_is_evidence_against_neither_side_however_long(rules):
    """The true count may lie on the limit: whichever end it is nearer to, that would be a false alarm."""
    (above, below), _ = evidence_of(rules, np.array([20.0, 49.0]), np.array([80.0, 51.0]), days=200)
    assert above.max() <= 0
    assert below.max() <= 0
    (sure, _), _ = evidence_of(rules, np.array([80.0, 80.0]), np.array([80.0, 80.0]), days=200)
    assert sure.min() > 20


@pytest.mark.parametrize(("side", "counted"), [("above", [30.0, 0.0, 60.0]), ("below", [70.0, 0.0, 100.0])])
def test_what_would_overturn_an_alarm_is_worked_out_from_the_same_end(rules, side, counted):
    days = [
        {"row": np.array([4.0, 7.0]), "least_0": np.array([1.0, 30.0]), "most_0": np.array([2.0, 70.0]),
         "total_0": np.array([9.0, 100.0])},
        {"row": np.array([4.0]), "least_0": np.array([1.0]), "most_0": np.array([2.0]), "total_0": np.array([9.0])},
        {"row": np.array([7.0]), "least_0": np.array([60.0]), "most_0": np.array([120.0]),
         "total_0": np.array([100.0])},
    ]  # fmt: skip
    stream = next(one for one in rules.streams if one.side == side)
    counts, totals = tipping_points._counted([ShownCounts(day) for day in days], 7, stream, 0)
    assert counts.tolist() == counted
    assert totals.tolist() == [100.0, 0.0, 100.0]
