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

from seenby.model import AdKey, Delivery, Health, Interval, Source
from seenby.model.source import MOST_NAMED
from seenby.read.merge import Slice, added, cell_of, restated, slice_of, without_split
from seenby.read.overlaps import can_unite, united
from seenby.read.read_exports import Reading
from seenby.read.sentences import LIST, first_of, listed, say

COUNTING_TIME = timedelta(days=1)
"""Platforms need about a day to count a day; what changes later is a restatement."""

Level = frozenset[str]
Moment = datetime | date


@dataclass(frozen=True)
class Series:
    """The deliveries that count, and the earlier ones behind them.

    Attributes:
        deliveries: What is measured.
        history: For ads with several snapshots, each snapshot's moment and its deliveries, oldest first.
        health: What was noticed.
        restated: The ads whose figures changed after their period had ended.
    """

    deliveries: tuple[Delivery, ...]
    history: Mapping[AdKey, tuple[tuple[Moment, tuple[Delivery, ...]], ...]] = field(default_factory=dict)
    health: tuple[Health, ...] = ()
    restated: frozenset[AdKey] = frozenset()


def settle(reading: Reading) -> Series:
    """Which deliveries count when several sources speak of the same ads."""
    if len(reading.sources) == 1:
        return Series(reading.deliveries)
    by_source = _slices(_complete_keys(reading.deliveries))
    slices = {where: _aligned(without_split(parts)) for where, parts in by_source.items()}
    several = {where: parts for where, parts in slices.items() if len(parts) > 1}
    counting = [row for where, parts in slices.items() if where not in several for row in parts[0].rows]
    work = _Work(reading.sources)
    for level in sorted({level for _, level in several}, key=sorted):
        counting += work.settle_level(
            {ad: parts for (ad, its), parts in several.items() if its == level}, slices, level
        )
    work.compare_periods(counting)
    return Series(tuple(counting), work.history(), tuple(work.health_notes()), frozenset(work.restated))


