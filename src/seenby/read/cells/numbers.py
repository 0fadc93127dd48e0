"""Cells that say how many, how much or what share: text in, intervals out.

    "1598"            1598..1598            "5,000-9,999"   5000..9999
    "1.234,56"        1234.56 (decimal ,)   "30K"           29500..30499 as a count, ..30500 as money
    "<100"            0..99 as a count      ">1M"           1000001.. without an upper end
    "12 %"            11.5..12.5            "1.2E+17"       half a unit in the last shown digit either way

A file has one style of writing numbers, decided from many cells at once (``decide_style``). A cell that says
"not reported" is None, never 0. Anything that is not a number in that style raises ValueError, in words that do
not quote the cell: it may be a person's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from seenby.model.interval import Interval
from seenby.read.cells.folded_text import UNSEEN
from seenby.read.cells.vocabulary import currency_codes, currency_signs, is_missing

Decimals = Literal[".", ","]

LONGEST_CELL = 64
MOST_DIGITS = 15
"""Longer whole numbers are ids, not counts; below it every whole number is exact as a float."""

SHORT_CELL = 4
"""Cells up to this length are looked up in a cache before anything else."""

YOUNGEST, OLDEST = 13, 75
"""A bare band between these is a band of ages that slid into the wrong column."""


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How one file writes numbers.

    Attributes:
        decimal: The decimal mark; the other one separates thousands.
        undecided: Whether cells of the file read differently with either mark and nothing says which is meant.
            Such a cell is then parsed as the interval that holds both readings.
    """

    decimal: Decimals
    undecided: bool


class _Shape(NamedTuple):
    """What a cell looks like before its meaning: ``bound`` is "" for a plain number."""

    bound: str
    low: Decimal
    low_half: Decimal
    high: Decimal | None
    bare: bool


def decide_style(whole_cells: Iterable[str], fraction_cells: Iterable[str], hint: str | None = None) -> NumberStyle:
    """The one style in which all cells of a file can be read.

    Args:
        whole_cells: Cells of columns that hold counts, where "1.234" can only be thousands.
        fraction_cells: Cells of columns that hold money, shares or ratios, where "3.490" can be either.
        hint: The decimal mark that the delimiter or the language suggests; it only breaks ties.

    Raises:
        ValueError: When some cells need a decimal point and others a decimal comma, or the hint is neither.
    """
    if hint not in (None, ".", ","):
        raise ValueError("the hint for a decimal mark is a point or a comma")
    evidence = {_evidence(_count, text) for text in whole_cells if not text.isdigit()}
    evidence |= {_evidence(_money, text.rstrip(" %％")) for text in fraction_cells if not text.isdigit()}
    if evidence.issuperset(_MARKS):
        raise ValueError("some numbers have a decimal point and others a decimal comma: they contradict each other")
    for mark in _MARKS:
        if mark in evidence:
            return NumberStyle(mark, undecided=False)
    return NumberStyle("," if hint == "," else ".", undecided="either" in evidence and hint is None)


def are_thousandths(cells: Iterable[str]) -> bool:
    """Whether several counts are all written like "100.000": a hundred, as a program prints it, or a hundred thousand.

    Counts of a platform do not all end in three zeros; those of a program that prints three decimals do.
    """
    said = [plain for cell in cells if not is_missing(plain := _plain(cell))]
    return len(set(said)) > 1 and all(_THOUSANDTHS.fullmatch(plain) for plain in said)


def parse_count(text: str, style: NumberStyle) -> Interval | None:
    """How many a cell says, in whole numbers; None when it says "not reported".

    Raises:
        ValueError: When it is not a count: no number, negative, a real fraction, an id, a band of ages.
    """
    if len(text) > SHORT_CELL and _are_digits(text):
        value = float(text)
        return Interval(value, value)
    return _read(_count, text, style)


def parse_money(text: str, style: NumberStyle) -> Interval | None:
    """How much money a cell says, in its own currency (sign or code before or after is dropped), or None.

    Raises:
        ValueError: When it is not an amount of money, or a negative one.
    """
    if len(text) > SHORT_CELL and not style.undecided:
        whole, point, fraction = text.partition(style.decimal)
        if _are_digits(whole) and (
            not point or (fraction.isdigit() and fraction.isascii() and len(text) < LONGEST_CELL)
        ):
            value = float(f"{whole}.{fraction}")
            return Interval(value, value)
    return _read(_money, text, style)


def parse_share(text: str, style: NumberStyle) -> Interval | None:
    """What percentage a cell says, 0 to 100, give or take half a unit in its last digit; None when not reported.

    The percent sign may be missing; the number is a percentage all the same, so "0.15" is 0.15 %, not 15 %.

    Raises:
        ValueError: When it is not a percentage from 0 to 100.
    """
    return _read(_share, text, style)


