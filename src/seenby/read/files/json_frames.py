"""Rows in the wrappings that tools put around them: messages of a pipeline, data frames, answers of a warehouse.

The kind: every row that an export would have is in the file, under the names it would have, and only the wrapping is
another. A wrapping is known by its own keys and by its shape, never by the names of the columns in it. What is none
of these is left as it is.

- Messages, one a line: Singer (``{"type": "RECORD", "record": {...}}``), Airbyte (with ``data`` within), its tables.
- Frames by column: ``{"age": ["18-24", ...]}`` and ``{"age": {"0": "18-24", ...}}``; by row ``{"0": {"age": ...}}``.
- Columns apart from rows: ``{"columns": [...], "data": [[...], ...]}`` in the words of many tools.
- Rows whose cells are wrapped themselves: BigQuery's ``{"f": [{"v": ...}]}``, Redshift's ``{"stringValue": ...}``.
- A list of rows under a tool's own word: ``results``, ``records``, ``items`` and the like.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seenby.read.files.json_depths import deep_rows, is_row, plain

Row = Mapping[str, Any]

MESSAGES = frozenset({"RECORD", "SCHEMA", "STATE", "ACTIVATE_VERSION", "BATCH", "LOG", "TRACE", "CATALOG", "SPEC"})
RAW_DATA = ("_airbyte_data", "_data")
COLUMNS_AT = (
    *(("columns",), ("headers",), ("header",), ("cols",), ("fields",), ("column_names",), ("columnNames",)),
    *(("schema",), ("schema", "fields"), ("meta",), ("ColumnMetadata",), ("columnHeaders",), ("columnInfo",)),
    *(("resultSetMetaData", "rowType"), ("manifest", "schema", "columns"), ("rowType",), ("metadata",)),
)
"""Where tools keep the names of columns: pandas, Trino, BigQuery, ClickHouse, Redshift, Snowflake, Databricks."""

ROWS_AT = (
    *(("data",), ("rows",), ("values",), ("records",), ("Records",), ("result",), ("results",), ("rowset",)),
    *(
        ("ResultSet", "Rows"),
        ("Rows",),
        ("result", "data_array"),
        ("data_array",),
        ("items",),
        ("elements",),
        ("rowData",),
    ),
)
WRAPPED = ("v", "value", "stringValue", "longValue", "doubleValue", "VarCharValue")
LISTS = ("results", "records", "items", "elements", "values", "result", "value", "rowset", "response")
FEWEST_COLUMNS = 2


def unwrapped(record: Row) -> list[Row] | None:
    """The rows that a document's record wraps; None where it is a row of its own, or nothing that is known."""
    if isinstance(record.get("impressions", record.get("date_start", {})), str):
        # Nearly every record is a row, and is only asked this one question.
        return None
    if record.get("type") in MESSAGES and not {"date_start", "impressions"} & record.keys():
        return _message(record)
    for key in RAW_DATA:
        if key in record and (data := _object(record[key])) is not None:
            return [data]
    if is_row(record):
        bare = plain(record)
        return None if bare == record else [bare]
    frame = _frame(record)
    return frame if frame is not None else _apart(record) or deep_rows(record) or _listed(record)


def rows_of(document: object) -> list[Row] | None:
    """The rows of a document that has no list of objects; None where it is no table."""
    if isinstance(document, dict):
        return _rows_of_object(document)
    if isinstance(document, list) and len(document) > 1 and all(isinstance(row, list) for row in document):
        return _zipped(document[0], document[1:])
    return None


def _rows_of_object(document: Row) -> list[Row] | None:
    inner = document.get("data")
    if not isinstance(inner, dict):
        return _apart(document) or deep_rows(document)
    frame = _frame(inner)
    if frame is None:
        frame = _apart(document) or _apart(inner) or deep_rows(document)
    alone = len(inner) >= FEWEST_COLUMNS and all(map(_is_cell, inner.values()))
    return [inner] if frame is None and alone else frame


def _message(record: Row) -> list[Row]:
    """The row in a message; a message about the stream itself holds none."""
    row = record.get("record")
    if record.get("type") != "RECORD" or not isinstance(row, dict):
        return []
    data = row.get("data")
    return [data] if isinstance(data, dict) and {"stream", "emitted_at"} & row.keys() else [row]


def _object(value: object) -> Row | None:
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, dict) else None


