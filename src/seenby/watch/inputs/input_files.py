"""What has come since the last run: which days, from which files, told apart by fingerprints.

A file that has the size and the time of change that it had is the same file. Otherwise its fingerprint decides: the
SHA-256 of all of it up to 64 MB; of a larger one, of its size, its first and its last megabyte, where Parquet keeps the
places and ranges of its row groups. A file that is gone changes nothing.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from seenby.errors import SeenbyError, Unreadable, UsageError
from seenby.evidence import MANIFEST
from seenby.watch.alarms.notify import TOLD
from seenby.watch.alarms.phrases import say
from seenby.watch.engines.input_sql import KINDS, kind_of
from seenby.watch.engines.protocol import CountedDay, CountingEngine
from seenby.watch.manifest import ROOMS, Manifest, Seen
from seenby.watch.settings import WatchSettings

WHOLE = 64 << 20
PIECE = 1 << 20
DAY = re.compile(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
OURS = (*ROOMS, MANIFEST, TOLD)
STANDARD_INPUT = "standard input"
ANY = ""
"""Sorts before every day: what may have rows of any."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One day that is new or may have changed.

    Attributes:
        day: Its label.
        fingerprint: Of its input.
        count: Counts it with the engine.
        note: What a person should be told of it; empty where it is nothing.
    """

    day: str
    fingerprint: str
    count: Callable[[], CountedDay]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The days that are new or may have changed, oldest first, and the files as they are now.

    ``damaged`` are sentences about files that cannot be read; their days, and those after them, wait until they can.
    ``notes`` are what a person should be told of the input as a whole.
    """

    days: tuple[Arrival, ...]
    files: Mapping[str, Seen] = field(default_factory=dict)
    damaged: tuple[SeenbyError, ...] = ()
    notes: tuple[str, ...] = ()


def arrivals(settings: WatchSettings, manifest: Manifest, engine: CountingEngine) -> Arrivals:
    """What the files of the input hold that has not been taken as it is now.

    Raises:
        UsageError: When there is no such file.
        SettingsError: When a file lacks a column that the settings name, or has one of another type.
    """
    known, damaged = dict(manifest.files), list[SeenbyError]()
    moved, unsure = set[str](), set[str]()
    for path in _input(settings):
        name, before = str(path), manifest.files.get(str(path))
        try:
            seen = _look(engine, path, before)
        except Unreadable as error:
            damaged.append(error)
            # Its days wait; where nobody knows which they are, its name may tell, or else every day waits.
            unsure |= set(before.days if before else _days_in(name)) or {ANY}
            continue
        if seen is None:
            continue
        known[name] = seen
        # A day that has left a file is another day as well: its rows may have moved to another file.
        if before is None or seen.fingerprint != before.fingerprint:
            moved |= {*seen.days, *(before.days if before else ())}
    waiting = _waiting(unsure, manifest)
    days = _of_files(engine, known, sorted(day for day in moved if not waiting(day)))
    # What waits is looked at again, so it is not yet known.
    ready = {n: seen for n, seen in known.items() if not any(day in moved and waiting(day) for day in seen.days)}
    return Arrivals(tuple(days), {**manifest.files, **ready}, tuple(damaged))


def spooled(engine: CountingEngine, path: Path) -> Arrivals:
    """The days of one file that came by itself, such as lines on standard input; it holds its days whole.

    Raises:
        Unreadable: When nothing came, or it cannot be read.
    """
    days = engine.days_of(path, STANDARD_INPUT)
    if not days:
        raise Unreadable(
            "nothing came",
            where=STANDARD_INPUT,
            remedy="see whether what should have been piped in has run",
            unchanged="no day was taken",
        )
    seen = Seen(size=path.stat().st_size, changed=0, fingerprint=fingerprint(path), days=days)
    return Arrivals(tuple(_of_files(engine, {str(path): seen}, days, name=STANDARD_INPUT)))


def looked_at(settings: WatchSettings) -> Mapping[str, tuple[int, int]]:
    """The size and the time of change of every file of the input, as they are now; nothing where there is none."""
    found = {}
    with suppress(UsageError):
        for path in _input(settings):
            with suppress(FileNotFoundError):
                stat = path.stat()
                found[str(path)] = (stat.st_size, stat.st_mtime_ns)
    return found