def _read(parse: Callable[[str, Decimals], Interval | None], text: str, style: NumberStyle) -> Interval | None:
    if len(text) > LONGEST_CELL:
        raise ValueError("too long to be a number")
    return _either(parse, text) if style.undecided else parse(text, style.decimal)


# Short cells repeat and long ones rarely do, so only cells that need the grammar or are short come to the caches.
@lru_cache(maxsize=65_536)
def _count(text: str, mark: Decimals) -> Interval | None:
    plain = _plain(text)
    if is_missing(plain):
        return None
    shape = _shape(plain, mark, money=False)
    _refuse_ages(shape)
    return _whole(shape)


@lru_cache(maxsize=65_536)
def _money(text: str, mark: Decimals) -> Interval | None:
    plain = _plain(text)
    if is_missing(plain):
        return None
    shape = _shape(plain, mark, money=True)
    _refuse_ages(shape)
    return _continuous(shape)


@lru_cache(maxsize=65_536)
def _share(text: str, mark: Decimals) -> Interval | None:
    plain = _plain(text).removesuffix("%").rstrip()
    if is_missing(plain):
        return None
    shape = _shape(plain, mark, money=False)
    if shape.low > 100 or (shape.high or 0) > 100:
        raise ValueError("a share above 100 percent")
    if not shape.bound and not shape.low_half:
        digits = -int(shape.low.as_tuple().exponent)
        shape = shape._replace(low_half=Decimal(1).scaleb(-digits) / 2)
    found = _continuous(shape)
    return Interval(max(found.low, 0.0), min(found.high, 100.0))


def _either(parse: Callable[[str, Decimals], Interval | None], text: str) -> Interval | None:
    """The interval that holds both readings of a cell in a file whose style is undecided."""
    readings: list[Interval | None] = []
    reason: ValueError | None = None
    for mark in _MARKS:
        try:
            readings.append(parse(text, mark))
        except ValueError as error:
            reason = error
    if not readings and reason is not None:
        raise reason
    first, last = readings[0], readings[-1]
    return first.span(last) if first is not None and last is not None else None


def _evidence(parse: Callable[[str, Decimals], Interval | None], text: str) -> str:
    """What a cell says about the decimal mark: the mark without which it is no number, "either", or nothing."""
    if len(text) > LONGEST_CELL:
        return ""
    readings: dict[Decimals, Interval] = {}
    for mark in _MARKS:
        try:
            reading = parse(text, mark)
        except ValueError:
            continue
        if reading is not None:
            readings[mark] = reading
    if len(readings) == 1:
        return next(iter(readings))
    return "either" if len(set(readings.values())) == 2 else ""


def _shape(plain: str, mark: Decimals, *, money: bool) -> _Shape:
    """The parts of a cell that is some kind of number.

    Raises:
        ValueError: When it is none.
    """
    # Spreadsheets write large figures as 1.2E+06: they have lost digits, so the result is a range.
    exponential = _EXPONENTIAL.fullmatch(plain)
    if exponential:
        return _rounded(exponential[1].replace(",", "."), int(exponential[2]))
    match = _AMOUNTS[money, mark].fullmatch(plain)
    if match is None:
        raise ValueError("not a number")
    parts = match.groupdict()
    if money:
        _check_currencies([parts[name] for name in ("before", "after", "before_high", "after_high")])
    unit, unit_high = (_UNITS[(parts[name] or "").upper()] for name in ("unit", "unit_high"))
    low = _value(parts["low"], mark, unit)
    bound = "band" if parts["high"] else (parts["bound"] or parts["plus"] or "")
    # "<10-20" and ">5+" say two things at once; whichever was meant, it is not what stands there.
    if parts["bound"] and (parts["high"] or parts["plus"]):
        raise ValueError("both a bound and a band")
    high = _value(parts["high"], mark, unit_high) if parts["high"] else None
    if high is not None and high < low:
        raise ValueError("a band that runs backwards")
    # "1.2K" was rounded by whoever wrote it: half of the last digit shown is open on either side.
    half = low.as_tuple().exponent if unit and not bound else None
    return _Shape(
        bound,
        low,
        Decimal(5).scaleb(int(half) - 1) if half is not None else Decimal(0),
        high,
        bare=not unit and not unit_high,
    )


def _rounded(mantissa: str, exponent: int) -> _Shape:
    value = Decimal(mantissa).scaleb(exponent)
    half = Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)
    return _Shape("", value, half, None, bare=False)


def _value(number: str, mark: Decimals, unit: int) -> Decimal:
    """The number, times its unit of thousands; its exponent still says which digit was the last one shown."""
    other = "," if mark == "." else "."
    digits = number.replace(other, "").replace(" ", "").replace("'", "").replace(mark, ".")
    if len(digits.partition(".")[0]) > MOST_DIGITS:
        raise ValueError("more digits than a count can have: an id, perhaps")
    return Decimal(digits).scaleb(unit)


