"""An aim file: who the ads were aimed at, and how large each group is, as the advertiser was told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from seenby.errors import SettingsError
from seenby.model import Aim, Aims, Interval
from seenby.model.audience import JOIN, age_span, joint_group
from seenby.read.cells.numbers import NumberStyle, parse_count, parse_share
from seenby.read.cells.vocabulary import group_words, unrecognised
from seenby.settings import Settings, check, load_toml
from seenby.spelling import which_of

POINT = NumberStyle(".", undecided=False)
DIMENSIONS = ("gender", "age", "age_gender", "country", "region")


class AimSettings(Settings):
    """The keys of an aim; see docs/how-to.md for an example."""

    genders: tuple[str, ...] | None = None
    ages: str | None = None
    places: tuple[str, ...] | None = None
    interests: tuple[str, ...] = ()
    suggestion: bool = False
    estimated_audience: Mapping[str, Mapping[str, int | float | str]] = {}


class AimFile(AimSettings):
    """An aim for every ad, and others for ads named under ``ads``."""

    ads: Mapping[str, AimSettings] = {}


def read_aims(path: Path) -> Aims:
    """The aims in a TOML file.

    Raises:
        SettingsError: When the file, a key, a group or a size makes no sense.
    """
    settings = check(AimFile, load_toml(path), str(path))
    general = settings.model_dump(exclude={"ads"}, exclude_unset=True)
    by_ad = {
        name: aim_of(AimSettings(**{**general, **one.model_dump(exclude_unset=True)}), str(path))
        for name, one in settings.ads.items()
    }
    return Aims(aim_of(AimSettings(**general), str(path)) if general else None, by_ad)


def aim_of(settings: AimSettings, where: str) -> Aim:
    """The noun behind the settings.

    Raises:
        SettingsError: As `read_aims`.
    """
    return Aim(
        genders=_genders(settings.genders, where),
        ages=_ages(settings.ages, where),
        places=settings.places,
        interests=settings.interests,
        suggestion=settings.suggestion,
        estimated={
            dimension: _sizes(dimension, sizes, where) for dimension, sizes in settings.estimated_audience.items()
        },
        origin=where,
    )


def _genders(words: tuple[str, ...] | None, where: str) -> tuple[str, ...] | None:
    if words is None:
        return None
    groups = [_group("gender", word, where) for word in words]
    return tuple(sorted({group for group in groups if group})) if all(groups) else ("female", "male")


def _ages(text: str | None, where: str) -> tuple[int, int | None] | None:
    if text is None:
        return None
    span = age_span(text.replace("–", "-").replace(" ", ""))
    if span is None or (span[1] is not None and span[1] < span[0]):
        raise SettingsError('“ages” must look like "25-44" or "18+"', where=where, remedy="write it so")
    return span


def _sizes(dimension: str, sizes: Mapping[str, int | float | str], where: str) -> dict[str, Interval]:
    if dimension not in DIMENSIONS:
        raise SettingsError(
            f"there is no dimension “{dimension}”",
            where=where,
            remedy=which_of(dimension, DIMENSIONS),
        )
    by_group: dict[str, Interval] = {}
    for word, size in sizes.items():
        group = _group(dimension, word, where)
        if group in by_group:
            raise SettingsError(
                f"“{word}” names a group under “{dimension}” a second time", where=where, remedy="give its size once"
            )
        by_group[group] = _size(word, size, where)
    _refuse_overlap(dimension, by_group, where)
    if not any(size.high > 0 for size in by_group.values()):
        raise SettingsError(f"the sizes under “{dimension}” are all zero", where=where, remedy="give their sizes")
    return by_group


def _refuse_overlap(dimension: str, groups: Iterable[str], where: str) -> None:
    """Stop at bands of ages that share years, whose people would count twice."""
    spans = []
    for group in groups:
        band, _, gender = group.partition(JOIN)
        span = age_span(band) if dimension in ("age", "age_gender") else None
        spans += [(gender, span[0], math.inf if span[1] is None else span[1], group)] if span else []
    for before, after in pairwise(sorted(spans)):
        if before[0] == after[0] and after[1] <= before[2]:
            raise SettingsError(
                f"“{before[3]}” and “{after[3]}” under “{dimension}” share some ages",
                where=where,
                remedy="give bands that follow one another",
            )


def _group(dimension: str, word: str, where: str) -> str:
    try:
        if dimension != "age_gender":
            return _known(dimension, word)
        age, gender = word.replace(JOIN, " ").rsplit(maxsplit=1)
        return joint_group(_known("age", age), _known("gender", gender))
    except ValueError as error:
        raise SettingsError(
            f"“{word}” is no group of “{dimension}”",
            where=where,
            remedy='write for example "women" or "25-34 men"',
        ) from error


def _known(dimension: str, word: str) -> str:
    """The group a word names; ValueError where no list knows it, because then no delivery would ever match it."""
    group = group_words(dimension, [word])[word]
    if unrecognised(dimension, [word]):
        raise ValueError("a word that no list knows")
    return group


def _size(word: str, size: int | float | str, where: str) -> Interval:
    """People, or percent where the text says so; a range of either."""
    text = str(size)
    try:
        if "%" in text:
            low, dash, high = text.replace("%", "").replace("–", "-").partition("-")
            first, last = parse_share(low, POINT), parse_share(high or low, POINT)
            people = Interval(float(low), float(high)) if dash and first and last else first
        else:
            people = Interval.exact(float(size)) if isinstance(size, float) else parse_count(text, POINT)
    except ValueError:
        people = None
    if people is None or not 0 <= people.low < math.inf:
        raise SettingsError(
            f"the size of “{word}” is no number of people and no percentage",
            where=where,
            remedy='write for example 120000, "100,000-120,000" or "70-75%"',
        )
    return people
