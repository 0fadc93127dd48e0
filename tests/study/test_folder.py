"""A study's folder: sources kept under their fingerprints, and one command at a time."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.errors import Damaged, UsageError
from seenby.study.folder import SOURCES, STUDY, StudyFolder


@pytest.fixture
def folder(tmp_path):
    (tmp_path / STUDY).write_text("")
    return StudyFolder.at(tmp_path)


def test_a_folder_without_a_question_is_no_study(tmp_path):
    with pytest.raises(UsageError, match=r"study\.toml"):
        StudyFolder.at(tmp_path)


@given(content=st.binary(max_size=200), suffix=st.sampled_from([".json", ".csv", ".xlsx", ""]))
def test_a_source_is_kept_byte_for_byte_under_its_fingerprint(tmp_path_factory, content, suffix):
    folder = StudyFolder(tmp_path_factory.mktemp("study"))
    name = folder.keep(content, suffix)
    assert name == hashlib.sha256(content).hexdigest() + suffix
    assert folder.source(name) == content
    assert folder.keep(content, suffix) == name
    assert len(list((folder.root / SOURCES).iterdir())) == 1


def test_a_changed_source_and_one_that_is_gone_are_named(folder):
    name = folder.keep(b"as it came", ".json")
    (folder.root / SOURCES / name).write_bytes(b"otherwise")
    with pytest.raises(Damaged, match="not what its name says"):
        folder.source(name)
    (folder.root / SOURCES / name).unlink()
    with pytest.raises(Damaged, match="is gone"):
        folder.source(name)


def test_one_command_at_a_time(folder):
    with folder.lock(), pytest.raises(UsageError, match="another command"), folder.lock():
        raise AssertionError("two at once")
    with folder.lock():
        pass
    assert sorted(path.name for path in folder.root.iterdir()) == [STUDY], "nothing is left behind"


def test_a_command_that_was_killed_holds_nothing(folder):
    code = (
        "import os, signal, sys\nfrom seenby.study.folder import StudyFolder\n"
        "with StudyFolder.at(sys.argv[1]).lock():\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(folder.root)], check=False)
    assert ended.returncode < 0
    with folder.lock():
        assert folder.has(STUDY)
