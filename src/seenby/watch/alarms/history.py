"""One ad's days in one stream, with the confidence sequence of its mean share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from seenby.errors import UsageError
from seenby.model.alarm import AdHistory, Stream, WatchedDay
from seenby.stats.days.day_process import DayRule, confidence_sequence, day_evidence, prior_weight
from seenby.stats.numeric.arrays import FloatArray
from seenby.watch.ingest import Taker


def histories(taker: Taker, ad: str) -> tuple[AdHistory, ...]:
    """The days of an ad that are kept, in every stream.

    Raises:
        UsageError: When no day was taken yet, or none brought an ad of that name.
    """
    where = str(taker.folder.root)
    if not taker.manifest.days:
        raise UsageError("no day was taken yet", where=where, remedy="take those there are with seenby watch run")
    part = taker.engine.part_of(ad)
    names = taker.names(part)
    row = taker.engine.place_of(names, ad) if names else None
    if row is None:
        raise UsageError(f"there is no ad “{ad}” in this watch", where=where, remedy="name it as the input does")
    kept = _kept(taker, part, row)
    return tuple(_history(taker, ad, (part, row), at, kept) for at in range(len(taker.settings.streams)))


def _history(
    taker: Taker, ad: str, place: tuple[int, int], at: int, kept: Sequence[tuple[str, dict[str, FloatArray]]]
) -> AdHistory:
    stream, cell, rho = taker.settings.streams[at], taker.rules().cells[at], taker.settings.file.rho_max
    part, row = place
    state = taker.state_of(part)
    total = np.array([columns[f"total_{cell}"][0] for _, columns in kept])
    least = np.array([columns[f"least_{cell}"][0] for _, columns in kept])
    most = np.array([columns.get(f"most_{cell}", columns[f"least_{cell}"])[0] for _, columns in kept])
    most = np.minimum(most, total)
    prior = float(state[f"prior_{cell}"][row]) or float(prior_weight(1.0, rho))
    limit = float(state[f"limit_{at}"][row])
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
    return day_evidence(least if stream.side == "above" else most, total, rule)


def _kept(taker: Taker, part: int, row: int) -> list[tuple[str, dict[str, FloatArray]]]:
    files = {day.day: taker.folder.path(day.counts[part]) for day in taker.manifest.days if day.counts}
    found = taker.engine.days_at(files, [row])
    return [(day, columns) for day, columns in found.items() if columns["row"].size]


def _known(limit: float) -> float | None:
    return None if np.isnan(limit) else limit


def unwatched(taker: Taker) -> Iterator[tuple[str, str, int]]:
    """For each stream, why ads have no limit yet, and how many: the stream, the key of the sentence, the number."""
    for at, stream in enumerate(taker.settings.streams):
        cell = taker.rules().cells[at]
        nobody = without = 0
        for part in sorted(taker.evidence):
            state = taker.state_of(part)
            missing, unknown = np.isnan(state[f"limit_{at}"]), state[f"total_{cell}"] == 0
            nobody += int(unknown.sum())
            without += int((missing & ~unknown).sum())
        if nobody:
            yield stream.name, "nothing_known", nobody
        if without:
            yield stream.name, "no_aim" if stream.against == "aim" else "first_days", without
