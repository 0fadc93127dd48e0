"""Pictures of a study are pictures, in its folder, and different ones."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.study.ads.planning.asking import asked

from seenby.errors import UsageError
from seenby.study.ads.planning.pictures import fingerprints_of, picture

PNG = b"\x89PNG\r\n\x1a\n"
NAME = "pictures/item.png"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "study" / "pictures").mkdir(parents=True)
    for arm in asked().arms:
        (tmp_path / "study" / arm.picture).write_bytes(PNG + arm.name.encode())
    return tmp_path / "study"


def test_each_arm_has_its_own(root):
    assert len(set(fingerprints_of(root, asked()).values())) == 3


def _gone(path):
    path.unlink()


def _folder(path):
    path.unlink()
    path.mkdir()


def _pipe(path):
    path.unlink()
    os.mkfifo(path)


def _text(path):
    path.write_text("hello")


def _empty(path):
    path.write_bytes(b"")


def _huge(path):
    os.truncate(path, 200_000_000)


def _elsewhere(path):
    other = path.parents[4] / "other.png"
    path.rename(other)
    path.symlink_to(other)


def _circle(path):
    path.unlink()
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_gone, "is not there"), (_folder, "is no file"), (_pipe, "is no file"), (_text, "is no picture"),
        (_empty, "is no picture"), (_huge, "megabytes"), (_elsewhere, "leads out"),
    ],
)  # fmt: skip
def test_what_is_no_picture_of_the_study_is_named(root, spoil, says):
    spoil(root / NAME)
    with pytest.raises(UsageError, match=says) as told:
        fingerprints_of(root, asked())
    assert told.value.where == NAME


def test_a_link_to_itself_is_not_followed_for_ever(root):
    _circle(root / NAME)
    with pytest.raises(UsageError):
        fingerprints_of(root, asked())


def test_a_link_inside_the_folder_is_a_picture(root):
    (root / NAME).rename(root / "pictures" / "own.png")
    (root / NAME).symlink_to("own.png")
    assert picture(root, NAME).startswith(PNG)


def test_one_picture_under_two_names_is_found(root):
    (root / "pictures" / "child.png").write_bytes((root / NAME).read_bytes())
    with pytest.raises(UsageError, match=r"pictures/child\.png: is the same picture as pictures/item\.png"):
        fingerprints_of(root, asked())


def test_arms_that_differ_in_money_may_show_the_same_file(root):
    study = asked()
    one = study.arms[0]
    fingerprints_of(root, replace(study, arms=(one, replace(one, name="twice", budget=2.0))))


@given(st.binary(max_size=64))
def test_any_bytes_are_a_picture_or_an_error_of_ours(content):
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "a.png").write_bytes(content)
        if content.startswith((PNG, b"\xff\xd8\xff", b"GIF8")):
            assert picture(Path(place), "a.png") == content
        else:
            with pytest.raises(UsageError, match="is no picture"):
                picture(Path(place), "a.png")
