"""Nouns with the places of one machine taken out, so that they are the same on every other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TypeVar, cast

Thing = TypeVar("Thing")
NOWHERE = re.compile(r"(?!)")


def portable(thing: Thing, names: Mapping[str, str]) -> Thing:
    """The same noun with one text in place of another wherever it stands, at any depth.

    Args:
        thing: A frozen noun, or a text, tuple or mapping of such.
        names: For each text to be replaced what stands in its place.
    """
    # The longest first, so that no text is taken for the beginning of another.
    here = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True)))) if names else NOWHERE
    return cast("Thing", _told(thing, lambda text: here.sub(lambda match: names[match[0]], text)))


def _told(thing: object, said: Callable[[str], str]) -> object:
    if isinstance(thing, Enum):
        return thing
    if isinstance(thing, str):
        return said(thing)
    if isinstance(thing, tuple) and type(thing) is tuple:
        return tuple(_told(one, said) for one in thing)
    if isinstance(thing, Mapping):
        return {_told(key, said): _told(value, said) for key, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type):
        return type(thing)(**{field.name: _told(getattr(thing, field.name), said) for field in fields(thing)})
    return thing
