"""Words and headers as data: what the interfaces print, from the lists that the notes on formats became."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

CELLS = Path(__file__).parents[3] / "src" / "seenby" / "read" / "cells"


@lru_cache(maxsize=64)
def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def meta_languages() -> dict[str, Path]:
    """The file of headers for each language of Meta's Ads Manager."""
    return {path.stem: path for path in sorted((CELLS / "columns" / "meta").rglob("*.toml"))}


def headers(family: str, language: str) -> dict[str, list[str]]:
    """The spellings of every column in one language of one platform."""
    if family == "meta":
        return _load(meta_languages()[language])
    return _load(CELLS / "columns" / f"{family}.toml")[language]


def languages(family: str) -> list[str]:
    """The languages that a platform's headers are known in."""
    return list(meta_languages()) if family == "meta" else list(_load(CELLS / "columns" / f"{family}.toml"))


def word(kind: str, section: str, language: str, rng: Random) -> str:
    """A word of a list in a language, or in English where the list has none."""
    lists = _load(CELLS / "word_lists" / f"{kind}.toml")[section]
    options = lists.get(language) or lists["en"]
    return options[0] if rng.random() < 0.6 else rng.choice(options)


def people_words(language: str, rng: Random) -> dict[str, str]:
    """What an export in this language calls women, men and the unknown."""
    words = {gender: word("gender", gender, language, rng) for gender in ("female", "male")}
    unknown = _load(CELLS / "word_lists" / "unknown.toml")["words"]
    words["unknown"] = (unknown.get(language) or unknown["en"])[0]
    if rng.random() < 0.3:
        words = {name: text.capitalize() for name, text in words.items()}
    return words
