"""``seenby watch`` as a user runs it: what is printed where, what is written, and the exit code."""

from __future__ import annotations

import json
import sys

import pytest
from tests.watch.making import write_config, write_world


@pytest.fixture
def world(tmp_path):
    write_config(tmp_path)
    write_world(tmp_path, ads=50, days=14, beyond=2, excess=0.3)
    return tmp_path


def test_alarms_are_one_a_line_and_the_surest_excess_comes_first(seenby, world):
    done = seenby("watch", "run", "watch.toml", "--json")
    assert done.returncode == 0
    alarms = [json.loads(line) for line in done.stdout.splitlines()]
    assert {alarm["schema"] for alarm in alarms} == {"seenby/alarm/1"}
    assert {alarm["ad"] for alarm in alarms} == {"ad-000000", "ad-000001"}
    assert alarms[0]["at_least"] >= alarms[1]["at_least"]


def test_fail_on_leaves_with_three_only_where_an_alarm_is_that_far_beyond(seenby, world):
    assert seenby("watch", "run", "watch.toml", "--fail-on").returncode == 3
    assert seenby("watch", "run", "watch.toml", "--fail-on", "10").returncode == 3
    assert seenby("watch", "run", "watch.toml", "--fail-on", "60").returncode == 0


def test_the_page_is_written_and_its_place_is_talk(seenby, world):
    done = seenby("watch", "run", "watch.toml", "--out", "today")
    page = (world / "today" / "index.html").read_text()
    assert "ad-000000" in page
    assert "today/index.html" in done.stderr
    assert "50 ads, 14 new days, 2 alarms" in done.stdout


def test_days_on_standard_input_count_once(seenby, tmp_path):
    write_config(tmp_path)
    rows = [
        {"ad": "a", "account": "x", "day": f"2026-05-{day:02d}", "gender": gender, "impressions": count, "spend": 0.5}
        for day in (1, 2)
        for gender, count in (("male", 90), ("female", 10))
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    assert "1 ad, 2 new days" in seenby("watch", "run", "watch.toml", "-", answers=lines).stdout
    assert "1 ad, 0 new days" in seenby("watch", "run", "watch.toml", "-", answers=lines).stdout


def test_lines_that_are_no_json_are_one_sentence(seenby, tmp_path):
    write_config(tmp_path)
    done = seenby("watch", "run", "watch.toml", "-", answers="{broken\n")
    assert done.returncode == 7
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_hook_gets_each_alarm_once(seenby, world):
    hook = f"{sys.executable} -c \"import sys; open('told.txt', 'a').write(sys.stdin.read() + chr(10))\""
    seenby("watch", "run", "watch.toml", "--hook", hook)
    again = seenby("watch", "run", "watch.toml", "--hook", hook)
    assert len((world / "told.txt").read_text().splitlines()) == 2
    assert "0 new alarms told" in again.stderr


@pytest.mark.parametrize("hook", ["false", "no-such-command"])
def test_an_alarm_that_could_not_be_told_is_never_quiet(seenby, world, hook):
    done = seenby("watch", "run", "watch.toml", "--quiet", "--hook", hook)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "2 alarms left for the next run" in done.stderr
    assert seenby("watch", "run", "watch.toml", "--hook", hook, "--fail-on").returncode == 3


def test_a_webhook_to_another_machine_is_stopped_before_anything_is_read(seenby, world):
    done = seenby("watch", "run", "watch.toml", "--webhook", "https://example.org/")
    assert done.returncode == 6
    assert not (world / "state").exists()


def test_a_replay_says_when_each_alarm_rose(seenby, world):
    done = seenby("watch", "replay", "watch.toml", "--from", "2026-05-01", "--to", "2026-05-12")
    assert done.returncode == 0
    assert "12 days, 50 ads; 2 alarms rose." in done.stdout
    assert not (world / "state").exists()


def test_a_replay_names_what_it_cannot_read_and_says_so_in_its_code(seenby, world):
    (world / "days" / "2026-05-04.parquet").write_bytes(b"PAR1")
    done = seenby("watch", "replay", "watch.toml")
    assert (done.returncode, done.stderr.count("is damaged")) == (7, 1)
    assert "3 days, 50 ads" in done.stdout
    assert seenby("watch", "replay", "watch.toml", "--from", "yesterday").returncode == 2


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("", "standard input: nothing came"),
        ('{"ad": "a"', "standard input: cannot be read as a table"),
        (
            '{"ad": "a", "account": 1, "day": "2026-05-01", "gender": "male", "impressions": -1, "spend": 0}',
            "below zero",
        ),
        ('{"ad": "a", "account": 1, "day": "1.5.2026", "gender": "male", "impressions": 1, "spend": 0}', "is no day"),
    ],
)
def test_standard_input_is_called_by_its_name(seenby, tmp_path, lines, why):
    write_config(tmp_path)
    done = seenby("watch", "run", "watch.toml", "-", answers=lines)
    assert (done.returncode, done.stderr.count("\n")) == (7, 1)
    assert done.stderr.startswith("seenby: standard input: ")
    assert why in done.stderr


