"""A plugin of pytest for `mutation.py`: collects the tests once, then runs those that matter for each change.

Each change has a process of its own, forked after collecting, so that nothing is loaded twice and no cache of one
change reaches the next. The first process changes nothing: it notes which functions each test calls, and how long it
takes. A change is then tried on the tests that call its function, the quickest first, until one of them fails.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from mutmut.mutation import trampoline

MOST_SECONDS = 15.0
"""What the tests of one change may take unchanged; slower ones are left out of its tests."""
PATIENCE = 10.0
"""How many times longer the tests may take changed than unchanged before they count as never ending."""
NOT_WORKING = "a test fails without any change"

_failed: list[str] = []


def pytest_collection() -> None:
    """Before the tests are read: the first example that fails is enough, nobody reads a smaller one."""
    settings.register_profile("first", deadline=None, database=None, phases=(Phase.explicit, Phase.generate))
    settings.load_profile("first")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note that a test failed, or that what it needs could not be made."""
    if report.failed:
        _failed.append(report.nodeid)


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try every change that `changes.json` names, and write into `noticed.json` by which test each was noticed."""
    names = json.loads(Path("changes.json").read_text(encoding="utf-8"))
    calls, seconds = observed(session.items)
    results: dict[str, str | None] = {}
    for name in names:
        function = name.partition("__mutmut_")[0]
        items = sorted(
            (item for item in session.items if function in calls[item.nodeid]), key=lambda item: seconds[item.nodeid]
        )
        until = accumulate(seconds[item.nodeid] for item in items)
        quick = [item for item, whole in zip(items, until, strict=True) if whole <= MOST_SECONDS]
        results[name] = noticed(name, quick)
        Path("noticed.json").write_text(json.dumps(results), encoding="utf-8")
    return True


def observed(items: list[pytest.Item]) -> tuple[dict[str, list[str]], dict[str, float]]:
    """Which changeable functions each test calls, and its seconds, unchanged."""
    written = Path("observed.json")
    if os.fork() == 0:
        try:
            written.write_text(json.dumps(observe(items)), encoding="utf-8")
        finally:
            os._exit(0)
    os.wait()
    calls, seconds, failed = json.loads(written.read_text(encoding="utf-8"))
    if failed:
        pytest.exit(f"{NOT_WORKING}: {', '.join(failed)}", returncode=1)
    return calls, seconds


def observe(items: list[pytest.Item]) -> tuple[dict[str, list[str]], dict[str, float], list[str]]:
    """Run all tests; returns the functions that each calls, the seconds it takes, and those that failed."""
    called: set[str] = set()
    trampoline.record_trampoline_hit = lambda name, **_: called.add(name)
    trampoline.set_mutant_under_test("stats")
    calls, seconds = {}, {}
    for item, following in zip(items, [*items[1:], None], strict=True):
        called.clear()
        forget()
        before = time.process_time()
        run(item, following)
        seconds[item.nodeid] = time.process_time() - before
        calls[item.nodeid] = sorted(called)
    return calls, seconds, _failed


def noticed(name: str, items: list[pytest.Item]) -> str | None:
    """The test that fails with this change, ``time or a crash`` where they never end, or None.

    Time is the processor's: a busy machine is no failure.
    """
    if not items:
        return None
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # Whatever happens, this process must not end as pytest ends: it would clear away what the others still use.
        try:
            trampoline.set_mutant_under_test(name)
            forget()
            signal.setitimer(signal.ITIMER_PROF, PATIENCE * MOST_SECONDS)
            for item, following in zip(items, [*items[1:], None], strict=True):
                run(item, following)
                if _failed:
                    os.write(writing, _failed[0].encode())
                    break
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        failed = answer.read()
    _, status = os.waitpid(child, 0)
    return failed or ("time or a crash" if status else None)


def forget() -> None:
    """Empty every cache of ours: what collecting the tests worked out was worked out without the change."""
    ours = [module for name, module in sys.modules.items() if name.partition(".")[0] == "seenby"]
    for value in [value for module in ours for value in vars(module).values()]:
        if callable(clear := getattr(value, "cache_clear", None)):
            clear()


def run(item: pytest.Item, following: pytest.Item | None) -> None:
    """One test, as pytest runs it."""
    hook: Any = item.config.hook
    hook.pytest_runtest_protocol(item=item, nextitem=following)
