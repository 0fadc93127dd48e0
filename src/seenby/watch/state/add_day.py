"""How a day changes what is remembered of every ad, whatever engine counted the day.

`seenby.watch.state_columns` says what is remembered. All sums are made ad by ad, so that the same numbers come out
however the ads are cut into pieces or parts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from seenby.judge.claims.claim_c_rules import WEEK, limit_of_aim, nearer_end
from seenby.model.alarm import Stream
from seenby.stats.days.day_process import DayRule, DayState, prior_weight, watch_day
from seenby.stats.numeric.arrays import BoolArray, FloatArray
from seenby.watch.state.counts import CellCounts
from seenby.watch.state.drift_step import drift_step
from seenby.watch.state_columns import CellColumns, PastColumns, State, StreamColumns
from seenby.watch.stream_rules import Rules

LEAST_PART = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """What a day changes that a person should be told of: limits that move, ads that come back."""

    limits: Mapping[int, FloatArray]
    back: int

    @classmethod
    def of(cls, state: State, cells: Sequence[CellCounts], rules: Rules, number: int) -> Before:
        """What stands before the day is taken."""
        aims = [at for at, stream in enumerate(rules.streams) if stream.against == "aim"]
        limits = {at: state.streams[at].limit.copy() for at in aims if cells[rules.cells[at]].high is not None}
        away = (state.days > 0) & (number - state.last > WEEK)
        if not away.any():
            return cls(limits, 0)
        shown = np.any([cell.total > 0 for cell in cells], axis=0)
        return cls(limits, int((away & shown).sum()))

    def moved(self, state: State) -> int:
        """How many limits are others now, the first of an ad left out."""
        return sum(
            int((~np.isnan(limit) & (limit != state.streams[at].limit)).sum()) for at, limit in self.limits.items()
        )


def start(rules: Rules, ads: int) -> State:
    """The state of ads that were never seen."""
    cells = {cell: CellColumns(*_zeros(ads, len(CellColumns.names()))) for cell in sorted(set(rules.cells))}
    streams = list[StreamColumns]()
    for stream in rules.streams:
        kind = PastColumns if stream.against == "past" else StreamColumns
        columns = kind(*_zeros(ads, len(kind.names())))
        columns.limit[:] = np.nan
        streams.append(columns)
    return State(np.zeros(ads), np.zeros(ads), cells, tuple(streams))


def _zeros(ads: int, columns: int) -> Iterator[FloatArray]:
    return (np.zeros(ads) for _ in range(columns))


def state_of_table(table: Mapping[str, FloatArray], rules: Rules) -> State:
    """The state that a file of a watch under these rules holds."""
    return State.of_table(table, rules.cells, [stream.against == "past" for stream in rules.streams])


def grown(state: State, rules: Rules, ads: int) -> State:
    """The same state with room for ads that came since."""
    more = ads - state.ads
    return state.followed_by(start(rules, more)) if more else state


def add_day(state: State, cells: Sequence[CellCounts], rules: Rules, number: int) -> list[FloatArray]:
    """Bring one more day into the state, in place.

    Args:
        state: Of all ads.
        cells: The day's counts.
        rules: What was declared.
        number: The day's number in the order of all days so far.

    Returns:
        For each stream log E (against the aim) or log M (drift), shape (ads,); minus infinity where an ad has no limit.
    """
    evidence = [np.full(state.ads, -np.inf) for _ in rules.streams]

    def add_piece(piece: slice) -> None:
        out = [log_e[piece] for log_e in evidence]
        _add_day(state.part(piece), [cell.part(piece) for cell in cells], rules, number, out)

    pieces = list(_pieces(state.ads))
    if len(pieces) <= 1:
        for piece in pieces:
            add_piece(piece)
        return evidence
    with ThreadPoolExecutor(len(pieces)) as pool:
        list(pool.map(add_piece, pieces))
    return evidence


def _add_day(state: State, cells: Sequence[CellCounts], rules: Rules, number: int, out: Sequence[FloatArray]) -> None:
    shown = np.zeros(state.ads, dtype=np.bool_)
    for at, cell in enumerate(cells):
        shown |= cell.total > 0
        _add_up(state.cells[at], cell, rules.rho_max)
    np.add(state.days, shown, out=state.days)
    np.copyto(state.last, float(number), where=shown)
    for columns, stream, where, log_e in zip(state.streams, rules.streams, rules.cells, out, strict=True):
        cell = cells[where]
        if isinstance(columns, PastColumns):
            log_e[:] = drift_step(columns, stream.side, cell, rules, number)
        else:
            _move_limit(columns.limit, cell, stream, rules.line)
            log_e[:] = _follow(columns, state.cells[where].prior, stream, cell, rules.rho_max, number)


def _add_up(columns: CellColumns, cell: CellCounts, rho_max: float) -> None:
    fresh = np.flatnonzero((columns.prior == 0) & (cell.total > 0))
    if fresh.size:
        columns.prior[fresh] = prior_weight(cell.total[fresh], rho_max)
    columns.count[:] += cell.least
    columns.total[:] += cell.total
    columns.spend[:] += cell.spend


def _move_limit(limit: FloatArray, cell: CellCounts, stream: Stream, line: float) -> None:
    """Hold the ad from this day on against what the input now says; where it says nothing, as before."""
    if cell.low is None or cell.high is None:
        return
    aim = cell.high if stream.side == "above" else cell.low
    np.copyto(limit, limit_of_aim(aim, line, stream.side), where=~np.isnan(cell.high))


def _follow(
    columns: StreamColumns, prior: FloatArray, stream: Stream, cell: CellCounts, rho_max: float, number: int
) -> FloatArray:
    """The day process of one stream against the aim."""
    counts = nearer_end(cell.least, cell.most, cell.total, stream.side)
    free = np.isnan(columns.limit)
    # The first day of an ad that has a limit: until the running excess is lower, it is beyond since then.
    np.copyto(columns.since, float(number), where=(columns.weight == 0) & (cell.total > 0) & ~free)
    log_e = _evidence(columns, prior, stream, counts, cell.total, free, rho_max)
    lower = columns.excess < columns.lowest
    np.copyto(columns.lowest, columns.excess, where=lower)
    np.copyto(columns.since, float(number + 1), where=lower)
    return log_e


def _evidence(
    columns: StreamColumns,
    prior: FloatArray,
    stream: Stream,
    counts: FloatArray,
    totals: FloatArray,
    free: BoolArray,
    rho_max: float,
) -> FloatArray:
    limit = columns.limit
    if free.any():
        # An ad without a limit has a day on which it reached nobody, against any share: nothing of it changes.
        limit, totals, counts = np.where(free, 0.5, limit), np.where(free, 0.0, totals), np.where(free, 0.0, counts)
    rule = DayRule(limit, np.where(prior > 0, prior, 1.0), np.asarray(rho_max), stream.side)
    kept = DayState(columns.excess, columns.weight, columns.peak)
    _, log_e = watch_day(kept, counts, totals, rule, into=kept)
    log_e[free] = -np.inf
    return log_e


def _pieces(ads: int) -> Iterator[slice]:
    """One piece a core; the same numbers come out however it is cut."""
    pieces = max(1, min(os.cpu_count() or 1, ads // LEAST_PART))
    edges = np.linspace(0, ads, pieces + 1).astype(int).tolist()
    yield from (slice(a, b) for a, b in pairwise(edges))
