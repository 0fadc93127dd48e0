"""Meta Ad Library records, as JSON or as a table: who an ad reached, and in the EU who it was aimed at.

``ad_snapshot_url`` carries the caller's access token. It is never read out of a record, so no token can reach a
table, a log, a report or an error message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from seenby.model import Aim
from seenby.read.contract import FIELDS, Peek, Sheet
from seenby.read.files.json_in_cells import as_texts, header_of, table_records
from seenby.read.files.json_records import Record, as_list, as_record, mark, records, text_of
from seenby.read.row import Row, RowKind

KEYS = (
    "ad_snapshot_url",
    "ad_delivery_start_time",
    "ad_creation_time",
    "demographic_distribution",
    "age_country_gender_reach_breakdown",
    "eu_total_reach",
    "page_id",
    "page_name",
    "target_ages",
    "transparency_by_location",
)
OWN = {"demographic_distribution", "age_country_gender_reach_breakdown", "eu_total_reach", "ad_snapshot_url"}
"""Keys that nobody else has: one of them is enough."""

GENDER_AIMS = {"all": ("female", "male"), "women": ("female",), "men": ("male",)}
MOST_DIGITS = 20
IDS = ("id", "_id", "ad_archive_id", "adArchiveID")

COLUMNS = frozenset({"demographic_distribution", "age_country_gender_reach_breakdown"})
"""Columns that only a table of such records has, and that say who an ad reached."""

PLAIN = frozenset(
    {
        *("id", "_id", "ad_archive_id", "page_id", "page_name", "currency", "eu_total_reach", "target_gender"),
        *("ad_delivery_start_time", "ad_delivery_stop_time"),
    }
)
NESTED = COLUMNS | {
    *("impressions", "spend", "delivery_by_region", "region_distribution", "target_ages", "target_locations"),
}
"""The columns of a table that are read; never the address that carries a token."""

SURE = 100_000


@dataclass(frozen=True)
class MetaAdLibrary:
    """Political ads carry percentages and bands; ads shown in the EU carry reach by age, gender and country."""

    name: str = "meta-ad-library"
    title: str = "Meta Ad Library records (JSON, NDJSON, CSV)"
    example: str = "seenby audit ads_archive.json"
    version: str = "1"

    def recognise(self, peek: Peek) -> int:
        """The number of Ad Library keys in the first record; of a table, whether it has columns that no other has."""
        if peek.document is None:
            return SURE if header_of(peek.grids, COLUMNS) else 0
        found = sum(key in (peek.document or ()) for key in KEYS)
        return found if found >= 2 or (found and not OWN.isdisjoint(peek.document or ())) else 0

    def read(self, peek: Peek) -> Sheet:
        """One row a cell, and one for the ad as a whole; the aims beside them."""
        aims: dict[str, Aim] = {}
        present: set[str] = set()
        # Read through once before the rows are asked for: fields come and go with the country and the kind of ad,
        # and the last record may be the first with an aim.
        for _, record in _ads(peek):
            ad = _flat(record)
            aim = _aim(ad)
            if aim:
                aims[_id(ad)] = aim
            for cells, _ in _rows(ad):
                present |= set(cells)

        def rows() -> Iterator[Row]:
            for number, record in _ads(peek):
                ad = _flat(record)
                parts = list(_rows(ad))
                # The address of an ad's picture differs with every download, so only what is read is compared.
                marks = {"record": mark([cells for cells, _ in parts]), "subject": mark([_id(ad), ad.get("page_id")])}
                for cells, kind in parts:
                    yield Row(number, {**cells, **marks}, kind)

        return Sheet(
            label=peek.raw.shown,
            platform="meta",
            fields=tuple(name for name in FIELDS if name in present),
            rows=rows,
            machine=True,
            share_of="reach",
            # An account has one country here, so reach adds up over countries too, as it does nowhere else.
            person_fields=frozenset({"gender", "age", "country"}),
            aims=aims,
            unique_rows=True,
        )


def _ads(peek: Peek) -> Iterator[tuple[int, Record]]:
    """The records, each with its number; those of a table have the number of their row."""
    header = header_of(peek.grids, COLUMNS)
    if header is None:
        yield from records(peek.raw)
        return
    for record in table_records(*header, PLAIN, NESTED):
        yield record["row"], record


def _flat(record: Record) -> Record:
    """The record with the website's nested EU block, as scrapers store it, brought to the API's names."""
    block = as_record(as_record(record.get("transparency_by_location")).get("eu_transparency"))
    if not block:
        return record
    ages = as_record(block.get("age_audience"))
    nested = {
        "target_gender": block.get("gender_audience"),
        "target_ages": [ages.get("min"), ages.get("max")] if ages else None,
        "target_locations": block.get("location_audience"),
    }
    own = {key: value for key, value in record.items() if value is not None}
    return {**block, **{key: value for key, value in nested.items() if value}, **own}


def _rows(ad: Record) -> Iterator[tuple[dict[str, str], RowKind]]:
    """The cells of the ad as a whole, then of each of its groups."""
    base = _base(ad)
    yield {**base, **_totals(ad)}, RowKind.AD_TOTAL
    for country, cell in _reached(ad):
        age = text_of(cell.get("age_range")) or "unknown"
        for gender in ("male", "female", "unknown"):
            count = text_of(cell.get(gender))
            if count is not None:
                yield {**base, "country": country, "age": age, "gender": gender, "reach": count}, RowKind.DATA
    for part in map(as_record, as_list(ad.get("demographic_distribution"))):
        yield {**base, **_part(part, ("age", "gender"))}, RowKind.DATA
    for part in map(as_record, as_list(ad.get("delivery_by_region") or ad.get("region_distribution"))):
        yield {**base, **_part(part, ("region",))}, RowKind.DATA


def _base(ad: Record) -> dict[str, str]:
    named = {
        "account": text_of(ad.get("page_name")),
        "account_id": text_of(ad.get("page_id")),
        "ad_id": _id(ad),
        "start": (text_of(ad.get("ad_delivery_start_time")) or "")[:10],
        "end": (text_of(ad.get("ad_delivery_stop_time")) or "")[:10],
        "currency": text_of(ad.get("currency")),
    }
    return {name: text for name, text in named.items() if text}


def _id(ad: Record) -> str:
    return next((text for key in IDS if (text := text_of(ad.get(key)))), "")


def _totals(ad: Record) -> dict[str, str]:
    reach = text_of(ad.get("eu_total_reach"))
    bands = {"impressions": _band(ad.get("impressions")), "spend": _band(ad.get("spend")), "reach": reach}
    return {name: text for name, text in bands.items() if text}


def _band(value: Any) -> str | None:
    """A band in our own spelling: ``10000-14999``, or ``≥1000000`` where it has no upper end."""
    ends = as_record(value)
    low, high = text_of(ends.get("lower_bound")), text_of(ends.get("upper_bound"))
    if low is None:
        return f"≤{high}" if high else None
    return f"{low}-{high}" if high else f"≥{low}"


def _reached(ad: Record) -> Iterator[tuple[str, Record]]:
    for place in map(as_record, as_list(ad.get("age_country_gender_reach_breakdown"))):
        for cell in map(as_record, as_list(place.get("age_gender_breakdowns"))):
            yield text_of(place.get("country")) or "unknown", cell


def _part(part: Record, fields: tuple[str, ...]) -> dict[str, str]:
    groups = {field: text_of(part.get(field)) or "unknown" for field in fields}
    return {**groups, "share": _percent(part.get("percentage"))}


def _percent(value: Any) -> str:
    """A fraction as a percentage with as many digits as it came with, so that its rounding stays visible."""
    text = text_of(value) or ""
    try:
        fraction = Decimal(text)
    except InvalidOperation:
        return text
    return format(fraction.scaleb(2), "f") if fraction.is_finite() and abs(fraction.adjusted()) < MOST_DIGITS else text


def _aim(ad: Record) -> Aim | None:
    gender, ages = text_of(ad.get("target_gender")), as_texts(ad.get("target_ages"))
    places = [as_record(place) for place in as_list(ad.get("target_locations"))]
    if not gender and not ages and not places:
        return None
    names = [text_of(place.get("name")) or "" for place in places if not place.get("excluded")]
    return Aim(
        genders=GENDER_AIMS.get(gender.casefold()) if gender else None,
        ages=_ages(ages),
        places=tuple(name for name in names if name) or None,
    )


def _ages(ends: list[str]) -> tuple[int, int | None] | None:
    """Youngest and oldest age; ``65+`` has no oldest."""
    digits = [end.rstrip("+") for end in ends]
    if len(ends) != 2 or not digits[0].isdigit():
        return None
    oldest = int(digits[1]) if digits[1].isdigit() and not ends[1].endswith("+") else None
    return int(digits[0]), oldest if oldest is None or oldest < 65 else None


READER = MetaAdLibrary()
