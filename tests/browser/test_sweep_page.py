"""The page of a sweep in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page
from tests.browser.test_page import LETTERS_ON_LETTERS, LETTERS_OUTSIDE, overflow
from tests.report.sweeps import sweep

from seenby.report import render_sweep

pytestmark = pytest.mark.browser


@pytest.fixture
def shown(browser: Browser, folder: Path) -> Iterator[Callable[..., Page]]:
    path = folder / "sweep.html"
    path.write_text(render_sweep(sweep(4, ("charm-2024", "no-effect"), nobody=True)), encoding="utf-8")
    contexts = []

    def show(width: int, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_sticks_out(shown: Callable[..., Page], width: int, scheme: str) -> None:
    page = shown(width, scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert overflow(page) <= 0
    assert page.evaluate(LETTERS_OUTSIDE) == []
    assert page.evaluate(LETTERS_ON_LETTERS) == []
