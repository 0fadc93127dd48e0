"""What a watch knows besides its numbers, and whether a manifest can be one that a watch wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from pydantic import Field

from seenby.errors import Damaged, SettingsError
from seenby.settings import Settings

SCHEMA = "seenby/watch-state/1"
ROOMS = ("names", "days", "states")
OURS = re.compile(r"(\d{8})-[^/\\\x00]*-(\d+)\.parquet")
MOST_ADS = 2**31 - 1
"""Places are numbers of 32 bits."""


class IngestedDay(Settings):
    """One day that came into the state.

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
    ads: int = Field(default=0, ge=0)


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
    serial: int = Field(default=0, ge=0)
    days: tuple[IngestedDay, ...] = ()
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

    @property
    def named(self) -> tuple[str, ...]:
        """Every file of the state that it names, by its path in the folder."""
        of_days = ((*day.counts, *day.states) for day in self.days)
        return tuple(chain.from_iterable((*self.names, *of_days)))


def changed(manifest: Manifest, **what: Any) -> Manifest:
    """A manifest that differs in some things."""
    return manifest.model_copy(update=what)


def manifest_text(manifest: Manifest) -> str:
    """A manifest as its file has it."""
    return json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def parse_manifest(content: bytes, path: Path, *, rules: str, parts: int, where: str) -> Manifest:
    """The manifest in a file's bytes.

    Args:
        content: The bytes.
        path: The file, to be named.
        rules: The hash of the rules that hold now.
        parts: In how many parts the state is kept now.
        where: The settings that say so, to be named.

    Raises:
        Damaged: When no watch can have written it.
        SettingsError: When it was made under other rules, or by a seenby that keeps it otherwise.
    """
    try:
        values = json.loads(content.decode())
        _check_shape(values, path)
        manifest = Manifest.model_validate(values)
    except (ValueError, RecursionError) as error:
        raise no_manifest(path) from error
    # Other rules explain another number of parts, so they come first; under the same ones it is damage.
    if manifest.rules != rules:
        raise SettingsError(
            "the cells, the line, rho_max, the past or the parts are not those that the state was made with",
            where=where,
            remedy="put them back, or name another folder under state and run again from the first day",
            unchanged="the state was left as it was",
        )
    if not all(_holds(manifest, parts)):
        raise no_manifest(path)
    return manifest


def no_manifest(path: Path, what: str = "is not the manifest of a watch") -> Damaged:
    """What to raise where a manifest cannot be read, or contradicts itself or the files beside it."""
    return Damaged(
        what,
        where=str(path),
        remedy="put it back from a copy, or name another folder under state and run again from the first day",
        unchanged="the state was left as it was",
    )


def _check_shape(values: Any, path: Path) -> None:
    shape = values.get("shape") if isinstance(values, dict) else None
    if isinstance(shape, str) and shape != SCHEMA:
        raise SettingsError(
            "was made by another version of seenby, which keeps its state otherwise",
            where=str(path),
            remedy="use that version, or name another folder under state and run again from the first day",
            unchanged="the state was left as it was",
        )


def _holds(manifest: Manifest, parts: int) -> Iterator[bool]:
    """What holds of every manifest that a watch writes. Others would lead out of the folder, or mix ads up."""
    days = manifest.days
    yield len(manifest.names) == len(manifest.ads) == parts
    yield all(
        bool(files) == bool(ads) and 0 <= ads <= MOST_ADS
        for files, ads in zip(manifest.names, manifest.ads, strict=True)
    )
    yield all(_is_file(name, "names", part, manifest.serial) for part, n in enumerate(manifest.names) for name in n)
    yield all(_in_parts(day.counts, "days", manifest, parts) for day in days)
    yield all(_in_parts(day.states, "states", manifest, parts) for day in days)
    yield len(set(manifest.named)) == len(manifest.named)
    # Counts are kept as long as states or longer, and both go with the oldest day first.
    yield all(bool(day.counts) or not day.states for day in days)
    yield all(not one.states or bool(other.states) for one, other in pairwise(days))
    yield all(not one.counts or bool(other.counts) for one, other in pairwise(days))
    yield not days or bool(days[-1].states)
    yield all(one.day < other.day for one, other in pairwise(days))
    labels = (
        *(day.day for day in days),
        *manifest.refused,
        *(day for seen in manifest.files.values() for day in seen.days),
    )
    yield all(map(_is_day, labels))


def _in_parts(files: Sequence[str], room: str, manifest: Manifest, parts: int) -> bool:
    return not files or (
        len(files) == parts and all(_is_file(name, room, part, manifest.serial) for part, name in enumerate(files))
    )


def _is_file(name: str, room: str, part: int, serial: int) -> bool:
    folder, _, file = name.partition("/")
    parts = OURS.fullmatch(file)
    return folder == room and parts is not None and int(parts[1]) <= serial and parts[2] == str(part)


def _is_day(label: str) -> bool:
    try:
        datetime.fromisoformat(label)
    except ValueError:
        return False
    return label[10:11] in ("", "T")
