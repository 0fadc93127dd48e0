"""Snapchat stats by gender, age, country or region: JSON from the API and tables from Ads Manager."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from seenby.read.contract import FIELDS, Peek, Sheet
from seenby.read.files.json_records import Record, as_list, as_record, mark, records, text_of
from seenby.read.readers.family import FamilyReader
from seenby.read.readers.pinterest import from_micro
from seenby.read.row import Row

ID_OF = {"CAMPAIGN": "campaign_id", "AD_SQUAD": "ad_set_id", "AD": "ad_id", "AD_ACCOUNT": "account_id"}
GROUP_OF = {
    "gender": "gender",
    "age": "age",
    "age_bucket": "age",
    "country": "country",
    "region": "region",
    "dma": "region",
}
METRIC_OF = {"impressions": "impressions", "paid_impressions": "impressions", "uniques": "reach"}
STATS = ("total_stat", "timeseries_stat")


@dataclass(frozen=True)
class Snapchat(FamilyReader):
    """Money comes in millionths of the account's currency; days come as times with an offset."""

    def recognise(self, peek: Peek) -> int:
        """The number of known keys or headers."""
        if peek.document is None:
            return super().recognise(peek)
        return 8 if any(stat in peek.document for stat in STATS) else 0

    def read(self, peek: Peek) -> Sheet:
        """One row for each object, step and group, or the table's sheet."""
        if peek.document is None:
            return super().read(peek)

        def rows() -> Iterator[Row]:
            for number, record in records(peek.raw):
                subject = _subject(record)
                for row in _rows(record):
                    yield Row(number, {**row, "record": mark(record), "subject": mark(subject)})

        present = {field for row in rows() for field in row.cells}
        sheet = Sheet(peek.raw.shown, self.platform, tuple(name for name in FIELDS if name in present), rows)
        return replace(sheet, machine=True, unique_rows=True)


def _rows(record: Record) -> Iterator[Mapping[str, str]]:
    stat = next((as_record(record[name]) for name in STATS if name in record), {})
    base = {ID_OF.get(str(stat.get("type")), "ad_id"): text_of(stat.get("id")) or ""}
    if steps := as_list(stat.get("timeseries")):
        daily = str(stat.get("granularity")) == "DAY"
        for step in map(as_record, steps):
            when = (text_of(step.get("start_time")) or "")[:10]
            yield from _cells(step, {**base, **({"day": when} if daily and when else {})})
    else:
        times = {"start": stat.get("start_time"), "end": stat.get("end_time")}
        period = {name: text[:10] for name, time in times.items() if (text := text_of(time))}
        yield from _cells(stat, {**base, **period})


def _subject(record: Record) -> Mapping[str, object]:
    """What a record is about: the object, the period and the step."""
    stat = next((as_record(record[name]) for name in STATS if name in record), {})
    return {key: stat.get(key) for key in ("id", "type", "granularity", "start_time", "end_time")}


def _cells(stat: Record, base: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """One row for each group; the plain ``stats`` where there are no groups."""
    groups = as_list(stat.get("dimension_stats")) or as_list(stat.get("stats")) or [stat.get("stats")]
    for cell in map(as_record, groups):
        flat = {**cell, **as_record(cell.get("stats")), **as_record(cell.get("dimension"))}
        known = {**GROUP_OF, **METRIC_OF}
        row = {field: text for key, field in known.items() if (text := text_of(flat.get(key))) is not None}
        spend = from_micro(text_of(flat.get("spend")))
        yield {**base, **row, **({"spend": spend} if spend is not None else {})}


READER = Snapchat(
    name="snapchat",
    title="Snapchat stats by dimension (CSV, JSON)",
    platform="snapchat",
    family="snapchat",
    example="seenby audit stats.json",
)
