"""An ad against its own first days."""

from __future__ import annotations

from functools import partial
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.watch.making import write_config, write_day

from seenby.stats.days.day_process import DayRule, DayState, watch_day
from seenby.stats.days.drift import baseline_limit, drift_rule, drift_scan
from seenby.stats.lab.days_one_by_one import drift_day
from seenby.stats.lab.null_worlds import clustered_days
from seenby.watch.run import run_watch
from seenby.watch.state.add_day import add_day, start
from seenby.watch.state.counts import CellCounts
from seenby.watch.state.drift_kernel import PACES, Past, Prices, detect, limit_of, pace_of, sort_out
from seenby.watch.state_columns import PastColumns
from seenby.watch.stream_rules import rules_of

CONFIG = """
state = "state"
rho_max = 0.02
[input]
path = "days"
[past]
first_days = 14
mean_days = 1000
[[cells]]
cell = "gender: male"
"""


def drifting(ads: int, days: int, begins: int, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Ads at one in five, of which the first goes to `share` on a day."""
    mean = np.full((ads, days), 0.2)
    mean[0, begins:] = share
    runs = clustered_days(ads, days, 3, share=mean, total=1_000, rho=0.005)
    return runs.count, runs.total


def test_a_step_in_one_of_many_ads_is_found_and_dated_and_the_others_are_left_alone(tmp_path):
    count, total = drifting(200, 40, 25, 0.5)
    for day in range(40):
        write_day(tmp_path, day, count[:, day], total[:, day])
    found = run_watch(write_config(tmp_path, CONFIG))
    (alarm,) = found.alarms
    assert (alarm.ad, alarm.drift, alarm.stream) == ("ad-000000", True, "gender: male, above the past")
    assert "2026-05-24" <= alarm.since <= "2026-05-28"
    assert "first 14 days allow for" in alarm.sentence
    assert 0.2 < alarm.limit < 0.32
    assert found.mean_days == 1000


def drifted(tmp_path, *, side: str = "above", keep: int = 400, share: float = 0.5):
    """A world in which the first ad pauses for five of its first days and goes to another share on day 25."""
    count, total = drifting(200, 40, 25, share)
    count[0, 5:10] = total[0, 5:10] = 0
    for day in range(40):
        write_day(tmp_path, day, count[:, day], total[:, day])
    head = f"keep_days = {keep}\nrho_max = 0.02"
    config = CONFIG.replace("rho_max = 0.02", head).replace(
        'path = "days"', 'path = "days"\ncolumns = { spend = "spend" }'
    )
    (alarm,) = run_watch(write_config(tmp_path, config)).alarms
    assert alarm.stream == f"gender: male, {side} the past"
    return alarm, count[0, 19:].astype(float), total[0, 19:].astype(float), count[0, :19].sum() / total[0, :19].sum()


def test_a_drift_says_how_clustered_days_would_have_to_be_for_its_detector_never_to_reach_its_bar(tmp_path):
    alarm, count, total, _ = drifted(tmp_path)
    per_day = float(pace_of(np.floor(np.log(np.array([1_000 / 30])) / np.log(1.2)))[0])
    # 200 ads, both ways, share 1,000 days
    rule = partial(drift_rule, [alarm.limit], per_day=per_day, mean_days=1_000.0 * 400)
    assert alarm.tipping_point > 0.02
    for rho, stands in ((alarm.tipping_point * 0.999, True), (alarm.tipping_point * 1.001, False)):
        found = drift_scan(count[None], total[None], rule(rho_max=rho))
        assert bool(found.raised[0]) is stands


def test_a_drift_says_how_many_impressions_lie_beyond_the_past_share_and_what_they_cost(tmp_path):
    alarm, count, total, past = drifted(tmp_path)
    assert alarm.impressions_beyond == pytest.approx(count.sum() - past * total.sum())
    assert 0.27 * 15_000 < alarm.impressions_beyond < 0.33 * 15_000  # 30 points more of 1,000, on 15 days
    assert alarm.money_beyond == pytest.approx(alarm.impressions_beyond * 0.01)


def test_a_drift_downward_says_how_many_it_fell_short_and_names_no_cost(tmp_path):
    alarm, count, total, past = drifted(tmp_path, side="below", share=0.04)
    assert alarm.impressions_beyond == pytest.approx(past * total.sum() - count.sum())
    assert 0.14 * 15_000 < alarm.impressions_beyond < 0.18 * 15_000
    assert alarm.money_beyond is None
    assert 0.02 < alarm.tipping_point < 1


def test_the_tipping_point_of_a_drift_takes_the_days_after_the_first_ones_and_no_others(tmp_path):
    points = []
    for keep in (400, 21, 20):  # 21 days come after the first 14 on which the ad was shown
        (tmp_path / str(keep)).mkdir()
        points.append(drifted(tmp_path / str(keep), keep=keep)[0].tipping_point)
    assert points[0] == points[1] > 0.02
    assert points[2] is None


def test_alarms_against_aim_and_past_each_have_their_own_tipping_point_in_any_number_of_parts(tmp_path):
    count, total = drifting(40, 40, 20, 0.6)
    for day in range(40):
        write_day(tmp_path, day, count[:, day], total[:, day])
    told = CONFIG.replace("[past]", "[expected]\nline = 0\n[past]") + 'expected = 0.3\nsides = ["above"]\n'
    found = []
    for parts in (1, 2):
        config = told.replace('state = "state"', f'state = "state-{parts}"\nparts = {parts}')
        alarms = run_watch(write_config(tmp_path, config)).alarms
        found.append({alarm.stream: alarm.tipping_point for alarm in alarms if alarm.ad == "ad-000000"})
    assert found[0] == pytest.approx(found[1], rel=1e-9)
    aim, past = (found[0][f"gender: male, above the {against}"] for against in ("aim", "past"))
    assert aim is not None
    assert past is not None
    assert aim > 0.02
    assert past > 0.02
    assert aim != past


def test_a_rare_group_is_held_against_its_past_with_the_least_clustering_that_can_be_declared(tmp_path):
    lot = np.random.default_rng(4)
    for day in range(24):
        male = lot.binomial(1_000, np.where(np.arange(20) == 0, 0.05 if day >= 16 else 0.002, 0.002))
        write_day(tmp_path, day, male, np.full(20, 1_000))
    config = CONFIG.replace("rho_max = 0.02", "rho_max = 0.001").replace("rho_max", "grace_days = 1\nrho_max")
    (alarm,) = run_watch(write_config(tmp_path, config)).alarms
    assert (alarm.ad, alarm.stream) == ("ad-000000", "gender: male, above the past")


def test_ads_whose_first_days_are_not_over_are_named_as_not_watched(tmp_path):
    count, total = drifting(3, 5, 4, 0.5)
    for day in range(5):
        write_day(tmp_path, day, count[:, day], total[:, day])
    found = run_watch(write_config(tmp_path, CONFIG))
    assert found.alarms == ()
    assert all("fewer than 14 days so far" in one.why for one in found.unwatched)


def test_the_detector_in_the_state_is_the_one_of_the_statistics_on_a_limit_no_nearer(tmp_path):
    rules = rules_of(write_config(tmp_path, CONFIG))
    count, total = (values.astype(float) for values in drifting(20, 40, 20, 0.4))
    state, zero = start(rules, 20), np.zeros(20)
    for day in range(40):
        cell = CellCounts(count[:, day], count[:, day], total[:, day], zero)
        above, _ = add_day(state, [cell], rules, day)
    exact = baseline_limit(count[:, :14], total[:, :14], factor=1.4)
    assert (state.streams[0].limit >= exact - 1e-12).all()
    assert (state.streams[0].limit <= exact + 0.01).all()
    stream = state.streams[0]
    assert isinstance(stream, PastColumns)
    rule = drift_rule(stream.limit, per_day=stream.usual, rho_max=0.02)
    np.testing.assert_allclose(above, drift_scan(count[:, 14:], total[:, 14:], rule).log_m[:, -1], rtol=1e-9)


def some_past(lot: np.random.Generator, ads: int) -> Past:
    """Ads of which some are in their first 14 days, some just after, and some have no limit."""
    seen, limit = lot.choice([3.0, 13.0, 14.0, 15.0], ads), limit_of(lot.integers(-600, 600, ads).astype(float))
    limit[lot.random(ads) < 0.1] = np.nan
    weight = lot.exponential(300, ads) * (lot.random(ads) < 0.8)
    run = (lot.normal(0, 50, ads), weight, np.full(ads, -30.0), np.zeros(ads))
    m = tuple(lot.exponential(2.0, (3, ads)))
    return Past(seen, np.zeros(ads), np.zeros(ads), limit, pace_of(lot.integers(0, 60, ads).astype(float)), m, run)


def one_day(past: Past, near, total, rho_max: float, side: Literal["above", "below"]) -> np.ndarray:
    prices = Prices(rho_max, side)
    keys, _, table = sort_out(past, total, near, 14, prices)
    return detect(past, keys, prices, table, near, total, 77)


@settings(max_examples=60)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(["above", "below"]),
    st.sampled_from([0.001, 0.005, 0.02, 0.05, 0.5]),
)
def test_the_compiled_step_is_the_one_of_the_statistics(seed, side, rho_max):
    lot = np.random.default_rng(seed)
    past = some_past(lot, 300)
    total = np.floor(past.usual * lot.uniform(0, 3, 300)) * (lot.random(300) < 0.9)
    count = lot.binomial(total.astype(int), lot.uniform(0, 1, 300)).astype(float)
    ready = (total > 0) & (past.seen >= 14) & ~np.isnan(past.limit)
    limit, m, (excess, weight, lowest, _) = past.limit, np.array(past.m), (run.copy() for run in past.run)
    asked = np.where(ready, limit, 0.5)
    after, _ = drift_day(m, count, total, drift_rule(asked, per_day=past.usual, rho_max=rho_max, side=side))
    rule = DayRule(asked, np.asarray(1.0), np.asarray(rho_max), side)
    run, _ = watch_day(DayState(excess, weight, np.zeros(300)), count, total, rule)
    seen = past.seen + ((total > 0) & (past.seen <= 14))
    first = np.where((total > 0) & (past.seen < 14), total, 0.0)

    log_m = one_day(past, count, total, rho_max, side)
    np.testing.assert_allclose(np.array(past.m)[:, ready], after[:, ready], rtol=1e-9, atol=1e-300)
    assert (np.array(past.m)[:, ~ready] == m[:, ~ready]).all()
    np.testing.assert_array_equal(past.run[0], np.where(ready, run.excess, excess))
    np.testing.assert_array_equal(past.run[1], np.where(ready, run.weight, weight))
    lower = ready & (run.excess < lowest)
    np.testing.assert_array_equal(past.run[2], np.where(lower, run.excess, lowest))
    np.testing.assert_array_equal(past.run[3], np.where(lower, 78, np.where(ready & (weight == 0), 77, 0)))
    np.testing.assert_array_equal(past.seen, seen)
    np.testing.assert_array_equal(past.whole, first)
    mean = np.mean(past.m, axis=0)
    right = np.where(np.isnan(limit), -np.inf, np.log(mean))
    np.testing.assert_allclose(log_m, right, rtol=1e-12, atol=1e-12)


def test_an_ad_comes_to_the_same_bits_alone_and_among_others():
    def world():
        lot = np.random.default_rng(8)
        past, total = some_past(lot, 700), lot.integers(0, 4_000, 700).astype(float)
        return past, total, lot.binomial(total.astype(int), 0.4).astype(float)

    past, total, count = world()
    together = [one_day(past, count, total, 0.02, "above"), *past.m, *past.run]
    for at in (0, 1, 254, 255, 256, 511, 699):
        past, total, count = world()
        part = slice(at, at + 1)
        seen, base, whole, limit, usual = (past.seen, past.base, past.whole, past.limit, past.usual)
        m, run = tuple(m[part] for m in past.m), tuple(run[part] for run in past.run)
        alone = Past(seen[part], base[part], whole[part], limit[part], usual[part], m, run)
        log_m = one_day(alone, count[part], total[part], 0.02, "above")
        assert [log_m[0], *(m[0] for m in alone.m), *(run[0] for run in alone.run)] == [one[at] for one in together]


def keys_of(limit: np.ndarray, usual: np.ndarray) -> np.ndarray:
    some = np.ones(limit.size)
    past = Past(15 * some, some, some, limit, usual, (some, some, some), (some, some, some, some))
    prices = Prices(0.05, "above")
    prices.place[:] = 0  # as if every price were known
    return sort_out(past, some, some, 14, prices)[0]


def test_every_limit_and_pace_has_a_price_of_its_own():
    limit = limit_of(np.arange(-3000.0, 3001.0))
    usual = pace_of(np.arange(0.0, 133.0))
    keys = keys_of(np.repeat(limit, 133), np.tile(usual, limit.size))
    assert (np.diff(keys.reshape(-1, 133), axis=1) == 1).all()
    assert (np.diff(keys[::133]) == PACES).all()
    assert 0 <= keys.min() < keys.max() < Prices(0.05, "above").place.size


def test_evidence_that_a_day_wipes_out_is_still_evidence():
    past = some_past(np.random.default_rng(1), 1)
    past.limit[:], past.usual[:], past.seen[:] = 0.3, 300.0, 20.0
    (log_m,) = one_day(past, np.zeros(1), np.full(1, 300.0), 0.001, "above")
    assert -1_000 < log_m < 0


def test_days_cut_into_pieces_for_two_cores_come_to_the_same_bits(tmp_path, monkeypatch):
    rules = rules_of(write_config(tmp_path, CONFIG))
    count, total = (values.astype(float) for values in drifting(300, 20, 16, 0.4))
    found = []
    for least in (1 << 16, 64):
        monkeypatch.setattr("seenby.watch.state.add_day.LEAST_PART", least)
        state, zero = start(rules, 300), np.zeros(300)
        for day in range(20):
            cell = CellCounts(count[:, day], count[:, day], total[:, day], zero)
            evidence = add_day(state, [cell], rules, day)
        found.append([*state.as_table().values(), *evidence])
    assert all(np.array_equal(one, other, equal_nan=True) for one, other in zip(*found, strict=True))
