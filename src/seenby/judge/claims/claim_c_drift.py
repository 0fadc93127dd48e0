"""Claim C against an ad's own past: has its audience drifted since its first weeks?

The e-detector of `seenby.stats.days.drift` runs on every group, both ways, against the odds of the ad's first weeks
times a factor that allows for harmless wander. The mean time between false alarms is shared by all streams of an audit.
An alarm says that the share went beyond; when it began is read afterwards from the best cut of its weekly log-odds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from seenby.judge.claims.claim_c_rules import (
    FACTOR,
    FIRST_DAYS,
    MEAN_DAYS,
    MOST_A_DAY,
    WEEK,
    farther_end,
    limit_of_past,
    nearer_end,
)
from seenby.judge.daily_series import Stream, streams_of
from seenby.judge.phrases import group_name, most_clustered, not_shown, overturned, phrase
from seenby.model import AdResult, Estimate, Finding, Interval, Verdict
from seenby.model.ad import count_names
from seenby.model.wording.in_every_100 import in_every_hundred
from seenby.stats.days.change_points import date_changes, weekly_log_odds
from seenby.stats.days.day_process import Side, confidence_sequence, prior_weight
from seenby.stats.days.drift import LEAST, drift_rule, drift_scan
from seenby.stats.errors import Undefined
from seenby.stats.numeric.arrays import FloatArray
from seenby.stats.tipping_point import tipping_drift

VERDICTS = {"beyond": Verdict.BEYOND, "within": Verdict.WITHIN, "open": Verdict.TOO_LITTLE}


@dataclass(frozen=True)
class Looked:
    """One stream that is long enough, in one direction, and how many of its days are its past."""

    stream: Stream
    side: Side
    first: int

    @property
    def counts(self) -> np.ndarray:
        """The end nearer to the limit."""
        return nearer_end(self.stream.least, self.stream.most, self.stream.total, self.side)

    @cached_property
    def limit(self) -> float:
        """The odds of the ad's first days times the factor, from the end of the figures that allows most."""
        past = slice(0, self.first)
        far = farther_end(self.stream.least, self.stream.most, self.side)
        (limit,) = limit_of_past([far[past].sum()], [self.stream.total[past].sum()], FACTOR, self.side)
        return float(limit)


@dataclass(frozen=True, eq=False)
class Later:
    """The days of some streams after their first ones, shape (streams, days); a limit and people a day for each."""

    count: FloatArray
    total: FloatArray
    limit: FloatArray
    per_day: FloatArray


class Alarmed(NamedTuple):
    """A stream in alarm, and the day of it, counted from 0."""

    looked: Looked
    day: int


def judge_drift(ads: Sequence[AdResult]) -> tuple[Finding, ...]:
    """A finding of claim C for each ad with three weeks of counts by day or more; none for the others."""
    looked = [one for ad in ads for one in _long_enough(ad)]
    names = count_names(ad.key for ad in ads)
    mean_days = MEAN_DAYS * max(len(looked), 1)
    earliest: dict[int, Alarmed] = {}
    for one, day in _alarms(looked, mean_days):
        of = id(one.stream.ad)
        if day is not None and (of not in earliest or day < earliest[of].day):
            earliest[of] = Alarmed(one, day)
    tipping = _tipping([alarm.looked for alarm in earliest.values()], mean_days)
    own: dict[int, list[Looked]] = {}
    for one in looked:
        own.setdefault(id(one.stream.ad), []).append(one)
    return tuple(
        _finding(ad, ad.key.name_among(names), own[id(ad)], earliest.get(id(ad)), tipping, len(own))
        for ad in ads
        if id(ad) in own
    )


