"""How clustered a day would have to be for an alarm to fall, worked out from the kept days behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from seenby.model.alarm import Side, Stream
from seenby.stats.numeric.arrays import FloatArray
from seenby.stats.tipping_point import tipping_drift, tipping_watch
from seenby.watch.alarms.select_alarms import Found, Raised
from seenby.watch.ingest import Taker

MOST_TIPPING = 200
WHOLE = 0.5
"""Impressions are whole numbers: less than half of one is rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Behind:
    """An alarm's place in the list, and its kept days: the totals, and the ends of the counts nearer to the limit."""

    at: int
    one: Raised
    counts: FloatArray
    totals: FloatArray


def tipping_points(taker: Taker, found: Found) -> dict[int, float]:
    """By place in the list, the clustering that would overturn each of the first alarms whose days are at hand.

    Against the aim that takes all days; against an ad's own past those after its first days, which set the limit.
    """
    behind = list(_behind(taker, found.raised[:MOST_TIPPING]))
    whole = all(day.counts for day in taker.manifest.days) and 0 < found.alpha < 1
    ahead = [days for days in behind if whole and not _drifts(taker, days.one)]
    later = [days for days in (_after_first(taker, days) for days in behind) if days]
    points: dict[int, float] = {}
    for some in _by_side(taker, ahead):
        points |= _against_aim(taker, some, found.alpha)
    for some in _by_side(taker, later):
        points |= _against_past(taker, some, found.mean_days)
    return points


def _by_side(taker: Taker, some: Sequence[Behind]) -> Iterator[list[Behind]]:
    """Alarms in one direction together: they are worked out at once."""
    for side in ("above", "below"):
        alike = [days for days in some if _side(taker, days) == side]
        if alike:
            yield alike


def _behind(taker: Taker, raised: Sequence[Raised]) -> Iterator[Behind]:
    """The alarms, each with the days of its ad that are kept; zeros on days without it."""
    days = [day for day in taker.manifest.days if day.counts]
    for part in sorted({one.part for one in raised}):
        rows = sorted({one.row for one in raised if one.part == part})
        files = {day.day: taker.folder.path(day.counts[part]) for day in days}
        kept = list(taker.engine.days_at(files, rows).values())
        for at, one in enumerate(raised):
            if one.part == part:
                yield Behind(at, one, *_counted(kept, one.row, taker.settings.streams[one.stream], _cell(taker, one)))


def _counted(
    kept: Sequence[dict[str, FloatArray]], row: int, stream: Stream, cell: int
) -> tuple[FloatArray, FloatArray]:
    name = f"least_{cell}" if stream.side == "above" else f"most_{cell}"
    counts, totals = np.zeros(len(kept)), np.zeros(len(kept))
    for day, columns in enumerate(kept):
        place = np.flatnonzero(columns["row"] == row)
        if place.size:
            totals[day] = columns[f"total_{cell}"][place[0]]
            counts[day] = min(columns.get(name, columns[f"least_{cell}"])[place[0]], totals[day])
    return counts, totals


def _against_aim(taker: Taker, some: Sequence[Behind], alpha: float) -> dict[int, float]:
    counts, totals = _together(some)
    found = tipping_watch(
        counts,
        totals,
        np.array([_number(taker, days.one, "limit") for days in some]),
        per_day=np.array([days.totals[days.totals > 0][0] for days in some]),
        side=_side(taker, some[0]),
        alpha=alpha,
    )
    return dict(zip((days.at for days in some), found.rho.tolist(), strict=True))


def _together(some: Sequence[Behind]) -> tuple[FloatArray, FloatArray]:
    """Counts and totals, shape (alarms, days); shorter ones are filled up with days on which nobody was reached."""
    longest = max(days.totals.size for days in some)
    counts, totals = (
        np.stack([np.pad(getattr(days, name), (0, longest - days.totals.size)) for days in some])
        for name in ("counts", "totals")
    )
    return counts, totals


def _after_first(taker: Taker, days: Behind) -> Behind | None:
    """The days after the first ones, of a drift; None where one of them is no longer kept.

    The first days are those until `whole` impressions had come; what is not kept lies before all that is.
    """
    if not _drifts(taker, days.one):
        return None
    state = taker.state_of(days.one.part)
    gone = float(state[f"total_{_cell(taker, days.one)}"][days.one.row]) - float(days.totals.sum())
    first = _number(taker, days.one, "whole")
    if gone > first + WHOLE:
        return None
    later = gone + np.cumsum(days.totals) > first + WHOLE
    return Behind(days.at, days.one, days.counts[later], days.totals[later])


def _against_past(taker: Taker, some: Sequence[Behind], mean_days: float) -> dict[int, float]:
    counts, totals = _together(some)
    rho_max = taker.settings.file.rho_max
    found = tipping_drift(
        counts,
        totals,
        [_number(taker, days.one, "limit") for days in some],
        per_day=[_number(taker, days.one, "usual") for days in some],
        side=_side(taker, some[0]),
        mean_days=mean_days,
        rho_max=rho_max,
    )
    # An alarm stands at what was declared, even where it meets its bar to the last digit.
    return dict(zip((days.at for days in some), np.maximum(found.rho, rho_max).tolist(), strict=True))


def _side(taker: Taker, days: Behind) -> Side:
    return taker.settings.streams[days.one.stream].side


def _drifts(taker: Taker, one: Raised) -> bool:
    return taker.settings.streams[one.stream].against == "past"


def _cell(taker: Taker, one: Raised) -> int:
    return taker.rules().cells[one.stream]


def _number(taker: Taker, one: Raised, name: str) -> float:
    return float(taker.state_of(one.part)[f"{name}_{one.stream}"][one.row])
