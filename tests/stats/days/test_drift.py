from __future__ import annotations

import numpy as np
import pytest

from seenby.stats.days.drift import baseline_limit, drift_rule, drift_scan, start_drift
from seenby.stats.errors import BadInput, TooFew
from seenby.stats.lab.days_one_by_one import drift_day
from seenby.stats.lab.null_worlds import clustered_days

STREAMS = 400


def odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def year_part(kind: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """210 days at 12 % with a weekly cycle and a slow wander, then a step on day 121 or a ramp over 60 to 180."""
    rng = np.random.default_rng(seed)
    day = np.arange(210)
    level = odds(0.12) + 0.08 * np.sin(2 * np.pi * day / 7)
    level = level + np.cumsum(rng.normal(0, 0.012, (STREAMS, 210)), axis=1)
    rises: dict[str, np.ndarray] = {"none": 0.0 * day, "step": day >= 121, "ramp": np.clip((day - 60) / 120, 0, 1)}
    share = 1 / (1 + np.exp(-(level + rises[kind] * (odds(0.24) - odds(0.12)))))
    made = clustered_days(STREAMS, 210, rng, share=share, total=1_000, rho=0.02)
    return made.count, made.total


def watched(kind: str, seed: int = 1, rho_max: float = 0.02) -> tuple[float, float]:
    count, total = year_part(kind, seed)
    rule = drift_rule(baseline_limit(count[:, :56], total[:, :56]), per_day=1_000, rho_max=rho_max)
    found = drift_scan(count[:, 56:], total[:, 56:], rule)
    return float(found.raised.mean()), float(np.median(found.day[found.raised])) + 56 if found.raised.any() else 0


def test_harmless_wander_hardly_ever_raises_the_alarm() -> None:
    assert watched("none")[0] <= 0.01


def test_a_doubling_overnight_is_caught_within_ten_days() -> None:
    raised, day = watched("step")
    assert raised > 0.98
    assert 121 <= day <= 131


def test_a_slow_doubling_is_caught_before_it_is_complete() -> None:
    raised, day = watched("ramp")
    assert raised > 0.95
    assert day < 165


def test_over_declared_clustering_is_slower_but_catches_it() -> None:
    raised, day = watched("step", rho_max=0.05)
    assert raised > 0.9
    assert day <= 145


def test_the_mean_time_between_false_alarms_is_at_least_the_stated_one() -> None:
    # every day exactly at the limit with all the clustering that is allowed: the worst that is still no drift
    rng = np.random.default_rng(2)
    rule = drift_rule(0.16, per_day=500, rho_max=0.02, mean_days=50)
    state, first = start_drift(2_000), np.full(2_000, 400)
    for day in range(400):
        made = clustered_days(2_000, 1, rng, share=0.16, total=500, rho=0.02)
        state, alarm = drift_day(state, made.count[:, 0], made.total[:, 0], rule)
        first = np.where(alarm & (first == 400), day, first)
    assert first.mean() >= 50
    assert (first < 10).mean() <= 10 / 50


def test_small_days_are_priced_for_the_coin_tosses_they_add() -> None:
    # people arrive 40 a day: the increments' mean must still not exceed one
    rng = np.random.default_rng(3)
    rule = drift_rule(0.3, per_day=1_000, rho_max=0.05)
    made = clustered_days(400_000, 1, rng, share=0.3, total=40, rho=0.05)
    new, _ = drift_day(start_drift(400_000), made.count[:, 0], made.total[:, 0], rule)
    assert (new.mean(axis=1) <= 1.02).all()


def test_scan_and_day_by_day_agree_and_sides_mirror() -> None:
    count, total = year_part("step", 4)
    limit = baseline_limit(count[:, :56], total[:, :56])
    rule = drift_rule(limit, per_day=1_000, rho_max=0.02)
    found = drift_scan(count, total, rule)
    state = start_drift(STREAMS)
    for day in range(30):
        state, _ = drift_day(state, count[:, day], total[:, day], rule)
    assert np.log(state.mean(axis=0)) == pytest.approx(found.log_m[:, 29])
    below = drift_scan(total - count, total, drift_rule(1 - limit, per_day=1_000, rho_max=0.02, side="below"))
    assert below.log_m == pytest.approx(found.log_m, abs=1e-6)
    assert (below.day == found.day).all()


def test_days_with_hardly_anybody_are_left_out() -> None:
    rule = drift_rule(0.16, per_day=1_000)
    state, _ = drift_day(start_drift(2), [300, 300], [1_000, 1_000], rule)
    same, _ = drift_day(state, [29, 0], [29, 0], rule)
    assert same.tolist() == state.tolist()


def test_evidence_stays_finite_whatever_happens() -> None:
    found = drift_scan(np.full((1, 3_000), 10**6), np.full((1, 3_000), 10**6), drift_rule(0.01, per_day=10**6))
    assert np.isfinite(found.log_m).all()
    quiet = drift_scan(np.zeros((1, 3_000)), np.full((1, 3_000), 10**6), drift_rule(0.99, per_day=10**6))
    assert np.isfinite(quiet.log_m).all()
    assert not quiet.raised[0]
    assert quiet.day[0] == 3_000


def test_many_streams_with_one_limit_or_one_each_agree() -> None:
    count = np.random.default_rng(5).binomial(1_000, 0.2, 20_000)
    total = np.full(20_000, 1_000)
    one, _ = drift_day(start_drift(20_000), count, total, drift_rule(0.16, per_day=1_000))
    each, _ = drift_day(start_drift(20_000), count, total, drift_rule(np.full(20_000, 0.16), per_day=1_000))
    assert each == pytest.approx(one, rel=1e-9)


def test_a_baseline_gives_a_limit_that_mirrors() -> None:
    above = baseline_limit([[12, 12]], [[100, 100]], factor=1.5)
    assert above == pytest.approx([0.12 / 0.88 * 1.5 / (1 + 0.12 / 0.88 * 1.5)])
    assert baseline_limit([[88, 88]], [[100, 100]], factor=1.5, side="below") == pytest.approx(1 - above)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(TooFew):
        baseline_limit([[0, 0]], [[10, 10]])
    with pytest.raises(BadInput):
        baseline_limit([[1]], [[10]], factor=1.0)
    for bad in ({"limit": 1.0}, {"rho_max": 0.0}, {"mean_days": 1.0}, {"per_day": 3}, {"side": "over"}):
        with pytest.raises(BadInput):
            drift_rule(**{"limit": 0.2, "per_day": 100, **bad})  # type: ignore[arg-type]
    rule = drift_rule([0.2, 0.3, 0.4], per_day=100)
    with pytest.raises(BadInput):
        drift_day(start_drift(2), [1, 2], [100, 100], rule)
    with pytest.raises(BadInput):
        drift_scan([1, 2], [100, 100], rule)
    with pytest.raises(BadInput):
        drift_day(start_drift(1), [101], [100], drift_rule(0.2, per_day=100))
