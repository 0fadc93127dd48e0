"""The folded rows of one sheet become deliveries: words are understood, ends become intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from seenby.errors import BadValue
from seenby.model import AdKey, Delivery, Health, Interval
from seenby.read.load import Loaded, load, rows_with
from seenby.read.plain import NotPlain, fold_plain, load_plain
from seenby.read.sheet import KEYS, Sheet
from seenby.read.words import group_words, unrecognised
from seenby.store import Shape, Workbench, fold_sql

WORDED = ("gender", "age")
"""Breakdowns whose words are ours; the others keep the platform's names."""


@dataclass(frozen=True)
class Folded:
    """One sheet's deliveries, and how it was loaded."""

    loaded: Loaded
    deliveries: tuple[Delivery, ...]
    health: tuple[Health, ...] = ()


def fold(sheet: Sheet, bench: Workbench, index: int) -> Folded:
    """The deliveries of a sheet, through the fast lane where it is plain.

    Raises:
        Unreadable: As `load`, or when a breakdown holds something that is no group.
    """
    if sheet.plain:
        try:
            loaded = load_plain(sheet, sheet.plain)
            rows = fold_plain(bench.connection, fold_sql(loaded.relation, loaded.shape))
            _refuse_surprises(rows, loaded.shape)
            return _understood(rows, _counted(loaded, rows), sheet, bench, index)
        except NotPlain:
            pass
    loaded = load(sheet, bench, f"rows_{index}")
    rows = bench.connection.execute(fold_sql(loaded.relation, loaded.shape)).fetchall()
    return _understood(rows, loaded, sheet, bench, index)


def _counted(loaded: Loaded, rows: Sequence[tuple[Any, ...]]) -> Loaded:
    """The rows read are those of the people table, in which each row of the file stands once."""
    at = _places(loaded.shape)
    loaded.rows_read = sum(row[at["rows_folded"]] for row in rows if row[at["fold"]] == "people")
    return loaded


def _refuse_surprises(rows: Iterable[tuple[Any, ...]], shape: Shape) -> None:
    """The careful lane must see blank groups, blank names and figures that are no numbers."""
    at = _places(shape)
    places = {name: at[name] for name in shape.breakdowns}
    keys = [at[name] for name in shape.keys]
    sums = [at[f"{metric}_high"] for metric in shape.metrics]
    for row in rows:
        grouped = [name for name in places if name == row[at["fold"]] or row[at["fold"]] == "people"]
        named = [row[places[name]] for name in grouped if name in WORDED or name == row[at["fold"]]]
        blank_key = row[at["fold"]] != "time" and any(row[key] is None or not row[key].strip() for key in keys)
        if blank_key or any(text is None or not text.strip() for text in named):
            raise NotPlain
        if any(row[place] is not None and not math.isfinite(row[place]) for place in sums):
            raise NotPlain


def _places(shape: Shape) -> dict[str, int]:
    """The position of each column in a folded row."""
    names = [*shape.keys, "fold", "level", "gender", "age", "country", "region", "placement", "day"]
    names += ["start_day", "end_day", "rows_folded"]
    names += [f"{metric}_{part}" for metric in shape.metrics for part in ("low", "high", "known")]
    names += ["reach_most"] if "reach" in shape.metrics else []
    return {name: place for place, name in enumerate([*names, "currency_first", "currency_last"])}


def _understood(rows: Sequence[tuple[Any, ...]], loaded: Loaded, sheet: Sheet, bench: Workbench, index: int) -> Folded:
    at = _places(loaded.shape)
    words: dict[str, Mapping[str, str]] = {}
    health: list[Health] = list(loaded.health)
    for name in loaded.shape.breakdowns:
        texts = {row[at[name]] for row in rows if row[at[name]]}
        words[name] = _words(name, texts, sheet, bench, loaded)
        health += _strange(name, texts, sheet)
    reader = _RowReader(sheet, loaded.shape, at, words, index)
    return Folded(loaded, tuple(map(reader.delivery, rows)), tuple(health))


def _words(name: str, texts: set[str], sheet: Sheet, bench: Workbench, loaded: Loaded) -> Mapping[str, str]:
    try:
        return group_words(name, texts, sheet.language)
    except ValueError as error:
        culprits = [text for text in sorted(texts) if _is_culprit(name, text, sheet.language)] or sorted(texts)
        rows = sorted({row for text in culprits for row in rows_with(bench, loaded, name, text)})
        raise BadValue(
            f"under “{name}” {error}",
            where=sheet.label,
            rows=rows or [1],
            remedy="look whether cells have slipped into the next column, and export the file again",
        ) from error


