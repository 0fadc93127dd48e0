"""Did you mean? One rule for every word that a person may mistype, and where each of them is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from seenby.errors import SeenbyError, SettingsError, UnknownFormat, UsageError
from seenby.platforms.simulated import preset, remedies
from seenby.read.aims_file import read_aims
from seenby.read.arms_file import read_arms
from seenby.read.cells.headers import families, match_headers
from seenby.read.tables.mapping import read_mapping
from seenby.spelling import MANY, MOST, alike, did_you_mean, question, which_of
from seenby.watch.settings import read_watch


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("--basline", ["--baseline", "--line"], ("--baseline",)),
        ("per_day", ["--per-day", "--days"], ("--per-day",)),
        ("Charn", ["Charm", "Bag"], ("Charm",)),
        ("--nope", ["--line", "--out"], ()),
        ("", ["ad"], ()),
        ("---", ["-", "--"], ()),
        ("x" * 100_000, ["x" * 100_000], ()),
    ],
)
def test_the_likeliest_word_is_found_and_nothing_where_none_is_like_it(typed, known, meant):
    assert alike(typed, known) == meant


def test_words_that_are_as_near_are_named_together_and_no_more_than_three():
    assert set(alike("picture X", ["picture A", "picture B", "other"])) == {"picture A", "picture B"}
    assert len(alike("picture X", [f"picture {letter}" for letter in "ABCDEFG"])) == MOST
    assert question("picture X", ["picture A", "picture B"]) == "did you mean “picture A” or “picture B”?"


def test_among_very_many_words_nobody_waits():
    assert alike("ad", (f"no {number}" if number < MANY else "ad" for number in range(2 * MANY))) == ()


def test_what_always_helps_is_said_besides():
    assert did_you_mean("spent", ["spend"], "see the list") == "did you mean “spend”? If not, see the list"
    assert did_you_mean("clicks", ["spend"], "see the list") == "see the list"
    assert which_of("clicks", ["ad", "spend"]) == "use one of ad, spend"


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("read", "text", "meant"),
    [
        (read_aims, 'gender = ["women"]', "genders"),
        (read_aims, '[ads."one"]\nage = "18+"', "ages"),
        (read_aims, '[estimated_audience.gendr]\nwomen = 5', "gender"),
        (read_arms, '[arm]\na = ["x"]', "arms"),
        (read_arms, 'control = "itm"\n[arms]\nitem = ["x"]\nchild = ["y"]', "item"),
        (read_arms, 'about = "gendr: men"\n[arms]\nitem = ["x"]', "gender"),
        (read_watch, '[input]\npth = "x.csv"', "path"),
        (read_watch, '[input]\npath = "x.csv"\n[input.columns]\nimpression = "I"', "impressions"),
        (read_watch, '[input]\npath = "x.csv"\n[[cells]]\ncel = "gender: male"', "cell"),
        (read_mapping, 'platform = "x"\n[columns]\nspent = "Cost"', "spend"),
        (read_mapping, 'platform = "x"\ncurency = "EUR"\n[columns]\nspend = "Cost"', "currency"),
    ],
)  # fmt: skip
def test_a_key_of_a_file_that_is_nearly_right_is_asked_for(tmp_path, read, text, meant):
    with pytest.raises(SettingsError, match=f"did you mean “{meant}”"):
        read(written(tmp_path, text))


def test_a_field_of_more_column_names_that_is_nearly_right_is_asked_for(tmp_path):
    with pytest.raises(SettingsError, match="did you mean “impressions”"):
        match_headers(["Ad"], families()[0], written(tmp_path, 'impresions = ["Shown"]'))


@pytest.mark.parametrize("call", [lambda: preset("charm2024"), lambda: remedies("women_onyl")])
def test_a_world_and_a_remedy_that_are_nearly_right_are_asked_for(call):
    with pytest.raises(UsageError, match="did you mean “"):
        call()


def test_a_column_that_a_mapping_nearly_names_is_asked_for(tmp_path):
    from seenby import audit

    (tmp_path / "x.csv").write_text("Name,Who,Shown\na,men,10\na,women,20\n")
    mapping = written(tmp_path, 'platform = "x"\n[columns]\nad = "Name"\ngender = "Who"\nimpressions = "Show"\n')
    with pytest.raises(UnknownFormat, match="did you mean “Shown”") as caught:
        audit(tmp_path / "x.csv", mapping=mapping)
    assert caught.value.exit_code == SeenbyError.exit_code + 6
    assert "women" not in str(caught.value), "no cell of a row is repeated"
