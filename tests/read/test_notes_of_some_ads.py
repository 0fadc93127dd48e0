"""What stays of the notes when only some ads are meant: those about them and about the whole file, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.looking import codes, note, put

from seenby.model import AdKey, Audit, Delivery, Health, Interval, Listed, NamedSubject
from seenby.pipeline import audit
from seenby.read import Reading
from seenby.read.tables.load import Loaded
from seenby.read.tables.plausibility import check_source
from seenby.store import Shape

HEADER = "Campaign name,Ad name,Gender,Impressions"
STRANGE = ("female", "male", "Droid")
"""The last is no gender that any list has, which is worth a note about the file."""

NAMES = [
    "a", "A", "e", "Mine", "Min", "Mine 2", "My", "no", "of", "group", "table", "Gender", "gender", "Droid", "female",
    ".", ",", "“", "”", "(", "--", " ", "No column belongs to one platform alone", "export.csv", "mapping",
    "kept as a group of its own, because", "*", "[a-z]", "\\w", "“Droid” under",
]  # fmt: skip


def export_of(*ads: str, campaign: str = "Spring") -> str:
    rows = [f'"{campaign}","{ad}",{gender},100' for ad in ads for gender in STRANGE]
    return "\n".join([HEADER, *rows, ""])


def mine(folder: Path, content: str, meant: str = "Mine", name: str = "export.csv") -> Audit:
    return audit(put(folder, name, content), only=[meant])


def told(found: Audit) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in found.health]


@pytest.mark.parametrize("other", [name for name in NAMES if name.strip() not in ("", "Mine")])
def test_another_ads_name_takes_no_note_away_from_the_file(tmp_path: Path, other: str) -> None:
    alone = told(mine(tmp_path, export_of("Mine")))
    assert {"group-not-recognised"} <= {code for code, _ in alone}
    assert told(mine(tmp_path, export_of("Mine", other))) == alone


@pytest.mark.parametrize("campaign", ["a", "group", "Droid", "under"])
def test_nor_does_the_name_of_another_campaign(tmp_path: Path, campaign: str) -> None:
    own, other = export_of("Mine"), export_of("Yours", campaign=campaign)
    both = own + other.removeprefix(f"{HEADER}\n")
    assert told(mine(tmp_path, both)) == told(mine(tmp_path, own))


def apart(*ads: tuple[str, int, int]) -> str:
    """Ads whose rows add up to one number by gender and to another by age."""
    rows = []
    for name, by_gender, by_age in ads:
        rows += [f'"{name}",{gender},,{by_gender}' for gender in ("female", "male")]
        rows += [f'"{name}",,{age},{by_age}' for age in ("18-24", "25-34")]
    return "\n".join(["Ad name,Gender,Age,Impressions", *rows, ""])


def test_a_note_about_another_ad_alone_goes(tmp_path: Path) -> None:
    content = apart(("Mine", 500, 500), ("Yours", 500, 900))
    assert "breakdowns-apart" in codes(audit(put(tmp_path, "export.csv", content)))
    assert "breakdowns-apart" not in codes(mine(tmp_path, content))


@pytest.mark.parametrize("other", ["Yours", "Min", "M", "Mine 2", "Mine.", "lacks some"])
def test_a_note_about_several_ads_stays_for_those_that_are_meant(tmp_path: Path, other: str) -> None:
    found = mine(tmp_path, apart(("Mine", 500, 900), (other, 500, 800)))
    assert note(found, "breakdowns-apart").message == note(
        mine(tmp_path, apart(("Mine", 500, 900)), name="alone.csv"), "breakdowns-apart"
    ).message  # fmt: skip


def test_an_ad_that_was_only_counted_among_more_is_named_when_it_is_meant(tmp_path: Path) -> None:
    content = apart(*((f"Another {at}", 500, 900) for at in range(6)), ("Mine", 500, 900))
    assert "Mine" not in note(audit(put(tmp_path, "export.csv", content)), "breakdowns-apart").message
    message = note(mine(tmp_path, content), "breakdowns-apart").message
    assert "“Mine”" in message
    assert "Another" not in message
    assert "more" not in message


def test_a_total_that_does_not_fit_is_said_of_its_own_ad_only() -> None:
    def row(ad: str, gender: str, shown: float) -> Delivery:
        made = frozenset({"gender"} if gender else ())
        shown_ = Interval.exact(shown)
        return Delivery(
            0, AdKey("meta", ad=ad), "people", made, gender, "", "", "", "", None, None, None, 1, shown_, None, None,
            None, None,
        )  # fmt: skip

    rows = [row(ad, *cell) for ad in ("Mine", "Mine too") for cell in (("female", 100), ("male", 100), ("", 260))]
    loaded = Loaded("", Shape((), ("gender",), ("impressions",), (), currency=False, person_fields=frozenset()), 6)
    notes = tuple(check_source("export.csv", loaded, rows))
    assert [one.code for one in notes] == ["total-does-not-fit"] * 2
    for meant in ("Mine", "Mine too"):
        (kept,) = Reading((), tuple(rows), health=notes).only([meant]).health
        assert kept.message.startswith(f"{meant}: its total row")


def test_a_note_may_be_about_what_is_no_ad() -> None:
    account, other = NamedSubject("account", "act_1"), NamedSubject("account", "act_10")
    one = Health("no-delivery", "warning", "Nothing came of “act_1”.", about=(account,))
    assert one.only({account}) == one
    assert one.only({other}) is None
    assert NamedSubject("feed", "act_1") not in one.about
    arm = NamedSubject("arm", "act_1", within=("A charm",))
    more = ", and {count} others"
    both = Health.of_each("x", "info", Listed("Of ", ((account, "the first"), (arm, "the arm")), ".", more))
    assert both.message == "Of the first, the arm."
    assert both.only({arm}) == Health.of_each("x", "info", Listed("Of ", ((arm, "the arm"),), ".", more))
    assert arm.path == "A charm › act_1"