def _long_enough(ad: AdResult) -> Iterator[Looked]:
    """The groups of an ad both ways; of two groups one is enough, because the other mirrors it."""
    streams = list(streams_of(ad))
    for stream in streams[:1] if len(streams) == 2 else streams:
        days = len(stream.days)
        first = max(WEEK, min(FIRST_DAYS, days // 3))
        if days >= 3 * WEEK and stream.per_day >= LEAST and stream.total[slice(0, first)].sum() > 1:
            yield from (Looked(stream, side, first) for side in ("above", "below"))


def _alarms(looked: Sequence[Looked], mean_days: float) -> Iterator[tuple[Looked, int | None]]:
    """For each stream the day of its alarm, counted from 0."""
    for some, later in _alike(looked):
        rule = drift_rule(
            later.limit, per_day=later.per_day, rho_max=most_clustered(), side=some[0].side, mean_days=mean_days
        )
        found = drift_scan(later.count, later.total, rule)
        for one, raised, day in zip(some, found.raised.tolist(), found.day.tolist(), strict=True):
            yield one, one.first + day if raised else None


def _tipping(alarmed: Sequence[Looked], mean_days: float) -> dict[int, float]:
    """For each stream in alarm, by its id, the clustering that would overturn it."""
    return {
        id(one): rho
        for some, later in _alike(alarmed)
        for one, rho in zip(some, _overturned(later, some[0].side, mean_days), strict=True)
    }


def _overturned(later: Later, side: Side, mean_days: float) -> list[float]:
    rho = most_clustered()
    found = tipping_drift(
        later.count, later.total, later.limit, per_day=later.per_day, side=side, mean_days=mean_days, rho_max=rho
    )
    return list(map(float, found.rho))


def _alike(looked: Sequence[Looked]) -> Iterator[tuple[list[Looked], Later]]:
    """Streams of one length and direction, which are scanned at once, and their days after the first ones."""
    alike: dict[tuple[Side, int, int], list[Looked]] = {}
    for one in looked:
        alike.setdefault((one.side, one.first, len(one.stream.days)), []).append(one)
    for some in alike.values():
        now = slice(some[0].first, None)
        yield (
            some,
            Later(
                count=np.stack([one.counts[now] for one in some]),
                total=np.stack([one.stream.total[now] for one in some]),
                limit=np.array([one.limit for one in some]),
                per_day=np.array([min(one.stream.per_day, MOST_A_DAY) for one in some]),
            ),
        )


def _finding(
    ad: AdResult,
    name: str,
    own: Sequence[Looked],
    alarm: Alarmed | None,
    tipping: Mapping[int, float],
    several: int,
) -> Finding:
    loose = None if alarm else next((one for one in own if not _held(one)), None)
    told = alarm.looked if alarm else loose or own[0]
    since = _since(told, alarm.day) if alarm else None
    start = told.stream.days.index(since) if since else told.first
    before, now = _share(told.stream, 0, told.first), _share(told.stream, start, len(told.stream.days))
    rho = tipping.get(id(told)) if alarm else None
    words = {
        "ad": name,
        "group": group_name(told.stream.dimension, told.stream.group),
        "before": in_every_hundred(before),
        "now": in_every_hundred(now),
        "first": f"{told.first}",
        "later": f"{len(told.stream.days) - told.first}",
        "since": since.isoformat() if since else "",
        "ads": f"{several:,}",
        "factor": f"{FACTOR:g}",
        "mean_days": f"{MEAN_DAYS:,}",
        "rho": f"{most_clustered():g}",
        "overturned": overturned(rho),
        "limit": f"{told.limit:.3f}",
    }
    key = "beyond" if alarm else "open" if loose else "within"
    return Finding(
        claim="C",
        verdict=VERDICTS[key],
        sentence=phrase("drift", key, **words),
        subject=ad.key,
        aspect="drift",
        dimension=told.stream.dimension,
        group=told.stream.group,
        unit=ad.metric,
        estimate=Estimate(
            now.low - before.high, now.high - before.low, "change in share since its first days", scale="share"
        ),
        tipping_point=rho,
        not_shown=not_shown("drift_why", "records"),
        sources=ad.sources,
        method=phrase("drift", "method", detector=phrase("drift", "detector", **words)),
        luck=phrase("drift", f"luck_{key}", **words),
        otherwise=(phrase("drift", "other"),) if alarm else (),
        since=since,
    )


def _held(one: Looked) -> bool:
    """Whether all of the confidence sequence for the mean share since the first days lies short of the limit."""
    rho = most_clustered()
    stream, later = one.stream, slice(one.first, None)
    prior = prior_weight(max(stream.per_day, 1.0), rho)
    far = np.minimum(stream.most, stream.total) if one.side == "above" else stream.least
    found = confidence_sequence(far[later], stream.total[later], prior=prior, rho_max=rho)
    return bool(found.high[-1] <= one.limit if one.side == "above" else found.low[-1] >= one.limit)


def _since(one: Looked, alarm: int) -> date:
    """The first day of the stretch in which the alarm fell; the day of the alarm where weeks cannot be cut."""
    stream = one.stream
    try:
        weeks = weekly_log_odds(np.minimum(stream.most, stream.total), stream.total)
        starts = [
            start * WEEK for start in date_changes(weeks).starts if one.first <= start * WEEK + WEEK <= alarm + WEEK
        ]
    except Undefined:
        starts = []
    return stream.days[max(starts, default=alarm) if starts and max(starts) <= alarm else alarm]


def _share(stream: Stream, first: int, last: int) -> Interval:
    some = slice(first, last)
    everyone = max(float(stream.total[some].sum()), 1.0)
    low = float(stream.least[some].sum()) / everyone
    return Interval(min(low, 1.0), min(max(low, float(stream.most[some].sum()) / everyone), 1.0))
