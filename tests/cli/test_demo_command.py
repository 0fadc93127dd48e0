"""``make demo`` tells the whole story: who the ads were aimed at, who they were shown to, and what the picture did."""

from __future__ import annotations

import json
from importlib.resources import files
from math import exp
from pathlib import Path

from seenby.study import steps


def test_the_demo_audits_its_example_export_and_says_where_the_page_is(seenby, tmp_path):
    done = seenby("demo", "export")
    assert done.returncode == 0
    assert str(tmp_path / "seenby-demo" / "index.html") in done.stderr.replace("\n", "")
    for name in ("boosted-posts.csv", "aim.toml"):
        assert (tmp_path / "seenby-demo" / name).read_bytes() == files("seenby.examples").joinpath(name).read_bytes()


def test_a_part_that_is_none_is_refused_before_anything_is_done(seenby, tmp_path):
    done = seenby("demo", "export", "jobs-2020")
    assert done.returncode == 2
    assert "has no part" in done.stderr
    assert not list(tmp_path.iterdir())


def told(seenby, tmp_path: Path, world: str) -> tuple[str, dict]:
    """What the demo prints of a world, and its findings; its folder verifies after it was moved."""
    done = seenby("demo", world, seconds=600)
    assert done.returncode == 0, done.stderr
    folder = (tmp_path / "seenby-demo" / world).rename(tmp_path / "moved")
    assert steps.verify(folder).sound
    assert (folder / "report" / "index.html").stat().st_size < 500_000
    return done.stdout, json.loads((folder / "findings.json").read_text())


def compared(found: dict, arm: str) -> dict:
    """The finding of claim B about an arm against the control."""
    findings = found["audit"]["findings"]
    return next(one for one in findings if one["claim"] == "B" and one["arms"][0] == arm)


def test_in_the_world_of_the_charm_the_child_draws_more_men(seenby, tmp_path):
    printed, found = told(seenby, tmp_path, "charm-2024")
    child = compared(found, "child")
    assert child["verdict"] == "goes beyond"
    aimed, item, hidden, shown = _ladder(child)
    assert aimed < 0.35, "the estimated audience is mostly women"
    assert 0.61 <= item <= 0.67
    assert item < hidden < shown
    assert 0.93 <= shown <= 0.97
    twins = [one["value"] for one in child["runs"] if one["kind"] == "twin"]
    assert len(twins) == 9
    furthest = max(max(abs(one["low"]), abs(one["high"])) for one in twins)
    assert furthest < child["estimate"]["low"], "no identical ads came as far apart as the arms"
    assert "accounts recorded as men" in printed


def test_in_the_world_of_portraits_the_child_draws_more_women(seenby, tmp_path):
    printed, found = told(seenby, tmp_path, "portraits-2022")
    child = compared(found, "child")
    assert child["verdict"] == "goes beyond"
    assert child["about"] == "gender: female"
    assert child["estimate"]["low"] > 0.05, "more women"
    assert "accounts recorded as women" in printed


def _ladder(finding: dict) -> list[float]:
    """The share aimed at, and the share after each step."""
    steps = finding["steps"]
    odds = [share / (1 - share) for share in (one["share"] for one in steps)]
    first = odds[0] * exp(-steps[0]["estimate"]["value"])
    return [first / (1 + first), *(one["share"] for one in steps)]
