"""Exports of an ads manager as days: what each snapshot added, and what its sentences say."""

from __future__ import annotations

import pytest
from tests.watch.making import write_config

from seenby.errors import SettingsError
from seenby.watch.run import ad_histories, replay_watch, run_watch

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


def rows_of(*days: int, men: int = 800) -> str:
    lines = [
        f"Charm,{gender},{count},2026-05-{days[0]:02d},2026-05-{days[-1]:02d},2026-05-{day:02d}\n"
        for day in days
        for gender, count in (("female", 200), ("male", men))
    ]
    return HEAD + "".join(lines)


def test_the_first_day_of_an_export_by_day_is_taken_as_it_comes(tmp_path):
    watch, exports = write_config(tmp_path, CONFIG.format(path="exports")), tmp_path / "exports"
    exports.mkdir()
    for number in (1, 2, 3):
        (exports / f"{number}.csv").write_text(rows_of(number))
        assert run_watch(watch).taken == (f"2026-05-0{number}",)
    (exports / "3.csv").write_text(rows_of(3, men=700))
    assert run_watch(watch).again == ("2026-05-03",)
    assert [day.least for day in ad_histories(watch, "Charm")[0].days] == [800, 800, 700]


def test_exports_that_an_audit_leaves_aside_are_named_and_the_code_says_so(tmp_path):
    watch, exports = write_config(tmp_path, CONFIG.format(path="exports")), tmp_path / "exports"
    exports.mkdir()
    (exports / "week.csv").write_text(rows_of(1, 2, 3))
    assert run_watch(watch).code == 0
    (exports / "next.csv").write_text(rows_of(3, 4))
    found = run_watch(watch)
    assert (found.code, len(found.waits)) == (7, 1)
    assert "cover overlapping periods" in found.waits[0]
    (exports / "next.csv").write_text("hello,world\n1,2\n")
    found = run_watch(watch)
    assert (found.code, len(found.waits)) == (7, 1)
    assert "next.csv: no reader knows these columns" in found.waits[0]


def test_exports_without_days_are_told_what_is_missing(tmp_path):
    watch, exports = write_config(tmp_path, CONFIG.format(path="exports")), tmp_path / "exports"
    exports.mkdir()
    week = [f"Charm,{gender},500,2026-05-01,2026-05-07\n" for gender in ("female", "male")]
    (exports / "week.csv").write_text(HEAD.replace(",Day", "") + "".join(week))
    found = run_watch(watch)
    assert found.taken == ()
    assert found.notes[0].startswith("The exports tell of no day yet")


@pytest.mark.parametrize("cell", ["gender: male, age: 13-17", "placement: feed"])
def test_a_cell_that_no_export_gives_by_day_is_refused(tmp_path, cell):
    with pytest.raises(SettingsError, match="exports give gender or age by day"):
        write_config(tmp_path, CONFIG.format(path="exports").replace("gender: male", cell))


@pytest.mark.real
def test_the_french_series_replays_snapshot_by_snapshot(real_data, tmp_path):
    text = CONFIG.format(path=real_data / "france").replace("line = 0", "line = 10")
    settings = write_config(tmp_path, text.replace("rho_max = 0.02", "rho_max = 0.05"))
    found, risen = replay_watch(settings)
    assert found.ads >= 5
    assert list(found.taken) == sorted(found.taken)
    assert len(found.taken) > 20
    assert not any("no expected share" in one.why for one in found.unwatched)
    assert all(" reports, where" in alarm.sentence for alarm in risen)
    assert risen
    run_watch(settings)
    for alarm in risen:
        (history,) = (one for one in ad_histories(settings, alarm.ad) if one.stream == alarm.stream)
        shown = sum(day.least for day in history.days) / sum(day.total for day in history.days)
        assert alarm.since >= history.days[0].day
        assert (shown > alarm.limit) == ("above" in alarm.stream)
