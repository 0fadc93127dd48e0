"""How fast and in how much memory ``seenby audit`` reads, against DuckDB's own bare reading of the same file.

Usage: python -m bench.audit [--times 5] [--ads 1000]

With 1,000 ads (7 ages, 3 genders, 16 regions, 30 days) the export has 10,080,000 rows. Two baselines, each a process
of its own that does nothing else:
``narrow`` reads the file and groups by ad and gender; ``cells`` groups by ad, age and gender and sums what the audit
sums; ``answer`` groups by ad, age, gender and region, the one GROUP BY from which all that the audit answers of this
file can be added up.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.export import write_export
from bench.timing import in_turn, median, ratio, run

NARROW = 'SELECT "Ad name", "Gender", sum("Impressions") FROM read_csv(\'{path}\') GROUP BY ALL'
CELLS = (
    'SELECT "Campaign name", "Ad set name", "Ad name", "Age", "Gender", sum("Impressions"), sum("Reach"), '
    "sum(\"Amount spent (EUR)\") FROM read_csv('{path}') GROUP BY ALL"
)

ANSWER = CELLS.replace('"Gender", sum', '"Gender", "Region", sum', 1)


def bare(sql: str, path: Path) -> list[str]:
    return [sys.executable, "-c", f"import duckdb; duckdb.sql({sql.format(path=path)!r}).fetchall()"]


def audit(path: Path, *more: str) -> list[str]:
    return [str(Path(sys.executable).with_name("seenby")), "audit", str(path), *more]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--ads", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large, small, page = (Path(folder) / name for name in ("large.csv", "small.csv", "page.csv"))
        rows = write_export(large, asked.ads)
        tenth = write_export(small, max(asked.ads // 10, 1))
        for name, sql in (("narrow", NARROW), ("cells", CELLS), ("answer", ANSWER)):
            ours, theirs = in_turn(audit(large, "--json"), bare(sql, large), asked.times)
            print(
                f"{rows:,} rows: audit {median(ours):.2f} s, DuckDB {name} {median(theirs):.2f} s, "
                f"ratio {ratio(ours, theirs):.2f}, peak memory {max(one.memory for one in ours):,.0f} MB"
            )
        more, less = in_turn(audit(large, "--json"), audit(small, "--json"), asked.times)
        print(f"{rows:,} rows cost {ratio(more, less):.2f} times what {tenth:,} rows cost")
        page.write_text("".join(large.open().readlines(1 << 16)[:101]))
        cold = [run(audit(page, "--out", str(Path(folder) / "report"), "--quiet")) for _ in range(asked.times)]
        print(f"100 rows, from command to page: {median(cold):.2f} s, slowest {max(c.seconds for c in cold):.2f} s")


if __name__ == "__main__":
    main()
