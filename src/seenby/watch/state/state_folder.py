"""The folder of a watch: every day is whole in it or not there at all.

    manifest.json        what counts: whole or not there, and written after everything that it names
    names/PART-N.parquet  the ads in the order of the state, a file for each day that brought new ones
    days/…               the counts of a day by place, to work a restated day out again and to draw an ad's history
    states/…             the state after a day; those of the last days are kept, one more than are held open

A run writes new files, then the manifest; a kill before that leaves the day untaken, and the next run takes it. Files
that the manifest does not name are left over from such a kill and are cleared away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from seenby.errors import UsageError
from seenby.evidence import MANIFEST, SealedFolder
from seenby.evidence.atomic_write import make_folder, sync_folder, write_whole
from seenby.watch.manifest import OURS, ROOMS, Manifest, manifest_text, no_manifest, parse_manifest
from seenby.watch.settings import WatchSettings

REMEDY = "free some room, or name another folder under state"
HALF = "tmp_"
"""What DuckDB puts before the name of a file that it writes over another."""


class WatchFolder(SealedFolder):
    """The folder of one watch."""

    busy: ClassVar[str] = "another run of this watch is at work"

    def __init__(self, settings: WatchSettings) -> None:
        super().__init__(settings.state)
        self.settings = settings

    def manifest(self) -> Manifest:
        """What was taken so far; a new watch where there is none.

        Raises:
            Damaged: When it is not a manifest.
            SettingsError: When it was made under other rules, or by a seenby that keeps it otherwise.
        """
        path, rules, parts = self.path(MANIFEST), self.settings.rules_hash(), self.settings.file.parts
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            # No manifest is a new watch, unless there are files that only an old one can have written.
            self._check_new(path)
            return Manifest(rules=rules, names=((),) * parts, ads=(0,) * parts)
        except OSError as error:
            raise no_manifest(path) from error
        return parse_manifest(content, path, rules=rules, parts=parts, where=self.settings.where)

    def _check_new(self, path: Path) -> None:
        """A first run that was killed leaves files of its first day; what else is there is not ours to clear away."""
        first = f"{1:08d}-"
        if any(
            not one.name.removeprefix(HALF).startswith(first) for room in ROOMS for one in self.path(room).glob("*")
        ):
            raise no_manifest(path, f"is missing, though there are files in {', '.join(ROOMS)} beside it")

    def keep_manifest(self, manifest: Manifest) -> None:
        """Make a manifest the one that counts, and clear away what it does not name."""
        with _written(self.root):
            for room in ROOMS:
                if self.has(room):
                    sync_folder(self.path(room))
        write_whole(self.path(MANIFEST), manifest_text(manifest), remedy=REMEDY)
        self._clear(manifest)

    def new_path(self, room: str, manifest: Manifest, what: str, part: int) -> Path:
        """A new file in a room of the folder, named after the manifest's next number."""
        folder = self.path(room)
        path = folder / f"{manifest.serial + 1:08d}-{_safe(what)}-{part}.parquet"
        with _written(folder):
            make_folder(folder)
            # What a killed run left there: over a file, DuckDB writes one of another name first.
            path.unlink(missing_ok=True)
        return path

    def relative(self, path: Path) -> str:
        """The name the manifest gives a file, once it is on the disk for good."""
        with _written(path), path.open("rb") as stream:
            os.fsync(stream.fileno())
        return str(path.relative_to(self.root))

    @contextmanager
    def lock(self, patience: float = 0.0) -> Iterator[None]:
        """Hold the folder against a second run, after some seconds of waiting for one to end.

        Raises:
            FolderInUse: When another run holds it.
            UsageError: When it cannot be made.
        """
        try:
            make_folder(self.root)
        except OSError as error:
            raise UsageError(
                "cannot be made", where=str(self.root), remedy="name another folder under state"
            ) from error
        with super().lock(patience):
            yield

    def _clear(self, manifest: Manifest) -> None:
        named = set(manifest.named)
        for room in ROOMS:
            for path in self.path(room).glob("*.parquet"):
                if OURS.fullmatch(path.name.removeprefix(HALF)) and f"{room}/{path.name}" not in named:
                    path.unlink(missing_ok=True)


@contextmanager
def _written(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError("cannot be written", where=str(where), remedy=REMEDY) from error


def _safe(text: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in text)
