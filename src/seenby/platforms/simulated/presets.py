"""The worlds that come with seenby."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

from seenby.errors import UsageError
from seenby.platforms.simulated.world_settings import Preset, read_preset
from seenby.spelling import which_of

FOLDER = "seenby.platforms.simulated"


def names() -> list[str]:
    """The presets by name."""
    folder = files(FOLDER) / "presets"
    return sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))


def preset(name: str, *, people: int | None = None, days: int | None = None) -> Preset:
    """A preset, with another number of people or days where asked. Budgets follow the people.

    Raises:
        UsageError: When there is no such preset, or a number is not positive.
    """
    if name not in names():
        raise UsageError(f"there is no preset “{name}”", remedy=which_of(name, names(), "use"))
    if any(number is not None and number < 1 for number in (people, days)):
        raise UsageError("a world needs people and days", remedy="use numbers from 1")
    text = (files(FOLDER) / "presets" / f"{name}.toml").read_text(encoding="utf-8")
    made = read_preset(text, f"{name}.toml")
    if people is not None:
        made = replace(made, people=replace(made.people, number=people))
    return made if days is None else replace(made, days=days)
