"""``watch.toml``: what is watched, against what, and how sure one wants to be."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from seenby.errors import SettingsError
from seenby.judge.claims.claim_c_rules import FACTOR, FALSE_SHARE, FIRST_DAYS, MEAN_DAYS
from seenby.judge.phrases import most_clustered
from seenby.model.alarm import Against, Cell, Dimension, Side, Stream
from seenby.settings import Settings, check, load_toml

DIMENSIONS: tuple[Dimension, ...] = ("gender", "age", "placement")
Share = float | tuple[float, float]
RHO_MAX = most_clustered()
"""What a watch allows for unless its file says otherwise: days as clustered as the most clustered published ads."""


class Columns(Settings):
    """What the input calls our columns; an empty name says that it has none."""

    ad: str = Field("ad", min_length=1)
    account: str = ""
    day: str = Field("day", min_length=1)
    gender: str = "gender"
    age: str = ""
    placement: str = ""
    impressions: str = Field("impressions", min_length=1)
    spend: str = ""


OF_API = {"account": "account", "age": "age", "spend": "spend"}


class Input(Settings):
    """Where days come from: files, exports, an API (`api` and `accounts`) or a table (`postgres` and `table`)."""

    kind: Literal["parquet", "ndjson", "exports", "api", "postgres"] = "parquet"
    path: str = ""
    api: str = ""
    accounts: tuple[str, ...] = ()
    postgres: str = ""
    table: str = ""
    since: date | None = None
    columns: Columns = Columns()
    unknown: tuple[str, ...] = ("unknown", "Unknown", "")
    mapping: str = ""

    @model_validator(mode="before")
    @classmethod
    def _kind_of(cls, keys: Any) -> Any:
        """The kind follows from the address or the database that is named; an API's columns are known."""
        if not isinstance(keys, dict) or not (keys.get("api") or keys.get("postgres")):
            return keys
        kind = "api" if keys.get("api") else "postgres"
        return {**({"columns": OF_API} if kind == "api" else {}), "kind": kind, **keys}


class CellSettings(Settings):
    """One group to watch."""

    cell: str
    expected: Share | None = None
    columns: tuple[str, ...] = ()
    sides: tuple[Side, ...] = Field(("above", "below"), min_length=1)


class Expected(Settings):
    """The aim of the ads: a table with a row for each, or an aim file (for exports)."""

    table: str = ""
    ad: str = "ad"
    aim: str = ""
    line: float = Field(10, ge=0, lt=100)


class Past(Settings):
    """When an ad's own first days are the yardstick."""

    first_days: int = Field(FIRST_DAYS, ge=1)
    factor: float = Field(FACTOR, gt=1, allow_inf_nan=False)
    mean_days: float = Field(MEAN_DAYS, gt=1, allow_inf_nan=False)


class WatchFile(Settings):
    """The keys of ``watch.toml``; see docs/how-to.md for an example."""

    state: str = "watch-state"
    input: Input
    cells: tuple[CellSettings, ...] = Field(min_length=1)
    expected: Expected | None = None
    past: Past | None = None
    rho_max: float = Field(RHO_MAX, ge=0.001, lt=1)
    q: float = Field(FALSE_SHARE, gt=0, lt=1)
    grace_days: int = Field(3, ge=0)
    keep_days: int = Field(400, ge=1)
    parts: int = Field(1, ge=1, le=1000)
    flags: Literal["today", "stay"] = "today"


class WatchSettings:
    """A watch file, its cells and streams worked out, and its paths made whole.

    Attributes:
        file: The keys.
        folder: Where the file lies; paths in it are from here.
        cells: The cells, in the order of the file.
        streams: What is followed in every ad.
    """

    def __init__(self, file: WatchFile, folder: Path, where: str) -> None:
        self.file, self.folder, self.where = file, folder, where
        self.cells = tuple(_cell(one.cell, file.input, where) for one in file.cells)
        if len({cell.name for cell in self.cells}) < len(self.cells):
            raise SettingsError("a cell is named twice", where=where, remedy="name each once")
        self.streams = tuple(self._streams())
        _check_input(file.input, where)
        _check_yardsticks(file, where)

    def elsewhere(self, state: Path) -> WatchSettings:
        """The same watch with another folder for its state."""
        return WatchSettings(self.file.model_copy(update={"state": str(state)}), self.folder, self.where)

    @property
    def state(self) -> Path:
        """The folder of the state."""
        return self.folder / self.file.state

    def rules(self) -> Mapping[str, object]:
        """What the state depends on: the same state goes on only under the same rules."""
        return {
            "cells": [cell.name for cell in self.cells],
            "streams": [stream.name for stream in self.streams],
            "line": self.file.expected.line if self.file.expected else None,
            "past": self.file.past.model_dump() if self.file.past else None,
            "rho_max": self.file.rho_max,
            "parts": self.file.parts,
            "kind": self.file.input.kind,
        }

    def rules_hash(self) -> str:
        """SHA-256 of the rules, as canonical JSON."""
        return hashlib.sha256(json.dumps(self.rules(), sort_keys=True).encode()).hexdigest()

    def _streams(self) -> list[Stream]:
        found: list[tuple[Against, bool]] = [
            ("aim", self.file.expected is not None),
            ("past", self.file.past is not None),
        ]
        return [
            Stream(cell, side, against)
            for against, on in found
            if on
            for cell, one in zip(self.cells, self.file.cells, strict=True)
            for side in one.sides
        ]


