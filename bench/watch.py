"""A day of very many ads from Parquet to alarms, against DuckDB's bare scan and GROUP BY of the same files.

Usage: python bench/watch.py [--ads 1000000] [--days 4] [--threads 2] [--parts 1] [--folder DIR]
       python bench/watch.py --state [--threads 1]     the update of the state alone, in memory

Each day after the first is a pair: the bare query and the watch of the same files, in turn, in the same run. A ratio is
watch over bare. Both have the same threads and the same limit on the engine's memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np

from seenby.watch.engines.duckdb import MEMORY_LIMIT

ONE_FILE = 125_000
BARE = "SELECT ad, gender, sum(impressions), sum(spend) FROM read_parquet('{files}') GROUP BY ALL"
CONFIG = """
parts = {parts}
[input]
path = "days"
columns = {{ age = "age", placement = "placement", spend = "spend", account = "account" }}
[expected]
line = 10
[[cells]]
cell = "gender: male"
expected = 0.5
"""
ROWS = """
SELECT printf('ad-%09d', a) AS ad, printf('acc-%06d', a // 100) AS account, DATE '2026-01-01' + {day} AS day,
  g AS gender, y AS age, p AS placement,
  CAST(CASE g WHEN 'male' THEN w * (CASE WHEN a % 1000 = 7 THEN 8 ELSE 0.6 + random() END) ELSE w END * 20 AS INTEGER)
    AS impressions, CAST(round(random() * 0.2, 2) AS DOUBLE) AS spend
FROM range({first}, {last}) t(a), (VALUES ('female', 1.0), ('male', 1.0), ('unknown', 0.1)) gg(g, w),
  (VALUES ('13-17'), ('18-24'), ('25-34'), ('35-44'), ('45-54'), ('55+')) aa(y),
  (VALUES ('feed'), ('story'), ('reels')) pp(p)
"""


def write_day(folder: Path, day: int, ads: int) -> None:
    """The rows of one day, in files of 125,000 ads."""
    to = folder / "days" / f"{day:03d}"
    to.mkdir(parents=True)
    with duckdb.connect() as connection:
        for first in range(0, ads, ONE_FILE):
            rows = ROWS.format(day=day, first=first, last=min(first + ONE_FILE, ads))
            connection.execute(f"COPY ({rows}) TO '{to / f'{first}.parquet'}' (FORMAT parquet, COMPRESSION zstd)")


def bare(folder: Path, day: int, threads: int) -> float:
    """Seconds of the bare scan and GROUP BY of a day, kept as a table, as the watch keeps its own."""
    with (
        tempfile.TemporaryDirectory() as place,
        duckdb.connect(
            f"{place}/bare.duckdb",
            config={"memory_limit": MEMORY_LIMIT, "threads": threads, "temp_directory": f"{place}/spill"},
        ) as connection,
    ):
        files = folder / "days" / f"{day:03d}" / "*.parquet"
        begun = time.perf_counter()
        connection.execute(f"CREATE TEMP TABLE bare AS {BARE.format(files=files)}")
        return time.perf_counter() - begun


def watch(folder: Path) -> tuple[float, int]:
    """Seconds of one run of the watch, to alarms in words, and how many alarms stand."""
    from seenby.watch.run import run_watch
    from seenby.watch.settings import read_watch

    begun = time.perf_counter()
    found = run_watch(read_watch(folder / "watch.toml"))
    return time.perf_counter() - begun, found.most


def update(ads: int, times: int) -> None:
    """The state alone: one stream against the aim, and one against the past."""
    from seenby.model.alarm import Cell, Stream
    from seenby.watch.state.add_day import add_day, start
    from seenby.watch.state.counts import CellCounts
    from seenby.watch.stream_rules import Rules

    rng = np.random.default_rng(1)
    total = np.full(ads, 1_000.0)
    cell, zero = Cell("gender: male", (("gender", "male"),)), np.zeros(ads)
    half = np.full(ads, 0.5)
    for against in ("aim", "past"):
        rules = Rules((Stream(cell, "above", against),), (0,), 0.1, 0.05, 2, 1.4)
        state, seconds = start(rules, ads), []
        for number in range(4 + times):
            count = rng.binomial(1_000, rng.beta(0.5 * 19, 0.5 * 19, ads)).astype(float)
            ends = (half, half) if against == "aim" else (None, None)
            begun = time.perf_counter()
            add_day(state, [CellCounts(count, count, total, zero, *ends)], rules, number)
            seconds.append(time.perf_counter() - begun)
        rate = ads / statistics.median(seconds[4:]) / 1e6
        print(f"state update, {ads:,} ads, against the {against}: {rate:.1f} M ad-days a second")


def null(ads: int, days: int) -> None:
    """Ads exactly on their limit, days as clustered as is allowed for: how many were ever flagged."""
    from seenby.model.alarm import Cell, Stream
    from seenby.stats.multiple_testing import e_bh
    from seenby.watch.state.add_day import add_day, start
    from seenby.watch.state.counts import CellCounts
    from seenby.watch.stream_rules import Rules

    rng, half, zero, total = np.random.default_rng(7), np.full(ads, 0.5), np.zeros(ads), np.full(ads, 1_000.0)
    for against in ("aim", "past"):
        stream = Stream(Cell("gender: male", (("gender", "male"),)), "above", against)
        rules = Rules((stream,), (0,), 0.0, 0.05, 14, 1.4)
        state, ever = start(rules, ads), np.zeros(ads, dtype=bool)
        for day in range(days):
            count = rng.binomial(1_000, rng.beta(0.5 * 19, 0.5 * 19, ads)).astype(float)
            ends = (half, half) if against == "aim" else (None, None)
            (log_e,) = add_day(state, [CellCounts(count, count, total, zero, *ends)], rules, day)
            known = log_e > -np.inf
            if known.any():
                bar = np.log(1_000 * known.sum())
                ever[known] |= e_bh(log_e[known], 0.05) if against == "aim" else log_e[known] >= bar
        print(f"null world, {ads:,} ads, {days} days, against the {against}: {ever.sum()} ever flagged")
        if against == "aim":
            print(f"  {(state.streams[0].peak > np.log(20)).mean():.2%} passed 1/0.05 one by one")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ads", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=4)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--parts", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--state", action="store_true")
    told = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: told.threads])
    if told.state:
        update(min(told.ads, 1_000_000), 16)
        return
    folder = Path(tempfile.mkdtemp(prefix="bench-watch-", dir=told.folder))
    try:
        (folder / "watch.toml").write_text(CONFIG.format(parts=told.parts))
        ratios = []
        for day in range(told.days):
            write_day(folder, day, told.ads)
            plain, (ours, alarms) = bare(folder, day, told.threads), watch(folder)
            again = bare(folder, day, told.threads)
            ratio = ours / statistics.mean((plain, again))
            ratios += [ratio] if day else []
            print(
                f"day {day}: bare {plain:.2f} s, watch {ours:.2f} s, bare {again:.2f} s: {ratio:.2f} x; {alarms} alarms"
            )
            sys.stdout.flush()
        print(
            f"{told.ads:,} ads, {told.threads} threads: days after the first {statistics.median(ratios):.2f} x (median)"
        )
        print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB, with the bare query")
    finally:
        shutil.rmtree(folder)
    update(min(told.ads, 1_000_000), 5)
    null(100_000, 60)


if __name__ == "__main__":
    main()
