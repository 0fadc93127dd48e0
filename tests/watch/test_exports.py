"""Exports of an ads manager as days: what each snapshot added, and what its sentences say."""

from __future__ import annotations

import pytest
from tests.watch.making import write_config

from seenby.watch.running import ad_histories, replay_watch, run_watch

CONFIG = """
state = "state"
rho_max = 0.02
[input]
kind = "exports"
path = "{path}"
[expected]
line = 0
[[cells]]
cell = "gender: male"
expected = 0.5
"""
HEAD = "Ad set name,Gender,Impressions,Reporting starts,Reporting ends,Day\n"


def test_an_export_with_days_is_watched_and_its_aim_file_is_the_limit(tmp_path):
    lines = [
        f"Charm,{gender},{count},2026-05-{day:02d},2026-05-{day:02d},2026-05-{day:02d}\n"
        for day in range(1, 15)
        for gender, count in (("female", 200), ("male", 800))
    ]
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "days.csv").write_text(HEAD + "".join(lines))
    (tmp_path / "aim.toml").write_text('[estimated_audience.gender]\nwomen = "70%"\nmen = "30%"\n')
    text = CONFIG.format(path="exports").replace("expected = 0.5\n", "")
    text = text.replace("line = 0", 'line = 10\naim = "aim.toml"')
    found = run_watch(write_config(tmp_path, text))
    assert len(found.taken) == 14
    (alarm,) = found.alarms
    assert alarm.limit == pytest.approx(0.405)  # 30 per cent is up to 30.5
    assert alarm.sentence == (
        "Since 2026-05-01 “Charm” has gone to accounts recorded as men more than 10 points beyond its aim: to 80 in "
        "every 100 impressions over 14 days, where at most 30.5 were expected."
    )
    assert run_watch(write_config(tmp_path, text)).taken == ()


@pytest.mark.real
def test_the_french_series_replays_snapshot_by_snapshot(real_data, tmp_path):
    settings = write_config(tmp_path, CONFIG.format(path=real_data / "france"))
    found, risen = replay_watch(settings)
    assert found.ads >= 5
    assert list(found.taken) == sorted(found.taken)
    assert len(found.taken) > 20
    run_watch(settings)
    for alarm in risen:
        (history,) = (one for one in ad_histories(settings, alarm.ad) if one.stream == alarm.stream)
        shown = sum(day.least for day in history.days) / sum(day.total for day in history.days)
        assert (shown > alarm.limit) == ("above" in alarm.stream)
