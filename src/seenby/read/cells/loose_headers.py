"""Headers under a spelling that no list has, though a list has the words.

Programs rename columns: R puts points for spaces, a warehouse underscores, a script runs words together, a connector
puts its own name before and a currency behind. The words stay. Here a header is taken apart into its words and put
together without anything between them, so that ``Adset name``, ``ad.set.name`` and ``fivetran_adSetName`` are one.

What could change the meaning is never taken away: ``target_gender`` is not gender, ``cost_micros`` is not cost, and a
share (``Impressions %``) is no count.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from seenby.read.cells.folded_text import fold
from seenby.read.cells.vocabulary import currency_codes

MOST_BEFORE = 3
BEFORE = frozenset(
    {
        *(
            "fivetran",
            "sdc",
            "stitch",
            "airbyte",
            "data",
            "dlt",
            "dbt",
            "supermetrics",
            "funnel",
            "windsor",
            "adverity",
        ),
        *("facebook", "fb", "meta", "google", "tiktok", "snapchat", "pinterest", "ads", "insights", "insight"),
        *("metrics", "metric", "dimensions", "dimension", "dim", "segments", "segment", "stats", "stat"),
        *("breakdowns", "breakdown", "report", "src", "stg", "fct", "raw", "record", "row", "properties", "fields"),
    }
)
"""Words before a name that say where it comes from, and nothing of what it is."""

BEHIND = frozenset({"c", "pc"})
"""What Salesforce puts behind the name of every column of one's own: ``Impressions__c``."""

BEHIND_A_NAME = frozenset(
    {
        *("utc", "local", "tz", "text", "txt", "str", "string", "clean"),
        *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "ja"),
    }
)
"""What stands behind a name or a date and leaves it one: a language, a time zone, a type."""

DAYS = frozenset({"day", "date"})
AROUND_A_DAY = frozenset(
    {*DAYS, "report", "reporting", "stat", "event", "activity", "calendar", "delivery", *BEHIND_A_NAME}
)
"""Words beside those for a day that leave it the day: ``date_day``, ``activity_date``, ``day_utc``."""

_NUMBER_BEHIND = re.compile(r"(?<=\D)\d{1,2}\Z")
_NOT_THE_SAME = re.compile(r"[%‰Δ∆]")
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[\s_.:;,\-‐-―/\\|()\[\]{}<>\"'’#*+&$€£¥・、，／：（）【】「」]+")


class Loose(NamedTuple):
    """One form of a header: its words without anything between them, and the currency that stood behind them.

    Attributes:
        form: The words.
        currency: The currency, where one was taken away.
        holds: ``name`` or ``day`` where the form only stands for columns of such a kind; empty where for any.
    """

    form: str
    currency: str | None = None
    holds: str = ""


def words_of(header: str) -> tuple[str, ...]:
    """The words of a header, folded and without accents: ``adSet.Name`` is ``ad``, ``set``, ``name``."""
    return tuple(filter(None, map(_plain, _BETWEEN.split(_CAMEL.sub(" ", header.strip())))))


def squeezed(header: str) -> str:
    """The words of a header without anything between them."""
    return "".join(words_of(header))


@lru_cache(maxsize=4096)
def loose_forms(header: str) -> tuple[Loose, ...]:
    """The forms under which a header may be known, the nearest to what it says first; none for a share."""
    words = words_of(header)
    if not words or _NOT_THE_SAME.search(header):
        return ()
    if len(words) > 1 and words[-1] in BEHIND and "__" in header:
        words = words[:-1]
    starts = [words]
    for _ in range(MOST_BEFORE):
        if len(starts[-1]) > 1 and starts[-1][0] in BEFORE:
            starts.append(starts[-1][1:])
    forms = [Loose("".join(part)) for part in starts]
    for part in starts:
        if len(part) > 1 and part[-1].upper() in currency_codes():
            bare = part[:-2] if len(part) > 2 and part[-2] == "in" else part[:-1]
            forms.append(Loose("".join(bare), part[-1].upper()))
    # "Campaign" and "Ad set" stand for their names.
    forms += [Loose("".join((*part, "name"))) for part in starts]
    return tuple(dict.fromkeys(forms))


@lru_cache(maxsize=4096)
def looser_forms(header: str) -> tuple[Loose, ...]:
    """More forms, for names and dates that no column has under any nearer form: without what may stand behind them.

    A second column of the same words (``ad_name_de`` beside ``ad_name_en``) is the same thing said again; a count is
    not: ``impressions_2`` may be those of another period.
    """
    words = words_of(header)
    if not words or _NOT_THE_SAME.search(header):
        return ()
    forms = []
    if DAYS & {*words} and {*words} <= AROUND_A_DAY and len(words) > 1:
        forms = [Loose(day, holds="day") for day in sorted(DAYS)]
    kinds: tuple[str, ...] = ("name",)
    bare = words[:-1]
    if len(words) > 1 and words[-1] in BEHIND_A_NAME:
        kinds = ("name", "day")
    elif not (len(words) > 1 and words[-1].isdigit()):
        last = _NUMBER_BEHIND.sub("", words[-1])
        bare = (*bare, last) if last != words[-1] else ()
    while bare:
        forms += [Loose("".join((*bare, *more)), holds=kind) for kind in kinds for more in ((), ("name",))]
        bare = bare[1:] if bare[0] in BEFORE else ()
    return tuple(dict.fromkeys(forms))


def _plain(word: str) -> str:
    split = unicodedata.normalize("NFD", fold(word))
    return unicodedata.normalize("NFC", "".join(sign for sign in split if not "\u0300" <= sign <= "\u036f"))
