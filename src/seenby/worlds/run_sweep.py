"""Presets over seeds and remedies: a tidy table, and a page with pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seenby.evidence.atomic_write import write_whole
from seenby.model import Sweep
from seenby.model.progress import ShowProgress, no_progress
from seenby.platforms.simulated import preset, remedies, sweep
from seenby.report import render_sweep, sweep_csv, sweep_json
from seenby.worlds.machine import begin

PAGE = "index.html"


def run_sweep(
    names: Sequence[str],
    *,
    seeds: int = 20,
    changes: Sequence[str] = ("all",),
    people: int | None = None,
    days: int | None = None,
    threads: int | None = None,
    progress: ShowProgress = no_progress,
) -> Sweep:
    """Run every preset under every seed and remedy.

    Args:
        names: Of the presets; one that is named twice is run once.
        seeds: How many, from 1.
        changes: Names of remedies, with commas between them or one by one, or ``all``.
        people: In each world; by default the preset's number.
        days: How long the ads run; by default as each preset has it.
        threads: See `begin`.
        progress: Shown each run.

    Raises:
        UsageError: When there is no such preset or remedy.
    """
    presets, wanted = [preset(name, people=people, days=days) for name in dict.fromkeys(names)], remedies(changes)
    begin(max(presets, key=lambda one: one.people.number), threads, progress)
    return sweep(presets, range(1, seeds + 1), wanted, progress)


def write_sweep(swept: Sweep, folder: Path) -> Path:
    """Write the table (CSV and JSON) and the page, whose path comes back."""
    for file, text in {"sweep.csv": sweep_csv, "sweep.json": sweep_json, PAGE: render_sweep}.items():
        write_whole(folder / file, text(swept))
    return folder / PAGE
