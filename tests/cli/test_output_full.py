"""A disk that takes no more output is said in a sentence; a study goes on where nobody reads its talk."""

from __future__ import annotations

import errno
import io
import os
import subprocess
from pathlib import Path

import pytest
from rich.console import Console
from tests.conftest import PATIENCE, SEENBY

from seenby.cli.progress import progress, says_what_is_on
from seenby.errors import FolderInUse, SeenbyError, UsageError
from seenby.evidence.hash_chain import Chain
from seenby.model.progress import Progress
from seenby.study.ads.running import MAY_BE_ON
from seenby.study.folder import JOURNAL


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_full_disk_is_said_in_a_sentence():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [str(SEENBY), "--version"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=PATIENCE, env=os.environ
        )
    assert done.returncode == 1
    assert done.stderr == "seenby: the output could not be written: its disk is full or has gone; free some room.\n"


class Full(io.StringIO):
    """A stream whose disk is full."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "no room")


def test_talk_that_cannot_be_written_ends_no_study():
    with progress(Console(file=Full())) as tell:
        tell(Progress(line="hello"))


def left_on(root: Path) -> Path:
    root.mkdir()
    Chain(root / JOURNAL).append({"act": "switch on", "of": "act_101", "state": "done"})
    return root


@pytest.mark.parametrize("error", [UsageError("no", remedy="do"), SeenbyError("no"), TypeError("no")])
def test_whatever_fails_while_an_ad_may_be_on_ends_in_saying_so(tmp_path, error):
    root = left_on(tmp_path / "charm")
    with pytest.raises(SeenbyError) as refused, says_what_is_on(root, " --live"):
        raise error
    told = str(refused.value)
    assert told.endswith(f"{MAY_BE_ON}.")
    assert f"seenby study stop {root} --live" in told
    assert told.count(MAY_BE_ON) == 1
    assert "nothing was written" not in told


def test_a_journal_that_cannot_be_read_says_that_nobody_knows(tmp_path):
    (tmp_path / JOURNAL).write_text("junk\n")
    with pytest.raises(SeenbyError, match=MAY_BE_ON), says_what_is_on(tmp_path):
        raise SeenbyError("no")


def test_where_nothing_is_on_or_a_run_is_at_work_no_alarm_is_raised(tmp_path):
    with pytest.raises(SeenbyError) as refused, says_what_is_on(tmp_path):
        raise SeenbyError("no")
    assert MAY_BE_ON not in str(refused.value)
    with pytest.raises(FolderInUse) as busy, says_what_is_on(left_on(tmp_path / "charm")):
        raise FolderInUse("busy")
    assert MAY_BE_ON not in str(busy.value)
