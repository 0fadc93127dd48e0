"""The first steps of a study in a folder: what is written, kept, and refused."""

from __future__ import annotations

import hashlib
import json

import pytest

from seenby.errors import Damaged, StoppedByGuard, UsageError
from seenby.evidence.hash_chain import read_chain
from seenby.platforms.simulated import read_features
from seenby.study import steps
from seenby.study.ads.planning import plan_from_json
from seenby.study.ads.planning.from_template import TEMPLATES, Answers
from seenby.study.folder import StudyFolder
from seenby.study.kinds import ADS
from seenby.study.registered_plan import changed

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def charm(tmp_path):
    """A study for a simulated world, begun."""
    folder = tmp_path / "charm"
    steps.new(folder, "paired-picture", world="charm-2024")
    return folder


def edited(folder, old, new):
    text = (folder / "study.toml").read_text()
    assert old in text
    (folder / "study.toml").write_text(text.replace(old, new))


def files(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_world_brings_its_pictures_aim_and_accounts(charm):
    made = steps.plan(charm, 7).planned.plan
    assert made.study.aim.interests == ("childhood", "dance", "cheerleading")
    assert made.study.api == "http://127.0.0.1:8750"
    assert made.study.accounts == ("act_101", "act_102", "act_103")
    assert {one.shows for one in made.study.arms} == {"nobody", "covered person", "drawn figure"}
    features = {arm.name: read_features((charm / arm.picture).read_bytes()) for arm in made.study.arms}
    assert features == {
        "item": {"item": 1.0},
        "hidden": {"item": 1.0, "box": 1.0},
        "child": {"item": 1.0, "care": 1.0, "attention": 1.0},
    }


def test_portraits_hold_the_child_against_the_adult(tmp_path):
    steps.new(tmp_path / "portraits", "paired-picture", world="portraits-2022")
    study = steps.plan(tmp_path / "portraits").planned.plan.study
    assert (study.control, study.group) == ("adult", "female")
    assert [arm.name for arm in study.arms] == ["adult", "child"]
    assert study.aim.interests == ()


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("world", ["charm-2024", "portraits-2022"])
def test_every_template_can_be_planned_and_registered_in_every_world(tmp_path, name, world):
    steps.new(tmp_path / "it", name, world=world)
    steps.plan(tmp_path / "it", 1)
    assert steps.register(tmp_path / "it").plan.seed == 1


def test_without_a_world_the_missing_pictures_are_named(tmp_path):
    missing = steps.new(tmp_path / "mine", "paired-picture", Answers(title="My charm", cap=2000))
    assert [one.partition(":")[0] for one in missing] == [
        "pictures/item.png",
        "pictures/hidden.png",
        "pictures/child.png",
    ]
    assert "pictures/hidden.png" in (tmp_path / "mine" / "pictures" / "README.txt").read_text()
    with pytest.raises(UsageError, match=r"pictures/item.png: is not there"):
        steps.plan(tmp_path / "mine")
    for one in missing:
        (tmp_path / "mine" / one.partition(":")[0]).write_bytes(PNG + one.encode())
    assert steps.plan(tmp_path / "mine").planned.plan.study.by_hand


def test_nothing_is_overwritten(charm):
    before = files(charm)
    with pytest.raises(UsageError, match="already holds a study"):
        steps.new(charm, "twins")
    assert files(charm) == before


def test_a_file_in_the_way_is_not_overwritten_either(tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "item.png").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"item\.png"):
        steps.new(tmp_path, "paired-picture", world="charm-2024")
    assert (tmp_path / "pictures" / "item.png").read_bytes() == b"mine"
    assert not (tmp_path / "study.toml").exists()


def test_planning_again_keeps_the_draw(charm):
    first = steps.plan(charm)
    second = steps.plan(charm)
    assert second.planned.text == first.planned.text
    assert "the earlier one" in second.note
    assert first.note == ""


def test_a_changed_question_is_drawn_again_and_that_is_said(charm):
    first = steps.plan(charm)
    edited(charm, "pairs = 12", "pairs = 11")
    second = steps.plan(charm)
    assert second.planned.plan.seed != first.planned.plan.seed
    assert "study.toml has changed" in second.note


def test_a_named_seed_goes_before_the_earlier_draw_and_that_is_said(charm):
    steps.plan(charm, 7)
    drawn = steps.plan(charm, 8)
    assert drawn.planned.plan.seed == 8
    assert "earlier draw is gone" in drawn.note


def test_seeds_that_nobody_named_differ(charm, tmp_path):
    steps.new(tmp_path / "other", "paired-picture", world="charm-2024")
    assert steps.plan(charm).planned.plan.seed != steps.plan(tmp_path / "other").planned.plan.seed


def test_a_plan_above_its_cap_writes_nothing(charm):
    edited(charm, "cap = 550.00", "cap = 20.00")
    before = files(charm)
    with pytest.raises(StoppedByGuard, match=r"EUR 412\.00 above the cap"):
        steps.plan(charm)
    assert files(charm) == before