def _slices(deliveries: Iterable[Delivery]) -> dict[tuple[AdKey, Level], list[Slice]]:
    rows: dict[tuple[AdKey, Level], dict[int, list[Delivery]]] = defaultdict(lambda: defaultdict(list))
    for row in deliveries:
        rows[row.ad, row.breakdowns][row.source].append(row)
    return {where: [slice_of(source, its) for source, its in by_source.items()] for where, by_source in rows.items()}


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
    past: dict[AdKey, dict[datetime, list[Delivery]]] = field(default_factory=lambda: defaultdict(dict))
    health: list[Health] = field(default_factory=list)
    unordered: list[AdKey] = field(default_factory=list)
    falls: list[tuple[float, str, AdKey]] = field(default_factory=list)
    restated: list[AdKey] = field(default_factory=list)
    steps: int = 0

    def settle_level(
        self,
        several: Mapping[AdKey, list[Slice]],
        slices: Mapping[tuple[AdKey, Level], list[Slice]],
        level: Level,
    ) -> list[Delivery]:
        """The deliveries that count for ads with several sources at one level."""
        snapshots = {ad: its_slices for ad, its_slices in several.items() if _are_snapshots(its_slices)}
        everyone = {ad: its_slices for (ad, its), its_slices in slices.items() if its == level}
        counting: list[Delivery] = []
        for run in _runs(snapshots):
            figure = self._latest_complete({ad: snapshots[ad] for ad in run}, everyone)
            for ad in run:
                counting += self._latest(ad, snapshots[ad], figure)
        for ad, its_slices in several.items():
            if ad in snapshots:
                continue
            parts = self._latest_of_each(ad, its_slices)
            if _are_parts(parts):
                counting += added(sorted(parts, key=lambda part: (part.start or date.min, part.source)))
            else:
                counting += self._overlapping(ad, parts)
        return counting

    def history(self) -> dict[AdKey, tuple[tuple[Moment, tuple[Delivery, ...]], ...]]:
        """Each ad's snapshots, oldest first, with what each says at every level of breakdown."""
        return {ad: tuple((at, tuple(its[at])) for at in sorted(its)) for ad, its in self.past.items()}

    def _latest_of_each(self, ad: AdKey, parts: Sequence[Slice]) -> list[Slice]:
        """One slice for each period: of several pulls from the same day on, the latest with the others in it."""
        begun: dict[date | None, list[Slice]] = defaultdict(list)
        for part in parts:
            begun[part.start].append(part)
        return [
            slice_of(self._order(pulls)[-1].source, self._latest(ad, pulls, None, keep=False))
            for pulls in begun.values()
        ]

    def _order(self, parts: Sequence[Slice]) -> list[Slice]:
        return sorted(parts, key=lambda part: (self.moment(part), part.source))

    def moment(self, part: Slice) -> datetime:
        """When a slice was taken: from its file's name, else the end of its period."""
        taken = self.sources[part.source].snapshot_at
        return taken or datetime.combine(part.end or date.min, time())

    def _latest_complete(
        self, snapshots: Mapping[AdKey, list[Slice]], everyone: Mapping[AdKey, list[Slice]]
    ) -> int | None:
        """The last source that has every ad of the series; None where there is none."""
        sources = {part.source for parts in snapshots.values() for part in parts}
        ads: dict[int, set[AdKey]] = {source: set() for source in sources}
        moments: dict[int, datetime] = {}
        for ad, parts in everyone.items():
            for part in parts:
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
        note = (
            say("snapshot-incomplete", "another", ads=names, source=self.sources[complete[-1]].path)
            if complete
            else say("snapshot-incomplete", "each", ads=names)
        )
        lacking = tuple(sorted(missing, key=lambda ad: ad.path))
        self.health.append(Health("snapshot-incomplete", "warning", note, self.sources[last].path, lacking))

    def _latest(self, ad: AdKey, parts: list[Slice], figure: int | None, *, keep: bool = True) -> list[Delivery]:
        order = self._order(parts)
        chosen = next((part for part in order if part.source == figure), order[-1])
        rivals = [part for part in order if part is not chosen and self.moment(part) == self.moment(chosen)]
        past = [part for part in order if self.moment(part) < self.moment(chosen)]
        if keep:
            for part in [*past, chosen]:
                self.past[ad].setdefault(self.moment(part), []).extend(part.rows)
        self._watch_falls(ad, [*past, chosen])
        closed = [part for part in past if self._is_closed(part, chosen)]
        if any(_differ(part, chosen) for part in closed):
            self.restated.append(ad)
        if any(_differ(part, chosen) for part in rivals):
            self.unordered.append(ad)
        return restated([*past, chosen], closed, rivals)

    def _is_closed(self, part: Slice, chosen: Slice) -> bool:
        """Whether a snapshot covers the same period as the chosen one and was taken after it had ended."""
        same = (part.start, part.end) == (chosen.start, chosen.end)
        return same and part.end is not None and self.moment(part).date() > part.end + COUNTING_TIME

    def _watch_falls(self, ad: AdKey, past: Sequence[Slice]) -> None:
        for before, after in pairwise(past):
            now = {cell_of(row): row for row in after.rows if row.fold == "people"}
            for row in before.rows:
                if row.fold != "people" or row.impressions is None:
                    continue
                self.steps += 1
                later = now.get(cell_of(row))
                count = later.impressions if later else Interval.exact(0)
                if count and count.high < row.impressions.low:
                    group = " ".join(part for part in (row.age, row.gender) if part)
                    fall = say(
                        "counts-fell",
                        "step",
                        ad=ad.name,
                        group=group or say("counts-fell", "everybody"),
                        before=f"{row.impressions.low:,.0f}",
                        after=f"{count.high:,.0f}",
                        first=f"{self.moment(before):%Y-%m-%d %H:%M}",
                        last=f"{self.moment(after):%Y-%m-%d %H:%M}",
                    )
                    self.falls.append((row.impressions.low - count.high, fall, ad))

    def _overlapping(self, ad: AdKey, parts: list[Slice]) -> list[Delivery]:
        if not can_unite(parts):
            return self._longest(ad, parts)
        first, *others = (self.sources[part.source].path for part in parts)
        note = say("overlapping-periods", "united", ad=ad.name, sources=", ".join(others))
        self.health.append(Health("overlapping-periods", "warning", note, first))
        return united(parts)

    def _longest(self, ad: AdKey, parts: list[Slice]) -> list[Delivery]:
        longest = max(parts, key=lambda part: (_days(part), part.end or date.min, part.source))
        others = ", ".join(self.sources[part.source].path for part in parts if part is not longest)
        note = say("overlapping-periods", "said", ad=ad.name, sources=others)
        self.health.append(Health("overlapping-periods", "warning", note, self.sources[longest.source].path, (ad,)))
        return list(longest.rows)

    def health_notes(self) -> list[Health]:
        """What was noticed; falls and restatements are summed up in one note each."""
        return [*self.health, *self._unordered(), *self._falls(), *self._restated()]

    def compare_periods(self, counting: Iterable[Delivery]) -> None:
        """Note ads whose breakdowns come from exports of different periods."""
        periods: dict[AdKey, dict[Level, Slice]] = defaultdict(dict)
        rows: dict[tuple[AdKey, Level], list[Delivery]] = defaultdict(list)
        for row in counting:
            rows[row.ad, row.breakdowns].append(row)
        for (ad, level), its in rows.items():
            periods[ad][level] = slice_of(its[0].source, its)
        apart = [ad for ad, levels in periods.items() if _are_apart(list(levels.values()))]
        if apart:
            note = listed(say("breakdowns-of-different-periods", "said", ads=LIST), _quoted(apart))
            self.health.append(Health.of_each("breakdowns-of-different-periods", "warning", note))

    def _unordered(self) -> Iterator[Health]:
        if self.unordered:
            note = listed(say("snapshot-order-unknown", "said", ads=LIST), _quoted(self.unordered))
            yield Health.of_each("snapshot-order-unknown", "warning", note)

    def _falls(self) -> Iterator[Health]:
        if self.falls:
            # Two ads may fall alike; keys with and without a level cannot be put in order.
            falls = sorted(self.falls, key=lambda fall: fall[:2], reverse=True)
            worst = first_of([words for _, words, _ in falls], MOST_NAMED, mark="; ")
            note = say("counts-fell", "said", falls=f"{len(self.falls)}", steps=f"{self.steps}", worst=worst)
            fallen = tuple(dict.fromkeys(ad for _, _, ad in self.falls))
            yield Health("counts-fell", "warning", note, about=fallen)

    def _restated(self) -> Iterator[Health]:
        if self.restated:
            note = listed(say("restated", "said", ads=LIST), _quoted(self.restated))
            yield Health.of_each("restated", "warning", note)


