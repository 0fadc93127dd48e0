"""The page as one HTML string: templates, style and pictures together, small enough to send.

Templates keep the words of their fixed markup; every sentence that Python hands to them stands in a TOML file.
Details and the CSV of all ads go as far as the file stays under ``MOST_BYTES``; the page says what it left out.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from seenby.model import Audit
from seenby.report import formatting
from seenby.report.audit.ad_details import detail
from seenby.report.audit.audit_page import Page, page_of
from seenby.report.audit.health import counted
from seenby.report.audit.sections import ROOM
from seenby.report.audit.tables import display
from seenby.report.csv_link import download
from seenby.report.numbering import Numbers
from seenby.report.sanitise import plain, shown_name
from seenby.report.sentences import say_audit

MOST_BYTES = 480_000
MOST_LINK = 320_000
"""Room for the CSV of all ads, the largest thing in the page; less where the rest of the page needs it."""

MOST_DETAILS = 40
LEAST_DETAILS = 30_000
"""Room kept for the details of the ads that come first, before the CSV of all ads takes what is left."""

ROOMS = (ROOM, ROOM * 2 // 3, ROOM // 3, 0)
"""Bytes for the comparisons shown whole: less where the rest of the page needs it."""


def render_page(audit: Audit) -> str:
    """The audit as one self-contained HTML page: the same bytes for the same audit, no script, no outside address.

    The page is under 500 KB however many ads there are. It shows what the audit holds and judges nothing.
    """
    numbers, page, room = _fitting(audit)
    link = min(MOST_LINK, max(0, room - LEAST_DETAILS))
    room -= len(download(page.all_ads, link).href) if len(page.ads) > 1 else 0
    return _whole(page, list(_details(page, numbers, room)), link)


def _fitting(audit: Audit) -> tuple[Numbers, Page, int]:
    """The page with as many comparisons shown whole as fit, and the bytes it leaves for links and details."""
    for room in ROOMS:
        numbers = Numbers()
        page = page_of(audit, numbers, room)
        left = MOST_BYTES - len(_whole(page, [], 0).encode())
        if left >= 0:
            break
    return numbers, page, max(0, left)


def _whole(page: Page, details: list[str], link: int) -> str:
    no_ad = say_audit("page", "no-ad")
    return environment().get_template("page.html").render(page=page, details=details, link=link, no_ad=no_ad)


def _details(page: Page, numbers: Numbers, room: int) -> Iterator[str]:
    """The details of the ads that come first, as many as there is room for."""
    template = environment().get_template("detail.html")
    for view in page.ads[:MOST_DETAILS]:
        text = template.render(detail=detail(page, view, numbers), unfolded=view.rank == 1, led=view.rank == 1)
        room -= len(text.encode())
        if room < 0:
            return
        yield text


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates that escape everything, fail on a missing name, and clean every text on its way out."""
    made = Environment(
        loader=FunctionLoader(lambda name: _read(f"templates/{name}")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    style = _read("report.css")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    made.globals.update(style=style, style_hash=f"sha256-{digest}")
    made.filters.update(
        display=display,
        download=download,
        shown_name=shown_name,
        severities=counted,
        platform=formatting.platform,
    )
    return made


def _clean(value: object) -> object:
    """Text without characters that HTML forbids; pieces already set (they have ``__html__``) are left alone."""
    return plain(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _read(name: str) -> str:
    return (files("seenby.report") / name).read_text(encoding="utf-8")