def _whole(shape: _Shape) -> Interval:
    """A shape as whole numbers."""
    low, high = shape.low, shape.high
    if shape.low_half:
        first, last = max(0, math.ceil(low - shape.low_half)), math.ceil(low + shape.low_half) - 1
        if first > last:
            raise ValueError("a count with a fraction")
        return Interval(float(first), float(last))
    for end in (low, high):
        if end is not None and end % 1:
            raise ValueError("a count with a fraction")
        # "5.000" is five thousand in some other file; as five with three decimals it would be wrong in silence.
        if end is not None and end.as_tuple().exponent == -3 and 1 <= end < 1000:
            raise ValueError("a count that could be thousands in another style than the file's")
    if shape.bound == "<" and low < 1:
        raise ValueError("a count below zero")
    step = 1 if shape.bound in ("<", ">") else 0
    return _ends(shape.bound, float(low), float(high) if high is not None else None, step)


def _continuous(shape: _Shape) -> Interval:
    """A shape as amounts that need not be whole."""
    if shape.low_half:
        return Interval(max(0.0, float(shape.low - shape.low_half)), float(shape.low + shape.low_half))
    return _ends(shape.bound, float(shape.low), float(shape.high) if shape.high is not None else None, 0)


def _ends(bound: str, low: float, high: float | None, step: int) -> Interval:
    if bound in ("<", "<="):
        return Interval(0.0, low - step)
    if bound in (">", ">=", "+"):
        return Interval(low + step, math.inf)
    return Interval(low, low if high is None else high)


def _refuse_ages(shape: _Shape) -> None:
    """A cell such as "18-24" or "65+" among counts means that the row has slid sideways."""
    last = shape.high if shape.bound == "band" else shape.low
    if shape.bare and shape.bound in ("band", "+") and shape.low >= YOUNGEST and last is not None and last <= OLDEST:
        raise ValueError("a band of ages where a number should be")


def _check_currencies(currencies: list[str | None]) -> None:
    named = [text for text in currencies if text]
    if (currencies[0] and currencies[1]) or (currencies[2] and currencies[3]) or len(set(named)) > 1:
        raise ValueError("more than one currency in a cell")
    if any(_CODE.fullmatch(text) and text not in currency_codes() for text in named):
        raise ValueError("not a currency")


def _are_digits(text: str) -> bool:
    return text.isdigit() and text.isascii() and len(text) <= MOST_DIGITS and (text[0] != "0" or len(text) == 1)


def _plain(text: str) -> str:
    """The cell with one kind of digit, dash, apostrophe and space.

    Not NFKC: that would turn a footnote ("12²") into a digit.
    """
    return " ".join(text.translate(_LOOKALIKES).split())


_MARKS: tuple[Decimals, Decimals] = (".", ",")
_CODE = re.compile("[A-Z]{3}")
_UNITS = {"": 0, "K": 3, "M": 6, "B": 9}
_THOUSANDTHS = re.compile(r"\d{1,3}[.,]000")
_EXPONENTIAL = re.compile(r"([1-9](?:[.,]\d{1,20})?)[eE]([+-]?[0-2]?\d)")
_LOOKALIKES: dict[int, str | None] = {
    **{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5E)},
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－ー─～〜"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ´`＇"), "'"),
    **dict.fromkeys(UNSEEN, None),
    **dict.fromkeys(map(ord, "≤≦⩽"), "<="),
    **dict.fromkeys(map(ord, "≥≧⩾"), ">="),
    ord("￥"): "¥",
    ord("￡"): "£",
    ord("￦"): "₩",
}


def _amounts(mark: Decimals, *, money: bool) -> re.Pattern[str]:
    """The grammar of a cell: a number, a bound or a band, with units, and with currencies where it is money."""
    other = re.escape("," if mark == "." else ".")
    groups = [rf"[1-9]\d{{0,2}}(?:{mark_}\d{{3}})+" for mark_ in (other, " ", "'")]
    indian = [r"[1-9]\d?(?:,\d\d)+,\d{3}"] if mark == "." else []
    whole = "|".join([*groups, *indian, "0", r"[1-9]\d*"])
    point = re.escape(mark)
    number = rf"(?:(?:{whole})(?:{point}\d{{1,20}})?|{point}\d{{1,20}})"
    currency = (
        "|".join([*map(re.escape, sorted(currency_signs(), key=len, reverse=True)), "[A-Z]{3}"]) if money else "(?!)"
    )

    def amount(suffix: str, name: str) -> str:
        before, after = f"(?P<before{suffix}>{currency})?", f"(?P<after{suffix}>{currency})?"
        return rf"{before} ?(?P<{name}>{number}) ?(?P<unit{suffix}>[KMBkmb])? ?{after}"

    return re.compile(rf"(?P<bound><=|>=|<|>)? ?{amount('', 'low')}(?: ?(?P<plus>\+)| ?- ?{amount('_high', 'high')})?")


_AMOUNTS = {(money, mark): _amounts(mark, money=money) for money in (False, True) for mark in _MARKS}
