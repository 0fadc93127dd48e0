"""Columns that are not read although their cells name genders or ages: perhaps the very breakdown that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seenby.model import Health
from seenby.model.audience import PEOPLE
from seenby.read.cells.vocabulary import group_words, unrecognised
from seenby.read.files.tabular import first_rows
from seenby.read.sentences import say
from seenby.read.tables.rows_by_field import Table


def people_not_read(table: Table) -> Iterator[Health]:
    """A note for each column that holds nothing but genders or ages, where the table has no such column that is read.

    It is not taken for one: who an ad was aimed at looks just the same.
    """
    rows = [cells for number, cells in first_rows(table.grid) if number > table.header_row and any(cells)]
    for dimension in PEOPLE:
        if dimension in table.columns.fields or "criteria" in table.columns.fields:
            continue
        for index, header in enumerate(table.headers):
            cells = {cells[index].strip() for cells in rows if index < len(cells)}
            if header in table.columns.unused and _are_people(dimension, sorted(cells)):
                note = say("people-not-read", "said", header=header.strip(), dimension=dimension)
                yield Health("people-not-read", "warning", note, table.grid.label)


def _are_people(dimension: str, cells: Sequence[str]) -> bool:
    try:
        groups = set(group_words(dimension, cells).values()) - {"", "unknown"}
    except ValueError:
        return False
    return len(groups) > 1 and not unrecognised(dimension, cells)
