"""Ways to get from a large CSV file to the tables the audit measures (decision 0001).

Usage: python -m bench.fold [--ads 1000]

Baseline: one GROUP BY over DuckDB's bare read_csv. Each line gives the ratio to it, in the same process.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import duckdb
from bench.export import write_export

KEYS = '"Campaign name", "Ad set name", "Ad name"'
SUMS = 'sum("Impressions"), sum("Amount spent (EUR)"), max("Reach"), sum("Reach"), count(*)'
PEOPLE, PLACES, DAYS = (f"({KEYS}, {group})" for group in ('"Gender", "Age"', '"Region"', '"Gender", "Day"'))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ads", type=int, default=1000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        rows = write_export(path, parser.parse_args().ads)
        source = f"read_csv('{path}')"
        groups = f'{KEYS}, "Gender", "Age", "Region", "Day"'
        ways = {
            "one GROUP BY (baseline)": f'SELECT {KEYS}, "Gender", "Age", {SUMS} FROM {source} GROUP BY ALL',
            "one scan, two grouping sets": (
                f'SELECT {KEYS}, "Gender", "Age", "Region", {SUMS} FROM {source} '
                f"GROUP BY GROUPING SETS ({PEOPLE}, {PLACES})"
            ),
            "one scan, three grouping sets (with days)": (
                f"SELECT {groups}, {SUMS} FROM {source} GROUP BY GROUPING SETS ({PEOPLE}, {PLACES}, {DAYS})"
            ),
            "store all rows first": f"CREATE TABLE rows AS SELECT * FROM {source}",
        }
        print(f"{rows:,} rows")
        base = 0.0
        for name, sql in ways.items():
            seconds = min(once(Path(folder) / f"{number}.duckdb", sql) for number in range(3))
            base = base or seconds
            print(f"{name}: {seconds:.2f} s, ratio {seconds / base:.2f}")


def once(database: Path, sql: str) -> float:
    """Seconds for one statement on a fresh database under the audit's own memory limit."""
    database.unlink(missing_ok=True)
    connection = duckdb.connect(str(database), config={"memory_limit": "900MB"})
    begun = time.perf_counter()
    connection.execute(sql).fetchall()
    seconds = time.perf_counter() - begun
    connection.close()
    database.unlink()
    return seconds


if __name__ == "__main__":
    main()
