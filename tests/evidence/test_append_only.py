"""A file that only grows: a line is on the disk or not in the file, also on a disk that fails in the midst of one."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.errors import UsageError
from seenby.evidence.append_only import AppendOnly, whole_lines
from seenby.evidence.hash_chain import Chain, read_chain


@given(
    lines=st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"\r")), max_size=5), torn=st.binary()
)
def test_lines_come_back_and_what_was_torn_is_cut_off_by_the_next_writer_only(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], torn: bytes
) -> None:
    path = tmp_path_factory.mktemp("lines") / "a"
    file = AppendOnly(path, whole_lines(path))
    for line in lines:
        file.append(line)
    assert whole_lines(path) == lines
    torn = torn.replace(b"\n", b"")
    with path.open("ab") as stream:
        stream.write(torn)
    whole = path.read_bytes()
    assert whole_lines(path) == lines
    assert path.read_bytes() == whole, "reading changes nothing"
    AppendOnly(path, whole_lines(path)).append(b"next")
    assert whole_lines(path) == [*lines, b"next"]


def test_a_line_that_a_full_disk_cut_short_does_not_spoil_those_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = Chain(tmp_path / "a")
    chain.append({"act": "one"})
    with monkeypatch.context() as full:

        def no_room(_: int) -> None:
            raise OSError(errno.ENOSPC, "no room")

        full.setattr(os, "fsync", no_room)
        with pytest.raises(UsageError, match="cannot be written; free some room"):
            chain.append({"act": "two"})
    assert [entry["act"] for entry in chain.entries] == ["one"]
    chain.append({"act": "three"})
    assert [entry["act"] for entry in read_chain(tmp_path / "a")] == ["one", "three"]


def test_the_first_line_forces_the_name_of_the_file_down_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: list[bool] = []
    sync = os.fsync

    def synced(handle: int) -> None:
        forced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        sync(handle)

    monkeypatch.setattr(os, "fsync", synced)
    file = AppendOnly(tmp_path / "a", [])
    file.append(b"one")
    file.append(b"two")
    assert forced == [False, True, False]


def test_a_file_that_cannot_be_opened_or_cut_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="cannot be opened"):
        whole_lines(tmp_path)

    def read_only(*_: object) -> None:
        raise PermissionError

    (tmp_path / "a").write_bytes(b"torn")
    monkeypatch.setattr(os, "truncate", read_only)
    with pytest.raises(UsageError, match="cannot be written"):
        AppendOnly(tmp_path / "a", [])
