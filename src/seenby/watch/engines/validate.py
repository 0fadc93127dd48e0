"""What is asked of an input before its figures are believed: columns, their types, days, numbers that are numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from seenby.errors import SettingsError, Unreadable
from seenby.spelling import did_you_mean
from seenby.watch.day_counts import MOST
from seenby.watch.engines.input_sql import FILE, quoted, table
from seenby.watch.settings import Columns

NUMBERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|DOUBLE|VARCHAR|JSON|")
"""The types of impressions; of a database we do not know them. FLOAT is not exact above sixteen million."""
AMOUNTS = re.compile(f"{NUMBERS.pattern}|FLOAT")
NAMES = re.compile(r"(?!FLOAT|DOUBLE|BLOB|STRUCT|MAP|UNION|.*\[).*", re.DOTALL)
"""The types of a name: those of which two that differ are also two texts that differ."""
TYPES = {"ad": NAMES, "account": NAMES, "impressions": NUMBERS, "spend": AMOUNTS}
DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)([T ].*)?")
WRONG = {
    "any": "has impressions on {day} that are missing, below zero or no whole number",
    "missing": "has no impressions in a row of {day}",
    "negative": "has impressions below zero on {day}",
    "broken": "has impressions on {day} that are no whole number",
    "spend": "has a spend on {day} that is no number",
}


def complete(names: Mapping[str, str], columns: Mapping[str, str], where: str) -> None:
    """Stop where the input lacks a column that the settings name, or has one of a type that cannot be relied on.

    Raises:
        SettingsError: Then.
    """
    for ours, theirs in names.items():
        if theirs and theirs not in columns:
            raise SettingsError(
                f"has no column “{theirs}” for {ours}",
                where=where,
                remedy=did_you_mean(theirs, columns, "name it under [input.columns]"),
                unchanged="its days were not taken",
            )
        if theirs and ours in TYPES and not TYPES[ours].fullmatch(columns[theirs]):
            raise SettingsError(
                f"column “{theirs}” is of type {columns[theirs]}, which does not hold {ours} as it is",
                where=where,
                remedy="write it as text or as a whole number" if TYPES[ours] is NAMES else "write numbers",
                unchanged="its days were not taken",
            )


def dates(texts: Iterable[str | None], column: str, where: str) -> tuple[str, ...]:
    """The days that some texts begin with, such as 2026-05-01, 20260501 or 2026-05-01 12:00:00; oldest first.

    Raises:
        Unreadable: When one is none, or a row has none.
    """
    days = set[str]()
    for text in texts:
        parts = DAY.fullmatch(text or "")
        try:
            days.add(date(*(int(part) for part in parts.groups()[:3])).isoformat() if parts else "")
        except ValueError:
            days.add("")
    if "" in days:
        raise Unreadable(
            f"column “{column}” has a cell that is no day",
            where=where,
            remedy="write days like 2026-05-01 or 20260501, in every row",
            unchanged="its days and those after them wait",
        )
    return tuple(sorted(days))


def on_day(column: str, label: str) -> str:
    """A condition in SQL: the row is of this day."""
    text = f"CAST({quoted(column)} AS VARCHAR)"
    return f"(starts_with({text}, '{label}') OR starts_with({text}, '{label.replace('-', '')}'))"


def wrong_number(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Path], names: Columns, label: str
) -> tuple[Path, str | None, str] | None:
    """The first row of a day whose impressions or spend cannot be counted: its file, its ad and a key of `WRONG`.

    Raises:
        duckdb.Error: When a file cannot be read.
    """
    wanted = [name for name in (names.ad, names.day, names.impressions, names.spend) if name]
    source = table(connection, files, list(dict.fromkeys(wanted)), filename=True)
    shown, spent = f"TRY_CAST({quoted(names.impressions)} AS DOUBLE)", "NULL"
    spend_is_wrong = "false"
    if names.spend:
        spent = f"TRY_CAST({quoted(names.spend)} AS DOUBLE)"
        spend_is_wrong = (
            f"{quoted(names.spend)} IS NOT NULL AND coalesce(NOT isfinite({spent}) OR abs({spent}) > 9e12, true)"
        )
    found = connection.execute(
        f"SELECT {FILE}, CAST({quoted(names.ad)} AS VARCHAR) AS ad, CASE "
        f"WHEN {quoted(names.impressions)} IS NULL THEN 'missing' WHEN {shown} < 0 THEN 'negative' "
        f"WHEN coalesce({shown} <> floor({shown}) OR {shown} > {MOST}, true) THEN 'broken' "
        f"WHEN {spend_is_wrong} THEN 'spend' END AS wrong "
        f"FROM {source} WHERE {on_day(names.day, label)} AND wrong IS NOT NULL ORDER BY ALL LIMIT 1"
    ).fetchone()
    return (Path(found[0]), found[1], found[2]) if found else None


def counts_wrong(ad: str | None, label: str, wrong: str, where: str = "") -> Unreadable:
    """The sentence about an ad whose figures cannot be counted."""
    return Unreadable(
        f"{f'“{ad}”' if ad else 'a row without an ad'} {WRONG[wrong].format(day=label)}",
        where=where,
        remedy="correct the day and run again",
        unchanged="the day was not taken",
    )
