"""Sweeps to draw pages of, made by hand."""

from __future__ import annotations

from seenby.model import Change, Outcome, Sweep

ARMS = (("item alone", 0.64), ("with the child", 0.95), ("all arms", 0.80))
CHANGES = (
    Change("none", "No change", ""),
    Change("women-only", "Aim at women only", "advertiser"),
    Change("controller", "Per-segment controller", "platform"),
)


def outcome(world: str, seed: int, change: Change, arm: str, men: float | None) -> Outcome:
    reach = 0 if men is None else 1_000 + seed
    return Outcome(
        world=world,
        people=10_000,
        seed=seed,
        remedy=change.name,
        arm=arm,
        impressions=reach * 2,
        reach=reach,
        men=men,
        men_of_impressions=men,
        men_recorded=men,
        men_in_aim=0.27,
        gap=None if men is None else abs(men - 0.27),
        gap_of_impressions=None if men is None else abs(men - 0.27),
        in_aim=reach,
        women=int(reach * (1 - (men or 0))),
        parents=reach // 3,
        engaged=reach // 5,
        actions=reach // 40,
        spend=9.5 + seed / 10,
        unbilled=0.01,
        cost_in_aim=None if men is None else 0.0095,
        currency="EUR",
    )


def sweep(seeds: int = 4, worlds: tuple[str, ...] = ("charm-2024",), nobody: bool = False) -> Sweep:
    """A sweep in which every remedy halves the share of men; with ``nobody``, one arm was shown to nobody."""
    rows = [
        outcome(world, seed, change, arm, None if nobody and arm == "item alone" else men / place + seed / 1_000)
        for world in worlds
        for seed in range(1, seeds + 1)
        for place, change in enumerate(CHANGES, 1)
        for arm, men in ARMS
    ]
    titles = {world: f"The world {world}" for world in worlds}
    return Sweep("0.1.0", titles, tuple(range(1, seeds + 1)), CHANGES, tuple(rows))
