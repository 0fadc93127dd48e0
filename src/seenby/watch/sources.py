"""What has come since the last run: which days, from which files, told apart by fingerprints.

A file that has the size and the time of change that it had is the same file. Otherwise its fingerprint decides: the
SHA-256 of all of it up to 64 MB; of a larger one, of its size, its first and its last megabyte, where Parquet keeps the
places and ranges of its row groups. A file that is gone changes nothing.
"""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from seenby.errors import Damaged, SeenbyError, UsageError
from seenby.watch.engines.duckdb import DuckEngine
from seenby.watch.keeping import Manifest, Seen
from seenby.watch.settings import WatchSettings

WHOLE = 64 << 20
PIECE = 1 << 20
KINDS = (".parquet", ".ndjson", ".jsonl", ".csv")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One day that is new or may have changed.

    Attributes:
        day: Its label.
        fingerprint: Of its input.
        count: Counts it with the engine, which keeps it until the next.
    """

    day: str
    fingerprint: str
    count: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The days that are new or may have changed, oldest first, and the files as they are now.

    ``damaged`` are sentences about files that cannot be read; their days wait until they can.
    """

    days: tuple[Arrival, ...]
    files: Mapping[str, Seen] = field(default_factory=dict)
    damaged: tuple[SeenbyError, ...] = ()


def arrivals(settings: WatchSettings, manifest: Manifest, engine: DuckEngine) -> Arrivals:
    """What the files of the input hold that has not been taken as it is now.

    Raises:
        UsageError: When there is no such file.
        SettingsError: When a file lacks a column that the settings name.
    """
    known, damaged, moved = dict(manifest.files), list[SeenbyError](), set[str]()
    for path in _input(settings):
        name, before = str(path), manifest.files.get(str(path))
        stat = path.stat()
        if before and (before.size, before.changed) == (stat.st_size, stat.st_mtime_ns):
            continue
        mark = fingerprint(path)
        if before and before.fingerprint == mark:
            known[name] = before.model_copy(update={"changed": stat.st_mtime_ns})
            continue
        try:
            days = engine.days_of(path)
        except Damaged as error:
            damaged.append(error)
            continue
        known[name] = Seen(size=stat.st_size, changed=stat.st_mtime_ns, fingerprint=mark, days=days)
        moved |= {*days, *(before.days if before else ())}
    return Arrivals(tuple(_of_files(engine, known, sorted(moved))), known, tuple(damaged))


def spooled(engine: DuckEngine, path: Path) -> Arrivals:
    """The days of one file that came by itself, such as lines on standard input; it holds its days whole."""
    days = engine.days_of(path)
    seen = Seen(size=path.stat().st_size, changed=0, fingerprint=fingerprint(path), days=days)
    return Arrivals(tuple(_of_files(engine, {str(path): seen}, days, by_name=False)))


def looked_at(settings: WatchSettings) -> Mapping[str, tuple[int, int]]:
    """The size and the time of change of every file of the input, as they are now; nothing where there is none."""
    found = {}
    with suppress(UsageError):
        for path in _input(settings):
            with suppress(FileNotFoundError):
                stat = path.stat()
                found[str(path)] = (stat.st_size, stat.st_mtime_ns)
    return found


def fingerprint(path: Path) -> str:
    """The fingerprint of a file, as the top of this module says."""
    size = path.stat().st_size
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        if size <= WHOLE:
            return hashlib.file_digest(stream, "sha256").hexdigest()
        digest.update(str(size).encode())
        digest.update(stream.read(PIECE))
        stream.seek(-PIECE, 2)
        digest.update(stream.read(PIECE))
    return digest.hexdigest()


def _of_files(
    engine: DuckEngine, files: Mapping[str, Seen], days: Iterable[str], *, by_name: bool = True
) -> Iterable[Arrival]:
    for day in days:
        having = {name: seen for name, seen in sorted(files.items()) if day in seen.days and Path(name).exists()}
        if not having:
            continue
        parts = [f"{name if by_name else ''}\n{seen.fingerprint}\n" for name, seen in having.items()]
        mark = hashlib.sha256("".join([day, "\n", *parts]).encode()).hexdigest()
        paths, alone = [Path(name) for name in having], all(seen.days == (day,) for seen in having.values())
        yield Arrival(day, mark, _counting(engine, paths, day, alone))


def _counting(engine: DuckEngine, paths: list[Path], day: str, alone: bool) -> Callable[[], None]:
    return lambda: engine.count(paths, day, alone=alone)


def _input(settings: WatchSettings) -> list[Path]:
    told = settings.file.input
    base = str(settings.folder / told.path)
    if Path(base).is_dir():
        found = [path for path in Path(base).rglob("*") if path.suffix in KINDS and not path.name.startswith(".")]
    else:
        found = [Path(name) for name in glob.iglob(base, recursive=True)]  # noqa: PTH207 - an absolute pattern
    if not found:
        raise UsageError("there is no file to watch", where=base, remedy="check path under [input]")
    return sorted(found)
