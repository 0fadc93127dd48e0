"""Insights that were asked for as a field of ads, ad sets or campaigns, or of several objects by their ids.

{"data": [{"id": "1", "name": "A", "insights": {"data": [{"gender": "female", ...}]}}]}
{"1": {"data": [{"gender": "female", ...}]}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from seenby.read.files.json_records import Record, as_list, as_record, text_of

BELOW = {"campaigns": "campaign", "adsets": "adset", "ads": "ad"}
"""Fields that hold the objects below an object, and what those are."""

KINDS = (("adset", "campaign_id"), ("campaign", "objective"))
"""What an object is, where nothing above says so, by a key that only such objects have: coarser ones last."""

OF_ADS = ("creative", "adset_id", "adset")
"""Keys that only ads have."""


def unnested(record: Record) -> Iterator[Record]:
    """The rows of insights in a record, each with the names of the objects it stands in; else the record itself."""
    if not is_nested(record):
        # An object that was never shown comes without insights: it is no row of nothing.
        if "id" not in record or "date_start" in record:
            yield record
        return
    if _is_by_ids(record):
        for ident, answer in record.items():
            own = as_record(answer)
            yield from _within({"id": ident, **own, **({"insights": own} if "data" in own else {})}, None, {})
        return
    yield from _within(record, None, {})


def is_nested(record: Record) -> bool:
    """Whether a record holds objects that hold insights, rather than being insights."""
    return isinstance(record.get("insights"), dict) or any(_parts(record, key) for key in BELOW) or _is_by_ids(record)


def breaks_off(record: Record) -> bool:
    """Whether insights within a record end with a link to a next page, which is not in the file."""
    inner = [as_record(record.get("insights")), *(as_record(record.get(key)) for key in BELOW)]
    inner += [as_record(answer) for answer in record.values()] if _is_by_ids(record) else []
    if any(as_record(part.get("paging")).get("next") for part in inner):
        return True
    return any(breaks_off(part) for key in BELOW for part in _parts(record, key))


def _is_by_ids(record: Record) -> bool:
    return bool(record) and all(key.isdigit() and isinstance(value, dict) for key, value in record.items())


def _within(record: Record, kind: str | None, above: Mapping[str, str]) -> Iterator[Record]:
    kind = kind or _kind(record)
    named = {f"{kind}_id": text_of(record.get("id")), f"{kind}_name": text_of(record.get("name"))}
    own = {**above, **{key: text for key, text in named.items() if text}}
    for row in map(as_record, as_list(as_record(record.get("insights")).get("data"))):
        yield {**own, **row}
    for key, below in BELOW.items():
        for part in _parts(record, key):
            yield from _within(part, below, own)


def _parts(record: Record, key: str) -> list[Record]:
    return [as_record(part) for part in as_list(as_record(record.get(key)).get("data"))]


def _kind(record: Record) -> str:
    if any(key in record for key in OF_ADS):
        return "ad"
    if "campaigns" in record:
        return "account"
    if "adsets" in record:
        return "campaign"
    if "ads" in record:
        return "adset"
    return next((kind for kind, key in KINDS if key in record), "ad")
