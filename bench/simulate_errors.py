"""How often identical ads are called different, on a simulated platform that learns.

Usage: python bench/simulate_errors.py [--runs 200] [--pairs 12] [--people 100000] [--days 2]
       [--learning 0 0.001 0.003 0.01] [--first 1]

A run is one audit: twelve pairs of identical ads, launched together in a world without any effect, each pair in a city
of its own, so that the pairs do not bid against each other. The two-proportion z-test takes one impression for one
observation; the sign-flip test of `seenby.stats` takes one pair.
Both at a nominal 5 %. `rho` is the clustering between identical ads, by twins.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from seenby.model import Aim
from seenby.model.progress import only_lines
from seenby.platforms.simulated import Campaign, Simulation, build_world, preset, warm_up
from seenby.platforms.simulated.auction.market import money
from seenby.platforms.simulated.people.world import World
from seenby.platforms.simulated.pictures.image_prior import ImagePrior, learn_prior
from seenby.stats import log_odds_difference, sign_flip

BUDGET, NOMINAL = 40.0, 0.05


def one_run(world: World, prior: ImagePrior, learning: float, days: int, seed: int, pairs: int) -> np.ndarray:
    """Recorded men and women of each twin, shape (pairs, 2, 2)."""
    settings = replace(preset("no-effect").platform, learning=learning, exploration=0.2 if learning else 0.0)
    platform = Simulation(world, settings, seed, prior)
    for pair in range(pairs):
        for twin in ("one", "two"):
            platform.submit(
                Campaign(
                    f"pair {pair} {twin}",
                    f"advertiser {pair}",
                    {"item": 1.0},
                    money(BUDGET * days, world),
                    aim=Aim(places=(f"city {pair}",)),
                    ticks=24 * days,
                )
            )
    platform.step(24 * days)
    shown = platform.ledger.by_tick(2 * pairs).sum(axis=0)
    return shown[:, [1, 0]].reshape(pairs, 2, 2)


def z_test(counts: np.ndarray) -> np.ndarray:
    """Two-sided p of each pair, pooled, one impression one observation."""
    men, total = counts[:, :, 0].astype(float), counts.sum(axis=2).astype(float)
    pooled = men.sum(axis=1) / total.sum(axis=1)
    error = np.sqrt(pooled * (1 - pooled) * (1 / total).sum(axis=1))
    share = men / total
    return 2 * ndtr(-np.abs(share[:, 0] - share[:, 1]) / error)


def clustering(runs: np.ndarray) -> float:
    """Rho between twins by moments, from shape (runs, pairs, 2, 2)."""
    counts = runs.reshape(-1, 2, 2).astype(float)
    men, total = counts[:, :, 0], counts.sum(axis=2)
    pooled = men.sum(axis=1) / total.sum(axis=1)
    spread = pooled * (1 - pooled)
    gap = ((men / total)[:, 0] - (men / total)[:, 1]) ** 2
    luck = spread * (1 / total).sum(axis=1)
    return float((gap - luck).sum() / (2 * spread - luck).sum())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--learning", type=float, nargs="+", default=[0.0, 0.001, 0.003, 0.01])
    parser.add_argument("--first", type=int, default=1)
    asked = parser.parse_args()
    warm_up(only_lines(print))
    begun = time.perf_counter()
    made = preset("no-effect", people=asked.people)
    made = replace(made, people=replace(made.people, places={f"city {pair}": 1.0 for pair in range(asked.pairs)}))
    found: dict[float, list[np.ndarray]] = {learning: [] for learning in asked.learning}
    for seed in range(asked.first, asked.first + asked.runs):
        world = build_world(made, seed)
        prior = learn_prior(world, replace(made.platform, history=20_000), seed)
        for learning, runs in found.items():
            runs.append(one_run(world, prior, learning, asked.days, seed, asked.pairs))
    print(
        f"{asked.runs} runs of {asked.pairs} pairs, {asked.people:,} people, {asked.days} days; per cent at a nominal 5"
    )
    print(f"{'learning':>9} {'impressions':>12} {'rho':>8} {'z, a pair':>10} {'z, any pair':>12} {'sign-flip':>10}")
    for learning, some in found.items():
        every = np.asarray(some)
        z = np.asarray([z_test(run) for run in every]) < NOMINAL
        differences = [log_odds_difference(r[:, 0, 0], r[:, 0].sum(1), r[:, 1, 0], r[:, 1].sum(1)) for r in every]
        flips = np.asarray([sign_flip(one).p for one in differences]) <= NOMINAL
        print(
            f"{learning:9g} {every.sum() / len(every) / asked.pairs / 2:12,.0f} {clustering(every):8.4f} "
            f"{100 * z.mean():10.1f} {100 * z.any(axis=1).mean():12.1f} {100 * flips.mean():10.1f}"
        )
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
