"""A study as a page: what stands where, before any of it is set in HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seenby.model import Estimate, Finding, Interval, StudyResult
from seenby.report import formatting
from seenby.report.audit.comparison_figures import runs_figure
from seenby.report.audit.figures import Figure
from seenby.report.audit.sections import Comparison, Section, sections_of
from seenby.report.audit.tables import Cell, Column, Table, used
from seenby.report.display_names import names_of
from seenby.report.numbering import Numbers
from seenby.report.sources import sources_table
from seenby.report.study.answers import Answer, answers
from seenby.report.study.identical_ads import called_by_set, twins_alone, twins_said
from seenby.report.study.pyramid import article_figure

NOTHING_REAL = "Nothing in this page is real. The study ran on a simulated platform: nobody in it exists."
NOT_REGISTERED = (
    "This study was not registered: nothing shows that its question, its arms and its rules were chosen before its "
    "figures were known. Read every sentence below as one that was found, not one that was tested."
)
BEGUN_BEFORE = "The first ads were shown on {first}, before the study was registered on {sealed}."
EXPECTED = {
    ("more", "more"): "More was expected, and more came.",
    ("fewer", "fewer"): "Fewer was expected, and fewer came.",
    ("more", "fewer"): "More was expected, and fewer came.",
    ("fewer", "more"): "Fewer was expected, and more came.",
}
"""What was expected and what came; nothing where no direction was, or where what came may be either."""

NO_SETS = "No set of ads came through whole, so nothing can be said of what the arms did: too little to tell."
ONE_ARM = "This study has one arm: it counts who its ads were shown to, and compares nothing."
ONLY_TWINS = "This study has one version, in pairs of identical ads: it measures how far apart luck alone brings them."
ROOM = 300_000
SHOWN = 120


@dataclass(frozen=True, slots=True)
class StudyPage:
    """Everything the page shows, in its order.

    ``notices`` stand before anything else, ``comparisons`` are claim B, the arm that builds on all others first;
    ``twins`` says how far apart identical ads came out, ``twins_figure`` shows it where nothing else does;
    ``others`` are claims C and D, ``article`` is the picture of all audiences, ``slots`` the ads one by one.
    """

    told: StudyResult
    notices: tuple[str, ...]
    without: str
    twins: str
    summary: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    others: tuple[Section, ...]
    article: Figure | None
    twins_figure: Figure | None
    answers: tuple[Answer, ...]
    not_shown: tuple[str, ...]
    slots: Table
    sources: Table
    kept: Table

    @property
    def delivered(self) -> tuple[Finding, ...]:
        """Claim A: who each arm was shown to, and how far that is from the aim."""
        return self.told.delivered

    def expected(self, finding: Finding) -> str:
        """Whether a difference went the way that was expected, where one was."""
        estimate = finding.estimate
        if not finding.arms or not isinstance(estimate, Estimate):
            return ""
        came = "more" if estimate.low > 0 else "fewer" if estimate.high < 0 else "either"
        return EXPECTED.get((self.told.plan.study.direction, came), "")

    @property
    def checks(self) -> tuple[Comparison, ...]:
        """The comparisons that were checked before any number."""
        return tuple(one for one in self.comparisons if one.finding.checks)


def study_page(told: StudyResult) -> StudyPage:
    """The page of a study."""
    numbers = Numbers()
    article = article_figure(told, numbers)
    names = names_of([ad.key for ad in told.audit.ads])
    # The arm that builds on all others answers the question; those before it say where its difference comes from.
    compared = tuple(called_by_set(told, one) for one in reversed(told.compared))
    rest = tuple(one for one in reversed(told.audit.findings) if one.claim == "D")
    rest += tuple(one for one in told.audit.findings if one.claim == "C")
    alone = twins_alone(told)
    twins_figure = runs_figure(alone, "identical ads", numbers) if alone else None
    some = sections_of((*compared, *rest), names, numbers, ROOM, as_they_came=("B", "D"))
    sections = {one.ident: one for one in some}
    whole = sections.pop("compared").whole if "compared" in sections else ()
    findings = (*compared, *told.delivered, *rest)
    return StudyPage(
        told=told,
        notices=tuple(_notices(told)),
        without="" if any(one.finding.arms for one in whole) else _without(told),
        twins=twins_said(told),
        summary=tuple(_summary(told)),
        comparisons=whole,
        others=tuple(sections.values()),
        article=article,
        twins_figure=twins_figure,
        answers=answers(told),
        not_shown=tuple(dict.fromkeys(line for one in findings for line in one.not_shown)),
        slots=_slots(told, numbers.table()),
        sources=sources_table(told.audit.sources, numbers.table()),
        kept=_kept(told, numbers.table()),
    )


def _without(told: StudyResult) -> str:
    """Why nothing was compared."""
    if len(told.plan.study.arms) > 1:
        return NO_SETS
    return ONE_ARM if told.plan.pairs else ONLY_TWINS


def _notices(told: StudyResult) -> Iterator[str]:
    if told.simulated:
        yield NOTHING_REAL
    if not told.registered:
        yield NOT_REGISTERED
    if told.begun_before:
        yield BEGUN_BEFORE.format(first=told.begun_before, sealed=told.registered_at[:10])


def _summary(told: StudyResult) -> Iterator[str]:
    plan = told.plan
    yield formatting.number(len(plan.study.arms), "arm")
    if plan.pairs:
        yield f"{formatting.number(plan.pairs, 'set')} of them planned, {plan.pairs - _out(told, 'pair')} counted"
    if plan.twins:
        yield f"{plan.twins - _out(told, 'twin')} of {formatting.number(plan.twins, 'pair')} of identical ads counted"
    late = " after it had begun" if told.begun_before else ""
    yield f"registered{late}" if told.registered else "not registered"


def _out(told: StudyResult, kind: str) -> int:
    sets = {slot.set for slot in told.plan.slots if slot.kind == kind}
    return sum(one.set in sets for one in told.left_out)


def _slots(told: StudyResult, number: int) -> Table:
    group = told.plan.study.group
    shared = formatting.group(told.plan.study.dimension, group) if group else ""
    columns = (
        Column("Ad"),
        Column("Slot"),
        Column("Version"),
        Column("State"),
        Column("Impressions", "count"),
        Column("Spent", "money"),
        Column(f"{shared.capitalize()}, {formatting.EVERY}", "share"),
    )
    rows = [[*_slot(told, one.ident), *_figures(told, one.ident)] for one in told.plan.slots]
    kept, cells = used(columns, rows)
    return Table(number, "The ads of the study", kept, tuple(map(tuple, cells)), SHOWN)


def _slot(told: StudyResult, ident: str) -> list[Cell]:
    slot = next(one for one in told.plan.slots if one.ident == ident)
    kind = "" if slot.kind == "pair" else " (identical ads)"
    return [slot.ad, slot.ident, f"{slot.arm}{kind}", told.slots[ident]]


def _figures(told: StudyResult, ident: str) -> list[Interval | None]:
    ad, study = told.ads.get(ident), told.plan.study
    if ad is None:
        return [None, None, None]
    return [ad.impressions, ad.spend, ad.share.get(study.dimension, {}).get(study.group or "")]


def _kept(told: StudyResult, number: int) -> Table:
    columns = (Column("File"), Column("What"), Column("When"), Column("Its own name"))
    rows = [[one.file, one.what, one.at, one.name] for one in told.sources]
    kept, cells = used(columns, rows)
    return Table(number, "What was collected, and when", kept, tuple(map(tuple, cells)), SHOWN)
