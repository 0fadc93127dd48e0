"""What is found, how soon, and how often it cries wolf."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.watch.making import CONFIG, write_config, write_world

from seenby.stats.lab.null_worlds import clustered_days
from seenby.stats.multiple_testing import e_bh
from seenby.watch.alarms.select_alarms import bar_of
from seenby.watch.run import replay_watch, run_watch
from seenby.watch.state.add_day import add_day, start
from seenby.watch.state.counts import CellCounts
from seenby.watch.stream_rules import rules_of


def test_nine_in_ten_of_the_ads_beyond_are_found_in_fourteen_days_and_few_others(tmp_path):
    write_world(tmp_path, ads=2_000, days=14, beyond=20)
    found = run_watch(write_config(tmp_path))
    ads = [alarm.ad for alarm in found.alarms]
    right = [ad for ad in ads if int(ad[3:]) < 20]
    assert len(right) >= 18
    assert len(ads) - len(right) <= 2
    assert [alarm.at_least for alarm in found.alarms] == sorted((a.at_least for a in found.alarms), reverse=True)


def test_an_alarm_says_since_when_how_many_how_much_and_what_would_overturn_it(tmp_path):
    write_world(tmp_path, ads=100, days=14, beyond=1, excess=0.3)
    (alarm,) = run_watch(write_config(tmp_path)).alarms
    assert (alarm.ad, alarm.account, alarm.on, alarm.days) == ("ad-000000", "acc-0", "2026-05-14", 14)
    assert alarm.since == "2026-05-01"
    assert 0 < alarm.at_least < 0.3
    assert alarm.tipping_point is not None
    assert alarm.impressions_beyond is not None
    assert alarm.tipping_point > 0.02
    assert 0.25 * 14_000 < alarm.impressions_beyond < 0.35 * 14_000
    assert alarm.money_beyond == pytest.approx(alarm.impressions_beyond * 0.01)
    assert "“ad-000000” has gone to accounts recorded as men beyond its aim: to 79 in every" in alarm.sentence
    assert alarm.as_json()["schema"] == "seenby/alarm/1"


def test_a_line_is_named_in_the_sentence(tmp_path):
    write_world(tmp_path, ads=20, days=14, beyond=1, excess=0.4)
    (alarm,) = run_watch(write_config(tmp_path, line=5)).alarms
    assert "more than 5 points beyond its aim" in alarm.sentence
    assert "where at most 50 were expected" in alarm.sentence


def test_the_lower_bound_lies_below_the_true_excess_nearly_always(tmp_path):
    write_world(tmp_path, ads=400, days=20, beyond=400, excess=0.2)
    found = run_watch(write_config(tmp_path))
    assert len(found.alarms) == 400
    assert sum(alarm.at_least > 0.2 for alarm in found.alarms) <= 0.05 * 400


def test_ads_on_their_limit_raise_no_more_false_alarms_than_stated(tmp_path):
    rules = rules_of(write_config(tmp_path))
    ever = 0
    for world in range(40):
        state = start(rules, 500)
        runs = clustered_days(500, 30, world, share=0.5, total=1_000, rho=0.02)
        flagged = np.zeros(500, dtype=bool)
        half, zero = np.full(500, 0.5), np.zeros(500)
        for day in range(30):
            count, total = runs.count[:, day].astype(float), runs.total[:, day].astype(float)
            (log_e,) = add_day(state, [CellCounts(count, count, total, zero, half, half)], rules, day)
            flagged |= e_bh(log_e, 0.05)
        ever += bool(flagged.any())
    assert ever <= 0.05 * 40 + 2


def test_a_hundred_thousand_ads_on_their_limit_for_sixty_days_raise_no_more_than_is_stated(tmp_path):
    """Days as clustered as is allowed for; against an aim, and against first days that say what later ones do."""
    ads, days, chance = 100_000, 60, np.random.default_rng(7)
    text = CONFIG.format(rho_max=0.05, grace=3, line=0)
    rules = rules_of(write_config(tmp_path, f"{text}[past]\nfirst_days = 14\n"))
    state, half, zero, total = start(rules, ads), np.full(ads, 0.5), np.zeros(ads), np.full(ads, 1_000.0)
    flagged, drifted = 0, np.zeros(ads, dtype=bool)
    for day in range(days):
        count = chance.binomial(1_000, chance.beta(0.5 * 19, 0.5 * 19, ads)).astype(float)
        aim, past = add_day(state, [CellCounts(count, count, total, zero, half, half)], rules, day)
        flagged += bool(e_bh(aim, 0.05).any())
        drifted |= past >= np.log(1_000 * ads)
    assert flagged <= 0.05 * days
    assert drifted.sum() <= 1


@settings(max_examples=200)
@given(st.integers(0, 2**32 - 1), st.integers(1, 400), st.sampled_from([0.01, 0.05, 0.2, 0.9]))
def test_the_bar_is_the_one_of_e_bh_though_only_likely_ads_are_ranked(seed, ads, q):
    log_e = np.random.default_rng(seed).normal(0, 5, ads).round(1)
    flagged = e_bh(log_e, q)
    bar, alpha = bar_of(log_e[log_e >= -np.log(q)], ads, q)
    np.testing.assert_array_equal(log_e >= bar, flagged)
    assert alpha == pytest.approx(q * flagged.sum() / ads)


def test_a_replay_says_on_which_day_an_alarm_rose_and_leaves_the_state_alone(tmp_path):
    write_world(tmp_path, ads=50, days=14, beyond=1, excess=0.3)
    settings = write_config(tmp_path)
    found, risen = replay_watch(settings)
    assert [alarm.ad for alarm in risen] == ["ad-000000"]
    assert "2026-05-02" <= risen[0].on <= "2026-05-10"
    assert found.on == "2026-05-14"
    assert not settings.state.exists()
    shorter, none = replay_watch(settings, first="2026-05-02", last="2026-05-02")
    assert (shorter.taken, none) == (("2026-05-02",), ())
