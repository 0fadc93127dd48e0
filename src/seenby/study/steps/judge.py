"""``judge``: the sources of a study, held against its plan, come to findings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from seenby.errors import SeenbyError
from seenby.evidence import seal
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
    StudyTold,
)
from seenby.model.loopback import is_loopback
from seenby.pipeline import Judged as Wanted
from seenby.pipeline import Measured, measured
from seenby.pipeline import judged as audited
from seenby.read import read
from seenby.store import workbench
from seenby.store.files import write_whole
from seenby.study.ads.results.arm_totals import arm_totals
from seenby.study.ads.results.delivery_table import write_tables
from seenby.study.ads.results.estimated_audience import with_estimates
from seenby.study.ads.results.match_slots import Placing, arms_of, place, placed
from seenby.study.folder import FINDINGS, REPORT, TABLES, StudyFolder
from seenby.study.registered_plan import Decided, decided, deviations
from seenby.study.relative_paths import portable
from seenby.study.sources import Laid, kept_sources, laid_out
from seenby.version import VERSION

DELIVERY = "delivery.parquet"
PAGE = f"{REPORT}/index.html"


@dataclass(frozen=True, slots=True)
class Judged:
    """A study that was judged, and the deliveries that were counted, each with the slot its ad took."""

    told: StudyTold
    deliveries: tuple[Delivery, ...]
    slots: Mapping[AdKey, Slot]


def judge(path: Path | str) -> StudyTold:
    """Judge a study: write what it comes to and the table behind it, and seal the folder.

    Raises:
        UsageError: When there is no study, plan or delivery, or another command holds the folder.
        Damaged: When a kept source, the journal or the plan is not what was written.
        StoppedByGuard: When what was registered was changed.
    """
    folder = StudyFolder.at(path)
    with folder.lock():
        found = judged(folder)
        write_tables(folder.path(TABLES) / DELIVERY, found.deliveries, found.slots)
        text = findings_text(found.told)
        if folder.has(FINDINGS) and folder.path(FINDINGS).read_bytes() != text.encode():
            # A page of other findings would be sealed beside these.
            folder.path(PAGE).unlink(missing_ok=True)
        write_whole(folder.path(FINDINGS), text, remedy="free some room")
        seal(folder.root, VERSION)
    return found.told


def findings_text(told: StudyTold) -> str:
    """The findings as their file has them: the same bytes for the same sources on every machine."""
    return json_text(told.as_json())


def json_text(told: object) -> str:
    """What is told as JSON, written as the file of findings is.

    Raises:
        ValueError: When a figure is infinite or NaN.
    """
    return json.dumps(told, ensure_ascii=True, allow_nan=False, indent=1) + "\n"


def judged(folder: StudyFolder) -> Judged:
    """What a study comes to, without writing anything.

    Raises:
        UsageError: When there is no plan or no delivery.
        Damaged: When a kept source, a list of what happened or the plan is not what was written.
    """
    before, noted, sources = decided(folder), deviations(folder), kept_sources(folder)
    aim = with_estimates(before.plan.study.aim, folder, sources)
    with laid_out(folder, sources) as laid:
        try:
            return _judged(before, noted, sources, aim, laid)
        except SeenbyError as error:
            error.where = portable(error.where, laid.names)
            raise


def _judged(
    before: Decided, noted: tuple[Deviation, ...], sources: tuple[KeptSource, ...], aim: Aim, laid: Laid
) -> Judged:
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
    told = StudyTold(
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
    return Judged(told, deliveries, slots)


def is_simulated(plan: Plan) -> bool:
    """Whether the study ran on a platform on this machine, where nobody is real."""
    return is_loopback(urlsplit(plan.study.api).hostname or "")


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
