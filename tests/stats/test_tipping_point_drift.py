from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seenby.stats.days.drift import drift_rule, drift_scan
from seenby.stats.errors import BadInput
from seenby.stats.lab.null_worlds import clustered_days
from seenby.stats.tipping_point import tipping_drift


def world(
    share: float, later: float, seed: int, *, streams: int = 30, days: int = 60, rho: float = 0.01, n: int = 1_000
) -> tuple[np.ndarray, np.ndarray]:
    """Streams at one share, and from the twentieth day on at another."""
    mean = np.full((streams, days), share)
    mean[:, 20:] = later
    made = clustered_days(streams, days, seed, share=mean, total=n, rho=rho)
    return made.count, made.total


def raised(count, total, limit, rho, **told) -> np.ndarray:
    return drift_scan(count, total, drift_rule(limit, rho_max=rho, **told)).raised


@settings(max_examples=12)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.002, 0.05, 0.3, 0.6]),
    st.floats(1.0, 4.0),
    st.sampled_from([40, 300, 5_000]),
    st.sampled_from(["above", "below"]),
    st.sampled_from([0.001, 0.02]),
)
def test_it_is_the_smallest_clustering_that_a_search_by_hand_finds(seed, limit, times, people, side, begin):
    odds = limit / (1 - limit) * times
    count, total = world(limit * 0.8, odds / (1 + odds), seed, streams=8, days=40, n=people, rho=0.03)
    if side == "below":
        count, limit = total - count, 1 - limit
    told = {"per_day": float(people), "side": side, "mean_days": 500.0}
    found = tipping_drift(count, total, limit, rho_max=begin, **told)
    rhos = np.geomspace(begin, 0.999, 60)
    by_hand = np.stack([raised(count, total, limit, rho, **told) for rho in rhos])
    assert (found.holds == by_hand[0]).all()
    fallen = np.argmin(by_hand, axis=0)
    for at in np.flatnonzero(by_hand[0]):
        if by_hand[:, at].all():
            assert found.rho[at] == 1.0
        else:
            assert rhos[fallen[at] - 1] * 0.999 <= found.rho[at] <= rhos[fallen[at]] * 1.001
    assert (found.rho[~by_hand[0]] == 0).all()


def test_just_below_it_the_alarm_is_raised_and_just_above_it_not():
    count, total = world(0.2, 0.35, 1)
    rho = tipping_drift(count, total, 0.25, per_day=1_000).rho
    assert ((rho > 0.005) & (rho < 0.5)).all()
    assert raised(count, total, np.full(30, 0.25), rho * 0.9999, per_day=1_000.0).all()
    assert not raised(count, total, np.full(30, 0.25), rho * 1.0001, per_day=1_000.0).any()


def test_no_more_streams_on_their_limit_outlive_their_true_clustering_than_may_be_called_by_mistake():
    """20 days against a bar of 100: at most one in five, whatever rho the reader compares with."""
    made = clustered_days(500, 20, 5, share=0.3, total=400, rho=0.05)
    found = tipping_drift(made.count, made.total, 0.3, per_day=400, mean_days=100)
    assert (found.rho > 0.05).mean() <= 20 / 100
    assert (found.rho > 0.01).mean() > (found.rho > 0.05).mean()


def test_a_longer_and_a_larger_step_survive_more():
    sizes = [np.median(tipping_drift(*world(0.2, later, 2), 0.25, per_day=1_000).rho) for later in (0.3, 0.4, 0.6)]
    lengths = [np.median(tipping_drift(*world(0.2, 0.4, 2, days=d), 0.25, per_day=1_000).rho) for d in (24, 40, 90)]
    assert sizes == sorted(sizes)
    assert lengths == sorted(lengths)


def test_one_stream_alone_and_days_that_reached_nobody_change_nothing():
    count, total = world(0.2, 0.5, 3, streams=3)
    found = tipping_drift(count, total, [0.25, 0.3, 0.2], per_day=[1_000, 900, 500]).rho
    assert tipping_drift(count[1], total[1], 0.3, per_day=900).rho[0] == pytest.approx(found[1], rel=1e-9)
    count, total = (np.pad(values, ((0, 0), (3, 2))) for values in (count, total))
    wider = tipping_drift(count, total, [0.25, 0.3, 0.2], per_day=[1_000, 900, 500]).rho
    assert wider == pytest.approx(found, rel=1e-9)


def test_what_never_reached_its_bar_or_never_falls_says_so():
    steady = tipping_drift([50] * 30, [500] * 30, 0.2, per_day=500)
    assert (steady.holds.tolist(), steady.rho.tolist()) == ([False], [0.0])
    surest = tipping_drift([500] * 300, [500] * 300, 1e-6, per_day=500)
    assert (surest.holds.tolist(), surest.rho.tolist()) == ([True], [1.0])


def test_a_search_that_begins_beyond_the_last_clustering_tried_ends_there():
    found = tipping_drift([[500] * 300, [50] * 300], [[500] * 300] * 2, 1e-6, per_day=500, rho_max=0.9995, mean_days=2)
    assert set(found.rho.tolist()) <= {0.0, 1.0}


def test_what_cannot_be_is_refused():
    wrong: list[dict[str, Any]] = [
        {"rho_max": 0.0}, {"limit": 1.0}, {"count": []}, {"count": [3]}, {"side": "over"}, {"mean_days": 1.0},
    ]  # fmt: skip
    for bad in wrong:
        told: dict[str, Any] = {"count": [1, 2], "total": [100, 100], "limit": 0.2, "per_day": 100, **bad}
        with pytest.raises(BadInput):
            tipping_drift(told.pop("count"), told.pop("total"), told.pop("limit"), **told)
