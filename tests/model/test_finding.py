from __future__ import annotations

from seenby.model import AdKey, Estimate, Finding, Verdict


def test_a_notebook_shows_luck_and_the_first_other_reason() -> None:
    said = ("It moved.", "Once in <2,000> audits.", "Another price.", "A holiday.", "Who they are.")
    sentence, luck, price, holiday, limit = said
    finding = Finding(
        "B",
        Verdict.BEYOND,
        sentence,
        AdKey("meta", ad="A"),
        "gender: male",
        Estimate(0.1, 0.2, "share"),
        luck=luck,
        otherwise=(price, holiday),
        not_shown=(limit,),
    )
    html = finding._repr_html_()
    places = [html.index(part) for part in (sentence, "goes beyond", "Once in &lt;2,000&gt;", price, limit)]
    assert places == sorted(places)
    assert holiday not in html


def test_a_notebook_leaves_out_what_a_finding_does_not_carry() -> None:
    finding = Finding("A", Verdict.COUNTED, "Counted.", AdKey("meta"), "gender", Estimate(0.1, 0.2, "share"))
    assert "<p></p>" not in finding._repr_html_()
