"""An arms file: what a good one says, and that a bad one is refused with the file and the key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seenby.errors import SettingsError
from seenby.model import DIMENSIONS, Arms
from seenby.read.arms_file import read_arms

GOOD = """
control = "plain"
randomised = true
about = "age: 65+"
twins = [["a", "b"], ["c", "d"]]

[arms]
plain = ["Charm", "Ring"]
worn = ["Charm, worn", "Ring, worn"]
"""

fuzz = settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "arms.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_good_file_is_read_in_its_own_order(tmp_path):
    path = write(tmp_path, GOOD)
    arms = read_arms(path)
    assert arms == Arms(
        {"plain": ("Charm", "Ring"), "worn": ("Charm, worn", "Ring, worn")},
        "plain",
        (("a", "b"), ("c", "d")),
        True,
        "age",
        "65+",
        str(path),
    )
    assert list(arms.arms) == ["plain", "worn"]


@pytest.mark.parametrize(
    ("about", "found"),
    [("gender", ("gender", None)), ("gender: men", ("gender", "male")), ("gender:Frauen", ("gender", "female"))],
)
def test_what_it_is_about_is_a_dimension_and_a_group_in_anybodys_words(tmp_path, about, found):
    arms = read_arms(write(tmp_path, f'about = "{about}"\ntwins = [["a", "b"]]'))
    assert (arms.dimension, arms.group) == found


def test_twins_alone_and_no_control_are_enough(tmp_path):
    assert read_arms(write(tmp_path, 'twins = [["a", "b"]]')).arms == {}
    assert read_arms(write(tmp_path, '[arms]\nx = ["a"]\ny = ["b"]')).control is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no arms and no twins"),
        ("[arms]", "no arms and no twins"),
        ('[arms]\nx = ["a"]\ny = ["b", "c"]', "different numbers of ads (“x” 1, “y” 2)"),
        ("[arms]\nx = []\ny = []", "“x” has no ads"),
        ('control = "z"\n[arms]\nx = ["a"]', "“z” is none of the arms"),
        ('[arms]\nx = ["a"]\ny = ["a"]', "“a” stands in the arms twice"),
        ('twins = [["a", "a"]]', "its own twin"),
        ('twins = [["a", "b"], ["b", "c"]]', "“b” stands in the twins twice"),
        ('twins = [["a", "b"], ["b", "a"]]', "stands in the twins twice"),
        ('twins = [["a", "b", "c"]]', "“twins 1"),
        ('twins = ["a"]', "“twins 1"),
        ("twins = 3", "“twins”"),
        ('arms = ["a"]', "“arms”"),
        ('[arms]\nx = "a"', "“arms.x"),
        ("[arms]\nx = [1]", "“arms.x 1"),
        ('twins = [["a", "b"]]\nrandomised = "often"', "“randomised”"),
        ('twins = [["a", "b"]]\ncontrol = 3', "“control”"),
        ('twins = [["a", "b"]]\nabout = "shoe size"', "no dimension “shoe size”"),
        ('twins = [["a", "b"]]\nabout = "age: 2026-05-01"', "“2026-05-01” is no group of “age”"),
        ('twins = [["a", "b"]]\nabout = "gender: unknown"', "“unknown” is no group that can be compared"),
        ('twins = [["a", "b"]]\nabout = "gender: all"', "“all” is no group that can be compared"),
        ('twins = [["a", "b"]]\nabout = ["gender"]', "“about”"),
        ('twins = [["a", "b"]]\ncontroll = "x"', "“controll”"),
        ("[arms\n", "line 1"),
        (b"\xff\xfe\x00", "is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_what_is_wrong(tmp_path, text, words):
    path = write(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        read_arms(path)
    said = str(caught.value)
    assert str(path) in said
    assert words in said
    assert caught.value.remedy
    assert "\n" not in said


@pytest.mark.parametrize("key", ["\\r", "\\n", "\\u001b[2J"])
def test_no_line_break_or_escape_sequence_in_a_name_reaches_the_terminal(tmp_path, key):
    with pytest.raises(SettingsError) as caught:
        read_arms(write(tmp_path, f'"{key}" = 1'))
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path, name):
    with pytest.raises(SettingsError, match="cannot be opened"):
        read_arms(tmp_path / name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("arms")


def check_refusal(folder: Path, error: SettingsError) -> None:
    assert str(folder) in str(error)
    assert error.remedy
    assert not {"\n", "\r"} & set(str(error))


def survive(folder: Path, content: str | bytes) -> None:
    try:
        arms = read_arms(write(folder, content))
    except SettingsError as error:
        check_refusal(folder, error)
        return
    assert arms.arms or arms.twins
    assert arms.dimension in DIMENSIONS
    assert len({len(ads) for ads in arms.arms.values()}) <= 1
    assert all(arms.arms.values())
    assert arms.control is None or arms.control in arms.arms


NAMES = st.one_of(
    st.sampled_from(["a", "b", "gender", "age: 65+", "gender: men", "age:", ":", " "]), st.text(max_size=6)
)
PLAIN = st.one_of(NAMES, st.booleans(), st.integers(-9, 9), st.floats(allow_nan=False, allow_infinity=False))
VALUES = st.recursive(
    PLAIN, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)), max_leaves=8
)
KEYS = st.one_of(st.sampled_from(["arms", "control", "twins", "randomised", "about"]), NAMES)


def toml(value: object) -> str:
    """A value as inline TOML; JSON's strings are TOML's, but for characters that TOML wants escaped."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")
    return json.dumps(value)


@fuzz
@given(tables=st.dictionaries(KEYS, VALUES, max_size=5))
def test_any_tables_are_read_or_refused(folder, tables):
    survive(folder, "\n".join(f"{toml(key)} = {toml(value)}" for key, value in tables.items()))


@fuzz
@given(
    arms=st.dictionaries(NAMES, st.lists(NAMES, max_size=3), max_size=3),
    twins=st.lists(st.lists(NAMES, min_size=2, max_size=2), max_size=3),
    control=NAMES,
    about=NAMES,
)
def test_tables_of_the_right_shape_are_read_or_refused(folder, arms, twins, control, about):
    survive(folder, "\n".join(f"{key} = {toml(value)}" for key, value in locals().items() if key != "folder"))


@fuzz
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=80).map(lambda text: GOOD + text)))
def test_any_bytes_are_read_or_refused(folder, content):
    survive(folder, content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
