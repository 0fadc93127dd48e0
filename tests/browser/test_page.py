from __future__ import annotations

import csv
import io
import re
from base64 import b64decode
from urllib.parse import unquote_to_bytes

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page
from tests.browser import chromium
from tests.browser.conftest import Open
from tests.report import samples

pytestmark = pytest.mark.browser

NAMES = [name for name in samples.ALL if not name.startswith("many_")]
HEADINGS = ("Each ad", "Data health", "How it was measured", "What this does not show", "Sources")

LETTERS_OUTSIDE = """() => [...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1);
  }).map(text => text.textContent);
})"""

LETTERS_ON_LETTERS = """() => [...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
  return boxes.flatMap(([one, a], place) => boxes.slice(place + 1).filter(([_, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4).map(([other]) => one + ' / ' + other));
})"""


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "name", ["five_ads", "age_by_gender", "not_measurable", "hard_names", "snapshots", "every_claim"]
)
def test_axe_finds_nothing(opened: Open, name: str, width: int, scheme: str) -> None:
    page = opened(name, width, scheme, scripts=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", ["nothing", "many_ads", "many_watched"])
def test_axe_finds_nothing_at_either_end(opened: Open, name: str) -> None:
    found = Axe().run(opened(name, scripts=True))
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scripts", [False, True])
@pytest.mark.parametrize("name", ["five_ads", "hard_names", "many_watched"])
def test_the_page_asks_for_nothing_but_itself(opened: Open, name: str, scripts: bool) -> None:
    page = opened(name, scripts=scripts)
    page.wait_for_load_state("networkidle")
    asked = [url for url in page.__dict__["asked"] if url != "data:,"]
    assert asked == [page.url]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_sticks_out_and_letters_keep_apart(opened: Open, name: str, width: int) -> None:
    page = opened(name, width, scripts=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert overflow(page) <= 0
    assert page.evaluate(LETTERS_OUTSIDE) == []
    assert page.evaluate(LETTERS_ON_LETTERS) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_complete_without_scripts(opened: Open, name: str) -> None:
    page = opened(name, scripts=False)
    shown = page.locator("body").inner_text()
    assert all(heading in shown for heading in HEADINGS)
    for finding in samples.ALL[name]().findings[:1]:
        assert page.get_by_text(finding.sentence[:30]).count() >= (1 if name != "hard_names" else 0)


@pytest.mark.parametrize("name", ["five_ads", "snapshots", "every_claim"])
def test_paper_has_every_section_and_every_detail(opened: Open, name: str) -> None:
    page = opened(name, scripts=True)
    page.emulate_media(media="print")
    hidden = page.evaluate(
        "[...document.querySelectorAll('h2:not(.hidden), h3, figure, table, dd')]"
        ".filter(one => !one.checkVisibility({contentVisibilityAuto: true}) || !one.getBoundingClientRect().height)"
        ".map(one => one.textContent.slice(0, 40))"
    )
    assert hidden == []
    assert page.locator(".download").first.is_hidden()
    printed = page.pdf(format="A4", tagged=True, outline=True)
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 4
    titles = [one.decode("latin-1") for one in re.findall(rb"/Title \(([^)]*)\)", printed)]
    assert set(HEADINGS) <= set(titles)


def test_paper_is_light_when_the_screen_is_dark(opened: Open) -> None:
    page = opened("one_ad", scheme="dark", scripts=True)
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(20, 22, 26)"
    page.emulate_media(media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"


def rows_of(page: Page, ident: str) -> list[list[str]]:
    cells = page.locator(f"#{ident} tbody tr").all()
    return [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in cells]


@pytest.mark.parametrize("name", ["five_ads", "age_by_gender", "percentages_only", "hard_names", "every_claim"])
def test_each_csv_link_holds_the_figures_of_its_table(opened: Open, name: str) -> None:
    page = opened(name, scripts=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    links = page.locator("a.download").all()
    assert links
    for link in links:
        ident = (link.get_attribute("download") or "").removeprefix("seenby-").removesuffix(".csv")
        kind, _, body = (link.get_attribute("href") or "").partition(",")
        text = b64decode(body) if kind.endswith("base64") else unquote_to_bytes(body)
        rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
        numeric = [
            one == "n" for one in page.locator(f"#{ident} thead th").evaluate_all("all => all.map(o => o.className)")
        ]
        shown = rows_of(page, ident)
        assert len(rows) == len(shown) + 1
        for row, cells in zip(rows[1:], shown, strict=True):
            assert_same(row, cells, numeric)


def assert_same(row: list[str], cells: list[str], numeric: list[bool]) -> None:
    """Each figure of the page is the rounded figure of the CSV."""
    rest = iter(row)
    for cell, is_number in zip(cells, numeric, strict=True):
        first = next(rest)
        if not is_number:
            assert " ".join(first.removeprefix("'").split()) == " ".join(cell.replace("—", "").split())
            continue
        ends = [end for end in (first, next(rest)) if end]
        said = [
            float(end.replace(",", "").lstrip("<")) for end in re.findall(r"<?-?[\d,]+\.?\d*", cell.replace("−", "-"))
        ]
        if not said:
            assert ends in ([], ["not measurable"])
        for end, figure in zip(ends, said if len(said) == 2 else said * 2, strict=False):
            assert float(end) == pytest.approx(figure, abs=0.051)


def test_the_keyboard_reaches_links_details_and_wide_tables(opened: Open) -> None:
    page = opened("five_ads", 360, scripts=True)
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.className || document.activeElement.tagName"))
    assert {"skip", "SUMMARY", "scroll", "A"} <= reached


def test_a_missing_browser_is_an_error_with_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEENBY_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="sudo apt-get install --yes chromium"):
        chromium.executable()
