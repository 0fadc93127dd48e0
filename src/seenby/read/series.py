"""Several sources of the same ads: snapshots of one run, parts of a longer run, or periods that overlap.

A platform's counts are cumulative, so snapshots of a run are never added. The latest complete one is the figure; where
an earlier one said more, or where the figure changed after the period had ended, the interval holds all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from seenby.model import AdKey, Delivery, Health, Interval, Source
from seenby.read.reading import Reading

COUNTING_TIME = timedelta(days=1)
"""Platforms need about a day to count a day; what changes later is a restatement."""

MOST_NAMED = 5
Level = frozenset[str]
Moment = datetime | date


class Slice(NamedTuple):
    """What one source says of one ad at one level of breakdown."""

    source: int
    start: date | None
    end: date | None
    rows: tuple[Delivery, ...]


@dataclass(frozen=True)
class Series:
    """The deliveries that count, and the earlier ones behind them.

    Attributes:
        deliveries: What is measured.
        history: For ads with several snapshots, each snapshot's moment and its deliveries, oldest first.
        health: What was noticed.
    """

    deliveries: tuple[Delivery, ...]
    history: Mapping[AdKey, tuple[tuple[Moment, tuple[Delivery, ...]], ...]] = field(default_factory=dict)
    health: tuple[Health, ...] = ()


def settle(reading: Reading) -> Series:
    """Which deliveries count when several sources speak of the same ads."""
    if len(reading.sources) == 1:
        return Series(reading.deliveries)
    slices = _slices(_complete_keys(reading.deliveries))
    several = {where: found for where, found in slices.items() if len(found) > 1}
    kept = [row for where, found in slices.items() if where not in several for row in found[0].rows]
    work = _Work(reading.sources)
    for level in sorted({level for _, level in several}, key=sorted):
        kept += work.settle_level({ad: found for (ad, its), found in several.items() if its == level}, slices, level)
    return Series(tuple(kept), work.history, tuple(work.health_notes()))


def _slices(deliveries: Iterable[Delivery]) -> dict[tuple[AdKey, Level], list[Slice]]:
    rows: dict[tuple[AdKey, Level], dict[int, list[Delivery]]] = defaultdict(lambda: defaultdict(list))
    for row in deliveries:
        rows[row.ad, row.breakdowns][row.source].append(row)
    return {where: [_slice(source, found) for source, found in by_source.items()] for where, by_source in rows.items()}


def _slice(source: int, rows: Sequence[Delivery]) -> Slice:
    starts = [row.start for row in rows if row.start]
    ends = [row.end for row in rows if row.end]
    return Slice(source, min(starts, default=None), max(ends, default=None), tuple(rows))


def _complete_keys(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Deliveries under the fullest name their ad has in any source: one export may leave the campaign out."""
    keys = {row.ad for row in deliveries}
    fuller: dict[AdKey, AdKey] = {}
    by_name: dict[tuple[str, str, str], set[AdKey]] = defaultdict(set)
    for key in keys:
        by_name[key.platform, key.level, key.name].add(key)
    for group in by_name.values():
        fullest = [key for key in group if all(_agrees(other, key) for other in group)]
        fuller |= {key: fullest[0] for key in group if len(fullest) == 1}
    return [row._replace(ad=fuller.get(row.ad, row.ad)) for row in deliveries]


def _agrees(less: AdKey, more: AdKey) -> bool:
    levels = ("account", "campaign", "ad_set", "ad")
    named = all(getattr(less, level) in (None, getattr(more, level)) for level in levels)
    return named and set(less.ids) <= set(more.ids)


