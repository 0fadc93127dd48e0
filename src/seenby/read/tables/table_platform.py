"""On which platform the ads of a table ran: told by marks of its own, by a column that says so, or not at all.

Every platform has impressions and spend. A table that has nothing else is read by the columns it has, and the name of
its platform is a guess; a table with another platform's marks must not bear the name of the reader that knows most of
its columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from typing import Any, NamedTuple

from seenby.errors import UnknownFormat
from seenby.model import Health
from seenby.read.cells.folded_text import LONGEST_WORD, fold
from seenby.read.cells.headers import is_of_one_family
from seenby.read.cells.loose_headers import words_of
from seenby.read.files.tabular import TextGrid, first_rows
from seenby.read.sentences import say
from seenby.read.tables.rows_by_field import Table
from seenby.sentences import tables_of

MOST_ROWS = 200_000
END = 512
"""The bytes at the end of a text file in which a note below the table is looked for."""


class Ran(NamedTuple):
    """Where the ads of a table ran, and what to know of that."""

    platform: str
    health: tuple[Health, ...] = ()


class _Marks(NamedTuple):
    headers: frozenset[str]
    together: tuple[frozenset[str], ...]
    notes: tuple[str, ...]


def where_it_ran(table: Table, own: str, family: str, title: str) -> Ran:
    """The platform of a table.

    Args:
        table: The table.
        own: The platform of the reader that knows most of its columns.
        family: The family of headers of that reader.
        title: What that reader reads, for a person.

    Raises:
        UnknownFormat: When a column says that the ads of one table ran on several platforms.
    """
    named = _named(table)
    marked = marks_of(table)
    if named or own in marked:
        return Ran(named or own)
    if len(marked) == 1:
        ((platform, mark),) = marked.items()
        note = say("platform-guessed", "marked", mark=mark, platform=_title(platform), title=title)
        return Ran(platform, (Health("platform-guessed", "info", note, table.grid.label),))
    if is_of_one_family(table.headers, family):
        return Ran(own)
    note = say("platform-guessed", "said", title=title)
    return Ran(own, (Health("platform-guessed", "info", note, table.grid.label),))


def marks_of(table: Table) -> dict[str, str]:
    """The platforms of which a table bears a mark, each with one of its marks as it stands there."""
    headers = {fold(header): header.strip() for header in table.headers if len(header) <= LONGEST_WORD}
    notes = " ".join(_notes(table))
    marked: dict[str, str] = {}
    for platform, marks in _marks().items():
        seen = [header for key, header in headers.items() if key in marks.headers]
        seen += [headers[min(lot)] for lot in marks.together if lot <= headers.keys()]
        seen += [note for note in marks.notes if note in notes]
        if seen:
            marked[platform] = seen[0]
    return marked


def _named(table: Table) -> str:
    """The platform that a column of platforms names; empty where no column does.

    Raises:
        UnknownFormat: When it names several.
    """
    for index, header in enumerate(table.headers):
        if len(header) > LONGEST_WORD or " ".join(words_of(header)) not in _columns():
            continue
        rows = (cells for number, cells in table.grid.rows() if number > table.header_row)
        cells = {cells[index] for cells in islice(rows, MOST_ROWS) if index < len(cells)}
        platforms = {platform: cell.strip() for cell in sorted(cells) if (platform := platform_called(cell))}
        if len(platforms) > 1:
            names = " and ".join(f"“{cell}”" for cell in sorted(platforms.values()))
            raise UnknownFormat(
                f"the rows under “{header.strip()}” are of several platforms ({names}), which count differently",
                where=table.grid.label,
                remedy="save the rows of each platform as a file of its own",
            )
        if platforms:
            return next(iter(platforms))
    return ""


@lru_cache(maxsize=4096)
def platform_called(name: str) -> str:
    """The platform that a cell names (``Facebook Ads``, ``google_ads``); empty where it names none."""
    words = words_of(name) if len(name) <= LONGEST_WORD else ()
    bare = " ".join(word for word in words if word not in _beside()) or " ".join(words)
    return _names().get(bare, "") or _names().get(" ".join(words), "")


def _title(platform: str) -> str:
    return str(_listed()[platform].get("title", platform.title()))


def _notes(table: Table) -> Iterator[str]:
    """What stands above the table and in rows of one cell, and how the file ends."""
    for number, cells in first_rows(table.grid):
        if number < table.header_row or sum(map(bool, cells)) == 1:
            yield " ".join(cells)
    grid = table.grid
    if isinstance(grid, TextGrid) and not grid.raw.packed:
        with grid.raw.path.open("rb") as stream:
            stream.seek(max(0, grid.raw.size - END))
            last = stream.read().decode("utf-8", "replace").strip().splitlines()[-1:]
        # A row of the table may hold any name at all; a note is one cell.
        yield from (line for line in last if grid.delimiter is None or grid.delimiter not in line)


@cache
def _marks() -> Mapping[str, _Marks]:
    return {
        platform: _Marks(
            frozenset(map(fold, entry.get("headers", ()))),
            tuple(frozenset(map(fold, lot)) for lot in entry.get("together", ())),
            tuple(entry.get("notes", ())),
        )
        for platform, entry in _listed().items()
        if platform != "columns"
    }


@cache
def _names() -> Mapping[str, str]:
    return {name: platform for platform, entry in _listed().items() for name in entry.get("names", ())}


@cache
def _columns() -> frozenset[str]:
    return frozenset(_listed()["columns"]["headers"])


@cache
def _beside() -> frozenset[str]:
    return frozenset(_listed()["columns"]["beside"])


def _listed() -> Mapping[str, Mapping[str, Any]]:
    return tables_of("seenby.read.tables", "platforms.toml")
