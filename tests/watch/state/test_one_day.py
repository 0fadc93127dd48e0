"""What one day changes in a state, figure by figure."""

from __future__ import annotations

import numpy as np
import pytest
from tests.watch.making import CONFIG, write_config

from seenby.model.alarm import Side
from seenby.stats.days.day_process import day_evidence, day_rule, prior_weight
from seenby.watch.state.add_day import Before, _pieces, add_day, grown, start
from seenby.watch.state.counts import CellCounts
from seenby.watch.state.drift_kernel import limit_of, pace_of
from seenby.watch.state_columns import PastColumns
from seenby.watch.stream_rules import rules_of

BOTH = CONFIG.format(rho_max=0.02, grace=3, line=5).replace('["above"]', '["above", "below"]')
PAST = BOTH + "[past]\nfirst_days = 2\n"
NAN = np.nan


def rules(folder, text=BOTH):
    return rules_of(write_config(folder, text))


def day(count, total, *, low=0.5, high=0.5, spend=0.0):
    ends = [np.array(values, dtype=float) for values in (count, total)]
    some = np.ones(ends[0].size)
    return [CellCounts(ends[0], ends[0], ends[1], spend * some, low * some, high * some)]


def test_ads_that_were_never_seen_have_zeros_and_no_limit(tmp_path):
    state = start(rules(tmp_path, PAST), 2)
    for name, values in state.as_table().items():
        wanted = [NAN, NAN] if name.startswith("limit") else [0.0, 0.0]
        assert np.array_equal(values, wanted, equal_nan=True), name


def test_a_day_adds_to_counts_and_to_the_days_of_the_ads_that_were_shown(tmp_path):
    asked, state = rules(tmp_path), start(rules(tmp_path), 3)
    add_day(state, day([60, 0, 0], [100, 0, 40], spend=2.0), asked, 0)
    add_day(state, day([30, 0, 0], [50, 0, 0], spend=3.0), asked, 4)
    (cell,) = state.cells.values()
    assert state.days.tolist() == [2.0, 0.0, 1.0]
    assert state.last.tolist() == [4.0, 0.0, 0.0]
    assert cell.count.tolist() == [90.0, 0.0, 0.0]
    assert cell.total.tolist() == [150.0, 0.0, 40.0]
    assert cell.spend.tolist() == [5.0, 5.0, 5.0]
    wanted = [*prior_weight([100.0], 0.02), 0.0, *prior_weight([40.0], 0.02)]
    assert cell.prior.tolist() == wanted


def test_the_limit_is_the_end_of_the_aim_and_the_line_and_stays_where_the_input_says_nothing(tmp_path):
    asked, state = rules(tmp_path), start(rules(tmp_path), 2)
    above, below = state.streams
    add_day(state, day([1, 1], [2, 2], low=np.array([0.3, 0.4]), high=np.array([0.6, 0.7])), asked, 0)
    assert above.limit.tolist() == pytest.approx([0.65, 0.75])
    assert below.limit.tolist() == pytest.approx([0.25, 0.35])
    add_day(state, day([1, 1], [2, 2], low=np.array([NAN, 0.2]), high=np.array([NAN, 0.5])), asked, 1)
    assert above.limit.tolist() == pytest.approx([0.65, 0.55])
    assert below.limit.tolist() == pytest.approx([0.25, 0.15])
    (cell,) = day([1, 1], [2, 2])
    add_day(state, [CellCounts(cell.least, cell.most, cell.total, cell.spend)], asked, 2)
    assert above.limit.tolist() == pytest.approx([0.65, 0.55])


def test_the_evidence_of_an_ad_is_the_one_of_the_statistics(tmp_path):
    asked, state = rules(tmp_path), start(rules(tmp_path), 2)
    counts, totals = [[70.0, 90.0, 80.0], [20.0, 10.0, 10.0]], [[100.0, 120.0, 90.0]] * 2
    for number in range(3):
        found = add_day(state, day([row[number] for row in counts], [row[number] for row in totals]), asked, number)
    sides: tuple[tuple[int, Side, float], ...] = ((0, "above", 0.55), (1, "below", 0.45))
    for stream, side, limit in sides:
        rule = day_rule([limit] * 2, per_day=[100.0] * 2, rho_max=0.02, side=side)
        assert found[stream].tolist() == pytest.approx(day_evidence(counts, totals, rule)[:, -1].tolist())


def test_an_ad_is_beyond_since_its_first_day_with_a_limit_or_the_day_after_its_lowest(tmp_path):
    asked, state = rules(tmp_path), start(rules(tmp_path), 2)
    above, _ = state.streams
    (cell,) = day([50, 60], [100, 100])
    free = CellCounts(cell.least, cell.most, cell.total, cell.spend, np.full(2, NAN), np.full(2, NAN))
    found = add_day(state, [free], asked, 2)
    assert found[0].tolist() == [-np.inf, -np.inf]
    assert above.weight.tolist() == [0.0, 0.0]
    assert above.since.tolist() == [0.0, 0.0]
    add_day(state, day([90, 10], [100, 100]), asked, 3)
    assert above.since.tolist() == [3.0, 4.0]
    assert above.lowest.tolist() == [0.0, above.excess[1]]
    assert above.excess[1] < 0 < above.excess[0]
    add_day(state, day([90, 90], [100, 100]), asked, 4)
    assert above.since.tolist() == [3.0, 4.0]


