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

    result: StudyResult
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
        return self.result.delivered

    def expected(self, finding: Finding) -> str:
        """Whether a difference went the way that was expected, where one was."""
        estimate = finding.estimate
        if not finding.arms or not isinstance(estimate, Estimate):
            return ""
        came = "more" if estimate.low > 0 else "fewer" if estimate.high < 0 else "either"
        return EXPECTED.get((self.result.plan.study.direction, came), "")

    @property
    def checks(self) -> tuple[Comparison, ...]:
        """The comparisons that were checked before any number."""
        return tuple(one for one in self.comparisons if one.finding.checks)


def study_page(result: StudyResult) -> StudyPage:
    """The page of a study."""
    numbers = Numbers()
    article = article_figure(result, numbers)
    names = names_of([ad.key for ad in result.audit.ads])
    # The arm that builds on all others answers the question; those before it say where its difference comes from.
    compared = tuple(called_by_set(result, one) for one in reversed(result.compared))
    rest = tuple(one for one in reversed(result.audit.findings) if one.claim == "D")
    rest += tuple(one for one in result.audit.findings if one.claim == "C")
    alone = twins_alone(result)
    twins_figure = runs_figure(alone, "identical ads", numbers) if alone else None
    some = sections_of((*compared, *rest), names, numbers, ROOM, as_they_came=("B", "D"))
    sections = {one.ident: one for one in some}
    whole = sections.pop("compared").whole if "compared" in sections else ()
    findings = (*compared, *result.delivered, *rest)
    return StudyPage(
        result=result,
        notices=tuple(_notices(result)),
        without="" if any(one.finding.arms for one in whole) else _without(result),
        twins=twins_said(result),
        summary=tuple(_summary(result)),
        comparisons=whole,
        others=tuple(sections.values()),
        article=article,
        twins_figure=twins_figure,
        answers=answers(result),
        not_shown=tuple(dict.fromkeys(line for one in findings for line in one.not_shown)),
        slots=_slots(result, numbers.table()),
        sources=sources_table(result.audit.sources, numbers.table()),
        kept=_kept(result, numbers.table()),
    )


def _without(result: StudyResult) -> str:
    """Why nothing was compared."""
    if len(result.plan.study.arms) > 1:
        return NO_SETS
    return ONE_ARM if result.plan.pairs else ONLY_TWINS


def _notices(result: StudyResult) -> Iterator[str]:
    if result.simulated:
        yield NOTHING_REAL
    if not result.registered:
        yield NOT_REGISTERED
    if result.begun_before:
        yield BEGUN_BEFORE.format(first=result.begun_before, sealed=result.registered_at[:10])


def _summary(result: StudyResult) -> Iterator[str]:
    plan = result.plan
    yield formatting.number(len(plan.study.arms), "arm")
    if plan.pairs:
        yield f"{formatting.number(plan.pairs, 'set')} of them planned, {plan.pairs - _out(result, 'pair')} counted"
    if plan.twins:
        yield f"{plan.twins - _out(result, 'twin')} of {formatting.number(plan.twins, 'pair')} of identical ads counted"
    late = " after it had begun" if result.begun_before else ""
    yield f"registered{late}" if result.registered else "not registered"


def _out(result: StudyResult, kind: str) -> int:
    sets = {slot.set for slot in result.plan.slots if slot.kind == kind}
    return sum(one.set in sets for one in result.left_out)


def _slots(result: StudyResult, number: int) -> Table:
    group = result.plan.study.group
    shared = formatting.group(result.plan.study.dimension, group) if group else ""
    columns = (
        Column("Ad"),
        Column("Slot"),
        Column("Version"),
        Column("State"),
        Column("Impressions", "count"),
        Column("Spent", "money"),
        Column(f"{shared.capitalize()}, {formatting.EVERY}", "share"),
    )
    rows = [[*_slot(result, one.ident), *_figures(result, one.ident)] for one in result.plan.slots]
    kept, cells = used(columns, rows)
    return Table(number, "The ads of the study", kept, tuple(map(tuple, cells)), SHOWN)


def _slot(result: StudyResult, ident: str) -> list[Cell]:
    slot = next(one for one in result.plan.slots if one.ident == ident)
    kind = "" if slot.kind == "pair" else " (identical ads)"
    return [slot.ad, slot.ident, f"{slot.arm}{kind}", result.slots[ident]]


def _figures(result: StudyResult, ident: str) -> list[Interval | None]:
    ad, study = result.ads.get(ident), result.plan.study
    if ad is None:
        return [None, None, None]
    return [ad.impressions, ad.spend, ad.share.get(study.dimension, {}).get(study.group or "")]


def _kept(result: StudyResult, number: int) -> Table:
    columns = (Column("File"), Column("What"), Column("When"), Column("Its own name"))
    rows = [[one.file, one.what, one.at, one.name] for one in result.sources]
    kept, cells = used(columns, rows)
    return Table(number, "What was collected, and when", kept, tuple(map(tuple, cells)), SHOWN)
