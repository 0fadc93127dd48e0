"""A file is whole or not there: after a failure, a kill, a full disk, and with two who write it at once."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from seenby.errors import UsageError
from seenby.evidence.atomic_write import DRAFT, clear_drafts, write_whole, writing_whole

KILLED = (
    "import os, signal, sys; from pathlib import Path; from seenby.evidence.atomic_write import writing_whole\n"
    "with writing_whole(Path(sys.argv[1])) as stream:\n"
    "    stream.write(b'half'); stream.flush(); {then}\n"
)
DIE = "os.kill(os.getpid(), signal.SIGKILL)"
WAIT = "print('up', flush=True); sys.stdin.read()"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def interrupted(_: int) -> None:
    raise KeyboardInterrupt


def killed(path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED.format(then=DIE), str(path)])
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("content", "written"), [("é", "é".encode()), (b"\x00", b"\x00"), ("", b"")])
def test_a_file_is_written_in_a_folder_that_is_made_for_it_and_nothing_lies_beside_it(
    tmp_path: Path, content: str | bytes, written: bytes
) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    write_whole(path, content)
    assert path.read_bytes() == written
    assert names(path.parent) == ["c.txt"]


def test_a_write_that_fails_leaves_what_was_there_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_whole(path, "before")
    with pytest.raises(ZeroDivisionError), writing_whole(path) as stream:
        stream.write(b"x" * (1 // 0))
    with pytest.raises(KeyboardInterrupt), writing_whole(path) as stream:
        interrupted(stream.write(b"half"))
    assert (path.read_text(), names(tmp_path)) == ("before", ["a"])


def test_a_killed_write_leaves_what_was_there_and_the_next_of_the_same_file_clears_its_draft(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_whole(path, "before")
    killed(path)
    assert path.read_text() == "before"
    assert names(tmp_path) == [f".a{DRAFT}", "a"]
    write_whole(path, "after")
    assert (path.read_text(), names(tmp_path)) == ("after", ["a"])


def test_whoever_holds_a_folder_clears_drafts_that_were_left_and_those_only(tmp_path: Path) -> None:
    killed(tmp_path / "left")
    for name in (".mine", "notes.seenby-draft", ".a.draft"):
        (tmp_path / name).write_text("a person's")
    (tmp_path / f".folder{DRAFT}").mkdir()
    (tmp_path / f".link{DRAFT}").symlink_to(tmp_path / ".mine")
    run = subprocess.Popen(
        [sys.executable, "-c", KILLED.format(then=WAIT), str(tmp_path / "busy")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert run.stdout is not None
    run.stdout.readline()
    clear_drafts(tmp_path)
    assert names(tmp_path) == sorted(
        [".mine", "notes.seenby-draft", ".a.draft", f".folder{DRAFT}", f".link{DRAFT}", f".busy{DRAFT}"]
    )
    run.communicate()
    assert (run.returncode, (tmp_path / "busy").read_text()) == (0, "half")
    clear_drafts(tmp_path / "no such folder")


def test_two_who_write_one_file_at_once_leave_one_of_the_two_whole(tmp_path: Path) -> None:
    path, texts = tmp_path / "a", [letter * 100_000 for letter in "abcdefgh"]

    def twenty_times(text: str) -> None:
        for _ in range(20):
            write_whole(path, text)

    threads = [threading.Thread(target=twenty_times, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert not path.exists() or path.read_text() in texts
    for thread in threads:
        thread.join()
    assert path.read_text() in texts
    assert names(tmp_path) == ["a"]


def test_a_disk_that_knows_no_locks_is_written_to_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "no locks here")

    killed(tmp_path / "a")
    monkeypatch.setattr("seenby.evidence.atomic_write.fcntl.flock", no_locks)
    write_whole(tmp_path / "a", "after")
    assert (tmp_path / "a").read_text() == "after"
    # Nobody can tell whether the other is left over, so it stays.
    assert names(tmp_path) == [f".a{DRAFT}", "a"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_a_file_keeps_its_permissions_and_a_new_one_has_those_a_person_asks_for(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    before = os.umask(0o027)
    try:
        write_whole(path, "new")
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        path.chmod(mode)
        write_whole(path, "again")
    finally:
        os.umask(before)
    assert (stat.S_IMODE(path.stat().st_mode), path.read_text()) == (mode, "again")


def test_file_and_folder_are_forced_down_the_file_before_it_is_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, move = os.fsync, Path.replace

    def synced(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def moved(path: Path, to: Path) -> Path:
        done.append("moved")
        return move(path, to)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", moved)
    write_whole(tmp_path / "a", "x")
    assert done == ["file", "moved", "folder"]
    done.clear()
    write_whole(tmp_path / "new" / "a", "x")
    assert done == ["folder", "file", "moved", "folder"]


def test_a_disk_that_fails_is_one_sentence_with_the_file_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: int) -> None:
        raise OSError(errno.EIO, "the disk")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(UsageError, match=r"a: cannot be written; free some room"):
        write_whole(tmp_path / "a", "x", remedy="free some room")
    assert names(tmp_path) == []


def test_a_place_that_is_a_folder_or_lies_under_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "folder", tmp_path / "file" / "a"):
        with pytest.raises(UsageError, match="cannot be written"):
            write_whole(path, "x")
    assert names(tmp_path) == ["file", "folder"]


def test_a_name_as_long_as_a_disk_takes_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 127)
    write_whole(path, "x")
    assert names(tmp_path) == [path.name]
