"""Readers that other packages bring, found by the entry point ``seenby.readers``.

They are asked only about files that no reader of ours knows, so that a run that needs none of them never looks for
them. One that is broken or slow is named and left aside: a stranger's mistake must not cost anybody their audit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from seenby.errors import SeenbyError, Unreadable
from seenby.read.contract import FIELDS, MARKS, Peek, Reader, Sheet
from seenby.read.row import Row, RowKind

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "seenby.readers"
"""The group of entry points in which a package names its readers."""

LONGEST_LOOK = 5.0
"""Seconds a reader may take to be loaded, or to say whether a file is its own."""

MOST_WORDS = 200
TEXTS = ("name", "title", "version", "example")
T = TypeVar("T")


class LeftAside(NamedTuple):
    """A reader that is not used: what it is called, which package brings it, and what is wrong with it."""

    name: str
    package: str
    reason: str

    def __str__(self) -> str:
        return f"the reader “{self.name}” of {self.package} was left aside: {self.reason}"


class Installed(NamedTuple):
    """The readers that other packages bring, and those among them that cannot be used."""

    readers: tuple[InstalledReader, ...]
    left_aside: tuple[LeftAside, ...]


@dataclass(frozen=True)
class InstalledReader:
    """A reader from another package, behind a guard: whatever goes wrong in it is said by name.

    Attributes:
        reader: The package's own object.
        package: The package, with its version.
    """

    reader: Reader
    package: str

    @property
    def name(self) -> str:
        """Its own name."""
        return self.reader.name

    @property
    def title(self) -> str:
        """What it reads, in its own words."""
        return self.reader.title

    @property
    def version(self) -> str:
        """Its own version."""
        return self.reader.version

    @property
    def example(self) -> str:
        """Its own example."""
        return self.reader.example

    def recognise(self, peek: Peek) -> int:
        """How sure it is that the file is its own.

        Raises:
            _Broken: When it fails, takes too long, or answers with something else than a number.
        """
        marks = _within_time(lambda: self.reader.recognise(peek), _kind_of)
        if not isinstance(marks, int):
            raise _Broken(f"it answered with {type(marks).__name__}, and not with a number of marks")
        return marks

    def read(self, peek: Peek) -> Sheet:
        """The file's table, each row of which is looked at as it comes.

        Raises:
            Unreadable: As the reader says, or naming the reader where it fails.
        """
        where = peek.raw.shown
        try:
            sheet = _as_sheet(self.reader.read(peek))
        except SeenbyError:
            raise
        except (Exception, SystemExit) as error:
            raise self._failed(where, error) from error
        # The engine's own way past Python is for tables whose first rows we have looked at ourselves.
        return replace(sheet, rows=lambda: self._rows(sheet, where), plain=None)

    def _rows(self, sheet: Sheet, where: str) -> Iterator[Row]:
        try:
            for row in sheet.rows():
                _refuse_misshapen(row, sheet)
                yield row
        except SeenbyError:
            raise
        except (Exception, SystemExit) as error:
            raise self._failed(where, error) from error

    def _failed(self, where: str, error: BaseException) -> Unreadable:
        return Unreadable(
            f"the reader “{self.name}” of {self.package} failed ({_kind_of(error)})",
            where=where,
            remedy="tell whoever made that reader, or remove its package",
        )


class _Broken(Exception):
    """A reader that does not keep to the contract, or to the time."""


@cache
def installed(taken: frozenset[str]) -> Installed:
    """The readers that other packages bring, in the order of their names. They are looked for once in a run.

    Args:
        taken: The names that are ours. A second reader of one name would make findings ambiguous.
    """
    # Imported here, because it takes a good part of a start, and most runs never come here.
    from importlib.metadata import entry_points

    readers: dict[str, InstalledReader] = {}
    left_aside: list[LeftAside] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, _package(entry))):
        try:
            reader = _loaded(entry, {*taken, *readers})
        except _Broken as error:
            left_aside.append(LeftAside(entry.name, _package(entry), str(error)))
        else:
            readers[reader.name] = reader
    return Installed(tuple(readers.values()), tuple(left_aside))


def best_of(readers: Collection[InstalledReader], peek: Peek) -> tuple[InstalledReader | None, list[LeftAside]]:
    """The reader that is surest that a file is its own, and those that could not say."""
    best: InstalledReader | None = None
    most = 0
    left_aside = []
    for reader in readers:
        try:
            marks = reader.recognise(peek)
        except _Broken as error:
            left_aside.append(LeftAside(reader.name, reader.package, str(error)))
            continue
        if marks > most:
            best, most = reader, marks
    return best, left_aside


def _loaded(entry: EntryPoint, taken: Collection[str]) -> InstalledReader:
    reader = _within_time(entry.load, _in_words)
    texts = {name: getattr(reader, name, None) for name in TEXTS}
    missing = [name for name, text in texts.items() if not isinstance(text, str) or not text.isprintable()]
    missing += [name for name in ("recognise", "read") if not callable(getattr(reader, name, None))]
    if isinstance(reader, type) or missing:
        raise _Broken(f"it is no reader, for want of {', '.join(missing) or 'an instance of its class'}")
    if texts["name"] in taken:
        raise _Broken(f"another reader is called “{texts['name']}”")
    return InstalledReader(cast("Reader", reader), _package(entry))


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else "an unknown package"


def _within_time(work: Callable[[], T], words: Callable[[BaseException], str]) -> T:
    """What some work gives. A thread cannot be stopped, so work that takes too long is left behind, not waited for.

    Args:
        work: The work.
        words: How a failure of it is told.

    Raises:
        _Broken: When the work fails or takes too long.
    """
    answers: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # noqa: BLE001  a reader that leaves the program must not end ours
            failures.append(error)

    worker = threading.Thread(target=run, daemon=True, name="seenby-reader")
    worker.start()
    worker.join(LONGEST_LOOK)
    if failures:
        raise _Broken(words(failures[0])) from failures[0]
    if not answers:
        raise _Broken(f"it took longer than {LONGEST_LOOK:g} seconds")
    return answers[0]


def _as_sheet(sheet: object) -> Sheet:
    if not isinstance(sheet, Sheet):
        raise _Broken(f"it gave {type(sheet).__name__}, and not a Sheet")
    unknown = sorted(set(map(str, sheet.fields)) - set(FIELDS))
    if unknown:
        raise _Broken(f"there is no field “{unknown[0]}”")
    return sheet


def _refuse_misshapen(row: object, sheet: Sheet) -> None:
    if not isinstance(row, Row):
        raise _Broken(f"a row is {type(row).__name__}, and not a Row")
    if not all(isinstance(cell, str) for cell in row.cells.values()):
        raise _Broken(f"row {row.number} holds a cell that is no text")
    if sheet.unique_rows and row.kind is not RowKind.LEFT_OUT and not set(MARKS) <= set(row.cells):
        raise _Broken(f"row {row.number} lacks one of {' and '.join(MARKS)}")


def _in_words(error: BaseException) -> str:
    """An error that was met before any file was looked at, on one line and cut short."""
    words = "".join(sign if sign.isprintable() else " " for sign in " ".join(str(error).split()))
    return f"{type(error).__name__}: {words[:MOST_WORDS]}" if words else type(error).__name__


def _kind_of(error: BaseException) -> str:
    """An error by its kind alone, unless the words are ours: a stranger's may quote a cell with a person's words."""
    return str(error) if isinstance(error, _Broken) else type(error).__name__
