"""The pages of a watch in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page
from tests.browser.test_page import LETTERS_ON_LETTERS, LETTERS_OUTSIDE, overflow
from tests.watch.making import write_config, write_world

from seenby.report.watch.watch_page import render_histories, render_watch
from seenby.watch.run import ad_histories, run_watch

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("watched")
    write_world(folder, ads=200, days=14, beyond=30, excess=0.3)
    settings = write_config(folder)
    found = run_watch(settings)
    texts = {
        "today": render_watch(found),
        "ad": render_histories(found.version, ad_histories(settings, "ad-000000")),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.fixture
def shown(browser: Browser, pages: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    contexts = []

    def show(name: str, width: int, scheme: str) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(pages[name].as_uri())
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["today", "ad"])
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_sticks_out(
    shown: Callable[..., Page], name: str, width: int, scheme: str
) -> None:
    page = shown(name, width, scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert overflow(page) <= 0
    assert page.evaluate(LETTERS_OUTSIDE) == []
    assert page.evaluate(LETTERS_ON_LETTERS) == []
    assert page.locator("svg.chart").count() == {"today": 2, "ad": 1}[name]


def test_a_picture_shows_how_far_each_of_the_first_alarms_lies_from_its_limit(shown: Callable[..., Page]) -> None:
    page = shown("today", 1280, "light")
    figure = page.locator("#alarms figure").first
    assert figure.locator("text.label").count() == page.locator("#alarms li").count() == 20
    assert "limit 50 in every 100" in (figure.locator("svg desc").text_content() or "")
