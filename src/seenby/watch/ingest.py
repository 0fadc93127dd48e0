"""Taking days into the state, in their order, each once; and working days out again that came late or restated."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from seenby.evidence import MANIFEST
from seenby.stats.numeric.arrays import FloatArray
from seenby.watch.alarms.phrases import number_of, say
from seenby.watch.engines.duckdb import DuckEngine
from seenby.watch.inputs.input_files import Arrival
from seenby.watch.manifest import Manifest, Taken, changed, no_manifest
from seenby.watch.settings import WatchSettings
from seenby.watch.state.counts import CellCounts, cell_counts
from seenby.watch.state.state import Before, Rules, State, grown, start, take
from seenby.watch.state.state_folder import WatchFolder

MOST_NOTES = 1000
FEW = 30
Columns = dict[str, FloatArray]


@dataclass(slots=True)
class Taker:
    """Takes days one by one.

    Attributes:
        manifest: What counts now; `WatchFolder.keep_manifest` has it on the disk whenever a day is whole.
        taken: Days taken in this run.
        again: Days worked out again in this run.
        evidence: Log E and log M after the last day, a list of streams for each part; empty before the first.
    """

    settings: WatchSettings
    folder: WatchFolder
    engine: DuckEngine
    manifest: Manifest
    taken: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    evidence: dict[int, list[FloatArray]] = field(default_factory=dict)
    _states: dict[int, State] = field(default_factory=dict)
    _at: str = ""

    def arrive(self, arrival: Arrival) -> bool:
        """Take a day, or work it out again, or say why not; returns whether the state changed."""
        days = [day.day for day in self.manifest.days]
        at = bisect_left(days, arrival.day)
        known = at < len(days) and days[at] == arrival.day
        if known and self.manifest.days[at].fingerprint == arrival.fingerprint:
            return False
        if self.manifest.refused.get(arrival.day) == arrival.fingerprint:
            return False
        if at == len(days):
            arrival.count()
            self._keep(self._counted(self.manifest, arrival))
            self.taken.append(arrival.day)
            return True
        if not known and not self._is_open(at):
            self._refuse(arrival, "late")
            return False
        arrival.count()
        return self._return(arrival, at, known=known)

    def forget(self) -> None:
        """Let go of what a day that could not be taken may have left in memory; the files are as they were."""
        self._states, self._at, self.evidence = {}, "", {}

    def state_of(self, part: int) -> State:
        """The state after the last day taken."""
        return self._state_after(self.manifest, part, len(self.manifest.days))

    def names(self, part: int) -> list[Path]:
        """The files that have the ads' names, in the order of their places."""
        return self._paths(self.manifest.names[part])

    def rules(self) -> Rules:
        """What the numbers of the state mean."""
        return rules_of(self.settings)

    def _return(self, arrival: Arrival, at: int, *, known: bool) -> bool:
        """A day before the last: the same again, restated, or late."""
        before = self.manifest.days
        if known and self._same(before[at]):
            again = (
                *before[:at],
                before[at].model_copy(update={"fingerprint": arrival.fingerprint}),
                *before[at + 1 :],
            )
            self._keep(changed(self.manifest, days=again))
            return False
        if not self._is_open(at):
            self._refuse(arrival, "restated_late")
            return False
        later = before[at + known :]
        manifest = self._counted(changed(self.manifest, days=before[:at]), arrival)
        for day in later:
            manifest = self._step(manifest, day.day, day.fingerprint, [self._kept(name) for name in day.counts])
        how = "again with other figures" if known else "late"
        note = say("note", "again", day=arrival.day, how=how, later=number_of(len(later), "day"))
        self._keep(_noted(manifest, note))
        self.again.append(arrival.day) if known else self.taken.append(arrival.day)
        return True

    def _is_open(self, at: int) -> bool:
        """Whether the day at this place may be put in or changed: one of the last, with the state before it kept."""
        before = self.manifest.days[at - 1] if at else None
        near = len(self.manifest.days) - at <= self.settings.file.grace_days
        return near and (before is None or bool(before.states))

    def _refuse(self, arrival: Arrival, key: str) -> None:
        note = say("note", key, day=arrival.day, grace=str(self.settings.file.grace_days))
        refused = {**self.manifest.refused, arrival.day: arrival.fingerprint}
        self._keep(_noted(changed(self.manifest, refused=refused), note))

    def _same(self, day: Taken) -> bool:
        """Whether the day that was counted last has the counts that were kept."""
        if not day.counts:
            return False
        names = self.manifest.names
        now = [_ordered(self.engine.aligned(self._paths(names[part]), part)) for part in self._parts()]
        size = sum(columns["row"].size for columns in now)
        # Ads that are new have no place yet: a day that brings some is another day.
        return size == day.ads == self.engine.ads() and all(
            _digest(columns) == _digest(self._kept(name)) for columns, name in zip(now, day.counts, strict=True)
        )

    def _counted(self, manifest: Manifest, arrival: Arrival) -> Manifest:
        """The manifest after a day that the engine has just counted."""
        told = self.settings.file.expected
        if told and told.table:
            self.engine.add_expected(self.settings.folder / told.table)
        names, ads, columns = list(manifest.names), list(manifest.ads), list[Columns]()
        for part in self._parts():
            to = self.folder.new_path("names", manifest, arrival.day, part)
            fresh = self.engine.name(self._paths(names[part]), part, to, ads[part])
            if fresh:
                names[part], ads[part] = (*names[part], self.folder.relative(to)), ads[part] + fresh
            columns.append(_ordered(self.engine.aligned(self._paths(names[part]), part)))
        self.engine.let_go()
        manifest = self._told(changed(manifest, names=tuple(names), ads=tuple(ads)), arrival)
        return self._step(manifest, arrival.day, arrival.fingerprint, columns)

    def _told(self, manifest: Manifest, arrival: Arrival) -> Manifest:
        """What a person should be told of how a day came."""
        number = self.engine.nameless
        left_out = say("note", "nameless", day=arrival.day, impressions=f"{number:,}") if number else ""
        for note in (arrival.note, left_out):
            manifest = _noted(manifest, note) if note and note not in manifest.notes else manifest
        return manifest

    def _step(self, manifest: Manifest, label: str, mark: str, columns: Sequence[Columns]) -> Manifest:
        """One day more, from its counts by part; its files are written, and count once the manifest is kept."""
        counts, states, number = list[str](), list[str](), len(manifest.days)
        moved = back = 0
        rules, so_far = self.rules(), np.zeros((2, len(self.settings.cells)))
        for part in self._parts():
            ads = manifest.ads[part]
            state = grown(self._state_after(manifest, part, number), rules, ads)
            cells = [self._cell(columns[part], at, ads) for at in range(len(self.settings.cells))]
            before = Before.of(state, cells, rules, number)
            so_far += [[state[f"{name}_{at}"].sum() for at in range(len(cells))] for name in ("count", "total")]
            self.evidence[part] = take(state, cells, rules, number)
            moved, back = moved + before.moved(state), back + before.back
            counts.append(self._write("days", manifest, label, part, columns[part]))
            states.append(self._write("states", manifest, label, part, state))
            self._states = {**self._states, part: state} if self.settings.file.parts == 1 else {}
        shown = sum(each["row"].size for each in columns)
        taken = Taken(day=label, fingerprint=mark, counts=tuple(counts), states=tuple(states), ads=shown)
        self._at = f"{manifest.serial + 1}"
        manifest = changed(manifest, serial=manifest.serial + 1, days=self._closed((*manifest.days, taken)))
        for key, ads in (("limit_moved", moved), ("back", back)):
            note = say("note", key, day=label, ads=number_of(ads, "ad"))
            manifest = _noted(manifest, note) if ads and note not in manifest.notes else manifest
        for cell in _unheard(self.settings, columns, so_far):
            key = "lost_value" if number else "missing_value"
            manifest = _noted(manifest, say("note", key, day=label, cell=cell))
        return manifest

    def _cell(self, columns: Columns, at: int, ads: int) -> CellCounts:
        cell, told = cell_counts(columns, at, ads), self.settings.file
        expected = told.cells[at].expected
        if told.expected is None or expected is None or cell.low is not None:
            return cell
        low, high = expected if isinstance(expected, tuple) else (expected, expected)
        return CellCounts(cell.least, cell.most, cell.total, cell.spend, np.full(ads, low), np.full(ads, high))

    def _closed(self, days: tuple[Taken, ...]) -> tuple[Taken, ...]:
        """Days without the files that are no longer needed."""
        grace, keep = self.settings.file.grace_days, self.settings.file.keep_days
        last = len(days)
        return tuple(
            day.model_copy(
                update={
                    "states": day.states if at >= last - grace - 1 else (),
                    "counts": day.counts if at >= last - max(keep, grace + 1) else (),
                }
            )
            if day.states or day.counts
            else day
            for at, day in enumerate(days)
        )

    def _state_after(self, manifest: Manifest, part: int, number: int) -> State:
        if number == 0:
            return start(self.rules(), 0)
        if part in self._states and self._at == str(manifest.serial) and number == len(manifest.days):
            return self._states[part]
        return self.engine.read(self.folder.path(manifest.days[number - 1].states[part]))

    def _write(self, room: str, manifest: Manifest, label: str, part: int, columns: Columns) -> str:
        to = self.folder.new_path(room, manifest, label, part)
        self.engine.write(columns, to)
        return self.folder.relative(to)

    def _keep(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.folder.keep_manifest(manifest)

    def _kept(self, name: str) -> Columns:
        return self.engine.read(self.folder.path(name))

    def _paths(self, names: Sequence[str]) -> list[Path]:
        return [self.folder.path(name) for name in names]

    def _parts(self) -> range:
        return range(self.settings.file.parts)


def taker_of(settings: WatchSettings, folder: WatchFolder, engine: DuckEngine) -> Taker:
    """What takes days in a folder, from its manifest.

    Raises:
        Damaged: When the manifest cannot be read, or says of how many ads there are what the state does not.
        SettingsError: When the state was made under other rules, or by a seenby that keeps it otherwise.
    """
    manifest = folder.manifest()
    states = manifest.days[-1].states if manifest.days else ()
    for name, ads in zip(states, manifest.ads, strict=False):
        # Ads that are new get the places after these: with another number, two ads would share one.
        if engine.rows(folder.path(name)) != ads:
            raise no_manifest(folder.path(MANIFEST))
    return Taker(settings, folder, engine, manifest)


def rules_of(settings: WatchSettings) -> Rules:
    """What the numbers of a state mean, from its settings."""
    told = settings.file
    places = {cell.name: at for at, cell in enumerate(settings.cells)}
    return Rules(
        streams=settings.streams,
        cells=tuple(places[stream.cell.name] for stream in settings.streams),
        line=(told.expected.line if told.expected else 0.0) / 100,
        rho_max=told.rho_max,
        first_days=told.past.first_days if told.past else 1,
        factor=told.past.factor if told.past else 2.0,
    )


def _unheard(settings: WatchSettings, columns: Sequence[Columns], so_far: FloatArray) -> Iterator[str]:
    """Cells of which a day has nobody at all though others are known: they may be spelt otherwise in the data.

    On the first day, that is all there is to go by. Later, `FEW` impressions would have been of the cell at its share
    of all days so far.
    """
    for at, cell in enumerate(settings.cells):
        shown, inside = (
            sum(float(np.nansum(each.get(f"{name}_{at}", 0))) for each in columns) for name in ("total", "least")
        )
        count, total = so_far[:, at]
        if shown and not inside and (not total or count / total * shown >= FEW):
            yield cell.name


def _ordered(columns: Columns) -> Columns:
    order = np.argsort(columns["row"], kind="stable")
    return {name: values[order] for name, values in columns.items()}


def _digest(columns: Columns) -> str:
    digest = hashlib.sha256()
    for name in sorted(columns):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(columns[name]).tobytes())
    return digest.hexdigest()


def _noted(manifest: Manifest, note: str) -> Manifest:
    return changed(manifest, notes=(*manifest.notes, note)[-MOST_NOTES:])
