"""How often reading is exact, inside its interval, warned of, or refused; and whether it is ever wrong in silence.

Usage: python bench/exports.py [--cases 100000] [--seed 0] [--only "cells slipped left"]

Every case is an export that was made by lot from a world of known truth, damaged, audited in this process, and held
against that truth (`tests/oracle/exports`). A run is resumed by giving the seed it had come to. The exit code is 1 when
any case was wrong in silence or crashed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.oracle.exports.case import case
from tests.oracle.exports.compare import CRASH, OUTCOMES, WRONG, judge

from seenby.store import workbench

EVERY, AFRESH = 500, 5_000
"""Cases between two lines of progress, and between two workbenches."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="one kind of damage, wherever it fits")
    asked = parser.parse_args()
    outcomes: Counter[tuple[str, str]] = Counter()
    begun = time.perf_counter()
    for first in range(asked.seed, asked.seed + asked.cases, AFRESH):
        run(range(first, min(first + AFRESH, asked.seed + asked.cases)), asked.only, outcomes, begun)
    print_table(outcomes)
    return int(any(outcome in (WRONG, CRASH) for _, outcome in outcomes))


def run(seeds: range, only: str | None, outcomes: Counter[tuple[str, str]], begun: float) -> None:
    with workbench("duckdb", None) as bench:
        bench.connection.execute("SET threads = 1")
        for seed in seeds:
            made = case(seed, only)
            if only and only not in made.damages:
                continue
            verdict = judge(made, bench)
            outcomes.update((damage, verdict.outcome) for damage in (*made.damages, "ALL"))
            if verdict.fails:
                print(f"{verdict.outcome}: {verdict.text}", flush=True)
            if (seed + 1) % EVERY == 0:
                print(f"up to {seed}, {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)


def print_table(outcomes: Counter[tuple[str, str]]) -> None:
    print("| damage | " + " | ".join(OUTCOMES) + " |")
    print("| --- |" + " --- |" * len(OUTCOMES))
    for damage in sorted({damage for damage, _ in outcomes}):
        print(f"| {damage} | " + " | ".join(f"{outcomes[damage, outcome]:,}" for outcome in OUTCOMES) + " |")


if __name__ == "__main__":
    sys.exit(main())
