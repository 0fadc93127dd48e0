"""The page of a study in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page
from tests.browser.test_page import LETTERS_ON_LETTERS, LETTERS_OUTSIDE, overflow
from tests.study.steps import making

from seenby.model import StudyResult
from seenby.report import render_study

pytestmark = pytest.mark.browser

STUDIES: dict[str, Callable[[], StudyResult]] = {
    "charm": making.told,
    "portraits": lambda: making.told(("adult", "child")),
    "unregistered": lambda: making.told(registered=False, deviated=True),
    "one-arm": lambda: making.told(("item",)),
}


@pytest.fixture
def shown(browser: Browser, folder: Path) -> Iterator[Callable[..., Page]]:
    contexts = []

    def show(name: str, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Page:
        path = folder / f"study-{name}.html"
        path.write_text(render_study(STUDIES[name]()), encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(f"console: {message.text}"))
        page.goto(path.as_uri())
        page.__dict__["asked"] = [url for url in asked if url != path.as_uri()]
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["charm", "unregistered"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    shown: Callable[..., Page], name: str, width: int, scheme: str
) -> None:
    page = shown(name, width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert overflow(page) <= 0
    assert page.evaluate(LETTERS_OUTSIDE) == []
    assert page.evaluate(LETTERS_ON_LETTERS) == []


@pytest.mark.parametrize("name", list(STUDIES))
def test_the_page_is_complete_without_scripts_and_asks_for_nothing(shown: Callable[..., Page], name: str) -> None:
    page = shown(name, 360, scripts=False)
    assert page.__dict__["asked"] == []
    assert "Could it be luck?" in page.locator("body").inner_text()


def test_paper_has_every_section_and_the_tables_behind_the_pictures(shown: Callable[..., Page]) -> None:
    page = shown("charm")
    page.emulate_media(media="print")
    hidden = page.evaluate(
        "[...document.querySelectorAll('h2:not(.hidden), h3, figure, table, dd')]"
        ".filter(one => !one.checkVisibility({contentVisibilityAuto: true}) || !one.getBoundingClientRect().height)"
        ".map(one => one.textContent.slice(0, 40))"
    )
    assert hidden == []
