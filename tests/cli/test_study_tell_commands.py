"""``seenby study collect --from | judge | report`` and ``seenby verify``, as a person types them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.study.steps import making
from tests.study.steps.test_collect_export import ENGLISH, by_hand, export

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that was judged and reported."""
    from seenby.study.steps import judge, report

    folder = making.charm(tmp_path_factory.mktemp("s") / "charm").root
    judge(folder)
    report(folder)
    return folder


def test_a_study_by_hand_goes_from_an_export_to_a_verified_page(seenby: Run, tmp_path: Path) -> None:
    folder, plan = by_hand(tmp_path / "charm")
    rows = making.rows_of(plan, making.CHARM, leave=("p02-1",))
    theirs = [{**row, "ad_name": "Not ours"} for row in rows[:2]]
    export(tmp_path / "export.csv", [*rows, *theirs], ENGLISH)

    told = seenby("study", "collect", "charm", "--from", "export.csv")
    assert told.returncode == 0, told.stderr
    assert "28 of 29 ads of the study" in told.stderr
    assert "Missing: “charm 7f3a p02-1”." in told.stderr
    assert "1 other ad in it is none of the study's" in told.stderr
    assert "Not ours" not in told.stdout + told.stderr

    judged = seenby("study", "judge", "charm")
    assert judged.returncode == 0, judged.stderr
    assert "[goes beyond] With “child” in place of “item”" in judged.stdout
    reported = seenby("study", "report", "charm")
    assert reported.returncode == 0, reported.stderr
    root = json.loads(folder.path("manifest.json").read_text())["root"]
    assert f"{root}  root of charm" in reported.stdout
    for command in (("verify",), ("study", "verify")):
        assert seenby(*command, "charm", "--root", root).returncode == 0
    shutil.make_archive(str(tmp_path / "sent"), "zip", tmp_path / "charm")
    assert seenby("verify", "sent.zip").returncode == 0


def test_json_goes_to_stdout_and_nothing_else_does(seenby: Run, finished: Path) -> None:
    for command, schema in (
        ("judge", "seenby/study/1"),
        ("report", "seenby/study/1"),
        ("verify", "seenby/verification/1"),
    ):
        done = seenby("study", command, finished, "--json", "--quiet")
        assert json.loads(done.stdout)["schema"] == schema
        assert done.stderr == ""


def test_an_altered_folder_is_told_file_by_file_and_ends_with_7(seenby: Run, finished: Path, tmp_path: Path) -> None:
    bent = shutil.copytree(finished, tmp_path / "bent")
    page = bent / "report" / "index.html"
    page.write_text(page.read_text().replace("goes beyond", "within", 1))
    (bent / "added").write_text("x")
    done = seenby("verify", "bent")
    assert done.returncode == 7
    assert "report/index.html has changed since it was sealed" in done.stdout
    assert "added was not there when the folder was sealed." in done.stdout
    assert "same findings" in done.stdout


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (("verify", "nothing"), 2, "neither a folder nor a zip"),
        (("study", "judge", "nothing"), 2, "holds no study.toml"),
        (("study", "collect", "empty", "--from", "nothing.csv"), 2, "not planned"),
        (("study", "report", "empty"), 2, "seenby study judge"),
        (("verify", "empty"), 2, "seenby study report"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_with_what_to_do(
    seenby: Run, tmp_path: Path, command: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "study.toml").write_text("")
    done = seenby(*command)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
