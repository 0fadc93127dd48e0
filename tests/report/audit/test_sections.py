from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report import samples
from tests.report.audit.test_audit_terminal import printed

from seenby.model import Audit, Check, Estimate, Finding, Interval, NotMeasurable, Observed, Step, Verdict
from seenby.report import render_page
from seenby.report.audit.sections import FEW, WHOLE, Section, sections_of
from seenby.report.display_names import names_of
from seenby.report.numbering import Numbers

QUESTIONS = ("Could it be luck?", "Could it be something else?", "Checked first", "What this does not show")


def sections(audit: Audit) -> dict[str, Section]:
    names = names_of([ad.key for ad in audit.ads])
    return {one.ident: one for one in sections_of(audit.findings, names, Numbers())}


def article(page: str, ident: str) -> ET.Element:
    return next(one for one in ET.fromstring(page).iter("article") if one.get("id") == ident)


def said(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def with_findings(*findings: Finding) -> Audit:
    return replace(samples.five_ads(), findings=findings)


def pair(**fields: Any) -> Finding:
    first, second, *_ = samples.five_ads().ads
    return samples.side_by_side(first, second, **fields)


def test_the_page_goes_from_pairs_to_accounts_to_days() -> None:
    page = ET.fromstring(render_page(samples.every_claim()))
    titles = {one.get("id"): one.findtext("h2") for one in page.iter("section")}
    assert list(titles) == ["in-short", "compared", "accounts", "daily", *list(titles)[4:]]
    assert [titles[ident] for ident in ("compared", "accounts", "daily")] == [
        "Ads that ran side by side",
        "Across accounts",
        "Day by day",
    ]


def test_one_comparison_answers_the_questions_in_their_order() -> None:
    finding = pair()
    shown = article(render_page(with_findings(finding)), "compared-1")
    order: tuple[str, ...] = (finding.sentence, "Figure 2.", QUESTIONS[0], finding.luck)
    order += ("clustering (ρ) of 0.078", QUESTIONS[1])
    order += (finding.otherwise[0], "Figure 3.", QUESTIONS[2], "passed concurrent", "not passed equal-budget")
    order += (QUESTIONS[3], finding.not_shown[0], finding.method)
    places = [said(shown).index(part) for part in order]
    assert places == sorted(places)


def test_what_a_finding_does_not_carry_has_no_heading() -> None:
    bare = Finding("B", Verdict.TOO_LITTLE, "Not enough.", pair().subject, "pair", Estimate(0, 1, "share"))
    shown = article(render_page(with_findings(bare)), "compared-1")
    assert not list(shown.iter("h4"))
    assert not list(shown.iter("figure"))
    assert said(shown).endswith("Not enough.")


def test_a_verdict_that_nothing_would_turn_says_so() -> None:
    page = render_page(with_findings(pair(tipping_point=float("inf")), pair(tipping_point=0.0, luck="")))
    assert "No clustering of delivery, however strong, would turn this verdict." in said(article(page, "compared-1"))
    assert "would turn at a clustering (ρ) of 0:" in said(article(page, "compared-2"))


def test_a_reason_is_given_once() -> None:
    refused = "They did not run on the same days."
    page = render_page(
        with_findings(
            pair(sentence=refused, estimate=NotMeasurable(refused)),
            pair(estimate=NotMeasurable("no shares in common")),
        )
    )
    assert said(article(page, "compared-1")).count(refused) == 1
    assert "Not measurable: no shares in common" in said(article(page, "compared-2"))


def test_the_date_stands_beside_the_badge() -> None:
    ad = samples.five_ads().ads[0]
    shown = article(render_page(with_findings(samples.watched(ad, Verdict.BEYOND, 0.2, date(2026, 5, 4)))), "daily-1")
    assert said(shown).startswith("Shoes worn, on stage goes beyond since 2026-05-04")


def test_what_goes_beyond_day_by_day_stands_with_its_ad_on_the_first_screen() -> None:
    audit = samples.every_claim()
    lead = article(render_page(audit), "lead-1")
    days = [one.sentence for one in audit.findings if one.claim == "C" and one.verdict == Verdict.BEYOND]
    assert [one in said(lead) for one in days] == [False, True]


def test_of_many_watches_the_largest_excess_comes_first_and_the_others_are_counted() -> None:
    daily = sections(samples.many_watched(1_000))["daily"]
    lows = [one.finding.estimate.low for one in daily.whole if isinstance(one.finding.estimate, Estimate)]
    assert len(lows) == WHOLE
    assert lows == sorted(lows, reverse=True)
    assert daily.table is None
    assert daily.others == (
        "980 more ads: 80 “goes beyond”, 800 “within” and 100 “too little to tell”; the JSON has each."
    )


def test_where_nothing_goes_beyond_only_a_few_are_shown_whole() -> None:
    ads = samples.many_ads(8).ads
    calm = [samples.watched(ad, Verdict.WITHIN, 0.0) for ad in ads]
    assert len(sections(with_findings(*calm[:FEW]))["daily"].whole) == FEW
    many = sections(with_findings(*calm))["daily"]
    assert not many.whole
    assert many.others == "8 ads: 8 “within”; the JSON has each."
    twice = sections(with_findings(*calm, calm[0]))["daily"]
    assert twice.others.startswith("9 findings: ")


def test_arms_are_named_by_what_is_compared_and_not_by_their_first_pair() -> None:
    arms = pair(arms=("child", "item"))
    page = render_page(with_findings(arms, replace(arms, claim="D", steps=())))
    for ident in ("compared-1", "accounts-1"):
        assert said(article(page, ident)).startswith("child / item: men goes beyond")
    assert "points of share of men" in said(article(page, "compared-1"))
    blank = replace(arms, aspect="arms", dimension=None, group=None, runs=(), steps=())
    refused = replace(blank, estimate=NotMeasurable("two pairs"))
    table = sections(with_findings(*[refused] * (WHOLE + 1)))["compared"].table
    assert table is not None
    assert table.rows[0][0] == "child / item"


@pytest.mark.parametrize("group", ["male", "male, by day", "East: female", "drift", "gender: male"])
def test_a_group_is_named_to_the_letter_whatever_stands_in_its_name(group: str) -> None:
    page = render_page(with_findings(pair(dimension="region", group=group)))
    assert f"points of share of {group}" in said(article(page, "compared-1"))


def test_whether_a_difference_is_in_points_is_not_read_from_its_words() -> None:
    odd = [pair(estimate=Estimate(0.1, 0.2, "shared items"), sentence=str(i)) for i in range(WHOLE + 1)]
    table = sections(with_findings(*odd))["compared"].table
    assert table is not None
    assert table.rows[0][-1] == "+0.10 to +0.20 shared items"


def test_of_many_pairs_the_others_are_a_table_with_least_and_most() -> None:
    audit = samples.many_watched(60)
    compared = sections(audit)["compared"]
    assert 0 < len(compared.whole) <= WHOLE
    assert compared.table is not None
    assert len(compared.whole) + len(compared.table.rows) == 30
    assert [column.title for column in compared.table.columns] == [
        "Ad",
        "Compared with",
        "Verdict",
        "Difference, points of share",
    ]
    assert compared.table.rows[0][2:] == ("goes beyond", Interval(0.06, 0.11))


def test_a_difference_in_another_unit_keeps_it() -> None:
    odds = [pair(estimate=Estimate(-0.02, 0.31, "log-odds"), sentence=str(i)) for i in range(WHOLE + 1)]
    table = sections(with_findings(*odds))["compared"].table
    assert table is not None
    assert table.rows[0][-1] == "−0.02 to +0.31 log-odds"


def test_what_goes_beyond_comes_first_and_the_rest_stays_as_it_came() -> None:
    verdicts = [one.finding.verdict for one in sections(samples.every_claim())["compared"].whole]
    assert verdicts[:3] == [Verdict.BEYOND, Verdict.BEYOND, Verdict.WITHIN]


def test_one_finding_too_large_for_the_page_leaves_room_for_the_others() -> None:
    large = pair(luck="x" * 600_000)
    day = samples.watched(samples.five_ads().ads[0], Verdict.BEYOND, 0.2)
    audit = with_findings(*samples.five_ads().findings, large, pair(), day)
    page = render_page(audit)
    assert len(page.encode()) < 500_000
    assert "1 finding not shown in full" in page
    assert 'id="compared-1"' not in page
    assert 'id="compared-2"' in page
    assert 'id="daily-1"' in page


def test_a_finding_given_twice_is_counted_twice() -> None:
    compared = sections(with_findings(*[pair()] * (WHOLE + 3)))["compared"]
    assert compared.table is not None
    assert (len(compared.whole), len(compared.table.rows)) == (WHOLE, 3)


def test_a_line_that_says_nothing_is_left_out() -> None:
    shown = article(render_page(with_findings(pair(otherwise=("", "Another price."), steps=()))), "compared-1")
    assert ["".join(one.itertext()) for one in shown.iter("li")].count("") == 0
    alone = article(render_page(with_findings(pair(otherwise=("",), steps=(), not_shown=("",)))), "compared-1")
    assert [one.text for one in alone.iter("h4")] == [QUESTIONS[0], QUESTIONS[2]]


def test_twenty_findings_with_all_their_pairs_fit_the_page() -> None:
    page = render_page(with_findings(*[pair(sentence=f"Comparison {i}.") for i in range(WHOLE)]))
    assert len(page.encode()) < 500_000
    assert len(re.findall(r'id="compared-\d+"', page)) == WHOLE


def test_two_thousand_watches_have_a_tally_at_the_top() -> None:
    page = render_page(samples.many_watched())
    assert len(page.encode()) < 500_000
    top = said(ET.fromstring(page).find("body/header") or ET.Element("none"))
    assert "Day by day, of 2,000 ads: 200 “goes beyond”, 1,600 “within” and 200 “too little to tell”." in top
    assert "Ordered by the least that an ad went beyond its aim, its limit or its first days, the most first." in page


def test_the_terminal_has_verdict_sentence_and_luck_of_a_few_and_counts_the_rest() -> None:
    text = " ".join(printed(samples.many_watched(200)).split())
    places = [text.index(title) for title in ("Ads that ran side by side", "Day by day")]
    assert places == sorted(places)
    assert text.count("Were the ad within its limit") == 5
    assert "and 195 more: 15 “goes beyond”, 160 “within” and 20 “too little to tell”; --json has each" in text
    calm = [samples.watched(ad, Verdict.WITHIN, 0.0) for ad in samples.many_ads(8).ads]
    assert "Day by day 8 ads: 8 “within”; --json has each" in " ".join(printed(with_findings(*calm)).split())
    every = " ".join(printed(samples.every_claim()).split())
    assert "[goes beyond since 2026-05-11] Since 2026-05-11 “Class on Mondays” has gone to men" in every


ANY = st.text(st.characters(codec=None), max_size=200)
END = st.floats(-1e6, 1e6)
INTERVAL = st.one_of(
    st.tuples(END, END).map(lambda pair: Interval(*sorted(pair))), END.map(lambda low: Interval(low, float("inf")))
)
ESTIMATE = st.builds(
    lambda span, unit, value, scale: Estimate(span.low, span.high, unit, value, scale),
    INTERVAL,
    ANY,
    st.none() | END,
    st.sampled_from(["share", "other"]),
)
FINDING = st.builds(
    Finding,
    claim=st.sampled_from("ABCD"),
    verdict=st.sampled_from(Verdict),
    sentence=ANY,
    subject=st.sampled_from([ad.key for ad in samples.five_ads().ads]) | ANY.map(samples.key),
    aspect=st.sampled_from(["delivery", "gap", "pair", "arms", "by day", "drift"]),
    dimension=st.none() | ANY,
    group=st.none() | ANY,
    estimate=ESTIMATE | ANY.map(NotMeasurable),
    against=st.none() | ANY.map(samples.key),
    tipping_point=st.none() | st.floats(),
    checks=st.lists(st.builds(Check, ANY, st.booleans(), ANY), max_size=3).map(tuple),
    not_shown=st.lists(ANY, max_size=3).map(tuple),
    sources=st.just(()),
    method=ANY,
    luck=ANY,
    otherwise=st.lists(ANY, max_size=3).map(tuple),
    runs=st.lists(st.builds(Observed, ANY, INTERVAL, st.sampled_from(["pair", "twin"])), max_size=8).map(tuple),
    steps=st.lists(st.builds(Step, ANY, ESTIMATE, st.floats(-1, 2)), max_size=5).map(tuple),
    since=st.none() | st.dates(),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(FINDING, max_size=4))
def test_any_finding_can_be_shown(findings: list[Finding]) -> None:
    audit = with_findings(*findings)
    page = render_page(audit)
    root = ET.fromstring(page)
    assert len(page.encode()) < 500_000
    places = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(places) == len(set(places))
    for one in root.iter():
        assert not [value for value in one.attrib.values() if value in ("nan%", "inf%", "-inf%")]
    assert not set(printed(audit)) & {"\x1b", "\x9b", "\x07", "\u202e"}
    assert all(finding._repr_html_() for finding in findings)
