from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seenby.stats.days.day_process import DayRule, confidence_sequence, day_evidence, day_rule, prior_weight, watch_day
from seenby.stats.errors import BadInput
from seenby.stats.lab.days_one_by_one import either_side, start_watch
from seenby.stats.lab.null_worlds import clustered_days
from seenby.stats.tipping_point import tipping_watch

TWENTY = np.log(20)
DAYS = st.lists(st.integers(0, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1)


def rule(limit: float = 0.55, rho_max: float = 0.02, side: str = "above", per_day: float = 1_000) -> DayRule:
    return day_rule(limit, per_day=per_day, rho_max=rho_max, side=side)  # type: ignore[arg-type]


def found_by(share: float, rho_max: float) -> np.ndarray:
    made = clustered_days(1_000, 30, 1, share=share, total=1_000, rho=0.02)
    reached = day_evidence(made.count, made.total, rule(rho_max=rho_max)) >= TWENTY
    return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, 99)


@pytest.mark.parametrize(("share", "day"), [(0.60, 14), (0.65, 5), (0.70, 3), (0.80, 2)])
def test_an_excess_is_found_by_the_day_that_the_reference_table_states(share: float, day: int) -> None:
    assert abs(np.median(found_by(share, 0.02)) - day) <= 1


def test_over_declaring_the_clustering_is_slower_but_finds_it() -> None:
    assert np.median(found_by(0.65, 0.05)) == pytest.approx(10, abs=1)


def test_looking_every_day_at_the_limit_raises_few_false_alarms() -> None:
    assert np.mean(found_by(0.55, 0.02) < 99) <= 0.05


def test_understating_the_clustering_is_what_breaks_it() -> None:
    made = clustered_days(2_000, 30, 2, share=0.55, total=5_000, rho=0.02)
    reached = day_evidence(made.count, made.total, rule(rho_max=0.001, per_day=5_000)) >= TWENTY
    assert reached.any(axis=1).mean() > 0.2


@given(DAYS, st.floats(0.05, 0.95), st.floats(0, 0.3))
def test_day_by_day_equals_all_at_once(days: list[tuple[int, int]], limit: float, rho_max: float) -> None:
    count, total = (np.array(column)[None] for column in zip(*days, strict=True))
    declared = rule(limit, rho_max)
    at_once = day_evidence(count, total, declared)[0]
    state = start_watch(1)
    for day in range(count.shape[1]):
        state, log_e = watch_day(state, count[:, day], total[:, day], declared)
        assert log_e[0] == pytest.approx(at_once[day], abs=1e-9)
    assert state.log_peak[0] == pytest.approx(max(0.0, at_once.max()), abs=1e-9)


@given(DAYS, st.floats(0.05, 0.95))
def test_counting_the_others_mirrors_the_side(days: list[tuple[int, int]], limit: float) -> None:
    count, total = (np.array(column) for column in zip(*days, strict=True))
    above = day_evidence(count, total, rule(limit))
    below = day_evidence(total - count, total, rule(1 - limit, side="below"))
    assert below == pytest.approx(above, abs=1e-6)
    assert np.isfinite(above).all()


@given(DAYS, st.integers(0, 20))
def test_a_day_without_people_changes_nothing(days: list[tuple[int, int]], at: int) -> None:
    at = min(at, len(days) - 1)
    count, total = (np.array(column) for column in zip(*days, strict=True))
    with_gap = day_evidence(np.insert(count, at, 0), np.insert(total, at, 0), rule())
    assert np.delete(with_gap, at) == pytest.approx(day_evidence(count, total, rule()), abs=1e-12)


@given(DAYS)
def test_more_of_the_group_is_more_evidence_above(days: list[tuple[int, int]]) -> None:
    count, total = (np.array(column) for column in zip(*days, strict=True))
    more = np.minimum(count + 1, total)
    assert (day_evidence(more, total, rule()) >= day_evidence(count, total, rule()) - 1e-12).all()


def test_evidence_of_any_strength_stays_finite() -> None:
    extreme = day_evidence(np.full((1, 3_000), 10**6), np.full((1, 3_000), 10**6), rule(0.01, 0.0, per_day=10**6))
    opposite = day_evidence(np.zeros((1, 3_000)), np.full((1, 3_000), 10**6), rule(0.99, 0.0, per_day=10**6))
    assert np.isfinite(extreme).all()
    assert extreme[0, -1] > 1e9
    assert np.isfinite(opposite).all()
    assert opposite[0, -1] < 0


def test_an_old_state_is_kept_unless_its_memory_is_offered() -> None:
    state = start_watch(3)
    new, _ = watch_day(state, [60, 50, 0], [100, 100, 0], rule())
    assert not state.weight.any()
    assert new.weight[2] == 0
    same, _ = watch_day(new, [60, 50, 0], [100, 100, 0], rule(), into=new)
    assert same is new
    assert new.weight[0] == pytest.approx(2 * 4 * 100 / (0.02 * 100 + 1))


def test_each_stream_may_have_its_own_limit_prior_and_clustering() -> None:
    count, total = np.full((2, 5), 60), np.full((2, 5), 100)
    each = DayRule(np.array([0.5, 0.7]), np.array([100.0, 300.0]), np.array([0.05, 0.01]))
    both = day_evidence(count, total, each)
    for stream in range(2):
        one = DayRule(each.limit[stream], each.prior[stream], each.rho_max[stream])
        assert both[stream] == pytest.approx(day_evidence(count[stream], total[stream], one))


