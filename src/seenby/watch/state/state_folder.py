"""The folder of a watch: every day is whole in it or not there at all.

    manifest.json        what counts: written beside its place and moved there, after everything that it names
    names/PART-N.parquet  the ads in the order of the state, a file for each day that brought new ones
    days/…               the counts of a day by place, to work a restated day out again and to draw an ad's history
    states/…             the state after a day; those of the last days are kept, one more than are held open

A run writes new files, then the manifest; a kill before that leaves the day untaken, and the next run takes it. Files
that the manifest does not name are left over from such a kill and are cleared away.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import Field

from seenby.errors import Damaged, SettingsError, UsageError
from seenby.settings import Settings
from seenby.store.files import held, write_whole
from seenby.watch.settings import WatchSettings

SCHEMA = "seenby/watch-state/1"
MANIFEST = "manifest.json"
ROOMS = ("names", "days", "states")
OURS = re.compile(r"\d{8}-.*-\d+\.parquet")


class Taken(Settings):
    """One day that was taken.

    Attributes:
        day: Its label; the order of labels is the order of days.
        fingerprint: Of its input.
        counts: Its counts, a file a part; empty once they are no longer kept.
        states: The state after it, a file a part; empty once it is closed for good.
        ads: How many ads were shown.
    """

    day: str
    fingerprint: str
    counts: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    ads: int = 0


class Seen(Settings):
    """A file of the input as it was when its days were last looked at."""

    size: int
    changed: int
    fingerprint: str
    days: tuple[str, ...]


class Manifest(Settings):
    """All that a watch knows besides its numbers."""

    shape: str = SCHEMA
    rules: str
    serial: int = 0
    days: tuple[Taken, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    ads: tuple[int, ...] = ()
    files: dict[str, Seen] = Field(default_factory=dict)
    refused: dict[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    standing: dict[str, str] = Field(default_factory=dict)

    @property
    def last(self) -> str:
        """The last day taken; empty before the first."""
        return self.days[-1].day if self.days else ""


class WatchFolder:
    """The folder of one watch."""

    def __init__(self, settings: WatchSettings) -> None:
        self.root, self.settings = settings.state, settings

    def manifest(self) -> Manifest:
        """What was taken so far; a new watch where there is none.

        Raises:
            Damaged: When it is not a manifest.
            SettingsError: When it was made under other rules, or by a seenby that keeps it otherwise.
        """
        path, rules = self.root / MANIFEST, self.settings.rules_hash()
        parts = self.settings.file.parts
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            _check_shape(told, path)
            found = Manifest.model_validate(told)
        except FileNotFoundError:
            self._check_new(path)
            return Manifest(rules=rules, names=((),) * parts, ads=(0,) * parts)
        except (ValueError, OSError) as error:
            raise _no_manifest(path, "is not the manifest of a watch") from error
        if found.rules == rules and not len(found.names) == len(found.ads) == parts:
            raise _no_manifest(path, "is not the manifest of a watch")
        if found.rules != rules:
            raise SettingsError(
                "the cells, the line, rho_max, the past or the parts are not those that the state was made with",
                where=self.settings.where,
                remedy="put them back, or name another folder under state and run again from the first day",
                unchanged="the state was left as it was",
            )
        return found

    def _check_new(self, path: Path) -> None:
        """A first run that was killed leaves files of its first day; what else is there is not ours to clear away."""
        first = f"{1:08d}-"
        if any(not one.name.startswith(first) for room in ROOMS for one in (self.root / room).glob("*")):
            raise _no_manifest(path, f"is missing, though there are files in {', '.join(ROOMS)} beside it")

    def keep(self, manifest: Manifest) -> None:
        """Make a manifest the one that counts, and clear away what it does not name."""
        write_whole(
            self.root / MANIFEST,
            json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=0, sort_keys=True) + "\n",
            remedy="free some room, or name another folder under state",
        )
        self._clear(manifest)

    def path(self, room: str, manifest: Manifest, what: str, part: int) -> Path:
        """A new file in a room of the folder, named after the manifest's next number."""
        folder = self.root / room
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                "cannot be written", where=str(folder), remedy="name another folder under state"
            ) from error
        return folder / f"{manifest.serial + 1:08d}-{_safe(what)}-{part}.parquet"

    def within(self, name: str) -> Path:
        """A file that the manifest names."""
        return self.root / name

    def relative(self, path: Path) -> str:
        """The name the manifest gives a file, once it is on the disk for good."""
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        return str(path.relative_to(self.root))

    @contextmanager
    def lock(self, patience: float = 0.0) -> Iterator[None]:
        """Hold the folder against a second run, after some seconds of waiting for one to end.

        Raises:
            UsageError: When another run holds it, or it cannot be made.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                "cannot be made", where=str(self.root), remedy="name another folder under state"
            ) from error
        with held(self.root, "another run of this watch is at work", patience=patience):
            yield

    def _clear(self, manifest: Manifest) -> None:
        named = {name for day in manifest.days for name in (*day.counts, *day.states)}
        named |= {name for files in manifest.names for name in files}
        for room in ROOMS:
            for path in (self.root / room).glob("*.parquet"):
                if OURS.fullmatch(path.name) and f"{room}/{path.name}" not in named:
                    path.unlink(missing_ok=True)
        for draft in self.root.glob(f".{MANIFEST}-*"):
            draft.unlink(missing_ok=True)


def _no_manifest(path: Path, what: str) -> Damaged:
    return Damaged(
        what,
        where=str(path),
        remedy="put it back from a copy, or name another folder under state and run again from the first day",
        unchanged="the state was left as it was",
    )


def _check_shape(told: Any, path: Path) -> None:
    shape = told.get("shape") if isinstance(told, dict) else None
    if isinstance(shape, str) and shape != SCHEMA:
        raise SettingsError(
            "was made by another version of seenby, which keeps its state otherwise",
            where=str(path),
            remedy="use that version, or name another folder under state and run again from the first day",
            unchanged="the state was left as it was",
        )


def changed(manifest: Manifest, **what: Any) -> Manifest:
    """A manifest that differs in some things."""
    return manifest.model_copy(update=what)


def _safe(text: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in text)
