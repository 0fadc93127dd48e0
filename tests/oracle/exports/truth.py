"""Worlds whose truth is known: which ad was shown to whom, how often, and what it cost. All of it is invented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

UNKNOWN = "unknown"
GENDERS = ("female", "male")
AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
COUNTRIES = ("NL", "DE", "FR", "ES", "PL", "BE")
REGIONS = ("Utrecht", "Gelderland", "Zeeland", "Drenthe", "Limburg")
PLACES = ("facebook", "instagram", "messenger")
DIMENSIONS = ("gender", "age", "country", "region", "placement", "day")
PERSONAL = frozenset({"gender", "age", "country", "region"})
"""What each person is counted under once, in the worlds made here; not the days and places they were shown it at."""


class Cell(NamedTuple):
    """Who was shown it, where and when."""

    gender: str
    age: str
    country: str
    region: str
    placement: str
    day: int


class Figures(NamedTuple):
    """How often, to how many people, and for how many hundredths."""

    impressions: int
    people: int
    cents: int


@dataclass
class Unit:
    """One ad, or an ad set or campaign where the export goes no finer."""

    names: dict[str, str]
    number: str
    cells: dict[Cell, Figures]

    @property
    def path(self) -> tuple[str, ...]:
        """The names from the campaign down."""
        return tuple(self.names[level] for level in ("campaign", "ad_set", "ad") if level in self.names)

    def grouped(self, by: Sequence[str], days: Iterable[int] | None = None) -> dict[tuple, Figures]:
        """The figures of each group, as a platform that counts every person once would report them."""
        kept = None if days is None else set(days)
        groups: dict[tuple, list[tuple[Cell, Figures]]] = defaultdict(list)
        for cell, figures in self.cells.items():
            if kept is None or cell.day in kept:
                groups[tuple(getattr(cell, name) for name in by)].append((cell, figures))
        return {group: summed(cells) for group, cells in groups.items()}

    def whole(self) -> Figures:
        """The figures of all."""
        return summed(list(self.cells.items()))


def summed(cells: Sequence[tuple[Cell, Figures]]) -> Figures:
    """The figures of several cells. Of the days and places where a person saw it, half are taken to be the same's."""
    people: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for cell, figures in cells:
        people[cell[:4]].append(figures.people)
    reached = sum((sum(counts) + max(counts)) // 2 for counts in people.values())
    return Figures(sum(f.impressions for _, f in cells), reached, sum(f.cents for _, f in cells))


def together(one: dict[Cell, Figures], other: dict[Cell, Figures]) -> dict[Cell, Figures]:
    """The cells of two units as one's; nobody is taken to have seen both."""
    return {
        cell: Figures(*(a + b for a, b in zip(one.get(cell, NONE), other.get(cell, NONE), strict=True)))
        for cell in {**one, **other}
    }


NONE = Figures(0, 0, 0)


@dataclass
class World:
    """All units of an account, and over which days and groups they were shown."""

    units: list[Unit]
    first: date
    days: int
    levels: tuple[str, ...]
    by: tuple[str, ...]
    notes: list[str] = field(default_factory=list)

    def date(self, day: int) -> date:
        """The date of a day."""
        return self.first + timedelta(days=day)


NAMES = {
    "": ("Spring", "Ring A", "Picture 2", "Shoes 18-24", "Boots, black", "Video; long", "Women only", "Sale 50%", "B"),
    "de": ("Schmuck für Alle", "Größe M", "Mädchen", "Straße"),
    "fr": ("Été", "Bague à l’ancienne", "Garçon"),
    "es": ("Niña", "Montaña", "¿Verano?"),
    "pl": ("Jesień", "Złoto", "Źródło"),
    "cs": ("Květen", "Žluťoučký"),
    "ru": ("Весна", "Кольцо"),
    "uk": ("Весна", "Їжа"),
    "ja": ("春の広告", "指輪"),
    "ko": ("봄 광고", "반지"),
    "zh": ("春季", "戒指"),
    "tr": ("Gümüş", "İlkbahar", "Yüzük"),
    "vi": ("Mùa xuân", "Nhẫn"),
}


def make_world(rng: Random, *, levels: tuple[str, ...], by: tuple[str, ...], language: str) -> World:
    """A world with these levels and breakdowns, from one unit to five."""
    days = rng.choice((1, 2, 3, 5)) if "day" in by else rng.choice((1, 7, 30))
    many = rng.choice((1, 2, 2, 3, 4, 5))
    pool = [*NAMES[""], *NAMES.get(language, ())]
    units = [_unit(rng, levels, by, number, pool, days) for number in range(many)]
    first = date(2025, rng.randint(1, 12), rng.randint(1, 28))
    return World(_told_apart(units), first, days, levels, by)


def _told_apart(units: list[Unit]) -> list[Unit]:
    seen: set[tuple[str, ...]] = set()
    for number, unit in enumerate(units):
        if unit.path in seen:
            finest = list(unit.names)[-1]
            unit.names[finest] = f"{unit.names[finest]} #{number}"
        seen.add(unit.path)
    return units


def _unit(rng: Random, levels: Sequence[str], by: Sequence[str], number: int, pool: Sequence[str], days: int) -> Unit:
    names = {}
    for level in levels:
        widest = 1 if level == "campaign" else 2 if level == "ad_set" else 5
        names[level] = f"{pool[rng.randrange(len(pool))]} {rng.randrange(widest) + 1}"
    if "campaign" in names and "ad" in levels:
        names["campaign"] = f"Campaign {number % 2 + 1}"
    size = rng.choice((3, 40, 400, 4000, 60000))
    lists: dict[str, list[Any]] = {
        "gender": [*GENDERS, *([UNKNOWN] if rng.random() < 0.75 else [])],
        "age": [*rng.sample(AGES, rng.randint(2, 6)), *([UNKNOWN] if rng.random() < 0.2 else [])],
        "country": rng.sample(COUNTRIES, rng.randint(1, 3)),
        "region": rng.sample(REGIONS, rng.randint(2, 4)),
        "placement": rng.sample(PLACES, rng.randint(1, 3)),
        "day": list(range(days)),
    }
    return Unit(names, f"1202{rng.randrange(10**13):013d}", _cells(rng, lists, by, size))


def _cells(rng: Random, lists: dict[str, list], by: Sequence[str], size: int) -> dict[Cell, Figures]:
    cells: dict[Cell, Figures] = {}
    groups: dict[str, list[Any]] = {
        name: (values if name in by else values[:1] if name != "day" else [0]) for name, values in lists.items()
    }
    for gender in groups["gender"]:
        for age in groups["age"]:
            for country in groups["country"]:
                for region in groups["region"]:
                    for placement in groups["placement"]:
                        for day in groups["day"]:
                            small = 0.05 if UNKNOWN in (gender, age) else 1.0
                            shown = max(1, int(size * small * rng.random()))
                            people = 2 * rng.randint(0, shown // 2)
                            cents = rng.randint(0, shown * 2)
                            if rng.random() < 0.93 or not cells:
                                cells[Cell(gender, age, country, region, placement, day)] = Figures(
                                    shown, people, cents
                                )
    return cells
