"""A cold start that says what it compiles."""

from __future__ import annotations

import time
from dataclasses import replace

from seenby.model.progress import Progress, ShowProgress
from seenby.platforms.simulated.auction import kernels
from seenby.platforms.simulated.auction.compiled import is_ready, was_kept
from seenby.platforms.simulated.pictures import regression
from seenby.platforms.simulated.presets import preset
from seenby.platforms.simulated.run_preset import prepare

FEW = 640


def warm_up(progress: ShowProgress) -> None:
    """Compile every kernel, or read it back, on a world of a few people; say so when it takes a while."""
    if is_ready(kernels.run_tick) and is_ready(regression.sums_of):
        return
    progress(
        Progress(line="Preparing two kernels, the auction and the regression; compiled once for each kind of machine.")
    )
    begun = time.perf_counter()
    small = preset("no-effect", people=FEW)
    prepare(replace(small, platform=replace(small.platform, history=FEW)), 0).step(1)
    how = "read back" if was_kept(kernels.run_tick) else "compiled"
    progress(Progress(line=f"{how.capitalize()} in {time.perf_counter() - begun:.1f} s."))
