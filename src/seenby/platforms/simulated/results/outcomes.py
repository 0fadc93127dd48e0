"""What a run came to, arm by arm: who was shown it against whom it was aimed at, and what that cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from seenby.model import Outcome
from seenby.platforms.simulated.auction.campaign import MICRO
from seenby.platforms.simulated.auction.controller import shuffle_distance
from seenby.platforms.simulated.auction.kernels import ACTIONS, IMPRESSIONS
from seenby.platforms.simulated.auction.simulation import Simulation
from seenby.platforms.simulated.people.demographics import MAN
from seenby.platforms.simulated.people.targeting import in_aim, people_of
from seenby.platforms.simulated.remedies import Remedy
from seenby.platforms.simulated.run_preset import aim, arm_of
from seenby.platforms.simulated.world_settings import Preset

ALL_ARMS = "all arms"
"""How an outcome over all arms together is named."""


def outcomes(markets: Sequence[Simulation], preset: Preset, remedy: Remedy) -> Iterator[Outcome]:
    """One outcome for each arm, and one for all of them together, over all markets of a run.

    The aim is the preset's own, whatever the remedy does to it, so that remedies can be compared.
    """
    slots = [_slots(one) for one in markets]
    asked = [[people_of(one.world, in_aim(one.world, aim(preset, arm))) for arm in preset.arms] for one in markets]
    for at, arm in enumerate(preset.arms):
        own = [some.get(arm.name, []) for some in slots]
        yield _outcome(markets, preset, remedy, arm.name, own, [inside[at] for inside in asked])
    together = [[slot for own in some.values() for slot in own] for some in slots]
    yield _outcome(markets, preset, remedy, ALL_ARMS, together, [np.any(inside, axis=0) for inside in asked])


def _slots(platform: Simulation) -> dict[str, list[int]]:
    """The columns of each arm's ads."""
    slots: dict[str, list[int]] = {}
    for slot, k in enumerate(platform.reported):
        slots.setdefault(arm_of(platform.campaigns[k].name), []).append(slot)
    return slots


def _outcome(
    markets: Sequence[Simulation],
    preset: Preset,
    remedy: Remedy,
    arm: str,
    slots: Sequence[Sequence[int]],
    asked: Sequence[NDArray[np.bool_]],
) -> Outcome:
    both = list(zip(markets, slots, strict=True))
    inside, people = np.concatenate(asked), [one.world.attributes for one in markets]
    men = np.concatenate([one.gender == MAN for one in people])
    parents, engaged = (np.concatenate([getattr(one, name) for one in people]) for name in ("parent", "engaged"))
    times = np.concatenate([one.memory.seen[:, list(own)].sum(axis=1, dtype=np.int64) for one, own in both])
    shown = times > 0
    reach, impressions = int(shown.sum()), int(times.sum())
    counted = np.sum([_counted(one, own) for one, own in both], axis=0)
    spend, unbilled = (
        sum(int(getattr(one.states, name)[[one.reported[slot] for slot in own]].sum()) for one, own in both) / MICRO
        for name in ("spent", "unbilled")
    )
    of_aim = int((shown & inside).sum())
    return Outcome(
        world=preset.name,
        people=inside.size,
        seed=markets[0].seed,
        remedy=remedy.name,
        arm=arm,
        impressions=int(counted[:, IMPRESSIONS].sum()),
        reach=reach,
        men=_share(shown & men, shown),
        men_of_impressions=float(times[men].sum() / impressions) if impressions else None,
        men_recorded=_share_of(counted[:, IMPRESSIONS]),
        men_in_aim=_share(inside & men, inside),
        gap=_gap(inside & men, inside, shown & men, shown),
        gap_of_impressions=_distance(_share(inside & men, inside), float(times[men].sum() / max(impressions, 1))),
        in_aim=of_aim,
        women=int((shown & ~men).sum()),
        parents=int((shown & parents).sum()),
        engaged=int((shown & engaged).sum()),
        actions=int(counted[:, ACTIONS].sum()),
        spend=spend,
        unbilled=unbilled,
        cost_in_aim=spend / of_aim if of_aim else None,
        currency=markets[0].world.market.currency,
    )


def _counted(platform: Simulation, slots: Sequence[int]) -> NDArray[np.int64]:
    """Figures of some ads by recorded gender, shape (genders, figures)."""
    counted = platform.ledger.by_cell(len(platform.reported))[:, list(slots)]
    return np.asarray(counted.sum(axis=(0, 1, 3, 4)))


def _share_of(shown: NDArray[np.int64]) -> float | None:
    """Share of recorded men among those recorded."""
    known = int(shown[: MAN + 1].sum())
    return float(shown[MAN] / known) if known else None


def _share(some: NDArray[np.bool_], of: NDArray[np.bool_]) -> float | None:
    return float(some.sum() / of.sum()) if of.any() else None


def _gap(
    men_aimed: NDArray[np.bool_], aimed: NDArray[np.bool_], men_shown: NDArray[np.bool_], shown: NDArray[np.bool_]
) -> float | None:
    share = _share(men_shown, shown)
    return None if share is None else _distance(_share(men_aimed, aimed), share)


def _distance(aimed: float | None, shown: float) -> float | None:
    """Shuffle distance between two mixes of women and men."""
    if aimed is None:
        return None
    return shuffle_distance(np.asarray([1 - aimed, aimed]), np.asarray([1 - shown, shown]))
