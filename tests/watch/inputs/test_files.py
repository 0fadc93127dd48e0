"""What files a folder may hold, of the input and of the state: each is read, named or rightly passed over."""

from __future__ import annotations

import gzip
import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from tests.watch.tables import CONFIG, CSV, ONE, config, counted, parquet, rows

from seenby.errors import SeenbyError, UsageError
from seenby.watch.run import ad_histories, run_watch


def test_a_day_in_the_name_of_a_folder_counts_for_every_kind_of_file(tmp_path):
    watch = config(tmp_path, columns='day = "date", ad = "ad_id"')
    plain = "SELECT ad AS ad_id, gender, impressions FROM ({})"
    parquet(tmp_path, plain.format(rows()), "date=2026-05-01/part-0.parquet")
    parquet(tmp_path, plain.format(rows(ad="'007'")), "date=2026-05-01/part-1.parquet")
    parquet(tmp_path, plain.format(rows()), "date=20260502/part-0.parquet")
    text = "".join(f"{ad},{gender},50\n" for ad in ("a", "007") for gender in ("male", "female"))
    (tmp_path / "days/date=20260502/more.csv.gz").write_bytes(
        gzip.compress(f"ad_id,gender,impressions\n{text}".encode())
    )
    run_watch(watch)
    assert counted(watch) == {
        ("2026-05-01", "a"): (70.0, 100.0),
        ("2026-05-01", "007"): (70.0, 100.0),
        ("2026-05-02", "a"): (120.0, 200.0),
        ("2026-05-02", "007"): (50.0, 100.0),
    }


@pytest.mark.parametrize(
    "name", ["a.csv", "A.CSV", "a.csv.gz", "a.tsv", "a[1].csv", "*.csv", "a\nb'\".csv", "{a,b}.csv"]
)
def test_a_file_is_read_whatever_its_name(tmp_path, name):
    watch = config(tmp_path)
    text = CSV.replace(",", "\t") if "tsv" in name else CSV
    (tmp_path / "days" / name).write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    (tmp_path / "days" / "b.csv").write_text(CSV.replace("a,", "b,"))
    run_watch(watch)
    assert counted(watch) == {**ONE, ("2026-05-01", "b"): (70.0, 100.0)}


@pytest.mark.parametrize("name", ["a.ndjson", "a.jsonl.gz", "a.json"])
def test_json_keeps_what_is_written(tmp_path, name):
    ads = [1, "x", 12345678901234567890123, 12345678901234567890124, "550E8400-E29B-41D4-A716-446655440000", "2026-5-1"]
    lines = [
        {"ad": ad, "day": "2026-05-01", "gender": gender, "impressions": shown, "spend": "0.50"}
        for ad in ads
        for gender, shown in (("male", 70), ("female", "30"))
    ]
    text = json.dumps(lines) if name == "a.json" else "".join(json.dumps(line) + "\n" for line in lines)
    watch = config(tmp_path)
    (tmp_path / "days" / name).write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    run_watch(watch)
    assert counted(watch) == {("2026-05-01", str(ad)): (70.0, 100.0) for ad in ads}


def test_files_of_a_day_may_differ_in_kind_types_and_order(tmp_path):
    watch = config(tmp_path)
    parquet(tmp_path, rows())
    other = rows(ad="5", men="'70'", women="'30'")
    parquet(tmp_path, f"SELECT spend, gender, impressions, day, ad FROM ({other})", "b.parquet")
    (tmp_path / "days" / "c.csv").write_text(CSV.replace("a,", "c,").replace(",", ";"))
    (tmp_path / "days" / "d.csv").write_text(
        "day,spend,impressions,gender,ad\n20260501,1,30,female,d\n20260501,1,70,male,d\n"
    )
    run_watch(watch)
    assert counted(watch) == {("2026-05-01", ad): (70.0, 100.0) for ad in ("a", "5", "c", "d")}


def test_folders_links_pipes_and_what_is_hidden_or_empty_are_no_files_of_their_own(tmp_path):
    watch = config(tmp_path)
    days = tmp_path / "days"
    parquet(tmp_path, rows(), "x.parquet/part-0.parquet")
    for name in ("_temporary/0/part-0.parquet", ".hidden/a.parquet", "_SUCCESS.parquet"):
        parquet(tmp_path, rows(ad="'unfinished'"), name)
    (days / "latest.parquet").symlink_to(days / "x.parquet" / "part-0.parquet")
    (days / "gone.parquet").symlink_to(days / "nowhere.parquet")
    (days / "loop").symlink_to(days)
    (days / "empty.ndjson").touch()
    (days / "head.csv").write_text(CSV.splitlines()[0] + "\n")
    parquet(tmp_path, f"{rows()} LIMIT 0", "none.parquet")
    os.mkfifo(days / "pipe.csv")
    assert run_watch(watch).code == 0
    assert counted(watch) == ONE
    pattern = config(tmp_path, path="days/*.parquet").elsewhere(tmp_path / "other")
    run_watch(pattern)
    assert counted(pattern)["2026-05-01", "a"] == (70.0, 100.0)


def test_two_files_that_hold_the_same_are_noted(tmp_path):
    watch = config(tmp_path)
    for name in ("a.csv", "a (1).csv"):
        (tmp_path / "days" / name).write_text(CSV)
    (note,) = run_watch(watch).notes
    assert "hold the same" in note
    assert counted(watch) == {("2026-05-01", "a"): (140.0, 200.0)}


