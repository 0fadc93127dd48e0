"""Reading the small TOML files that a user writes, with errors that name the file and the line or the key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from seenby.errors import SettingsError
from seenby.spelling import question


class Settings(BaseModel):
    """Base of what users write: frozen, and a key that means nothing is an error rather than ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


SAVE_AS_UTF8 = "save it as UTF-8, which an editor offers where it asks for the encoding"
_PLACE = re.compile(r"\(at (line \d+)")
EXAMPLE = "compare it with the example in docs/how-to.md"
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
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError("is not UTF-8 text", where=f"{where}, line {line}", remedy=SAVE_AS_UTF8) from error
    except (ValueError, RecursionError) as error:
        place = _PLACE.search(str(error))
        raise SettingsError(
            "is not valid TOML",
            where=f"{where}, {place[1]}" if place else where,
            remedy=EXAMPLE,
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


def keys_at(kind: type[BaseModel], location: Iterable[int | str]) -> Iterator[str]:
    """The keys that a table may have, which stands at a place in settings of a kind."""
    models = {kind}
    for part in location:
        inner = {one for model in models for one in _models_in(_fields(model).get(str(part)))}
        tagged = {model for model in models if model.__name__ == part}
        # A number of a list, the key of a mapping: what stands under it is of the same kinds.
        models = inner or tagged or models
    for model in models:
        yield from _fields(model)


def _fields(model: type[BaseModel]) -> dict[str, object]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _models_in(hint: object) -> Iterator[type[BaseModel]]:
    """The kinds of tables in a type: itself, or in a list, a mapping or an alternative."""
    if isinstance(hint, type) and get_origin(hint) is None and issubclass(hint, BaseModel):
        yield hint
    for inner in get_args(hint):
        yield from _models_in(inner)


def check(kind: type[Kind], tables: object, where: str) -> Kind:
    """The tables as settings.

    Raises:
        SettingsError: Naming the first key that does not fit, and why; a misspelled one comes first.
    """
    try:
        return kind.model_validate(tables)
    except ValidationError as error:
        first, remedy = _most_telling(kind, error)
        key = _key(first["loc"], tables) or "the file"
        raise SettingsError(f"“{key}”: {first['msg'].lower()}", where=where, remedy=remedy) from error


def _most_telling(kind: type[BaseModel], error: ValidationError) -> tuple[ErrorDetails, str]:
    """What to say of all that does not fit, and what to do: a misspelled key before the one that is missing for it."""
    wrong = error.errors(include_url=False, include_input=False)
    for one in wrong:
        if one["type"] == "extra_forbidden":
            *table, written = one["loc"]
            asked = question(str(written), keys_at(kind, table))
            if asked:
                return one, f"{asked} If not, {EXAMPLE}"
    return wrong[0], EXAMPLE
