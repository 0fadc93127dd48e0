from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.stats.errors import BadInput
from seenby.stats.lab.e_process_days import bet_day, bet_evidence, start_bets
from seenby.stats.lab.null_worlds import clustered_days

DAYS = st.lists(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1)


def test_seventy_against_fifty_five_is_found_in_about_three_weeks() -> None:
    made = clustered_days(500, 40, 1, share=0.70, total=1_000, rho=0.02)
    reached = bet_evidence(made.count, made.total, 0.55) >= np.log(20)
    assert 12 <= np.median(reached.argmax(axis=1) + 1) <= 22


@pytest.mark.parametrize("rho", [0.0, 0.02, 0.9])
def test_no_clustering_whatever_raises_false_alarms(rho: float) -> None:
    made = clustered_days(1_000, 60, 2, share=0.55, total=1_000, rho=rho)
    assert (bet_evidence(made.count, made.total, 0.55) >= np.log(20)).any(axis=1).mean() <= 0.05


@given(DAYS, st.floats(0.05, 0.95))
def test_day_by_day_equals_all_at_once_and_mirrors(days: list[tuple[int, int]], limit: float) -> None:
    count, total = (np.array(column) for column in zip(*days, strict=True))
    at_once = bet_evidence(count, total, limit)
    wealth = start_bets(1)
    for day in range(count.size):
        wealth, log_e = bet_day(wealth, count[day : day + 1], total[day : day + 1], limit)
        assert log_e[0] == pytest.approx(at_once[day], abs=1e-9)
    assert bet_evidence(total - count, total, 1 - limit, side="below") == pytest.approx(at_once, abs=1e-6)
    assert np.isfinite(at_once).all()


def test_each_stream_may_have_its_own_limit() -> None:
    both = bet_evidence([[60, 70], [60, 70]], [[100, 100]] * 2, [0.5, 0.6])
    assert both[1] == pytest.approx(bet_evidence([60, 70], [100, 100], 0.6))


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(BadInput):
        bet_evidence([5], [4], 0.5)
    with pytest.raises(BadInput):
        bet_evidence([3], [4], 1.0)
    with pytest.raises(BadInput):
        bet_evidence([3], [4], 0.5, side="over")  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        bet_day(start_bets(2), [1], [2], 0.5)
