"""Meta Marketing API insights as JSON: one page, several pages, one row a line, or the SDK's exported dicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seenby.read.document import mark, records, text_of
from seenby.read.sheet import FIELDS, METRICS, FieldRow, Peek, Sheet

FIELD_OF = {
    "account_name": "account",
    "account_id": "account_id",
    "campaign_name": "campaign",
    "campaign_id": "campaign_id",
    "adset_name": "ad_set",
    "adset_id": "ad_set_id",
    "ad_name": "ad",
    "ad_id": "ad_id",
    "age": "age",
    "gender": "gender",
    "country": "country",
    "region": "region",
    "dma": "region",
    "publisher_platform": "placement",
    "date_start": "start",
    "date_stop": "end",
    "impressions": "impressions",
    "reach": "reach",
    "spend": "spend",
    "account_currency": "currency",
}
MARKS = ("date_start", "date_stop", "impressions", "reach", "spend", "ad_id", "adset_id", "campaign_id")


@dataclass(frozen=True)
class MetaInsights:
    """Every metric is a string; a group without delivery has no row, and a metric without events has no key."""

    name: str = "meta-insights"
    title: str = "Meta Marketing API insights (JSON, NDJSON)"
    example: str = "seenby audit insights.json"
    version: str = "1"

    def recognise(self, peek: Peek) -> int:
        """The number of insights keys in the first record; 0 without a period and a metric."""
        keys = set(peek.document or ())
        if not keys & {"date_start", "date_stop"} or not keys & {"impressions", "reach", "spend"}:
            return 0
        return sum(mark in keys for mark in MARKS)

    def read(self, peek: Peek) -> Sheet:
        """The rows of all pages."""
        present = _present(peek)

        def rows() -> Iterator[FieldRow]:
            for number, record in records(peek.raw):
                subject = {key: value for key, value in record.items() if _names(key, value)}
                yield number, {**_row(record), "record": mark(record), "subject": mark(subject)}

        return Sheet(
            label=peek.raw.shown,
            platform="meta",
            fields=tuple(name for name in FIELDS if name in present),
            rows=rows,
            machine=True,
            unique_rows=True,
        )


def _names(key: str, value: object) -> bool:
    """Whether a key says what a record is about rather than how much: names, ids, periods and breakdowns do."""
    if key in FIELD_OF:
        return key not in METRICS
    if isinstance(value, list):
        return False
    return key.endswith(("_id", "_value", "_asset")) or not _NUMBER.fullmatch(str(value))


_NUMBER = re.compile(r"-?\d+([.,]\d+)?([eE]-?\d+)?")


def _present(peek: Peek) -> set[str]:
    """Which fields any record has: a key may be missing from the first row and stand in a later one."""
    present: set[str] = set()
    for _, record in records(peek.raw):
        present |= {field for key, field in FIELD_OF.items() if key in record}
        present |= {"placement"} if "platform_position" in record else set()
    return present


def _row(record: Mapping[str, object]) -> Mapping[str, str]:
    row = {}
    for key, field in FIELD_OF.items():
        text = text_of(record.get(key))
        if text is not None:
            row[field] = text
    position = text_of(record.get("platform_position"))
    if position:
        row["placement"] = " · ".join(part for part in (row.get("placement", ""), position) if part)
    return row


READER = MetaInsights()
