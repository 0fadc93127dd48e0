"""The days of a watch counted by Spark and by DuckDB in the same run, and what that means for a cluster.

Usage: python -m bench.watch_spark [--ads 250000] [--days 3] [--folder DIR] [--target 100000000] [--hours 1]

Every day is taken by both, in turn, each into a state of its own, over the same Parquet files: 54 rows an ad. After the
first day, whose figures stand apart, the medians serve to work out what ``--target`` ads a day would take: counting is
spread over machines, what follows it (putting in order, state, alarms) runs on one machine, part by part. The formulas
are printed with their figures; they take counting to grow in proportion to the rows, which is what it does between the
sizes that were measured here (``--ads``), and leave room for nothing else on the machines.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from bench.watch import CONFIG, write_day

from seenby.store.spark_session import spark_session
from seenby.watch.engines.duckdb import duck_engine
from seenby.watch.engines.factory import Opens
from seenby.watch.engines.spark import on_session
from seenby.watch.run import run_watch
from seenby.watch.settings import read_watch

ROWS_AN_AD = 54


def one_day(config: Path, opens: Opens) -> tuple[float, float]:
    """Seconds of one run of a watch, and how many of them went into counting the day."""
    counting = [0.0]

    @contextmanager
    def timed(settings):
        with opens(settings) as engine:
            count = engine.count

            def counted(*files, **more):
                begun = time.perf_counter()
                day = count(*files, **more)
                counting[0] += time.perf_counter() - begun
                return day

            with patch.object(engine, "count", counted):
                yield engine

    begun = time.perf_counter()
    run_watch(read_watch(config), opens=timed)
    return time.perf_counter() - begun, counting[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ads", type=int, default=250_000)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--target", type=int, default=100_000_000)
    parser.add_argument("--hours", type=float, default=1.0)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-watch-spark-", dir=asked.folder))
    try:
        measured = measure(folder, asked.ads, asked.days)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    cluster(*measured, ads=asked.ads, target=asked.target, hours=asked.hours)


def measure(folder: Path, ads: int, days: int) -> tuple[float, float, int, int]:
    """Spark's seconds of counting, the seconds of the rest, bytes of a day's files, bytes of the state."""
    configs = {}
    for name in ("duckdb", "spark"):
        configs[name] = folder / f"{name}.toml"
        configs[name].write_text(f'state = "{name}"\n{CONFIG.format(parts=1)}', encoding="utf-8")
    begun = time.perf_counter()
    with spark_session(None) as session:
        print(f"Spark's session: {time.perf_counter() - begun:.1f} s, {os.cpu_count()} cores, {ads:,} ads a day")
        spark, duck = [], []
        for day in range(days):
            write_day(folder, day, ads)
            duck.append(one_day(configs["duckdb"], duck_engine))
            spark.append(one_day(configs["spark"], lambda settings: on_session(session, settings)))
            for name, told in (("DuckDB", duck[-1]), ("Spark", spark[-1])):
                print(f"day {day}, {name}: {told[0]:.1f} s, of which counting {told[1]:.1f} s")
            whole, counted = (spark[-1][at] / duck[-1][at] for at in (0, 1))
            print(f"day {day}: Spark over DuckDB {whole:.1f}, counting {counted:.1f}")
    counting = statistics.median(told[1] for told in spark[1:])
    rest = statistics.median(told[0] - told[1] for told in spark[1:])
    of_day = sum(file.stat().st_size for file in (folder / "days" / "000").iterdir())
    return counting, rest, of_day, sum(file.stat().st_size for file in (folder / "spark").rglob("*") if file.is_file())


def cluster(counting: float, rest: float, of_day: int, of_state: int, *, ads: int, target: int, hours: float) -> None:
    """Print what a target takes."""
    times, cores = target / ads, os.cpu_count() or 1
    core_seconds = counting * cores * times
    print(f"\n{target:,} ads a day, {target * ROWS_AN_AD:,} rows, counted within {hours:g} h:")
    print(f"  files to read: {of_day * times / 1e9:,.0f} GB a day ({of_day:,} bytes x {times:g})")
    print(
        f"  counting: {core_seconds / 3600:,.0f} core-hours ({counting:.1f} s x {cores} cores x {times:g}), "
        f"so {core_seconds / 3600 / hours:,.0f} cores like these"
    )
    print(f"  after counting, on one machine: {rest * times / 3600:,.2f} h ({rest:.1f} s x {times:g}), part by part")
    print(f"  kept state: {of_state * times / 1e9:,.0f} GB ({of_state:,} bytes x {times:g})")


if __name__ == "__main__":
    main()
