"""The folded rows of one sheet become deliveries: words are understood, ends become intervals.

A column at a time, because a large export folds into a hundred thousand rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Any

from seenby.errors import BadRows, BadValue
from seenby.model import AdKey, Delivery, Health, Interval
from seenby.model.audience import FEMALE, MALE, PEOPLE
from seenby.read.cells.vocabulary import group_words, unrecognised
from seenby.read.checks.ad_names import alike
from seenby.read.checks.coded_groups import coded, codes_in
from seenby.read.checks.group_columns import overlap, overlapping
from seenby.read.contract import GROUPS, KEYS, Sheet
from seenby.read.sentences import say
from seenby.read.tables.fold import Scan
from seenby.read.tables.load import Loaded, rows_with
from seenby.store import Shape, Workbench


def understand(scanned: Scan, sheet: Sheet, bench: Workbench, index: int) -> tuple[list[Delivery], list[Health]]:
    """The deliveries of a scanned sheet, and what its words give reason to say.

    Raises:
        BadValue: When a breakdown holds something that is no group.
    """
    words: dict[str, Mapping[str, str]] = {}
    health: list[Health] = []
    for name in scanned.shape.breakdowns:
        texts = {text for text in set(scanned.columns[name]) if text}
        words[name] = _words(name, texts, sheet, bench, scanned.loaded)
        _refuse_genders(name, texts, sheet, bench, scanned.loaded)
        health += _strange(name, texts, sheet)
    if "age" in words:
        _refuse_overlap(scanned, words["age"], sheet, bench)
    named = [name for name in scanned.shape.keys if not name.endswith("_id")]
    health += alike(zip(*(scanned.columns[name] for name in named), strict=True), sheet.label) if named else ()
    return list(_deliveries(scanned, words, sheet, index)), health


def _refuse_genders(name: str, texts: set[str], sheet: Sheet, bench: Workbench, loaded: Loaded) -> None:
    """Stop at a column of ages or places in which nothing stands but genders: its header is another column's.

    Raises:
        BadValue: Naming the rows.
    """
    if name == "gender" or unrecognised("gender", texts):
        return
    try:
        groups = set(group_words("gender", texts).values())
    except ValueError:
        return
    if {FEMALE, MALE} <= groups:
        raise BadValue(
            f"nothing but genders stands under “{name}”",
            where=sheet.label,
            rows=sorted({row for text in texts for row in rows_with(bench, loaded, name, text)}) or [1],
            remedy="look whether headers have changed places, and export the file again",
        )


def _refuse_overlap(scanned: Scan, words: Mapping[str, str], sheet: Sheet, bench: Workbench) -> None:
    """Stop at ages of one ad that overlap: a person in both would count twice.

    Raises:
        BadRows: Naming the rows of two such bands.
    """
    if not overlap(words.values()):
        return
    columns = scanned.columns
    bands = [words[text] if text else "" for text in columns["age"]]
    keys = list(zip(*(columns[name] for name in scanned.shape.keys), strict=True)) or [()] * len(bands)
    both = overlapping(keys, columns["level"], bands)
    if both:
        texts = [text for text, band in words.items() if band in both]
        raise BadRows(
            f"ages overlap ({both[0]} and {both[1]}), so the same people would count twice",
            where=sheet.label,
            rows=sorted({row for text in texts for row in rows_with(bench, scanned.loaded, "age", text)}) or [1],
            remedy="keep the finer ages, or those that were exported together",
        )


def _deliveries(scanned: Scan, words: Mapping[str, Mapping[str, str]], sheet: Sheet, index: int) -> Iterable[Delivery]:
    columns, shape = scanned.columns, scanned.shape
    levels = _levels(shape, columns["level"])
    starts, ends = _periods(columns["start_day"], columns["end_day"])
    return map(
        Delivery,
        repeat(index),
        _keys(shape, columns, sheet.platform),
        columns["fold"],
        [levels[level] for level in columns["level"]],
        *(
            [words[name][text] if text else "" for text in columns[name]] if name in words else repeat("")
            for name in GROUPS
        ),
        starts,
        ends,
        columns["day"],
        columns["rows_folded"],
        *(_intervals(name, scanned, levels) for name in ("impressions", "reach", "spend", "share")),
        _currencies(columns, sheet.currency),
    )


def _levels(shape: Shape, bits: Iterable[int]) -> dict[int, frozenset[str]]:
    """Which breakdowns each level stands for."""
    return {
        level: frozenset(name for bit, name in enumerate(shape.breakdowns) if level >> bit & 1) for level in set(bits)
    }


def _keys(shape: Shape, columns: Mapping[str, Sequence[Any]], platform: str) -> Iterable[AdKey]:
    """Each row's ad. Ads recur on many rows, so each is made once."""
    if not shape.keys:
        return repeat(AdKey(platform))
    made: dict[tuple[str | None, ...], AdKey] = {}
    rows = list(zip(*(columns[name] for name in shape.keys), strict=True))
    for texts in set(rows):
        named = {name: text for name, text in zip(shape.keys, texts, strict=True) if text and text.strip()}
        made[texts] = _ad_key(platform, named)
    return [made[texts] for texts in rows]