def test_one_ads_days_are_shown_and_an_unknown_ad_is_one_sentence(seenby, world):
    early = seenby("watch", "ad", "watch.toml", "ad-000000")
    assert (early.returncode, "take those there are with seenby watch run" in early.stderr) == (2, True)
    seenby("watch", "run", "watch.toml")
    done = seenby("watch", "ad", "watch.toml", "ad-000000", "--out", "ad")
    assert "2026-05-14" in done.stdout
    assert (world / "ad" / "index.html").exists()
    history = json.loads(seenby("watch", "ad", "watch.toml", "ad-000000", "--json").stdout)
    assert len(history[0]["days"]) == 14
    missing = seenby("watch", "ad", "watch.toml", "nobody")
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)


def test_a_plan_says_how_soon(seenby, tmp_path):
    told = ("--limit", "0.55", "--excess", "20", "--ads", "200", "--beyond", "10", "--days", "30")
    done = seenby("watch", "plan", *told, "--json")
    plan = json.loads(done.stdout)
    assert plan["half"] < plan["most"] <= 20
    assert plan["expected_day"] <= plan["half"]
    assert "half were found by day" in seenby("watch", "plan", *told).stdout


def test_a_plan_says_what_it_takes_to_find_twelve_points_within_fourteen_days(seenby, world):
    (world / "narrow.toml").write_text((world / "watch.toml").read_text().replace("rho_max = 0.02", "rho_max = 0.05"))
    told = ("--aim", "0.5", "--excess", "12", "--ads", "2000", "--beyond", "20", "--rho", "0.01")
    found = seenby("watch", "plan", "watch.toml", *told).stdout
    assert "within 14 days, rho_max 0.02 is small enough" in found
    plan = json.loads(seenby("watch", "plan", "watch.toml", *told, "--json").stdout)
    assert plan["most"] <= 14
    assert plan["false"] <= 0.05
    slower = seenby("watch", "plan", "narrow.toml", *told).stdout
    assert "rho_max must be 0.03 or less in place of 0.05" in slower
    on_its_limit = seenby("watch", "plan", "--aim", "0.5", "--excess", "9")
    assert (on_its_limit.returncode, "the line allows 10 points" in on_its_limit.stderr) == (2, True)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (('cell = "gender: male"', 'cell = "eyes: blue"'), "is no cell"),
        (('cell = "gender: male"', 'cell = "age: 13-17"'), "needs a column of age"),
        (("gender: male", "gender: unknown"), "stands for “not known”"),
        (("rho_max = 0.02", "rho_max = 0.0009\npast = { first_days = 5 }"), "rho_max"),
        (("expected = 0.5", "expected = 1.5"), "share from 0 to 1"),
        (("expected = 0.5", 'expected = "half"'), "“cells 1.expected”: "),
        (("expected = 0.5", ""), "has no expected share"),
        (("rho_max = 0.02", "rho_max = 2"), "rho_max"),
        (("rho_max = 0.02", "rho = 2"), "rho"),
        (('account = "account"', 'ad = ""'), "input.columns.ad"),
        (('sides = ["above"]', "sides = []"), "sides"),
        (('sides = ["above"]', 'sides = ["above", "above"]'), "names a side twice"),
        (('path = "days"', 'path = "days"\nsince = "2026-13-01"'), "input.since"),
        (('path = "days"', 'path = "days"\nmapping = "m.toml"'), "is for exports only"),
        (("line = 0", 'line = 0\naim = "aim.toml"'), "is for exports"),
        (('path = "days"', 'path = "elsewhere"'), "no file to watch"),
    ],
)
def test_a_watch_file_that_makes_no_sense_is_one_sentence_that_names_the_key(seenby, world, change, why):
    path = world / "watch.toml"
    path.write_text(path.read_text().replace(*change))
    done = seenby("watch", "run", "watch.toml")
    assert done.returncode == 2
    assert why in done.stderr
    assert done.stderr.count("\n") == 1