@dataclass
class _Work:
    """Settles one level after another and keeps what should be said about it."""

    sources: Sequence[Source]
    history: dict[AdKey, tuple[tuple[Moment, tuple[Delivery, ...]], ...]] = field(default_factory=dict)
    health: list[Health] = field(default_factory=list)
    falls: list[tuple[float, str]] = field(default_factory=list)
    restated: list[str] = field(default_factory=list)
    steps: int = 0

    def settle_level(
        self,
        several: Mapping[AdKey, list[Slice]],
        slices: Mapping[tuple[AdKey, Level], list[Slice]],
        level: Level,
    ) -> list[Delivery]:
        """The deliveries that count for ads with several sources at one level."""
        snapshots = {ad: found for ad, found in several.items() if _are_snapshots(found)}
        everyone = {ad: found for (ad, its), found in slices.items() if its == level}
        kept: list[Delivery] = []
        for run in _runs(snapshots):
            figure = self._latest_complete({ad: snapshots[ad] for ad in run}, everyone)
            for ad in run:
                kept += self._latest(ad, snapshots[ad], figure)
        for ad, found in several.items():
            if ad in snapshots:
                continue
            if _are_parts(found):
                kept += _added(sorted(found, key=lambda part: (part.start or date.min, part.source)))
            else:
                kept += self._longest(ad, found)
        return kept

    def moment(self, part: Slice) -> datetime:
        """When a slice was taken: from its file's name, else the end of its period."""
        taken = self.sources[part.source].snapshot_at
        return taken or datetime.combine(part.end or date.min, time())

    def _latest_complete(
        self, snapshots: Mapping[AdKey, list[Slice]], everyone: Mapping[AdKey, list[Slice]]
    ) -> int | None:
        """The last source that has every ad of the series; None where there is none."""
        sources = {part.source for found in snapshots.values() for part in found}
        ads: dict[int, set[AdKey]] = {source: set() for source in sources}
        moments: dict[int, datetime] = {}
        for ad, found in everyone.items():
            for part in found:
                if part.source in sources:
                    ads[part.source].add(ad)
                    moments[part.source] = max(moments.get(part.source, self.moment(part)), self.moment(part))
        union = set().union(*ads.values()) if ads else set()
        order = sorted(sources, key=lambda source: (moments[source], source))
        complete = [source for source in order if ads[source] == union]
        if order and (not complete or complete[-1] != order[-1]):
            self._say_incomplete(order[-1], complete, union - ads[order[-1]])
        return complete[-1] if complete else None

    def _say_incomplete(self, last: int, complete: list[int], missing: set[AdKey]) -> None:
        names = ", ".join(sorted(f"“{ad.name}”" for ad in missing)[:3])
        used = f"{self.sources[complete[-1]].path} is used" if complete else "each ad's own latest snapshot is used"
        self.health.append(
            Health(
                "snapshot-incomplete",
                "warning",
                f"The latest snapshot lacks {names}; {used}.",
                self.sources[last].path,
            )
        )

    def _latest(self, ad: AdKey, found: list[Slice], figure: int | None) -> list[Delivery]:
        order = sorted(found, key=lambda part: (self.moment(part), part.source))
        chosen = next((part for part in order if part.source == figure), order[-1])
        past = order[: order.index(chosen) + 1]
        self.history.setdefault(ad, tuple((self.moment(part), part.rows) for part in past))
        self._watch_falls(ad, past)
        closed = [part for part in past if self._is_closed(part, chosen)]
        if any(_impressions(part) != _impressions(chosen) for part in closed):
            self.restated.append(ad.name)
        return _restated(past, closed)

    def _is_closed(self, part: Slice, chosen: Slice) -> bool:
        """Whether a snapshot covers the same period as the chosen one and was taken after it had ended."""
        same = (part.start, part.end) == (chosen.start, chosen.end)
        return same and part.end is not None and self.moment(part).date() > part.end + COUNTING_TIME

    def _watch_falls(self, ad: AdKey, past: Sequence[Slice]) -> None:
        for before, after in pairwise(past):
            now = {_cell(row): row for row in after.rows if row.fold == "people"}
            for row in before.rows:
                if row.fold != "people" or row.impressions is None:
                    continue
                self.steps += 1
                later = now.get(_cell(row))
                count = later.impressions if later and later.impressions else Interval.exact(0)
                if count.high < row.impressions.low:
                    group = " ".join(part for part in (row.age, row.gender) if part) or "all"
                    between = f"{self.moment(before):%Y-%m-%d %H:%M} and {self.moment(after):%Y-%m-%d %H:%M}"
                    fall = f"from {row.impressions.low:,.0f} to {count.high:,.0f} impressions between {between}"
                    self.falls.append((row.impressions.low - count.high, f"{ad.name}, {group}: {fall}"))

    def _longest(self, ad: AdKey, found: list[Slice]) -> list[Delivery]:
        longest = max(found, key=lambda part: (_days(part), part.end or date.min, part.source))
        others = ", ".join(self.sources[part.source].path for part in found if part is not longest)
        self.health.append(
            Health(
                "overlapping-periods",
                "warning",
                f"Exports of “{ad.name}” cover overlapping periods and cannot be added; the longest is used, "
                f"and not {others}.",
                self.sources[longest.source].path,
            )
        )
        return list(longest.rows)

    def health_notes(self) -> list[Health]:
        """What was noticed; falls and restatements are summed up in one note each."""
        return [*self.health, *self._falls(), *self._restated()]

    def _falls(self) -> Iterator[Health]:
        if self.falls:
            worst = "; ".join(words for _, words in sorted(self.falls, reverse=True)[:MOST_NAMED])
            yield Health(
                "counts-fell",
                "warning",
                f"The platform took counts back in {len(self.falls)} of {self.steps} steps between snapshots, which a "
                f"running total cannot do: {worst}{_more(self.falls)}.",
            )

    def _restated(self) -> Iterator[Health]:
        if self.restated:
            names = ", ".join(f"“{name}”" for name in self.restated[:MOST_NAMED])
            yield Health(
                "restated",
                "warning",
                f"Figures changed after their period had ended, for {names}{_more(self.restated)}. "
                "The intervals hold all of them.",
            )


def _more(things: Sequence[object]) -> str:
    return f", and {len(things) - MOST_NAMED} more" if len(things) > MOST_NAMED else ""


