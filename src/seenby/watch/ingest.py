"""Days into the state, in their order, each once; and days worked out again that came late or restated."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from seenby.evidence import MANIFEST
from seenby.stats.numeric.arrays import FloatArray
from seenby.watch.alarms.phrases import number_of, say
from seenby.watch.engines.protocol import CountedDay, CountingEngine
from seenby.watch.inputs.input_files import Arrival
from seenby.watch.manifest import IngestedDay, Manifest, changed, no_manifest
from seenby.watch.settings import WatchSettings
from seenby.watch.state.add_day import Before, add_day, grown, start, state_of_table
from seenby.watch.state.counts import CellCounts, ShownCounts
from seenby.watch.state.state_folder import WatchFolder
from seenby.watch.state_columns import State
from seenby.watch.stream_rules import Rules, rules_of

MOST_NOTES = 1000
FEW = 30


@dataclass(slots=True)
class Ingester:
    """Brings days into the state of a watch, one by one.

    Attributes:
        manifest: What counts now; `WatchFolder.keep_manifest` has it on the disk whenever a day is whole.
        ingested: Days that came into the state in this run.
        restated: Days worked out again in this run.
        evidence: Log E and log M after the last day, a list of streams for each part; empty before the first.
    """

    settings: WatchSettings
    folder: WatchFolder
    engine: CountingEngine
    manifest: Manifest
    ingested: list[str] = field(default_factory=list)
    restated: list[str] = field(default_factory=list)
    evidence: dict[int, list[FloatArray]] = field(default_factory=dict)
    _states: dict[int, State] = field(default_factory=dict)
    _serial: int | None = None

    def ingest(self, arrival: Arrival) -> bool:
        """Bring a day in, or work it out again, or say why not; returns whether the state changed."""
        days = self.manifest.days
        at = bisect_left([day.day for day in days], arrival.day)
        last, known = at == len(days), at < len(days) and days[at].day == arrival.day
        if known and days[at].fingerprint == arrival.fingerprint:
            return False
        # What was refused once is refused in silence.
        if self.manifest.refused.get(arrival.day) == arrival.fingerprint:
            return False
        if not (known or last or self._is_open(at)):
            self._refuse(arrival, "late")
            return False
        with arrival.count() as day:
            # A file that was written anew with the same figures is no restatement, however long ago its day was.
            if known and self._has_counts(days[at], day):
                self._renew_fingerprint(at, arrival.fingerprint)
                return False
            if known and not self._is_open(at):
                self._refuse(arrival, "restated_late")
                return False
            manifest, counts = self._placed(changed(self.manifest, days=days[:at]), arrival, day)
        # The table of the day is gone by now, and the state has its room.
        manifest = self._step(manifest, arrival.day, arrival.fingerprint, counts)
        if not last:
            manifest = self._replayed(manifest, arrival.day, days[at + known :], known=known)
        self._keep(manifest)
        (self.restated if known else self.ingested).append(arrival.day)
        return True

    def forget(self) -> None:
        """Let go of what a day that could not be brought in may have left in memory; the files are as they were."""
        self._states, self._serial, self.evidence = {}, None, {}

    def state_of(self, part: int) -> State:
        """The state after the last day."""
        return self._state_after(self.manifest, part, len(self.manifest.days))

    def names(self, part: int) -> list[Path]:
        """The files that have the ads' names, in the order of their places."""
        return self._paths(self.manifest.names[part])

    def rules(self) -> Rules:
        """What the numbers of the state mean."""
        return rules_of(self.settings)

    def _renew_fingerprint(self, at: int, fingerprint: str) -> None:
        days = list(self.manifest.days)
        days[at] = days[at].model_copy(update={"fingerprint": fingerprint})
        self._keep(changed(self.manifest, days=tuple(days)))

    def _replayed(self, manifest: Manifest, label: str, later: Sequence[IngestedDay], *, known: bool) -> Manifest:
        """The manifest after the days that follow one which came late or restated, from their kept counts."""
        for day in later:
            manifest = self._step(manifest, day.day, day.fingerprint, [self._kept(name) for name in day.counts])
        how = "again with other figures" if known else "late"
        return _noted(manifest, say("note", "again", day=label, how=how, later=number_of(len(later), "day")))

    def _is_open(self, at: int) -> bool:
        """Whether the day at this place may be put in or changed: one of the last, with the state before it kept."""
        before = self.manifest.days[at - 1] if at else None
        near = len(self.manifest.days) - at <= self.settings.file.grace_days
        return near and (before is None or bool(before.states))

    def _refuse(self, arrival: Arrival, key: str) -> None:
        note = say("note", key, day=arrival.day, grace=str(self.settings.file.grace_days))
        refused = {**self.manifest.refused, arrival.day: arrival.fingerprint}
        self._keep(_noted(changed(self.manifest, refused=refused), note))

    def _has_counts(self, kept: IngestedDay, day: CountedDay) -> bool:
        """Whether a day was counted to what is kept of it."""
        if not kept.counts:
            return False
        counts = [day.counts_of_known(part, self.names(part)) for part in self._parts()]
        size = sum(shown.rows.size for shown in counts)
        # Ads that are new have no place yet: a day that brings some is another day.
        return size == kept.ads == day.ads and all(
            shown.digest() == self._kept(name).digest() for shown, name in zip(counts, kept.counts, strict=True)
        )

    def _placed(self, manifest: Manifest, arrival: Arrival, day: CountedDay) -> tuple[Manifest, list[ShownCounts]]:
        """The manifest with the ads that are new on a day, and the day's counts by part."""
        expected = self.settings.file.expected
        to_place = day.with_aims(self.settings.folder / expected.table if expected and expected.table else None)
        names, ads, counts = list(manifest.names), list(manifest.ads), list[ShownCounts]()
        for part in self._parts():
            to = self.folder.new_path("names", manifest, arrival.day, part)
            placed = to_place.place(part, self._paths(names[part]), to, ads[part])
            if placed.fresh:
                names[part], ads[part] = (*names[part], self.folder.relative(to)), ads[part] + placed.fresh
            counts.append(placed.counts)
        manifest = changed(manifest, names=tuple(names), ads=tuple(ads))
        return _with_notes(manifest, arrival, day.nameless), counts

    def _step(self, manifest: Manifest, label: str, fingerprint: str, shown: Sequence[ShownCounts]) -> Manifest:
        """One day more, from its counts by part; its files are written, and count once the manifest is kept."""
        counts, states, number = list[str](), list[str](), len(manifest.days)
        moved = back = 0
        rules, so_far = self.rules(), np.zeros((2, len(self.settings.cells)))
        for part in self._parts():
            ads = manifest.ads[part]
            state = grown(self._state_after(manifest, part, number), rules, ads)
            cells = [self._cell(shown[part], at, ads) for at in range(len(self.settings.cells))]
            # Both are asked before the state changes, in place.
            before = Before.of(state, cells, rules, number)
            so_far += [
                [getattr(state.cells[at], name).sum() for at in range(len(cells))] for name in ("count", "total")
            ]
            self.evidence[part] = add_day(state, cells, rules, number)
            moved, back = moved + before.moved(state), back + before.back
            counts.append(self._write("days", manifest, label, part, shown[part].table))
            states.append(self._write("states", manifest, label, part, state.as_table()))
            # Of several parts each is read again when it is needed: one at a time has to fit into memory.
            self._states = {part: state} if self.settings.file.parts == 1 else {}
        day = IngestedDay(
            day=label,
            fingerprint=fingerprint,
            counts=tuple(counts),
            states=tuple(states),
            ads=sum(part.rows.size for part in shown),
        )
        # The number of the manifest says which state is the one in memory, should the next day need it.
        self._serial = manifest.serial + 1
        manifest = changed(manifest, serial=self._serial, days=self._closed((*manifest.days, day)))
        for key, ads in (("limit_moved", moved), ("back", back)):
            note = say("note", key, day=label, ads=number_of(ads, "ad"))
            manifest = _noted(manifest, note) if ads and note not in manifest.notes else manifest
        for cell in _unheard(self.settings, shown, so_far):
            key = "lost_value" if number else "missing_value"
            manifest = _noted(manifest, say("note", key, day=label, cell=cell))
        return manifest

    def _cell(self, shown: ShownCounts, at: int, ads: int) -> CellCounts:
        cell, file = shown.spread(at, ads), self.settings.file
        expected = file.cells[at].expected
        # What the input says of an ad goes before what the watch file says of all.
        if file.expected is None or expected is None or cell.low is not None:
            return cell
        low, high = expected if isinstance(expected, tuple) else (expected, expected)
        return CellCounts(cell.least, cell.most, cell.total, cell.spend, np.full(ads, low), np.full(ads, high))

    def _closed(self, days: tuple[IngestedDay, ...]) -> tuple[IngestedDay, ...]:
        """Days without the files that are no longer needed."""
        grace, keep = self.settings.file.grace_days, self.settings.file.keep_days
        last = len(days)
        return tuple(
            day.model_copy(
                update={
                    # The state before the first day that is open is what that day is worked out from.
                    "states": day.states if at >= last - grace - 1 else (),
                    "counts": day.counts if at >= last - max(keep, grace + 1) else (),
                }
            )
            if day.states or day.counts
            else day
            for at, day in enumerate(days)
        )

    def _state_after(self, manifest: Manifest, part: int, number: int) -> State:
        rules = self.rules()
        if number == 0:
            return start(rules, 0)
        if part in self._states and self._serial == manifest.serial and number == len(manifest.days):
            return self._states[part]
        path = self.folder.path(manifest.days[number - 1].states[part])
        return state_of_table(self.engine.tables.read(path), rules)

    def _write(self, room: str, manifest: Manifest, label: str, part: int, columns: Mapping[str, FloatArray]) -> str:
        to = self.folder.new_path(room, manifest, label, part)
        self.engine.tables.write(columns, to)
        return self.folder.relative(to)

    def _keep(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.folder.keep_manifest(manifest)

    def _kept(self, name: str) -> ShownCounts:
        return ShownCounts(self.engine.tables.read(self.folder.path(name)))

    def _paths(self, names: Sequence[str]) -> list[Path]:
        return [self.folder.path(name) for name in names]

    def _parts(self) -> range:
        return range(self.settings.file.parts)


def ingester_of(settings: WatchSettings, folder: WatchFolder, engine: CountingEngine) -> Ingester:
    """What brings days into the state in a folder, from its manifest.

    Raises:
        Damaged: When the manifest cannot be read, or says of how many ads there are what the state does not.
        SettingsError: When the state was made under other rules, or by a seenby that keeps it otherwise.
    """
    manifest = folder.manifest()
    states = manifest.days[-1].states if manifest.days else ()
    for name, ads in zip(states, manifest.ads, strict=False):
        # Ads that are new get the places after these: with another number, two ads would share one.
        if engine.tables.rows(folder.path(name)) != ads:
            raise no_manifest(folder.path(MANIFEST))
    return Ingester(settings, folder, engine, manifest)


def _unheard(settings: WatchSettings, shown: Sequence[ShownCounts], so_far: FloatArray) -> Iterator[str]:
    """Cells of which a day has nobody at all though others are known: they may be spelt otherwise in the data.

    On the first day, that is all there is to go by. Later, `FEW` impressions would have been of the cell at its share
    of all days so far.
    """
    for at, cell in enumerate(settings.cells):
        known = sum(float(np.nansum(part.cell(at).total)) for part in shown)
        inside = sum(float(np.nansum(part.cell(at).least)) for part in shown)
        count, total = so_far[:, at]
        if known and not inside and (not total or count / total * known >= FEW):
            yield cell.name


def _with_notes(manifest: Manifest, arrival: Arrival, nameless: int) -> Manifest:
    """What a person should be told of how a day came."""
    left_out = say("note", "nameless", day=arrival.day, impressions=f"{nameless:,}") if nameless else ""
    for note in (arrival.note, left_out):
        manifest = _noted(manifest, note) if note and note not in manifest.notes else manifest
    return manifest


def _noted(manifest: Manifest, note: str) -> Manifest:
    return changed(manifest, notes=(*manifest.notes, note)[-MOST_NOTES:])
