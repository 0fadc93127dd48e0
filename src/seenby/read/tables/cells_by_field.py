"""One row of a table: its cells under their fields, and whether it is an average or a total of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from seenby.read.cells.vocabulary import group_words, is_average, is_missing, is_total
from seenby.read.contract import BETWEEN, GROUPS, KEYS, SPLIT
from seenby.read.row import Row, RowKind
from seenby.read.sentences import say

POSITION = "platform_position"
"""A second column that refines the placement: ``facebook`` and ``feed`` become ``facebook · feed``."""


def fitted(cells: list[str], width: int, *, padded: bool) -> list[str] | None:
    """The row at the header's width, if it fits. A sheet leaves out empty cells at the end, a text file never does."""
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    if len(cells) < width and padded:
        return cells + [""] * (width - len(cells))
    return cells if len(cells) == width else None


def row_of(number: int, cells: Sequence[str], chosen: Mapping[str, int], splits: Sequence[int]) -> Row:
    """A row's cells under their fields.

    Args:
        number: The row's number in the file.
        cells: Its cells, as wide as the header.
        chosen: The column of each field.
        splits: The columns of what else rows are broken down by.
    """
    by_field = {name: cells[index] for name, index in chosen.items()}
    if splits:
        by_field[SPLIT] = " · ".join(filter(None, (_part(cells[index]) for index in splits)))
    if POSITION in by_field:
        parts = (by_field.get("placement", "").strip(), by_field.pop(POSITION).strip())
        by_field["placement"] = BETWEEN.join(part for part in parts if part)
    groups = [name for name in GROUPS if name in by_field]
    for name in groups:
        # Nearly every row names a group, and then it is neither an average nor a total of all.
        if not _names_no_group(by_field[name]):
            return Row(number, by_field)
    if groups and _is_average(cells, by_field):
        return Row.left_out(number, say("left-out", "average"))
    if _is_grand_total(cells, by_field):
        return Row(number, by_field, RowKind.GRAND_TOTAL)
    return Row(number, by_field)


@lru_cache(maxsize=4096)
def _part(cell: str) -> str:
    """The device, hour or the like that a cell names; nothing where it is blank or a word for all."""
    try:
        return cell.strip() if group_words("placement", [cell])[cell] else ""
    except ValueError:
        return cell.strip()  # an hour or a week is a number or a date, and quite right


@lru_cache(maxsize=4096)
def _names_no_group(cell: str) -> bool:
    return is_missing(cell) or is_total(cell) or not _part(cell)


def _is_average(cells: Sequence[str], row: Mapping[str, str]) -> bool:
    """Whether the row's one name, in its first cell that is not blank, is a word for an average."""
    names = [row[name] for name in KEYS if name in row and row[name].strip()]
    return len(names) <= 1 and is_average(next((cell for cell in cells if cell.strip()), ""))


def _is_grand_total(cells: Sequence[str], row: Mapping[str, str]) -> bool:
    names = [row[name] for name in KEYS if name in row]
    named = [name for name in names if name.strip()]
    return is_total(next((cell for cell in cells if cell.strip()), "")) or (bool(names) and all(map(is_total, named)))
