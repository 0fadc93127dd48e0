"""What ads of one study do to each other: all at once, or in waves of one pair each.

Usage: python bench/study_waves.py [--people 1000000] [--seeds 3]

The engine is called directly. Twelve pairs of the charm-2024 arms and nine twins of the item alone, every ad with the
same budget and one day; each arm's share of men by the platform's own report. For comparison the same three arms with
nobody beside them.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np

from seenby.model.progress import only_lines
from seenby.platforms.simulated import Campaign, Simulation, build_world, preset, warm_up
from seenby.platforms.simulated.auction.campaign import MICRO
from seenby.platforms.simulated.results.reporting import visible
from seenby.platforms.simulated.run_preset import aim, others, picture

WORLD, PAIRS, TWINS, TWIN_ARM = "charm-2024", 12, 9, "item alone"
BUDGET_OF_A_MILLION = 6.4


def shares(people: int, seed: int, *, pairs: int, twins: int, waves: int) -> dict[str, float]:
    """Men's share of impressions by arm, over all ads of the arm."""
    made = preset(WORLD, people=people)
    world = build_world(made, seed)
    engine = Simulation(world, made.platform, seed)
    arms = {arm.name: arm for arm in made.arms}
    slots = [(number, name) for number in range(pairs) for name in arms]
    slots += [(number, TWIN_ARM) for number in range(twins) for _ in range(2)]
    budget = round(BUDGET_OF_A_MILLION * people / 1e6 * MICRO)
    day = made.platform.ticks_a_day
    for place, (number, name) in enumerate(slots):
        engine.submit(
            Campaign(
                name=f"{number}-{place}",
                advertiser=f"shop {number % 3}",
                features=picture(made, arms[name]).features,
                budget=budget,
                aim=aim(made, arms[name]),
                start=number * waves // max(pairs, 1) * day,
                ticks=day,
            )
        )
    for one in others(world, replace(made, days=waves), seed):
        engine.submit(one)
    engine.step(waves * day)
    counts = visible(engine, made.report).sum(axis=(0, 3, 4))[..., 0]
    found: dict[str, list[np.ndarray]] = {}
    for (_, name), cells in zip(slots, counts, strict=False):
        found.setdefault(name, []).append(cells)
    totals = {name: np.sum(cells, axis=0) for name, cells in found.items()}
    return {name: float(cells[1] / (cells[0] + cells[1])) for name, cells in totals.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    warm_up(only_lines(print))
    settings = {
        "three ads alone": {"pairs": 1, "twins": 0, "waves": 1},
        "54 ads at once": {"pairs": PAIRS, "twins": TWINS, "waves": 1},
        "54 ads in 12 waves": {"pairs": PAIRS, "twins": TWINS, "waves": PAIRS},
    }
    for title, how in settings.items():
        rows = [shares(asked.people, seed, **how) for seed in range(1, asked.seeds + 1)]
        told = ", ".join(f"{name} {100 * np.mean([row[name] for row in rows]):.1f}" for name in rows[0])
        print(f"{title}: men in every 100: {told}")


if __name__ == "__main__":
    main()
