"""Whole processes timed in turn, A B A B …, so that a machine whose speed drifts still gives a fair ratio."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """One finished process: seconds by the wall clock, peak memory in MB."""

    seconds: float
    memory: float


def run(command: Sequence[str]) -> Run:
    """Run a command to its end, its output thrown away."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return Run(time.perf_counter() - begun, usage.ru_maxrss / 1024)


def in_turn(first: Sequence[str], second: Sequence[str], times: int) -> tuple[list[Run], list[Run]]:
    """Both commands, one after the other, so many times, after one warm-up of each."""
    run(second), run(first)
    pairs = [(run(first), run(second)) for _ in range(times)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def median(runs: Sequence[Run]) -> float:
    """The median of the seconds."""
    return statistics.median(one.seconds for one in runs)


def ratio(first: Sequence[Run], second: Sequence[Run]) -> float:
    """The median of the ratios, pair by pair."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(first, second, strict=True))