def test_a_name_that_is_not_utf8_is_named_and_its_day_waits(tmp_path):
    watch = config(tmp_path)
    Path(os.fsdecode(os.fsencode(tmp_path / "days") + b"/\xff-2026-05-02.csv")).write_text(CSV)
    (tmp_path / "days" / "a.csv").write_text(CSV)
    found = run_watch(watch)
    assert (found.code, found.taken) == (7, ("2026-05-01",))
    assert "\\xff-2026-05-02.csv: has a name that is not UTF-8" in found.waits[0]


def test_a_day_waits_with_those_after_it_while_one_of_its_files_cannot_be_read(tmp_path):
    watch = config(tmp_path)
    for number in (1, 2, 3):
        parquet(tmp_path, rows(day=f"DATE '2026-05-0{number}'"), f"date=2026-05-0{number}/a.parquet")
    torn = parquet(tmp_path, rows(ad="'b'", day="DATE '2026-05-02'"), "date=2026-05-02/b.parquet")
    whole = torn.read_bytes()
    torn.write_bytes(whole[:-9])
    found = run_watch(watch)
    assert (found.code, found.taken) == (7, ("2026-05-01",))
    assert "b.parquet: is damaged" in found.waits[0]
    torn.write_bytes(whole)
    assert run_watch(watch).taken == ("2026-05-02", "2026-05-03")
    assert counted(watch)["2026-05-02", "b"] == (70.0, 100.0)


def test_a_damaged_file_whose_day_no_name_tells_lets_no_new_day_in(tmp_path):
    watch = config(tmp_path)
    parquet(tmp_path, rows())
    (tmp_path / "days" / "part-1.parquet").write_bytes(b"PAR1")
    assert run_watch(watch).taken == ()
    (tmp_path / "days" / "part-1.parquet").unlink()
    assert run_watch(watch).taken == ("2026-05-01",)


def test_a_file_that_goes_between_listing_and_counting_is_no_fault_of_the_others(tmp_path, monkeypatch):
    watch = config(tmp_path)
    parquet(tmp_path, rows())
    going = parquet(tmp_path, rows(ad="'b'"), "b.parquet")
    from seenby.watch.inputs import input_files

    listed = input_files._input(watch)
    going.unlink()
    monkeypatch.setattr(input_files, "_input", lambda _: listed)
    assert run_watch(watch).code == 0
    assert counted(watch) == ONE


def test_the_file_that_is_damaged_is_named_and_not_the_first_of_its_day(tmp_path):
    watch = config(tmp_path)
    parquet(tmp_path, rows())
    path = parquet(tmp_path, rows(ad="repeat('b', 5000)"), "b.parquet")
    content = bytearray(path.read_bytes())
    content[4:60] = bytes(56)
    path.write_bytes(content)
    assert "b.parquet" in str(run_watch(watch).waits)
    assert "a.parquet" not in str(run_watch(watch).waits)


def test_a_state_folder_with_files_of_another_is_left_alone(tmp_path):
    watch = config(tmp_path, text='state = "."\n' + CONFIG)
    path = parquet(tmp_path, rows())
    with pytest.raises(SeenbyError, match=r"manifest\.json: is missing, though there are files"):
        run_watch(watch)
    assert path.exists()


def test_a_state_within_the_input_is_no_input(tmp_path):
    watch = config(tmp_path, path=".")
    parquet(tmp_path, rows())
    assert run_watch(watch).taken == ("2026-05-01",)
    assert run_watch(watch).code == 0


@pytest.mark.parametrize(
    ("room", "harm"),
    [(room, harm) for room in ("names", "days", "states") for harm in ("gone", "torn")]
    # Names say their places themselves, wherever they are.
    + [("days", "swapped"), ("states", "swapped")],
)
def test_a_file_of_the_state_that_is_another_is_named_and_the_state_stays(tmp_path, room, harm):
    watch = config(tmp_path)
    for number in (1, 2, 3):
        day = f"DATE '2026-05-0{number}'"
        both = " UNION ALL ".join(rows(ad=ad, day=day) for ad in ("'a'", f"'new {number}'"))
        parquet(tmp_path, both, f"{number}.parquet")
    run_watch(watch)
    *_, other, path = sorted((watch.state / room).iterdir())
    if harm == "gone":
        path.unlink()
    elif harm == "torn":
        path.write_bytes(path.read_bytes()[:-20])
    else:
        path.write_bytes(other.read_bytes())
    before = (watch.state / "manifest.json").read_bytes()
    with pytest.raises(SeenbyError, match=r"(is missing, damaged or another file|put it back from a copy)"):
        ad_histories(watch, "a")
    with suppress(SeenbyError):
        run_watch(watch)
    assert (watch.state / "manifest.json").read_bytes() == before


def test_no_path_and_nothing_on_standard_input_are_told(tmp_path):
    watch = config(tmp_path, text=CONFIG.replace('path = "{path}"\n', ""))
    with pytest.raises(UsageError, match=r"\[input\] names no path"):
        run_watch(watch)
    (tmp_path / "lines.ndjson").touch()
    with pytest.raises(SeenbyError, match="standard input: nothing came"):
        run_watch(watch, lines=tmp_path / "lines.ndjson")
