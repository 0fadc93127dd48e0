"""The keys of ``study.toml``, and what each may hold by itself; what holds between them is in `rules`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from seenby.model.design import Direction
from seenby.model.study import Shows
from seenby.settings import Settings

NAME = re.compile(r"\w[\w '+.-]*")


def _printable(text: str) -> str:
    """The text, where it holds nothing that a terminal or a page would take for a command."""
    if not all(sign.isprintable() for sign in text):
        raise ValueError("must be one line of text")
    return text


def _lines(text: str) -> str:
    for line in text.split("\n"):
        _printable(line)
    return text


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError("may hold letters, digits, blanks and any of _ ' + . -, and begins with a letter or a digit")
    return text


def _digits(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,30}", text):
        raise ValueError("write the identifier between quotation marks, in digits only")
    return text


def _date(given: object) -> object:
    """A TOML date, or one between quotation marks; a number is no date."""
    if isinstance(given, dt.datetime) or not isinstance(given, (dt.date, str)):
        raise ValueError("write the date as 2026-05-31")  # noqa: TRY004  pydantic turns only ValueError into its own
    return given


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_printable)
]
Message = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_lines)
]
Name = Annotated[Line, StringConstraints(max_length=40), AfterValidator(_name)]
Address = Annotated[Line, StringConstraints(pattern=r"^https?://[^\s/]+")]
Digits = Annotated[str, AfterValidator(_digits)]
Amount = Annotated[Decimal, Field(gt=0, le=10_000_000, decimal_places=2)]
Whole = Annotated[int, Field(strict=True)]


class ArmTable(Settings):
    """One ``[[arms]]``."""

    name: Name
    picture: Line
    shows: Shows
    message: Message
    differs: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(_printable)] = ""
    budget: Annotated[float, Field(gt=0, le=100)] = 1.0


class SizeTable(Settings):
    """``[size]``: ``smallest`` is in points of share."""

    pairs: Annotated[Whole, Field(ge=0, le=1000)] | None = None
    twins: Annotated[Whole, Field(ge=0, le=1000)] = 9
    impressions: Annotated[Whole, Field(ge=1, le=10_000_000)] = 3_000
    days: Annotated[Whole, Field(ge=1, le=365)] = 1
    waves: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    smallest: Annotated[float, Field(ge=0.5, le=45)] = 10.0
    power: Annotated[float, Field(ge=0.5, le=0.99)] = 0.80
    rho: Annotated[float, Field(gt=0, le=0.5)] = 0.01


class MoneyTable(Settings):
    """``[money]``: amounts in the currency."""

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    cap: Amount
    per_thousand: Amount


class StopTable(Settings):
    """``[stop]``."""

    most_comments: Annotated[Whole, Field(ge=0)] | None = None
    most_unlike: Annotated[float, Field(gt=1, le=100)] = 2.0


class ConsentTable(Settings):
    """``[consent]``: where a guardian's consent is kept, never whose it is."""

    reference: Line
    date: Annotated[dt.date, BeforeValidator(_date)]
    why_not_covered: Message


class AdvertiserTable(Settings):
    """``[advertiser]``: who the ads come from; what the law lets everybody look up."""

    page: Digits | Literal[""] = ""
    instagram: Digits | Literal[""] = ""
    beneficiary: Line | Literal[""] = ""
    payor: Line | Literal[""] = ""


class StudySettings(Settings):
    """The whole file. ``aim`` and ``estimated_audience`` have the keys of an aim file."""

    kind: Literal["ads"] = "ads"
    title: Line
    question: Line
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    link: Address
    money: MoneyTable
    arms: Annotated[tuple[ArmTable, ...], Field(min_length=1, max_length=10)]
    control: Name | None = None
    twins_of: Name | None = None
    accounts: tuple[Name, ...] = ()
    api: Address | Literal[""] = ""
    dimension: Literal["gender", "age"] = "gender"
    group: Line | None = None
    direction: Direction = "either"
    metric: Literal["reach", "impressions"] = "impressions"
    aim: Mapping[str, object] = {}
    estimated_audience: Mapping[str, object] = {}
    size: SizeTable = SizeTable()
    stop: StopTable = StopTable()
    consent: ConsentTable | None = None
    advertiser: AdvertiserTable = AdvertiserTable()
