"""Rows folded into the few tables the audit measures, in one pass over them.

An export of ten million rows is never held: one scan with grouping sets folds it into

    people      each ad × gender × age
    country, region, placement
                each ad × that breakdown
    time        each ad × day × gender (or age)

The statement is plain SQL with GROUPING SETS, which Spark speaks as well as DuckDB, so the same text serves both
(decision 0001 has the timings that led here, decision 0010 what two engines need to agree to the last digit).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from seenby.model.audience import PEOPLE

PLACES = ("country", "region", "placement")
PARTS_OF_ONE = "1e9"
"""Fractions are added as whole numbers of such parts, which no order of adding can change."""
MOST_WITH_PARTS = "1e15"
"""From here on a figure has no fraction that a 64-bit number could hold; an endless one has none either."""
FRACTIONS = ("spend", "share")
"""The metrics that may have fractions; counts are whole, and whole numbers add up exactly as they are."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns a relation of rows has. A metric is two columns, ``x_low`` and ``x_high``.

    Attributes:
        keys: The columns that name the ad.
        breakdowns: Those of gender, age, country, region, placement.
        metrics: Those of impressions, reach, spend, share.
        dates: Those of start, end, day.
        currency: Whether there is a currency column.
        exact: Whether each metric is one column instead of two, exact and reported in every row.
        levels: Whether some breakdown cells may be blank, so that levels must be told apart.
        daily: Whether the table by day is wanted.
        person_fields: Breakdowns over which reach adds up.
    """

    keys: tuple[str, ...]
    breakdowns: tuple[str, ...]
    metrics: tuple[str, ...]
    dates: tuple[str, ...] = ()
    currency: bool = False
    exact: bool = False
    levels: bool = True
    daily: bool = True
    person_fields: frozenset[str] = frozenset(PEOPLE)


FOLDED = ("fold", "level", "gender", "age", "country", "region", "placement", "day")
"""The folded table's columns after the keys, before the figures."""


def fold_sql(relation: str, shape: Shape) -> str:
    """The statement that folds a relation of rows.

    Args:
        relation: A table name or a parenthesised query.
        shape: Which columns it has.

    Returns:
        SQL whose columns are the shape's keys, then `FOLDED`, the first and last day (and, of exact rows without a
        day, the latest first and the earliest last one, which tell whether there are several), the number of rows,
        for each metric the sums of its ends and the number of rows that report it, the largest single reach, and the
        smallest and largest currency. The sums are the same to the last digit, in whatever order and by whatever
        engine they are added.
    """
    level = f", CAST({_level(shape)} AS INTEGER) AS level" if shape.levels else ""
    inner = f"SELECT {', '.join(_quoted(columns_of(shape)))}{level} FROM {relation}"
    sets = ", ".join(f"({', '.join(_quoted(group))})" for group in _sets(shape).values())
    figures = ", ".join(_figures(shape))
    kept = ", ".join(_kept(shape))
    return f"SELECT {kept}, {figures} FROM ({inner}) AS r GROUP BY GROUPING SETS ({sets})"


def ordered(statement: str, shape: Shape) -> str:
    """The statement with its rows in one order: what is added up afterwards is then added in one order too."""
    return f"{statement} ORDER BY {', '.join(f'{place + 1} NULLS FIRST' for place in range(_named(shape)))}"


def in_order(rows: Iterable[tuple[Any, ...]], shape: Shape) -> list[tuple[Any, ...]]:
    """Folded rows in the order of `ordered`, for an engine in which sorting costs more than it does here."""
    named = _named(shape)
    return sorted(rows, key=lambda row: [(cell is not None, cell) for cell in row[:named]])


def _named(shape: Shape) -> int:
    """How many columns say which row this is."""
    return len(shape.keys) + len(FOLDED)


def columns_of(shape: Shape) -> dict[str, str]:
    """The columns that the fold reads of a relation, and their types by names that both engines know."""
    texts = [*shape.keys, *shape.breakdowns, *(["currency"] if shape.currency else [])]
    metrics = shape.metrics if shape.exact else _ends(shape.metrics)
    return {**dict.fromkeys(texts, "STRING"), **dict.fromkeys(shape.dates, "DATE"), **dict.fromkeys(metrics, "DOUBLE")}