def _is_culprit(name: str, text: str, hint: str | None) -> bool:
    try:
        group_words(name, [text], hint)
    except ValueError:
        return True
    return False


def _strange(name: str, texts: Iterable[str], sheet: Sheet) -> list[Health]:
    strange = unrecognised(name, texts) if name in WORDED else []
    if not strange:
        return []
    words = ", ".join(f"“{text}”" for text in strange[:5])
    return [
        Health(
            "group-not-recognised",
            "warning",
            f"{words} under “{name}” is kept as a group of its own, because no word list has it.",
            sheet.label,
        )
    ]


class _RowReader:
    """Turns one folded row into a delivery. Ads recur on many rows, so their keys are kept."""

    def __init__(
        self, sheet: Sheet, shape: Shape, at: Mapping[str, int], words: Mapping[str, Mapping[str, str]], index: int
    ) -> None:
        self.sheet, self.shape, self.at, self.words, self.index = sheet, shape, at, words, index
        self.keys: dict[tuple[str, ...], AdKey] = {}
        self.levels: dict[int, frozenset[str]] = {}

    def delivery(self, row: tuple[Any, ...]) -> Delivery:
        """The delivery a folded row stands for."""
        at = self.at
        start, end = _ordered(row[at["start_day"]], row[at["end_day"]])
        return Delivery(
            source=self.index,
            ad=self._key(row),
            fold=row[at["fold"]],
            breakdowns=self._level(row[at["level"]]),
            gender=self._group("gender", row[at["gender"]]),
            age=self._group("age", row[at["age"]]),
            country=self._group("country", row[at["country"]]),
            region=self._group("region", row[at["region"]]),
            placement=self._group("placement", row[at["placement"]]),
            start=start,
            end=end,
            day=row[at["day"]],
            rows=row[at["rows_folded"]],
            impressions=self._interval("impressions", row),
            reach=self._interval("reach", row),
            spend=self._interval("spend", row),
            share=self._interval("share", row),
            currency=self._currency(row),
        )

    def _group(self, name: str, text: str | None) -> str:
        return self.words[name].get(text, text) if text else ""

    def _level(self, level: int) -> frozenset[str]:
        if level not in self.levels:
            made = (name for bit, name in enumerate(self.shape.breakdowns) if level >> bit & 1)
            self.levels[level] = frozenset(made)
        return self.levels[level]

    def _key(self, row: tuple[Any, ...]) -> AdKey:
        texts = row[: len(self.shape.keys)]
        if texts not in self.keys:
            named = {name: text for name, text in zip(self.shape.keys, texts, strict=True) if text and text.strip()}
            self.keys[texts] = _ad_key(self.sheet.platform, named)
        return self.keys[texts]

    def _interval(self, name: str, row: tuple[Any, ...]) -> Interval | None:
        if name not in self.shape.metrics or not (known := row[self.at[f"{name}_known"]]):
            return None
        low, high = row[self.at[f"{name}_low"]], row[self.at[f"{name}_high"]]
        if name == "reach" and not self._reach_adds(row):
            low = row[self.at["reach_most"]]
        # Rows that do not report a metric may hold anything, so a sum over them has no upper end.
        return Interval(low, high if known == row[self.at["rows_folded"]] else math.inf)

    def _reach_adds(self, row: tuple[Any, ...]) -> bool:
        """Whether the rows behind this one split people by what each person is counted under once."""
        if row[self.at["rows_folded"]] == 1:
            return True
        fold = row[self.at["fold"]]
        kept = set(WORDED) if fold in ("people", "time") else {fold}
        dropped = {name for name in self._level(row[self.at["level"]]) if name not in kept}
        return bool(dropped) and dropped <= self.shape.person_fields and "day" not in self.shape.dates

    def _currency(self, row: tuple[Any, ...]) -> str | None:
        first, last = row[self.at["currency_first"]], row[self.at["currency_last"]]
        if first and first != last:
            return f"{first}/{last}"
        return first or self.sheet.currency


def _ad_key(platform: str, named: Mapping[str, str]) -> AdKey:
    ids = tuple((name.removesuffix("_id"), text) for name, text in named.items() if name.endswith("_id"))
    names = {name: text for name, text in named.items() if not name.endswith("_id")}
    for level, text in ids:
        names.setdefault(level, text)
    return AdKey(platform, **{level: names.get(level) for level in KEYS if not level.endswith("_id")}, ids=ids)


def _ordered(start: date | None, end: date | None) -> tuple[date | None, date | None]:
    """A period the right way round: an end before its start is not believed."""
    return (start, end) if start is None or end is None or start <= end else (start, None)
