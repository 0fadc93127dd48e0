"""One run of a watch: take what is new, and say what stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from seenby.errors import SeenbyError, UsageError
from seenby.evidence.temporary_folder import temporary
from seenby.model.alarm import AdHistory, Alarm, Unwatched, Watched
from seenby.model.progress import Progress, ShowProgress, no_progress
from seenby.stats.days.drift import LEAST
from seenby.version import VERSION
from seenby.watch.alarms.describe_alarms import describe
from seenby.watch.alarms.history import histories, unwatched
from seenby.watch.alarms.phrases import number_of, say
from seenby.watch.alarms.select_alarms import Found, find
from seenby.watch.engines.duckdb import duck_engine
from seenby.watch.engines.factory import Opens
from seenby.watch.ingest import Taker, taker_of
from seenby.watch.inputs.input_files import Arrivals, arrivals, spooled
from seenby.watch.manifest import changed
from seenby.watch.settings import WatchSettings
from seenby.watch.state.counts import CellCounts
from seenby.watch.state.state import take
from seenby.watch.state.state_folder import WatchFolder

PICTURES = 1
"""Of how many alarms the page shows the days."""
A_DAY = re.compile(r"(\d{4}(-\d\d(-\d\d(T.*)?)?)?)?")


def run_watch(
    settings: WatchSettings,
    *,
    lines: Path | None = None,
    live: bool = False,
    opens: Opens = duck_engine,
    progress: ShowProgress = no_progress,
    patience: float = 0.0,
) -> Watched:
    """Take the days that are new, and say which ads stand in alarm.

    Args:
        settings: What is watched.
        lines: A file of NDJSON that holds whole days, in place of the input of the settings.
        live: Whether an API may be called that is not on this machine.
        opens: What opens the engine that counts; see `seenby.watch.engines.factory`.
        progress: Called as each day is begun.
        patience: Seconds to wait for another run to end.

    Raises:
        SettingsError: When a file lacks a column, or the state was made under other rules.
        UsageError: When there is no input, or another run is at work.
        Damaged: When the state cannot be read.
    """
    folder = WatchFolder(settings)
    with folder.lock(patience), opens(settings) as engine:
        taker = taker_of(settings, folder, engine)
        with _arriving(taker, lines, live=live) as came:
            stopped = take_all(taker, came, progress)
        return said(taker, [*came.damaged, *stopped], came.notes)


def take_all(taker: Taker, came: Arrivals, progress: ShowProgress = no_progress) -> list[SeenbyError]:
    """Take days in their order; a day that cannot be taken stops the days after it, so that none is passed over."""
    failed: list[SeenbyError] = []
    for number, arrival in enumerate(came.days):
        progress(Progress(arrival.day, number, len(came.days)))
        try:
            taker.arrive(arrival)
        except SeenbyError as error:
            failed.append(error)
            taker.forget()
            break
    if not failed and dict(came.files) != taker.manifest.files:
        taker.manifest = changed(taker.manifest, files=dict(came.files))
        taker.folder.keep_manifest(taker.manifest)
    return failed


def said(taker: Taker, failed: Sequence[SeenbyError] = (), notes: Sequence[str] = ()) -> Watched:
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
        unwatched=_unwatched(taker),
        notes=(*(str(error) for error in failed), *notes, *_clock(taker), *taker.manifest.notes[::-1]),
        histories=tuple(one for alarm in alarms[:PICTURES] for one in _behind(taker, alarm)),
        waits=tuple(str(error) for error in failed),
        code=failed[0].exit_code if failed else 0,
    )


def replay_watch(
    settings: WatchSettings,
    *,
    first: str = "",
    last: str = "",
    live: bool = False,
    opens: Opens = duck_engine,
    progress: ShowProgress = no_progress,
) -> tuple[Watched, tuple[Alarm, ...]]:
    """What would have been said on past days: the whole watch over again, in a folder that vanishes.

    Args:
        settings: What is watched; its own state is not touched.
        first: The first day to take; by default the first there is.
        last: The last.
        live: Whether an API may be called that is not on this machine.
        opens: What opens the engine that counts; see `seenby.watch.engines.factory`.
        progress: Called as each day is begun.

    Returns:
        What stands after the last day, and every alarm on the day on which it rose.

    Raises:
        SettingsError, UsageError, Unreadable: As `run_watch`; here a day that cannot be taken ends the replay.
        UsageError: Also when an end is no day.
    """
    for option, end in (("--from", first), ("--to", last)):
        if not A_DAY.fullmatch(end):
            raise UsageError(f"{option}: that is no day", remedy="write for example 2026-05-01, or 2026-05")
    risen: list[Alarm] = []
    up: set[str] = set()
    with temporary("replay") as place:
        settings = settings.elsewhere(place.path)
        folder = WatchFolder(settings)
        with folder.lock(), opens(settings) as engine:
            taker = taker_of(settings, folder, engine)
            with _arriving(taker, live=live) as came:
                days = [
                    one
                    for one in came.days
                    if (first or one.day) <= one.day and (not last or one.day[: len(last)] <= last)
                ]
                for number, arrival in enumerate(days):
                    progress(Progress(arrival.day, number, len(days)))
                    taker.arrive(arrival)
                    alarms = describe(taker, find(taker))
                    risen += [alarm for alarm in alarms if alarm.key not in up]
                    up = {alarm.key for alarm in alarms}
            return said(taker, came.damaged, came.notes), tuple(risen)


def ad_histories(settings: WatchSettings, ad: str) -> tuple[AdHistory, ...]:
    """One ad's days in every stream, as far back as they are kept.

    Raises:
        UsageError: When the watch has no such ad.
    """
    folder = WatchFolder(settings)
    with folder.lock(), duck_engine(settings) as engine:
        return histories(taker_of(settings, folder, engine), ad)


def _behind(taker: Taker, alarm: Alarm) -> list[AdHistory]:
    return [one for one in histories(taker, alarm.ad) if one.stream == alarm.stream]


def _unwatched(taker: Taker) -> tuple[Unwatched, ...]:
    past = taker.settings.file.past
    words = {"first": str(past.first_days if past else 0), "least": str(LEAST)}
    found = []
    for stream, key, number in unwatched(taker):
        cell = next(one.cell for one in taker.settings.streams if one.name == stream)
        why = say("unwatched", key, dimensions=" and ".join(cell.dimensions), **words)
        found.append(Unwatched(f"{number_of(number, 'ad')}, {stream}", why))
    return tuple(found)


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


@contextmanager
def _arriving(taker: Taker, lines: Path | None = None, *, live: bool = False) -> Iterator[Arrivals]:
    """What has come, from wherever the settings say; it may be counted for as long as the block lasts."""
    settings, manifest, engine = taker.settings, taker.manifest, taker.engine
    kind = settings.file.input.kind
    if lines:
        yield spooled(engine, lines)
    elif kind == "exports":
        from seenby.watch.inputs.exports import export_arrivals

        yield export_arrivals(settings, engine)
    elif kind == "api":
        from seenby.watch.inputs.from_api import api_arrivals

        with api_arrivals(settings, manifest, engine, live=live) as came:
            yield came
    elif kind == "postgres":
        from seenby.watch.inputs.from_postgres import postgres_arrivals

        with postgres_arrivals(settings, manifest, engine) as came:
            yield came
    else:
        yield arrivals(settings, manifest, engine)
