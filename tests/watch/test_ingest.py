"""Days are taken once each, in their order, whole or not at all, whatever happens in between."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from tests.watch.making import CONFIG, day_name, write_config, write_day, write_world

from seenby.errors import Damaged, SettingsError, UsageError
from seenby.watch.run import ad_histories, run_watch
from seenby.watch.state.state_folder import WatchFolder

HUNDRED = np.full(10, 100)


def last_state(settings) -> dict[str, bytes]:
    """The bytes of the state after the last day, of the counts of all days and of the names."""
    manifest = WatchFolder(settings).manifest()
    named = [
        *manifest.days[-1].states,
        *(n for day in manifest.days for n in day.counts),
        *(n for part in manifest.names for n in part),
    ]
    return {"-".join(name.split("-")[1:]): (settings.state / name).read_bytes() for name in named}


def days_of(settings) -> list[str]:
    return [day.day for day in WatchFolder(settings).manifest().days]


def test_the_same_day_twice_counts_once(tmp_path):
    write_world(tmp_path, ads=50, days=3)
    settings = write_config(tmp_path)
    assert len(run_watch(settings).taken) == 3
    before = last_state(settings)
    for path in (tmp_path / "days").iterdir():
        path.write_bytes(path.read_bytes())  # another time of change, the same content
    again = run_watch(settings)
    assert (again.taken, again.again) == ((), ())
    assert last_state(settings) == before


def test_days_that_come_one_by_one_come_to_the_same_as_all_at_once(tmp_path):
    for name in ("one", "all"):
        (tmp_path / name).mkdir()
    whole, single = write_config(tmp_path / "all"), write_config(tmp_path / "one")
    write_world(tmp_path / "all", ads=50, days=6)
    run_watch(whole)
    (tmp_path / "one" / "days").mkdir()
    for number in range(6):
        path = tmp_path / "all" / "days" / f"{day_name(number)}.parquet"
        (tmp_path / "one" / "days" / path.name).write_bytes(path.read_bytes())
        run_watch(single)
    assert last_state(whole) == last_state(single)


def test_a_late_day_and_a_restated_day_come_to_the_same_as_days_in_order(tmp_path):
    write_world(tmp_path, ads=50, days=6)
    settings, other = write_config(tmp_path), write_config(tmp_path).elsewhere(tmp_path / "other")
    days = tmp_path / "days"
    right = {path.name: path.read_bytes() for path in days.iterdir()}
    (days / f"{day_name(4)}.parquet").unlink()
    write_day(tmp_path, 3, np.full(50, 10), np.full(50, 20))
    run_watch(settings)
    for name, content in right.items():
        (days / name).write_bytes(content)
    found = run_watch(settings)
    assert (found.taken, found.again) == ((day_name(4),), (day_name(3),))
    assert any("came late" in note for note in found.notes)
    assert any("again with other figures" in note for note in found.notes)
    run_watch(other)
    ours, theirs = last_state(settings), last_state(other)
    assert ours == theirs


def test_a_day_that_comes_after_it_was_closed_is_refused_with_a_sentence_once(tmp_path):
    write_world(tmp_path, ads=20, days=8)
    settings = write_config(tmp_path)
    run_watch(settings)
    before = last_state(settings)
    write_day(tmp_path, 0, HUNDRED // 3, HUNDRED)
    write_day(tmp_path, -5, HUNDRED // 3, HUNDRED)
    notes = run_watch(settings).notes
    assert len(notes) == 2
    assert all("came" in note and "closed" in note for note in notes)
    assert last_state(settings) == before
    assert run_watch(settings).notes == notes


@pytest.mark.parametrize("grace", [0, 3])
def test_exactly_the_last_days_of_grace_are_open_and_the_one_before_them_is_closed(tmp_path, grace):
    write_world(tmp_path, ads=20, days=8)
    settings = write_config(tmp_path, grace=grace)
    run_watch(settings)
    open_days = range(8 - grace, 8)
    for number in open_days:
        write_day(tmp_path, number, HUNDRED // 3, HUNDRED)
    assert run_watch(settings).again == tuple(map(day_name, open_days))
    before = last_state(settings)
    write_day(tmp_path, 7 - grace, HUNDRED // 3, HUNDRED)
    found = run_watch(settings)
    assert found.again == ()
    assert any(day_name(7 - grace) in note and "closed" in note for note in found.notes)
    assert last_state(settings) == before


def test_an_ad_that_vanishes_and_returns_keeps_its_evidence(tmp_path):
    settings = write_config(tmp_path)
    for number in range(12):
        total = np.array([100, 0 if 1 < number < 10 else 100])
        write_day(tmp_path, number, total * 8 // 10, total)
        found = run_watch(settings)
    assert found.notes[0].startswith("1 ad came back on 2026-05-11")
    (history,) = ad_histories(settings, "ad-000001")
    assert [day.day for day in history.days] == [day_name(n) for n in (0, 1, 10, 11)]
    assert [day.log_e for day in history.days] == sorted(day.log_e for day in history.days)


def test_a_new_aim_holds_from_the_day_it_comes_and_the_watch_goes_on(tmp_path):
    text = (
        CONFIG.format(rho_max=0.02, grace=3, line=0)
        .replace("line = 0", 'line = 0\ntable = "aims.csv"')
        .replace("expected = 0.5", 'columns = ["men"]')
    )
    settings = write_config(tmp_path, text)
    (tmp_path / "aims.csv").write_text("ad,men\nad-000000,0.5\n")
    for number in range(5):
        write_day(tmp_path, number, HUNDRED * 8, HUNDRED * 10)
        if number == 3:
            (tmp_path / "aims.csv").write_text("ad,men\nad-000000,0.9\n")
        found = run_watch(settings)
    assert found.alarms == () or found.alarms[0].limit == 0.9
    (history,) = ad_histories(settings, "ad-000000")
    assert history.days[-1].limit == 0.9
    assert [one.what for one in found.unwatched] == ["9 ads, gender: male, above the aim"]
    (note,) = found.notes
    assert note.startswith("On 2026-05-04 the aim of 1 ad was another than before")


def test_a_damaged_file_is_named_its_day_waits_and_the_others_are_taken(tmp_path):
    write_world(tmp_path, ads=20, days=3)
    settings = write_config(tmp_path)
    path = tmp_path / "days" / f"{day_name(2)}.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    found = run_watch(settings)
    assert found.taken == (day_name(0), day_name(1))
    assert f"{day_name(2)}.parquet: is damaged" in found.notes[0]
    path.write_bytes(whole)
    assert run_watch(settings).taken == (day_name(2),)


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_bytes_that_were_changed_never_break_the_state(tmp_path, cut):
    write_world(tmp_path, ads=20, days=2)
    settings = write_config(tmp_path)
    run_watch(settings)
    path = write_day(tmp_path, 2, HUNDRED // 2, HUNDRED)
    content = bytearray(path.read_bytes())
    place = len(content) * cut // 100
    content[place : place + 8] = bytes(255 - byte for byte in content[place : place + 8])
    path.write_bytes(bytes(content))
    try:
        found = run_watch(settings)
    except SettingsError:  # the name of a column was hit
        found = None
    assert days_of(settings)[:2] == [day_name(0), day_name(1)]
    assert found is None or found.notes or found.taken


def test_a_missing_column_is_named_with_the_file(tmp_path):
    write_world(tmp_path, ads=5, days=1)
    text = CONFIG.format(rho_max=0.02, grace=3, line=0).replace('account = "account"', 'account = "owner"')
    with pytest.raises(SettingsError, match=r"2026-05-01\.parquet: has no column “owner” for account"):
        run_watch(write_config(tmp_path, text))


def test_a_cell_that_nobody_has_is_asked_about(tmp_path):
    write_world(tmp_path, ads=5, days=2)
    text = CONFIG.format(rho_max=0.02, grace=3, line=0).replace("gender: male", "gender: M")
    assert run_watch(write_config(tmp_path, text)).notes == (
        "No row of 2026-05-01 has “gender: M”, the first day taken; is it spelt as in the data?",
    )


def test_a_state_made_under_other_rules_is_left_alone(tmp_path):
    write_world(tmp_path, ads=5, days=1)
    run_watch(write_config(tmp_path))
    with pytest.raises(SettingsError, match="not those that the state was made with"):
        run_watch(write_config(tmp_path, rho_max=0.05))


def test_a_broken_manifest_is_named(tmp_path):
    write_world(tmp_path, ads=5, days=1)
    settings = write_config(tmp_path)
    run_watch(settings)
    (settings.state / "manifest.json").write_text("{")
    with pytest.raises(Damaged, match="is not the manifest of a watch"):
        run_watch(settings)


def test_impressions_below_zero_stop_the_day_and_name_the_ad(tmp_path):
    write_world(tmp_path, ads=5, days=1)
    settings = write_config(tmp_path)
    run_watch(settings)
    before = last_state(settings)
    write_day(tmp_path, 1, np.array([10, -7]), np.array([20, 20]))
    assert "“ad-000001” has impressions below zero on 2026-05-02" in run_watch(settings).notes[0]
    assert last_state(settings) == before


def test_two_runs_at_once_do_not_mix(tmp_path):
    write_world(tmp_path, ads=5, days=1)
    settings = write_config(tmp_path)
    with WatchFolder(settings).lock(), pytest.raises(UsageError, match="another run of this watch"):
        run_watch(settings)


def test_parts_come_to_the_same_alarms(tmp_path):
    write_world(tmp_path, ads=60, days=12, beyond=3, excess=0.3)
    one = run_watch(write_config(tmp_path))
    text = "parts = 3\n" + CONFIG.format(rho_max=0.02, grace=3, line=0)
    three = run_watch(write_config(tmp_path, text).elsewhere(tmp_path / "three"))
    assert one.alarms == three.alarms
    assert len(one.alarms) == 3


def test_a_kill_at_any_moment_loses_no_day_and_counts_none_twice(tmp_path):
    write_world(tmp_path, ads=3_000, days=10)
    calm, settings = write_config(tmp_path).elsewhere(tmp_path / "calm"), write_config(tmp_path)
    run_watch(calm)
    hidden = tmp_path / "hidden"
    (tmp_path / "days").rename(hidden)
    (tmp_path / "days").mkdir()
    code = (
        "import sys; from pathlib import Path; from seenby.watch.run import run_watch; "
        "from seenby.watch.settings import read_watch; "
        "print('up', flush=True); run_watch(read_watch(Path(sys.argv[1])))"
    )
    arriving, chance, kills = sorted(hidden.iterdir()), random.Random(5), 0
    while len(days_of(settings)) < 10:
        for path in arriving[: chance.randint(1, 3)]:
            path.rename(tmp_path / "days" / path.name)
            arriving.remove(path)
        run = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "watch.toml")], stdout=subprocess.PIPE)
        assert run.stdout is not None
        run.stdout.readline()
        # Longer each time, so that a slow machine comes to an end as well.
        time.sleep(chance.uniform(0.05, 0.9) * (1 + kills / 4))
        if run.poll() is None:
            os.kill(run.pid, signal.SIGKILL)
            kills += 1
        run.communicate()
    assert kills > 0
    assert last_state(settings) == last_state(calm)
    left = {str(path.relative_to(settings.state)) for path in Path(settings.state).rglob("*.parquet")}
    run_watch(settings)
    manifest = WatchFolder(settings).manifest()
    named = {name for day in manifest.days for name in (*day.counts, *day.states)}
    assert named <= left


def test_a_restated_day_that_differs_only_by_ads_nobody_knew_is_worked_out_again(tmp_path):
    settings = write_config(tmp_path)
    write_day(tmp_path, 0, HUNDRED // 2, HUNDRED)
    run_watch(settings)
    write_day(tmp_path, 0, np.full(12, 50), np.full(12, 100))
    found = run_watch(settings)
    assert (found.ads, found.again) == (12, (day_name(0),))


def test_a_csv_keeps_names_as_they_are_written(tmp_path):
    (tmp_path / "days").mkdir()
    rows = "".join(f"{ad},a,2026-05-01,{gender},50,0.5\n" for ad in ("007", "7") for gender in ("male", "female"))
    (tmp_path / "days" / "one.csv").write_text(f"ad,account,day,gender,impressions,spend\n{rows}")
    settings = write_config(tmp_path)
    assert run_watch(settings).ads == 2
    assert ad_histories(settings, "007")[0].days[0].total == 100
