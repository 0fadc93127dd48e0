"""``seenby study new|plan|register|deviate`` as a user types them."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import subprocess

import pytest
from tests.conftest import PATIENCE, SEENBY, end


@pytest.fixture
def begun(seenby):
    done = seenby("study", "new", "charm", "--template", "paired-picture", "--world", "charm-2024", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_from_a_question_to_a_registration(seenby, begun, tmp_path):
    planned = seenby("study", "plan", "charm", "--seed", "7")
    assert planned.returncode == 0, planned.stderr
    assert "54 ads in all" in planned.stdout
    assert "under the seed 7" in planned.stdout
    assert "large-ads:" in planned.stdout
    assert "by-hand.md" in planned.stderr
    sealed = seenby("study", "register", "charm")
    assert sealed.returncode == 0, sealed.stderr
    sha256 = hashlib.sha256((tmp_path / "charm" / "registration.json").read_bytes()).hexdigest()
    assert sealed.stdout == f"{sha256}  registration.json\n"
    assert "OSF" in sealed.stderr
    deviated = seenby("study", "deviate", "charm", "an ad was rejected")
    assert (deviated.returncode, deviated.stdout, deviated.stderr) == (0, "", "Written down.\n")


def test_json_is_the_file_itself(seenby, begun, tmp_path):
    planned = seenby("study", "plan", "charm", "--json", "--quiet")
    assert planned.stderr == ""
    assert json.loads(planned.stdout)["schema"] == "seenby/plan/1"
    assert planned.stdout == (tmp_path / "charm" / "plan.json").read_text()
    sealed = seenby("study", "register", "charm", "--json", "--quiet")
    assert sealed.stderr == ""
    assert json.loads(sealed.stdout)["schema"] == "seenby/registration/1"
    assert sealed.stdout == (tmp_path / "charm" / "registration.json").read_text()


def test_without_a_template_and_with_nobody_there_it_says_what_to_type(seenby, tmp_path):
    done = seenby("study", "new", "charm")
    assert done.returncode == 2
    assert "--template paired-picture" in done.stderr
    assert not (tmp_path / "charm").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["plan", "nothing"], 2, "seenby study new"),
        (["register", "nothing"], 2, "seenby study new"),
        (["deviate", "nothing", "x"], 2, "seenby study new"),
        (["new", "charm", "--template", "pairs"], 2, "aimed-vs-shown"),
        (["new", "charm", "--template", "twins", "--world", "moon"], 2, "charm-2024"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_makes_no_sense_is_one_sentence(seenby, arguments, code, says):
    done = seenby("study", *arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_plan_above_its_cap_leaves_with_the_code_of_a_guard(seenby, begun, tmp_path):
    path = tmp_path / "charm" / "study.toml"
    path.write_text(path.read_text().replace("cap = 550.00", "cap = 8.00"))
    done = seenby("study", "plan", "charm")
    assert done.returncode == 6
    assert "above the cap" in done.stderr


def test_a_child_without_consent_leaves_with_the_code_of_a_guard(seenby, begun, tmp_path):
    path = tmp_path / "charm" / "study.toml"
    path.write_text(path.read_text().replace('shows = "drawn figure"', 'shows = "child"'))
    done = seenby("study", "plan", "charm")
    assert done.returncode == 6
    assert "consent" in done.stderr


@pytest.mark.parametrize("command", ["new", "plan", "register", "deviate"])
def test_help_has_an_example(seenby, command):
    assert f"Example: seenby study {command} charm" in seenby("study", command, "--help").stdout


def on_a_terminal(folder, answers: str, *options: str) -> tuple[int, str]:
    """The command with somebody there to answer."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [str(SEENBY), "study", "new", "charm", *options],
        cwd=folder, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, answers.encode())
    try:
        said, _ = running.communicate(timeout=PATIENCE)
    finally:
        end(running)
        os.close(ours)
    return running.returncode, said


def test_on_a_terminal_it_asks_and_every_answer_that_stands_there_will_do(tmp_path):
    code, said = on_a_terminal(tmp_path, "\n" * 14)
    assert code == 0, said
    text = (tmp_path / "charm" / "study.toml").read_text()
    assert 'title = "Charm, with and without the child"' in text
    assert "cap = 1020.00" in text
    assert "pictures/hidden.png" in said


def test_for_a_simulated_world_only_the_template_is_asked(tmp_path):
    code, said = on_a_terminal(tmp_path, "\n", "--world", "portraits-2022")
    assert code == 0, said
    assert 'title = "Portraits of an adult and a child"' in (tmp_path / "charm" / "study.toml").read_text()


def test_answers_of_another_form_are_asked_again(tmp_path):
    answers = [
        "budget-pair",
        "My charm",
        "Does it?",
        "",
        "",
        "Netherlands",
        "BE",
        "women",
        "25-44",
        "EUR",
        "6",
        "lots",
        "900",
    ]
    code, said = on_a_terminal(tmp_path, "\n".join([*answers, "", "", ""]) + "\n")
    assert code == 0, said
    text = (tmp_path / "charm" / "study.toml").read_text()
    for line in ('title = "My charm"', 'country = "BE"', 'genders = ["women"]', 'ages = "25-44"', "cap = 900.00"):
        assert line in text, line
    assert "Two capitals" in said
    assert "An amount" in said
