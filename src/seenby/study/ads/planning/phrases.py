"""Sentences, kept as data beside the code and filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seenby.model.wording.plural import number_of
from seenby.sentences import tables_of, text_of

ROOM = "seenby.study.ads.planning"

named = number_of


def table(name: str) -> Mapping[str, Any]:
    """The tables of one of the TOML files in ``texts/``."""
    return tables_of(ROOM, f"texts/{name}.toml")


def text(name: str) -> str:
    """One of the room's files."""
    return text_of(ROOM, name)


def money(amount: float, currency: str) -> str:
    """Whole hundredths as people write them: ``EUR 540.00``."""
    return f"{currency} {amount / 100:,.2f}"
