"""Drawing: strings of static SVG, the same bytes for the same input, no script, no style attribute, no set width.

A picture is as wide as its place: positions across are shares of the width (``12.5%``), positions down and letters
are pixels, so that letters keep their size from a telephone to a poster. Colours are classes of ``report.css``.
"""

from __future__ import annotations

from html import escape

from seenby.report.sanitise import isolated, plain

LETTER = 7.3
"""Width allowed for one column of text, px: that of a wide system face, so that estimates err on the safe side."""


def tag(name: str, *inside: str, **attributes: str | float | None) -> str:
    """An element. ``class_`` is class, other underscores are hyphens; an attribute that is None is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(inside)
    return f"<{name}{said}>{body}</{name}>" if body else f"<{name}{said}/>"


def words(content: str, x: float | str, y: float, **attributes: str | float | None) -> str:
    """A line of text with its baseline at ``y``; the content is escaped here and nowhere else."""
    return tag("text", escape(plain(content)), x=x, y=y, **attributes)


def name(content: str, x: float | str, y: float, **attributes: str | float | None) -> str:
    """A line of text that came from outside: its direction is its own."""
    return tag("text", escape(isolated(content)), x=x, y=y, **attributes)


def across(share: float) -> str:
    """A share of the width: ``12.5%``. Shares outside 0 to 1 are drawn at the edge."""
    return f"{_number(min(max(share, 0.0), 1.0) * 100)}%"


def bar(low: float, high: float, y: float, height: float, class_: str, fill: str | None = None) -> str:
    """A horizontal bar between two shares of the width."""
    return tag("rect", x=across(low), y=y, width=across(high - low), height=height, class_=class_, fill=fill)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    """A straight line; across in shares, down in pixels."""
    return tag("line", x1=across(x1), y1=y1, x2=across(x2), y2=y2, class_=class_)


def picture(ident: str, title: str, desc: str, height: float, *inside: str) -> str:
    """The whole picture: an image to a screen reader, with its title and description."""
    return tag(
        "svg",
        tag("title", escape(plain(title)), id=f"{ident}-title"),
        tag("desc", escape(plain(desc)), id=f"{ident}-desc"),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        width="100%",
        height=height,
        role="img",
        aria_labelledby=f"{ident}-title",
        aria_describedby=f"{ident}-desc",
        id=ident,
    )


def patterns(ident: str) -> str:
    """Two fillings that stay apart in black and white: slanted lines (a range) and dots (not known)."""
    slant = tag("path", d="M-1 1l2-2M0 6l6-6M5 7l2-2", class_="hatch-line")
    dot = tag("circle", cx=2, cy=2, r=1, class_="hatch-dot")
    return tag(
        "defs",
        tag("pattern", slant, id=f"{ident}-range", width=6, height=6, patternUnits="userSpaceOnUse"),
        tag("pattern", dot, id=f"{ident}-dots", width=5, height=5, patternUnits="userSpaceOnUse"),
    )


def _value(value: str | float) -> str:
    return escape(plain(value)) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
