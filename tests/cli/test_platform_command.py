"""``seenby platform``: what it prints, writes and refuses."""

from __future__ import annotations

import csv
import io
import json


def test_a_world_prints_the_report_beside_the_truth(seenby):
    done = seenby("platform", "world", "charm-2024", "--people", "20000")
    assert done.returncode == 0, done.stderr
    assert "Truth: men" in done.stdout
    assert "with the child" in done.stdout
    assert "mechanism suffices" in done.stdout
    assert "MB" in done.stderr
    assert "reparing" in done.stderr


def test_quiet_is_quiet_and_json_is_json(seenby):
    done = seenby("platform", "world", "no-effect", "--people", "5000", "--json", "--quiet")
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert told["schema"] == "seenby/world/1"
    assert [one["arm"] for one in told["arms"]] == ["twin one", "twin two", "all arms"]


def test_a_world_is_written_as_an_export_that_can_be_audited(seenby, tmp_path):
    done = seenby("platform", "world", "charm-2024", "--people", "20000", "--seed", "7", "--out", "made")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "made").iterdir()} == {
        "aim.toml", "audience.csv", "delivery.csv", "mapping.toml", "pictures", "responses.csv", "truth.json",
        "watch.toml",
    }  # fmt: skip
    audited = seenby(
        "audit", "made/delivery.csv", "--mapping", "made/mapping.toml", "--aim", "made/aim.toml", "--fail-on"
    )
    assert audited.returncode == 3, audited.stderr
    again = seenby("platform", "world", "charm-2024", "--people", "20000", "--seed", "7", "--threads", "1", "--json")
    assert again.stdout == (tmp_path / "made" / "truth.json").read_text()


def test_a_sweep_writes_a_table_and_a_page(seenby, tmp_path):
    done = seenby(
        "platform", "sweep", "charm-2024", "no-effect", "--people", "5000", "--seeds", "2", "--remedies",
        "women-only,controller", "--out", "swept",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Aim at women only" in done.stdout
    rows = list(csv.DictReader(io.StringIO((tmp_path / "swept" / "sweep.csv").read_text())))
    assert {(row["world"], row["seed"], row["remedy"]) for row in rows} == {
        (world, seed, remedy)
        for world in ("charm-2024", "no-effect")
        for seed in ("1", "2")
        for remedy in ("none", "women-only", "controller")
    }
    told = json.loads((tmp_path / "swept" / "sweep.json").read_text())
    assert len(told["rows"]) == len(rows)
    assert (tmp_path / "swept" / "index.html").stat().st_size < 500_000


def test_what_makes_no_sense_leaves_with_two(seenby):
    for arguments in (
        ("world", "atlantis"),
        ("world", "charm-2024", "--remedy", "prayer"),
        ("world", "charm-2024", "--people", "0"),
        ("world", "charm-2024", "--people", "1000", "--threads", "64"),
        ("sweep", "charm-2024", "--seeds", "0"),
        ("sweep", "atlantis"),
    ):
        done = seenby("platform", *arguments)
        assert done.returncode == 2, arguments
        assert "Traceback" not in done.stderr


def test_an_audit_does_not_load_the_simulator(seenby):
    import subprocess
    import sys

    code = "import seenby.cli.main, sys; print({'numba', 'starlette', 'uvicorn', 'httpx2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
