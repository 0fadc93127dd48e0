from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seenby.stats.days.change_points import date_changes, weekly_log_odds
from seenby.stats.errors import BadInput, NoSpread, TooFew


def test_a_step_is_dated_to_the_week() -> None:
    rng = np.random.default_rng(1)
    dated = []
    for _ in range(100):
        x = rng.normal(0, 0.1, 30) + np.where(np.arange(30) >= 17, 0.8, 0.0)
        dated.append(date_changes(x).starts)
    assert np.mean([17 in starts for starts in dated]) > 0.95


def test_quiet_series_are_seldom_cut() -> None:
    rng = np.random.default_rng(2)
    assert np.mean([len(date_changes(rng.normal(0, 0.1, 30), noise=0.1).starts) > 1 for _ in range(300)]) <= 0.05


@given(st.lists(st.floats(-3, 3), min_size=4, max_size=12), st.floats(0.1, 20), st.integers(1, 2))
@settings(max_examples=60)
def test_no_other_cut_is_cheaper(values: list[float], penalty: float, shortest: int) -> None:
    x = np.array(values)
    found = date_changes(x, penalty=penalty, noise=0.5, shortest=shortest)

    def cost(starts: tuple[int, ...]) -> float:
        ends = (*starts[1:], x.size)
        spread = sum(((x[a:b] - x[a:b].mean()) ** 2).sum() for a, b in zip(starts, ends, strict=True))
        return spread / 0.25 + penalty * (len(starts) - 1)

    def cuts(begin: int) -> list[tuple[int, ...]]:
        here: list[tuple[int, ...]] = [(begin,)]
        for nxt in range(begin + shortest, x.size - shortest + 1):
            here += [(begin, *rest) for rest in cuts(nxt)]
        return here

    assert found.cost == pytest.approx(min(map(cost, cuts(0))), abs=1e-7)
    assert found.cost == pytest.approx(cost(found.starts), abs=1e-7)


def test_shifting_and_turning_a_series_leaves_its_dates() -> None:
    x = np.random.default_rng(3).normal(0, 0.1, 40) + np.where(np.arange(40) >= 12, 1.0, 0.0)
    here = date_changes(x)
    assert date_changes(5 - x).starts == here.starts
    assert date_changes(5 - x).levels == pytest.approx([5 - level for level in here.levels])


def test_weeks_are_summed_and_a_rest_is_left_out() -> None:
    found = weekly_log_odds(np.arange(16), np.full(16, 20))
    assert found == pytest.approx([np.log(21.5 / 119.5), np.log(70.5 / 70.5)])


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(TooFew):
        date_changes([1.0, 2.0, 3.0])
    with pytest.raises(NoSpread):
        date_changes([1.0, 1.0, 1.0, 1.0, 2.0])
    with pytest.raises(BadInput):
        date_changes([1.0, np.nan, 2.0, 3.0])
    with pytest.raises(BadInput):
        date_changes([1.0, 4.0, 2.0, 3.0], noise=0)
    with pytest.raises(BadInput):
        date_changes([1.0, 4.0, 2.0, 3.0], penalty=-1)
    with pytest.raises(TooFew):
        weekly_log_odds([1, 2], [3, 4])
    with pytest.raises(TooFew):
        weekly_log_odds([0] * 7, [0] * 7)
    with pytest.raises(BadInput):
        weekly_log_odds([1, 2], [3, 4], days=0)
