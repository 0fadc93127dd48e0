"""Small tables of any types to watch, and what the state holds of them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from seenby.watch.settings import read_watch
from seenby.watch.state.state_folder import WatchFolder

CONFIG = """
[input]
path = "{path}"
columns = {{ {columns} }}
[expected]
line = 10
[[cells]]
cell = "gender: male"
expected = 0.5
"""
CSV = "ad,day,gender,impressions,spend\na,2026-05-01,male,70,0.5\na,2026-05-01,female,30,0.5\n"


def config(folder: Path, path: str = "days", columns: str = 'spend = "spend"', text: str = CONFIG):
    (folder / "days").mkdir(exist_ok=True)
    (folder / "watch.toml").write_text(text.format(path=path, columns=columns))
    return read_watch(folder / "watch.toml")


def rows(ad="'a'", day="DATE '2026-05-01'", men="70", women="30", spend="0.5", more=""):
    """An ad's day as SQL, whose values are SQL too."""
    parts = ((f"'{gender}'", shown) for gender, shown in (("male", men), ("female", women)))
    told = f"{ad} AS ad, {day} AS day, {{}} AS gender, {{}} AS impressions, {spend} AS spend{more}"
    return " UNION ALL ".join("SELECT " + told.format(*part) for part in parts)


def parquet(folder: Path, sql: str, name: str = "a.parquet") -> Path:
    path = folder / "days" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({sql}) TO '{folder / 'made'}' (FORMAT parquet)")
    return (folder / "made").replace(path)


def counted(watch) -> dict[tuple[str, str], tuple[float, float]]:
    """By day and ad, the men and all impressions whose gender is known, read from the state itself."""
    manifest, found = WatchFolder(watch).manifest(), {}
    with duckdb.connect() as connection:
        names = [str(watch.state / name) for part in manifest.names for name in part]
        for day in manifest.days if names else ():
            asked = "SELECT ad, least_0, total_0 FROM read_parquet(?) JOIN read_parquet(?) USING (row)"
            for ad, men, total in connection.execute(asked, [str(watch.state / day.counts[0]), names]).fetchall():
                found[day.day, ad] = (men, total)
    return found


ONE = {("2026-05-01", "a"): (70.0, 100.0)}
