"""The sources of a study of ads, held against its plan, come to findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from seenby.errors import SeenbyError
from seenby.judge import judge_delivered
from seenby.model import (
    TEN_POINTS,
    AdKey,
    Aim,
    Aims,
    Delivery,
    Deviation,
    KeptSource,
    Placed,
    Plan,
    Slot,
    StudyResult,
)
from seenby.model.loopback import leads_here
from seenby.pipeline import Judged as Wanted
from seenby.pipeline import Measured, measured
from seenby.pipeline import judged as audited
from seenby.read import read
from seenby.report import render_study
from seenby.store import workbench
from seenby.study.ads.results.arm_totals import arm_totals
from seenby.study.ads.results.delivery_table import write_tables
from seenby.study.ads.results.estimated_audience import with_estimates
from seenby.study.ads.results.match_slots import Placing, arms_of, place, placed
from seenby.study.folder import StudyFolder
from seenby.study.kind import Decided
from seenby.study.relative_paths import portable
from seenby.study.sources import Laid, laid_out
from seenby.version import VERSION


@dataclass(frozen=True, slots=True)
class JudgedAds:
    """A study that was judged, and the deliveries that were counted, each with the slot its ad took."""

    result: StudyResult
    deliveries: tuple[Delivery, ...]
    slots: Mapping[AdKey, Slot]

    def write_table(self, path: Path) -> None:
        """Write the deliveries as Parquet; see `write_tables`."""
        write_tables(path, self.deliveries, self.slots)

    def page(self) -> str:
        """The page of the study as one HTML string."""
        return render_study(self.result)


def judge_ads(
    folder: StudyFolder, decided: Decided[Plan], noted: tuple[Deviation, ...], sources: tuple[KeptSource, ...]
) -> JudgedAds:
    """What the kept sources of a study come to, without writing anything.

    Raises:
        UsageError: When there is no delivery.
        Damaged: When a kept source is not what was written.
    """
    aim = with_estimates(decided.plan.study.aim, folder, sources)
    with laid_out(folder, sources) as laid:
        try:
            return _judged(decided, noted, sources, aim, laid)
        except SeenbyError as error:
            error.where = portable(error.where, laid.names)
            raise


def _judged(
    before: Decided[Plan], noted: tuple[Deviation, ...], sources: tuple[KeptSource, ...], aim: Aim, laid: Laid
) -> JudgedAds:
    plan, metric = before.plan, before.plan.study.metric
    found, others = _taken(laid, plan, aim)
    deliveries, question = found.series.deliveries, found.question
    placing = placed(found.ads, plan, noted, others)
    whole = audited(found, Wanted(arms=arms_of(plan, placing.ads, placing.left_out)))
    counted = _counted(plan, placing)
    order = {placing.ads[slot.ident]: slot.arm for slot in plan.slots if slot.ident in counted}
    names = [arm.name for arm in plan.study.arms]
    order = dict(sorted(order.items(), key=lambda item: names.index(item[1])))
    together = arm_totals(deliveries, order, aim, metric, question.share_of, question.sources)
    result = StudyResult(
        plan=plan,
        registered=before.registered,
        fingerprint=before.fingerprint,
        registered_at=before.at,
        simulated=is_simulated(plan),
        aim=aim,
        arms=together,
        delivered=judge_delivered(tuple(together.values()), TEN_POINTS, first=plan.study.dimension),
        audit=replace(whole, together=()),
        slots={slot.ident: _state(slot, placing, counted) for slot in plan.slots},
        left_out=placing.left_out,
        deviations=noted,
        sources=sources,
        others=placing.others,
        version=VERSION,
        ads={ident: ad for ident, key in placing.ads.items() for ad in whole.ads if ad.key == key},
    )
    slots = {key: slot for slot in plan.slots if (key := placing.ads.get(slot.ident)) is not None}
    return JudgedAds(result, deliveries, slots)


def is_simulated(plan: Plan) -> bool:
    """Whether the study ran on a platform on this machine, where nobody is real."""
    return leads_here(plan.study.api)


def _taken(laid: Laid, plan: Plan, aim: Aim) -> tuple[Measured, int]:
    """The study's ads, read once and measured, restatements in them; and how many other ads there are."""
    with workbench() as bench:
        reading = read(laid.paths, bench)
    others = place({row.ad for row in reading.deliveries}, plan)[2]
    own = reading.only([slot.ad for slot in plan.slots])
    # Named as in the folder from here on: what is measured and judged of them is the same on every machine.
    own = replace(own, sources=portable(own.sources, laid.names), health=portable(own.health, laid.names))
    return measured(own, Aims(aim), plan.study.metric), others


def _counted(plan: Plan, placing: Placing) -> set[str]:
    out = {one.set for one in placing.left_out}
    return {slot.ident for slot in plan.slots if slot.set not in out and slot.ident in placing.ads}


def _state(slot: Slot, placing: Placing, counted: set[str]) -> Placed:
    if slot.ident not in placing.ads:
        return "missing"
    return "counted" if slot.ident in counted else "left out"