def test_more_streams_than_fit_one_chunk_are_all_served() -> None:
    count = np.random.default_rng(3).binomial(500, 0.6, (20_000, 3))
    total = np.full(count.shape, 500)
    whole = day_evidence(count, total, rule())
    state = start_watch(20_000)
    for day in range(3):
        state, log_e = watch_day(state, count[:, day], total[:, day], rule())
    assert log_e == pytest.approx(whole[:, -1])
    assert whole[12_345] == pytest.approx(day_evidence(count[12_345], total[12_345], rule()))


def test_two_sided_evidence_is_the_mean_of_both_sides() -> None:
    assert either_side(np.log(30.0), np.log(10.0)) == pytest.approx(np.log(20.0))
    with pytest.raises(BadInput):
        either_side(np.nan, 0.0)


def test_the_confidence_sequence_covers_on_all_days_at_once() -> None:
    made = clustered_days(1_000, 30, 5, share=0.6, total=1_000, rho=0.02)
    found = confidence_sequence(made.count, made.total, prior=prior_weight(1_000, 0.02), rho_max=0.02)
    covered = ((found.low <= 0.6) & (found.high >= 0.6)).all(axis=1).mean()
    assert covered >= 0.95
    assert (found.high - found.low)[:, -1].max() < 0.15


def test_before_anybody_is_reached_the_sequence_knows_nothing() -> None:
    found = confidence_sequence([0, 0, 500], [0, 0, 1_000], prior=400.0)
    assert found.low[:2].tolist() == [0, 0]
    assert found.high[:2].tolist() == [1, 1]
    assert found.low[2] < 0.5 < found.high[2]


@given(DAYS)
@settings(max_examples=50)
def test_the_sequence_mirrors_and_stays_inside_zero_and_one(days: list[tuple[int, int]]) -> None:
    count, total = (np.array(column) for column in zip(*days, strict=True))
    here, there = (confidence_sequence(c, total, prior=300.0) for c in (count, total - count))
    assert (here.low >= 0).all()
    assert (here.low <= here.high).all()
    assert there.low == pytest.approx(1 - here.high, abs=1e-9)


def test_the_tipping_clustering_of_a_watch_is_the_one_in_the_reference() -> None:
    count = np.array([[650] * 14, [600] * 14])
    found = tipping_watch(count, np.full((2, 14), 1_000), 0.55, per_day=1_000)
    assert found.rho == pytest.approx([0.072, 0.017], abs=5e-4)
    assert found.holds.all()


def test_at_the_tipping_clustering_the_evidence_is_just_the_bar() -> None:
    made = clustered_days(5, 20, 3, share=0.65, total=800, rho=0.01)
    found = tipping_watch(made.count, made.total, 0.55, per_day=800)
    for stream, rho in enumerate(found.rho):
        peak = day_evidence(made.count[stream], made.total[stream], rule(rho_max=rho, per_day=800)).max()
        assert peak == pytest.approx(TWENTY, abs=1e-4)


def test_a_watch_that_found_nothing_has_nothing_to_tip() -> None:
    found = tipping_watch([[500] * 5], [[1_000] * 5], 0.55, per_day=1_000)
    assert not found.holds[0]
    assert found.rho[0] == 0.0


@pytest.mark.parametrize(
    ("count", "total"), [([5], [4]), ([-1], [4]), ([np.nan], [4]), ([1], [np.inf]), ([1, 2], [4]), ([[1]], [[4]])]
)
def test_days_that_cannot_be_are_refused(count: list[float], total: list[float]) -> None:
    with pytest.raises(BadInput):
        watch_day(start_watch(1), count, total, rule())


def test_unsigned_counts_cannot_wrap_round_the_check() -> None:
    with pytest.raises(BadInput):
        watch_day(start_watch(1), np.array([5], np.uint64), np.array([4], np.uint64), rule())
    with pytest.raises(BadInput):
        watch_day(start_watch(1), np.array(["5"]), np.array(["9"]), rule())
    plain, small = (day_evidence(np.array([60], t), np.array([90], t), rule()) for t in (np.float64, np.uint8))
    assert small == pytest.approx(plain)


def test_rules_that_cannot_be_are_refused() -> None:
    for limit in (0.0, 1.0, np.nan):
        with pytest.raises(BadInput):
            rule(limit)
    for bad in ({"rho_max": -0.1}, {"rho_max": np.nan}, {"side": "over"}, {"per_day": 0}):
        with pytest.raises(BadInput):
            rule(**bad)
    with pytest.raises(BadInput):
        prior_weight(100, days=0)
    with pytest.raises(BadInput):
        day_evidence([1, 2], [3, 4], DayRule(np.array([0.5, 0.6]), np.array(100.0), np.array(0.05)))
    with pytest.raises(BadInput):
        day_evidence([1, 2], [3], rule())
    with pytest.raises(BadInput):
        confidence_sequence([1, 2], [3], prior=1.0)
    with pytest.raises(BadInput):
        confidence_sequence([1], [3], prior=0.0)
