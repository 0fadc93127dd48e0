"""Reading the small TOML files that a user writes, with errors that name the file and the line or the key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from seenby.errors import SettingsError


class Settings(BaseModel):
    """Base of what users write: frozen, and a key that means nothing is an error rather than ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


_PLACE = re.compile(r"\(at (line \d+)")
Kind = TypeVar("Kind", bound=Settings)


def load_toml(path: Path) -> dict[str, object]:
    """The file's tables.

    Raises:
        SettingsError: When it is missing, is not UTF-8 or is not valid TOML, naming the line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError("cannot be opened", where=str(path), remedy="check the path") from error
    return parse_toml(content, str(path))


def parse_toml(content: bytes, where: str) -> dict[str, object]:
    """The tables in a file's bytes.

    Raises:
        SettingsError: When they are not UTF-8 or not valid TOML, naming the line.
    """
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        place = _PLACE.search(str(error))
        raise SettingsError(
            "is not valid TOML",
            where=f"{where}, {place[1]}" if place else where,
            remedy="compare it with the example in docs/how-to.md",
        ) from error


def check(kind: type[Kind], tables: object, where: str) -> Kind:
    """The tables as settings.

    Raises:
        SettingsError: Naming the first key that does not fit, and why.
    """
    try:
        return kind.model_validate(tables)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        raise SettingsError(
            f"“{key}”: {first['msg'].lower()}", where=where, remedy="compare it with the example in docs/how-to.md"
        ) from error
