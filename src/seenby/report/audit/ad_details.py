"""One ad in full: the pictures and tables of every dimension that the first screen has not shown already."""

from __future__ import annotations

from dataclasses import dataclass

from seenby.report.audit.audit_page import AdView, Page
from seenby.report.audit.figures import Figure, by_group, over_time
from seenby.report.audit.selection import dimensions, timed
from seenby.report.numbering import Numbers


@dataclass(frozen=True, slots=True)
class Detail:
    """An ad, its figures, and those that stand further up (``above``)."""

    view: AdView
    figures: tuple[Figure, ...]
    above: tuple[Figure, ...]


def detail(page: Page, view: AdView, numbers: Numbers) -> Detail:
    """The detail of one ad; figures take their numbers as they are made."""
    above = (page.first, page.since) if view.rank == 1 else (None, None)
    names = list(dimensions(view.ad))
    series = [name for name in names if timed(view.ad, name)]
    figures = [by_group(view.ad, view.name, name, numbers) for name in (names[1:] if above[0] else names)]
    figures += [over_time(view.ad, view.name, name, numbers) for name in (series[1:] if above[1] else series[:1])]
    return Detail(view, tuple(figures), tuple(figure for figure in above if figure))
