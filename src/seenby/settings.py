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


def _key(location: tuple[int | str, ...], tables: object) -> str:
    """Where in the tables an error is, as a person counts: ``cells 1.expected``."""
    parts, at = list[str](), tables
    for part in location:
        if isinstance(part, int):
            parts[-1:] = [f"{''.join(parts[-1:])} {part + 1}"]
            at = at[part] if isinstance(at, list | tuple) and part < len(at) else None
        elif isinstance(at, dict):
            parts.append(part)
            at = at.get(part)
        # What is left are names of types that the value might have had.
    return ".".join(parts)


def check(kind: type[Kind], tables: object, where: str) -> Kind:
    """The tables as settings.

    Raises:
        SettingsError: Naming the first key that does not fit, and why.
    """
    try:
        return kind.model_validate(tables)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = _key(first["loc"], tables) or "the file"
        raise SettingsError(
            f"“{key}”: {first['msg'].lower()}", where=where, remedy="compare it with the example in docs/how-to.md"
        ) from error
