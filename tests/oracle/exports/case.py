"""A case by its number: the same files, the same truth, every time."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.oracle.exports import layouts
from tests.oracle.exports.damage import DAMAGES
from tests.oracle.exports.damages.kind import Damage
from tests.oracle.exports.table import Table, file_of
from tests.oracle.exports.truth import World


@dataclass(frozen=True)
class Case:
    """Files, and what is true of them.

    Attributes:
        seed: The number that makes it again.
        about: What it is, in one line.
        by_number: Whether ads are told apart by their ids only.
        damages: The names of what was done to it.
        levels: The levels of names that its files still show.
        metrics: The figures they show.
        dimensions: What they break delivery down by.
        codes: For each kind of problem, the notes that say so; under ``""`` those that hold for all kinds.
        may_miss: Kinds of figures that nobody could find in them.
        slack: How far money may be off, where it is printed in whole units.
    """

    seed: int
    about: str
    files: tuple[tuple[str, bytes], ...]
    world: World
    by_number: bool
    damages: tuple[str, ...]
    levels: tuple[str, ...]
    metrics: tuple[str, ...]
    dimensions: tuple[str, ...]
    has_period: bool
    has_days: bool
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    may_miss: frozenset[str] = frozenset()
    slack: float = 0.0

    def __str__(self) -> str:
        return f"case {self.seed} ({self.about})"

    def codes_for(self, kind: str) -> frozenset[str]:
        """The codes of notes that would say that a figure of this kind is not to be believed."""
        return self.codes.get(kind, frozenset()) | self.codes.get("", frozenset())


def case(seed: int, only: str | None = None) -> Case:
    """The case with this number; with one damage only, where it is named."""
    rng = Random(seed)  # nothing here is a secret
    table = layouts.draw(rng)
    fitting = [damage for damage in DAMAGES if damage.fits(table)]
    count = rng.choice((0, 1, 1, 1, 2, 2))
    chosen = rng.sample(fitting, min(count, len(fitting)))
    if only:
        chosen = [damage for damage in fitting if damage.name == only]
    chosen.sort(key=lambda damage: damage.stage)
    tables = [table]
    done: list[Damage] = []
    for damage in chosen:
        if all(damage.fits(each) for each in tables) and (damage.stage != 1 or len(tables) == 1):
            tables = damage.run(tables, rng)
            done.append(damage)
    files = layouts_files(tables)
    for damage in done:
        if damage.on_files:
            files = damage.on_files(files, rng)
    return _case(seed, tables, tuple(files), done)


def layouts_files(tables: list[Table]) -> list[tuple[str, bytes]]:
    """The files of all tables."""
    if tables[0].layout == "library":
        return [layouts.library(tables[0])]
    return [file_of(table, number) for number, table in enumerate(tables)]


def _case(seed: int, tables: list[Table], files: tuple[tuple[str, bytes], ...], done: list[Damage]) -> Case:
    first = tables[0]
    fields = {name for table in tables for name in table.fields}
    by = {name for table in tables for name in table.by}
    joint = any(table.joint and {"age", "gender"} <= {*table.by} for table in tables)
    codes: dict[str, frozenset[str]] = {}
    for damage in done:
        for kind, names in damage.codes.items():
            codes[kind] = codes.get(kind, frozenset()) | names
    codes = {**codes, **_always(first, codes)}
    style = first.style
    wide = f"{style.kind}{style.packed and '.'}{style.packed} {style.encoding} {style.delimiter!r} {style.decimal!r}"
    about = (
        f"{first.layout} {first.language} {'/'.join(first.world.levels)} by {'+'.join(first.by) or 'nothing'}"
        f", {wide}{style.thousands!r} {style.dates}; {', '.join(damage.name for damage in done) or 'no damage'}"
    )
    hidden = {name for table in tables for name in table.hidden}
    levels = tuple(
        level for level in first.world.levels if (level in fields and level not in hidden) or first.layout == "library"
    )
    library = first.layout == "library"
    return Case(
        seed,
        about,
        files,
        first.world,
        "ad" in hidden and "ad_id" in fields,
        tuple(damage.name for damage in done) or ("none",),
        levels,
        ("reach",) if library else tuple(name for name in ("impressions", "reach", "spend") if name in fields),
        tuple(name for name in ("gender", "age", "country", "region", "placement") if name in by)
        + (("age_gender",) if joint else ()),
        not library and bool({"start", "day"} & fields) and not any(damage.no_period for damage in done),
        "day" in by and "gender" in by,
        codes,
        frozenset(kind for damage in done for kind in damage.may_miss),
        sum(table.slack * len(table.rows) for table in tables),
    )


def _always(table: Table, codes: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Notes that fit an undamaged export too: a code page is a guess, and so is the order of day and month."""
    guessed = frozenset({"encoding-assumed", "names-may-differ", "text-broken"})
    always = {"period": codes.get("period", frozenset()) | {"ambiguous-dates"}}
    always["day"] = codes.get("day", frozenset()) | {"ambiguous-dates", "days-not-kept"}
    if not table.style.encoding.startswith("utf"):
        for kind in ("lost", "invented"):
            always[kind] = codes.get(kind, frozenset()) | guessed
    return always
