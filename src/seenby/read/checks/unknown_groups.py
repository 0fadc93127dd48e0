"""Blank cells of a group: the row is a total over it where it is a sum of others, else its group is not known.

A blank, a NaN or a missing key says neither. A total is at least as large as the largest of its parts, and mostly their
sum; whoever is not known is mostly fewer. Where the figures leave both open, the row counts as an interval.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from seenby.errors import name_rows
from seenby.model import Health
from seenby.model.audience import UNKNOWN
from seenby.read.sentences import say
from seenby.store import Shape, Workbench

COMPARED = ("impressions", "spend", "reach")
"""What a blank row is held against the others by: the first that the table has."""

NEAR = 0.05
"""Platforms estimate each breakdown, so a total may miss its parts by some hundredths."""

BY_CHANCE = 20
"""Counts below it are equal by chance too often to prove a total."""

Pattern = tuple[bool, ...]


class Blank(NamedTuple):
    """A row with a blank group, held against the rows of its ad and period that have one.

    Attributes:
        place: Where the engine keeps it; several rows of one record have the same number.
        row: Its number.
        whole: What it says.
        total: What the others add up to.
        largest: The largest of them.
        parts: How many they are.
        beside: What other blank rows of the same cell say.
    """

    place: int
    row: int
    whole: float
    total: float
    largest: float
    parts: int
    beside: float

    @property
    def is_sum(self) -> bool:
        """Whether it is the sum of the others, with or without the other blank rows."""
        slack = 0.5 + 0.001 * self.parts
        return any(abs(self.whole - total) <= slack for total in (self.total, self.total + self.beside))

    @property
    def is_near(self) -> bool:
        """Whether it is a sum that an estimate misses by little."""
        return abs(self.whole - self.total) <= NEAR * self.total

    @property
    def is_less_than_a_part(self) -> bool:
        """Whether it cannot be a total, because one of its parts is larger."""
        return self.whole < (1 - NEAR) * self.largest - 0.5

    @property
    def proves_a_total(self) -> bool:
        """Whether it is a sum that is none by chance."""
        return (self.is_sum or self.is_near) and self.parts > 1 and self.total >= BY_CHANCE


class Told(NamedTuple):
    """What became of blank rows: those whose group is not known, and what was left open."""

    unknown: frozenset[int] = frozenset()
    health: tuple[Health, ...] = ()


def tell_unknown(
    bench: Workbench, table: str, shape: Shape, label: str, split: Sequence[str], totals: Collection[int]
) -> Told:
    """Give rows the group “unknown” where their blank cell cannot stand for all.

    Args:
        bench: Where the table is.
        table: Its name.
        shape: Its columns.
        label: The source, for notes.
        split: The column of what else tells rows apart, where there is one.
        totals: The rows that say in words that they are totals.

    Returns:
        The rows that count as unknown, and notes about them.
    """
    metric = next((name for name in COMPARED if name in shape.metrics), None)
    if metric is None or not shape.breakdowns:
        return Told()
    flags = ", ".join(f"\"{name}\" <> ''" for name in shape.breakdowns)
    patterns: list[Pattern] = bench.connection.execute(f"SELECT DISTINCT {flags} FROM {table}").fetchall()
    unknown: set[int] = set()
    doubted: set[int] = set()
    # From the finest on, so that rows by age and gender have their unknown people before ages are held against them.
    for pattern in sorted(patterns, key=lambda each: (-sum(each), each)):
        finer = [other for other in patterns if other != pattern and _is_finer(other, pattern)]
        held = _held(bench, table, shape, metric, pattern, finer, split)
        candidates = [blanks for blanks in held if blanks[0].row not in totals]
        # Ages alone and genders alone beside both together are tables of their own, which may say more.
        apart = any(
            any(other) and not _is_finer(other, pattern) and not _is_finer(pattern, other) for other in patterns
        )
        certain, open_rows = _judged(candidates, whole=not any(pattern), apart=apart and any(pattern))
        if certain or open_rows:
            gained = [
                name
                for place, name in enumerate(shape.breakdowns)
                if not pattern[place] and any(other[place] for other in finer)
            ]
            _call_unknown(bench, table, gained, [blank.place for blank in (*certain, *open_rows)])
            _widen(bench, table, shape, metric, open_rows)
        unknown |= {blank.row for blank in certain}
        doubted |= {blank.row for blank in open_rows}
    return Told(frozenset(unknown | doubted), tuple(_notes(sorted(unknown), sorted(doubted), label)))


def _is_finer(other: Pattern, pattern: Pattern) -> bool:
    return all(theirs or not ours for theirs, ours in zip(other, pattern, strict=True))


def _held(
    bench: Workbench,
    table: str,
    shape: Shape,
    metric: str,
    pattern: Pattern,
    finer: Sequence[Pattern],
    split: Sequence[str],
) -> list[list[Blank]]:
    """Each row of a pattern, held against each finer one that its ad and period have."""
    given = [name for name, has in zip(shape.breakdowns, pattern, strict=True) if has]
    cell = [*shape.keys, *shape.dates, *split, *given]
    columns = "".join(f'"{name}", ' for name in cell)
    join = " AND ".join(f't."{name}" = f."{name}"' for name in cell) or "true"
    window = f"PARTITION BY {columns.rstrip(', ')}" if cell else ""
    held: dict[int, list[Blank]] = {}
    for other in finer:
        found = bench.connection.execute(
            f"SELECT t.place, t.row, t.whole, f.total, f.largest, f.parts, t.all_blank - t.whole FROM "
            f"(SELECT rowid AS place, row, {columns}{metric}_low AS whole, "
            f"sum({metric}_low) OVER ({window}) AS all_blank "
            f"FROM {table} WHERE {_where(shape, pattern)} AND {metric}_low IS NOT NULL) AS t "
            f"JOIN (SELECT {columns}sum({metric}_low) AS total, max({metric}_low) AS largest, count(*) AS parts "
            f"FROM {table} WHERE {_where(shape, other)} AND {metric}_low IS NOT NULL "
            f"{'GROUP BY ' + columns.rstrip(', ') if cell else ''}) AS f ON {join} "
            "WHERE f.total > 0 ORDER BY t.row, t.place"
        ).fetchall()
        for values in found:
            held.setdefault(values[0], []).append(Blank(*values))
    return list(held.values())


def _where(shape: Shape, pattern: Pattern) -> str:
    return " AND ".join(
        f"\"{name}\" {'<>' if has else '='} ''" for name, has in zip(shape.breakdowns, pattern, strict=True)
    )


def _judged(rows: Iterable[Sequence[Blank]], *, whole: bool, apart: bool) -> tuple[list[Blank], list[Blank]]:
    """The rows that are unknown for certain, and those that are unknown or totals.

    One column means one thing by a blank, so the rows that prove something decide for those that do not.
    """
    each = [next((blank for blank in blanks if blank.is_sum or blank.is_near), blanks[0]) for blanks in rows]
    less = [blank for blank in each if not (blank.is_sum or blank.is_near) and blank.is_less_than_a_part]
    proofs = sum(blank.proves_a_total for blank in each)
    sums = [blank for blank in each if blank.is_sum]
    if not less:
        if proofs or any(blank.parts > 1 for blank in sums):
            return [], []
        # A total of an ad that says more than its rows is said as such, and its rows are used.
        return [], [blank for blank in each if blank.whole > 0 and not apart and not (whole and blank.parts > 1)]
    if not proofs:
        return [blank for blank in each if not (blank.is_sum and blank.beside)], []
    totals = [blank for blank in each if blank.proves_a_total]
    if len(less) > len(totals):
        # Most are no totals: one that is a sum may be so by chance, unless another blank row stands beside it.
        totals = [blank for blank in totals if blank.beside]
    settled = {blank.place for blank in (*less, *totals)}
    return less, [blank for blank in each if blank.place not in settled and blank.whole > 0]


def _call_unknown(bench: Workbench, table: str, names: Sequence[str], places: Sequence[int]) -> None:
    values = ", ".join(f'"{name}" = CASE WHEN "{name}" = \'\' THEN \'{UNKNOWN}\' ELSE "{name}" END' for name in names)
    bench.connection.execute(
        f"UPDATE {table} SET {values} WHERE rowid IN (SELECT unnest($places))", {"places": list(places)}
    )


def _widen(bench: Workbench, table: str, shape: Shape, metric: str, rows: Sequence[Blank]) -> None:
    """A total of 500 over rows of 400 has 100 whom nobody knows; a row that is none has 500 of them."""
    if not rows:
        return
    lows = {blank.place: max(0.0, blank.whole - blank.total) for blank in rows}
    for name in shape.metrics:
        low = "lows.low" if name == metric else "0.0"
        bench.connection.execute(
            f"UPDATE {table} SET {name}_low = {low} "
            "FROM (SELECT unnest($places) AS place, unnest($lows) AS low) AS lows "
            f"WHERE {table}.rowid = lows.place AND {name}_low IS NOT NULL",
            {"places": list(lows), "lows": list(lows.values())},
        )


def _notes(unknown: Sequence[int], doubted: Sequence[int], label: str) -> Iterable[Health]:
    if unknown:
        yield Health("blank-is-unknown", "info", say("blank-is-unknown", "said", rows=name_rows(unknown)), label)
    if doubted:
        note = say("blank-or-total", "said", rows=name_rows(doubted))
        yield Health("blank-or-total", "warning", note, label)
