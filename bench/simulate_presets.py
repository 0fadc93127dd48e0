"""The presets at full size: what the early share foretells, and what the budget does.

Usage: python bench/simulate_presets.py [--seeds 5] [--people 1000000]

Shares by arm and remedies come from `seenby platform sweep`.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from statistics import fmean

import numpy as np

from seenby.model.progress import only_lines
from seenby.platforms.simulated import NONE, length, outcomes, prepare, preset, run, warm_up

EARLY = 300
BUDGETS = (0.3, 1, 10, 100)


def jobs(seeds: int, people: int) -> None:
    """Correlation between the share of men after the first impressions and the last one, over ads."""
    made = preset("jobs-2020", people=people)
    last: dict[str, list[float]] = {}
    found = []
    for seed in range(1, seeds + 1):
        platform = prepare(made, seed)
        run(platform, length(made))
        so_far = platform.ledger.by_tick(len(platform.reported)).cumsum(axis=0)
        total, men = so_far.sum(axis=2), so_far[:, :, 1] / np.maximum(so_far[:, :, :2].sum(axis=2), 1)
        ads = np.arange(total.shape[1])
        early, final = men[(total < EARLY).sum(axis=0), ads], men[-1]
        found.append((np.corrcoef(early, final)[0, 1], np.median(np.abs(early - final)), total[-1].min()))
        for arm, share in zip(made.arms, final, strict=True):
            last.setdefault(arm.name.split(",")[0], []).append(float(share))
    print(f"jobs-2020, {people:,} people, seeds 1 to {seeds}: early share against the last one")
    for seed, (correlation, change, least) in enumerate(found, 1):
        print(
            f"  seed {seed}: correlation {correlation:.3f}, median change {100 * change:.1f}, at least {least:,} shown"
        )
    for job, shares in last.items():
        print(f"  {job:18s} {100 * min(shares):.0f} to {100 * max(shares):.0f} men in every 100")


def budgets(seeds: int, people: int) -> None:
    """The share of men by budget, means over seeds."""
    made = preset("charm-2024", people=people)
    print(f"charm-2024, {people:,} people, means over {seeds} seeds: men in every 100 people by budget")
    for times in BUDGETS:
        arms = tuple(replace(arm, budget=arm.budget * times) for arm in made.arms)
        rows = []
        for seed in range(1, seeds + 1):
            platform = prepare(replace(made, arms=arms), seed)
            run(platform, length(made))
            rows.append([one.men or 0.0 for one in outcomes([platform], made, NONE)])
        means = [100 * fmean(column) for column in zip(*rows, strict=True)]
        names = [*(arm.name for arm in made.arms), "all"]
        told = ", ".join(f"{name} {mean:.1f}" for name, mean in zip(names, means, strict=True))
        print(f"  x {times:<5g} {told}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--people", type=int, default=1_000_000)
    asked = parser.parse_args()
    warm_up(only_lines(print))
    jobs(asked.seeds, asked.people)
    budgets(asked.seeds, asked.people)


if __name__ == "__main__":
    main()
