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
from seenby.platforms.named_hosts import NOWHERE, Ask, Leave
from seenby.stats.days.drift import LEAST
from seenby.version import VERSION
from seenby.watch.alarms.describe_alarms import describe
from seenby.watch.alarms.history import histories, unwatched
from seenby.watch.alarms.phrases import number_of, say
from seenby.watch.alarms.select_alarms import Found, find
from seenby.watch.engines.duckdb import duck_engine
from seenby.watch.engines.factory import Opens
from seenby.watch.ingest import Ingester, ingester_of
from seenby.watch.inputs.input_files import Arrivals, arrivals, spooled
from seenby.watch.manifest import changed
from seenby.watch.settings import WatchSettings
from seenby.watch.state.add_day import add_day
from seenby.watch.state.counts import CellCounts
from seenby.watch.state.state_folder import WatchFolder

PICTURES = 1
"""Of how many alarms the page shows the days."""
A_DAY = re.compile(r"(\d{4}(-\d\d(-\d\d(T.*)?)?)?)?")


def run_watch(
    settings: WatchSettings,
    *,
    lines: Path | None = None,
    live: bool = False,
    host: str = "",
    ask: Ask | None = None,
    opens: Opens = duck_engine,
    progress: ShowProgress = no_progress,
    patience: float = 0.0,
) -> Watched:
    """Take the days that are new, and say which ads stand in alarm.

    Args:
        settings: What is watched.
        lines: A file of NDJSON that holds whole days, in place of the input of the settings.
        live: Whether an API or a database may be called that is not on this machine.
        host: The machine that it is on, where nobody can be asked; see `seenby.platforms.named_hosts`.
        ask: Shows a text to a person at a terminal and returns what was typed.
        opens: What opens the engine that counts; see `seenby.watch.engines.factory`.
        progress: Called as each day is begun.
        patience: Seconds to wait for another run to end.

    Raises:
        SettingsError: When a file lacks a column, or the state was made under other rules.
        UsageError: When there is no input, or another run is at work.
        Damaged: When the state cannot be read.
    """
    folder = WatchFolder(settings)
    # The lock comes before the manifest is read: another run may be about to write it.
    with folder.lock(patience), opens(settings) as engine:
        ingester = ingester_of(settings, folder, engine)
        with _arriving(ingester, lines, Leave(live, host, ask)) as came:
            stopped = ingest_all(ingester, came, progress)
        # What stands is said whatever failed: the alarms of the days before are no less true.
        return said(ingester, [*came.damaged, *stopped], came.notes)


def ingest_all(ingester: Ingester, came: Arrivals, progress: ShowProgress = no_progress) -> list[SeenbyError]:
    """Bring days in, in their order; one that cannot be taken stops those after it, so that none is passed over."""
    failed: list[SeenbyError] = []
    for number, arrival in enumerate(came.days):
        progress(Progress(arrival.day, number, len(came.days)))
        try:
            ingester.ingest(arrival)
        except SeenbyError as error:
            failed.append(error)
            ingester.forget()
            break
    if not failed and dict(came.files) != ingester.manifest.files:
        ingester.manifest = changed(ingester.manifest, files=dict(came.files))
        ingester.folder.keep_manifest(ingester.manifest)
    return failed


def said(ingester: Ingester, failed: Sequence[SeenbyError] = (), notes: Sequence[str] = ()) -> Watched:
    """What stands after the last day taken."""
    if not ingester.evidence:
        look_again(ingester)
    found = find(ingester) if ingester.evidence else Found((), 0, 0.0)
    alarms = describe(ingester, found)
    file = ingester.settings.file
    return Watched(
        version=VERSION,
        on=ingester.manifest.last,
        taken=tuple(ingester.ingested),
        again=tuple(ingester.restated),
        ads=sum(ingester.manifest.ads),
        streams=found.streams,
        q=file.q,
        mean_days=file.past.mean_days if file.past else None,
        alarms=alarms,
        most=len(found.raised),
        unwatched=_unwatched(ingester),
        notes=(*(str(error) for error in failed), *notes, *_clock(ingester), *ingester.manifest.notes[::-1]),
        histories=tuple(one for alarm in alarms[:PICTURES] for one in _behind(ingester, alarm)),
        waits=tuple(str(error) for error in failed),
        code=failed[0].exit_code if failed else 0,
    )


