"""``verify``: whether a study's folder is what was sealed, and whether its sources come to its findings again."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seenby.errors import SeenbyError, Unreadable
from seenby.evidence import MANIFEST, Difference, differences, files_in, opened, read_manifest
from seenby.evidence.hash_chain import read_chain
from seenby.study.folder import (
    BY_HAND,
    COLLECTED,
    DEVIATIONS,
    FINDINGS,
    JOURNAL,
    PLAN,
    REGISTRATION,
    SOURCES,
    STUDY,
    StudyFolder,
)
from seenby.study.steps.judge import PAGE, findings_text, json_text, judged
from seenby.study.steps.rebuild import unlike_made_again
from seenby.version import VERSION

SAME = 1e-9
"""How far two figures may lie apart, in themselves or as a share of the larger, and still be the same."""

FILES = (STUDY, PLAN, BY_HAND, REGISTRATION, DEVIATIONS, JOURNAL, COLLECTED, FINDINGS, MANIFEST, PAGE)
"""What is a file wherever it stands in a study's folder."""

VERIFICATION_SCHEMA = "seenby/verification/1"


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of verifying a folder.

    Attributes:
        root: The hash over all files that the manifest has; empty where the manifest is broken.
        registration: SHA-256 of the registration as it stands; empty where there is none.
        files: How many files were sealed.
        differences: Every file that is not as it was sealed, or not sound in itself.
        again: What came of judging the sources again, in a sentence; empty where nothing was judged.
        agrees: Whether judging again came to the findings that the folder has.
    """

    root: str
    registration: str
    files: int
    differences: tuple[Difference, ...]
    again: str
    agrees: bool

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.differences and self.agrees

    def as_json(self) -> dict[str, object]:
        """The verification in the shape ``seenby/verification/1``."""
        return {
            "schema": VERIFICATION_SCHEMA,
            "sound": self.sound,
            "root": self.root or None,
            "registration": self.registration or None,
            "files": self.files,
            "differences": [one.as_json() for one in self.differences],
            "again": self.again,
            "agrees": self.agrees,
        }


def verify(path: Path | str, root: str = "", registration: str = "") -> Verification:
    """Verify a study's folder, or a zip of one. Nothing is written into it.

    A folder is held against its own manifest, and what it comes to is made again from its sources. Whoever changed its
    sources, its lists and all that follows from them could have sealed it again: only a hash that was published shows.

    Args:
        path: The folder or the zip.
        root: The root hash as it was published, where it was.
        registration: The SHA-256 of the registration as it was published, where it was.

    Raises:
        UsageError: When there is neither, or it holds no manifest.
        Unreadable: When the zip is torn, or a file cannot be read.
    """
    with opened(Path(path)) as place:
        closed = _not_to_be_opened(place)
        if closed is not None:
            return Verification("", "", 0, (closed,), "Nothing was opened, so nothing was judged again.", agrees=False)
        sealed, files = "", 0
        found: list[Difference] = []
        try:
            manifest = read_manifest(place)
            sealed, files = manifest.root, len(manifest.files)
            found += differences(place, manifest)
        except Unreadable as error:
            if error.where != MANIFEST:
                raise
            found.append(Difference(MANIFEST, "broken", error.what))
        if root and sealed and root.strip().lower() != sealed:
            found.append(Difference(MANIFEST, "changed", "has another root than the one that was published"))
        folder = StudyFolder(place)
        found += _unsound_sources(place)
        found += _broken_chains(place)
        found += _another_registration(place)
        now = _fingerprint(place / REGISTRATION)
        if registration and registration.strip().lower() != now:
            found.append(Difference(REGISTRATION, "changed", "is not the one that was published"))
        again, agrees, unlike = _judged_again(folder)
        return Verification(sealed, now, files, _each_once([*found, *unlike]), again, agrees)


def _not_to_be_opened(place: Path) -> Difference | None:
    """What is no file of this folder: a link leads elsewhere, and a pipe would never end."""
    if not os.path.lexists(place / MANIFEST):
        return None
    try:
        list(files_in(place))
    except Unreadable as error:
        return Difference(error.where, "broken", error.what)
    folder = next((name for name in FILES if (place / name).is_dir()), None)
    return Difference(folder, "broken", "is a folder, and no file") if folder else None


def _each_once(some: list[Difference]) -> tuple[Difference, ...]:
    return tuple(sorted(dict.fromkeys(some)))


def _unsound_sources(place: Path) -> Iterator[Difference]:
    """Sources that are not what their names say."""
    for path in sorted((place / SOURCES).glob("*")):
        if path.is_file() and _fingerprint(path) != path.name.partition(".")[0]:
            yield Difference(f"{SOURCES}/{path.name}", "broken", "is not what its name says")


def _broken_chains(place: Path) -> Iterator[Difference]:
    """Lists that only grow, and did more than that."""
    for name in (JOURNAL, COLLECTED, DEVIATIONS):
        try:
            read_chain(place / name)
        except SeenbyError as error:
            row = error.where.rpartition(", ")[2]
            since = f", from {row} on" if row.startswith("row ") else ""
            yield Difference(name, "broken", f"is not what was written{since}")
        else:
            if (place / name).is_file() and not (place / name).read_bytes().endswith(b"\n"):
                yield Difference(name, "broken", "ends in the middle of a row")


def _another_registration(place: Path) -> Iterator[Difference]:
    """A registration that is not the one under which the run began, as the journal has it."""
    try:
        begun = next((row["registration"] for row in read_chain(place / JOURNAL) if row.get("registration")), None)
    except SeenbyError:
        return
    if begun is not None and begun != _fingerprint(place / REGISTRATION):
        yield Difference(REGISTRATION, "broken", "is not the one under which the run began")


def _judged_again(folder: StudyFolder) -> tuple[str, bool, tuple[Difference, ...]]:
    """What judging the sources again came to, whether the folder's findings agree, and what else does not."""
    path = folder.path(FINDINGS)
    if not path.is_file():
        # A page without the findings it shows was not left so by any step of a study.
        paged = (
            (Difference(FINDINGS, "missing", "is missing, though there is a page of it"),) if folder.has(PAGE) else ()
        )
        return "It was not judged yet, so there are no findings to compare.", True, paged
    try:
        text = path.read_bytes().decode()
        before = json.loads(text)
    except (ValueError, RecursionError):
        return "The findings cannot be read, so they could not be compared.", False, ()
    try:
        found = judged(folder)
    except SeenbyError as error:
        return f"The sources could not be judged again: {error}", False, ()
    made = before.get("version") if isinstance(before, dict) else None
    unlike = tuple(unlike_made_again(folder, found, made))
    differing = next(_differing(before, json.loads(findings_text(found.result))), None)
    if differing is None and text != json_text(before):
        # A key twice, of which a reader may see the first and a program the last.
        return "The findings are not written as judging writes them.", False, unlike
    other = f" They were made by seenby {made}, and this is {VERSION}." if made != VERSION else ""
    if differing is None:
        return f"Judged again, the sources come to the same findings.{other}", True, unlike
    return f"Judged again, the sources come to something else at “{differing}”.{other}", False, unlike


def _differing(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """Where two findings differ: figures by more than `SAME`, texts by a letter."""
    if isinstance(one, Mapping) and isinstance(other, Mapping) and one.keys() == other.keys():
        for key in one:
            yield from _differing(one[key], other[key], f"{at}.{key}" if at else key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (mine, theirs) in enumerate(zip(one, other, strict=True), 1):
            yield from _differing(mine, theirs, f"{at} {number}")
    elif not _same(one, other):
        yield at or "the whole"


def _same(one: Any, other: Any) -> bool:
    numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (one, other))
    if numbers:
        return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME)
    return type(one) is type(other) and bool(one == other)


def _fingerprint(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
