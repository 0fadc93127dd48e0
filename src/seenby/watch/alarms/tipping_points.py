"""How clustered a day would have to be for an alarm to fall, worked out from the kept days behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from seenby.judge.claims.claim_c_rules import nearer_end
from seenby.model.alarm import Side, Stream
from seenby.stats.numeric.arrays import FloatArray
from seenby.stats.tipping_point import tipping_drift, tipping_watch
from seenby.watch.alarms.select_alarms import Found, Raised
from seenby.watch.ingest import Ingester
from seenby.watch.state.counts import ShownCounts
from seenby.watch.state_columns import PastColumns, StreamColumns

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


def tipping_points(ingester: Ingester, flagged: Found) -> dict[int, float]:
    """By place in the list, the clustering that would overturn each of the first alarms whose days are at hand.

    Against the aim that takes all days; against an ad's own past those after its first days, which set the limit.
    """
    behind = list(_behind(ingester, flagged.raised[:MOST_TIPPING]))
    whole = all(day.counts for day in ingester.manifest.days) and 0 < flagged.alpha < 1
    ahead = [days for days in behind if whole and not _drifts(ingester, days.one)]
    later = [days for days in (_after_first(ingester, days) for days in behind) if days]
    points: dict[int, float] = {}
    for some in _by_side(ingester, ahead):
        points |= _against_aim(ingester, some, flagged.alpha)
    for some in _by_side(ingester, later):
        points |= _against_past(ingester, some, flagged.mean_days)
    return points


def _by_side(ingester: Ingester, some: Sequence[Behind]) -> Iterator[list[Behind]]:
    """Alarms in one direction together: they are worked out at once."""
    for side in ("above", "below"):
        alike = [days for days in some if _side(ingester, days) == side]
        if alike:
            yield alike


def _behind(ingester: Ingester, raised: Sequence[Raised]) -> Iterator[Behind]:
    """The alarms, each with the days of its ad that are kept; zeros on days without it."""
    days = [day for day in ingester.manifest.days if day.counts]
    for part in sorted({one.part for one in raised}):
        rows = sorted({one.row for one in raised if one.part == part})
        files = {day.day: ingester.folder.path(day.counts[part]) for day in days}
        kept = list(ingester.engine.tables.days_at(files, rows).values())
        for at, one in enumerate(raised):
            if one.part == part:
                yield Behind(
                    at, one, *_counted(kept, one.row, ingester.settings.streams[one.stream], _cell(ingester, one))
                )


def _counted(kept: Sequence[ShownCounts], row: int, stream: Stream, cell: int) -> tuple[FloatArray, FloatArray]:
    counts, totals = np.zeros(len(kept)), np.zeros(len(kept))
    for day, shown in enumerate(kept):
        place = np.flatnonzero(shown.rows == row)
        if place.size:
            counted = shown.cell(cell)
            near = nearer_end(counted.least, counted.most, counted.total, stream.side)
            counts[day], totals[day] = near[place[0]], counted.total[place[0]]
    return counts, totals


def _against_aim(ingester: Ingester, some: Sequence[Behind], alpha: float) -> dict[int, float]:
    counts, totals = _together(some)
    found = tipping_watch(
        counts,
        totals,
        np.array([_columns(ingester, days.one).limit[days.one.row] for days in some]),
        per_day=np.array([days.totals[days.totals > 0][0] for days in some]),
        side=_side(ingester, some[0]),
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


def _after_first(ingester: Ingester, days: Behind) -> Behind | None:
    """The days after the first ones, of a drift; None where one of them is no longer kept.

    The first days are those until `whole` impressions had come; what is not kept lies before all that is.
    """
    if not _drifts(ingester, days.one):
        return None
    state = ingester.state_of(days.one.part)
    columns = _past(ingester, days.one)
    gone = float(state.cells[_cell(ingester, days.one)].total[days.one.row]) - float(days.totals.sum())
    first = float(columns.whole[days.one.row])
    if gone > first + WHOLE:
        return None
    later = gone + np.cumsum(days.totals) > first + WHOLE
    return Behind(days.at, days.one, days.counts[later], days.totals[later])


def _against_past(ingester: Ingester, some: Sequence[Behind], mean_days: float) -> dict[int, float]:
    counts, totals = _together(some)
    rho_max = ingester.settings.file.rho_max
    found = tipping_drift(
        counts,
        totals,
        [float(_past(ingester, days.one).limit[days.one.row]) for days in some],
        per_day=[float(_past(ingester, days.one).usual[days.one.row]) for days in some],
        side=_side(ingester, some[0]),
        mean_days=mean_days,
        rho_max=rho_max,
    )
    # An alarm stands at what was declared, even where it meets its bar to the last digit.
    return dict(zip((days.at for days in some), np.maximum(found.rho, rho_max).tolist(), strict=True))


def _side(ingester: Ingester, days: Behind) -> Side:
    return ingester.settings.streams[days.one.stream].side


def _drifts(ingester: Ingester, one: Raised) -> bool:
    return ingester.settings.streams[one.stream].against == "past"


def _cell(ingester: Ingester, one: Raised) -> int:
    return ingester.rules().cells[one.stream]


def _columns(ingester: Ingester, one: Raised) -> StreamColumns:
    return ingester.state_of(one.part).streams[one.stream]


def _past(ingester: Ingester, one: Raised) -> PastColumns:
    columns = _columns(ingester, one)
    assert isinstance(columns, PastColumns)
    return columns
