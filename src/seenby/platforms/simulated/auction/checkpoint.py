"""Keeping a run while it goes on, so that one that was killed can go on to the same result.

A checkpoint is one file, whole or not there. It holds what changes; the world is built again from its settings and
seed. A fingerprint of settings, seeds and campaigns refuses a checkpoint of another run.
"""

from __future__ import annotations

from hashlib import sha256
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seenby.errors import Damaged, UsageError
from seenby.evidence.atomic_write import writing_whole
from seenby.evidence.unpack import TORN
from seenby.platforms.simulated.auction.arrays import Memory
from seenby.platforms.simulated.auction.kernels import FIGURES
from seenby.platforms.simulated.auction.simulation import Simulation
from seenby.platforms.simulated.results.ledger import Ledger
from seenby.version import VERSION


def fingerprint(platform: Simulation) -> str:
    """SHA-256 over everything that decides the result: version, world, platform, seeds and campaigns."""
    world = platform.world
    parts = (VERSION, world.settings, world.market, world.factors, world.interests, world.seed, platform.settings)
    told = repr((*parts, platform.seed, platform.campaigns))
    traits = world.people.traits[: 1 << 12].tobytes()
    return sha256(told.encode() + traits).hexdigest()


def save(platform: Simulation, path: Path) -> None:
    """Write a checkpoint beside its place and move it there.

    Raises:
        UsageError: When the folder cannot be written to.
    """
    many = len(platform.reported)
    arrays = {
        **{f"ad_{name}": array for name, array in platform.states.arrays().items()},
        **{f"memory_{name}": array for name, array in platform.memory._asdict().items()},
        "days": platform.ledger.by_cell(many),
        "ticks": platform.ledger.by_tick(many),
        "opportunities": np.asarray(platform.ledger.opportunities, np.int64),
        "received": np.asarray(platform.ledger.received, np.int64),
        "tick": np.asarray(platform.tick),
        "fingerprint": np.asarray(fingerprint(platform)),
    }
    with writing_whole(path, remedy="choose another folder") as stream:
        np.savez(stream, **arrays)


def load(platform: Simulation, path: Path) -> None:
    """Set a platform, with the same campaigns submitted, to where a checkpoint was written.

    Raises:
        Damaged: When the file is not a whole checkpoint.
        UsageError: When it belongs to another run.
    """
    try:
        # Opened here, because the library leaves a file open that turns out not to be whole.
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
    except TORN as error:
        raise _not_whole(path) from error
    if str(arrays.get("fingerprint")) != fingerprint(platform):
        raise UsageError("is the checkpoint of another run", where=str(path), remedy="choose another folder")
    try:
        states = {name: arrays[f"ad_{name}"].copy() for name in platform.states.arrays()}
        memory = Memory(*(arrays[f"memory_{name}"].copy() for name in Memory._fields))
        ledger, tick = _ledger(arrays, platform.ledger.placements), int(arrays["tick"])
    except (KeyError, TypeError, ValueError) as error:
        raise _not_whole(path) from error
    for name, array in states.items():
        setattr(platform.states, name, array)
    platform.memory, platform.ledger, platform.tick = memory, ledger, tick


def _not_whole(path: Path) -> Damaged:
    return Damaged("is not a whole checkpoint", where=str(path), remedy="start the run anew")


def _ledger(arrays: dict[str, NDArray[Any]], placements: int) -> Ledger:
    days = arrays["days"]
    return Ledger(
        placements=placements,
        # Of no ads there are no figures to tell the number of cells from.
        days=[day.reshape(len(day), prod(day.shape[1:-1]), FIGURES).copy() for day in days],
        ticks=[tick.copy() for tick in arrays["ticks"]],
        opportunities=[int(one) for one in arrays["opportunities"]],
        received=[int(one) for one in arrays["received"]],
    )
