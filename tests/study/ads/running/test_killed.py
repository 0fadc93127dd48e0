"""Killed at every line of its journal and resumed, a study comes to the same end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.study.ads.running.making import PLANS, folder, plan, platform, running, seen, sources

from seenby.evidence.hash_chain import read_chain
from seenby.platforms.simulated.api import create_app, serving
from seenby.study.ads.running import run
from seenby.study.folder import COLLECTED, DEVIATIONS, JOURNAL

KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def attempt() -> Iterator[Callable[..., int]]:
    """Starts a run in a process that dies at a line, and says how it ended."""
    killer = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed.py"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    stdin, stdout = killer.stdin, killer.stdout
    assert stdout
    assert stdin
    assert stdout.readline() == "ready\n"

    def one(address: str, root: Path, **more: object) -> int:
        stdin.write(json.dumps({"address": address, "root": str(root), **more}) + "\n")
        stdin.flush()
        return int(stdout.readline())

    yield one
    stdin.close()
    killer.wait()
    stdout.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Any, Path]]:
    """What a run of a plan that nobody disturbed comes to."""

    @cache
    def found(name: str) -> tuple[Any, Path]:
        one, root = platform(), tmp_path_factory.mktemp("whole") / "study"
        folder(root)
        with serving(create_app(one)) as address, running(address, root, plan(**PLANS[name])) as context:
            run(context)
        return seen(one), root

    return found


def acts(root: Path) -> set[tuple[str, str]]:
    """What was done, by name."""
    return {(one["act"], one["of"]) for one in read_chain(root / JOURNAL) if one["state"] == "done"}


@pytest.mark.parametrize(
    ("line", "when", "name"),
    [
        (1, "after", "one account"), (2, "before", "one account"), (2, "after", "one account"),
        (3, "before", "one account"), (2, "before", "two accounts, two waves"),
    ],
)  # fmt: skip
def test_killed_at_every_line_a_study_comes_to_the_same_end(attempt, whole, tmp_path, line, when, name):
    """Each process dies at its n-th line, and the next goes on: with 1 and 2 every line is one to die at."""
    one, root = platform(), tmp_path / "study"
    folder(root)
    ended, kills = KILLED, 0
    with serving(create_app(one)) as address:
        while ended == KILLED:
            ended = attempt(address, root, line=line, when=when, plan=name)
            kills += ended == KILLED
            assert kills < 200, list(read_chain(root / JOURNAL))[-6:]
    undisturbed, first = whole(name)
    assert ended == 0
    assert kills >= (len(read_chain(first / JOURNAL)) - 4) / line
    assert seen(one) == undisturbed
    assert sources(root) == sources(first)
    assert acts(root) == acts(first)
    assert not (root / DEVIATIONS).exists()
    finals = [entry for entry in read_chain(root / COLLECTED) if entry["final"]]
    assert [entry["what"] for entry in finals if entry["what"] == "delivery"] == ["delivery"]
    assert len(list(root.glob(".*"))) == 0
