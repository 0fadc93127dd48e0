"""Ids that a spreadsheet has rounded: they tell no two ads apart any more, so nothing may be joined by them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from seenby.errors import BadValue
from seenby.model import Health
from seenby.read.sentences import say
from seenby.store import Shape, Workbench

KEPT_DIGITS = 15
"""Spreadsheets keep fifteen digits of a number."""

ACCOUNT = {"account", "account_id"}
"""Names that all ads of an account share, which therefore tell none of them apart."""

FEWEST = 2
MOST = 1_000
_EXPONENTIAL = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")


def are_rounded(texts: Iterable[str]) -> bool:
    """Whether some ids are written as 1.2E+17, or all of several have nothing but zeros after the fifteenth digit."""
    ids = [text.strip() for text in set(texts) if text and text.strip()]
    if any(_EXPONENTIAL.fullmatch(text) for text in ids):
        return True
    long = [text for text in ids if text.isdigit() and len(text) > KEPT_DIGITS]
    return len(long) == len(ids) >= FEWEST and not any(text[KEPT_DIGITS:].strip("0") for text in long)


def keys_to_join(bench: Workbench, table: str, shape: Shape, label: str) -> tuple[tuple[str, ...], list[Health]]:
    """The columns that name ads, without those of rounded ids, and a note about those.

    Raises:
        BadValue: When nothing but rounded ids names the ads, or nothing but the account is left to name them.
    """
    rounded = [name for name in shape.keys if name.endswith("_id") and are_rounded(_distinct(bench, table, name))]
    if not rounded:
        return shape.keys, []
    usable = tuple(name for name in shape.keys if name not in rounded)
    if not usable or (set(rounded) - ACCOUNT and not set(usable) - ACCOUNT):
        raise BadValue(
            "a spreadsheet has rounded the ids, so ads cannot be told apart",
            where=label,
            rows=_rows(bench, table, rounded[0]),
            remedy="export it again and do not save it from a spreadsheet, or add the names of the ads",
        )
    return usable, [Health("ids-rounded", "warning", say("ids-rounded", "said"), label)]


def _distinct(bench: Workbench, table: str, column: str) -> list[str]:
    return [text for (text,) in bench.connection.execute(f'SELECT DISTINCT "{column}" FROM {table}').fetchall()]


def _rows(bench: Workbench, table: str, column: str) -> list[int]:
    sql = f"SELECT DISTINCT row FROM {table} WHERE \"{column}\" <> '' ORDER BY row LIMIT {MOST}"
    return [row for (row,) in bench.connection.execute(sql).fetchall()]
