"""TikTok Ads audience reports: tables from Ads Manager, JSON from ``report/integrated/get``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from seenby.read.contract import FIELDS, Peek, Sheet
from seenby.read.files.json_records import as_record, mark, records, text_of
from seenby.read.readers.family import FamilyReader
from seenby.read.row import Row

FIELD_OF = {
    "advertiser_id": "account_id",
    "campaign_id": "campaign_id",
    "campaign_name": "campaign",
    "adgroup_id": "ad_set_id",
    "adgroup_name": "ad_set",
    "ad_id": "ad_id",
    "ad_name": "ad",
    "gender": "gender",
    "age": "age",
    "country_code": "country",
    "province_id": "region",
    "placement": "placement",
    "stat_time_day": "day",
    "impressions": "impressions",
    "reach": "reach",
    "spend": "spend",
    "currency": "currency",
}


@dataclass(frozen=True)
class TikTok(FamilyReader):
    """In JSON each record has its dimensions and its metrics apart; metrics are strings."""

    def recognise(self, peek: Peek) -> int:
        """The number of known keys or headers."""
        if peek.document is None:
            return super().recognise(peek)
        record = peek.document
        flat = {**as_record(record.get("dimensions")), **as_record(record.get("metrics"))}
        return sum(key in FIELD_OF for key in flat) if "dimensions" in record and "metrics" in record else 0

    def read(self, peek: Peek) -> Sheet:
        """The rows of all pages, or the table's sheet."""
        if peek.document is None:
            return super().read(peek)

        def rows() -> Iterator[Row]:
            for number, record in records(peek.raw):
                flat = {**as_record(record.get("metrics")), **as_record(record.get("dimensions"))}
                cells = {field: text_of(flat.get(key)) for key, field in FIELD_OF.items()}
                row = {field: text for field, text in cells.items() if text is not None}
                row |= {"day": row["day"][:10]} if "day" in row else {}
                yield Row(number, {**row, "record": mark(record), "subject": mark(record.get("dimensions"))})

        present = {field for row in rows() for field in row.cells}
        sheet = Sheet(peek.raw.shown, self.platform, tuple(name for name in FIELDS if name in present), rows)
        return replace(sheet, machine=True, unique_rows=True)


READER = TikTok(
    name="tiktok",
    title="TikTok Ads audience report (CSV, XLSX, JSON)",
    platform="tiktok",
    family="tiktok",
    example="seenby audit audience-report.xlsx",
)
