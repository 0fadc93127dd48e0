from __future__ import annotations

from tests.report import samples

from seenby.model import Audit
from seenby.report.audit.headline import facts


def said(audit: Audit) -> dict[str, tuple[str, ...]]:
    return {fact.label: fact.lines for fact in facts(audit.ads[0])}


def test_the_four_facts_are_always_there() -> None:
    for make in samples.ALL.values():
        for ad in make().ads[:20]:
            four = facts(ad)
            assert [fact.label for fact in four] == ["Aimed at", "Shown to", "Cost", "Not known"]
            assert all(fact.lines and all(fact.lines) for fact in four)


def test_an_ad_with_everything() -> None:
    lines = said(samples.one_ad())
    assert lines["Aimed at"] == (
        "women and men, aged 18 to 34, in France",
        "Interests: Dance, Ballet and Choreography.",
        "Estimated audience by gender: women 57 to 66, men 34 to 43 in every 100.",
        "The platform may treat ages and genders as suggestions.",
    )
    assert lines["Shown to"] == ("men 88, women 12 in every 100", "Of the impressions with a recorded gender.")
    assert lines["Cost"] == ("EUR 54.50 in all", "A thousand impressions: women EUR 6.18, men EUR 4.05.")
    assert lines["Not known"][0] == "No recorded gender: 3 in every 100 impressions."


def test_what_is_missing_is_said_to_be_missing() -> None:
    lines = said(samples.not_measurable())
    assert lines["Aimed at"] == ("Not in this export. An aim file can state it.",)
    assert lines["Shown to"] == ("Not broken down by any group in this export.",)
    assert lines["Cost"] == ("Not in this export.",)
    assert lines["Not known"][1].startswith("Gap not measurable: the export has one age and gender")


def test_no_report_of_the_unknown_is_not_none_of_them() -> None:
    assert "not reported" in said(samples.percentages_only())["Not known"][0]
    assert "Counting them in: men 42 to 72" in said(samples.much_unknown())["Not known"][1]


def test_many_groups_are_counted_not_listed() -> None:
    shown = said(samples.age_by_gender())["Shown to"]
    assert shown[0] == "men 92, women 8 in every 100"
    assert shown[1].endswith("in every 100, 8 smaller groups not named here")
    assert shown[2] == "Of the impressions with a recorded age and gender."