def read_watch(path: Path) -> WatchSettings:
    """The settings in a watch file.

    Raises:
        SettingsError: When the file, a key, a cell or a share makes no sense.
    """
    return WatchSettings(check(WatchFile, load_toml(path), str(path)), path.resolve().parent, str(path))


def _cell(text: str, options: Input, where: str) -> Cell:
    """``gender: male, age: 13-17`` as a cell."""
    values: list[tuple[Dimension, str]] = []
    for part in text.split(","):
        # Only the first colon parts a name from its value: placements may have more.
        name, colon, value = (piece.strip() for piece in part.partition(":"))
        if name not in DIMENSIONS or not colon or not value:
            raise SettingsError(
                f"“{text}” is no cell",
                where=where,
                remedy='write for example "gender: male" or "gender: male, age: 13-17"',
            )
        if options.kind == "api" and name == "placement":
            raise SettingsError(
                f"“{text}”: the platform gives gender and age by day, not placement", where=where, remedy="watch those"
            )
        if options.kind == "exports" and (name == "placement" or "," in text):
            raise SettingsError(
                f"“{text}”: exports give gender or age by day, one at a time", where=where, remedy="watch those"
            )
        if options.kind != "exports" and not getattr(options.columns, name):
            raise SettingsError(
                f"“{text}” needs a column of {name}", where=where, remedy=f"name it under [input.columns] as {name}"
            )
        # Such rows are left out of every share, so the cell would have nobody for ever.
        if value in options.unknown:
            raise SettingsError(
                f"“{text}” watches a value that stands for “not known”",
                where=where,
                remedy="watch another, or take it out of unknown under [input]",
            )
        values.append((name, value))
    if len({dimension for dimension, _ in values}) < len(values):
        raise SettingsError(f"“{text}” names a dimension twice", where=where, remedy="name each once")
    return Cell(", ".join(f"{dimension}: {value}" for dimension, value in values), tuple(values))


def _check_input(options: Input, where: str) -> None:
    """Stop where an input is named by halves, or a password stands in the file."""
    for kind, address, within in (
        ("api", options.api, options.accounts),
        ("postgres", options.postgres, options.table),
    ):
        if (options.kind == kind) != bool(address) or bool(address) != bool(within):
            raise SettingsError(
                "[input] tells an API or a database by halves, or several inputs at once",
                where=where,
                remedy="name api and accounts, or postgres and table, or path",
            )
    if options.mapping and options.kind != "exports":
        raise SettingsError(
            "mapping under [input] is for exports only", where=where, remedy='add kind = "exports", or leave it out'
        )
    for name in options.accounts:
        if not name.removeprefix("act_").isdigit():
            raise SettingsError(
                "accounts under [input]: one is no account", where=where, remedy="write it like act_101"
            )
    if re.search(r"password|://", options.postgres, re.IGNORECASE):
        raise SettingsError(
            "postgres under [input] must hold no password, and no address that could",
            where=where,
            remedy='write "host=… dbname=… user=…" and put the password into PGPASSWORD or ~/.pgpass',
        )


def _check_yardsticks(file: WatchFile, where: str) -> None:
    """Stop where there is nothing to hold ads against, or a share that cannot be."""
    if file.expected is None and file.past is None:
        raise SettingsError(
            "there is nothing to hold the ads against", where=where, remedy="add [expected], [past] or both"
        )
    # Exports name ads as an audit does and carry their aims in a file; every other input has a table of its own ids.
    for key, on, kinds in (
        ("aim", bool(file.expected and file.expected.aim), "exports"),
        ("table", bool(file.expected and file.expected.table), "every input but exports"),
    ):
        if on and (file.input.kind == "exports") != (kinds == "exports"):
            raise SettingsError(f"{key} under [expected] is for {kinds}", where=where, remedy="leave it out")
    for one in file.cells:
        if len({*one.sides}) < len(one.sides):
            raise SettingsError(f"“{one.cell}” names a side twice", where=where, remedy="name each once")
        # A share that is not given is checked as 0, which is in range; whether one is needed is asked last.
        low, high = one.expected if isinstance(one.expected, tuple) else (one.expected or 0.0, one.expected or 0.0)
        if not 0 <= low <= high <= 1:
            raise SettingsError(
                f"“{one.cell}”: expected must be a share from 0 to 1, or two in order",
                where=where,
                remedy="write 0.5 for half",
            )
        if file.expected and one.columns and (not file.expected.table or len(one.columns) > 2):
            raise SettingsError(
                f"“{one.cell}”: columns are one share, or its two ends, of the table under [expected]",
                where=where,
                remedy="name the table, and one column or two",
            )
        if file.expected and one.expected is None and not one.columns and not file.expected.aim:
            raise SettingsError(
                f"“{one.cell}” has no expected share", where=where, remedy="give expected, columns, or an aim file"
            )
