"""The small form: what a phone shows of a boosted post, whole percentages as intervals."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from tests.read.looking import by_name, look, only, refused
from tests.read.samples import FORM

from seenby.model import Interval


def test_whole_percentages_are_intervals(tmp_path: Path) -> None:
    ad = only(look(tmp_path, FORM, "post.toml"))
    assert ad.key.name == "Anhänger, Mai"
    assert ad.key.platform == "instagram"
    assert (ad.metric, ad.reach) == ("reach", Interval.exact(1250))
    assert (ad.spend, ad.currency) == (Interval(18.4, 18.4), "EUR")
    assert ad.period == (date(2026, 5, 1), date(2026, 5, 5))
    # 20 % and 79 % are at least 19.5 and 78.5 and at most 20.5 and 79.5 of 100.
    women = ad.share["gender"]["female"]
    assert women.low == pytest.approx(19.5 / (19.5 + 79.5))
    assert women.high == pytest.approx(20.5 / (20.5 + 78.5))
    assert ad.share_with_unknown["gender"]["female"].low <= 0.195 + 1e-9
    assert ad.unknown is not None
    assert ad.unknown.low == pytest.approx(0)
    assert ad.unknown.high == pytest.approx(0.02)
    assert ad.aim is not None
    assert ad.aim.genders == ("female",)
    assert isinstance(ad.gap, Interval)


def test_more_digits_are_narrower(tmp_path: Path) -> None:
    whole = only(look(tmp_path, FORM, "a.toml")).share["gender"]["female"]
    finer = FORM.replace("women = 20", "women = 20.0").replace("men = 79", "men = 79.0", 1).replace("wo79.0", "wo20.0")
    finer = finer.replace("women = 79.0", "women = 20.0")
    assert only(look(tmp_path, finer, "b.toml")).share["gender"]["female"].width < whole.width


def test_several_posts(tmp_path: Path) -> None:
    text = (
        '[[post]]\nname = "A"\n[post.gender]\nwomen = 60\nmen = 40\n'
        '[[post]]\nname = "B"\n[post.gender]\nfemale = 10\nmale = 90\n'
    )
    found = by_name(look(tmp_path, text, "posts.toml"))
    assert found["A"].share["gender"]["female"].middle == pytest.approx(0.6)
    assert found["B"].share["gender"]["female"].middle == pytest.approx(0.1)


def test_a_form_is_known_by_its_content(tmp_path: Path) -> None:
    assert only(look(tmp_path, FORM, "post.txt")).key.name == "Anhänger, Mai"
    assert only(look(tmp_path, gzip.compress(FORM.encode()), "post.toml.gz")).key.name == "Anhänger, Mai"


def test_a_date_may_be_written_without_quotes(tmp_path: Path) -> None:
    text = FORM.replace('"2026-05-01"', "2026-05-01")
    assert only(look(tmp_path, text, "post.toml")).period == (date(2026, 5, 1), date(2026, 5, 5))


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("women = 20", "women = 130", "women"),
        ("women = 20", 'women = "many"', "women"),
        ("women = 20", "women = nan", "women"),
        ("women = 20", "women = true", "women"),
        ("women = 20", "women = -3", "women"),
        ("men = 79", "men = 90", "gender"),
        ("women = 20", "women = 20\nfemale = 10", "female"),
        ("[age]", "[ages]", "ages"),
        ("people_reached = 1250", 'people_reached = "lots"', "people_reached"),
        ('spend = "18.40"', "spend = [1]", "spend"),
        ('name = "Anhänger, Mai"', "", "name"),
        ('start = "2026-05-01"', 'start = "soon"', "start"),
        ('"13-17" = 3', '"17-13" = 3', "17-13"),
        ("[gender]", "[gender", "TOML"),
        ('ages = "18-44"', 'ages = "young"', "ages"),
    ],
)
def test_a_form_that_makes_no_sense_names_the_key(tmp_path: Path, old: str, new: str, word: str) -> None:
    assert old in FORM
    assert word in refused(tmp_path, FORM.replace(old, new, 1), "post.toml")


def test_posts_of_two_platforms_do_not_share_a_form(tmp_path: Path) -> None:
    first = '[[post]]\nname = "A"\ngender = {women = 60}\n'
    text = first + '[[post]]\nname = "B"\nplatform = "tiktok"\ngender = {women = 10}\n'
    assert "platform" in refused(tmp_path, text, "posts.toml")
