"""What a run takes of this machine: said, set and compiled before it begins."""

from __future__ import annotations

import numba

from seenby.errors import UsageError
from seenby.model.progress import Progress, ShowProgress, no_progress
from seenby.platforms.simulated import Preset, memory_needed, warm_up


def begin(preset: Preset, threads: int | None = None, progress: ShowProgress = no_progress) -> None:
    """Say how much memory a run takes, set the threads, and compile where that was never done.

    Args:
        preset: What is to run; of several, the largest.
        threads: How many to compute with; the result is the same for any number. None leaves them as they are.
        progress: Shown how many people there are, what they take, and what is compiled.

    Raises:
        UsageError: When this machine has fewer threads.
    """
    if threads is not None:
        most = int(vars(numba.config)["NUMBA_NUM_THREADS"])
        if threads > most:
            raise UsageError(f"this machine offers {most} threads, not {threads}", remedy=f"use at most {most}")
        numba.set_num_threads(threads)
    people, copies = preset.people.number * preset.markets, sum(arm.copies for arm in preset.arms)
    need = memory_needed(people, len(preset.factors), -(-copies // preset.markets))
    progress(Progress(line=f"{people:,} people; the world takes about {max(need / 1e6, 1):,.0f} MB."))
    warm_up(progress)