def _periods(starts: Iterable[date | None], ends: Iterable[date | None]) -> tuple[list[date | None], list[date | None]]:
    """Periods the right way round: an end before its start is not believed."""
    first = list(starts)
    last = [
        end if start is None or end is None or start <= end else None for start, end in zip(first, ends, strict=True)
    ]
    return first, last


def _intervals(name: str, scanned: Scan, levels: Mapping[int, frozenset[str]]) -> Iterable[Interval | None]:
    if name not in scanned.shape.metrics:
        return repeat(None)
    columns = scanned.columns
    lows = _reach_lows(scanned, levels) if name == "reach" else columns[f"{name}_low"]
    # Rows that do not report a metric may hold anything, so a sum over them has no upper end.
    return [
        (Interval(low, high) if known == rows else Interval(low, math.inf)) if known else None
        for low, high, known, rows in zip(
            lows, columns[f"{name}_high"], columns[f"{name}_known"], columns["rows_folded"], strict=True
        )
    ]


def _reach_lows(scanned: Scan, levels: Mapping[int, frozenset[str]]) -> list[float]:
    """The sum where the rows behind it split people by what each person is counted under once, else the largest."""
    columns = scanned.columns
    adds = {
        (fold, level): _reach_adds(fold, levels[level], scanned.shape)
        for fold, level in set(zip(columns["fold"], columns["level"], strict=True))
    }
    return [
        summed if rows == 1 or adds[fold, level] else most
        for fold, level, summed, most, rows in zip(
            columns["fold"],
            columns["level"],
            columns["reach_low"],
            columns["reach_most"],
            columns["rows_folded"],
            strict=True,
        )
    ]


def _reach_adds(fold: str, level: frozenset[str], shape: Shape) -> bool:
    dropped = level - (set(PEOPLE) if fold in ("people", "time") else {fold})
    return bool(dropped) and dropped <= shape.person_fields and "day" not in shape.dates


def _currencies(columns: Mapping[str, Sequence[Any]], named: str | None) -> list[str | None]:
    return [
        f"{first}/{last}" if first and first != last else first or named
        for first, last in zip(columns["currency_first"], columns["currency_last"], strict=True)
    ]


def _words(name: str, texts: set[str], sheet: Sheet, bench: Workbench, loaded: Loaded) -> Mapping[str, str]:
    # A program's answer may name places by number; a number in a table means that cells have slipped.
    codes = {text for text in texts if text.isdigit()} if sheet.machine and name not in PEOPLE else set()
    unread = codes_in(name, texts)
    if unread:
        rows = _rows_of(name, texts, unread, bench, loaded)
        raise coded(name, unread, sheet.label, rows, machine=sheet.machine)
    try:
        return {**group_words(name, texts - codes, sheet.language), **{code: code for code in codes}}
    except ValueError as error:
        culprits = [text for text in sorted(texts) if _is_culprit(name, text, sheet.language)] or sorted(texts)
        rows = sorted({row for text in culprits for row in rows_with(bench, loaded, name, text)})
        raise BadValue(
            f"under “{name}” {error}",
            where=sheet.label,
            rows=rows or [1],
            remedy="look whether cells have slipped into the next column, and export the file again",
        ) from error


def _rows_of(name: str, texts: set[str], codes: Sequence[str], bench: Workbench, loaded: Loaded) -> list[int]:
    coded_texts = [text for text in texts if text.strip() in codes]
    return sorted({row for text in coded_texts for row in rows_with(bench, loaded, name, text)}) or [1]


def _is_culprit(name: str, text: str, hint: str | None) -> bool:
    try:
        group_words(name, [text], hint)
    except ValueError:
        return True
    return False


def _strange(name: str, texts: Iterable[str], sheet: Sheet) -> list[Health]:
    strange = sorted(unrecognised(name, texts)) if name in PEOPLE else []
    if not strange:
        return []
    words = ", ".join(f"“{text}”" for text in strange[:5])
    return [
        Health(
            "group-not-recognised",
            "warning",
            say("group-not-recognised", "said", words=words, dimension=name),
            sheet.label,
        )
    ]


def _ad_key(platform: str, named: Mapping[str, str]) -> AdKey:
    ids = tuple((name.removesuffix("_id"), text) for name, text in named.items() if name.endswith("_id"))
    names = {name: text for name, text in named.items() if not name.endswith("_id")}
    for level, text in ids:
        names.setdefault(level, text)
    return AdKey(platform, **{level: names.get(level) for level in KEYS if not level.endswith("_id")}, ids=ids)
