"""What a watch finds among the ads of a world whose truth is known, and how soon.

Usage: python bench/watch_world.py [--seeds 5] [--rho 0.01 0.02 0.03 0.05] [--world many-ads]

For each seed the world is run and its report written, as `seenby platform world` does; then the report is replayed day
by day, as `seenby watch replay` does, once for each ``rho_max``. An alarm that names a plain ad is false.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from seenby.platforms.simulated import NONE, Preset, length, markets, preset, run
from seenby.platforms.simulated.auction.kernels import IMPRESSIONS
from seenby.platforms.simulated.people.demographics import MAN
from seenby.platforms.simulated.run_preset import arm_of
from seenby.stats.lab.clustering_otherwise import rho_from_groups
from seenby.watch.run import replay_watch
from seenby.watch.settings import read_watch
from seenby.worlds.export import write_world
from seenby.worlds.watch_input import WATCH

PLAIN = "plain"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rho", type=float, nargs="+", default=[0.01, 0.02, 0.03, 0.05])
    parser.add_argument("--world", default="many-ads")
    asked = parser.parse_args()
    made = preset(asked.world)
    for seed in range(1, asked.seeds + 1):
        with tempfile.TemporaryDirectory() as place:
            print(f"seed {seed}: rho between identical plain ads {report(made, seed, Path(place)):.4f}")
            for rho in asked.rho:
                print(f"seed {seed}, rho_max {rho:g}: {found(made, Path(place), rho)}", flush=True)


def report(made: Preset, seed: int, folder: Path) -> float:
    """Run the world, write what the platform reports, and say how clustered the plain ads of a market are."""
    ran = markets(made, seed)
    for market in ran:
        run(market, length(made))
    write_world(ran, made, NONE, folder)
    shown = [market.ledger.by_cell(len(market.reported))[..., IMPRESSIONS].sum(axis=(0, 3, 4)) for market in ran]
    plain = [[arm_of(one.name) == PLAIN for one in market.campaigns] for market in ran]
    counts = np.concatenate([some[own] for some, own in zip(shown, plain, strict=True)])
    group = np.repeat(np.arange(len(ran)), [sum(own) for own in plain])
    return rho_from_groups(counts[:, MAN], counts[:, : MAN + 1].sum(axis=1), group).rho


def found(made: Preset, folder: Path, rho: float) -> str:
    """What the watch says of that report, day by day."""
    (folder / "watch.toml").write_text(WATCH.replace("rho_max = 0.01", f"rho_max = {rho:g}"))
    last, risen = replay_watch(read_watch(folder / "watch.toml"))
    planted = sum(arm.copies for arm in made.arms if arm.name != PLAIN)
    first: dict[str, int] = {}
    for alarm in risen:
        first.setdefault(alarm.ad, last.taken.index(alarm.on) + 1)
    right = sorted(day for ad, day in first.items() if arm_of(ad) != PLAIN)
    half, most = ((right[need - 1] if len(right) >= need else "-") for need in (planted // 2, planted - planted // 10))
    return (
        f"{len(right)} of {planted} found in {len(last.taken)} days, half by day {half}, nine in ten by day {most}; "
        f"{len(first) - len(right)} of {len(first)} ads with an alarm are plain"
    )


if __name__ == "__main__":
    main()
