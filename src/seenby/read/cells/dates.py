"""Cells that say when: one order of day and month for a whole file, decided from all its dates together.

"03/09/2020" is 3 September in most of the world and 9 March in the rest, and one file means one of them. What
decides, from strong to weak:

1. a date that only one order can read ("25/08/2020"),
2. periods that would end before they start, days that would lie outside their period,
3. dots between the parts, which no country uses with the month first,
4. days that only one order puts next to each other,
5. the order the caller expects.

Where nothing decides, the file is ambiguous: both readings are named and the doubtful cells stay unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from seenby.read.cells.folded_text import fold
from seenby.read.cells.vocabulary import is_missing, is_ongoing, month_number
from seenby.read.sentences import say

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
ORDER_WORDS: Mapping[Order, str] = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}

LONGEST_CELL, LONGEST_NAME = 64, 255
YEARS = range(1990, 2200)
SHORT_YEARS = range(2006, 2046)
"""The years that two digits can stand for: advertising on these platforms is no older."""

SERIALS = range(30_000, 80_000)
"""Days since the last day of 1899, as spreadsheets count them: the years 1982 to 2119."""

PERIODS = (("start", "end"), ("scheduled_start", "scheduled_end"))
FEWEST_DAYS, DENSE, SPARSE = 3, 0.5, 0.25
"""Days are evidence when there are three, and fill half of their span in one order and a quarter in no other."""


@dataclass(frozen=True, slots=True)
class DatePlan:
    """How the dates of one file are read.

    Attributes:
        ambiguous: Whether some cells have more than one reading left. Those are not read.
        note: Why, with both readings of one date; empty when nothing is in doubt.
        unreadable: The cells that are neither a date nor blank nor a word for "no end": rows may have shifted.
        orders: The orders of day, month and year that are left; several when the file is ambiguous or, because all
            its dates read alike in each of them, does not tell.
        serials: Whether bare numbers are a spreadsheet's day numbers.
    """

    ambiguous: bool
    note: str
    unreadable: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ORDERS
    serials: bool = False

    def parse(self, text: str) -> date | None:
        """The day a cell names; None when it is blank, says that there is no end, is ambiguous or no date."""
        readings = _readings(text, self.serials)
        days = {readings[order] for order in self.orders if order in readings}
        return days.pop() if len(days) == 1 else None


def decide_dates(columns: Mapping[str, Sequence[str]], *, serials: bool = False, hint: Order | None = None) -> DatePlan:
    """How the dates of one file are to be read. It never raises; what it cannot decide it says.

    Args:
        columns: The distinct cells of every date column, under the names ``start``, ``end``, ``day``,
            ``scheduled_start`` and ``scheduled_end``; other names carry no evidence but their dates.
        serials: Whether bare five-digit numbers are a spreadsheet's day numbers.
        hint: The order to expect where nothing in the file decides.
    """
    read = {name: [_readings(text, serials) for text in texts] for name, texts in columns.items()}
    unreadable = tuple(
        text
        for name, texts in columns.items()
        for text, readings in zip(texts, read[name], strict=True)
        if not readings and not _says_nothing(text)
    )
    cells = [readings for column in read.values() for readings in column if readings]
    left = tuple(order for order in ORDERS if all(order in readings for readings in cells))
    if not left:
        note = say("ambiguous-dates", "contradicting")
        return DatePlan(True, note, unreadable, ORDERS, serials)
    left = _without_contradiction(left, read, columns)
    left = _dotted(left, columns) or _contiguous(left, read.get("day", [])) or left
    doubtful = [readings for readings in cells if len({readings[order] for order in left}) > 1]
    if doubtful and hint in left:
        left = (hint,)
    elif doubtful and len(left) > 1:
        return DatePlan(True, _doubt(doubtful[0], left), unreadable, left, serials)
    return DatePlan(False, "", unreadable, left, serials)


def are_serials(texts: Iterable[str]) -> bool:
    """Whether all cells that say something are a spreadsheet's day numbers; one other date among them is a slip."""
    said = [text.strip() for text in texts if not _says_nothing(text)]
    return bool(said) and all((match := _SERIAL.fullmatch(text)) and int(match[1]) in SERIALS for text in said)


