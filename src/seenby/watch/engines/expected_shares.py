"""The expected share of each ad, from the table under ``[expected]``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from seenby.errors import SettingsError
from seenby.spelling import did_you_mean
from seenby.watch.engines.input_sql import described, quoted, reader, table

ENDS = ("low", "high")
WRONG = {
    "two": "gives “{ad}” two different shares",
    "share": "gives “{ad}” a share that is not from 0 to 1, or its low end above its high end",
}


def keep_aims(
    connection: duckdb.DuckDBPyConnection, path: Path, ad: str, columns: Mapping[int, Sequence[str]]
) -> list[str]:
    """Keep the shares of a table as the table ``aims``: ``of_ad``, and ``low_N`` and ``high_N`` for each cell.

    Args:
        connection: Keeps it.
        path: The table.
        ad: What it calls the ad.
        columns: By the number of the cell, what it calls the share, or its two ends.

    Returns:
        The names of the ends.

    Raises:
        SettingsError: When a column is missing, or an ad has a share that cannot be.
        duckdb.Error: When it cannot be read.
    """
    # One column is both ends of the share.
    ends = {f"{end}_{at}": name for at, two in columns.items() for end, name in zip(ENDS, (*two, *two), strict=False)}
    found = described(connection, reader([path]))
    for name in (ad, *ends.values()):
        if name not in found:
            raise _unfit(path, f"has no column “{name}”", did_you_mean(name, found, "name its columns as they are"))
    source = table(connection, [path], list(dict.fromkeys([ad, *ends.values()])))
    shares = {name: f"CAST({quoted(column)} AS DOUBLE)" for name, column in ends.items()}
    # A share that is no number is one that nobody gave, as in a table where none may be empty.
    known = {name: f"CASE WHEN isnan({share}) THEN NULL ELSE {share} END" for name, share in shares.items()}
    try:
        # The least and the greatest of an ad's rows tell whether it was given two shares, without a second pass.
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE aims AS SELECT CAST({quoted(ad)} AS VARCHAR) AS of_ad, "
            + ", ".join(f"min({share}) AS {name}, max({share}) AS also_{name}" for name, share in known.items())
            + f" FROM {source} WHERE {quoted(ad)} IS NOT NULL GROUP BY of_ad"
        )
    except duckdb.ConversionException as error:
        raise _unfit(path, "has a share that is no number", "write 0.45 for 45 in every 100") from error
    _check(connection, path, list(columns), list(ends))
    return list(ends)


def _check(connection: duckdb.DuckDBPyConnection, path: Path, cells: Sequence[int], ends: Sequence[str]) -> None:
    two = " OR ".join(f"{name} <> also_{name}" for name in ends)
    # One end alone is no share either.
    bad = " OR ".join(
        f"NOT coalesce(0 <= low_{at} AND low_{at} <= high_{at} AND high_{at} <= 1, "
        f"low_{at} IS NULL AND high_{at} IS NULL)"
        for at in cells
    )
    found = connection.execute(
        f"SELECT of_ad, CASE WHEN {two} THEN 'two' WHEN {bad} THEN 'share' END AS wrong FROM aims "
        "WHERE wrong IS NOT NULL ORDER BY of_ad LIMIT 1"
    ).fetchone()
    if found:
        raise _unfit(path, WRONG[found[1]].format(ad=found[0]), "write 0.45 for 45 in every 100, a row for each ad")


def _unfit(path: Path, what: str, remedy: str) -> SettingsError:
    return SettingsError(what, where=str(path), remedy=remedy, unchanged="the day was not taken")
