"""The audit as JSON, and the schema that says what every key of it means."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import orjson

from seenby.model import Audit

SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(audit: Audit) -> str:
    """The audit in the shape ``seenby/audit/1``: keys always in the same order, names to the letter.

    Each source, ad and finding stands on a line of its own, so that a large audit can be read and compared by line. No
    figure is infinite or NaN: an open end is null. Half of a surrogate pair, which no encoding can write, is escaped,
    so that the text can always be saved as UTF-8 and read back to the same name.
    """
    text = ",\n".join(f"{_dump(key)}: {_lines(value)}" for key, value in audit.as_json().items())
    return f"{{\n{text}\n}}\n"


def _lines(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_dump, value)) + "\n]"
    return _dump(value)


def _dump(value: object) -> str:
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        # Half of a surrogate pair: the standard library writes it as it is, and it is escaped here.
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


@lru_cache(maxsize=2)
def _schema_text(name: str) -> str:
    return (files("seenby.report") / "schema" / f"{name}-1.json").read_text(encoding="utf-8")


def json_schema(name: Literal["audit", "study"] = "audit") -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``seenby/audit/1`` or ``seenby/study/1``; a fresh copy with every call."""
    schema: dict[str, Any] = json.loads(_schema_text(name))
    return schema
