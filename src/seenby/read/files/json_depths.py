"""Rows deep within a document, under names that nobody can list: of queries, of programs, of people.

The kind: the rows are those of an export, and they all stand at one place of the document, however deep, under
whatever names: GraphQL's ``edges`` and ``node``, a search engine's ``hits`` and ``_source``, a message's ``payload``,
a text within the document that is a document itself. A row is known by its own cells: a figure of delivery, and what
it is a figure of. Where rows stand at more than one place, nobody knows whether the one are not the others once more,
so they are left where they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
Path = tuple[str, ...]

FIGURES = frozenset({"impressions", "reach", "spend", "cost", "metricsimpressions"})
SUBJECTS = frozenset(
    {
        *("adid", "adname", "adsetid", "adsetname", "adgroupid", "adgroupname", "campaignid", "campaignname"),
        *("accountid", "accountname", "datestart", "datestop", "reportingstarts", "reportingends"),
    }
)
TOLD_BY_READERS = frozenset(
    {"dimensions", "metrics", "segments", "timeseries_stat", "total_stat", "lifetime_stat", "timeseries", "stats"}
)
"""What readers of records look into themselves; and insights that are a page of the platform's own."""

SUMS = frozenset({"summary", "total", "totals", "paging", "pageInfo", "page_info"})
"""What stands beside rows and is none."""

TYPED = frozenset(
    {
        *("$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$oid", "$date"),
        *("S", "N", "v", "stringValue", "integerValue", "doubleValue"),
    }
)
"""How databases write a cell with its type: MongoDB, DynamoDB, Firestore."""

MOST_DEPTH = 8


def is_row(record: Row) -> bool:
    """Whether an object has the cells of a row: a figure of delivery, and what it is a figure of."""
    names = {
        name.casefold().replace("_", "").replace(" ", "")
        for name, cell in record.items()
        if not isinstance(_bare(cell), (list, dict))
    }
    return not names.isdisjoint(FIGURES) and not names.isdisjoint(SUBJECTS)


def deep_rows(document: object) -> list[Row] | None:
    """The rows within a document, where they all stand at one place; None where there are none, or several places."""
    places: dict[Path, list[Row]] = {}
    for path, row in _rows(document, ()):
        places.setdefault(path, []).append(row)
    return next(iter(places.values())) if len(places) == 1 else None


def plain(record: Row) -> Row:
    """The record with its cells freed of the types that a database wrote around them."""
    return {name: _bare(cell) for name, cell in record.items()}


def _rows(value: object, path: Path) -> Iterator[tuple[Path, Row]]:
    if len(path) > MOST_DEPTH:
        return
    if isinstance(value, str) and value[:1] in ("{", "["):
        value = _parsed(value)
    if isinstance(value, list):
        for part in value:
            yield from _rows(part, path)
    elif isinstance(value, dict):
        if is_row(value):
            yield path, plain(value)
            return
        for name, part in value.items():
            if name not in TOLD_BY_READERS | SUMS and not name.isdigit() and not _is_page(name, part):
                yield from _rows(part, (*path, name))


def _is_page(name: str, part: object) -> bool:
    return name == "insights" and isinstance(part, dict) and "data" in part


def _parsed(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _bare(cell: Any) -> Any:
    if isinstance(cell, dict) and len(cell) == 1:
        (name, inner), *_ = cell.items()
        return _bare(inner) if name in TYPED else cell
    return cell
