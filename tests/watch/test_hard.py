"""What may happen to a watch at work: killed, out of room, started twice, met by another version or a turned clock."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.watch.making import write_config, write_day, write_world
from tests.watch.test_ingest import days_of, last_state

from seenby.errors import SettingsError
from seenby.watch.run import run_watch

SEENBY = Path(sys.executable).with_name("seenby")
NOTE = "import sys; open('told.txt', 'a').write(sys.stdin.read() + chr(10))"
KILL = NOTE + "; import os; os.kill(os.getppid(), 9)"


def hook(code: str) -> list[str]:
    return ["--hook", f'{sys.executable} -c "{code}"']


def watching(folder: Path, *more: str, **popen: Any) -> subprocess.Popen[str]:
    words = [str(SEENBY), "watch", "run", "watch.toml", "--quiet", *more]
    return subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **popen)


def told(folder: Path) -> Counter[str]:
    path = folder / "told.txt"
    return Counter(json.loads(line)["ad"] for line in path.read_text().splitlines()) if path.exists() else Counter()


def hidden(folder: Path) -> list[Path]:
    """The days put out of sight, to arrive one after another."""
    (folder / "days").rename(folder / "hidden")
    (folder / "days").mkdir()
    return sorted((folder / "hidden").iterdir())


def test_a_run_killed_while_telling_tells_that_alarm_once_more_and_no_other_twice(tmp_path):
    write_world(tmp_path, ads=50, days=10, beyond=2, excess=0.4)
    write_config(tmp_path)
    killed = watching(tmp_path, *hook(KILL))
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert sum(told(tmp_path).values()) == 1
    for _ in range(2):
        calm = watching(tmp_path, *hook(NOTE))
        assert calm.communicate()[1] == ""
    assert sorted(told(tmp_path).values()) == [1, 2]


def test_runs_killed_at_any_moment_while_days_arrive_tell_every_alarm_and_keep_every_day(tmp_path):
    write_world(tmp_path, ads=500, days=8, beyond=3, excess=0.4)
    calm, settings = write_config(tmp_path).elsewhere(tmp_path / "calm"), write_config(tmp_path)
    alarms = {alarm.ad for alarm in run_watch(calm).alarms}
    assert len(alarms) == 3
    arriving, chance, kills = hidden(tmp_path), random.Random(3), 0
    while len(days_of(settings)) < 8:
        for path in arriving[:2]:
            path.rename(tmp_path / "days" / path.name)
            arriving.remove(path)
        run = watching(tmp_path, *hook(NOTE))
        try:
            # Longer each time, so that a slow machine comes to an end as well.
            run.communicate(timeout=chance.uniform(0.5, 4.0) * (1 + kills / 4))
        except subprocess.TimeoutExpired:
            run.kill()
            run.communicate()
            kills += 1
    watching(tmp_path, *hook(NOTE)).communicate()
    assert last_state(settings) == last_state(calm)
    counted = told(tmp_path)
    assert set(counted) == alarms
    assert all(number <= 1 + kills for number in counted.values())


def test_two_runs_started_together_leave_one_whole_state(tmp_path):
    write_world(tmp_path, ads=2_000, days=6)
    calm, settings = write_config(tmp_path).elsewhere(tmp_path / "calm"), write_config(tmp_path)
    run_watch(calm)
    runs = [watching(tmp_path) for _ in range(2)]
    ends = [(run.communicate()[1], run.returncode) for run in runs]
    assert 0 in {code for _, code in ends}
    assert all(code == 0 or (code == 2 and "another run of this watch is at work" in said) for said, code in ends)
    assert last_state(settings) == last_state(calm)


def test_a_full_disk_is_one_sentence_and_the_day_is_taken_when_there_is_room(tmp_path):
    write_world(tmp_path, ads=3_000, days=3)
    calm, settings = write_config(tmp_path).elsewhere(tmp_path / "calm"), write_config(tmp_path)
    run_watch(calm)
    days = hidden(tmp_path)
    days[0].rename(tmp_path / "days" / days[0].name)
    run_watch(settings)
    before = last_state(settings)
    for path in days[1:]:
        path.rename(tmp_path / "days" / path.name)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    run = watching(tmp_path, preexec_fn=little_room)
    _, said = run.communicate()
    assert (run.returncode, said.count("\n")) == (2, 1)
    assert "cannot be written; free some room" in said
    assert "Traceback" not in said
    assert last_state(settings) == before
    assert len(run_watch(settings).taken) == 2
    assert last_state(settings) == last_state(calm)


def test_a_state_of_another_version_is_named_and_left_alone(tmp_path):
    write_world(tmp_path, ads=5, days=1)
    settings = write_config(tmp_path)
    run_watch(settings)
    path = settings.state / "manifest.json"
    text = path.read_text().replace("seenby/watch-state/1", "seenby/watch-state/9").replace('"serial"', '"order"')
    path.write_text(text)
    with pytest.raises(SettingsError, match="made by another version of seenby"):
        run_watch(settings)
    assert path.read_text() == text


def test_a_file_whose_clock_went_back_is_still_seen_to_have_changed(tmp_path):
    write_world(tmp_path, ads=10, days=2)
    settings = write_config(tmp_path)
    run_watch(settings)
    path = write_day(tmp_path, 1, np.full(10, 30), np.full(10, 100))
    os.utime(path, (1_000_000, 1_000_000))
    assert run_watch(settings).again == ("2026-05-02",)


def test_a_machine_whose_clock_went_back_takes_its_days_and_says_so(tmp_path):
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 86_400))
    rows = [
        {"ad": "a", "account": "b", "day": day, "gender": g, "impressions": 9, "spend": 1} for g in ("male", "female")
    ]
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / "a.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = run_watch(write_config(tmp_path))
    assert found.taken == (day,)
    assert f"{day} is later than today" in found.notes[0]


def test_a_damaged_file_is_named_its_day_waits_and_the_code_says_so(seenby, tmp_path):
    write_world(tmp_path, ads=10, days=2)
    write_config(tmp_path)
    path = tmp_path / "days" / "2026-05-02.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    done = seenby("watch", "run", "watch.toml")
    assert (done.returncode, "1 new day," in done.stdout, "is damaged" in done.stderr) == (7, True, True)
    path.write_bytes(whole)
    assert seenby("watch", "run", "watch.toml").returncode == 0
