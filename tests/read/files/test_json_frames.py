"""Rows in the wrappings of data tools.

The kind: all rows of an export are in the file under their own names, and only the wrapping is another: messages of a
pipeline, a data frame by its columns, the answer of a warehouse. Each must come out as the rows alone do.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.read.looking import codes, exact, look, only, refused

from seenby.model import Interval
from seenby.read.files.json_frames import unwrapped

ROWS = [
    {
        "ad_id": "901",
        "ad_name": "Ad A",
        "date_start": "2026-01-01",
        "date_stop": "2026-01-31",
        "gender": who,
        "age": "18-24",
        "impressions": count,
        "spend": "1.50",
    }
    for who, count in (("female", "100"), ("male", "300"))
]
NAMES = list(ROWS[0])
CELLS = [list(row.values()) for row in ROWS]
NAMED = [{"name": name, "type": "string"} for name in NAMES]


def lines(*documents: Any) -> str:
    return "\n".join(map(json.dumps, documents))


def singer(row: Any) -> Any:
    return {"type": "RECORD", "stream": "ads_insights_age_and_gender", "record": row}


WRAPPED: dict[str, str] = {
    "singer": lines(
        {"type": "SCHEMA", "stream": "s", "schema": {}}, *map(singer, ROWS), {"type": "STATE", "value": {}}
    ),
    "airbyte": lines(
        {"type": "LOG", "log": {"level": "INFO", "message": "begins"}},
        *({"type": "RECORD", "record": {"stream": "s", "data": row, "emitted_at": 1}} for row in ROWS),
    ),
    "airbyte's tables": lines(*({"_airbyte_raw_id": "1", "_airbyte_data": json.dumps(row)} for row in ROWS)),
    "frame as dict": json.dumps({name: {str(n): row[name] for n, row in enumerate(ROWS)} for name in NAMES}),
    "frame as list": json.dumps({name: [row[name] for row in ROWS] for name in NAMES}),
    "frame as index": json.dumps({str(number): row for number, row in enumerate(ROWS)}),
    "frame as split": json.dumps({"columns": NAMES, "index": [0, 1], "data": CELLS}),
    "frame as records": json.dumps(ROWS),
    "frame as values": json.dumps([NAMES, *CELLS]),
    "frame as table": json.dumps({"schema": {"fields": NAMED}, "data": ROWS}),
    "sheet": json.dumps({"range": "A1:H3", "majorDimension": "ROWS", "values": [NAMES, *CELLS]}),
    "bigquery": json.dumps({"schema": {"fields": NAMED}, "rows": [{"f": [{"v": v} for v in row]} for row in CELLS]}),
    "snowflake": json.dumps({"resultSetMetaData": {"rowType": NAMED}, "data": CELLS}),
    "snowflake in capitals": json.dumps([{name.upper(): cell for name, cell in row.items()} for row in ROWS]),
    "redshift": json.dumps({"Records": [[{"stringValue": v} for v in r] for r in CELLS], "ColumnMetadata": NAMED}),
    "databricks": json.dumps({"manifest": {"schema": {"columns": NAMED}}, "result": {"data_array": CELLS}}),
    "metabase": json.dumps({"data": {"rows": CELLS, "cols": NAMED}, "status": "completed"}),
    "trino": json.dumps({"columns": NAMED, "data": CELLS}),
    "graphql": json.dumps({"data": {"insights": {"edges": [{"node": row} for row in ROWS]}}}),
    "hasura": json.dumps({"data": {"ads_insights": ROWS}}),
    "elasticsearch": json.dumps({"took": 1, "hits": {"hits": [{"_id": "1", "_source": row} for row in ROWS]}}),
    "a row a line, each in data": lines(*({"data": row} for row in ROWS)),
    "messages with a document as text": lines(*({"id": "1", "body": json.dumps(row)} for row in ROWS)),
    "batch": json.dumps([{"code": 200, "body": json.dumps({"data": ROWS})}]),
    "mongodb": lines(*({**row, "impressions": {"$numberLong": row["impressions"]}} for row in ROWS)),
    "dynamodb": lines(*({"Item": {name: {"S": cell} for name, cell in row.items()}} for row in ROWS)),
    "athena": json.dumps(
        {"ResultSet": {"Rows": [{"Data": [{"VarCharValue": cell} for cell in row]} for row in (NAMES, *CELLS)]}}
    ),
    "redash": json.dumps({"query_result": {"data": {"columns": NAMED, "rows": ROWS}}}),
    "polars": json.dumps({"columns": [{"name": name, "values": [row[name] for row in ROWS]} for name in NAMES]}),
    "lists a line": lines(NAMES, *CELLS),
    "under a query": json.dumps({"SELECT * FROM insights": ROWS}),
    "results": json.dumps({"results": ROWS, "next": None}),
    "rows": json.dumps({"rows": ROWS, "total": 2}),
}


@pytest.mark.parametrize("content", WRAPPED.values(), ids=WRAPPED.keys())
def test_rows_in_a_wrapping_are_the_rows(tmp_path: Path, content: str) -> None:
    found = look(tmp_path, content, "rows.json")
    ad = only(found)
    assert exact(ad.share["gender"]) == {"female": 0.25, "male": 0.75}
    assert (ad.impressions, ad.spend) == (Interval.exact(400), Interval.exact(3.0))
    assert (ad.key.ad, found.sources[0].rows_read) == ("Ad A", 2)


@pytest.mark.parametrize("tool", ["frame as dict", "frame as split", "snowflake", "metabase"])
def test_a_wrapping_whose_rows_do_not_fit_its_columns_is_never_read(tmp_path: Path, tool: str) -> None:
    shorter = WRAPPED[tool].replace('"1": "300"', '"7": "300"').replace('"300", ', "")
    assert shorter != WRAPPED[tool]
    refused(tmp_path, shorter, "rows.json")


@pytest.mark.parametrize(
    "row",
    [
        {"impressions": "5", "results": [{"a": 1, "b": 2}]},
        {"date_start": "2026-01-01", "actions": [{"action_type": "click", "value": "1"}], "items": [{"a": 1, "b": 2}]},
        {"id": "1", "insights": {"data": [{"gender": "female"}]}},
        {"dimensions": {"gender": "MALE"}, "metrics": {"impressions": "5"}},
        {"123": {"data": [{"gender": "female", "impressions": "5"}]}},
    ],
)
def test_a_row_is_no_wrapping(row: dict[str, Any]) -> None:
    assert unwrapped(row) is None


def test_answers_of_googles_interface_are_read_under_their_own_names(tmp_path: Path) -> None:
    results = [
        {
            "campaign": {"name": "C", "id": "1"},
            "segments": {"date": "2026-01-01"},
            "adGroupCriterion": {"gender": {"type": who}},
            "metrics": {"impressions": count},
        }
        for who, count in (("FEMALE", "100"), ("MALE", "300"))
    ]
    ad = only(look(tmp_path, json.dumps({"results": results}), "google.json"))
    assert (ad.key.platform, exact(ad.share["gender"])) == ("google", {"female": 0.25, "male": 0.75})


def test_rows_at_two_places_are_not_added(tmp_path: Path) -> None:
    refused(tmp_path, json.dumps({"now": {"list": ROWS}, "before": {"list": ROWS}}), "rows.json")


@pytest.mark.parametrize("mark", [{"nextPageToken": "x"}, {"pageInfo": {"hasNextPage": True}}])
def test_a_further_page_is_said(tmp_path: Path, mark: dict[str, Any]) -> None:
    assert "more-pages" in codes(look(tmp_path, json.dumps({"results": ROWS, **mark}), "rows.json"))
    assert "more-pages" not in codes(look(tmp_path, json.dumps({"results": ROWS}), "rows.json"))


@pytest.mark.parametrize("name", ["_airbyte_data", "payload", "RECORD_CONTENT"])
def test_records_in_a_column_of_a_table_are_read(tmp_path: Path, name: str) -> None:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerows([["_raw_id", "_loaded_at", name], *(["1", "2026-02-01", json.dumps(row)] for row in ROWS)])
    ad = only(look(tmp_path, text.getvalue()))
    assert exact(ad.share["gender"]) == {"female": 0.25, "male": 0.75}
    assert ad.spend == Interval.exact(3.0)
    table.writerow(["1", "2026-02-01", '{"cut'])
    assert "row 4" in refused(tmp_path, text.getvalue())
