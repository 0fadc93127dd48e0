"""What the report says: each sentence is said somewhere, none is said with a gap in it, and none stands in Python."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import NamedTuple, get_args

import pytest

import seenby.report
from seenby.model import DIMENSIONS, FEMALE, MALE, UNKNOWN
from seenby.report import sentences
from seenby.report.audit.health import SEVERITIES
from seenby.report.audit.order import APART, BEYOND_AIM, DELIVERED
from seenby.report.audit.remaining_findings import MORE, Kind
from seenby.report.audit.sections import KINDS
from seenby.report.formatting import METRICS, number
from seenby.report.study import answers
from seenby.report.sweep.sweep_page import SUMMARY
from seenby.sentences import Sentences

ROOM = Path(seenby.report.__file__).parent
SPEAKERS = {name: one for name, one in vars(sentences).items() if isinstance(one, Sentences)}


def tables(speaker: str) -> Mapping[str, Mapping[str, str]]:
    one = SPEAKERS[speaker]
    return tomllib.loads((files(one.room) / one.name).read_text(encoding="utf-8"))


TABLES = {speaker: tables(speaker) for speaker in SPEAKERS}
LOOKED_UP: dict[tuple[str, str], set[str]] = {
    ("say", "gender"): {FEMALE, MALE, UNKNOWN},
    ("say", "dimension"): {*DIMENSIONS, "group"},
    ("say", "metric"): {*METRICS},
    ("say_audit", "order"): {BEYOND_AIM, APART, DELIVERED},
    ("say_audit", "section"): {one.ident for one in KINDS},
    ("say_audit", "kind"): {"pair", "twin"},
    ("say_sweep", "summary"): set(SUMMARY),
    ("say_study", "expected"): {f"{one}-{other}" for one in ("more", "fewer") for other in ("more", "fewer")},
}
"""Sections whose keys are values of the data: what they may be."""

NUMBERS = ("one", "many")
"""Sections of ``say`` that `number` looks up: its kinds are tested below."""

THREE_WORDS = re.compile(r"[^\W\d_]+(?:[^\w\s]*\s+[^\w\s]*[^\W\d_]+){2}")
JOINING = re.compile(r"(^|\s)(a|and|at|by|from|in|more|not|of|on|or|than|that|the|to|with|without)(\s|$)")
"""Words that are put between two others: a literal with a space and one of them glues a sentence together."""


class Said(NamedTuple):
    """A call: who says it, where it stands, and what of which words."""

    speaker: str
    place: str
    section: str
    key: str
    words: frozenset[str]


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(ROOM.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def calls(*names: str) -> Iterator[tuple[str, str, ast.Call]]:
    for path, tree in modules():
        for node in ast.walk(tree):
            name = getattr(node, "func", None)
            called = name.id if isinstance(name, ast.Name) else name.attr if isinstance(name, ast.Attribute) else ""
            if isinstance(node, ast.Call) and called in names:
                yield called, f"{path.name}, line {node.lineno}", node


def constants(node: ast.expr) -> set[str] | None:
    """What an expression may be, where that is plain to see."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        parts = [constants(node.body), constants(node.orelse)]
        return None if None in parts else set().union(*(part for part in parts if part))
    return None


def said() -> Iterator[Said]:
    """Each call that says something, but for answers and numbers, which are tested below."""
    for speaker, place, node in calls(*(set(SPEAKERS) - {"say_answer"})):
        words = frozenset(str(keyword.arg) for keyword in node.keywords)
        section, key = (constants(argument) for argument in node.args)
        assert section is not None, f"{place}: a section to look up"
        for name in section - ({*NUMBERS} if speaker == "say" else set()):
            looked_up = LOOKED_UP.get((speaker, name), set())
            assert key is not None or looked_up, f"{place}: a key to look up"
            yield from (Said(speaker, place, name, one, words) for one in sorted(looked_up if key is None else key))


SAID = [*said()]


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_every_toml_file_of_the_room_has_somebody_who_says_it():
    spoken = {(one.room.removeprefix("seenby.report").strip("."), one.name) for one in SPEAKERS.values()}
    there = {(".".join(path.relative_to(ROOM).parts[:-1]), path.name) for path in ROOM.rglob("*.toml")}
    assert spoken == there


@pytest.mark.parametrize("speaker", sorted(set(SPEAKERS) - {"say_answer"}))
def test_every_sentence_is_said_somewhere_and_every_one_that_is_said_is_there(speaker):
    listed = {(section, key) for section, keys in TABLES[speaker].items() for key in keys}
    numbers = {(section, key) for section, key in listed if speaker == "say" and section in NUMBERS}
    assert {(one.section, one.key) for one in SAID if one.speaker == speaker} == listed - numbers


def test_every_placeholder_is_filled_and_no_word_is_given_for_nothing():
    for one in SAID:
        wanted = placeholders(TABLES[one.speaker][one.section][one.key])
        # The titles of a sweep's columns are looked up, and only those of sums need the currency.
        spare = {"currency"} if (one.speaker, one.section) == ("say_sweep", "summary") else set()
        assert one.words - spare <= wanted <= one.words, f"{one.place}: {one.section}.{one.key}"


@pytest.mark.parametrize("speaker", sorted(SPEAKERS))
def test_placeholders_have_names(speaker):
    for keys in TABLES[speaker].values():
        for template in keys.values():
            assert all(name.isidentifier() for name in placeholders(template)), template


def test_everything_that_is_counted_has_a_word_for_one_and_for_many():
    one, many = (TABLES["say"][name] for name in NUMBERS)
    counted = {*SEVERITIES, *get_args(Kind), *MORE.values()}
    for _, _, node in calls("number"):
        if len(node.args) == len(inspect.signature(number).parameters):
            counted |= constants(node.args[1]) or set()
    assert set(one) == set(many) == counted
    assert all(placeholders(template) == {"number"} for template in [*one.values(), *many.values()])


def test_every_answer_is_given_in_some_state_and_filled_from_the_facts_of_its_study():
    source = inspect.getsource(answers)
    literals = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    for section, keys in TABLES["say_answer"].items():
        assert {section, *keys} <= literals
        for template in keys.values():
            assert placeholders(template) <= literals


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every literal but docstrings; of an f-string each stretch between its braces."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def glues(text: str) -> bool:
    return " " in text and JOINING.search(text) is not None


def test_no_english_of_three_words_and_more_stands_in_python_nor_any_that_joins_words():
    left = [
        f"{path.name}, line {line}: {text}"
        for path, tree in modules()
        for line, text in texts(tree)
        if THREE_WORDS.search(text) or glues(text)
    ]
    assert left == []


@pytest.mark.parametrize("text", ["the first ad", "No ad, none", " and ", " or more", "in “every” 100 of them"])
def test_english_is_known_from_classes_and_addresses(text):
    assert THREE_WORDS.search(text) or glues(text)
    for other in (
        "span first-line",
        "M{x} {y}l6-6",
        "data:text/csv;charset=utf-8,",
        "Google Ads",
        "not-reported",
        "or",
    ):
        assert not THREE_WORDS.search(other)
        assert not glues(other)
