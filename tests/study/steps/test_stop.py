"""Stopping a study: a run at work is asked to stop, and anything else that keeps the folder from us is said at once."""

from __future__ import annotations

import errno
import importlib
from pathlib import Path
from typing import Any

import pytest

from seenby.errors import UsageError
from seenby.study.folder import StudyFolder

run_module = importlib.import_module("seenby.study.steps.run")
"""The module; the package gives its function under the same name."""

NOTHING: Any = None


def stopped(folder: Path) -> bool:
    return run_module._stopped(StudyFolder(folder), NOTHING, NOTHING, NOTHING)


def test_a_run_at_work_is_not_stopped_by_force(tmp_path: Path) -> None:
    with StudyFolder(tmp_path).lock():
        assert not stopped(tmp_path)


def test_a_disk_without_locks_is_not_taken_for_a_run_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr("seenby.evidence.folder_lock.fcntl.flock", no_locks)
    with pytest.raises(UsageError, match="cannot be locked against a second command"):
        stopped(tmp_path)
