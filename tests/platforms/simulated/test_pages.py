"""Every preset has a page that says which settings were fitted, which measured, and what a world cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from seenby.platforms.simulated import names, preset

FOLDER = Path(__file__).parents[3] / "docs" / "worlds"


@pytest.mark.parametrize("name", names())
def test_the_page_says_what_was_fitted_and_what_measured(name):
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    made = preset(name)
    for setting in (*made.fitted, *made.measured):
        assert f"`{setting}`" in text, setting
    assert "## What was fitted, and what measured" in text
    assert "This shows that a mechanism suffices" in " ".join(text.split())
    assert "works so" in text
    assert f"]({name}.md)" in (FOLDER / "README.md").read_text(encoding="utf-8")
