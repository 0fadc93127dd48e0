"""Pinterest targeting analytics: JSON from the API, and tables with a targeting type and value or plain columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from seenby.read.contract import FIELDS, Peek, Sheet
from seenby.read.files.json_records import Record, as_record, mark, records, text_of
from seenby.read.readers.family import FamilyReader
from seenby.read.row import Row
from seenby.read.sentences import say

GROUP_OF = {
    "GENDER": "gender",
    "AGE_BUCKET": "age",
    "COUNTRY": "country",
    "REGION": "region",
    "GEO": "region",
    "LOCATION": "region",
    "PLACEMENT": "placement",
}
BOTH = "AGE_BUCKET_AND_GENDER"
METRIC_OF = {
    "AD_ACCOUNT_ID": "account_id",
    "ADVERTISER_ID": "account_id",
    "CAMPAIGN_ID": "campaign_id",
    "CAMPAIGN_NAME": "campaign",
    "AD_GROUP_ID": "ad_set_id",
    "AD_GROUP_NAME": "ad_set",
    "AD_ID": "ad_id",
    "PIN_PROMOTION_ID": "ad_id",
    "PIN_PROMOTION_NAME": "ad",
    "DATE": "day",
    "IMPRESSION_1": "impressions",
    "PAID_IMPRESSION": "impressions",
    "TOTAL_IMPRESSION_USER": "reach",
    "SPEND_IN_DOLLAR": "spend",
}
IDENTITIES = ("AD_ACCOUNT_ID", "ADVERTISER_ID", "CAMPAIGN_ID", "AD_GROUP_ID", "AD_ID", "PIN_PROMOTION_ID", "DATE")
MICRO_SPEND = "SPEND_IN_MICRO_DOLLAR"
AGE_PART = re.compile(r"\d{2}\s*[-–_]\s*\d{2}|\d{2}\s*\+|UNKNOWN", re.IGNORECASE)


@dataclass(frozen=True)
class Pinterest(FamilyReader):
    """Each record is one value of one targeting type; “dollar” columns are in the account's own currency."""

    def recognise(self, peek: Peek) -> int:
        """The number of known keys or headers."""
        if peek.document is None:
            return super().recognise(peek)
        if not {"targeting_type", "targeting_value"} <= set(peek.document):
            return 0
        return 3 + sum(key in METRIC_OF for key in as_record(peek.document.get("metrics")))

    def read(self, peek: Peek) -> Sheet:
        """The rows of all targeting types that are groups of people or places, or the table's sheet."""
        if peek.document is None:
            return super().read(peek)

        def rows() -> Iterator[Row]:
            for number, record in records(peek.raw):
                yield _row(number, record)

        present = {field for row in rows() for field in row.cells}
        sheet = Sheet(peek.raw.shown, self.platform, tuple(name for name in FIELDS if name in present), rows)
        return replace(sheet, machine=True, unique_rows=True)


def _row(number: int, record: Record) -> Row:
    """The record's cells; it is left out where it is about keywords or interests, which are no groups of people."""
    kind = str(record.get("targeting_type"))
    value = text_of(record.get("targeting_value")) or "unknown"
    if kind == BOTH:
        groups = dict(zip(("age", "gender"), _split(value), strict=True))
    elif kind in GROUP_OF:
        groups = {GROUP_OF[kind]: value}
    else:
        return Row.left_out(number, say("left-out", "no-people"))
    metrics = as_record(record.get("metrics"))
    subject = [kind, value, {key: metrics[key] for key in IDENTITIES if key in metrics}]
    cells = {field: text_of(metrics.get(key)) for key, field in METRIC_OF.items() if key in metrics}
    if MICRO_SPEND in metrics:
        cells["spend"] = from_micro(text_of(metrics[MICRO_SPEND]))
    named = {field: text for field, text in cells.items() if text is not None}
    return Row(number, {**named, **groups, "record": mark(record), "subject": mark(subject)})


def _split(value: str) -> tuple[str, str]:
    """Age and gender of a joint value such as ``25-34 female``, in either order."""
    age = AGE_PART.search(value)
    if age is None:
        return "unknown", value
    rest = (value[: age.start()] + value[age.end() :]).strip(" _,;:|/()&")
    return age.group(), rest or "unknown"


def from_micro(text: str | None) -> str | None:
    """An amount in millionths as an amount; anything else is left as it is, to be refused later."""
    try:
        return format(Decimal(text) / 1_000_000, "f") if text else text
    except InvalidOperation:
        return text


READER = Pinterest(
    name="pinterest",
    title="Pinterest targeting report (CSV, JSON)",
    platform="pinterest",
    family="pinterest",
    example="seenby audit targeting_analytics.json",
)
