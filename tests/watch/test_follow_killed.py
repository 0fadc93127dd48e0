"""Days that are followed with Spark, by a command that is killed again and again: none is lost, none counts twice.

Each start costs seconds, because what is killed cannot be shared. So there are few, at the moments that matter.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import PATIENCE
from tests.watch.making import write_config, write_world
from tests.watch.test_hard import hidden
from tests.watch.test_ingest import days_of, last_state

from seenby.evidence.folder_lock import held
from seenby.watch.run import run_watch
from seenby.watch.settings import WatchSettings

pytest.importorskip("pyspark")

CHECKPOINT = "spark-checkpoint"
QUICK = "-XX:TieredStopAtLevel=1"
"""Java for a short life: it compiles less as it goes."""
FOLLOW = """
import os, signal, sys
from pathlib import Path
from seenby.cli import watch
from seenby.cli.main import run
from seenby.watch.engines import streaming
from seenby.watch.state.state_folder import WatchFolder

moment, *words = sys.argv[1:]
show, keep, move, stream = watch._show, WatchFolder.keep_manifest, Path.replace, streaming._stream


def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)


def java_dies(*told, **more):
    from pyspark import SparkContext
    show(*told, **more)
    SparkContext._gateway.proc.kill()


def half_moved(path, to):
    die() if to.name == "manifest.json" else move(path, to)


def kept(*told):
    keep(*told)
    die()


def up(*told):
    from pyspark import SparkContext
    print("java", SparkContext._gateway.proc.pid, flush=True)
    stream(*told)


streaming._stream = up
if moment == "half moved":
    Path.replace = half_moved
elif moment == "kept":
    WatchFolder.keep_manifest = kept
elif moment == "told":
    watch._show = die
elif moment == "java":
    watch._show = java_dies
sys.argv = ["seenby", "watch", "follow", "watch.toml", "--quiet", *words]
run()
"""


class Followed:
    """A watch that is followed by commands of their own, with a folder of their own for temporary files."""

    def __init__(self, settings: WatchSettings, arriving: list[Path]) -> None:
        self.settings, self.arriving, self.chance = settings, arriving, random.Random(7)
        self.temporary = settings.folder / "temporary"
        self.temporary.mkdir()

    def arrive(self, days: int) -> None:
        for path in self.arriving[:days]:
            path.rename(self.settings.folder / "days" / path.name)
            self.arriving.remove(path)

    def start(self, moment: str, *words: str) -> tuple[subprocess.Popen[str], int]:
        """A command that stops at a moment, and its Java."""
        run = subprocess.Popen(
            [sys.executable, "-c", FOLLOW, moment, "--master", "local[1]", *words],
            cwd=self.settings.folder,
            env={**os.environ, "TMPDIR": str(self.temporary), "NO_COLOR": "1", "JAVA_TOOL_OPTIONS": QUICK},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert run.stdout is not None
        said = re.fullmatch(r"java (\d+)\n", run.stdout.readline())
        assert said, run.communicate()[1]
        return run, int(said[1])

    def killed_at(self, moment: str) -> None:
        run, java = self.start(moment)
        assert (run.communicate(timeout=PATIENCE)[1], run.returncode) == ("", -signal.SIGKILL)
        self.let_go(java)

    def killed_by_chance(self) -> None:
        run, java = self.start("", "--every", "1")
        time.sleep(self.chance.uniform(0.2, 2.0))
        self.arrive(2)
        time.sleep(self.chance.uniform(0.2, 2.0))
        run.kill()
        run.communicate()
        self.let_go(java)

    def let_go(self, java: int) -> None:
        """Java ends by itself, and nobody can follow before that."""
        with held(self.settings.state / CHECKPOINT, "", patience=PATIENCE):
            latest = time.monotonic() + PATIENCE
            while at_work(java) and time.monotonic() < latest:
                time.sleep(0.05)
            assert not at_work(java)


def at_work(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_following_killed_at_the_worst_moments_loses_no_day_and_counts_none_twice(tmp_path: Path) -> None:
    write_world(tmp_path, ads=300, days=10, beyond=2, excess=0.3)
    calm, settings = write_config(tmp_path).elsewhere(tmp_path / "calm"), write_config(tmp_path)
    run_watch(calm)
    watch = Followed(settings, hidden(tmp_path))
    taken = []
    for days, moment in ((2, "half moved"), (1, "kept"), (1, "told")):
        watch.arrive(days)
        watch.killed_at(moment)
        taken.append(len(days_of(settings)))
    assert taken == [0, 1, 4]
    watch.killed_by_chance()
    watch.arrive(1)

    run, _ = watch.start("java")
    _, said = run.communicate(timeout=PATIENCE)
    assert (run.returncode, said.count("\n")) == (2, 1), said
    assert said.startswith("seenby: the Java machine that Spark runs in has ended; see that there is memory enough")
    assert len(days_of(settings)) == 7

    watch.arrive(3)
    run, _ = watch.start("")
    assert (run.communicate(timeout=PATIENCE)[1], run.returncode) == ("", 0)
    assert last_state(settings) == last_state(calm)
    assert (settings.state / "manifest.json").read_bytes() == (calm.state / "manifest.json").read_bytes()
    # What the killed ones left is gone too.
    assert list(watch.temporary.iterdir()) == []
    assert sorted(path.name for path in settings.state.iterdir()) == [
        "days",
        "manifest.json",
        "names",
        CHECKPOINT,
        "states",
    ]
