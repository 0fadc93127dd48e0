"""A row as a reader hands it over: its cells by field, and whether it counts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import NamedTuple


class RowKind(Enum):
    """What a row is to the sum of its table."""

    DATA = auto()
    """It counts, and where it names no group it is a total of its ad, which is listed as left out."""

    AD_TOTAL = auto()
    """A record's own total of its ad: used as one, and no row of a table that a person could miss."""

    GRAND_TOTAL = auto()
    """A total over all ads: it is checked against the sum and never counted."""

    LEFT_OUT = auto()
    """It is not counted, for the reason that it carries."""


class Row(NamedTuple):
    """One row of an export. A plain tuple underneath, because a large export has millions.

    Attributes:
        number: Where it stands in the file, from 1, as a spreadsheet or a person counts; of JSON, its record.
        cells: Its cells by field, as text. A field that the row lacks is absent: not reported.
        kind: Whether it counts.
        reason: Why it is left out, for a person; empty where it is not.
    """

    number: int
    cells: Mapping[str, str]
    kind: RowKind = RowKind.DATA
    reason: str = ""

    @classmethod
    def left_out(cls, number: int, reason: str) -> Row:
        """A row that is listed with its reason and not counted."""
        return cls(number, {}, RowKind.LEFT_OUT, reason)
