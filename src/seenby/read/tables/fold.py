"""A sheet's rows through the engine's fold: the fast lane where the file is plain, else the careful one."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from seenby.model.audience import PEOPLE
from seenby.read.cells.dates import YEARS
from seenby.read.cells.vocabulary import (
    Likeness,
    group_words,
    is_spreadsheet_error,
    is_total,
    likeness_to_total,
    unrecognised,
)
from seenby.read.checks.group_columns import overlap
from seenby.read.checks.rounded_ids import are_rounded
from seenby.read.contract import Sheet
from seenby.read.tables.fast_csv import NotPlain, fold_plain, load_plain
from seenby.read.tables.load import Loaded, load
from seenby.store import Shape, Workbench


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
            scanned = _columns(loaded, fold_plain(bench, loaded))
            _refuse_surprises(scanned, sheet.language)
            return _counted(scanned)
        except NotPlain:
            pass
    loaded = load(sheet, bench, f"rows_{index}")
    return _columns(loaded, bench.fold(loaded.relation, loaded.shape))


def _columns(loaded: Loaded, rows: Sequence[tuple[Any, ...]]) -> Scan:
    names = column_names(loaded.shape)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return Scan(loaded, dict(zip(names, columns, strict=True)))


def column_names(shape: Shape) -> list[str]:
    """The columns of `fold_sql`, in order."""
    names = [*shape.keys, "fold", "level", "gender", "age", "country", "region", "placement", "day"]
    periods = ["start_last", "end_first"] if shape.exact and "day" not in shape.dates else []
    names += ["start_day", "end_day", *periods, "rows_folded"]
    names += [f"{metric}_{part}" for metric in shape.metrics for part in ("low", "high", "known")]
    names += ["reach_most"] if "reach" in shape.metrics else []
    return [*names, "currency_first", "currency_last"]


def _counted(scanned: Scan) -> Scan:
    """The rows read are those of the people table, in which each row of the file stands once."""
    folds, rows = scanned.columns["fold"], scanned.columns["rows_folded"]
    read = sum(count for fold, count in zip(folds, rows, strict=True) if fold == "people")
    return replace(scanned, loaded=replace(scanned.loaded, rows_read=read))


def _refuse_surprises(scanned: Scan, language: str | None) -> None:
    """The careful lane must see blank names, odd groups, several periods, rounded ids and figures that are none."""
    folds = scanned.columns["fold"]
    for name in scanned.shape.keys:
        texts = set(scanned.columns[name])
        if any(text is None or not text.strip() or _may_be_total(scanned, name, text) for text in texts):
            raise NotPlain
        if name.endswith("_id") and are_rounded(texts):
            raise NotPlain
        if any(map(is_spreadsheet_error, texts)) or _has_several_names(scanned, name):
            raise NotPlain
    for name in scanned.shape.breakdowns:
        own = "people" if name in PEOPLE else name
        groups = {text for text, fold in zip(scanned.columns[name], folds, strict=True) if fold == own}
        if not _are_groups(name, groups, language):
            raise NotPlain
    _refuse_odd_days(scanned)
    for metric in scanned.shape.metrics:
        # A NaN or an infinity anywhere makes the sum one.
        if not math.isfinite(math.fsum(value or 0.0 for value in scanned.columns[f"{metric}_high"])):
            raise NotPlain


def _may_be_total(scanned: Scan, name: str, text: str) -> bool:
    """Whether a name is a total's, or has a word for one in it and half of all that the table adds up to."""
    like = likeness_to_total(text)
    metric = next((one for one in ("impressions", "spend") if one in scanned.shape.metrics), None)
    if like != Likeness.PART or metric is None:
        return like > Likeness.PART
    figures = zip(scanned.columns[name], scanned.columns["fold"], scanned.columns[f"{metric}_low"], strict=True)
    people = [(other, figure or 0.0) for other, fold, figure in figures if fold == "people"]
    own = math.fsum(figure for other, figure in people if other == text)
    return abs(2 * own - math.fsum(figure for _, figure in people)) <= 1


def _has_several_names(scanned: Scan, name: str) -> bool:
    """Whether an id has more than one name beside it."""
    level = name.removesuffix("_id")
    if level in (name, "account") or level not in scanned.shape.keys:
        return False
    pairs = set(zip(scanned.columns[name], scanned.columns[level], strict=True))
    return len(pairs) > len({one for one, _ in pairs})


def _refuse_odd_days(scanned: Scan) -> None:
    """Several periods, backward ones, and what the engine takes for dates though nobody else does (``epoch``)."""
    columns = scanned.columns
    if "day" not in scanned.shape.dates and any(
        columns[one] != columns[other] for one, other in (("start_day", "start_last"), ("end_day", "end_first"))
    ):
        raise NotPlain
    periods = set(zip(columns["start_day"], columns["end_day"], strict=True))
    if any(start and end and end < start for start, end in periods):
        raise NotPlain
    if any(day is not None and day.year not in YEARS for period in periods for day in period):
        raise NotPlain


def _are_groups(name: str, texts: Collection[str | None], language: str | None) -> bool:
    """Whether cells of a breakdown all name a group, one that the lists know where there are lists."""
    cells = [text for text in texts if text is not None and text == text.strip()]
    if len(cells) < len(texts) or any(map(is_total, cells)) or unrecognised(name, cells):
        return False
    try:
        groups = group_words(name, cells, language).values()
    except ValueError:
        return False
    return all(groups) and not (name == "age" and overlap(groups)) and not any(map(is_spreadsheet_error, cells))
