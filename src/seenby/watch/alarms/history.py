"""One ad's days in one stream, with the confidence sequence of its mean share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from seenby.errors import UsageError
from seenby.judge.claims.claim_c_rules import nearer_end
from seenby.model.alarm import AdHistory, Stream, WatchedDay
from seenby.stats.days.day_process import DayRule, confidence_sequence, day_evidence, prior_weight
from seenby.stats.numeric.arrays import FloatArray
from seenby.watch.ingest import Ingester
from seenby.watch.state.counts import ShownCounts


def histories(ingester: Ingester, ad: str) -> tuple[AdHistory, ...]:
    """The days of an ad that are kept, in every stream.

    Raises:
        UsageError: When no day was taken yet, or none brought an ad of that name.
    """
    where = str(ingester.folder.root)
    if not ingester.manifest.days:
        raise UsageError("no day was taken yet", where=where, remedy="take those there are with seenby watch run")
    tables = ingester.engine.tables
    part = tables.part_of(ad)
    names = ingester.names(part)
    row = tables.place_of(names, ad) if names else None
    if row is None:
        raise UsageError(f"there is no ad “{ad}” in this watch", where=where, remedy="name it as the input does")
    kept = _kept(ingester, part, row)
    return tuple(_history(ingester, ad, (part, row), at, kept) for at in range(len(ingester.settings.streams)))


def _history(
    ingester: Ingester, ad: str, place: tuple[int, int], at: int, kept: Sequence[tuple[str, ShownCounts]]
) -> AdHistory:
    stream, cell, rho = ingester.settings.streams[at], ingester.rules().cells[at], ingester.settings.file.rho_max
    part, row = place
    state = ingester.state_of(part)
    counted = [shown.cell(cell) for _, shown in kept]
    total = np.array([day.total[0] for day in counted])
    least = np.array([day.least[0] for day in counted])
    most = np.minimum(np.array([day.most[0] for day in counted]), total)
    prior = float(state.cells[cell].prior[row]) or float(prior_weight(1.0, rho))
    limit = float(state.streams[at].limit[row])
    low = confidence_sequence(least, total, prior=prior, rho_max=rho).low
    high = confidence_sequence(most, total, prior=prior, rho_max=rho).high
    log_e = _evidence(stream, least, most, total, limit, prior, rho)
    columns = np.stack([least, most, total, low, high, log_e], axis=1).tolist()
    days = tuple(_day(day, values, _known(limit)) for (day, _), values in zip(kept, columns, strict=True))
    return AdHistory(ad, stream.name, days)


def _day(day: str, values: Sequence[float], limit: float | None) -> WatchedDay:
    least, most, total, low, high, log_e = values
    return WatchedDay(day, least, most, total, low, high, log_e, limit)


def _evidence(
    stream: Stream, least: FloatArray, most: FloatArray, total: FloatArray, limit: float, prior: float, rho: float
) -> FloatArray:
    """Log E after each day against the limit as it stands now; 0 where there is none."""
    if np.isnan(limit):
        return np.zeros(total.shape)
    rule = DayRule(np.asarray(limit), np.asarray(prior), np.asarray(rho), stream.side)
    return day_evidence(nearer_end(least, most, total, stream.side), total, rule)


def _kept(ingester: Ingester, part: int, row: int) -> list[tuple[str, ShownCounts]]:
    files = {day.day: ingester.folder.path(day.counts[part]) for day in ingester.manifest.days if day.counts}
    found = ingester.engine.tables.days_at(files, [row])
    return [(day, shown) for day, shown in found.items() if shown.rows.size]


def _known(limit: float) -> float | None:
    return None if np.isnan(limit) else limit


def unwatched(ingester: Ingester) -> Iterator[tuple[str, str, int]]:
    """For each stream, why ads have no limit yet, and how many: the stream, the key of the sentence, the number."""
    for at, stream in enumerate(ingester.settings.streams):
        cell = ingester.rules().cells[at]
        nobody = without = 0
        for part in sorted(ingester.evidence):
            state = ingester.state_of(part)
            missing, unknown = np.isnan(state.streams[at].limit), state.cells[cell].total == 0
            nobody += int(unknown.sum())
            without += int((missing & ~unknown).sum())
        if nobody:
            yield stream.name, "nothing_known", nobody
        if without:
            yield stream.name, "no_aim" if stream.against == "aim" else "first_days", without
