"""Nouns with the places of one machine taken out, so that they are the same on every other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TypeVar, cast

Thing = TypeVar("Thing")


def portable(thing: Thing, names: Mapping[str, str]) -> Thing:
    """The same noun with one text in place of another wherever it stands, at any depth.

    Args:
        thing: A frozen noun, or a text, tuple or mapping of such.
        names: For each text to be replaced what stands in its place.
    """
    return cast("Thing", _told(thing, names))


def _told(thing: object, names: Mapping[str, str]) -> object:
    if isinstance(thing, Enum):
        return thing
    if isinstance(thing, str):
        for here, there in names.items():
            thing = thing.replace(here, there)
        return thing
    if isinstance(thing, tuple) and type(thing) is tuple:
        return tuple(_told(one, names) for one in thing)
    if isinstance(thing, Mapping):
        return {_told(key, names): _told(value, names) for key, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type):
        return type(thing)(**{field.name: _told(getattr(thing, field.name), names) for field in fields(thing)})
    return thing
