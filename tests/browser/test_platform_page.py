"""The simulated platform's page for people in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser
from tests.browser.test_page import overflow

from seenby.platforms.simulated.api.http.page import page

pytestmark = pytest.mark.browser

STATE = {
    "world": "charm-2024", "people": 20_000, "country": "NL", "time": "2026-03-03T05:00:00+0000", "tick": 29,
    "accounts": [{"id": "act_101", "name": "Shop 1", "page_id": "20101", "currency": "EUR", "spent": 12.5}],
    "ads": [
        {"id": "120200000000000060", "name": "A name as long as advertisers give them " * 3, "account": "act_101",
         "effective_status": "CAMPAIGN_PAUSED", "impressions": 1234, "spent": 12.5}
    ],
}  # fmt: skip


@pytest.mark.parametrize("ads", [True, False])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_sticks_out(browser: Browser, width: int, scheme: str, ads: bool) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    shown = context.new_page()
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.set_content(page(STATE if ads else {**STATE, "ads": []}))
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()
    assert overflow(shown) <= 0
    assert [url for url in asked if not url.startswith("data:")] == []
    context.close()
