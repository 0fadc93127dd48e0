"""A file that only grows: what a crash cuts short is dropped, what somebody changed is named."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seenby.errors import Damaged, UsageError
from seenby.evidence.hash_chain import BEFORE, Chain, read_chain

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ENTRIES = st.lists(st.dictionaries(st.text().filter(lambda name: name != BEFORE), VALUES, max_size=4), max_size=6)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.jsonl"


def written(path, *names):
    chain = Chain(path)
    for name in names:
        chain.append({"act": name})
    return chain


@settings(max_examples=40)
@given(entries=ENTRIES)
def test_what_goes_in_comes_out(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("chain") / "a.jsonl"
    chain = Chain(path)
    for entry in entries:
        chain.append(entry)
    assert list(read_chain(path)) == list(Chain(path).entries) == entries == list(chain.entries)


def test_a_chain_goes_on_where_another_process_left_it(path):
    written(path, "one")
    written(path, "two")
    assert [entry["act"] for entry in read_chain(path)] == ["one", "two"]


def test_no_file_is_no_entries(path):
    assert read_chain(path) == ()


@pytest.mark.parametrize("cut", [1, 5, 40, 82])
def test_a_last_line_that_was_cut_short_was_never_told_of(path, cut):
    written(path, "one", "two")
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    assert [entry["act"] for entry in read_chain(path)] == ["one"]
    assert path.read_bytes() == whole[:-cut], "reading changes nothing"
    written(path, "three")
    assert [entry["act"] for entry in read_chain(path)] == ["one", "three"]


def test_any_changed_byte_is_noticed_and_its_line_named(path):
    written(path, "one", "two", "three")
    whole = path.read_bytes()
    for place in range(len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        last_line = place > whole.rstrip(b"\n").rfind(b"\n")
        if last_line and (path.read_bytes().count(BEFORE.encode()) == 3):
            continue  # nothing comes after the last line that would bind it; the seal of the folder does
        with pytest.raises(Damaged, match="row"):
            read_chain(path)


@pytest.mark.parametrize("gone", [0, 1])
def test_a_line_taken_out_is_noticed(path, gone):
    written(path, "one", "two", "three")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for number, line in enumerate(lines) if number != gone))
    with pytest.raises(Damaged, match=f"row {gone + 1}"):
        Chain(path)


def test_lines_in_another_order_are_noticed(path):
    written(path, "one", "two", "three")
    first, second, third = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + third + second)
    with pytest.raises(Damaged, match="row 2"):
        read_chain(path)


@pytest.mark.parametrize("line", [b"[]\n", b"{}\n", b"\xff\n", b"\n", b"[" * 100_000 + b"\n"])
def test_what_is_no_entry_is_damage_and_no_traceback(path, line):
    path.write_bytes(line)
    with pytest.raises(Damaged):
        read_chain(path)


@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_named_damaged(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("chain") / "a.jsonl"
    path.write_bytes(content)
    try:
        found = read_chain(path)
    except Damaged:
        return
    assert found == () or content.startswith(b"{")


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "a.jsonl").mkdir()
    with pytest.raises(UsageError, match="cannot be"):
        Chain(tmp_path / "a.jsonl").append({})


def test_an_interruption_while_a_line_is_written_is_heeded_after_it(path, monkeypatch):
    """What is on the disk is known to whoever goes on writing, as a run does that switches its ads off first."""
    chain, fsync = written(path, "one"), os.fsync

    def interrupted(handle: int) -> None:
        fsync(handle)
        signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            chain.append({"act": "two"})
    chain.append({"act": "three"})
    assert [entry["act"] for entry in read_chain(path)] == ["one", "two", "three"]
