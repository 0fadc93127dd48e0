"""Everything that is measured of each ad, put together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from seenby.measure.breakdown import Book, Split, open_book, split
from seenby.measure.cost import costs
from seenby.measure.coverage import SLACK_OF_LEVELS, coverage, with_rest
from seenby.measure.distance_from_average import with_distance
from seenby.measure.gap import gap
from seenby.measure.over_time import by_day, by_snapshot
from seenby.measure.shares import Shares, shares
from seenby.model import DIMENSIONS, AdKey, AdResult, Aim, Delivery, Interval, Metric

COST_DIMENSIONS = ("gender", "age")
History = Mapping[AdKey, Sequence[tuple[datetime | date, Sequence[Delivery]]]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the deliveries.

    Attributes:
        metric: The metric to take shares of; None for impressions where there are any.
        aims: Aims by the ad's name or id.
        everyone: The aim of all other ads.
        share_of: For each source, what its percentages are shares of.
        sources: For each source, its path.
        restated: The ads whose figures changed after their period had ended.
    """

    metric: Metric | None
    aims: Mapping[str, Aim]
    everyone: Aim | None
    share_of: Sequence[str]
    sources: Sequence[str]
    restated: frozenset[AdKey] = frozenset()


def measure(deliveries: Sequence[Delivery], history: History, question: Question) -> tuple[AdResult, ...]:
    """One result for each ad, the largest first."""
    rows: dict[AdKey, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        rows[delivery.ad].append(delivery)
    splits = {ad: _splits(open_book(its), question) for ad, its in rows.items()}
    bounded = _bounded({ad: _with_rest(splits[ad], its) for ad, its in rows.items()})
    results = [_result(ad, its, splits[ad], bounded[ad], history.get(ad, ()), question) for ad, its in rows.items()]
    return with_distance(sorted(results, key=_largest_first))


def _with_rest(splits: Mapping[str, Split], rows: Sequence[Delivery]) -> dict[str, Split]:
    """The splits, in which what each lacks of the ad's delivery is unknown."""
    return {name: with_rest(one, rows) for name, one in splits.items()}


def _splits(book: Book, question: Question) -> dict[str, Split]:
    """An ad's splits by dimension, all of one metric: that of the first dimension that has any."""
    found = {name: split(book, name, question.metric, question.share_of) for name in DIMENSIONS}
    known: dict[str, Split] = {name: one for name, one in found.items() if one is not None}
    metric = _metric(known, question.metric)
    return {name: one for name, one in known.items() if one.metric == metric}


def _bounded(splits: Mapping[AdKey, Mapping[str, Split]]) -> dict[AdKey, dict[str, Shares]]:
    """The shares of all ads, a dimension at a time, because the bounds take many tables at once."""
    found: dict[AdKey, dict[str, Shares]] = {ad: {} for ad in splits}
    for dimension in DIMENSIONS:
        ads = [ad for ad, its in splits.items() if dimension in its]
        for ad, one in zip(ads, shares([splits[ad][dimension] for ad in ads], dimension), strict=True):
            found[ad][dimension] = one
    return found


def _result(
    ad: AdKey,
    rows: Sequence[Delivery],
    splits: Mapping[str, Split],
    bounded: Mapping[str, Shares],
    history: Sequence[tuple[datetime | date, Sequence[Delivery]]],
    question: Question,
) -> AdResult:
    aim = _aim(ad, question)
    known = {name: one.known for name, one in bounded.items()}
    everybody = {name: one.with_unknown for name, one in bounded.items()}
    distance = gap(aim, known, everybody, {name: one.unknown for name, one in bounded.items()})
    unknown = next((bounded[name].unknown for name in ("gender", "age", "age_gender") if name in bounded), None)
    money = {row.currency for row in rows if row.currency}
    currency = next(iter(money)) if len(money) == 1 else None
    mixed = len(money) > 1 or "/" in (currency or "")
    starts = [row.start for row in rows if row.start]
    ends = [row.end for row in rows if row.end]
    return AdResult(
        key=ad,
        period=(min(starts, default=None), max(ends, default=None)),
        metric=_metric(splits, question.metric),
        impressions=_whole(rows, "impressions"),
        reach=_whole(rows, "reach"),
        spend=None if mixed else _whole(rows, "spend"),
        currency=None if mixed else currency,
        share=known,
        share_with_unknown=everybody,
        counts={name: one.groups for name, one in _with_rest(splits, rows).items() if one.unit != "share"},
        unknown=unknown,
        aim=aim,
        gap=distance.gap,
        gap_dimension=distance.dimension,
        gaps=distance.gaps,
        outside=distance.outside,
        aimed=distance.aimed,
        cost={name: found for name in COST_DIMENSIONS if name in splits and (found := costs(splits[name]))},
        over_time=by_day(rows, question.metric, question.share_of)
        or by_snapshot(history, question.metric, question.share_of),
        snapshots=max(len(history), 1),
        restated=ad in question.restated,
        sources=tuple(question.sources[i] for i in sorted({row.source for row in rows})),
        unheld=distance.unheld,
        gap_with_unknown=distance.with_unknown,
        outside_only=distance.outside_only,
        covered={name: part for name, one in splits.items() if (part := coverage(one, rows)) is not None},
    )


def _aim(ad: AdKey, question: Question) -> Aim | None:
    """The ad's own aim, found by the most exact of its names, else everybody's."""
    return next((question.aims[name] for name in ad.names if name in question.aims), question.everyone)


def _metric(splits: Mapping[str, Split], wanted: Metric | None) -> Metric:
    first = next(iter(splits.values()), None)
    return first.metric if first else wanted or "impressions"


def _whole(rows: Sequence[Delivery], metric: str) -> Interval | None:
    """The ad's total, from the rows that give it most narrowly: its own total row, or any level of breakdown."""
    people = [row for row in rows if row.fold == "people"]
    found: list[Interval] = []
    for level in sorted({row.breakdowns for row in people}, key=lambda level: (len(level), sorted(level))):
        figures = [getattr(row, metric) for row in people if row.breakdowns == level]
        known = [figure for figure in figures if figure is not None]
        if known:
            low, high = sum(figure.low for figure in known), sum(figure.high for figure in known)
            found.append(Interval(low, high if len(known) == len(figures) else math.inf))
    narrowest = min(found, key=lambda interval: interval.width, default=None)
    # A level may lack some of the delivery, and never has more than all of it.
    fuller = [one for one in found if narrowest and one.low > narrowest.high * (1 + SLACK_OF_LEVELS)]
    return max(fuller, key=lambda interval: interval.low) if fuller and metric == "impressions" else narrowest


def _largest_first(result: AdResult) -> tuple[float, AdKey]:
    size = result.impressions or result.reach
    return (-(size.low if size else 0.0), _sortable(result.key))


def _sortable(key: AdKey) -> AdKey:
    return AdKey(key.platform, key.account or "", key.campaign or "", key.ad_set or "", key.ad or "", key.ids)
