"""One preset, run once: every market to its end, kept as it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from seenby.model.progress import ShowProgress, no_progress
from seenby.platforms.simulated import Preset, Remedy, Simulation, length, markets, preset, remedies, run
from seenby.worlds.export import as_text, write_world
from seenby.worlds.machine import begin

CHECKPOINT = "run-{}.checkpoint"
"""A market's, by its number."""


@dataclass(frozen=True, slots=True)
class WorldRun:
    """A world that was run to its end.

    Attributes:
        markets: Each with its people, its ads and what they were shown.
        preset: What was run.
        remedy: What was changed.
    """

    markets: tuple[Simulation, ...]
    preset: Preset
    remedy: Remedy

    def as_text(self) -> str:
        """The run as JSON, in the shape ``seenby/world/1``."""
        return as_text(self.markets, self.preset, self.remedy)

    def write(self, folder: Path) -> None:
        """Write the report and the truth; what was kept to go on from is no longer needed then."""
        write_world(self.markets, self.preset, self.remedy, folder)
        for checkpoint in folder.glob(CHECKPOINT.format("*")):
            checkpoint.unlink()


def run_world(
    name: str,
    *,
    people: int | None = None,
    seed: int = 1,
    days: int | None = None,
    remedy: str = "none",
    keep: Path | None = None,
    threads: int | None = None,
    progress: ShowProgress = no_progress,
) -> WorldRun:
    """Run a preset.

    Args:
        name: The preset's.
        people: In the world; by default the preset's number.
        seed: Of the world and its auctions.
        days: How long the ads run; by default as the preset has it.
        remedy: The name of one change.
        keep: Folder to keep the run in while it goes on; a run that was stopped goes on from there.
        threads: See `begin`.
        progress: Shown each tick.

    Raises:
        UsageError: When there is no such preset or remedy, or what was kept belongs to another run.
        Damaged: When what was kept is not whole.
    """
    made, change = preset(name, people=people, days=days), remedies(remedy)[-1]
    begin(made, threads, progress)
    ran, ticks = markets(made, seed, change), length(made)
    for number, (market, checkpoint) in enumerate(zip(ran, _kept(keep, len(ran)), strict=True)):
        every = made.platform.ticks_a_day if len(ran) == 1 else ticks
        shown = _together(progress, made.name, number * ticks, len(ran) * ticks)
        run(market, ticks, progress=shown, checkpoint=checkpoint, every=every)
    return WorldRun(ran, made, change)


def _kept(folder: Path | None, number: int) -> Iterator[Path | None]:
    for market in range(number):
        yield folder / CHECKPOINT.format(market) if folder else None


def _together(progress: ShowProgress, name: str, before: int, of: int) -> ShowProgress:
    """Shows how far all markets together are, from how far one is."""
    return lambda moment: progress(replace(moment, doing=name, done=before + moment.done, of=of))
