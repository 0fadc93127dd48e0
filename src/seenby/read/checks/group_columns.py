"""Groups that cannot stand side by side: ages that overlap, and cells that merging has left blank."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from seenby.errors import BadRows
from seenby.store import Shape, Workbench

MOST = 1_000
_BAND = re.compile(r"(\d+)(?:-(\d+)|\+)")


def overlap(bands: Iterable[str]) -> tuple[str, str] | None:
    """Two of the bands of ages that have an age in common; what is no band is passed over."""
    found = sorted((int(match[1]), _last(match), text) for text in bands if (match := _BAND.fullmatch(text)))
    return next(((one, two) for (_, end, one), (start, _, two) in pairwise(found) if start <= end), None)


def overlapping(keys: Sequence[object], levels: Sequence[int], bands: Sequence[str]) -> tuple[str, str] | None:
    """Two bands of ages of one ad, at one level of breakdown, in which one person would count twice."""
    of_each: Mapping[object, set[str]] = defaultdict(set)
    for key, level, band in zip(keys, levels, bands, strict=True):
        of_each[key, level].add(band)
    return next(filter(None, map(overlap, of_each.values())), None)


def refuse_blank_groups(bench: Workbench, table: str, shape: Shape, label: str) -> None:
    """Stop at rows whose group is blank although they are no total over it, as merged cells leave them.

    A row with an age and no gender is a total over genders. Where its ad has rows by age and gender, some of them must
    be of that age; if none is, the gender was not left out but lost.

    Raises:
        BadRows: Naming the rows.
    """
    for blank in shape.breakdowns:
        others = [name for name in shape.breakdowns if name != blank]
        flags = ", ".join(f"\"{name}\" <> ''" for name in others)
        if not others:
            return
        patterns = bench.connection.execute(f"SELECT DISTINCT {flags} FROM {table} WHERE \"{blank}\" = ''").fetchall()
        for pattern in patterns:
            given = [name for name, has in zip(others, pattern, strict=True) if has]
            rows = _lost(bench, table, shape, blank, given, others) if given else []
            if rows:
                raise BadRows(
                    f"the cell under “{blank}” is blank, and the rows are no sum of others",
                    where=label,
                    rows=rows,
                    remedy="export it again without merged cells, or repeat the group in every row",
                )


def _lost(
    bench: Workbench, table: str, shape: Shape, blank: str, given: Sequence[str], others: Sequence[str]
) -> list[int]:
    """The rows that are blank in one column, and have only the given others, without any finer row below them."""
    ad = " AND ".join(f'f."{name}" = r."{name}"' for name in shape.keys) or "true"
    same = " AND ".join([ad, *(f'f."{name}" = r."{name}"' for name in given)])
    only = " AND ".join(f"\"{name}\" {'<>' if name in given else '='} ''" for name in others)
    both = " AND ".join(f"\"{name}\" <> ''" for name in (blank, *given))
    shown = " OR ".join(f"{metric}_high > 0" for metric in shape.metrics) or "false"
    joint = f"(SELECT * FROM {table} WHERE {both})"
    rows = bench.connection.execute(
        f"SELECT row FROM (SELECT * FROM {table} WHERE \"{blank}\" = '' AND {only} AND ({shown})) AS r "
        f"WHERE EXISTS (SELECT 1 FROM {joint} AS f WHERE {ad}) "
        f"AND NOT EXISTS (SELECT 1 FROM {joint} AS f WHERE {same}) ORDER BY row LIMIT {MOST}"
    ).fetchall()
    return [row for (row,) in rows]


def _last(match: re.Match[str]) -> float:
    return float(match[2]) if match[2] else math.inf
