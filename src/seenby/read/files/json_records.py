"""JSON exports as a stream of records: one page, several pages, one record a line, or a bare list.

A document is never held whole. Its records are found by the path at which the first of them stands, and each is
built, handed on and forgotten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, BinaryIO, cast

import ijson
from ijson.common import ObjectBuilder

from seenby.errors import Damaged
from seenby.read.files.code_pages import Encoding
from seenby.read.files.encoding import encoding_of, open_text
from seenby.read.files.json_frames import rows_of, unwrapped
from seenby.read.files.open_files import RawFile

Record = Mapping[str, Any]
LISTS = ("data", "list", "ads", "rows", "total_stats", "timeseries_stats")
"""Keys under which platforms keep their list of records; a record's own lists (``results``, ``actions``) are not."""

PAGES = ("data", "total_stats", "timeseries_stats")
"""Of those the ones that make an object in a list a page rather than a record."""

CELLS_APART = {"f"}
"""The one key of a row in BigQuery's answers."""

LARGEST_WHOLE = 64 * 2**20
"""Letters of a document that is held whole, because its rows cannot be told without what stands after them."""

MOST_DEPTH = 64
MOST_DIGITS = 1_000
"""No id and no figure is longer; the parser itself does not survive a number of many thousand digits."""


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
        with cast("BinaryIO", _Recoded(raw, encoding_of(raw))) as stream:
            for record in _records(ijson.basic_parse(stream, multiple_values=True, use_float=False)):
                rows = unwrapped(record)
                if rows is None and record.keys() == CELLS_APART:
                    # Rows of mere cells, whose names stand elsewhere in the document.
                    break
                for row in (record,) if rows is None else rows:
                    number += 1
                    yield number, row
        if not number:
            for number, row in enumerate(_whole(raw), 1):
                yield number, row
    except (ijson.JSONError, ValueError, ArithmeticError, RecursionError) as error:
        raise Damaged(
            f"is not valid JSON after record {number}", where=raw.shown, remedy="download it again, whole"
        ) from error


def _whole(raw: RawFile) -> Sequence[Record]:
    """The rows of a document without a list of objects, such as one with its columns apart from its rows."""
    with open_text(raw, encoding_of(raw)) as stream:
        text = stream.read(LARGEST_WHOLE + 1).removeprefix("\ufeff")
    if len(text) > LARGEST_WHOLE:
        raise ijson.JSONError("too large to be held whole")
    if not text.strip() or _LONG_NUMBER.search(text.encode()):
        return ()
    try:
        return rows_of(json.loads(text, parse_float=Decimal)) or ()
    except json.JSONDecodeError:
        documents = [json.loads(line, parse_float=Decimal) for line in text.splitlines() if line.strip()]
    if all(isinstance(document, list) for document in documents):
        return rows_of(documents) or ()
    return [row for document in documents for row in rows_of(document) or ()]


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


def mark(value: object) -> str:
    """A short text that is the same for equal values, within one run of the program."""
    return str(hash(json.dumps(value, sort_keys=True, default=str)))


def _records(events: Iterator[tuple[str, Any]]) -> Iterator[Record]:
    """Objects in the document's list of records; the whole object where it has no such list."""
    builder: ObjectBuilder | None = None
    start = 0
    path = _Path()
    for event, value in events:
        if event in ("start_map", "start_array"):
            path.open(event)
            if builder is None and event == "start_map" and path.is_record:
                builder, start = ObjectBuilder(), path.depth
            elif builder is not None and path.depth == start + 1 and path.opens_list(event):
                # The object is a page: its records are what counts.
                builder = None
        if builder is not None:
            builder.event(event, value)
            if event == "end_map" and path.depth == start:
                yield cast("Record", builder.value)
                builder = None
        if event in ("end_map", "end_array"):
            path.close()
        elif event == "map_key":
            path.key = value


class _Path:
    """Where in a document the parser stands: the names under which its open objects and lists stand."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.lists: list[bool] = []
        self.records: list[bool] = [True]
        self.key = ""

    @property
    def depth(self) -> int:
        """How many objects and lists are open."""
        return len(self.names)

    @property
    def is_record(self) -> bool:
        """Whether an object here is a record or a page: at the root, or in a list of records at any depth."""
        return self.records[-1]

    def open(self, event: str) -> None:
        """Step into an object or a list."""
        if self.depth == MOST_DEPTH:
            raise ijson.JSONError("nested too deeply")
        name = "item" if self.lists and self.lists[-1] else self.key if self.lists else ""
        self.records.append(self.records[-1] and name in ("", "item", *LISTS))
        self.names.append(name)
        self.lists.append(event == "start_array")

    def close(self) -> None:
        """Step out again."""
        self.key = self.names.pop()
        self.lists.pop()
        self.records.pop()

    def opens_list(self, event: str) -> bool:
        """Whether what has just been opened is a list of records directly in an object that may be a page."""
        name, outer = self.names[-1], self.names[:-1]
        if outer not in ([""], ["", "item"]):
            return False
        if event == "start_array":
            return name in (PAGES if len(outer) > 1 else LISTS)
        return name == "data"


_LONG_NUMBER = re.compile(rb"\d{%d}" % MOST_DIGITS)


class _Recoded:
    """The document's text as UTF-8 bytes, whatever it came in, which is what the parser reads."""

    def __init__(self, raw: RawFile, encoding: Encoding) -> None:
        self._text = open_text(raw, encoding)
        self._last = b""

    def read(self, size: int = -1) -> bytes:
        piece = self._text.read(size).encode()
        if _LONG_NUMBER.search(self._last + piece):
            raise ijson.JSONError("a number that is too long")
        self._last = piece[-MOST_DIGITS:]
        return piece

    def __enter__(self) -> _Recoded:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()
