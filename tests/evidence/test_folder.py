"""A folder of named things: whoever holds it clears what killed commands left, in it and in its rooms."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest

from seenby.errors import Damaged, FolderInUse
from seenby.evidence import SealedFolder, seal
from seenby.evidence.atomic_write import DRAFT

KILLED = (
    "import os, sys; from pathlib import Path; from seenby.evidence.atomic_write import writing_whole\n"
    "with writing_whole(Path(sys.argv[1])) as stream: os.kill(os.getpid(), 9)"
)


class CaseFolder(SealedFolder):
    """A kind of folder as another room would write it: names, and what it means that it is held."""

    rooms: ClassVar[tuple[str, ...]] = ("letters",)
    kept: ClassVar[str] = "letters"
    listed: ClassVar[str] = "letters.jsonl"
    busy: ClassVar[str] = "another command is at work in this case"


def test_what_kills_left_is_gone_before_the_folder_is_sealed(tmp_path: Path) -> None:
    folder = CaseFolder(tmp_path)
    name = folder.keep(b"Dear all", ".txt")
    for path in (folder.path("a"), folder.path("letters") / "b", folder.path("other") / "c"):
        subprocess.run([sys.executable, "-c", KILLED, str(path)])
    with folder.lock():
        left = {one.path for one in seal(tmp_path, "1").files}
    # In a folder that is none of its rooms nobody writes whole files, and it is not looked into.
    assert left == {f"letters/{name}", f"other/.c{DRAFT}"}


def test_kept_bytes_come_back_under_the_kind_s_own_names(tmp_path: Path) -> None:
    folder = CaseFolder(tmp_path)
    name = folder.keep(b"Dear all", ".txt")
    assert folder.source(name) == b"Dear all"
    assert folder.has(f"letters/{name}")
    with pytest.raises(Damaged, match=r"letters\.jsonl: is no name of a kept source"):
        folder.source("../secret")
    folder.path(f"letters/{name}").unlink()
    with pytest.raises(Damaged, match=f"letters/{name}: is gone"):
        folder.source(name)


def test_the_second_command_is_refused_in_the_kind_s_own_words(tmp_path: Path) -> None:
    folder = CaseFolder(tmp_path)
    with folder.lock(), pytest.raises(FolderInUse, match="another command is at work in this case"), folder.lock():
        pass
