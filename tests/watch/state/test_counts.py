"""The counts of a day: parts of them, and spread over all ads in the state's order."""

from __future__ import annotations

import hashlib

import numpy as np

from seenby.watch.state.counts import CellCounts, ShownCounts

TABLE = {
    "row": np.array([4.0, 1.0]),
    "least_0": np.array([3.0, 30.0]),
    "total_0": np.array([10.0, 100.0]),
    "least_1": np.array([5.0, 50.0]),
    "most_1": np.array([6.0, 60.0]),
    "total_1": np.array([11.0, 110.0]),
    "spend_1": np.array([7.0, 70.0]),
    "low_1": np.array([0.4, np.nan]),
    "high_1": np.array([0.6, np.nan]),
}


def lists(cell: CellCounts) -> list[list[float] | None]:
    ends = (cell.least, cell.most, cell.total, cell.spend, cell.low, cell.high)
    return [None if end is None else end.tolist() for end in ends]


def test_rows_come_in_the_order_of_their_places_and_every_column_with_them():
    shown = ShownCounts.ordered(TABLE)
    assert shown.rows.tolist() == [1, 4]
    assert shown.rows.dtype == np.int64
    assert lists(shown.cell(0)) == [[30.0, 3.0], [30.0, 3.0], [100.0, 10.0], [0.0, 0.0], None, None]
    low, high = shown.cell(1).low, shown.cell(1).high
    assert low is not None
    assert high is not None
    assert np.array_equal(low, [np.nan, 0.4], equal_nan=True)
    assert np.array_equal(high, [np.nan, 0.6], equal_nan=True)
    assert lists(shown.cell(1))[:4] == [[50.0, 5.0], [60.0, 6.0], [110.0, 11.0], [70.0, 7.0]]


def test_ads_that_were_not_shown_have_nothing_and_no_aim():
    shown = ShownCounts.ordered(TABLE)
    exact, ranged = shown.spread(0, 6), shown.spread(1, 6)
    assert exact.least.tolist() == [0.0, 30.0, 0.0, 0.0, 3.0, 0.0]
    assert exact.total.tolist() == [0.0, 100.0, 0.0, 0.0, 10.0, 0.0]
    assert exact.spend.tolist() == [0.0] * 6
    assert (exact.low, exact.high) == (None, None)
    assert ranged.most.tolist() == [0.0, 60.0, 0.0, 0.0, 6.0, 0.0]
    assert ranged.spend.tolist() == [0.0, 70.0, 0.0, 0.0, 7.0, 0.0]
    assert ranged.low is not None
    assert ranged.high is not None
    assert np.array_equal(ranged.low, [np.nan] * 4 + [0.4, np.nan], equal_nan=True)
    assert np.array_equal(ranged.high, [np.nan] * 4 + [0.6, np.nan], equal_nan=True)


def test_exact_counts_stay_one_array_spread_or_cut():
    shown = ShownCounts.ordered(TABLE)
    assert shown.cell(0).most is shown.cell(0).least
    spread = shown.spread(0, 6)
    assert spread.most is spread.least
    part = spread.part(slice(1, 3))
    assert part.most is part.least
    assert lists(part) == [[30.0, 0.0], [30.0, 0.0], [100.0, 0.0], [0.0, 0.0], None, None]
    ranged = shown.spread(1, 6).part(slice(4, 5))
    assert ranged.most is not ranged.least
    assert lists(ranged) == [[5.0], [6.0], [11.0], [7.0], [0.4], [0.6]]


def test_a_digest_is_of_names_and_values_and_of_no_order_of_columns():
    shown = ShownCounts.ordered(TABLE)
    digest = shown.digest()
    assert ShownCounts.ordered(dict(reversed(TABLE.items()))).digest() == digest
    assert ShownCounts({**shown.table, "least_0": np.array([30.0, 4.0])}).digest() != digest
    renamed = {name.replace("least_0", "least_2"): values for name, values in shown.table.items()}
    assert ShownCounts(renamed).digest() != digest
    small = ShownCounts({"b": np.array([2.0]), "a": np.array([1.0, 0.5])})
    content = b"a" + np.array([1.0, 0.5]).tobytes() + b"b" + np.array([2.0]).tobytes()
    assert small.digest() == hashlib.sha256(content).hexdigest()
