"""Each error has a code for a command and one for a page, which say the same thing; and sentences for a person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from seenby import errors
from seenby.errors import (
    BadValue,
    LimitReached,
    NothingMeasurable,
    PlatformRefused,
    SeenbyError,
    StoppedByGuard,
    UnknownFormat,
    UsageError,
    explain,
)

KINDS = {1: {500}, 2: {400, 409}, 4: {422}, 5: {502, 503, 504}, 6: {403}, 7: {415, 422}}
"""The statuses that each exit code may go with."""


def tree(kind: type[SeenbyError] = SeenbyError) -> Iterator[type[SeenbyError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from tree(child)


@pytest.mark.parametrize("kind", [*tree()], ids=lambda kind: kind.__name__)
def test_the_two_codes_of_an_error_say_the_same_thing(kind):
    assert kind.http_status in KINDS[kind.exit_code]


@pytest.mark.parametrize("kind", [*tree()], ids=lambda kind: kind.__name__)
def test_the_tree_in_the_docstring_has_the_codes_of_every_error(kind):
    (line,) = [line for line in errors.__doc__.splitlines() if f" {kind.__name__} " in f" {line} " and "exit" in line]
    assert f"exit {kind.exit_code} " in line
    assert f"HTTP {kind.http_status} " in line


@pytest.mark.parametrize(
    ("kind", "status"),
    [(UsageError, 400), (NothingMeasurable, 422), (PlatformRefused, 502), (LimitReached, 503), (StoppedByGuard, 403),
     (UnknownFormat, 415), (BadValue, 422), (SeenbyError, 500)],
)  # fmt: skip
def test_what_a_page_answers_with(kind, status):
    assert kind.http_status == status


def test_an_error_is_explained_in_sentences():
    error = UsageError("no file was given", where="audit", remedy="name an export")
    told = explain(error)
    assert (told.what, told.where, told.unchanged, told.remedy) == (
        "No file was given.", "audit", "Nothing was written.", "Name an export.",
    )  # fmt: skip
    assert (told.line, told.exit_code, told.http_status) == (str(error), 2, 400)


def test_what_is_not_known_is_left_empty_and_a_question_keeps_its_mark():
    told = explain(NothingMeasurable("“men” is in no file", unchanged="", remedy="did you mean “man”?"))
    assert (told.what, told.where, told.unchanged) == ("“men” is in no file.", "", "")
    assert told.remedy == "Did you mean “man”?"


def test_an_error_that_nobody_meant_is_our_fault_and_repeats_nothing_of_the_input():
    told = explain(ValueError("Jane Doe, row 7"))
    assert (told.exit_code, told.http_status) == (1, 500)
    assert told.what == "This is our fault, not your file's: ValueError."
    assert "Jane" not in f"{told}"


def test_no_name_from_a_file_brings_a_control_sign_along():
    told = explain(UsageError("no ad is called “a\x1b[2J\nb”", where="x\ty.csv", remedy="use \x07one"))
    assert all(sign.isprintable() for sign in f"{told.what}{told.where}{told.remedy}{told.line}")