def _sets(shape: Shape) -> dict[str, list[str]]:
    """The columns each fold groups by."""
    people = [name for name in PEOPLE if name in shape.breakdowns]
    base = [*shape.keys, *(["level"] if shape.levels else [])]
    sets = {"people": [*base, *people]}
    sets |= {place: [*base, place] for place in PLACES if place in shape.breakdowns}
    if "day" in shape.dates and shape.daily:
        sets["time"] = [*base, "day", *people[:1]]
    return sets


def _kept(shape: Shape) -> Iterable[str]:
    """The key and group columns: a null stands for a column that this fold does not group by."""
    folds = _sets(shape)
    yield from _quoted(shape.keys)
    marks = [name for name in ("day", *PLACES) if any(name in group for group in folds.values())]
    when = "".join(f" WHEN GROUPING(\"{name}\") = 0 THEN '{'time' if name == 'day' else name}'" for name in marks)
    yield f"CASE{when} ELSE 'people' END AS fold" if marks else "'people' AS fold"
    yield "level" if shape.levels else f"{(1 << len(shape.breakdowns)) - 1} AS level"
    grouped = {name for group in folds.values() for name in group}
    for name in (*PEOPLE, *PLACES, "day"):
        yield f'"{name}"' if name in grouped else f'NULL AS "{name}"'


def _figures(shape: Shape) -> Iterable[str]:
    starts, ends = _period(shape.dates)
    yield f"MIN({starts}) AS start_day"
    yield f"MAX({ends}) AS end_day"
    if shape.exact and "day" not in shape.dates:
        yield f"MAX({starts}) AS start_last"
        yield f"MIN({ends}) AS end_first"
    yield "COUNT(*) AS rows_folded"
    for metric in shape.metrics:
        low, high = (metric, metric) if shape.exact else (f"{metric}_low", f"{metric}_high")
        add = _added if metric in FRACTIONS else "SUM({})".format
        yield f"{add(low)} AS {metric}_low"
        yield f"{add(high)} AS {metric}_high"
        yield f"{'COUNT(*)' if shape.exact else f'COUNT({low})'} AS {metric}_known"
    if "reach" in shape.metrics:
        yield f"MAX({'reach' if shape.exact else 'reach_low'}) AS reach_most"
    yield "MIN(currency) AS currency_first" if shape.currency else "NULL AS currency_first"
    yield "MAX(currency) AS currency_last" if shape.currency else "NULL AS currency_last"


def _added(column: str) -> str:
    """The sum of a column with fractions: the wholes and the parts of one added each by itself.

    Adding 0.1 to 0.2 to 0.3 gives another last digit than 0.3 to 0.2 to 0.1, and who comes first depends on threads.
    Both of these sums are whole numbers, exact below 2**53 and 2**63.
    """
    whole = f"CAST(FLOOR({column}) AS DOUBLE)"
    parts = f"CAST(FLOOR(({column} - FLOOR({column})) * {PARTS_OF_ONE} + 5e-1) AS BIGINT)"
    wholes = f"SUM(CASE WHEN {column} < {MOST_WITH_PARTS} THEN {whole} ELSE {column} END)"
    rest = f"SUM(CASE WHEN {column} < {MOST_WITH_PARTS} THEN {parts} ELSE 0 END)"
    return f"{wholes} + CAST({rest} AS DOUBLE) / {PARTS_OF_ONE}"


def _period(dates: Sequence[str]) -> tuple[str, str]:
    if "day" in dates and not {"start", "end"} <= set(dates):
        return '"day"', '"day"'
    return (
        '"start"' if "start" in dates else "CAST(NULL AS DATE)",
        '"end"' if "end" in dates else "CAST(NULL AS DATE)",
    )


def _level(shape: Shape) -> str:
    bits = [f"CASE WHEN \"{name}\" = '' THEN 0 ELSE {1 << i} END" for i, name in enumerate(shape.breakdowns)]
    return " + ".join(bits) or "0"


def _ends(metrics: Iterable[str]) -> list[str]:
    return [f"{metric}_{end}" for metric in metrics for end in ("low", "high")]


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]
