"""One command at a time: the second is told which folder, who holds it and since when; the dead hold nothing."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from seenby.errors import FolderInUse, UsageError
from seenby.evidence import folder_lock
from seenby.evidence.folder_lock import held

HOLD = (
    "import subprocess, sys; from pathlib import Path; from seenby.evidence.folder_lock import held\n"
    "with held(Path(sys.argv[1]), 'taken') as handle:\n"
    "    {first}print('up', flush=True); sys.stdin.read()\n"
)
CHILD = "one = subprocess.Popen(['sleep', '60'], pass_fds=(handle,)); print(one.pid, flush=True); "


@contextmanager
def holding(folder: Path, first: str = "") -> Iterator[subprocess.Popen[str]]:
    run = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(first=first), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield run
    finally:
        run.kill()
        run.communicate()


def refused(folder: Path) -> str:
    with pytest.raises(FolderInUse) as caught, held(folder, "another command is at work"):
        raise AssertionError("two at once")
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_the_second_is_told_the_folder_the_process_and_since_when(tmp_path: Path) -> None:
    with holding(tmp_path) as run:
        assert run.stdout is not None
        run.stdout.readline()
        said = refused(tmp_path)
    found = re.fullmatch(
        rf"{re.escape(str(tmp_path))}: another command is at work; wait until it has ended: it is process (\d+), "
        r"at work since ([\d-]+ [\d:]+) UTC \(nothing was changed\)\.",
        said,
    )
    assert found, said
    assert int(found[1]) == run.pid
    began = datetime.strptime(found[2], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    assert abs((datetime.now(tz=UTC) - began).total_seconds()) < 180


def test_who_only_tries_is_not_named(tmp_path: Path) -> None:
    with holding(tmp_path) as run:
        assert run.stdout is not None
        run.stdout.readline()
        own = os.open(tmp_path, os.O_RDONLY)
        assert f"process {run.pid}," in refused(tmp_path)
        os.close(own)


def test_a_folder_whose_command_was_killed_can_be_had_at_once(tmp_path: Path) -> None:
    with holding(tmp_path) as run:
        assert run.stdout is not None
        run.stdout.readline()
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        with held(tmp_path, ""):
            assert list(tmp_path.iterdir()) == []


def test_what_a_killed_command_started_holds_on_and_is_named(tmp_path: Path) -> None:
    with holding(tmp_path, CHILD) as run:
        assert run.stdout is not None
        child = int(run.stdout.readline())
        run.stdout.readline()
        run.kill()
        run.wait()
        try:
            assert f"process {child}," in refused(tmp_path)
        finally:
            os.kill(child, signal.SIGKILL)
        with held(tmp_path, "", patience=5):
            pass


def test_patience_waits_for_the_other_to_end(tmp_path: Path) -> None:
    with holding(tmp_path) as run:
        assert run.stdout is not None
        run.stdout.readline()
        began = time.monotonic()
        threading.Timer(0.3, run.kill).start()
        with held(tmp_path, "", patience=30):
            assert 0.3 <= time.monotonic() - began < 30


def test_where_the_system_does_not_say_who_it_is_nobody_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_lock, "PROCESSES", tmp_path / "none")
    with held(tmp_path, ""):
        assert refused(tmp_path).endswith("wait until it has ended (nothing was changed).")


def test_no_folder_and_a_disk_without_locks_are_said_and_not_taken_for_another_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="cannot be opened") as caught, held(tmp_path / "none", "taken"):
        pass
    assert not isinstance(caught.value, FolderInUse)

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr("seenby.evidence.folder_lock.fcntl.flock", no_locks)
    with pytest.raises(UsageError, match="cannot be locked") as caught, held(tmp_path, "taken"):
        pass
    assert not isinstance(caught.value, FolderInUse)
