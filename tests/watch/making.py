"""Small worlds to watch: clustered days as Parquet files, one a day."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from seenby.stats.lab.null_worlds import clustered_days
from seenby.watch.settings import WatchSettings, read_watch

CONFIG = """
state = "state"
rho_max = {rho_max}
grace_days = {grace}
[input]
path = "days"
columns = {{ account = "account", spend = "spend" }}
[expected]
line = {line}
[[cells]]
cell = "gender: male"
expected = 0.5
sides = ["above"]
"""
ROWS = """
COPY (
  SELECT printf('ad-%06d', n) AS ad, printf('acc-%d', n % 7) AS account, DATE '{day}' AS day, g AS gender,
    CAST(CASE g WHEN 'male' THEN male WHEN 'female' THEN total - male ELSE 5 END AS INTEGER) AS impressions,
    impressions * {spend} AS spend
  FROM given, (VALUES ('male'), ('female'), ('unknown')) t(g) WHERE total > 0 ORDER BY n
) TO '{path}' (FORMAT parquet)
"""


def day_name(number: int) -> str:
    """2026-05-01 and on."""
    return str(np.datetime64("2026-05-01") + number)


def write_config(folder: Path, text: str = CONFIG, **values: object) -> WatchSettings:
    """The watch file of a folder, and what it says."""
    told = {"rho_max": 0.02, "grace": 3, "line": 0, **values}
    (folder / "watch.toml").write_text(text.format(**told) if text is CONFIG else text, encoding="utf-8")
    return read_watch(folder / "watch.toml")


def write_day(folder: Path, number: int, male: np.ndarray, total: np.ndarray, *, spend: float = 0.01) -> Path:
    """One day: for each ad that was shown a row of men, one of women and one of unknown."""
    path = folder / "days" / f"{day_name(number)}.parquet"
    path.parent.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        given = {"n": np.arange(male.size), "male": male.astype(np.int64), "total": total.astype(np.int64)}
        connection.register("given", given)
        connection.execute(ROWS.format(day=day_name(number), spend=spend, path=path))
    return path


def write_world(
    folder: Path, *, ads: int, days: int, beyond: int = 0, excess: float = 0.12, rho: float = 0.01, seed: int = 1
) -> None:
    """Ads on a limit of one half, of which the first `beyond` lie beyond it."""
    share = np.full((ads, 1), 0.5)
    share[:beyond] += excess
    runs = clustered_days(ads, days, seed, share=share, total=1_000, rho=rho)
    for number in range(days):
        write_day(folder, number, runs.count[:, number], runs.total[:, number])
