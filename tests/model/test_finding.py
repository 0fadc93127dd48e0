from __future__ import annotations

import pytest

from seenby.model import AdKey, Aspect, Estimate, Finding, NamedSubject, Verdict


def test_a_notebook_shows_luck_and_the_first_other_reason() -> None:
    said = ("It moved.", "Once in <2,000> audits.", "Another price.", "A holiday.", "Who they are.")
    sentence, luck, price, holiday, limit = said
    finding = Finding(
        "B",
        Verdict.BEYOND,
        sentence,
        AdKey("meta", ad="A"),
        "pair",
        Estimate(0.1, 0.2, "share"),
        dimension="gender",
        group="male",
        luck=luck,
        otherwise=(price, holiday),
        not_shown=(limit,),
    )
    html = finding._repr_html_()
    places = [html.index(part) for part in (sentence, "goes beyond", "Once in &lt;2,000&gt;", price, limit)]
    assert places == sorted(places)
    assert holiday not in html


def test_a_notebook_leaves_out_what_a_finding_does_not_carry() -> None:
    finding = Finding("A", Verdict.COUNTED, "Counted.", AdKey("meta"), "delivery", Estimate(0.1, 0.2, "share"))
    assert "<p></p>" not in finding._repr_html_()


@pytest.mark.parametrize(
    ("aspect", "dimension", "group", "about"),
    [
        ("delivery", "gender", "male", "gender: male"),
        ("delivery", "gender", None, "gender"),
        ("delivery", None, None, "delivery"),
        ("gap", "age", None, "gap by age"),
        ("pair", None, None, "pair"),
        ("arms", "region", "North: East", "region: North: East"),
        ("by day", "age", "65+", "age: 65+, by day"),
        ("drift", "gender", "female", "gender: female, drift"),
    ],
)
def test_what_a_finding_is_about_is_said_from_its_fields(
    aspect: Aspect, dimension: str | None, group: str | None, about: str
) -> None:
    estimate = Estimate(0.1, 0.2, "share")
    finding = Finding(
        "A", Verdict.COUNTED, "Counted.", AdKey("meta"), aspect, estimate, dimension=dimension, group=group
    )
    assert finding.as_json()["about"] == about


def test_a_finding_may_be_about_what_is_no_ad() -> None:
    feed = NamedSubject("feed", "evening", within=("A charm",))
    finding = Finding("B", Verdict.TOO_LITTLE, "Too few.", feed, "pair", Estimate(0.1, 0.2, "share"))
    assert finding.as_json()["subject"] == {"kind": "feed", "name": "evening", "within": ["A charm"]}
