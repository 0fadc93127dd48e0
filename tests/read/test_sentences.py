"""The sentences of reading: each is said somewhere, and none is said with a gap in it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

import seenby.read
from seenby.model import NamedSubject
from seenby.model.source import MOST_NAMED
from seenby.read.sentences import LIST, first_of, listed, say
from seenby.sentences import Sentences

ROOM = Path(seenby.read.__file__).parent
SENTENCES = tomllib.loads((ROOM / "sentences.toml").read_text(encoding="utf-8"))
CODES = tomllib.loads((files("seenby.model") / "health.toml").read_text(encoding="utf-8"))
NO_CODES = {"list", "left-out", "condensed"}
"""Sections that are no note of data health: parts of sentences, and reasons of rows."""


def said() -> Iterator[tuple[str, str, set[str]]]:
    """Section, key and words of each call."""
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                section, key = node.args
                words = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
                assert len(words) == len(node.keywords), f"{path.name}, line {node.lineno}: words nobody can look up"
                assert isinstance(section, ast.Constant)
                assert isinstance(section.value, str)
                for constant in (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,):
                    assert isinstance(constant, ast.Constant), f"{path.name}, line {node.lineno}: a key to look up"
                    assert isinstance(constant.value, str)
                    yield section.value, constant.value, words


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_every_sentence_is_said_somewhere_and_every_one_that_is_said_is_there():
    listed = {(section, key) for section, keys in SENTENCES.items() for key in keys}
    assert {(section, key) for section, key, _ in said()} == listed


def test_every_section_is_a_code_of_data_health():
    assert set(SENTENCES) - NO_CODES <= set(CODES)


@pytest.mark.parametrize(("section", "key", "words"), [*said()], ids=lambda part: part if isinstance(part, str) else "")
def test_every_placeholder_is_filled_and_no_word_is_given_for_nothing(section, key, words):
    assert placeholders(SENTENCES[section][key]) == words


@pytest.mark.parametrize("section", sorted(SENTENCES))
def test_placeholders_have_names(section):
    for template in SENTENCES[section].values():
        assert all(name.isidentifier() for name in placeholders(template)), template


def test_a_sentence_with_a_gap_is_an_error_and_not_a_gap():
    with pytest.raises(KeyError):
        Sentences("seenby.read")("same-export-twice", "said")


@pytest.mark.parametrize("count", [1, 5, 6])
def test_a_list_that_can_be_cut_down_reads_like_one_that_cannot(count):
    words = [f"“{at}”" for at in range(count)]
    parts = [(NamedSubject("ad", name), name) for name in words]
    whole = say("restated", "said", ads=first_of(words, MOST_NAMED))
    assert listed(say("restated", "said", ads=LIST), parts).text == whole


def test_a_sentence_without_a_place_for_the_list_is_an_error():
    with pytest.raises(ValueError, match="unpack"):
        listed(say("restated", "said", ads="A"), [])
