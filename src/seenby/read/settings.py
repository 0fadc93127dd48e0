"""Reading the small TOML files that a user writes, with errors that name the file and the line or the key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from seenby.errors import SettingsError


class Settings(BaseModel):
    """Base of what users write: frozen, and a key that means nothing is an error rather than ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Kind = TypeVar("Kind", bound=Settings)


def load_toml(path: Path) -> dict[str, object]:
    """The file's tables.

    Raises:
        SettingsError: When it is missing, is not UTF-8 or is not valid TOML, naming the line.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError("cannot be opened", where=str(path), remedy="check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"is not valid TOML ({error})", where=str(path), remedy="compare it with the example in docs/how-to.md"
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
