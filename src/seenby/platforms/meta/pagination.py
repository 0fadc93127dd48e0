"""Reading a list to its end, and noticing when a part of it was lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from seenby.errors import BrokenAnswer
from seenby.platforms.meta.client import Client, Params

Row = dict[str, Any]
MOST_PAGES, MOST_ROWS, MOST_SIGNS = 10_000, 1_000_000, 512 << 20
"""Of one list: a platform that always names another page must not fill this machine."""

READINGS = 3
"""How often a list is read that changed, or lost a page, on the way."""

ADDED_UP = ("impressions", "clicks")
"""Counts of a report that its rows must add up to."""

Check = Callable[[Sequence[Row], Mapping[str, Any]], str]
"""What is wrong with rows against their summary; nothing where they fit."""


def listed(client: Client, path: str, params: Params) -> list[Row]:
    """Every object of an edge.

    Raises:
        BrokenAnswer: When pages are lost: a cursor comes back, a page in the middle is empty, or there are fewer or
            other objects than the summary counts.
        PlatformRefused: When the platform says no.
    """
    return _read(client, path, {**params, "summary": "true"}, _count)


def reported(client: Client, path: str, params: Params) -> list[Row]:
    """Every row of a report, whose counts add up to the platform's own total.

    Raises:
        BrokenAnswer: When pages are lost, or the rows and the total do not fit.
        PlatformRefused: When the platform says no.
    """
    return _read(client, path, {**params, "default_summary": "true"}, _sums)


def plain(client: Client, path: str, params: Params) -> list[Row]:
    """Every row of an edge that offers no summary; a page that is left out without a trace is not noticed."""
    return _read(client, path, params, lambda _rows, _summary: "")


def _read(client: Client, path: str, params: Params, check: Check) -> list[Row]:
    wrong, ends = "", time.monotonic() + client.patience.listing
    for _ in range(READINGS):
        rows, summaries, wrong = _pages(client, path, params, ends)
        if not wrong and any(one != summaries[0] for one in summaries):
            wrong = "the list changed while it was read"
        wrong = wrong or check(rows, summaries[0])
        if not wrong:
            return rows
    raise BrokenAnswer(
        f"{wrong}, {READINGS} times in a row", where=f"GET {path}", remedy="try again later", unchanged=""
    )


def _pages(client: Client, path: str, params: Params, ends: float) -> tuple[list[Row], list[Mapping[str, Any]], str]:
    """The rows of all pages, the summary of each, and what was wrong on the way.

    Raises:
        BrokenAnswer: When there is no end of pages: reading again would not help.
    """
    rows: list[Row] = []
    before = client.came
    summaries: list[Mapping[str, Any]] = []
    after, seen = "", set[str]()
    for _ in range(MOST_PAGES):
        told = client.get(path, {**params, "after": after} if after else params)
        data, paging = _parts(told, path)
        rows += data
        summary = told.get("summary")
        summaries.append(summary if isinstance(summary, dict) else {})
        if not paging.get("next"):
            return rows, summaries, ""
        # Pages may be short, as what the caller may not see is left out. An empty one with another behind it cannot be
        # told from one that was lost.
        if not data:
            return rows, summaries, "a page in the middle came empty"
        # By its cursor, never by the address in “next”, which holds the token.
        cursors = paging.get("cursors")
        after = str(cursors.get("after", "")) if isinstance(cursors, dict) else ""
        if not after or after in seen:
            return rows, summaries, "the platform names no new next page"
        seen.add(after)
        if time.monotonic() > ends or len(rows) > MOST_ROWS or client.came - before > MOST_SIGNS:
            break
        if _more_than_all(rows, summaries[-1]):
            return rows, summaries, "more objects came than there are"
    raise BrokenAnswer("there is no end of pages", where=f"GET {path}", remedy="ask for less at once", unchanged="")


def _more_than_all(rows: Sequence[Row], summary: Mapping[str, Any]) -> bool:
    """Whether there are more rows than the platform counts, where it counts."""
    total = summary.get("total_count")
    return isinstance(total, int) and len(rows) > total


def _parts(answer: Mapping[str, Any], path: str) -> tuple[list[Row], Mapping[str, Any]]:
    data, paging = answer.get("data"), answer.get("paging", {})
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data) or not isinstance(paging, dict):
        raise BrokenAnswer("the answer is no list", where=f"GET {path}", remedy="try again later", unchanged="")
    return data, paging


def _count(rows: Sequence[Row], summary: Mapping[str, Any]) -> str:
    total = summary.get("total_count")
    if total is None:
        return "the platform does not say how many there are"
    ids = [row.get("id") for row in rows]
    if len(set(ids)) != len(ids):
        return "an object came twice"
    return "" if str(total) == str(len(rows)) else f"{len(rows)} of {total} objects came"


def _sums(rows: Sequence[Row], summary: Mapping[str, Any]) -> str:
    """Rows against the total. Metrics that were not asked for are in neither."""
    if not rows and not summary:
        return ""
    for name in ADDED_UP:
        if name not in summary or not any(name in row for row in rows):
            continue
        try:
            total, found = int(summary[name]), sum(int(row.get(name, 0)) for row in rows)
        except (TypeError, ValueError, OverflowError):
            return f"{name} is no count"
        if total != found:
            return f"the rows have {found} of {total} {name}"
    if not any(name in summary for name in ADDED_UP):
        return "the platform gives no total to check the rows against"
    return "" if rows or not _some(summary) else "rows are missing"


def _some(summary: Mapping[str, Any]) -> bool:
    return any(str(summary.get(name, "0")) != "0" for name in ADDED_UP)
