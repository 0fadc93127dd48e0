"""Meta Marketing API insights as JSON: pages, one row a line, the SDK's exported dicts, or a field of other objects."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seenby.model import Health
from seenby.read.checks.missing_pages import more_pages
from seenby.read.contract import BETWEEN, FIELDS, METRICS, SPLIT, Peek, Sheet
from seenby.read.files.json_records import Record, mark, records, text_of
from seenby.read.readers.nested_insights import breaks_off, is_nested, unnested
from seenby.read.row import Row
from seenby.read.sentences import say

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
SPLITS = (
    "hourly_stats_aggregated_by_advertiser_time_zone",
    "hourly_stats_aggregated_by_audience_time_zone",
    "impression_device",
    "device_platform",
    "product_id",
    "frequency_value",
    "user_segment_key",
)
"""Breakdowns that are not measured, but tell rows of one ad and group apart."""

MARKS = ("date_start", "date_stop", "impressions", "reach", "spend", "ad_id", "adset_id", "campaign_id")

PLAIN_OBJECT = {"id", "name", "status", "effective_status"}
"""What an object that was never shown may hold, and no insights."""

LOOKED_AT = 100


@dataclass(frozen=True)
class MetaInsights:
    """Every metric is a string; a group without delivery has no row, and a metric without events has no key."""

    name: str = "meta-insights"
    title: str = "Meta Marketing API insights (JSON, NDJSON)"
    example: str = "seenby audit insights.json"
    version: str = "1"

    def recognise(self, peek: Peek) -> int:
        """The number of insights keys in the first row; 0 without a period and a metric."""
        first = peek.document
        if first and (is_nested(first) or set(first) <= PLAIN_OBJECT):
            first = next(_rows(peek), None)
        keys = set(first or ())
        if not keys & {"date_start", "date_stop"} or not keys & {"impressions", "reach", "spend"}:
            return 0
        return sum(mark in keys for mark in MARKS)

    def read(self, peek: Peek) -> Sheet:
        """The rows of all pages."""
        present = _present(peek)

        def rows() -> Iterator[Row]:
            for number, record in _numbered(peek):
                subject = {key: value for key, value in record.items() if _names(key, value)}
                yield Row(number, {**_row(record), "record": mark(record), "subject": mark(subject)})

        return Sheet(
            label=peek.raw.shown,
            platform="meta",
            fields=tuple(name for name in FIELDS if name in present),
            rows=rows,
            machine=True,
            unique_rows=True,
            health=tuple(_missing_pages(peek)),
        )


def _numbered(peek: Peek) -> Iterator[tuple[int, Record]]:
    """Every row of insights, with the number of its record."""
    return ((number, row) for number, record in records(peek.raw) for row in unnested(record))


def _rows(peek: Peek) -> Iterator[Record]:
    """The rows of insights in the first records that hold any: objects that were never shown hold none."""
    first = itertools.islice(records(peek.raw), LOOKED_AT)
    return (row for _, record in first if is_nested(record) for row in unnested(record))


def _missing_pages(peek: Peek) -> Iterator[Health]:
    cut = sum(breaks_off(record) for _, record in records(peek.raw) if is_nested(record))
    if cut and not any(more_pages(peek.raw)):
        note = say("more-pages", "object") if cut == 1 else say("more-pages", "objects", count=f"{cut:,}")
        yield Health("more-pages", "warning", note, peek.raw.shown)


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
    for _, record in _numbered(peek):
        present |= {field for key, field in FIELD_OF.items() if key in record}
        present |= {"placement"} if "platform_position" in record else set()
        present |= {SPLIT} if any(map(record.get, SPLITS)) else set()
    return present


def _row(record: Mapping[str, object]) -> Mapping[str, str]:
    row = {}
    for key, field in FIELD_OF.items():
        text = text_of(record.get(key))
        if text is not None:
            row[field] = text
    position = text_of(record.get("platform_position"))
    if position:
        row["placement"] = BETWEEN.join(part for part in (row.get("placement", ""), position) if part)
    parts = [text for key in SPLITS if (text := text_of(record.get(key)))]
    return {**row, SPLIT: " · ".join(parts)} if parts else row


READER = MetaInsights()
