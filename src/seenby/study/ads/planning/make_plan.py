"""A study in, a plan out: everything decided, its cost within the cap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seenby.errors import StoppedByGuard
from seenby.model import Plan, Study
from seenby.study.ads.planning.phrases import money
from seenby.study.ads.planning.power_and_cost import Outlook, needed, outlook_of
from seenby.study.ads.planning.slots import draw_slots
from seenby.study.ads.planning.warnings import warnings_of
from seenby.study.kind import Caution
from seenby.version import VERSION


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and what it is expected to come to."""

    plan: Plan
    outlook: Outlook
    warnings: tuple[Caution, ...]


def plan_of(study: Study, study_sha256: str, pictures: Mapping[str, str], seed: int) -> Planned:
    """The plan of a study under a seed.

    Args:
        study: What is asked.
        study_sha256: Of the file that asks it.
        pictures: SHA-256 of each arm's picture.
        seed: Of the draw, not negative.

    Raises:
        StoppedByGuard: When the ads together could cost more than the cap, or one of them nothing.
    """
    pairs = study.size.pairs if study.size.pairs is not None else needed(study)
    slots = draw_slots(study, pairs, seed)
    greatest = sum(slot.budget for slot in slots)
    _keep_to_the_cap(study, greatest, min(slot.budget for slot in slots), len(slots))
    outlook = outlook_of(study, pairs, greatest)
    found = warnings_of(study, outlook)
    sentences = tuple(one.sentence for one in found)
    return Planned(Plan(study, study_sha256, dict(pictures), seed, slots, sentences, VERSION), outlook, found)


def _keep_to_the_cap(study: Study, greatest: int, smallest: int, ads: int) -> None:
    currency, cap = study.money.currency, study.money.cap
    if greatest > cap:
        raise StoppedByGuard(
            f"{ads} ads could cost {money(greatest, currency)} together, which is "
            f"{money(greatest - cap, currency)} above the cap of {money(cap, currency)}",
            where="study.toml",
            remedy="plan fewer pairs, fewer impressions or a higher cap",
        )
    if smallest < 1:
        raise StoppedByGuard(
            "an ad would have no budget",
            where="study.toml",
            remedy="plan more impressions, or check per_thousand",
        )
