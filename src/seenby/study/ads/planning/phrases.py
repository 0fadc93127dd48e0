"""Sentences, kept as data beside the code and filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """The tables of one of the TOML files in ``texts/``."""
    return tomllib.loads(text(f"texts/{name}.toml"))


@cache
def text(name: str) -> str:
    """One of the room's files."""
    return files("seenby.study.ads.planning").joinpath(name).read_text(encoding="utf-8")


def money(amount: float, currency: str) -> str:
    """Whole hundredths as people write them: ``EUR 540.00``."""
    return f"{currency} {amount / 100:,.2f}"


def named(count: int, one: str, many: str) -> str:
    """A number and its noun: ``1 day``, ``12 pairs``."""
    return f"{count:,} {one if count == 1 else many}"
