"""An audit as a page: what stands where, before any of it is set in HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from seenby.model import AdResult, Audit, Finding, Verdict
from seenby.report import formatting
from seenby.report.audit.ads_table import ads_table
from seenby.report.audit.figures import Figure, by_group, over_time
from seenby.report.audit.headline import Fact, facts
from seenby.report.audit.health import HealthGroup, health_groups
from seenby.report.audit.order import order_of
from seenby.report.audit.overview import of_ads
from seenby.report.audit.sections import ROOM, Section, least_beyond, sections_of
from seenby.report.audit.selection import STRENGTH, by_ad, dimensions, main_dimension, timed, verdict
from seenby.report.audit.summary import summary
from seenby.report.audit.tables import Table
from seenby.report.display_names import Names, names_of, part_of
from seenby.report.numbering import Numbers
from seenby.report.sentences import say_audit
from seenby.report.sources import sources_table

LEADS, MOST_LIMITS, MOST_TOGETHER, MOST_DAILY = 3, 30, 3, 2
COMPARED = {Verdict.BEYOND, Verdict.WITHIN, Verdict.TOO_LITTLE}
"""Verdicts that a line was drawn for; without any of them there is nothing to tally."""


@dataclass(frozen=True, slots=True)
class AdView:
    """One ad as the page shows it. ``rank`` counts from 1, the ads that matter most first.

    ``findings`` say what it delivered, ``daily`` in what it went beyond its limit day by day.
    """

    rank: int
    ad: AdResult
    name: str
    verdict: Verdict | None
    findings: tuple[Finding, ...]
    daily: tuple[Finding, ...]
    facts: tuple[Fact, ...]

    @property
    def under(self) -> tuple[str, ...]:
        """Platform, the objects above the ad where its name does not have them, and its dates."""
        parents = part_of(self.ad.key) if self.name == self.ad.key.name else ""
        parts = (formatting.platform(self.ad.key.platform), parents, formatting.period(self.ad.period))
        return tuple(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything but the details: the first screen, the pictures, the table of all ads, what closes the page.

    ``first`` has the groups of the first ad, ``overview`` all ads in one picture, ``since`` the first ad over time;
    ``sections`` are the comparisons, ``order`` says what the ads are ordered by.
    """

    audit: Audit
    summary: tuple[str, ...]
    tally: tuple[tuple[str, int], ...]
    ads: tuple[AdView, ...]
    other_findings: tuple[Finding, ...]
    order: str
    sections: tuple[Section, ...]
    together: tuple[tuple[str, ...], ...]
    first: Figure | None
    overview: Figure | None
    since: Figure | None
    all_ads: Table
    health: tuple[HealthGroup, ...]
    not_shown: tuple[str, ...]
    sources: Table

    @property
    def leads(self) -> tuple[AdView, ...]:
        """The ads of the first screen."""
        return self.ads[:LEADS]

    @property
    def compared(self) -> bool:
        """Whether any ads were compared side by side."""
        return any(finding.claim == "B" for finding in self.audit.findings)


def page_of(audit: Audit, numbers: Numbers, room: int = ROOM) -> Page:
    """The page of an audit; ``numbers`` goes on to count the figures and tables of the details.

    ``room`` is how many bytes the comparisons may take that are shown whole.
    """
    order, findings, daily = order_of(audit.ads, audit.findings), by_ad(audit), by_ad(audit, "C")
    ads = order.ads
    names = names_of([ad.key for ad in ads])
    views = tuple(
        AdView(rank, ad, names[ad.key], verdict(said), said, _beyond(daily.get(ad.key, ())), facts(ad))
        for rank, ad in enumerate(ads, 1)
        for said in [findings.get(ad.key, ())]
    )
    main = main_dimension(ads)
    return Page(
        audit=audit,
        summary=tuple(summary(audit)),
        tally=_tally(views),
        ads=views,
        other_findings=tuple(one for one in audit.findings if one.claim == "A" and one.subject not in names),
        order=say_audit("order", order.by),
        together=tuple(tuple(names.get(key, key.path) for key in group) for group in audit.together[:MOST_TOGETHER]),
        first=_first(ads, names, numbers),
        sections=sections_of(audit.findings, names, numbers, room),
        overview=of_ads(ads, names, main, numbers) if main and len(ads) > 1 else None,
        since=_since(ads, names, numbers),
        all_ads=ads_table(ads, names, findings, main, numbers.table(), daily),
        health=health_groups(audit.health),
        not_shown=tuple(dict.fromkeys(line for one in audit.findings for line in one.not_shown))[:MOST_LIMITS],
        sources=sources_table(audit.sources, numbers.table()),
    )


def _beyond(daily: Sequence[Finding]) -> tuple[Finding, ...]:
    """In what an ad went beyond its limit day by day, the largest excess first."""
    found = [one for one in daily if one.verdict == Verdict.BEYOND]
    return tuple(sorted(found, key=lambda one: -least_beyond(one))[:MOST_DAILY])


def _tally(views: Sequence[AdView]) -> tuple[tuple[str, int], ...]:
    """How many ads of each verdict against the line; nothing where no line was drawn."""
    tally = Counter(view.verdict for view in views if view.verdict)
    return tuple((str(one), tally[one]) for one in STRENGTH if tally[one]) if COMPARED & set(tally) else ()


def _first(ads: Sequence[AdResult], names: Names, numbers: Numbers) -> Figure | None:
    """The first ad's groups, in the dimension its gap is taken over."""
    some = dimensions(ads[0]) if ads else ()
    return by_group(ads[0], names[ads[0].key], some[0], numbers) if some else None


def _since(ads: Sequence[AdResult], names: Names, numbers: Numbers) -> Figure | None:
    """The first ad's groups over time, where there is more than one report."""
    some = [name for name in dimensions(ads[0]) if timed(ads[0], name)] if ads else []
    return over_time(ads[0], names[ads[0].key], some[0], numbers) if some else None
