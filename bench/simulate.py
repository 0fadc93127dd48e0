"""How fast the simulated platform is: opportunities a second, against the bare scoring kernel in the same run.

Usage: python bench/simulate.py [--people 1000000] [--rounds 5] [--part speed|linear|memory]

An opportunity is one auction. `bare` scores every ad for a person, turns scores into values and finds the best two, on
the same people and weights, and does nothing else. Everything is on: online learning, exploration, pacing, budgets,
frequency, counting. Eight of the ads are reported on, the others are background. One and two threads and the bare
kernel take turns, so that a machine whose speed drifts still gives a fair ratio. Rates on one thread are for a second
of processor time, because other work on the machine takes wall-clock time away; two threads are by the wall clock.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import replace

import numba
import numpy as np

from seenby.model.progress import only_lines
from seenby.platforms.simulated import Campaign, Simulation, World, build_world, preset, warm_up
from seenby.platforms.simulated.auction import kernels
from seenby.platforms.simulated.auction.compiled import compiled
from seenby.platforms.simulated.auction.market import money

REPORTED, TICKS = 8, 3
BUDGET_A_DAY = 1_000.0
"""Of all ads together, so that they win about a third of the auctions whatever their number."""


@compiled
def bare(behaviour, weights, bids, quality, need, mine, many):
    scores, values = np.empty(quality.size, np.float32), np.empty(quality.size, np.float32)
    total = 0.0
    for i in range(many):
        kernels.score(behaviour, i, weights, scores)
        kernels.total_values(scores, bids, 0, quality, need, mine, values)
        total += float(kernels.top_two(values)[2])
    return total


def world_of(people: int, seed: int = 1) -> World:
    return build_world(preset("no-effect", people=people), seed)


def platform_of(world: World, ads: int, days: int = 30) -> Simulation:
    settings = replace(preset("no-effect").platform, history=50_000)
    platform = Simulation(world, settings, 1)
    for number in range(ads):
        platform.submit(
            Campaign(
                f"ad {number}",
                f"advertiser {number}",
                {"item": 1.0},
                money(BUDGET_A_DAY * days / ads, world),
                ticks=24 * days,
                reported=number < REPORTED,
            )
        )
    platform.step(2)
    return platform


def rate_of(platform: Simulation, threads: int) -> tuple[float, float]:
    """Millions of opportunities a second over some ticks, by the wall clock and by processor time."""
    numba.set_num_threads(threads)
    before, wall, cpu = sum(platform.ledger.opportunities), time.perf_counter(), time.process_time()
    platform.step(TICKS)
    done = (sum(platform.ledger.opportunities) - before) / 1e6
    return done / (time.perf_counter() - wall), done / (time.process_time() - cpu)


def bare_rate(platform: Simulation, many: int = 300_000) -> float:
    ads, people = platform._arrays()[0], platform.world.people
    many = min(many, platform.world.number)
    given = (people.behaviour, ads.weights, ads.bids, ads.quality, ads.need, np.uint32(1 << 31))
    bare(*given, 10)
    begun = time.process_time()
    bare(*given, many)
    return many / (time.process_time() - begun) / 1e6


def speed(people: int, rounds: int) -> None:
    world = world_of(people)
    print(f"{people:,} people, medians of {rounds} turns of {TICKS} ticks, million opportunities a second")
    print(f"{'candidates':>10} {'1 thread':>9} {'2 threads':>10} {'2 / 1':>6} {'bare':>6} {'1 / bare':>9} {'won':>6}")
    for ads in (16, 48, 200):
        platform = platform_of(world, ads)
        turns = [(*rate_of(platform, 1), rate_of(platform, 2)[0], bare_rate(platform)) for _ in range(rounds)]
        _, one, two, alone = (statistics.median(column) for column in zip(*turns, strict=True))
        twice = statistics.median(both / single for single, _, both, _ in turns)
        part = statistics.median(cpu / bare for _, cpu, _, bare in turns)
        won = platform.states.wins.sum() / sum(platform.ledger.opportunities)
        print(f"{ads:10d} {one:9.2f} {two:10.2f} {twice:6.2f} {alone:6.2f} {part:9.2f} {won:6.2f}", flush=True)


def linear(people: int) -> None:
    numba.set_num_threads(1)
    print("processor time against that of the first line of each block, one thread, world built before")
    for what, sizes in {"people": (1, 2, 4), "ads": (1, 2, 4), "days": (1, 2, 4)}.items():
        first = 0.0
        for size in sizes:
            number = people // 4 * (size if what == "people" else 1)
            ads, days = 48 * (size if what == "ads" else 1), size if what == "days" else 1
            platform = platform_of(world_of(number), ads)
            begun = time.process_time()
            platform.step(24 * days)
            took = time.process_time() - begun
            first = first or took
            print(f"{what:>8} {number:9,} people {ads:4d} ads {days} days {took:7.2f} s  ratio {took / first:5.2f}")


def memory(people: int) -> None:
    """Peak memory of whole processes of two sizes; their difference is what a person takes."""
    peaks = {}
    for number in (people // 2, people):
        command = [sys.executable, __file__, "--people", str(number), "--part", "peak"]
        peaks[number] = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    each = (peaks[people] - peaks[people // 2]) * 1024 / (people - people // 2)
    arrays = world_of(people).bytes_per_person
    print(f"peak {peaks[people] / 1024:,.0f} MB with {people:,} people, {each:.0f} bytes for one more person")
    print(f"of which {arrays:.0f} are the world's arrays and {4 * REPORTED} what is remembered of {REPORTED} ads")


def peak(people: int) -> None:
    platform_of(world_of(people), 48).step(2)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--part", choices=("speed", "linear", "memory", "peak"))
    asked = parser.parse_args()
    if asked.part == "peak":
        peak(asked.people)
        return
    warm_up(only_lines(print))
    if asked.part in (None, "speed"):
        speed(asked.people, asked.rounds)
    if asked.part in (None, "linear"):
        linear(asked.people)
    if asked.part in (None, "memory"):
        memory(asked.people)


if __name__ == "__main__":
    main()
