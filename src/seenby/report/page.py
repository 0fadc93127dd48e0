"""An audit as a page: what stands where, before any of it is set in HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from seenby.model import AdResult, Audit, Finding, Verdict
from seenby.report import words
from seenby.report.ads_table import ads_table
from seenby.report.choose import STRENGTH, by_ad, dimensions, main_dimension, ranked, timed, verdict
from seenby.report.facts import Fact, facts
from seenby.report.figures import Figure, by_group, over_time
from seenby.report.health import HealthGroup, health_groups
from seenby.report.names import Names, names_of, part_of
from seenby.report.numbers import Numbers
from seenby.report.overview import of_ads
from seenby.report.sources import sources_table
from seenby.report.summary import summary
from seenby.report.tables import Table

LEADS, MOST_LIMITS, MOST_TOGETHER = 3, 30, 3
NO_AD = "No ad could be read from these files."
COMPARED = {Verdict.BEYOND, Verdict.WITHIN, Verdict.TOO_LITTLE}
"""Verdicts that a line was drawn for; without any of them there is nothing to tally."""


@dataclass(frozen=True, slots=True)
class AdView:
    """One ad as the page shows it. ``rank`` counts from 1, the ads that matter most first."""

    rank: int
    ad: AdResult
    name: str
    verdict: Verdict | None
    findings: tuple[Finding, ...]
    facts: tuple[Fact, ...]

    @property
    def under(self) -> tuple[str, ...]:
        """Platform, the objects above the ad where its name does not have them, and its dates."""
        parents = part_of(self.ad.key) if self.name == self.ad.key.name else ""
        parts = (words.platform(self.ad.key.platform), parents, words.period(self.ad.period))
        return tuple(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything but the details: the first screen, the pictures, the table of all ads, what closes the page.

    ``first`` has the groups of the first ad, ``overview`` all ads in one picture, ``since`` the first ad over time.
    """

    audit: Audit
    summary: tuple[str, ...]
    tally: tuple[tuple[str, int], ...]
    ads: tuple[AdView, ...]
    other_findings: tuple[Finding, ...]
    compared: tuple[Finding, ...]
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


def page_of(audit: Audit, numbers: Numbers) -> Page:
    """The page of an audit; ``numbers`` goes on to count the figures and tables of the details."""
    ads, findings = ranked(audit.ads), by_ad(audit)
    names = names_of([ad.key for ad in ads])
    views = tuple(_view(rank, ad, names[ad.key], findings.get(ad.key, ())) for rank, ad in enumerate(ads, 1))
    main = main_dimension(ads)
    tally = Counter(view.verdict for view in views if view.verdict)
    return Page(
        audit=audit,
        summary=tuple(summary(audit)),
        tally=tuple((str(one), tally[one]) for one in STRENGTH if tally[one]) if COMPARED & set(tally) else (),
        ads=views,
        other_findings=tuple(one for one in audit.findings if one.claim == "A" and one.subject not in names),
        together=tuple(tuple(names.get(key, key.path) for key in group) for group in audit.together[:MOST_TOGETHER]),
        compared=tuple(finding for finding in audit.findings if finding.claim == "B"),
        first=_first(ads, names, numbers),
        overview=of_ads(ads, names, main, numbers) if main and len(ads) > 1 else None,
        since=_since(ads, names, numbers),
        all_ads=ads_table(ads, names, findings, main, numbers.table()),
        health=health_groups(audit.health),
        not_shown=tuple(dict.fromkeys(line for one in audit.findings for line in one.not_shown))[:MOST_LIMITS],
        sources=sources_table(audit.sources, numbers.table()),
    )


def _view(rank: int, ad: AdResult, name: str, findings: tuple[Finding, ...]) -> AdView:
    return AdView(rank, ad, name, verdict(findings), findings, facts(ad))


def _first(ads: Sequence[AdResult], names: Names, numbers: Numbers) -> Figure | None:
    """The first ad's groups, in the dimension its gap is taken over."""
    some = dimensions(ads[0]) if ads else ()
    return by_group(ads[0], names[ads[0].key], some[0], numbers) if some else None


def _since(ads: Sequence[AdResult], names: Names, numbers: Numbers) -> Figure | None:
    """The first ad's groups over time, where there is more than one report."""
    some = [name for name in dimensions(ads[0]) if timed(ads[0], name)] if ads else []
    return over_time(ads[0], names[ads[0].key], some[0], numbers) if some else None
