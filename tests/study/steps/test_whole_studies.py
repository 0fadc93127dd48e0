"""Whole studies on the simulated platform over HTTP, from the question to a verified folder, in both directions."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from seenby.platforms.simulated import preset
from seenby.platforms.simulated.api import Platform, Setup, create_app, serving
from seenby.study import steps
from seenby.study.folder import STUDY

PEOPLE = 60_000


def finished(path: Path, world: str, pairs: int) -> Path:
    """A study that was planned, registered, run, judged and reported."""
    steps.new(path, "paired-picture", None, world)
    text = (path / STUDY).read_text()
    for key, value in (("pairs", pairs), ("twins", 4), ("impressions", 300)):
        text = re.sub(rf"^{key} = \d+", f"{key} = {value}", text, flags=re.MULTILINE)
    (path / STUDY).write_text(text)
    steps.plan(path, 7)
    steps.register(path)
    with serving(create_app(Platform(Setup(preset(world, people=PEOPLE))))) as address:
        steps.run(path, api=address)
    steps.judge(path)
    steps.report(path)
    return path


@pytest.mark.parametrize(("world", "more", "pairs"), [("charm-2024", "men", 6), ("portraits-2022", "women", 7)])
def test_each_world_comes_out_in_its_own_direction_and_verifies_elsewhere(
    tmp_path: Path, world: str, more: str, pairs: int
) -> None:
    path = finished(tmp_path / "study", world, pairs)
    moved = shutil.move(path, tmp_path / "another place")
    assert steps.verify(moved).sound
    told = steps.judge(moved)
    assert told.left_out == ()
    child = next(one for one in told.compared if one.arms and one.arms[0] == "child")
    assert child.verdict == "goes beyond"
    assert re.search(rf"recorded as {more}: \d+ to \d+ more", child.sentence), child.sentence
    assert told.aim.estimated["age_gender"]
    assert told.simulated
    assert told.registered
