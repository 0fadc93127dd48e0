"""Exports that `seenby read` understands, as days: each period an export reports, or what each snapshot added.

A running total says what had been shown until then; what the next one adds is the difference of the two, kept as wide
as rounding leaves it. Exports are read whole each time, so a day's fingerprint is that of its figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from seenby.errors import Unreadable
from seenby.model import AdResult, Interval, Point
from seenby.model.ad import count_names
from seenby.model.alarm import Cell
from seenby.model.audience import joint_group
from seenby.watch.alarms.phrases import say
from seenby.watch.engines.protocol import CountingEngine
from seenby.watch.inputs.input_files import Arrival, Arrivals
from seenby.watch.settings import CellSettings, WatchSettings

NOTHING = (0.0, 0.0, 0.0)
LOST = ("overlapping-periods",)
"""Notes of an audit by which days are missing."""
Counts = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One ad on one day: for each cell least, most and total, and the ends of its expected share."""

    ad: str
    account: str | None
    counts: tuple[Counts, ...]
    expected: tuple[tuple[float, float], ...]


def export_arrivals(settings: WatchSettings, engine: CountingEngine) -> Arrivals:
    """All days that the exports of the input report.

    Raises:
        UsageError: When there is no export.
        Unreadable: When one cannot be read.
    """
    from seenby.pipeline import audit

    file = settings.file
    aim = settings.folder / file.expected.aim if file.expected and file.expected.aim else None
    mapping = settings.folder / file.input.mapping if file.input.mapping else None
    found = audit([settings.folder / file.input.path], aim=aim, mapping=mapping)
    names = count_names(ad.key for ad in found.ads)
    notes = [note.message for note in found.health if note.severity == "warning" and note.code not in LOST]
    days: dict[str, list[Row]] = {}
    for ad in found.ads:
        for day, counts in _days(ad, settings.cells).items():
            expected = tuple(_expected(ad, cell, one) for cell, one in zip(settings.cells, file.cells, strict=True))
            days.setdefault(day, []).append(Row(ad.key.name_among(names), ad.key.account, counts, expected))
    if not days:
        notes.insert(0, say("note", "no_days"))
    lost = tuple(_lost(note.message) for note in found.health if note.severity == "refused" or note.code in LOST)
    return Arrivals(tuple(_arrival(day, days[day], engine) for day in sorted(days)), damaged=lost, notes=tuple(notes))


def _lost(message: str) -> Unreadable:
    """What an audit left aside is a day that is missing to a watch."""
    what = message.rstrip(".").removesuffix(" (nothing was written)")
    return Unreadable(what, unchanged="what it holds was not taken")


def _arrival(day: str, rows: list[Row], engine: CountingEngine) -> Arrival:
    rows = sorted(rows, key=lambda row: row.ad)
    mark = hashlib.sha256(repr((day, rows)).encode()).hexdigest()
    return Arrival(day, mark, lambda: engine.count_arrays(_columns(rows)))


def _columns(rows: list[Row]) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "ad": np.array([row.ad for row in rows], dtype=object),
        "account": np.array([row.account or "" for row in rows], dtype=object),
    }
    for at in range(len(rows[0].counts)):
        for place, name in enumerate(("least", "most", "total")):
            columns[f"{name}_{at}"] = np.array([row.counts[at][place] for row in rows])
        columns[f"low_{at}"] = np.array([row.expected[at][0] for row in rows])
        columns[f"high_{at}"] = np.array([row.expected[at][1] for row in rows])
    return columns


def _days(ad: AdResult, cells: tuple[Cell, ...]) -> Mapping[str, tuple[Counts, ...]]:
    """By day, the counts of each cell; a cell without any that day has nobody."""
    found: dict[str, list[Counts]] = {}
    for at, cell in enumerate(cells):
        for day, counts in _cell_days(ad, cell):
            found.setdefault(day, [NOTHING] * len(cells))[at] = counts
    return {day: tuple(counts) for day, counts in found.items()}


def _cell_days(ad: AdResult, cell: Cell) -> Iterator[tuple[str, Counts]]:
    dimension, group = _place(cell)
    before: tuple[float, float, Interval] | None = None
    for point in ad.over_time.get(dimension, ()):
        if point.known is None:
            continue
        least, most = _ends(point, group)
        if not point.cumulative:
            yield point.at.isoformat(), _whole(least, most, point.known.low)
            continue
        if before is None:
            yield point.at.isoformat(), _whole(least, most, point.known.low)
        else:
            yield point.at.isoformat(), _added((least, most, point.known), before)
        before = (least, most, point.known)


def _added(now: tuple[float, float, Interval], before: tuple[float, float, Interval]) -> Counts:
    """What came between two running totals, at least and at most."""
    total = max(now[2].low - before[2].high, 0.0)
    return _whole(max(now[0] - before[1], 0.0), max(now[1] - before[0], 0.0), total)


def _ends(point: Point, group: str) -> tuple[float, float]:
    share = point.share.get(group)
    known = point.known
    if share is None or known is None:
        return 0.0, 0.0
    return share.low * known.low, share.high * known.high


def _whole(least: float, most: float, total: float) -> Counts:
    return min(least, total), min(most, total), total


def _expected(ad: AdResult, cell: Cell, options: CellSettings) -> tuple[float, float]:
    """The share the ad was aimed at, or the one that holds for every ad; not a number where neither says."""
    expected = options.expected
    if expected is not None:
        return expected if isinstance(expected, tuple) else (expected, expected)
    dimension, group = _place(cell)
    share = ad.aimed.get(dimension, {}).get(group)
    return (share.low, share.high) if share else (float("nan"), float("nan"))


def _place(cell: Cell) -> tuple[str, str]:
    """The dimension and the group that deliveries call a cell by."""
    values = {str(dimension): value for dimension, value in cell.values}
    if set(values) == {"age", "gender"}:
        return "age_gender", joint_group(values["age"], values["gender"])
    return next(iter(values.items()))
