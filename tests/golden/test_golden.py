"""Reports against stored files. After a wanted change: ``SEENBY_UPDATE_GOLDEN=1 pytest tests/golden``."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from tests.report import samples
from tests.study.steps import making

from seenby.model import Audit
from seenby.report import render_page, render_study, render_terminal, to_json

STORED = Path(__file__).parent / "files"


def page(audit: Audit) -> str:
    """The page without its style, which is not a matter of what is said."""
    bare = re.sub(r"<style>.*?</style>", "<style/>", render_page(audit), flags=re.DOTALL)
    return re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-", bare)


def terminal(audit: Audit) -> str:
    """The summary at 80 columns, without the blanks that fill its lines."""
    out = io.StringIO()
    render_terminal(audit, Console(file=out, width=80, no_color=True))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def data(audit: Audit) -> str:
    """The JSON laid out by key, so that how it is broken into lines is not a matter of what is said."""
    return json.dumps(json.loads(to_json(audit)), ensure_ascii=False, indent=1) + "\n"


FORMS: dict[str, Callable[[Audit], str]] = {"html": page, "txt": terminal, "json": data}
KEPT = [
    *((name, "html") for name in ("one_ad", "percentages_only", "not_measurable", "one_pair")),
    *(
        (name, "txt")
        for name in (
            "one_ad",
            "five_ads",
            "age_by_gender",
            "percentages_only",
            "not_measurable",
            "many_ads",
            "every_claim",
        )
    ),
    ("one_ad", "json"),
]


@pytest.mark.parametrize(("name", "form"), KEPT)
def test_the_report_is_as_stored(name: str, form: str) -> None:
    made, stored = FORMS[form](samples.ALL[name]()), STORED / f"{name}.{form}"
    if os.environ.get("SEENBY_UPDATE_GOLDEN"):
        stored.parent.mkdir(exist_ok=True)
        stored.write_text(made, encoding="utf-8")
    assert made == stored.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["study_charm", "study_portraits"])
def test_the_page_of_a_study_is_as_stored(name: str) -> None:
    told = making.told() if name == "study_charm" else making.told(("adult", "child"))
    # The registration's own hash changes with whatever a plan holds besides.
    told = replace(told, fingerprint="f" * 64)
    bare = re.sub(r"<style>.*?</style>", "<style/>", render_study(told), flags=re.DOTALL)
    made, stored = re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-", bare), STORED / f"{name}.html"
    if os.environ.get("SEENBY_UPDATE_GOLDEN"):
        stored.write_text(made, encoding="utf-8")
    assert made == stored.read_text(encoding="utf-8")
