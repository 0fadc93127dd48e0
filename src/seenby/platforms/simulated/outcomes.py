"""What a run came to, arm by arm: who was shown it against whom it was aimed at, and what that cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from seenby.model import Outcome
from seenby.platforms.simulated.campaign import MICRO
from seenby.platforms.simulated.controller import shuffle_distance
from seenby.platforms.simulated.experiment import aim, arm_of
from seenby.platforms.simulated.groups import MAN
from seenby.platforms.simulated.kernels import ACTIONS, IMPRESSIONS
from seenby.platforms.simulated.remedies import Remedy
from seenby.platforms.simulated.settings import Preset
from seenby.platforms.simulated.simulation import Simulation
from seenby.platforms.simulated.targeting import in_aim, people_of

ALL_ARMS = "all arms"


def outcomes(platform: Simulation, preset: Preset, remedy: Remedy) -> Iterator[Outcome]:
    """One outcome for each arm, and one for all of them together.

    The aim is the preset's own, whatever the remedy does to it, so that remedies can be compared.
    """
    slots: dict[str, list[int]] = {}
    for slot, k in enumerate(platform.reported):
        slots.setdefault(arm_of(platform.campaigns[k].name), []).append(slot)
    asked = [people_of(platform.world, in_aim(platform.world, aim(preset, arm))) for arm in preset.arms]
    for arm, inside in zip(preset.arms, asked, strict=True):
        yield _outcome(platform, preset, remedy, arm.name, slots[arm.name], inside)
    together = [slot for some in slots.values() for slot in some]
    yield _outcome(platform, preset, remedy, ALL_ARMS, together, np.asarray(np.any(asked, axis=0)))


def _outcome(
    platform: Simulation, preset: Preset, remedy: Remedy, arm: str, slots: Sequence[int], inside: NDArray[np.bool_]
) -> Outcome:
    people = platform.world.attributes
    men = people.gender == MAN
    times = platform.memory.seen[:, list(slots)].sum(axis=1, dtype=np.int64)
    shown = times > 0
    reach, impressions = int(shown.sum()), int(times.sum())
    counted = platform.ledger.by_cell(len(platform.reported))[:, list(slots)]
    recorded = counted[..., IMPRESSIONS].sum(axis=(0, 1, 3, 4))
    spend = int(platform.states.spent[[platform.reported[slot] for slot in slots]].sum()) / MICRO
    unbilled = int(platform.states.unbilled[[platform.reported[slot] for slot in slots]].sum()) / MICRO
    of_aim = int((shown & inside).sum())
    return Outcome(
        world=preset.name,
        people=platform.world.number,
        seed=platform.seed,
        remedy=remedy.name,
        arm=arm,
        impressions=int(counted[..., IMPRESSIONS].sum()),
        reach=reach,
        men=_share(shown & men, shown),
        men_of_impressions=float(times[men].sum() / impressions) if impressions else None,
        men_recorded=float(recorded[1] / recorded[:2].sum()) if recorded[:2].sum() else None,
        men_in_aim=_share(inside & men, inside),
        gap=_gap(inside & men, inside, shown & men, shown),
        gap_of_impressions=_distance(_share(inside & men, inside), float(times[men].sum() / max(impressions, 1))),
        in_aim=of_aim,
        women=int((shown & ~men).sum()),
        parents=int((shown & people.parent).sum()),
        engaged=int((shown & people.engaged).sum()),
        actions=int(counted[..., ACTIONS].sum()),
        spend=spend,
        unbilled=unbilled,
        cost_in_aim=spend / of_aim if of_aim else None,
        currency=platform.world.market.currency,
    )


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
