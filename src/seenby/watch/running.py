"""One run of a watch: take what is new, and say what stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from seenby.errors import SeenbyError
from seenby.model.watching import Watched
from seenby.version import VERSION
from seenby.watch.alarms import Found, describe, find
from seenby.watch.counts import CellCounts
from seenby.watch.engines.duckdb import DuckEngine, duck_engine
from seenby.watch.keeping import WatchFolder, changed
from seenby.watch.phrases import say
from seenby.watch.settings import WatchSettings
from seenby.watch.sources import Arrivals, arrivals, spooled
from seenby.watch.state import take
from seenby.watch.taking import Taker

Told = Callable[[str, int, int], None]


def run_watch(settings: WatchSettings, *, lines: Path | None = None, progress: Told | None = None) -> Watched:
    """Take the days that are new, and say which ads stand in alarm.

    Args:
        settings: What is watched.
        lines: A file of NDJSON that holds whole days, in place of the input of the settings.
        progress: Called as each day is begun.

    Raises:
        SettingsError: When a file lacks a column, or the state was made under other rules.
        UsageError: When there is no input, or another run is at work.
        Damaged: When the state cannot be read.
    """
    folder = WatchFolder(settings)
    with folder.lock(), duck_engine(settings) as engine:
        taker = Taker(settings, folder, engine, folder.manifest())
        came = spooled(engine, lines) if lines else _arrivals(settings, taker, engine)
        stopped = take_all(taker, came, progress)
        return said(taker, [*came.damaged, *stopped])


def take_all(taker: Taker, came: Arrivals, progress: Told | None = None) -> list[SeenbyError]:
    """Take days in their order; a day that cannot be taken stops the days after it, so that none is passed over."""
    failed: list[SeenbyError] = []
    for number, arrival in enumerate(came.days):
        if progress:
            progress(arrival.day, number, len(came.days))
        try:
            taker.arrive(arrival)
        except SeenbyError as error:
            failed.append(error)
            break
    if not failed and dict(came.files) != taker.manifest.files:
        taker.manifest = changed(taker.manifest, files=dict(came.files))
        taker.folder.keep(taker.manifest)
    return failed


def said(taker: Taker, failed: Sequence[SeenbyError] = ()) -> Watched:
    """What stands after the last day taken."""
    if not taker.evidence:
        look_again(taker)
    found = find(taker) if taker.evidence else Found((), 0, 0.0)
    alarms = describe(taker, found)
    told = taker.settings.file
    return Watched(
        version=VERSION,
        on=taker.manifest.last,
        taken=tuple(taker.taken),
        again=tuple(taker.again),
        ads=sum(taker.manifest.ads),
        streams=found.streams,
        q=told.q,
        mean_days=told.past.mean_days if told.past else None,
        alarms=alarms,
        most=len(found.raised),
        notes=(*(str(error) for error in failed), *_clock(taker), *taker.manifest.notes[::-1]),
    )


def look_again(taker: Taker) -> None:
    """Work out the evidence as it stands, without a new day: a day that reached nobody changes nothing."""
    if not taker.manifest.days:
        return
    for part in range(taker.settings.file.parts):
        state = taker.state_of(part)
        nobody = np.zeros(state["days"].size)
        cells = [CellCounts(nobody, nobody, nobody, nobody) for _ in taker.settings.cells]
        taker.evidence[part] = take(state, cells, taker.rules(), len(taker.manifest.days))


def _clock(taker: Taker) -> list[str]:
    today = datetime.now(tz=UTC).date().isoformat()
    last = taker.manifest.last[:10]
    return [say("note", "clock", day=last, today=today)] if taker.taken and last > today else []


def _arrivals(settings: WatchSettings, taker: Taker, engine: DuckEngine) -> Arrivals:
    if settings.file.input.kind == "exports":
        from seenby.watch.exports import export_arrivals

        return export_arrivals(settings, engine)
    return arrivals(settings, taker.manifest, engine)
