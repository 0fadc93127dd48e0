"""The two engines on one table: ten million rows folded by DuckDB and by Spark on this machine, in the same run.

Usage: python -m bench.engines [--ads 1000] [--times 3]

The rows lie in Parquet for both, in as many files as there are threads. What Spark costs before it does anything (its
session) and the first time it does anything are told apart from what a fold costs it then. Whole audits of the same
export, as CSV, stand beside.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from bench.export import write_export
from bench.timing import in_turn, median, ratio

from seenby.store import Shape, fold_sql, workbench
from seenby.store.grouping_sets import ordered
from seenby.store.spark_session import spark_session

SHAPE = Shape(
    keys=("campaign", "ad_set", "ad"),
    breakdowns=("gender", "age", "region"),
    metrics=("impressions", "reach", "spend"),
    dates=("day",),
    exact=True,
    levels=False,
    daily=False,
)
HEADERS = {
    "campaign": "Campaign name", "ad_set": "Ad set name", "ad": "Ad name", "gender": "Gender", "age": "Age",
    "region": "Region", "day": "Day", "impressions": "Impressions", "reach": "Reach", "spend": "Amount spent (EUR)",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ads", type=int, default=1000)
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        export, rows = Path(made) / "large.csv", Path(made) / "rows"
        print(f"{write_export(export, asked.ads):,} rows, {os.cpu_count()} cores")
        lay_out(export, rows)
        folds(rows, asked.times)
        audits(export, asked.times)


def lay_out(export: Path, rows: Path) -> None:
    columns = ", ".join(f'"{header}" AS "{name}"' for name, header in HEADERS.items())
    begun = time.perf_counter()
    duckdb.execute(f"COPY (SELECT {columns} FROM '{export}') TO '{rows}' (FORMAT parquet, PER_THREAD_OUTPUT true)")
    size = sum(path.stat().st_size for path in rows.iterdir()) / 1e6
    print(f"CSV to Parquet: {time.perf_counter() - begun:.1f} s, {size:.0f} MB")


def folds(rows: Path, times: int) -> None:
    begun = time.perf_counter()
    with spark_session() as session, workbench() as bench:
        print(f"Spark's session: {time.perf_counter() - begun:.1f} s")
        by_duckdb = ordered(fold_sql(f"read_parquet('{rows}/*.parquet')", SHAPE), SHAPE)
        by_spark = fold_sql(f"parquet.`{rows}`", SHAPE)
        ways: dict[str, Callable[[], int]] = {
            "DuckDB": lambda: len(bench.connection.execute(by_duckdb).fetchall()),
            "Spark": lambda: len(session.sql(by_spark).collect()),
        }
        first = {name: once(way) for name, way in ways.items()}
        turns = [{name: once(way) for name, way in ways.items()} for _ in range(times)]
    for name in ways:
        later = statistics.median(turn[name] for turn in turns)
        print(f"fold by {name}: first {first[name]:.2f} s, then {later:.2f} s")
    print(f"ratio of the folds: {statistics.median(turn['Spark'] / turn['DuckDB'] for turn in turns):.1f}")


def once(way: Callable[[], int]) -> float:
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


def audits(export: Path, times: int) -> None:
    command = [str(Path(sys.executable).with_name("seenby")), "audit", str(export), "--json", "--quiet"]
    spark, plain = in_turn([*command, "--engine", "spark"], command, times)
    print(f"audit with Spark {median(spark):.1f} s, with DuckDB {median(plain):.1f} s, ratio {ratio(spark, plain):.1f}")


if __name__ == "__main__":
    main()