def _look(engine: CountingEngine, path: Path, before: Seen | None) -> Seen | None:
    """A file as it is now; None where it has gone since it was listed."""
    _check_name(path)
    try:
        stat = path.stat()
        if before and (before.size, before.changed) == (stat.st_size, stat.st_mtime_ns):
            return before
        mark = fingerprint(path)
        if before and before.fingerprint == mark:
            return before.model_copy(update={"size": stat.st_size, "changed": stat.st_mtime_ns})
        return Seen(size=stat.st_size, changed=stat.st_mtime_ns, fingerprint=mark, days=engine.days_of(path))
    except FileNotFoundError:
        return None
    except Unreadable:
        if path.exists():
            raise
        return None
    except OSError as error:
        raise Unreadable(
            "cannot be opened",
            where=str(path),
            remedy="see that it may be read, and run again",
            unchanged="its days and those after them wait",
        ) from error


def _check_name(path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise Unreadable(
            "has a name that is not UTF-8",
            where=os.fsencode(path).decode("utf-8", "backslashreplace"),
            remedy="give it another and run again",
            unchanged="its days and those after them wait",
        ) from None


def _days_in(name: str) -> set[str]:
    """The days that the name of a file, or of a folder it is in, may stand for."""
    return {"-".join(found) for found in DAY.findall(name)}


def _waiting(unsure: Collection[str], manifest: Manifest) -> Callable[[str], bool]:
    """Whether a day waits, since a file that cannot be read may have rows of it, or of a day before it."""
    first = min({*unsure} - {day.day for day in manifest.days}, default=None)
    return lambda day: day in unsure or (first is not None and day >= first)


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
    engine: CountingEngine, files: Mapping[str, Seen], days: Iterable[str], *, name: str = ""
) -> Iterable[Arrival]:
    for day in days:
        having = {path: seen for path, seen in sorted(files.items()) if day in seen.days and Path(path).exists()}
        if not having:
            continue
        # Lines on standard input lie in another file each time, and are the same day all the same.
        parts = [f"{'' if name else path}\n{seen.fingerprint}\n" for path, seen in having.items()]
        mark = hashlib.sha256("".join([day, "\n", *parts]).encode()).hexdigest()
        paths, alone = [Path(path) for path in having], all(seen.days == (day,) for seen in having.values())
        yield Arrival(day, mark, _counting(engine, paths, day, alone, name), _twins(day, having))


def _twins(day: str, files: Mapping[str, Seen]) -> str:
    """The sentence about files of a day that hold the same; empty where none do."""
    first: dict[tuple[str, ...], str] = {}
    for name, seen in files.items():
        # Folders that stand for columns make other rows of the same file.
        columns = (part for part in Path(name).parts[:-1] if "=" in part)
        one = first.setdefault((seen.fingerprint, *columns), name)
        if one != name:
            return say("note", "twins", day=day, one=one, other=name)
    return ""


def _counting(engine: CountingEngine, paths: list[Path], day: str, alone: bool, name: str) -> Callable[[], CountedDay]:
    return lambda: engine.count(paths, day, alone=alone, name=name)


def _within(path: Path) -> Iterable[Path]:
    """A file, or those of a folder and the folders in it; what is hidden or unfinished begins with a dot or a line."""
    if not path.is_dir():
        return [path]
    return (file for file in path.rglob("*") if not any(part[0] in "._" for part in file.relative_to(path).parts))


def _input(settings: WatchSettings) -> list[Path]:
    """The files of the input, each once however many links lead to it; what the watch itself wrote is left out."""
    path, ours = settings.file.input.path, tuple(f"{os.path.normpath(settings.state / name)}/" for name in OURS)
    if not path:
        raise UsageError(
            "[input] names no path", where=settings.where, remedy="name one, or give - to read standard input"
        )
    base = settings.folder / path
    # A folder may have letters of a pattern in its name.
    names = [base] if base.exists() else glob.iglob(path, root_dir=settings.folder, recursive=True)  # noqa: PTH207
    listed = (path for name in names for path in _within(settings.folder / name))
    found: dict[tuple[int, int], Path] = {}
    for file in sorted(listed):
        if kind_of(file) and not f"{os.path.normpath(file)}/".startswith(ours) and file.is_file():
            stat = file.stat()
            found.setdefault((stat.st_dev, stat.st_ino), file)
    if not found:
        ends = ", ".join(KINDS)
        raise UsageError("there is no file to watch", where=str(base), remedy=f"check path under [input] ({ends})")
    return list(found.values())
