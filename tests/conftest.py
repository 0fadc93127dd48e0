"""What all tests share: where the real exports are, and how to run the command as a user would."""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# A busy machine is no failure; what a test protects is not its own speed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Before anything can connect: every process of the tests, and every Python that they start, stays on this machine.
LOOPBACK = Path(__file__).parent / "loopback"
_OPEN, _NAME = tempfile.mkstemp(prefix="seenby-refused-")
os.close(_OPEN)
REFUSED = Path(_NAME)
os.environ["SEENBY_TESTS_REFUSED"] = str(REFUSED)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(LOOPBACK), os.environ.get("PYTHONPATH")]))
runpy.run_path(str(LOOPBACK / "sitecustomize.py"))

SEENBY = Path(sys.executable).with_name("seenby")
PATIENCE = 600.0
"""Seconds until a test gives up waiting for what takes a few: a machine may be as busy as it likes."""


@pytest.fixture(autouse=True)
def stays_on_this_machine() -> Iterator[None]:
    """Fails a test that asked for a name or an address beyond loopback, itself or in a Python that it started."""
    yield
    if hosts := REFUSED.read_text(encoding="utf-8").split():
        REFUSED.write_text("", encoding="utf-8")
        pytest.fail(f"connected, or tried to, beyond this machine: {', '.join(sorted(set(hosts)))}")


def pytest_unconfigure() -> None:
    """Leave no record behind."""
    REFUSED.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def session() -> Iterator[SparkSession]:
    """One Spark for all tests that can share it, which are those that `TOGETHER` puts into the group ``spark``."""
    from seenby.store.spark_session import spark_session

    with spark_session("local[2]") as started:
        yield started


@pytest.fixture
def real_data() -> Path:
    """The folder of real exports; without it the test is skipped, and says so."""
    named = os.environ.get("SEENBY_REAL_DATA")
    if not named:
        pytest.skip("SEENBY_REAL_DATA is not set")
    folder = Path(named).resolve() / "algorithmwatch-2020" / "input"
    assert folder.is_dir(), f"SEENBY_REAL_DATA is set, but there is no {folder}"
    return folder


@pytest.fixture
def seenby(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs ``seenby`` in an empty folder and gives back what it printed and its exit code."""

    def run(*arguments: str | Path, answers: str = "", seconds: float = PATIENCE) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(SEENBY), *map(str, arguments)],
            cwd=tmp_path,
            input=answers,
            capture_output=True,
            text=True,
            timeout=seconds,
            env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100"},
        )

    return run


def end(process: subprocess.Popen[Any]) -> None:
    """End a process and all that it started, where it began a session of its own, and let go of its pipes."""
    with suppress(ProcessLookupError):
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            with suppress(BrokenPipeError):
                stream.close()


@pytest.fixture
def starts() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts ``seenby`` and leaves it at work; whatever becomes of the test, nothing of it is left behind."""
    begun: list[subprocess.Popen[str]] = []

    def start(*arguments: str | Path, **more: Any) -> subprocess.Popen[str]:
        words = [str(SEENBY), *map(str, arguments)]
        begun.append(subprocess.Popen(words, text=True, start_new_session=True, **more))
        return begun[-1]

    yield start
    for process in begun:
        end(process)


TOGETHER = {
    "tests/test_cluster.py": "spark",
    "tests/test_engines_agree.py": "spark",
    "tests/watch/test_follow_killed.py": "spark",
    "tests/watch/test_following.py": "spark",
    "tests/test_site.py": "site",
    "tests/stats/lab/test_error_rates.py": "error rates",
    "tests/platforms/simulated/test_presets.py": "presets",
}
"""Files whose tests share something that takes long to make, so that one worker runs them all."""


class Together(LoadScopeScheduling):  # type: ignore[misc]  # a library without types
    """Hands out tests one by one, the groups first: the marks of pytest-xdist 3.8 do nothing under pytest 9.2."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """How tests are shared among processes."""
    return Together(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait for a server, a browser or a process that was killed."""
    return (os.cpu_count() or 1) + 1


def pytest_configure() -> None:
    """Heed Ctrl-C in every process of the tests: what a shell starts in the background may ignore it from the start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
