"""The journal of a run: a last line that was edited is named, though nothing comes after it that would bind it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from seenby.errors import Damaged
from seenby.evidence.hash_chain import Chain
from seenby.study.entry_kinds import ObjectMade, made
from seenby.study.folder import JOURNAL, StudyFolder
from seenby.study.journal import STUDY, Journal


def opened(folder: Path) -> Journal:
    return Journal(StudyFolder(folder), lambda: datetime(2026, 5, 1, tzinfo=UTC))


def test_what_was_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    opened(tmp_path).complete(made("campaign"), ObjectMade("7"), "act_1")
    assert opened(tmp_path).ident("campaign", "act_1") == "7"


@pytest.mark.parametrize("change", [{"act": None}, {"of": 1}, {"state": ["done"]}, {"at": {}}])
def test_a_last_line_that_is_no_act_is_named_and_stays(tmp_path: Path, change: dict[str, object]) -> None:
    opened(tmp_path).complete(made("campaign"), ObjectMade("7"), "act_1")
    line = {"act": "ad", "of": STUDY, "state": "done", "at": "2026-05-01", **change}
    Chain(tmp_path / JOURNAL).append({name: value for name, value in line.items() if value is not None})
    before = (tmp_path / JOURNAL).read_bytes()
    assert json.loads(before.splitlines()[0])["before"] == ""
    with pytest.raises(Damaged, match=r"journal\.jsonl, row 2: is not what was written") as caught:
        opened(tmp_path)
    assert (caught.value.exit_code, (tmp_path / JOURNAL).read_bytes()) == (7, before)
