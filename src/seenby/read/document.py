"""JSON exports as a stream of records: one page, several pages, one record a line, or a bare list.

A document is never held whole. Its records are found by the path at which the first of them stands, and each is
built, handed on and forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, BinaryIO, cast

import ijson
from ijson.common import ObjectBuilder

from seenby.errors import Damaged
from seenby.read.text import encoding_of, open_text
from seenby.read.unpack import RawFile

Record = Mapping[str, Any]
LISTS = ("data", "list", "ads", "rows", "total_stats", "timeseries_stats")
"""Keys under which platforms keep their list of records; a record's own lists (``results``, ``actions``) are not."""

MOST_DEPTH = 64


def looks_like_json(raw: RawFile) -> bool:
    """Whether the first character that is no white space opens an object or a list."""
    text = raw.head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return text[:1] in (b"{", b"[")


def records(raw: RawFile) -> Iterator[tuple[int, Record]]:
    """Every record of the document, numbered from 1.

    Raises:
        Damaged: When the document is not valid JSON or ends early.
    """
    number = 0
    try:
        with cast("BinaryIO", _utf8(raw)) as stream:
            for record in _records(ijson.parse(stream, multiple_values=True, use_float=False)):
                number += 1
                yield number, record
    except (ijson.JSONError, UnicodeError, RecursionError) as error:
        raise Damaged(
            f"is not valid JSON after record {number}", where=raw.shown, remedy="download it again, whole"
        ) from error


def text_of(value: object) -> str | None:
    """A JSON value as a cell: None for null and for anything that is no single value."""
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() and abs(value.adjusted()) < 30 else "not a number"
    return str(value)


def as_list(value: object) -> Sequence[Any]:
    """The value itself if it is a list, else nothing."""
    return value if isinstance(value, list) else []


def as_record(value: object) -> Record:
    """The value itself if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _records(events: Iterator[tuple[str, str, Any]]) -> Iterator[Record]:
    """Objects in the document's list of records; the whole object where it has no such list."""
    builder: ObjectBuilder | None = None
    start, depth = "", 0
    for prefix, event, value in events:
        if event in ("start_map", "start_array"):
            depth += 1
            if depth > MOST_DEPTH:
                raise ijson.JSONError("nested too deeply")
        if builder is None and event == "start_map" and _is_record(prefix):
            builder, start = ObjectBuilder(), prefix
        if builder is not None and not _opens_list(start, prefix, event):
            builder.event(event, value)
            if event == "end_map" and prefix == start:
                yield cast("Record", builder.value)
                builder = None
        elif builder is not None:
            # The object is a page: its records are what counts.
            builder = None
        if event in ("end_map", "end_array"):
            depth -= 1


def _is_record(prefix: str) -> bool:
    """Whether an object at this path is a record or a page: at the root, or in a list of records at any depth."""
    return all(part in ("item", *LISTS) for part in prefix.split(".")) if prefix else True


def _opens_list(start: str, prefix: str, event: str) -> bool:
    """Whether a list of records opens directly under the object being built, which is then only a page."""
    if start not in ("", "item"):
        return False
    inner = prefix.removeprefix(start).lstrip(".")
    if event == "start_array":
        return inner == "data" if start else inner in LISTS
    return event == "start_map" and inner == "data"


def _utf8(raw: RawFile) -> object:
    return _Recoded(raw, encoding_of(raw))


class _Recoded:
    """The document's text as UTF-8 bytes, whatever it came in, which is what the parser reads."""

    def __init__(self, raw: RawFile, encoding: str) -> None:
        self._text = open_text(raw, encoding)

    def read(self, size: int = -1) -> bytes:
        return self._text.read(size).encode()

    def __enter__(self) -> _Recoded:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()
