"""The same deliveries measured in the other ways that can be defended, so that nobody has to trust one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from seenby.measure.ads import History, Question, measure
from seenby.model import AdKey, AdResult, Delivery, Metric, Subject

METRICS: tuple[Metric, ...] = ("impressions", "reach")


def variants(
    deliveries: Sequence[Delivery], history: History, question: Question, wanted: Collection[AdKey]
) -> Mapping[tuple[Metric, bool], Mapping[Subject, AdResult]]:
    """Some ads by impressions and by reach, each with and (where there are days) without the ad's first day.

    Args:
        deliveries: All deliveries.
        history: Their snapshots.
        question: What was asked; its metric is left aside.
        wanted: The ads to measure.

    Returns:
        For each metric, and for each with the first day out, the ads that have shares that way.
    """
    rows = [row for row in deliveries if row.ad in wanted]
    later = _without_first_day(rows)
    found: dict[tuple[Metric, bool], Mapping[Subject, AdResult]] = {}
    for metric in METRICS:
        for first_day_out, some, past in ((False, rows, history), (True, later, {})):
            asked = replace(question, metric=metric)
            added_up = _of_one_day(some) if metric == "reach" and first_day_out else some
            results = measure(added_up, past, asked)
            ads: dict[Subject, AdResult] = {ad.key: ad for ad in results if ad.share and ad.metric == metric}
            if ads:
                found[metric, first_day_out] = ads
    return found


def _without_first_day(rows: Sequence[Delivery]) -> list[Delivery]:
    """The rows by day, but for each ad's first, as rows of people."""
    first: dict[AdKey, date] = {}
    for row in rows:
        if row.day:
            first[row.ad] = min(row.day, first.get(row.ad, row.day))
    return [row._replace(fold="people") for row in rows if row.fold == "time" and row.day and row.day > first[row.ad]]


def _of_one_day(rows: Sequence[Delivery]) -> list[Delivery]:
    """The rows of ads with a single day: reach does not add up over days, because people come back."""
    days: dict[AdKey, set[date | None]] = defaultdict(set)
    for row in rows:
        days[row.ad].add(row.day)
    return [row for row in rows if len(days[row.ad]) == 1]
