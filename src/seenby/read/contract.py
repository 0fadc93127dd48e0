"""What a reader hands over: rows of named text cells, and what the platform means by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from seenby.model import Aim, Health
from seenby.read.files.open_files import RawFile
from seenby.read.files.tabular import Grid
from seenby.read.row import Row

KEYS = ("account", "account_id", "campaign", "campaign_id", "ad_set", "ad_set_id", "ad", "ad_id")
GROUPS = ("gender", "age", "country", "region", "placement")
DATES = ("start", "end", "day")
METRICS = ("impressions", "reach", "spend", "share")
BETWEEN = " · "
"""What stands between a platform and a position on it, in one name of a placement."""

SPLIT = "split"
"""What else tells rows of one ad and group apart, such as the device: never measured, but rows without are totals."""

FIELDS = (*KEYS, *GROUPS, *DATES, *METRICS, "currency", SPLIT)
"""Every field a row can carry, in the order it is kept."""

MARKS = ("record", "subject")
"""Cells of a document's records that tell whether two are the same one, and whether two speak of the same thing."""


@dataclass(frozen=True, slots=True)
class PlainTable:
    """How the engine itself may read a large, plain CSV file, without a detour through Python.

    ``whole_money`` says that no amount among the first rows has decimals, so that none further down may have any.
    """

    path: Path
    delimiter: str
    header_row: int
    width: int
    columns: Mapping[str, int]
    whole_money: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table of an export, read by one reader.

    Attributes:
        label: The file, and the sheet where there are several.
        platform: Where the ad ran, in lower case.
        fields: The fields that its rows may have, in the order of `FIELDS`.
        rows: The rows, as often as asked.
        decimal_hint: ``.`` or ``,`` where the language or the delimiter suggests one.
        decimal_given: Whether the hint is the user's own word, not a guess.
        machine: Whether the figures were written by a machine (JSON), always with a decimal point.
        share_of: What a percentage is a share of, where the source gives percentages.
        person_fields: Breakdowns over which one account is counted once, so that reach adds up.
        aims: Aims found in the source, by the ad's id or name.
        unique_rows: Whether rows carry `MARKS`, so that a record that comes twice, as when pages overlap, counts once.
        health: What the reader noticed.
        plain: How the engine may read the table by itself; None when it may not.
        currency: The currency named in a header.
        money_unit: How many of its units of money make one of the currency: 1, or 100 or 1,000,000.
        language: The language of the headers; None where there are none, as in JSON.
        snapshot_at: When it was exported, where the source itself says so.
    """

    label: str
    platform: str
    fields: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    decimal_hint: str | None = None
    machine: bool = False
    decimal_given: bool = False
    share_of: Literal["impressions", "reach"] = "reach"
    person_fields: frozenset[str] = frozenset({"gender", "age"})
    aims: Mapping[str, Aim] = field(default_factory=dict)
    health: tuple[Health, ...] = ()
    unique_rows: bool = False
    plain: PlainTable | None = None
    currency: str | None = None
    money_unit: int = 1
    language: str | None = None
    snapshot_at: datetime | None = None


@dataclass(frozen=True)
class Options:
    """What the user said about how to read."""

    mapping: Path | None = None
    columns: Path | None = None
    encoding: str | None = None
    plain_from: int = 8 * 2**20


@dataclass(frozen=True)
class Peek:
    """What detection looks at: the file, and whichever of its forms makes sense.

    Attributes:
        raw: The file.
        options: What the user said about how to read it.
        grids: Its tables, when it is a table.
        document: Its first record and outer keys, when it is JSON.
        is_form: Whether it is a small TOML file.
    """

    raw: RawFile
    options: Options
    grids: tuple[Grid, ...] = ()
    document: Mapping[str, object] | None = None
    is_form: bool = False


class Reader(Protocol):
    """One export format. To add one: a file with such an object, and its name in ``registry.py``."""

    @property
    def name(self) -> str:
        """How it is called in findings and in ``seenby readers``."""

    @property
    def title(self) -> str:
        """What it reads, for a person."""

    @property
    def version(self) -> str:
        """Raised whenever the same file would give other figures."""

    @property
    def example(self) -> str:
        """A command that uses it."""

    def recognise(self, peek: Peek) -> int:
        """How sure this reader is that the file is its own: 0 for not at all, else the number of marks found."""

    def read(self, peek: Peek) -> Sheet:
        """The file's table.

        Raises:
            Unreadable: When the file is this reader's, but cannot be read.
        """
