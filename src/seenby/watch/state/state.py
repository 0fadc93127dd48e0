"""What is remembered of every ad, and how a day changes it: a few numbers a stream, whatever engine counted the day.

All columns have shape (ads,). Of an ad: `days` shown, and the number of the `last`. Of a cell: `prior` (r of the day
process, from the first day's people), `count`, `total` and `spend` over all days. Of a stream: `limit`, `excess`,
`weight` and `peak` (the day process; the peak only against the aim), `lowest` and `since` (where the running excess was
lowest, and the number of the day after it). Of a stream against the past, besides: `base` and `whole` (the first days),
`seen` (how many), `usual` (people a day) and `m0` to `m2` (the detector's bets).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from seenby.model.alarm import Stream
from seenby.stats.days.day_process import DayRule, DayState, prior_weight, watch_day
from seenby.stats.numeric.arrays import BoolArray, FloatArray
from seenby.watch.state.counts import CellCounts
from seenby.watch.state.drift_step import drift_step, start_past

MOST_SHARE = 0.999
"""A limit at or above this leaves no room above it; one at or below what is left to 1, none below."""
CELL = ("prior", "count", "total", "spend")
DAY = ("limit", "excess", "weight", "peak", "lowest", "since")
LEAST_PART = 1 << 16
WEEK = 7

State = dict[str, FloatArray]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the numbers of a state mean.

    Attributes:
        streams: What is followed.
        cells: For each stream, the number of its cell.
        line: How far beyond the aim is still allowed, as a share.
        rho_max: The clustering that is allowed for.
        first_days: How many days are an ad's past.
        factor: By how much its odds may change.
    """

    streams: tuple[Stream, ...]
    cells: tuple[int, ...]
    line: float
    rho_max: float
    first_days: int
    factor: float


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """What a day changes that a person should be told of: limits that move, ads that come back."""

    limits: Mapping[int, FloatArray]
    back: int

    @classmethod
    def of(cls, state: State, cells: Sequence[CellCounts], rules: Rules, number: int) -> Before:
        """What stands before the day is taken."""
        told = [at for at, stream in enumerate(rules.streams) if stream.against == "aim"]
        limits = {at: state[f"limit_{at}"].copy() for at in told if cells[rules.cells[at]].high is not None}
        away = (state["days"] > 0) & (number - state["last"] > WEEK)
        if not away.any():
            return cls(limits, 0)
        shown = np.any([cell.total > 0 for cell in cells], axis=0)
        return cls(limits, int((away & shown).sum()))

    def moved(self, state: State) -> int:
        """How many limits are others now, the first of an ad left out."""
        return sum(int((~np.isnan(limit) & (limit != state[f"limit_{at}"])).sum()) for at, limit in self.limits.items())


def start(rules: Rules, ads: int) -> State:
    """The state of ads that were never seen."""
    state: State = {f"{name}_{cell}": np.zeros(ads) for cell in sorted(set(rules.cells)) for name in CELL}
    state |= {"days": np.zeros(ads), "last": np.zeros(ads)}
    for at, stream in enumerate(rules.streams):
        state |= {f"{name}_{at}": np.zeros(ads) for name in DAY}
        state[f"limit_{at}"] = np.full(ads, np.nan)
        if stream.against == "past":
            state |= start_past(at, ads)
    return state


def grown(state: State, rules: Rules, ads: int) -> State:
    """The same state with room for ads that came since."""
    more = ads - state["days"].size
    if not more:
        return state
    fresh = start(rules, more)
    return {name: np.concatenate([state[name], fresh[name]]) for name in fresh}


def take(state: State, cells: Sequence[CellCounts], rules: Rules, number: int) -> list[FloatArray]:
    """Take one more day into the state, in place.

    Args:
        state: Of all ads.
        cells: The day's counts.
        rules: What was declared.
        number: The day's number in the order of all days taken.

    Returns:
        For each stream log E (against the aim) or log M (drift), shape (ads,); minus infinity where an ad has no limit.
    """
    ads = state["days"].size
    evidence = [np.full(ads, -np.inf) for _ in rules.streams]

    def one(part: slice) -> None:
        _take(
            _cut(state, part), [_cut_counts(cell, part) for cell in cells], rules, number, [e[part] for e in evidence]
        )

    parts = list(_parts(ads))
    if len(parts) <= 1:
        for part in parts:
            one(part)
        return evidence
    with ThreadPoolExecutor(len(parts)) as pool:
        list(pool.map(one, parts))
    return evidence