def test_a_person_is_told_of_limits_that_moved_and_of_ads_that_came_back(tmp_path):
    asked, state = rules(tmp_path), start(rules(tmp_path), 3)
    add_day(state, day([1, 1, 0], [2, 2, 0]), asked, 1)
    cells = day([1, 0, 1], [2, 0, 2], high=np.array([0.5, 0.6, 0.5]), low=0.5)
    assert Before.of(state, cells, asked, 8).back == 0
    before = Before.of(state, cells, asked, 9)
    assert before.back == 1
    assert before.moved(state) == 0
    add_day(state, cells, asked, 9)
    assert before.moved(state) == 1
    (cell,) = cells
    silent = [CellCounts(cell.least, cell.most, cell.total, cell.spend)]
    assert Before.of(state, silent, asked, 10).limits == {}


def test_a_state_grows_by_ads_that_were_never_seen(tmp_path):
    asked, state = rules(tmp_path), start(rules(tmp_path), 1)
    add_day(state, day([9], [10]), asked, 0)
    assert grown(state, asked, 1) is state
    more = grown(state, asked, 3)
    assert more.days.tolist() == [1.0, 0.0, 0.0]
    assert np.array_equal(more.streams[0].limit, [0.55, NAN, NAN], equal_nan=True)


def test_pieces_are_one_a_core_and_none_smaller_than_what_is_worth_a_thread(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    monkeypatch.setattr("seenby.watch.state.add_day.LEAST_PART", 10)
    assert list(_pieces(9)) == [slice(0, 9)]
    assert list(_pieces(29)) == [slice(0, 14), slice(14, 29)]
    assert list(_pieces(400)) == [slice(0, 100), slice(100, 200), slice(200, 300), slice(300, 400)]
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert list(_pieces(400)) == [slice(0, 400)]


def test_first_days_set_a_limit_on_a_step_away_from_their_share_and_a_pace_on_a_step_below(tmp_path):
    asked = rules(tmp_path, PAST + "factor = 1.5\n")
    state = start(asked, 3)
    above, below = (columns for columns in state.streams if isinstance(columns, PastColumns))
    for number in range(2):
        found = add_day(state, day([40, 40, 5], [100, 100, 20]), asked, number)
        assert all(evidence.tolist() == [-np.inf] * 3 for evidence in found[-2:])
    odds = np.log(80 / 120)
    assert above.seen.tolist() == [2.0] * 3
    assert above.base.tolist() == [80.0, 80.0, 10.0]
    assert above.whole.tolist() == [200.0, 200.0, 40.0]
    up = limit_of(np.ceil(np.array([odds + np.log(1.5)]) / 0.01 - 1e-9))[0]
    down = limit_of(np.floor(np.array([odds - np.log(1.5)]) / 0.01 + 1e-9))[0]
    assert np.array_equal(above.limit, [up, up, NAN], equal_nan=True)
    assert np.array_equal(below.limit, [down, down, NAN], equal_nan=True)
    # 30 · 1.2⁶ is 89.6 people a day, 30 · 1.2⁷ would be 107.5.
    assert above.usual.tolist() == [pace_of(np.array([6.0]))[0]] * 2 + [0.0]
    found = add_day(state, day([80, 40, 5], [100, 100, 20]), asked, 2)
    assert found[-2][0] > found[-2][1] > -np.inf
    assert found[-2][2] == -np.inf
    assert above.since[0] == 2.0
    assert above.seen.tolist() == [3.0] * 3
    assert above.base.tolist() == [80.0, 80.0, 10.0]


def test_a_day_on_which_one_person_was_reached_is_a_day(tmp_path):
    asked, state = rules(tmp_path), start(rules(tmp_path), 2)
    add_day(state, day([1, 0], [1, 0]), asked, 7)
    assert (state.days.tolist(), state.last.tolist()) == ([1.0, 0.0], [7.0, 0.0])


def test_ranges_of_first_days_set_the_farther_limit_and_later_ones_count_with_the_nearer_end(tmp_path):
    asked = rules(tmp_path, PAST)
    least, most, total, rest = np.full(1, 300.0), np.full(1, 400.0), np.full(1, 1000.0), (np.zeros(1), np.full(1, 0.5))
    ranged, low, high = (
        CellCounts(a, b, total, *rest, rest[1]) for a, b in ((least, most), (least, least), (most, most))
    )
    found = []
    for last in (ranged, low, high):
        state = start(asked, 1)
        for number, cell in enumerate((ranged, ranged, last)):
            evidence = add_day(state, [cell], asked, number)
        above, below = (columns for columns in state.streams if isinstance(columns, PastColumns))
        assert (above.base[0], below.base[0]) == (800.0, 600.0)
        found.append(((evidence[-2][0], above.excess[0]), (evidence[-1][0], below.excess[0])))
    assert found[0] == (found[1][0], found[2][1])
    assert found[1] != found[2]
