"""Many runs of presets: over seeds and remedies, in one tidy table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seenby.model import Change, Outcome, Sweep
from seenby.model.progress import Progress, ShowProgress, no_progress
from seenby.platforms.simulated.auction.simulation import Simulation
from seenby.platforms.simulated.remedies import Remedy
from seenby.platforms.simulated.results.outcomes import outcomes
from seenby.platforms.simulated.run_preset import length, markets, run
from seenby.platforms.simulated.world_settings import Preset
from seenby.version import VERSION


def sweep(
    presets: Sequence[Preset],
    seeds: Sequence[int],
    remedies: Sequence[Remedy],
    progress: ShowProgress = no_progress,
) -> Sweep:
    """Run every preset under every seed and remedy.

    A seed's world, background and random numbers are the same under every remedy, so that their differences are the
    remedy's doing and little else.
    """
    rows = tuple(_rows(presets, seeds, remedies, progress))
    changes = tuple(Change(one.name, one.title, one.by) for one in remedies)
    titles = {one.name: one.title for one in presets}
    return Sweep(VERSION, titles, tuple(seeds), changes, rows)


def _rows(
    presets: Sequence[Preset], seeds: Sequence[int], remedies: Sequence[Remedy], progress: ShowProgress
) -> Iterator[Outcome]:
    total, done = len(presets) * len(seeds) * len(remedies), 0
    for preset in presets:
        for seed in seeds:
            before: Sequence[Simulation] = ()
            for remedy in remedies:
                progress(Progress(f"{preset.name}, seed {seed}, {remedy.name}", done, total))
                before = markets(preset, seed, remedy, before)
                for market in before:
                    run(market, length(preset))
                yield from outcomes(before, preset, remedy)
                done += 1
    progress(Progress("", total, total))
