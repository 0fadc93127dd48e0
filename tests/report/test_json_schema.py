from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.report import samples

from seenby.model import Estimate, Interval
from seenby.report import json_schema, to_json


def walk(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from walk(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from walk(value)


@pytest.mark.parametrize("name", samples.ALL)
def test_every_audit_fits_the_schema(name: str) -> None:
    Draft202012Validator(json_schema()).validate(json.loads(to_json(samples.ALL[name]())))


def test_the_schema_itself_is_valid() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_every_key_of_the_schema_says_what_it_means() -> None:
    schema = json_schema()
    for part in walk(schema):
        for key, value in part.get("properties", {}).items():
            target = schema["$defs"][value["$ref"].rpartition("/")[2]] if "$ref" in value else value
            assert value.get("description") or target.get("description"), key


def test_a_key_that_the_schema_does_not_know_is_refused() -> None:
    audit = json.loads(to_json(samples.one_ad()))
    audit["ads"][0]["share"]["gender"]["male"]["middle"] = 0.5
    assert not Draft202012Validator(json_schema()).is_valid(audit)


def test_a_figure_that_is_not_measurable_is_never_a_number() -> None:
    audit = json.loads(to_json(samples.not_measurable()))
    assert list(audit["ads"][0]["gap"]) == ["not_measurable"]
    audit["ads"][0]["gap"] = 0
    assert not Draft202012Validator(json_schema()).is_valid(audit)


def test_an_open_end_is_null() -> None:
    audit = samples.one_ad()
    inf = float("inf")
    ad = replace(audit.ads[0], impressions=Interval(5000, inf))
    finding = replace(audit.findings[0], subject=ad.key, estimate=Estimate(0, inf, "people"))
    text = to_json(replace(audit, ads=(ad,), findings=(finding,)))
    assert "Infinity" not in text
    assert "NaN" not in text
    read = json.loads(text)
    assert read["ads"][0]["impressions"] == {"low": 5000, "high": None}
    assert read["findings"][0]["estimate"]["high"] is None
    Draft202012Validator(json_schema()).validate(read)


def test_names_keep_every_letter_and_can_be_saved() -> None:
    name = "\ud83d half a pair, \u202e, \x1b, é"
    text = to_json(samples.named(name))
    text.encode()
    assert json.loads(text)["ads"][0]["ad"] == name
    assert "é" in text


def test_keys_keep_their_order() -> None:
    assert to_json(samples.one_ad()) == to_json(samples.one_ad())
    assert list(json.loads(to_json(samples.one_ad())))[:4] == ["schema", "version", "line", "sources"]


def test_a_caller_cannot_change_the_schema_of_the_next() -> None:
    json_schema().clear()
    assert json_schema()["title"] == "seenby/audit/1"
