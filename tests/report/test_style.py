"""The colours: readable as text, visible as marks, and apart from each other in grey."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = (files("seenby.report") / "report.css").read_text(encoding="utf-8")


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", block))


LIGHT, DARK = (colours(block) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(two * 2 for two in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(scheme: dict[str, str]) -> None:
    for name in ("ink", "muted", "link"):
        assert contrast(scheme[name], scheme["paper"]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_can_be_seen(scheme: dict[str, str]) -> None:
    for name in ("shown", "second", "aimed-edge", "muted"):
        assert contrast(scheme[name], scheme["paper"]) >= 3


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_aimed_and_shown_differ_without_colour(scheme: dict[str, str]) -> None:
    assert contrast(scheme["shown"], scheme["aimed"]) >= 2.5


def test_paper_is_always_light() -> None:
    assert "@media screen and (prefers-color-scheme: dark)" in CSS


def test_the_style_asks_for_nothing_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:(?!\")", CSS.replace('a[href^="http"]', ""))
