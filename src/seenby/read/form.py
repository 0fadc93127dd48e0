"""The form for what an app shows of a boosted post: its keys, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from seenby.read.aims import AimSettings
from seenby.read.settings import Settings, check, load_toml

Figure = int | float | str


class Boost(Settings):
    """One boosted post, as the app shows it."""

    name: str
    platform: str = "instagram"
    people_reached: Figure | None = None
    impressions: Figure | None = None
    spend: Figure | None = None
    currency: str | None = None
    start: str | None = None
    end: str | None = None
    percent_of: Literal["people", "impressions"] = "people"
    gender: Mapping[str, Figure] = {}
    age: Mapping[str, Figure] = {}
    place: Mapping[str, Figure] = {}
    aim: AimSettings | None = None


class Form(Settings):
    """A form holds one post at its top, or several under ``[[post]]``."""

    post: tuple[Boost, ...] = ()


def read_form(path: Path) -> tuple[Boost, ...]:
    """The posts in a form.

    Raises:
        SettingsError: When the form does not make sense, naming the key.
    """
    tables = load_toml(path)
    if "post" in tables:
        return check(Form, tables, str(path)).post
    return (check(Boost, tables, str(path)),)