def _impressions(part: Slice) -> Mapping[tuple[object, ...], Interval | None]:
    return {_cell(row): row.impressions for row in part.rows if row.fold == "people"}


def _runs(snapshots: Mapping[AdKey, Sequence[Slice]]) -> list[list[AdKey]]:
    """Ads that share sources, directly or through other ads, belong to one run of snapshots."""
    runs: list[tuple[set[int], list[AdKey]]] = []
    for ad, found in snapshots.items():
        sources = {part.source for part in found}
        touching = [run for run in runs if run[0] & sources]
        runs = [run for run in runs if not run[0] & sources]
        ads = [other for _, others in touching for other in others]
        runs.append((sources.union(*(run[0] for run in touching)), [*ads, ad]))
    return [ads for _, ads in runs]


def _are_snapshots(found: Sequence[Slice]) -> bool:
    """Same start, or no dates at all: then nothing says that they may be added."""
    return len({part.start for part in found}) == 1


def _are_parts(found: Sequence[Slice]) -> bool:
    order = sorted(found, key=lambda part: part.start or date.min)
    ends = [part.end for part in order]
    starts = [part.start for part in order]
    if None in ends or None in starts:
        return False
    return all(end < start for end, start in zip(ends, starts[1:], strict=False) if end and start)


def _days(part: Slice) -> int:
    return (part.end - part.start).days if part.start and part.end else -1


def _cell(row: Delivery) -> tuple[object, ...]:
    return (row.fold, row.gender, row.age, row.country, row.region, row.placement, row.day)


def _restated(past: Sequence[Slice], closed: Sequence[Slice]) -> list[Delivery]:
    """The last slice's rows, their counts widened by what earlier snapshots said beyond them."""
    earlier: dict[tuple[object, ...], list[tuple[Delivery, bool]]] = defaultdict(list)
    for part in past[:-1]:
        for row in part.rows:
            earlier[_cell(row)].append((row, part in closed))
    rows = {_cell(row): row for row in past[-1].rows}
    gone = [found[-1][0] for cell, found in earlier.items() if cell not in rows and found[-1][0].fold != "time"]
    latest = [*past[-1].rows, *(_emptied(row, past[-1].source) for row in gone)]
    return [_widened(row, earlier.get(_cell(row), [])) for row in latest]


def _emptied(row: Delivery, source: int) -> Delivery:
    """A cell that has vanished from the latest snapshot: it stands at nothing, as far as it was counted at all."""
    zero = Interval.exact(0)
    return row._replace(
        source=source,
        impressions=row.impressions and zero,
        reach=row.reach and zero,
        spend=row.spend and zero,
        share=row.share and zero,
    )


def _widened(row: Delivery, earlier: Sequence[tuple[Delivery, bool]]) -> Delivery:
    impressions, reach = row.impressions, row.reach
    for before, closed in earlier:
        impressions = _held(impressions, before.impressions, closed)
        reach = _held(reach, before.reach, closed)
    return row._replace(impressions=impressions, reach=reach)


def _held(now: Interval | None, before: Interval | None, closed: bool) -> Interval | None:
    """The figure with an earlier one in it: when that was higher, or when both were taken after the period."""
    if now is None or before is None or (not closed and before.low <= now.high):
        return now
    return now.span(before)


def _added(parts: Sequence[Slice]) -> list[Delivery]:
    """Consecutive periods as one: impressions and money add up, people may be the same ones again."""
    total: dict[tuple[object, ...], Delivery] = {}
    steps: list[Delivery] = []
    for part in parts:
        for row in part.rows:
            before = total.get(_cell(row))
            total[_cell(row)] = _plus(before, row) if before else row
        if not any(row.fold == "time" for row in part.rows):
            steps += [row._replace(fold="time", day=part.start, age="") for row in part.rows if _is_gender(row)]
    return [*total.values(), *_merged(steps)]


def _is_gender(row: Delivery) -> bool:
    return row.fold == "people" and bool(row.gender)


def _merged(rows: Iterable[Delivery]) -> list[Delivery]:
    found: dict[tuple[object, ...], Delivery] = {}
    for row in rows:
        before = found.get(_cell(row))
        found[_cell(row)] = _plus(before, row) if before else row
    return list(found.values())


def _plus(first: Delivery, second: Delivery) -> Delivery:
    starts = [day for day in (first.start, second.start) if day]
    ends = [day for day in (first.end, second.end) if day]
    same_money = first.currency == second.currency
    return first._replace(
        start=min(starts, default=None),
        end=max(ends, default=None),
        rows=first.rows + second.rows,
        impressions=_sum(first.impressions, second.impressions),
        reach=_union(first.reach, second.reach),
        spend=_sum(first.spend, second.spend) if same_money else None,
        share=None,
    )


def _sum(first: Interval | None, second: Interval | None) -> Interval | None:
    return first + second if first and second else None


def _union(first: Interval | None, second: Interval | None) -> Interval | None:
    """People reached by either of two: at least the larger, at most both."""
    return Interval(max(first.low, second.low), first.high + second.high) if first and second else None
