"""A sheet's rows through the engine's fold: the fast lane where the file is plain, else the careful one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from seenby.read.load import Loaded, load
from seenby.read.plain import NotPlain, fold_plain, load_plain
from seenby.read.sheet import Sheet
from seenby.store import Shape, Workbench, fold_sql

PEOPLE = ("gender", "age")


@dataclass(frozen=True)
class Scan:
    """The folded table of one sheet, by column, and how its rows were loaded."""

    loaded: Loaded
    columns: Mapping[str, Sequence[Any]]

    @property
    def shape(self) -> Shape:
        """Which columns the rows had."""
        return self.loaded.shape


def scan(sheet: Sheet, bench: Workbench, index: int) -> Scan:
    """Fold every row of a sheet.

    Raises:
        Unreadable: As `load`.
    """
    if sheet.plain:
        try:
            loaded = load_plain(sheet, sheet.plain)
            found = _columns(loaded, fold_plain(bench.connection, fold_sql(loaded.relation, loaded.shape)))
            _refuse_surprises(found)
            return _counted(found)
        except NotPlain:
            pass
    loaded = load(sheet, bench, f"rows_{index}")
    return _columns(loaded, bench.connection.execute(fold_sql(loaded.relation, loaded.shape)).fetchall())


def _columns(loaded: Loaded, rows: Sequence[tuple[Any, ...]]) -> Scan:
    names = column_names(loaded.shape)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return Scan(loaded, dict(zip(names, columns, strict=True)))


def column_names(shape: Shape) -> list[str]:
    """The columns of `fold_sql`, in order."""
    names = [*shape.keys, "fold", "level", "gender", "age", "country", "region", "placement", "day"]
    names += ["start_day", "end_day", "rows_folded"]
    names += [f"{metric}_{part}" for metric in shape.metrics for part in ("low", "high", "known")]
    names += ["reach_most"] if "reach" in shape.metrics else []
    return [*names, "currency_first", "currency_last"]


def _counted(found: Scan) -> Scan:
    """The rows read are those of the people table, in which each row of the file stands once."""
    folds, rows = found.columns["fold"], found.columns["rows_folded"]
    read = sum(count for fold, count in zip(folds, rows, strict=True) if fold == "people")
    return replace(found, loaded=replace(found.loaded, rows_read=read))


def _refuse_surprises(found: Scan) -> None:
    """The careful lane must see blank groups, blank names and figures that are no numbers."""
    folds = found.columns["fold"]
    for name in found.shape.keys:
        if any(text is None or not text.strip() for text in set(found.columns[name])):
            raise NotPlain
    for name in found.shape.breakdowns:
        own = "people" if name in PEOPLE else name
        texts = {text for text, fold in zip(found.columns[name], folds, strict=True) if fold == own}
        if any(text is None or not text.strip() for text in texts):
            raise NotPlain
    for metric in found.shape.metrics:
        # A NaN or an infinity anywhere makes the sum one.
        if not math.isfinite(math.fsum(value or 0.0 for value in found.columns[f"{metric}_high"])):
            raise NotPlain
