"""Random numbers outside the kernels: a counter-based generator for each seed, purpose and tick."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def generator(seed: int, purpose: str, number: int = 0) -> np.random.Generator:
    """Return a generator of its own for (seed, purpose, number), so that one draw more here shifts nothing there."""
    digest = blake2b(f"{seed}/{purpose}/{number}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))


def tick_key(seed: int, tick: int) -> np.uint64:
    """Return the key of a tick's random numbers in the kernels."""
    return np.uint64(_mix(_mix(seed & MASK) + (tick + 1) * GOLDEN & MASK))


def _mix(z: int) -> int:
    """The finaliser of SplitMix64 in plain integers; the kernels have the same."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)
