"""How figures are said: shares as frequencies, counts, money, dates and the names of groups.

Only figures. The sentence of a finding comes whole from the room that judged it; the report never glues a claim
together. The words stand in ``report_sentences.toml`` and follow
``docs/words.md``: groups are what the platform recorded, never what a person is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from seenby.model import DIMENSIONS, FEMALE, MALE, UNKNOWN, Interval, Period, Verdict
from seenby.model.audience import JOIN, age_span
from seenby.model.wording.in_every_100 import in_every_hundred, whole_ends
from seenby.report.sanitise import plain
from seenby.report.sentences import say

GENDERS = frozenset({FEMALE, MALE, UNKNOWN})
METRICS = frozenset({"impressions", "reach"})
PLATFORMS = {"google_ads": "Google Ads", "tiktok": "TikTok", "linkedin": "LinkedIn"}
COINLESS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"})
"""Currencies (ISO 4217) that have no smaller unit."""


def number(count: int, kind: str) -> str:
    """A number of things: ``1 ad``, ``2,000 ads``, ``3 remedies``; the kinds are those of ``[one]`` and ``[many]``."""
    return say("one" if count == 1 else "many", kind, number=f"{count:,}")


def every(name: str) -> str:
    """The heading of a column of shares: ``men, in every 100``."""
    return say("column", "every", name=name)


def hundred(share: Interval, *, spoken: bool = False) -> str:
    """A share as a bare number of every 100: ``88``, ``57–66`` (spoken ``57 to 66``), ``<1``; as findings round."""
    if share.is_exact and share.low in (0.0, 1.0):
        return str(round(share.low * 100))
    low, high = whole_ends(share)
    if low == high:
        return {0: "<1", 100: ">99"}.get(low, str(low))
    return say("figure", "range", low=f"{low}", high=f"{high}") if spoken else f"{low}–{high}"


def share(value: Interval | None) -> str:
    """A share as a frequency: ``88 in every 100``, ``57 to 66 in every 100``, ``none``, ``not reported``."""
    return say("figure", "not-reported") if value is None else in_every_hundred(value)


def points(value: Interval) -> str:
    """A difference in share, in points with its sign: ``+9.1``, ``−3.2 to +8.0``, ``0``."""
    low, high = signed(value.low * 100), signed(value.high * 100)
    if math.isinf(value.high):
        return say("figure", "or-more", low=low)
    return low if low == high else say("figure", "range", low=low, high=high)


def at_most(share: float) -> str:
    """A share in points that none exceeds: rounded up, to one decimal."""
    return f"{math.ceil(share * 1000 - 1e-9) / 10:.1f}".removesuffix(".0")


def signed(value: float, decimals: int = 1) -> str:
    """A number with its sign, one decimal more where it is small; nothing is ``0``."""
    text = f"{value:+,.{decimals if abs(value) >= 0.1**decimals else decimals + 1}f}"
    return "0" if not text.strip("+-0.,") else text.replace("-", "−")


def tipping(rho: float) -> str:
    """The clustering at which a verdict turns, as a sentence."""
    if math.isnan(rho):
        return ""
    if math.isinf(rho):
        return say("tipping", "never")
    return say("tipping", "at", rho=f"{rho:.2g}" if abs(rho) >= 0.0001 or rho == 0 else say("tipping", "tiny"))


def count(value: Interval | None) -> str:
    """A count: ``1,204``, ``5,000 to 9,999``, ``5,000 or more``."""
    if value is None:
        return say("figure", "not-reported")
    low = f"{math.floor(value.low + 1e-9):,}"
    if math.isinf(value.high):
        return say("figure", "or-more", low=low)
    high = f"{math.ceil(value.high - 1e-9):,}"
    return low if low == high or value.is_exact else say("figure", "range", low=low, high=high)


def money(value: Interval | None, currency: str | None) -> str:
    """Money: ``EUR 12.40``, ``EUR 12.40 to 13.00``; without a currency the number alone."""
    if value is None:
        return say("figure", "not-reported")
    low, high = amount(value.low, currency), amount(value.high, currency)
    if math.isinf(value.high):
        said = say("figure", "or-more", low=low)
    else:
        said = low if low == high else say("figure", "range", low=low, high=high)
    return say("figure", "in-currency", currency=plain(currency), amount=said) if currency else said


def amount(value: float, currency: str | None = None) -> str:
    """One sum: two decimals, more below 1 so that it never reads as nothing, none for yen and the like."""
    if value == 0 or (currency in COINLESS and value >= 1):
        return f"{value:,.0f}"
    if value >= 0.995 or not math.isfinite(value):
        return f"{value:,.2f}"
    return f"{value:.2g}" if value >= 0.0001 else "<0.0001"


def group(dimension: str, name: str) -> str:
    """A group as it is written: ``men``, ``not known``, ``25-34``, ``women 25-34``; places to the letter."""
    if dimension == "age_gender" and JOIN in name:
        age, gender = name.split(JOIN, maxsplit=1)
        return say("group", "age_gender", gender=_of_age(age, gender), age=age)
    if dimension == "gender":
        return _gender(name)
    return say("group", "not-known") if name == UNKNOWN else name


def dimension(name: str) -> str:
    """A dimension as it is written: ``age and gender``."""
    return say("dimension", name) if name in DIMENSIONS else name


def platform(name: str) -> str:
    """A platform as it is written: ``Meta``, ``Google Ads``; a name that has capitals stays as it is."""
    return PLATFORMS.get(name, name.replace("_", " ").title() if name.islower() else name)


def when(moment: date | datetime) -> str:
    """A day or a minute, ISO: ``2026-05-04``, ``2026-05-04 18:30``, ``2026-05-04 18:30 UTC``."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.isoformat(" ", "minutes").replace("+00:00", " UTC")


def period(span: Period) -> str:
    """From day to day: ``2026-05-01 to 2026-05-19``; a missing end is said."""
    start, end = span
    if start == end and start is not None:
        return when(start)
    if end is None:
        return say("period", "no-end", start=when(start)) if start else say("period", "neither")
    if start is None:
        return say("period", "no-start", end=when(end))
    return say("period", "whole", start=when(start), end=when(end))


def metric(name: str) -> str:
    """What a share is a share of: ``impressions``, or ``accounts reached``."""
    return say("metric", name) if name in METRICS else name


def verdicts(given: Iterable[str]) -> str:
    """How many of each verdict, the strongest first: ``3 “goes beyond” and 27 “within”``."""
    many = Counter(map(str, given))
    some = [say("list", "verdict", count=f"{many[one]:,}", verdict=one) for one in map(str, Verdict) if many[one]]
    return listed(some, len(many))


def listed(items: list[str], most: int = 5) -> str:
    """Things in a row: ``a, b and c``; past ``most``, ``a, b and 7 more``."""
    if len(items) > most:
        return say("list", "more", named=", ".join(items[:most]), count=f"{len(items) - most}")
    if len(items) > 1:
        return say("list", "two", first=", ".join(items[:-1]), last=items[-1])
    return "".join(items)


def _of_age(age: str, gender: str) -> str:
    """``women`` and ``men`` from 18; below that the record's own word."""
    span = age_span(age)
    minor = span is not None and span[1] is not None and span[1] < 18
    return gender if minor else _gender(gender)


def _gender(name: str) -> str:
    return say("gender", name) if name in GENDERS else name
