"""A mapping file: what the columns of any table are, in the user's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from seenby.errors import SettingsError
from seenby.read.cells.folded_text import fold
from seenby.read.contract import FIELDS
from seenby.settings import Settings, check, load_toml
from seenby.spelling import which_of


class Mapped(Settings):
    """A mapping file; see docs/how-to.md for an example."""

    platform: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = {}
    decimal: Literal[".", ","] | None = None
    currency: str | None = None
    percent_of: Literal["people", "impressions"] = "impressions"


def read_mapping(path: Path) -> Mapped:
    """The mapping in a TOML file.

    Raises:
        SettingsError: When the file, a key or a field makes no sense.
    """
    mapped = check(Mapped, load_toml(path), str(path))
    _check_fields(mapped, str(path))
    return mapped


def _check_fields(mapped: Mapped, where: str) -> None:
    unknown = sorted({*mapped.columns, *mapped.values} - set(FIELDS))
    if unknown:
        raise SettingsError(
            f"there is no field “{unknown[0]}”",
            where=where,
            remedy=which_of(unknown[0], FIELDS, "use some of"),
        )
    readings = Counter(map(fold, mapped.columns.values()))
    twice = [header for header in mapped.columns.values() if readings[fold(header)] > 1]
    if twice:
        raise SettingsError(
            f"two fields are to be read from one column, “{twice[0]}”",
            where=where,
            remedy="give each field a column of its own",
        )