def _frame(record: Row) -> list[Row] | None:
    """A data frame: all columns as lists or as objects of one length; or all rows under their numbers."""
    columns: list[Any] = list(record.values())
    first: Any = columns[0] if columns else None
    if not isinstance(first, (list, dict)) or not first:
        return None
    names = first.keys() if isinstance(first, dict) else ()
    if all(isinstance(column, list) for column in columns):
        cells = columns
    elif all(isinstance(column, dict) and column.keys() == names for column in columns):
        cells = [list(column.values()) for column in columns]
    elif all(map(_is_column, columns)) and len(_ROWS_OWN & record.keys()) >= FEWEST_COLUMNS:
        # A frame with cells missing: nobody knows whose the others are, so it holds no rows.
        return []
    else:
        return None
    length = len(cells[0])
    if any(len(column) != length or not all(map(_is_cell, column)) for column in cells):
        return None
    if all(key.isdigit() for key in record) and all(isinstance(column, dict) for column in columns):
        return columns if len(first) >= FEWEST_COLUMNS else None
    if len(columns) < FEWEST_COLUMNS:
        return None
    return [dict(zip(record, row, strict=True)) for row in zip(*cells, strict=True)]


def _apart(record: Row) -> list[Row] | None:
    """Rows as lists, with the names of their columns beside them or in the first of them."""
    rows = next((rows for path in ROWS_AT if _are_rows(rows := _at(record, path))), None)
    if rows is None:
        return _by_series(record.get("columns"))
    names = next((names for path in COLUMNS_AT if (names := _names(_at(record, path)))), None)
    return _zipped(names, rows) if names else _zipped(rows[0], rows[1:])


def _are_rows(rows: Any) -> bool:
    return (
        isinstance(rows, list)
        and bool(rows)
        and all(isinstance(row, list) or (isinstance(row, dict) and _cells(row) is not None) for row in rows)
    )


def _cells(row: Row) -> list[Any] | None:
    """The cells of a row that is an object around a list of them: BigQuery's ``f``, Athena's ``Data``."""
    return next((row[key] for key in ("f", "Data") if isinstance(row.get(key), list)), None)


def _by_series(columns: Any) -> list[Row] | None:
    """A data frame as a list of its columns, each with its name and values, as Polars writes one."""
    if not isinstance(columns, list) or not columns:
        return None
    if not all(isinstance(one, dict) and isinstance(one.get("values"), list) for one in columns):
        return None
    names, cells = _names(columns), [one["values"] for one in columns]
    if names is None or len({len(column) for column in cells}) > 1:
        return None
    return _zipped(names, [list(row) for row in zip(*cells, strict=True)])


def _names(columns: Any) -> list[str] | None:
    if not isinstance(columns, list) or not columns:
        return None
    names: list[Any] = [
        next((column[key] for key in ("name", "Name", "label") if key in column), None)
        if isinstance(column, dict)
        else column
        for column in columns
    ]
    return names if all(isinstance(name, str) for name in names) else None


def _zipped(names: Any, rows: Sequence[Any]) -> list[Row] | None:
    """Rows under their names; None where a row is not as wide as the names, so that nobody knows whose a cell is."""
    heads = [_cell(name) for name in (_cells(names) or () if isinstance(names, dict) else names)]
    if len(heads) < FEWEST_COLUMNS or not all(isinstance(name, str) for name in heads):
        return None
    cells = [[_cell(cell) for cell in (_cells(row) or () if isinstance(row, dict) else row)] for row in rows]
    if len(set(heads)) < len(heads) or any(len(row) != len(heads) for row in cells):
        return None
    return [dict(zip(heads, row, strict=True)) for row in cells]


def _listed(record: Row) -> list[Row] | None:
    """Rows under a tool's own word, where the document has no cell of its own beside them that could be a row's."""
    if record.keys() >= _METRIC_OF_A_PAGE:
        return None
    for key in LISTS:
        rows = record.get(key)
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
            beside = {name for name, value in record.items() if name != key and _is_cell(value)}
            if len(rows[0]) >= FEWEST_COLUMNS and not beside & _ROWS_OWN:
                return rows
    return None


_METRIC_OF_A_PAGE = {"name", "period", "values"}
"""One figure of a page or an account over its days, which are no rows of an ad."""

_ROWS_OWN = frozenset({"impressions", "reach", "spend", "date_start", "date_stop", "gender", "age", "ad_id", "page_id"})
"""Names of a row's own cells: what has them is a row, and a list in it is a part of that row."""


def _is_column(value: object) -> bool:
    """Whether a value holds nothing but cells under the numbers of their rows."""
    return isinstance(value, dict) and all(key.isdigit() and _is_cell(cell) for key, cell in value.items())


def _at(record: Row, path: Sequence[str]) -> Any:
    value: Any = record
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _is_cell(value: object) -> bool:
    return not isinstance(value, (list, dict))


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return next((value[key] for key in WRAPPED if key in value), None)
    return value


def flat(record: Row, before: str = "") -> Iterator[tuple[str, Any]]:
    """The cells of a record, those of objects within it under both names: ``metrics.impressions``."""
    for key, value in record.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        elif not isinstance(value, list):
            yield f"{before}{key}", value