def _take(state: State, cells: Sequence[CellCounts], rules: Rules, number: int, out: Sequence[FloatArray]) -> None:
    shown = np.zeros(state["days"].size, dtype=np.bool_)
    for at, cell in enumerate(cells):
        shown |= cell.total > 0
        _add_up(state, at, cell, rules.rho_max)
    state["days"] += shown
    np.copyto(state["last"], float(number), where=shown)
    for at, (stream, where) in enumerate(zip(rules.streams, rules.cells, strict=True)):
        cell = cells[where]
        if stream.against == "aim":
            _move_limit(state[f"limit_{at}"], cell, stream, rules.line)
            out[at][:] = _follow(state, at, where, stream, cell, rules, number)
        else:
            out[at][:] = drift_step(state, at, stream.side, cell, rules, number)


def _add_up(state: State, at: int, cell: CellCounts, rho_max: float) -> None:
    prior = state[f"prior_{at}"]
    fresh = np.flatnonzero((prior == 0) & (cell.total > 0))
    if fresh.size:
        prior[fresh] = prior_weight(cell.total[fresh], rho_max)
    state[f"count_{at}"] += cell.least
    state[f"total_{at}"] += cell.total
    state[f"spend_{at}"] += cell.spend


def _move_limit(limit: FloatArray, cell: CellCounts, stream: Stream, line: float) -> None:
    """Hold the ad from this day on against what the input now says; where it says nothing, as before."""
    if cell.low is None or cell.high is None:
        return
    if stream.side == "above":
        told = np.maximum(cell.high + line, 1 - MOST_SHARE)
        told[told >= MOST_SHARE] = np.nan
    else:
        told = np.minimum(cell.low - line, MOST_SHARE)
        told[told <= 1 - MOST_SHARE] = np.nan
    np.copyto(limit, told, where=~np.isnan(cell.high))


def _follow(
    state: State, at: int, where: int, stream: Stream, cell: CellCounts, rules: Rules, number: int
) -> FloatArray:
    """The day process of one stream against the aim."""
    counts = cell.least if stream.side == "above" else np.minimum(cell.most, cell.total)
    held = np.isnan(state[f"limit_{at}"])
    np.copyto(state[f"since_{at}"], float(number), where=(state[f"weight_{at}"] == 0) & (cell.total > 0) & ~held)
    log_e = _evidence(state, at, where, stream, counts, cell.total, held, rules)
    lower = state[f"excess_{at}"] < state[f"lowest_{at}"]
    np.copyto(state[f"lowest_{at}"], state[f"excess_{at}"], where=lower)
    np.copyto(state[f"since_{at}"], float(number + 1), where=lower)
    return log_e


def _evidence(
    state: State,
    at: int,
    where: int,
    stream: Stream,
    counts: FloatArray,
    totals: FloatArray,
    held: BoolArray,
    rules: Rules,
) -> FloatArray:
    limit, prior = state[f"limit_{at}"], state[f"prior_{where}"]
    if held.any():
        limit, totals, counts = np.where(held, 0.5, limit), np.where(held, 0.0, totals), np.where(held, 0.0, counts)
    rule = DayRule(limit, np.where(prior > 0, prior, 1.0), np.asarray(rules.rho_max), stream.side)
    kept = DayState(state[f"excess_{at}"], state[f"weight_{at}"], state[f"peak_{at}"])
    _, log_e = watch_day(kept, counts, totals, rule, into=kept)
    log_e[held] = -np.inf
    return log_e


def _parts(ads: int) -> Iterator[slice]:
    """One piece a core; the same numbers come out however it is cut."""
    pieces = max(1, min(os.cpu_count() or 1, ads // LEAST_PART))
    edges = np.linspace(0, ads, pieces + 1).astype(int).tolist()
    yield from (slice(a, b) for a, b in pairwise(edges))


def _cut(state: State, part: slice) -> State:
    return {name: values[part] for name, values in state.items()}


def _cut_counts(cell: CellCounts, part: slice) -> CellCounts:
    ends = (end[part] if end is not None else None for end in (cell.low, cell.high))
    return CellCounts(cell.least[part], cell.most[part], cell.total[part], cell.spend[part], *ends)
