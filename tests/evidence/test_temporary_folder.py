"""Folders for temporary files vanish with the work; after a kill the next work clears them, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from seenby.errors import UsageError
from seenby.evidence import temporary_folder as module
from seenby.evidence.temporary_folder import MARK, temporary

AT_WORK = (
    "import sys; from seenby.evidence.temporary_folder import temporary\n"
    "with temporary('work') as room: {first}print(room.path, flush=True); sys.stdin.read()"
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def working(first: str = "") -> tuple[subprocess.Popen[str], Path]:
    run = subprocess.Popen(
        [sys.executable, "-c", AT_WORK.format(first=first)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None
    return run, Path(run.stdout.readline().strip())


def test_a_folder_vanishes_with_its_work_also_when_that_fails(place: Path) -> None:
    with pytest.raises(ZeroDivisionError), temporary("work") as room:
        (room.path / str(1 / 0)).write_text("x")
    assert list(place.iterdir()) == []


def test_what_a_killed_command_left_is_cleared_and_what_one_at_work_has_is_not(place: Path) -> None:
    (killed, left), (busy, kept) = working(), working()
    (left / "large").write_text("x")
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    with temporary("work") as room:
        assert sorted(place.iterdir()) == sorted([kept, room.path])
    busy.communicate()
    assert list(place.iterdir()) == []


def test_a_process_that_was_started_by_a_killed_command_keeps_its_folder(place: Path) -> None:
    child = "import subprocess; subprocess.Popen(['cat'], pass_fds=(room.handle,), stdout=subprocess.DEVNULL); "
    run, kept = working(child)
    assert run.stdin is not None
    run.kill()
    run.wait()
    with temporary("work"):
        assert kept.exists()
    run.communicate()


def test_no_room_for_one_is_a_sentence(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(place / "gone"))
    with pytest.raises(UsageError, match=r"gone: there is not enough room for temporary files; free some"):
        temporary("work").__enter__()


@pytest.mark.parametrize("of", ["a person", "another machine"])
def test_folders_of_others_are_left_alone(place: Path, monkeypatch: pytest.MonkeyPatch, of: str) -> None:
    folder = place / "seenby-study"
    folder.mkdir()
    (folder / "results").write_text("x")
    if of == "another machine":
        (folder / MARK).write_text("another")
    with temporary("work"):
        pass
    assert (folder / "results").exists()


def test_where_the_system_does_not_say_which_start_it_is_the_name_of_the_machine_counts(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BOOT", place / "none")
    with temporary("work") as room:
        assert (room.path / MARK).read_text() == os.uname().nodename