def test_a_registration_seals_the_plan_and_its_fingerprint_is_that_of_the_file(charm):
    drawn = steps.plan(charm)
    sealed = steps.register(charm)
    content = (charm / "registration.json").read_bytes()
    assert hashlib.sha256(content).hexdigest() == sealed.sha256
    assert plan_from_json(content, "registration.json") == drawn.planned.plan
    assert json.loads(content)["registered"].endswith("Z")
    assert str(charm.parent) not in content.decode()


def test_a_study_is_registered_once_and_then_neither_planned_nor_registered_again(charm):
    steps.plan(charm)
    steps.register(charm)
    before = files(charm)
    for act in (steps.register, steps.plan):
        with pytest.raises(UsageError, match="is registered"):
            act(charm)
    assert files(charm) == before


def test_what_is_not_planned_cannot_be_registered(charm):
    with pytest.raises(UsageError, match="is not planned"):
        steps.register(charm)


def test_a_change_between_plan_and_registration_is_named(charm):
    steps.plan(charm)
    (charm / "pictures" / "child.png").write_bytes(b"another")
    edited(charm, "days = 1 ", "days = 2 ")
    with pytest.raises(StoppedByGuard, match=r"study\.toml, pictures/child\.png"):
        steps.register(charm)
    assert not (charm / "registration.json").exists()


def test_a_plan_in_which_somebody_chose_the_slots_is_refused(charm):
    steps.plan(charm, 7)
    tables = json.loads((charm / "plan.json").read_text())
    first, second = tables["slots"][:2]
    first["arm"], second["arm"] = second["arm"], first["arm"]
    (charm / "plan.json").write_text(json.dumps(tables))
    with pytest.raises(StoppedByGuard, match="not what its seed gives"):
        steps.register(charm)


@pytest.mark.parametrize("begun", ["journal.jsonl", "collected.jsonl"])
def test_a_study_that_has_begun_can_no_longer_be_registered(charm, begun):
    steps.plan(charm)
    (charm / begun).write_text("")
    with pytest.raises(StoppedByGuard, match=begun):
        steps.register(charm)
    assert not (charm / "registration.json").exists()


def test_a_broken_plan_is_said_to_be_broken(charm):
    steps.plan(charm)
    (charm / "plan.json").write_text("{}")
    for act in (steps.register, steps.plan):
        with pytest.raises(Damaged, match=r"plan\.json"):
            act(charm)


def test_after_registration_a_changed_file_is_found_by_its_name(charm):
    steps.plan(charm)
    folder = StudyFolder.at(charm)
    with pytest.raises(UsageError, match="is not registered"):
        steps.check_registered(folder)
    plan = steps.register(charm).plan
    assert steps.check_registered(folder) == plan
    assert changed(folder, ADS, plan) == ()
    (charm / "pictures" / "hidden.png").unlink()
    with pytest.raises(StoppedByGuard, match=r"pictures/hidden\.png"):
        steps.check_registered(folder)
    edited(charm, "cap = 550.00", "cap = 900.00")
    assert changed(folder, ADS, plan) == ("study.toml", "pictures/hidden.png")


def test_deviations_are_a_dated_list_that_grows(charm):
    with pytest.raises(UsageError, match="is not registered"):
        steps.deviate(charm, "an ad was rejected")
    steps.plan(charm)
    steps.register(charm)
    steps.deviate(charm, "ad p03-2 was rejected at 2026-05-04 10:30")
    steps.deviate(charm, "it was approved four hours later")
    told = read_chain(charm / "deviations.jsonl")
    assert [one["what"] for one in told] == [
        "ad p03-2 was rejected at 2026-05-04 10:30",
        "it was approved four hours later",
    ]
    assert {one["by"] for one in told} == {"person"}
    assert all(one["at"].endswith("Z") for one in told)


@pytest.mark.parametrize("text", ["ask jo@example.org", "she rang from +31 6 1234 5678"])
def test_a_deviation_that_tells_how_to_reach_somebody_is_refused_without_quoting(charm, text):
    steps.plan(charm)
    steps.register(charm)
    with pytest.raises(StoppedByGuard) as told:
        steps.deviate(charm, text)
    assert text.split()[-1] not in str(told.value)
    assert not (charm / "deviations.jsonl").exists()


@pytest.mark.parametrize("text", ["", "  ", "two\nlines", "x" * 1001])
def test_a_deviation_is_one_line(charm, text):
    steps.plan(charm)
    steps.register(charm)
    with pytest.raises(UsageError, match="one line"):
        steps.deviate(charm, text)


def test_two_commands_do_not_change_a_study_at_once(charm):
    steps.plan(charm)
    with StudyFolder.at(charm).lock():
        for act in (steps.plan, steps.register):
            with pytest.raises(UsageError, match="another command"):
                act(charm)