def snapshot_time(filename: str) -> datetime | None:
    """When a file was exported, as its name says, in nobody's time zone.

    A date with a time ("2020-09-03_13-21") counts as it stands; a date alone counts as the start of its day. Two
    dates are the period of a report ("Report-Aug-1-2020-Aug-30-2020.csv"), not its time: then the answer is None.
    """
    name = fold(re.split(r"[/\\]", filename)[-1])
    if len(name) > LONGEST_NAME:
        return None
    dates = list(_dates_in(name))
    if len(dates) != 1:
        return None
    day, end = dates[0]
    return datetime.combine(day, _clock(name, end)) if day else None


def _dates_in(name: str) -> Iterator[tuple[date | None, int]]:
    """Every date in a file name and where it ends; None in place of one that has two readings."""
    at = 0
    while match := _IN_NAME.search(name, at):
        at = match.end()
        readings = _readings(" ".join(part for part in match.groups() if part), serials=False)
        if readings:
            days = set(readings.values())
            # "1-30 Sep 2020" is a period that names its month once.
            half = match["day"] and _HALF_PERIOD.search(name, 0, match.start())
            yield (days.pop() if len(days) == 1 and not half else None), at


def _clock(name: str, start: int) -> time:
    """The time of day that follows a date in a file name; midnight when none does."""
    match = _CLOCK.match(name, start)
    if not match or (len(match[1]) == 1 and not match[4]):
        return time()
    hour = int(match[1])
    if match[4] and hour <= 12:
        hour = hour % 12 + (12 if match[4] == "p" else 0)
    return time(hour, int(match[2]), int(match[3] or 0)) if hour < 24 else time()


def _without_contradiction(
    left: tuple[Order, ...],
    read: Mapping[str, Sequence[Mapping[Order, date]]],
    columns: Mapping[str, Sequence[str]],
) -> tuple[Order, ...]:
    """The orders in which periods run forwards and days lie within them; all of them when there is none."""

    def possible(order: Order) -> bool:
        days = {name: [readings[order] for readings in cells if readings] for name, cells in read.items()}
        for first, last in PERIODS:
            starts, ends = days.get(first), days.get(last)
            # Cells are distinct, not row by row: only the extremes of both columns can be compared.
            if starts and ends and (min(starts) > min(ends) or (max(starts) > max(ends) and not open_end[last])):
                return False
        starts, ends, each = days.get("start"), days.get("end"), days.get("day")
        return not each or (
            (not starts or min(each) >= min(starts)) and (not ends or open_end["end"] or max(each) <= max(ends))
        )

    open_end = {last: any(map(_says_nothing, columns.get(last, ()))) for _, last in PERIODS}
    return tuple(filter(possible, left)) or left


def _dotted(left: tuple[Order, ...], columns: Mapping[str, Sequence[str]]) -> tuple[Order, ...]:
    """Day first, where dates are written with dots and may be so."""
    dotted = any(_DOTTED.match(fold(text)) for texts in columns.values() for text in texts if len(text) <= LONGEST_CELL)
    return ("dmy",) if dotted and "dmy" in left else ()


def _contiguous(left: tuple[Order, ...], days: Iterable[Mapping[Order, date]]) -> tuple[Order, ...]:
    """The one order in which the file's days follow each other, if there is exactly one."""
    sets = {order: {readings[order] for readings in days if readings} for order in left}
    dense = [order for order in left if _density(sets[order]) >= DENSE]
    others = [sets[order] for order in left if order not in dense]
    # The first of each month is as natural a series as one day after the other: between those two nothing decides.
    decided = all(_density(other) <= SPARSE and any(day.day != 1 for day in other) for other in others)
    return (dense[0],) if len(dense) == 1 and decided else ()


def _density(days: set[date]) -> float:
    if len(days) < FEWEST_DAYS:
        return 0.0
    return len(days) / ((max(days) - min(days)).days + 1)


def _doubt(example: Mapping[Order, date], left: tuple[Order, ...]) -> str:
    readings = say("ambiguous-dates", "or").join(
        f"{example[order].isoformat()} ({ORDER_WORDS[order]})" for order in left
    )
    return say("ambiguous-dates", "doubtful", readings=readings)


def _says_nothing(text: str) -> bool:
    return is_missing(text) or is_ongoing(text)


def _readings(text: str, serials: bool) -> Mapping[Order, date]:
    """The day a cell names in each order that can read it; none when it names no day."""
    return _read(text, serials) if len(text) <= LONGEST_CELL else {}


