"""What the identical ads of a study show: how far luck alone went, whether or not anything was compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from seenby.model import UNKNOWN, Finding, Interval, NotMeasurable, Observed, Slot, StudyResult, Verdict
from seenby.model.audience import group_order
from seenby.report import formatting
from seenby.report.charts.differences import twin_reach
from seenby.report.sentences import say_study


def twin_runs(result: StudyResult) -> tuple[Observed, ...]:
    """The pairs of identical ads that count, and how far each came apart in the group that the study asks about."""
    judged = next((one.runs for one in result.compared if one.runs), ())
    known = [run for run in judged if run.kind == "twin"]
    return tuple(_called(result, known) if judged else _from_ads(result))


def called_by_set(result: StudyResult, finding: Finding) -> Finding:
    """The same finding, its pairs called by their sets and slots in place of the long names of their ads."""
    return replace(finding, runs=tuple(_called(result, finding.runs)))


def twins_said(result: StudyResult) -> str:
    """How far apart the identical ads came out, in a sentence; empty where none count."""
    runs = twin_runs(result)
    if not runs:
        return ""
    pairs, points = formatting.number(len(runs), "pair"), largest(runs)
    group = formatting.group(result.plan.study.dimension, _group(result))
    if not all(run.value.is_exact for run in runs):
        return say_study("twins", "ranges", pairs=pairs, points=points, group=group)
    return say_study("twins", "several" if len(runs) > 1 else "single", pairs=pairs, points=points, group=group)


def largest(runs: Iterable[Observed]) -> str:
    """The farthest that two identical ads can have come apart, in points, rounded up."""
    return formatting.at_most(twin_reach(tuple(runs)))


def twins_alone(result: StudyResult) -> Finding | None:
    """The identical ads as a finding for a picture, where nothing was compared; None where none count."""
    runs = twin_runs(result)
    first = next(iter(result.ads.values()), None)
    if first is None or not runs or any(one.runs for one in result.compared):
        return None
    none = NotMeasurable(say_study("twins", "not-compared"))
    return Finding(
        "B",
        Verdict.NOT_MEASURABLE,
        twins_said(result),
        first.key,
        "pair",
        none,
        dimension=result.plan.study.dimension,
        group=_group(result),
        unit=result.plan.study.metric,
        runs=runs,
    )


def _from_ads(result: StudyResult) -> Iterable[Observed]:
    group, dimension = _group(result), result.plan.study.dimension
    for name, (one, other) in _twins(result).items():
        shares = [result.ads[slot.ident].share.get(dimension, {}).get(group) for slot in (one, other)]
        if shares[0] is not None and shares[1] is not None:
            apart = Interval(shares[0].low - shares[1].high, shares[0].high - shares[1].low)
            between = (result.ads[one.ident].key, result.ads[other.ident].key)
            yield Observed(_short(name, one, other), apart, "twin", between)


def _twins(result: StudyResult) -> Mapping[str, tuple[Slot, Slot]]:
    """The slots of each pair of identical ads that counts."""
    counted = [slot for slot in result.plan.slots if slot.kind == "twin" and result.slots.get(slot.ident) == "counted"]
    sets: dict[str, list[Slot]] = {}
    for slot in sorted(counted, key=lambda slot: (slot.set, slot.place)):
        sets.setdefault(slot.set, []).append(slot)
    return {name: (some[0], some[1]) for name, some in sets.items() if len(some) == 2}


def _group(result: StudyResult) -> str:
    """The group that the study asks about, else the first of its dimension."""
    study = result.plan.study
    if study.group:
        return study.group
    found = {group for ad in result.ads.values() for group in ad.share.get(study.dimension, {})} - {UNKNOWN}
    return min(found, key=lambda group: group_order(study.dimension, group), default="")


def _called(result: StudyResult, runs: Iterable[Observed]) -> Iterable[Observed]:
    slots = {result.ads[slot.ident].key: slot for slot in result.plan.slots if slot.ident in result.ads}
    for run in runs:
        both = [slots[key] for key in run.between if key in slots]
        alike = len(both) == 2 and both[0].set == both[1].set
        yield replace(run, name=_short(both[0].set, *both)) if alike else run


def _short(name: str, one: Slot, other: Slot) -> str:
    """``pair 1 (p01-2, p01-3)``: the page's table of ads says which ad took which slot."""
    number = name.lstrip("pt").lstrip("0") or name
    paired = one.kind == "pair"
    return say_study("twins", "pair" if paired else "identical", number=number, first=one.ident, second=other.ident)
