"""Which ad took which slot, and which sets do not count, by the rules that were set before anything ran."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seenby.judge.phrases import settings
from seenby.model import AdKey, AdResult, Arms, Deviation, Interval, Plan, SetLeftOut, Slot
from seenby.study.deviations import BY_TOOL


@dataclass(frozen=True, slots=True)
class Placing:
    """The ads of a study.

    Attributes:
        ads: The ad of each slot that was found, by the slot's ident.
        left_out: Sets that do not count.
        others: How many ads are none of the study's.
    """

    ads: Mapping[str, AdKey]
    left_out: tuple[SetLeftOut, ...]
    others: int


def place(keys: Iterable[AdKey], plan: Plan) -> tuple[dict[str, AdKey], Counter[str], int]:
    """The ad of each slot by its name, how many ads bear each name, and how many are none of the study's."""
    slots = {slot.ad: slot for slot in plan.slots}
    found: dict[str, AdKey] = {}
    borne: Counter[str] = Counter()
    others = 0
    for key in sorted(keys, key=lambda key: key.path):
        slot = next((slots[name] for name in key.names if name in slots), None)
        if slot is None:
            others += 1
            continue
        borne[slot.ident] += 1
        found[slot.ident] = key
    return found, borne, others


def placed(ads: Sequence[AdResult], plan: Plan, noted: Sequence[Deviation], others: int) -> Placing:
    """Who took which slot, and which sets are left out."""
    found, borne, _ = place((ad.key for ad in ads), plan)
    results = {ad.key: ad for ad in ads}
    sets: dict[str, list[Slot]] = defaultdict(list)
    for slot in plan.slots:
        sets[slot.set].append(slot)
    left_out: list[SetLeftOut] = []
    for name, slots in sets.items():
        own = {slot.ident: results[found[slot.ident]] for slot in slots if slot.ident in found}
        reason = next(_reasons(name, slots, own, borne, plan, noted), None)
        if reason is not None:
            left_out.append(reason)
    return Placing(found, tuple(left_out), others)


def _reasons(
    name: str,
    slots: Sequence[Slot],
    own: Mapping[str, AdResult],
    borne: Counter[str],
    plan: Plan,
    noted: Sequence[Deviation],
) -> Iterator[SetLeftOut]:
    """Why a set does not count, the plainest reason first."""
    missing = [slot.ident for slot in slots if slot.ident not in own]
    if missing:
        yield SetLeftOut(name, "missing", f"no delivery bears the name of {_listed(missing)}")
    twice = [slot.ident for slot in slots if borne[slot.ident] > 1]
    if twice:
        yield SetLeftOut(name, "named-twice", f"several ads bear the name of {_listed(twice)}")
    for one in noted:
        if one.by == BY_TOOL and name in one.spoils:
            yield SetLeftOut(name, "noted", one.what.rstrip("."))
    unlike = _most_unlike(slots, own, plan)
    if unlike is not None:
        yield SetLeftOut(
            name, "unlike-spending", f"one ad cost {unlike:.2g} times as much as another of the set, for its budget"
        )


def _most_unlike(slots: Sequence[Slot], own: Mapping[str, AdResult], plan: Plan) -> float | None:
    """How many times as much as another an ad cost, where that is more than the study allows, budgets apart."""
    each = [_relative(own[slot.ident].spend, slot) for slot in slots if slot.ident in own]
    spent = [one for one in each if one is not None]
    least, most = min(spent, default=0.0), max(spent, default=0.0)
    currencies = {own[slot.ident].currency for slot in slots if slot.ident in own}
    if len(spent) < 2 or most == 0 or len(currencies) > 1:
        # Amounts of two currencies are not held against each other; such ads fail the checks of a pair.
        return None
    times = most / least if least else float("inf")
    return times if times > _allowed(plan) else None


def _allowed(plan: Plan) -> float:
    """How many times as much, budgets apart; where budgets differ on purpose, no more than pairs may differ else."""
    if not _own_budgets(plan):
        return plan.study.stop.most_unlike
    return 1 / (1 - float(settings("published.toml")["comparable"]["spend_apart"]))


def _own_budgets(plan: Plan) -> bool:
    return len({arm.budget for arm in plan.study.arms}) > 1


def _relative(spend: Interval | None, slot: Slot) -> float | None:
    return spend.middle / slot.budget if spend is not None and slot.budget else None


def arms_of(plan: Plan, ads: Mapping[str, AdKey], left_out: Iterable[SetLeftOut]) -> Arms:
    """The design as a judge of arms takes it: only sets that count, each ad by a name that fits no other."""
    out = {one.set for one in left_out}
    counted = [slot for slot in plan.slots if slot.set not in out]
    called = {slot.ident: exact_name(ads[slot.ident]) for slot in counted}
    arms: dict[str, list[str]] = {arm.name: [] for arm in plan.study.arms}
    twins: dict[str, list[str]] = defaultdict(list)
    for slot in sorted(counted, key=lambda slot: (slot.set, slot.place)):
        (arms[slot.arm] if slot.kind == "pair" else twins[slot.set]).append(called[slot.ident])
    study = plan.study
    whole = all(arms.values()) and len({len(names) for names in arms.values()}) == 1
    return Arms(
        arms={name: tuple(some) for name, some in arms.items()} if whole and len(arms) > 1 else {},
        control=study.control,
        twins=tuple((two[0], two[1]) for two in twins.values() if len(two) == 2),
        randomised=True,
        dimension=study.dimension,
        group=study.group,
        origin="plan",
        own_budgets=_own_budgets(plan),
    )


def exact_name(key: AdKey) -> str:
    """The ad's id where it has one, else its whole path."""
    ids = dict(key.ids)
    return ids.get("ad") or ids.get(key.level) or key.path


def _listed(idents: Sequence[str]) -> str:
    return idents[0] if len(idents) == 1 else f"{', '.join(idents[:-1])} and {idents[-1]}"
