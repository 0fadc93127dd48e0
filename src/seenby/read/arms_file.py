"""An arms file: which ads of an export were run against each other, and which were identical."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from seenby.errors import SettingsError
from seenby.model import Arms
from seenby.model.audience import DIMENSIONS, UNKNOWN
from seenby.read.cells.vocabulary import group_words
from seenby.settings import Settings, check, load_toml
from seenby.spelling import did_you_mean


class ArmsFile(Settings):
    """The keys of an arms file; see docs/how-to.md for an example."""

    arms: Mapping[str, tuple[str, ...]] = {}
    control: str | None = None
    twins: tuple[tuple[str, str], ...] = ()
    randomised: bool = False
    about: str = "gender"


def read_arms(path: Path) -> Arms:
    """The design in a TOML file.

    Raises:
        SettingsError: When the file or a key makes no sense, arms are of different lengths, or an ad has two places.
    """
    settings = check(ArmsFile, load_toml(path), str(path))
    _refuse_misfits(settings, str(path))
    dimension, group = _about(settings.about, str(path))
    return Arms(settings.arms, settings.control, settings.twins, settings.randomised, dimension, group, str(path))


def _refuse_misfits(settings: ArmsFile, where: str) -> None:
    if not settings.arms and not settings.twins:
        raise SettingsError("names no arms and no twins", where=where, remedy="compare it with docs/how-to.md")
    empty = next((name for name, ads in settings.arms.items() if not ads), None)
    if empty is not None:
        raise SettingsError(f"the arm “{empty}” has no ads", where=where, remedy="name its ads or leave it out")
    # The n-th ads of all arms ran side by side. One missing in the middle would pair all later ones wrongly.
    lengths = {name: len(ads) for name, ads in settings.arms.items()}
    if len(set(lengths.values())) > 1:
        counts = ", ".join(f"“{name}” {count}" for name, count in lengths.items())
        raise SettingsError(
            f"the arms have different numbers of ads ({counts})",
            where=where,
            remedy="the first ad of each arm ran together, the second of each, and so on: give each its partner",
        )
    if settings.control is not None and settings.control not in settings.arms:
        remedy = did_you_mean(settings.control, settings.arms, "name one under [arms]")
        raise SettingsError(f"the control “{settings.control}” is none of the arms", where=where, remedy=remedy)
    # An ad in two arms would be compared with itself, and differ from itself by nothing.
    placed = Counter(name for ads in settings.arms.values() for name in ads)
    twice = [name for name, count in placed.items() if count > 1]
    if twice:
        raise SettingsError(f"“{twice[0]}” stands in the arms twice", where=where, remedy="give each ad one place")
    if any(one == other for one, other in settings.twins):
        raise SettingsError("an ad is its own twin", where=where, remedy="name two ads that do not differ")
    twinned = Counter(name for pair in settings.twins for name in pair)
    again = next((name for name, count in twinned.items() if count > 1), None)
    if again is not None:
        raise SettingsError(
            f"“{again}” stands in the twins twice",
            where=where,
            remedy="give each ad one twin: pairs that share an ad count the same luck twice",
        )


def _about(text: str, where: str) -> tuple[str, str | None]:
    """The dimension, and the group where one is named: ``age: 65+``."""
    dimension, _, word = (part.strip() for part in text.partition(":"))
    remedy = 'write for example "gender" or "age: 65+"'
    if dimension not in DIMENSIONS:
        raise SettingsError(
            f"there is no dimension “{dimension}”", where=where, remedy=did_you_mean(dimension, DIMENSIONS, remedy)
        )
    if not word:
        return dimension, None
    try:
        group = word if dimension == "age_gender" else group_words(dimension, [word])[word]
    except ValueError as error:
        raise SettingsError(f"“{word}” is no group of “{dimension}”", where=where, remedy=remedy) from error
    if group in ("", UNKNOWN):
        raise SettingsError(f"“{word}” is no group that can be compared", where=where, remedy=remedy)
    return dimension, group
