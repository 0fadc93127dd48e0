"""What came of a study: its kept sources, and how they are laid out to be read as a series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from seenby.errors import Damaged, UsageError
from seenby.evidence.hash_chain import read_chain
from seenby.evidence.temporary_folder import temporary
from seenby.model import KeptSource
from seenby.read.cells.dates import snapshot_time
from seenby.study.folder import COLLECTED, SOURCES, StudyFolder

DELIVERED = ("delivery", "export")
NOTHING_YET = b'{"data":[]}'
"""What a platform answers before an ad was shown to anybody, without its blanks."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Sources as files to be read: where each lies now, and what it is called in the folder."""

    paths: tuple[Path, ...]
    names: Mapping[str, str]


def kept_sources(folder: StudyFolder) -> tuple[KeptSource, ...]:
    """Everything that came, oldest first.

    Raises:
        Damaged: When the list of it is not what was written.
    """
    return tuple(_each(read_chain(folder.path(COLLECTED))))


def _each(rows: tuple[Mapping[str, Any], ...]) -> Iterator[KeptSource]:
    for row in rows:
        files = row.get("sources", ())
        if not isinstance(files, (list, tuple)):
            raise Damaged(
                "has a collection without its sources", where=COLLECTED, remedy="get the folder again", unchanged=""
            )
        for file in files:
            yield KeptSource(str(file), str(row.get("what", "")), str(row.get("at", "")), str(row.get("name") or ""))


@contextmanager
def laid_out(folder: StudyFolder, sources: tuple[KeptSource, ...]) -> Iterator[Laid]:
    """The sources with deliveries, named by when they came, so that the latest is known as such.

    Raises:
        UsageError: When there is none with a row in it.
        Damaged: When one is gone, or is not what its name says.
    """
    with temporary("sources") as room:
        names: dict[str, str] = {}
        # The same bytes twice are one snapshot, that of when they came first.
        first = {one.file: one for one in reversed(sources) if one.what in DELIVERED}
        for number, (file, one) in enumerate(sorted(first.items(), key=lambda item: (item[1].at, item[0]))):
            content = folder.source(file)
            if b"".join(content.split()) == NOTHING_YET:
                continue
            path = room.path / f"{_moment(one):%Y-%m-%d_%H-%M-%S} {_letters(number)}{Path(file).suffix}"
            path.write_bytes(content)
            names[str(path)] = f"{SOURCES}/{file}"
        if not names:
            raise UsageError(
                "nothing that was shown to anybody has been collected yet",
                where=str(folder.root),
                remedy="collect it with: seenby study collect FOLDER (or --from an export)",
            )
        yield Laid(tuple(map(Path, names)), names)


def _moment(one: KeptSource) -> datetime:
    """When a source was taken: as its own name says, else when it came."""
    said = snapshot_time(one.name) if one.name else None
    try:
        return said or datetime.fromisoformat(one.at)
    except ValueError as error:
        raise Damaged(
            "has a collection without a moment", where=COLLECTED, remedy="get the folder again", unchanged=""
        ) from error


def _letters(number: int) -> str:
    """A number in letters, which no reader takes for a date."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}")
