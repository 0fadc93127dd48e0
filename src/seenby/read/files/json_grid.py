"""Records that no reader of records knows, as a table: their keys are its header.

A warehouse answers with the columns of a table, and a script saves one so. The cells of an object within a record are
columns too, under both names (``metrics.impressions``); lists are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from seenby.read.files.json_frames import flat
from seenby.read.files.json_records import records, text_of
from seenby.read.files.open_files import RawFile
from seenby.read.files.tabular import NumberedCells


@dataclass(frozen=True)
class RecordGrid:
    """The records of a document as rows. The header is row 0, so that a row has the number of its record."""

    raw: RawFile
    delimiter: str | None = None

    @property
    def label(self) -> str:
        """The file."""
        return self.raw.shown

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The keys of all records, in the order in which they come: one may be missing from the first."""
        return tuple(dict.fromkeys(name for _, record in records(self.raw) for name, _ in flat(record)))

    def rows(self) -> Iterator[NumberedCells]:
        """The header, and the cells of every record.

        Raises:
            Damaged: When the document is not valid JSON or ends early.
        """
        yield 0, list(self.names)
        for number, record in records(self.raw):
            cells = dict(flat(record))
            yield number, [text_of(cells.get(name)) or "" for name in self.names]

    def head(self) -> Iterator[NumberedCells]:
        """The rows from the first."""
        return self.rows()
