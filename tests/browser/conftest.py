from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.browser.chromium import QUIET, executable
from tests.report import samples

from seenby.report import render_page

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Open]:
    """Opens the page of a sample and keeps a list of what it asks for in ``page.asked``."""
    contexts: list[BrowserContext] = []

    def open_page(name: str, width: int = 1280, scheme: str = "light", scripts: bool = False) -> Page:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(render_page(samples.ALL[name]()), encoding="utf-8")
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
        page.__dict__["asked"] = asked
        return page

    yield open_page
    for context in contexts:
        context.close()
