"""The audit as JSON, and the schema that says what every key of it means."""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from seenby.model import Audit

SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(audit: Audit) -> str:
    """The audit in the shape ``seenby/audit/1``: keys always in the same order, names to the letter.

    No figure is infinite or NaN: an open end is null. Half of a surrogate pair, which no encoding can write, is
    escaped, so that the text can always be saved as UTF-8 and read back to the same name.
    """
    text = json.dumps(_finite(audit.as_json()), ensure_ascii=False, indent=1, allow_nan=False)
    return SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


@lru_cache(maxsize=1)
def _schema_text() -> str:
    return (files("seenby.report") / "schema" / "audit-1.json").read_text(encoding="utf-8")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``seenby/audit/1``; a fresh copy with every call."""
    schema: dict[str, Any] = json.loads(_schema_text())
    return schema


def _finite(value: object) -> object:
    """The same tree with every figure that is not finite as null."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
