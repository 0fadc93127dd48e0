"""How figures are said: shares as frequencies, counts, money, dates and the names of groups.

Only figures. The sentence of a finding comes whole from the room that judged it; the report never glues a claim
together. Words follow ``docs/words.md``: groups are what the platform recorded, never what a person is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from seenby.model import FEMALE, MALE, UNKNOWN, Interval, Period, Verdict
from seenby.model.audience import JOIN, age_span
from seenby.model.wording.in_every_100 import in_every_hundred, whole_ends
from seenby.model.wording.plural import number_of
from seenby.report.sanitise import plain

number = number_of
NOT_REPORTED = "not reported"
NOT_MEASURABLE = "not measurable"
NOT_KNOWN = "not known"
EVERY = "in every 100"
GENDERS = {FEMALE: "women", MALE: "men", UNKNOWN: NOT_KNOWN}
DIMENSIONS = {"age_gender": "age and gender"}
PLATFORMS = {"google_ads": "Google Ads", "tiktok": "TikTok", "linkedin": "LinkedIn"}
COINLESS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"})
"""Currencies (ISO 4217) that have no smaller unit."""


def hundred(share: Interval, dash: str = "–") -> str:
    """A share as a bare number of every 100: ``88``, ``57–66``, ``<1``, rounded as in the sentences of findings."""
    if share.is_exact and share.low in (0.0, 1.0):
        return str(round(share.low * 100))
    low, high = whole_ends(share)
    if low == high:
        return {0: "<1", 100: ">99"}.get(low, str(low))
    return f"{low}{dash}{high}"


def share(value: Interval | None) -> str:
    """A share as a frequency: ``88 in every 100``, ``57 to 66 in every 100``, ``none``, ``not reported``."""
    return NOT_REPORTED if value is None else in_every_hundred(value)


def points(value: Interval) -> str:
    """A difference in share, in points with its sign: ``+9.1``, ``−3.2 to +8.0``, ``0``."""
    low, high = signed(value.low * 100), signed(value.high * 100)
    if math.isinf(value.high):
        return f"{low} or more"
    return low if low == high else f"{low} to {high}"


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
        return "No clustering of delivery, however strong, would turn this verdict."
    said = f"{rho:.2g}" if abs(rho) >= 0.0001 or rho == 0 else "less than 0.0001"
    return f"The verdict would turn at a clustering (ρ) of {said}: its tipping point."


def count(value: Interval | None, dash: str = " to ") -> str:
    """A count: ``1,204``, ``5,000 to 9,999``, ``5,000 or more``."""
    if value is None:
        return NOT_REPORTED
    low = f"{math.floor(value.low + 1e-9):,}"
    if math.isinf(value.high):
        return f"{low} or more"
    high = f"{math.ceil(value.high - 1e-9):,}"
    return low if low == high or value.is_exact else f"{low}{dash}{high}"


def money(value: Interval | None, currency: str | None, dash: str = " to ") -> str:
    """Money: ``EUR 12.40``, ``EUR 12.40 to 13.00``; without a currency the number alone."""
    if value is None:
        return NOT_REPORTED
    name = f"{plain(currency)} " if currency else ""
    low, high = amount(value.low, currency), amount(value.high, currency)
    if math.isinf(value.high):
        return f"{name}{low} or more"
    return f"{name}{low}" if low == high else f"{name}{low}{dash}{high}"


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
        return f"{_of_age(age, gender)} {age}"
    return GENDERS.get(name, name) if dimension == "gender" or name == UNKNOWN else name


def dimension(name: str) -> str:
    """A dimension as it is written: ``age and gender``."""
    return DIMENSIONS.get(name, name)


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
        return f"from {when(start)}, end not reported" if start else "dates not reported"
    return f"{when(start)} to {when(end)}" if start else f"until {when(end)}, start not reported"


def metric(name: str) -> str:
    """What a share is a share of: ``impressions``, or ``accounts reached``."""
    return "accounts reached" if name == "reach" else name


def verdicts(given: Iterable[str]) -> str:
    """How many of each verdict, the strongest first: ``3 “goes beyond” and 27 “within”``."""
    many = Counter(map(str, given))
    return listed([f"{many[one]:,} “{one}”" for one in map(str, Verdict) if many[one]], len(many))


def listed(items: list[str], most: int = 5) -> str:
    """Things in a row: ``a, b and c``; past ``most``, ``a, b and 7 more``."""
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def _of_age(age: str, gender: str) -> str:
    """``women`` and ``men`` from 18; below that the record's own word."""
    span = age_span(age)
    minor = span is not None and span[1] is not None and span[1] < 18
    return gender if minor else GENDERS.get(gender, gender)
