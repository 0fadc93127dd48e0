"""Words kept as TOML beside the code of a room, and filled in: the one way in which every room does it.

This stands below all rooms and imports nothing of ours. It is no noun, and it reads files of the package, so it is not
in `seenby.model`, whose nouns do neither.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def text_of(room: str, name: str) -> str:
    """A text file of a room, which is named as a package: ``seenby.judge``."""
    return files(room).joinpath(name).read_text(encoding="utf-8")


@cache
def tables_of(room: str, name: str) -> Mapping[str, Any]:
    """The tables of a TOML file of a room: words, thresholds, published values."""
    return tomllib.loads(text_of(room, name))


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a room: templates by section and key.

    Attributes:
        room: The package that has them.
        name: The file they stand in.
    """

    room: str
    name: str = "sentences.toml"

    def __call__(self, section: str, key: str, **words: str) -> str:
        """A sentence with its words filled in.

        Raises:
            KeyError: When there is no such sentence, or a word that it needs is not given.
        """
        return str(tables_of(self.room, self.name)[section][key]).format(**words)
