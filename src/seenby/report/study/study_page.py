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
from seenby.report.sentences import say_study
from seenby.report.sources import sources_table
from seenby.report.study.answers import Answer, answers
from seenby.report.study.identical_ads import called_by_set, twins_alone, twins_said
from seenby.report.study.pyramid import article_figure

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
        wanted = self.result.plan.study.direction
        return say_study("expected", f"{wanted}-{came}") if "either" not in (wanted, came) else ""

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
    twins_figure = runs_figure(alone, say_study("twins", "name"), numbers) if alone else None
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
        return say_study("without", "no-sets")
    return say_study("without", "one-arm" if result.plan.pairs else "only-twins")


def _notices(result: StudyResult) -> Iterator[str]:
    if result.simulated:
        yield say_study("notice", "nothing-real")
    if not result.registered:
        yield say_study("notice", "not-registered")
    if result.begun_before:
        first, sealed = f"{result.begun_before}", result.registered_at[:10]
        yield say_study("notice", "begun-before", first=first, sealed=sealed)


def _summary(result: StudyResult) -> Iterator[str]:
    plan = result.plan
    yield formatting.number(len(plan.study.arms), "arm")
    if plan.pairs:
        counted = f"{plan.pairs - _out(result, 'pair')}"
        yield say_study("summary", "sets", sets=formatting.number(plan.pairs, "set"), counted=counted)
    if plan.twins:
        counted = f"{plan.twins - _out(result, 'twin')}"
        yield say_study("summary", "twins", counted=counted, pairs=formatting.number(plan.twins, "pair"))
    if not result.registered:
        yield say_study("summary", "not-registered")
    else:
        yield say_study("summary", "registered-late" if result.begun_before else "registered")


def _out(result: StudyResult, kind: str) -> int:
    sets = {slot.set for slot in result.plan.slots if slot.kind == kind}
    return sum(one.set in sets for one in result.left_out)


def _slots(result: StudyResult, number: int) -> Table:
    group = result.plan.study.group
    shared = formatting.group(result.plan.study.dimension, group) if group else ""
    columns = (
        Column(say_study("slots", "ad")),
        Column(say_study("slots", "slot")),
        Column(say_study("slots", "version")),
        Column(say_study("slots", "state")),
        Column(say_study("slots", "impressions"), "count"),
        Column(say_study("slots", "spent"), "money"),
        Column(formatting.every(shared.capitalize()), "share"),
    )
    rows = [[*_slot(result, one.ident), *_figures(result, one.ident)] for one in result.plan.slots]
    kept, cells = used(columns, rows)
    return Table(number, say_study("slots", "caption"), kept, tuple(map(tuple, cells)), SHOWN)


def _slot(result: StudyResult, ident: str) -> list[Cell]:
    slot = next(one for one in result.plan.slots if one.ident == ident)
    version = slot.arm if slot.kind == "pair" else say_study("slots", "twin", arm=slot.arm)
    return [slot.ad, slot.ident, version, result.slots[ident]]


def _figures(result: StudyResult, ident: str) -> list[Interval | None]:
    ad, study = result.ads.get(ident), result.plan.study
    if ad is None:
        return [None, None, None]
    return [ad.impressions, ad.spend, ad.share.get(study.dimension, {}).get(study.group or "")]


def _kept(result: StudyResult, number: int) -> Table:
    columns = (
        Column(say_study("kept", "file")),
        Column(say_study("kept", "what")),
        Column(say_study("kept", "when")),
        Column(say_study("kept", "name")),
    )
    rows = [[one.file, one.what, one.at, one.name] for one in result.sources]
    kept, cells = used(columns, rows)
    return Table(number, say_study("kept", "caption"), kept, tuple(map(tuple, cells)), SHOWN)