def _quoted(ads: Sequence[AdKey]) -> list[tuple[AdKey, str]]:
    return [(ad, f"“{ad.name}”") for ad in ads]


def _differ(left: Slice, right: Slice) -> bool:
    """Whether two slices contradict each other in some cell. One that lacks a metric says nothing against it."""
    first, second = _figures(left), _figures(right)
    nothing = Interval.exact(0)
    for cell in first.keys() | second.keys():
        pairs = zip(first.get(cell, (nothing,) * 3), second.get(cell, (nothing,) * 3), strict=True)
        if any(ours and theirs and (ours.high < theirs.low or theirs.high < ours.low) for ours, theirs in pairs):
            return True
    return False


def _aligned(parts: list[Slice]) -> list[Slice]:
    """The slices, of which those by day have the period of the whole that they are the days of.

    Days without delivery have no rows, so the days of a run may begin later and end earlier than its period.
    """
    wholes = [part for part in parts if not _is_by_day(part)]
    return [
        next((part._replace(start=whole.start, end=whole.end) for whole in wholes if _is_days_of(part, whole)), part)
        for part in parts
    ]


def _is_days_of(part: Slice, whole: Slice) -> bool:
    return _is_by_day(part) and _holds(_dated(whole), _dated(part)) and not _differ(part, whole)


def _is_by_day(part: Slice) -> bool:
    return any(row.fold == "time" for row in part.rows)


def _holds(wide: tuple[date, date] | None, narrow: tuple[date, date] | None) -> bool:
    return wide is not None and narrow is not None and wide[0] <= narrow[0] and narrow[1] <= wide[1]


def _figures(part: Slice) -> Mapping[tuple[object, ...], tuple[Interval | None, ...]]:
    return {cell_of(row): (row.impressions, row.reach, row.share) for row in part.rows if row.fold == "people"}


def _are_apart(parts: Sequence[Slice]) -> bool:
    """Whether breakdowns speak of different periods; days within another's period do not."""
    wholes = {_dated(part) for part in parts if not _is_by_day(part)} - {None}
    days = {_dated(part) for part in parts if _is_by_day(part)} - {None}
    if not wholes:
        return False
    return len(wholes) > 1 or not all(_holds(whole, day) for whole in wholes for day in days)


def _dated(part: Slice) -> tuple[date, date] | None:
    return (part.start, part.end) if part.start and part.end else None


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


def _are_snapshots(parts: Sequence[Slice]) -> bool:
    """Same start, or no dates at all: then nothing says that they may be added."""
    return len({part.start for part in parts}) == 1


def _are_parts(parts: Sequence[Slice]) -> bool:
    """Whether periods follow each other, with figures that can be added; percentages cannot."""
    if any(row.share for part in parts for row in part.rows):
        return False
    order = sorted(parts, key=lambda part: part.start or date.min)
    ends = [part.end for part in order]
    starts = [part.start for part in order]
    if None in ends or None in starts:
        return False
    return all(end < start for end, start in zip(ends, starts[1:], strict=False) if end and start)


def _days(part: Slice) -> int:
    return (part.end - part.start).days if part.start and part.end else -1
