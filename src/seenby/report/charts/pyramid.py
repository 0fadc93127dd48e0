"""People by gender and age, one panel for each audience: women to the left, men to the right, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seenby.model import Interval
from seenby.report import svg
from seenby.report.formatting import hundred
from seenby.report.sanitise import clip
from seenby.report.sentences import say, say_chart

LEFT, RIGHT, WIDEST = 0.42, 0.58, 0.32
"""Where women's bars begin, where men's do, and how wide the longest of all panels is, as shares of the width."""

TITLE, SUMS, ROW, BAR, AWAY = 22, 22, 22, 14, 5
LABEL = 38
"""Columns a panel's name may take on a telephone."""


@dataclass(frozen=True, slots=True)
class Band:
    """One band of ages: which share of everybody known are women of it, and men. None is not reported."""

    label: str
    women: Interval | None
    men: Interval | None


@dataclass(frozen=True, slots=True)
class Panel:
    """One audience: its name, the share of women and of men among all whose gender is known, and its bands."""

    name: str
    women: Interval | None
    men: Interval | None
    bands: tuple[Band, ...]


def people(ident: str, title: str, panels: Sequence[Panel]) -> str:
    """The panels as SVG, each an image of its own, so that they stand beside one another where there is room."""
    ends = [one.high for panel in panels for band in panel.bands for one in (band.women, band.men) if one]
    most = max(ends, default=0.0) or 1.0
    rows = max((len(panel.bands) for panel in panels), default=0)
    drawn = (_panel(f"{ident}-{place}", title, panel, most, rows) for place, panel in enumerate(panels, 1))
    return f'<div class="panels">{"".join(drawn)}</div>'


def said(panel: Panel) -> str:
    """A panel in words."""
    women, men = _said(panel.women), _said(panel.men)
    if not panel.bands:
        return say_chart("people", "both", women=women, men=men)
    bands = "; ".join(
        say_chart("people", "band", ages=band.label, women=_said(band.women), men=_said(band.men))
        for band in panel.bands
    )
    return say_chart("people", "with-bands", women=women, men=men, bands=bands)


def _panel(ident: str, title: str, panel: Panel, most: float, rows: int) -> str:
    top = TITLE + SUMS
    bottom = top + ROW * rows
    drawn = [_band(ident, band, top + ROW * place, most) for place, band in enumerate(panel.bands)]
    edges = [svg.line(at, top - 2, at, bottom, "zero") for at in (LEFT, RIGHT)] if panel.bands else []
    name = svg.name(clip(panel.name, LABEL), "50%", 14, class_="value", text_anchor="middle")
    return svg.picture(
        ident,
        say_chart("people", "title", title=title, panel=panel.name),
        said(panel),
        bottom + 6,
        svg.patterns(ident),
        name,
        *_sums(panel),
        *edges,
        *drawn,
    )


def _sums(panel: Panel) -> list[str]:
    y = TITLE + 12
    return [
        svg.words(
            say_chart("people", "women", share=_said(panel.women)),
            svg.across(LEFT),
            y,
            class_="tick",
            text_anchor="end",
        ),
        svg.words(say_chart("people", "men", share=_said(panel.men)), svg.across(RIGHT), y, class_="tick"),
    ]


def _band(ident: str, band: Band, y: float, most: float) -> str:
    middle = y + ROW / 2
    return "".join(
        [
            svg.words(band.label, "50%", middle + 4, class_="tick", text_anchor="middle"),
            *_bar(ident, band.women, middle, most, women=True),
            *_bar(ident, band.men, middle, most, women=False),
        ]
    )


def _bar(ident: str, value: Interval | None, middle: float, most: float, *, women: bool) -> list[str]:
    """A bar away from the middle, hatched as far as it may reach, with its figure at its end."""
    if value is None:
        return []
    y = middle - BAR / 2
    low, high = value.low / most * WIDEST, value.high / most * WIDEST
    kind = "women" if women else "shown"
    spans: list[tuple[float, float, str, str | None]] = [(low, 0.0, kind, None)] if low else []
    spans += [] if value.is_exact else [(high, low, f"maybe {kind}-edge", f"url(#{ident}-range)")]
    bars = [_span(far, near, y, class_, fill, women=women) for far, near, class_, fill in spans]
    at = LEFT - high if women else RIGHT + high
    shift, anchor = (-AWAY, "end") if women else (AWAY, "start")
    figure = svg.words(hundred(value), svg.across(at), middle + 4, dx=shift, class_="tick", text_anchor=anchor)
    return [*bars, figure]


def _span(far: float, near: float, y: float, class_: str, fill: str | None, *, women: bool) -> str:
    if women:
        return svg.bar(LEFT - far, LEFT - near, y, BAR, class_, fill)
    return svg.bar(RIGHT + near, RIGHT + far, y, BAR, class_, fill)


def _said(value: Interval | None) -> str:
    return say("figure", "not-reported") if value is None else hundred(value)