@lru_cache(maxsize=16_384)
def _read(text: str, serials: bool) -> Mapping[Order, date]:
    word = fold(text)
    if serials and (match := _SERIAL.fullmatch(word)) and int(match[1]) in SERIALS:
        return dict.fromkeys(ORDERS, date(1899, 12, 30) + timedelta(days=int(match[1])))
    word = _TIME.sub("", word).rstrip(".")
    for pattern in (_YEAR_FIRST, _COMPACT, _JAPANESE):
        if match := pattern.fullmatch(word):
            return _same(match["y"], match["m"], match["d"])
    if match := _TRIPLE.fullmatch(word):
        return _by_order(match["a"], match["b"], match["c"])
    return _named(word)


def _same(year: str, month: str, day: str) -> dict[Order, date]:
    found = _day(year, month, day)
    return dict.fromkeys(ORDERS, found) if found else {}


def _by_order(first: str, second: str, third: str) -> dict[Order, date]:
    tries = {
        "dmy": _day(third, second, first),
        "mdy": _day(third, first, second),
        "ymd": _day(first, second, third) if len(third) == 2 else None,
    }
    return {order: found for order in ORDERS if (found := tries[order])}


def _named(word: str) -> dict[Order, date]:
    """A date with a month's name: "3 Sept 2020", "Sep 3, 2020", "3 de septiembre de 2020", "3-Sep-20"."""
    parts = [part for part in _BREAKS.split(word) if part and part not in _FILLERS]
    months = [month for part in parts if not part[0].isdigit() and (month := month_number(part))]
    numbers = [match[1] for part in parts if (match := _ORDINAL.fullmatch(part))]
    if len(months) != 1 or len(numbers) != 2 or len(parts) != 3:
        return {}
    # The year has four digits or stands last; no language writes a short year before the day.
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    return _same(year, str(months[0]), day)


def _day(year: str, month: str, day: str) -> date | None:
    """The day, if there is one with these numbers in a year that can be meant."""
    full = int(year) if len(year) == 4 else 2000 + int(year)
    if len(year) not in (2, 4) or len(day) > 2 or full not in (YEARS if len(year) == 4 else SHORT_YEARS):
        return None
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None


_TIME = re.compile(
    r"(?:[t ,]\s?[0-2]?\d:[0-5]\d(?::[0-6]\d(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?(?: ?(?:z|utc|gmt|[+-]\d\d:?\d\d))*)$"
)
_YEAR_FIRST = re.compile(r"(?P<y>[12]\d{3})(?P<s>[-/. _]) ?(?P<m>\d{1,2})(?P=s) ?(?P<d>\d{1,2})", re.ASCII)
_COMPACT = re.compile(r"(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)", re.ASCII)
_JAPANESE = re.compile(r"(?P<y>\d{4})年 ?(?P<m>\d{1,2})月 ?(?P<d>\d{1,2})日(?: ?\(\w\))?", re.ASCII)
_TRIPLE = re.compile(r"(?P<a>\d{1,2})(?P<s>[-/. ]) ?(?P<b>\d{1,2})(?P=s) ?(?P<c>\d{4}|\d{2})", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_DOTTED = re.compile(r"\d{1,2}\. ?\d{1,2}\. ?\d{2}", re.ASCII)
_ORDINAL = re.compile(r"(\d{1,4})(?:st|nd|rd|th|er|re|o|a)?", re.ASCII)
_BREAKS = re.compile(r"[\s,./_-]+")
_FILLERS = frozenset({"de", "del", "of", "the", "di", "den"})

_CLOCK = re.compile(
    r"(?:[t _,-]| at )*([01]?\d|2[0-3])[:._h-]?([0-5]\d)(?:[:._m-]?([0-5]\d))?(?!\d)(?:[ _]?([ap])\.?m)?", re.ASCII
)
_HALF_PERIOD = re.compile(r"(?<!\d)\d{1,2} ?[-_] ?$", re.ASCII)
_IN_NAME = re.compile(
    r"(?<!\d)(?:"
    r"([12]\d{3}[-/._ ]\d{1,2}[-/._ ]\d{1,2})(?!\d)|"
    r"(20[0-4]\d[01]\d[0-3]\d)(?=(?:\d{4}|\d{6})?(?!\d))|"
    r"(\d{4}年\d{1,2}月\d{1,2}日)|"
    r"(\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?!\d)|"
    r"(?P<day>\d{1,2})[-_. ]{1,2}([^\W\d_]{3,}\.?)[-_., ]{1,2}(\d{4})(?!\d)"
    r")|([^\W\d_]{3,})[-_. ]{1,2}(\d{1,2})[-_, ]{1,2}(\d{4})(?!\d)"
)