def replay_watch(
    settings: WatchSettings,
    *,
    first: str = "",
    last: str = "",
    live: bool = False,
    host: str = "",
    ask: Ask | None = None,
    opens: Opens = duck_engine,
    progress: ShowProgress = no_progress,
) -> tuple[Watched, tuple[Alarm, ...]]:
    """What would have been said on past days: the whole watch over again, in a folder that vanishes.

    Args:
        settings: What is watched; its own state is not touched.
        first: The first day to take; by default the first there is.
        last: The last.
        live: Whether an API or a database may be called that is not on this machine.
        host: The machine that it is on, where nobody can be asked; see `seenby.platforms.named_hosts`.
        ask: Shows a text to a person at a terminal and returns what was typed.
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
        # Whoever replays wants to know what would have been said, and their own state must go on as if nobody had.
        settings = settings.elsewhere(place.path)
        folder = WatchFolder(settings)
        with folder.lock(), opens(settings) as engine:
            ingester = ingester_of(settings, folder, engine)
            with _arriving(ingester, leave=Leave(live, host, ask)) as came:
                # A month is an end too: labels are compared as far as the end that was named.
                days = [
                    one
                    for one in came.days
                    if (first or one.day) <= one.day and (not last or one.day[: len(last)] <= last)
                ]
                for number, arrival in enumerate(days):
                    progress(Progress(arrival.day, number, len(days)))
                    ingester.ingest(arrival)
                    alarms = describe(ingester, find(ingester))
                    # An alarm that stood yesterday is no news; one that fell and rises again is.
                    risen += [alarm for alarm in alarms if alarm.key not in up]
                    up = {alarm.key for alarm in alarms}
            return said(ingester, came.damaged, came.notes), tuple(risen)


def ad_histories(settings: WatchSettings, ad: str) -> tuple[AdHistory, ...]:
    """One ad's days in every stream, as far back as they are kept.

    Raises:
        UsageError: When the watch has no such ad.
    """
    folder = WatchFolder(settings)
    with folder.lock(), duck_engine(settings) as engine:
        return histories(ingester_of(settings, folder, engine), ad)


def _behind(ingester: Ingester, alarm: Alarm) -> list[AdHistory]:
    return [one for one in histories(ingester, alarm.ad) if one.stream == alarm.stream]


def _unwatched(ingester: Ingester) -> tuple[Unwatched, ...]:
    past = ingester.settings.file.past
    words = {"first": str(past.first_days if past else 0), "least": str(LEAST)}
    found = []
    for stream, key, number in unwatched(ingester):
        cell = next(one.cell for one in ingester.settings.streams if one.name == stream)
        why = say("unwatched", key, dimensions=" and ".join(cell.dimensions), **words)
        found.append(Unwatched(f"{number_of(number, 'ad')}, {stream}", why))
    return tuple(found)


def look_again(ingester: Ingester) -> None:
    """Work out the evidence as it stands, without a new day: a day that reached nobody changes nothing."""
    if not ingester.manifest.days:
        return
    for part in range(ingester.settings.file.parts):
        state = ingester.state_of(part)
        nobody = np.zeros(state.ads)
        cells = [CellCounts(nobody, nobody, nobody, nobody) for _ in ingester.settings.cells]
        ingester.evidence[part] = add_day(state, cells, ingester.rules(), len(ingester.manifest.days))


def _clock(ingester: Ingester) -> list[str]:
    today = datetime.now(tz=UTC).date().isoformat()
    last = ingester.manifest.last[:10]
    return [say("note", "clock", day=last, today=today)] if ingester.ingested and last > today else []


@contextmanager
def _arriving(ingester: Ingester, lines: Path | None = None, leave: Leave = NOWHERE) -> Iterator[Arrivals]:
    """What has come, from wherever the settings say; it may be counted for as long as the block lasts."""
    settings, manifest, engine = ingester.settings, ingester.manifest, ingester.engine
    kind = settings.file.input.kind
    if lines:
        yield spooled(engine, lines)
    elif kind == "exports":
        from seenby.watch.inputs.exports import export_arrivals

        yield export_arrivals(settings, engine)
    elif kind == "api":
        from seenby.watch.inputs.from_api import api_arrivals

        with api_arrivals(settings, manifest, engine, leave) as came:
            yield came
    elif kind == "postgres":
        from seenby.watch.inputs.from_postgres import postgres_arrivals

        with postgres_arrivals(settings, manifest, engine, leave) as came:
            yield came
    else:
        yield arrivals(settings, manifest, engine)
