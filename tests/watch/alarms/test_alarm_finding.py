"""An alarm is a finding of claim C: the same object in JSON, on the page and for whoever is told."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import numpy as np
import pytest
from tests.watch.making import CONFIG, write_config, write_day, write_world

from seenby.judge.claims.claim_c_rules import limit_of_aim
from seenby.model import AdKey, Estimate, Verdict
from seenby.report.watch.watch_page import render_watch
from seenby.stats.lab.null_worlds import clustered_days
from seenby.watch.run import run_watch

BEFORE = """
    schema ad account stream on since days share limit at_least log_e tipping_point impressions_beyond money_beyond
    sentence drift
"""


def test_an_alarm_carries_the_finding_it_is(tmp_path):
    write_world(tmp_path, ads=100, days=14, beyond=1, excess=0.3)
    found = run_watch(write_config(tmp_path))
    (alarm,) = found.alarms
    finding = alarm.finding
    assert (finding.claim, finding.verdict, finding.about) == ("C", Verdict.BEYOND, "gender: male, by day")
    assert isinstance(finding.subject, AdKey)
    assert isinstance(finding.estimate, Estimate)
    assert finding.estimate.value is not None
    assert finding.since is not None
    assert (finding.subject.ad, finding.subject.account) == ("ad-000000", "acc-0")
    assert finding.estimate.low == alarm.at_least < finding.estimate.value == pytest.approx(0.3, abs=0.05)
    assert finding.estimate.as_json()["high"] is None
    assert finding.since.isoformat() == alarm.since
    assert [(check.code, check.passed) for check in finding.checks] == [("figures-exact", True)]
    assert finding.not_shown[0].startswith("Whether the picture, the text or anything else")
    assert finding.luck.endswith("on average at most 5 in every 100 are called so by luck.")
    assert f"as clustered as 0.02; {alarm.tipping_point:.3f} would be needed to overturn it" in finding.luck
    assert finding.method.endswith("; e-BH at q = 5 % over all streams watched (100).")
    assert finding.otherwise[0].startswith("An alarm does not say why")
    assert finding.sentence in render_watch(found)


def test_json_keeps_every_key_it_had_in_its_order_and_gains_the_finding(tmp_path):
    write_world(tmp_path, ads=50, days=14, beyond=1, excess=0.3)
    (alarm,) = run_watch(write_config(tmp_path)).alarms
    told = alarm.as_json()
    assert list(told) == [*BEFORE.split(), "finding"]
    assert told["finding"] == alarm.finding.as_json()
    assert (told["sentence"], told["tipping_point"]) == (alarm.finding.sentence, alarm.finding.tipping_point)


def test_a_drift_is_put_in_the_words_of_drifts_and_says_no_tipping_point_where_its_days_are_gone(tmp_path):
    share = np.full((60, 40), 0.2)
    share[0, 25:] = 0.6
    runs = clustered_days(60, 40, 3, share=share, total=1_000, rho=0.005)
    for day in range(40):
        write_day(tmp_path, day, runs.count[:, day], runs.total[:, day])
    past = CONFIG.format(rho_max=0.02, grace=3, line=0).replace("[expected]\nline = 0", "[past]\nfirst_days = 14")
    found = []
    for keep in (400, 5):
        text = past.replace('state = "state"', f'state = "state-{keep}"\nkeep_days = {keep}')
        found.append(run_watch(write_config(tmp_path, text)).alarms[0].finding)
    whole, short = found
    assert whole.about == "gender: male, drift"
    assert whole.not_shown[0] == "Why it changed."
    assert whole.method.startswith("E-detector against 0.")
    assert "at most once in 1,000 days on average" in whole.luck
    assert f"{whole.tipping_point:.3f} would be needed to overturn it." in whole.luck
    assert short.tipping_point is None
    assert short.luck.endswith("as clustered as 0.02.")


def test_a_watch_file_that_says_nothing_else_holds_ads_to_what_audits_hold_them_to(tmp_path):
    text = CONFIG.format(rho_max=0.02, grace=3, line=0).replace("rho_max = 0.02\n", "") + "[past]\n"
    file = write_config(tmp_path, text).file
    published = tomllib.loads(files("seenby.judge").joinpath("published.toml").read_text(encoding="utf-8"))
    assert file.past is not None
    assert file.past.model_dump() == {name: published["drift"][name] for name in ("first_days", "factor", "mean_days")}
    assert (file.rho_max, file.q) == (published["rho"]["high"], published["days"]["false_share"])


@pytest.mark.parametrize(
    ("aim", "line", "side", "limit"),
    [
        (0.5, 0.1, "above", 0.6),
        (0.5, 0.1, "below", 0.4),
        (0.0, 0.0, "above", 0.001),
        (1.0, 0.0, "below", 0.999),
        (0.95, 0.1, "above", None),
        (0.05, 0.1, "below", None),
        (0.999, 0.0, "above", None),
        (np.nan, 0.1, "above", None),
    ],
)
def test_an_aim_that_leaves_no_room_beyond_it_sets_no_limit(aim, line, side, limit):
    (found,) = limit_of_aim([aim], line, side)
    assert np.isnan(found) if limit is None else found == pytest.approx(limit)
