from __future__ import annotations

import itertools
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report import samples

import seenby.report
from seenby.model import Interval
from seenby.report import render_page
from seenby.report.sanitise import shown_name

FORBIDDEN = ("target", "prove", "discriminat", "significan", "predator", "offender", "biased")
SECTIONS = ("in-short", "each-ad", "data-health", "method", "limits", "sources")


def parsed(page: str) -> ET.Element:
    """The page read as XML: every tag closed, every attribute quoted, every letter allowed."""
    return ET.fromstring(page)


def text_of(page: str) -> str:
    body = parsed(page).find("body")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


@pytest.mark.parametrize("name", samples.ALL)
def test_every_page_is_well_formed_and_small(name: str) -> None:
    page = render_page(samples.ALL[name]())
    assert len(page.encode()) < 500_000
    sections = [one.get("id") for one in parsed(page).iter("section")]
    assert [one for one in sections if one in SECTIONS] == list(SECTIONS)


@pytest.mark.parametrize("name", samples.ALL)
def test_a_page_runs_nothing_and_calls_nowhere(name: str) -> None:
    root = parsed(render_page(samples.ALL[name]()))
    assert not list(root.iter("script"))
    for one in root.iter():
        assert not [key for key in one.attrib if key.startswith("on") or key == "style" or key == "src"]
        for key in ("href", "action", "data"):
            assert one.get(key, "#").startswith(("#", "data:"))


def test_the_style_is_the_only_one_that_the_policy_allows() -> None:
    page = render_page(samples.one_ad())
    style = parsed(page).find("head/style")
    assert style is not None
    digest = b64encode(sha256((style.text or "").encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert f"style-src &#39;sha256-{digest}&#39;".replace("&#39;", "'") in policy
    assert "default-src 'none'" in policy
    assert "url(" not in (style.text or "")


@pytest.mark.parametrize("name", samples.ALL)
def test_headings_go_down_one_step_at_a_time(name: str) -> None:
    levels = [
        int(one.tag[1])
        for one in parsed(render_page(samples.ALL[name]())).iter()
        if one.tag in ("h1", "h2", "h3", "h4")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("name", samples.ALL)
def test_every_name_of_a_place_is_used_once_and_every_link_arrives(name: str) -> None:
    root = parsed(render_page(samples.ALL[name]()))
    places = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(places) == len(set(places))
    links = [one.get("href", "") for one in root.iter("a") if one.get("href", "").startswith("#")]
    assert {link[1:] for link in links} <= set(places)
    for one in root.iter():
        for key in ("aria-labelledby", "aria-describedby"):
            assert one.get(key) is None or one.get(key) in places


def test_tables_have_captions_and_scoped_headings() -> None:
    root = parsed(render_page(samples.five_ads()))
    tables = list(root.iter("table"))
    assert tables
    for table in tables:
        assert table.find("caption") is not None
        assert all(head.get("scope") in ("col", "row") for head in table.iter("th"))


def test_pictures_are_named_described_and_followed_by_their_table() -> None:
    root = parsed(render_page(samples.snapshots()))
    figures = list(root.iter("figure"))
    assert len(figures) >= 3
    for figure in figures:
        assert figure.find("figcaption") is not None
        assert len(list(figure.iter("{http://www.w3.org/2000/svg}desc"))) == 1
        assert list(figure.iter("table"))


def test_the_first_screen_says_the_four_things() -> None:
    (lead, *_) = parsed(render_page(samples.five_ads())).iter("article")
    said = " ".join(" ".join(lead.itertext()).split())
    for words in (
        "Shoes worn, on stage",
        "88 in every 100 impressions were shown to accounts recorded as men",
        "Aimed at women and men, aged 18 to 34, in France",
        "Shown to men 88, women 12 in every 100",
        "Cost EUR 55.03 in all",
        "Not known No recorded gender: 3 in every 100 impressions.",
    ):
        assert words in said


def test_not_measurable_carries_its_reason_and_is_no_number() -> None:
    said = text_of(render_page(samples.not_measurable()))
    assert "Not measurable: the export has one age and gender for the whole ad" in said
    assert not re.search(r"\bnan\b", said, re.IGNORECASE)


def test_two_thousand_ads_say_what_was_left_out() -> None:
    said = text_of(render_page(samples.many_ads()))
    assert re.search(r"This page has the detail of the \d+ ads that come first, of 2,000", said)
    assert "100 of 2,000 rows are shown here. Download table 2 as CSV (all 2,000 rows)" in said


@pytest.mark.parametrize("name", samples.ALL)
def test_the_house_words_are_kept(name: str) -> None:
    said = text_of(render_page(samples.ALL[name]())).lower()
    assert not [word for word in FORBIDDEN if word in said]


def test_long_and_foreign_names_do_not_outgrow_the_page() -> None:
    ads = [samples.by_gender("\U0001f45f" * 400 + str(i), {"female": 5 + i, "male": 5}) for i in range(2_000)]
    page = render_page(samples.audit(*ads))
    assert len(page.encode()) < 500_000
    assert "the JSON has all" in page


def test_two_thousand_files_and_a_thousand_reports_fit_too() -> None:
    audit, long = samples.many_ads(500), samples.snapshots(1_000)
    sources = tuple(replace(audit.sources[0], path=f"folder/of/exports/{'x' * 60}-{i}.csv") for i in range(2_000))
    ads = (replace(long.ads[0], gap=Interval(0.9, 0.9)), *audit.ads)
    page = render_page(replace(audit, sources=sources, ads=ads))
    assert len(page.encode()) < 500_000
    assert "of 1,000 reports." in text_of(page)


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(codec=None), min_size=1, max_size=120))
def test_any_name_leaves_the_page_well_formed_and_escaped(name: str) -> None:
    page = render_page(samples.named(name))
    root = parsed(page)
    page.encode()
    assert not list(root.iter("script"))
    heading = next(root.iter("h3"))
    assert "".join(heading.itertext()).startswith(shown_name(name))
    shape = [one.tag for one in root.iter()]
    assert shape == [one.tag for one in parsed(render_page(samples.named("plain"))).iter()]


def test_the_same_audit_gives_the_same_bytes() -> None:
    assert render_page(samples.snapshots()) == render_page(samples.snapshots())


def test_the_public_names_are_these() -> None:
    assert sorted(seenby.report.__all__) == [
        "json_schema",
        "render_page",
        "render_study",
        "render_study_terminal",
        "render_sweep",
        "render_terminal",
        "sweep_csv",
        "sweep_json",
        "to_json",
    ]
