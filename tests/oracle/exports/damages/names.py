"""Ads with awkward names, which are theirs all the same."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.oracle.exports import words
from tests.oracle.exports.damages.kind import Damage, says
from tests.oracle.exports.table import Table

UNUSUAL = ("2025", "0012", "1,5", "18-24", "female", "Ad name", "65+", "1e5", "03/04/2025", "-5", "+1", "'x'", "a|b")
MISSING = ("N/A", "None", "nan", "null", "-", "--", "(not set)", "Unknown", "NULL")
CAPTIONS = (
    "Instagram post: so happy!\n\n#spring, #rings; 50% off\nlink in bio",
    'She said "yes";\nwe said, ok\n\n\n1,2,3',
    "a\tb\nc;d,e\n",
    "Total\n\nof 3 things, 5 colours",
)


def rename(tables: list[Table], level: str, old: str, new: str) -> None:
    """Give a unit another name, in the world and in every row."""
    for unit in tables[0].world.units:
        if unit.names[level] == old:
            unit.names[level] = new
    for table in tables:
        for row in table.rows:
            if row.get(level) == old:
                row[level] = new


def named(choose: Callable[[Table, Random], str]) -> Callable[[list[Table], Random], list[Table]]:
    """Damage that gives one unit such a name."""

    def run(tables: list[Table], rng: Random) -> list[Table]:
        table = tables[0]
        level = table.world.levels[-1]
        old = rng.choice(table.world.units).names[level]
        rename(tables, level, old, choose(table, rng))
        return tables

    return run


def _total(table: Table, rng: Random) -> str:
    text = words.word("total", "words", table.language, rng)
    return text.capitalize() if rng.random() < 0.7 else text


def _all(table: Table, rng: Random) -> str:
    return words.word("total", "all", table.language, rng).capitalize()


def _alike(tables: list[Table], rng: Random) -> list[Table]:
    level = tables[0].world.levels[-1]
    first, second = tables[0].world.units[:2]
    twin = first.names[level].upper()
    if twin not in (first.names[level], second.names[level]):
        rename(tables, level, second.names[level], twin)
    return tables


def _finest_is_text(table: Table) -> bool:
    return table.layout not in ("google", "library")


def _several(table: Table) -> bool:
    names = {unit.names[table.world.levels[-1]] for unit in table.world.units}
    return _finest_is_text(table) and len(table.world.units) > 1 and len(names) == len(table.world.units)


DOUBT = {"lost": frozenset({"total-does-not-fit"})}
DAMAGES = (
    Damage("an ad called Total", named(_total), _finest_is_text, 0, DOUBT),
    Damage("an ad called All", named(_all), _finest_is_text, 0, DOUBT),
    Damage("a caption of many lines", named(lambda _, rng: rng.choice(CAPTIONS)), _finest_is_text, 0),
    Damage("an unusual name", named(lambda _, rng: rng.choice(UNUSUAL)), _finest_is_text, 0),
    Damage("a name like a blank", named(lambda _, rng: rng.choice(MISSING)), _finest_is_text, 0),
    Damage("names that differ by case", _alike, _several, 0, says("names-alike")),
)
