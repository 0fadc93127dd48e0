"""How kernels are compiled, and what is said while it happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": {"contract"}, "error_model": "numpy"}
"""Only fused multiply-add is allowed: sums keep their order, so a result does not depend on how a loop was cut up."""


Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(function: Kernel) -> Kernel:
    """Decorate a kernel: compiled at its first call and kept for the next process where a folder can be written.

    Numba keeps the machine code in ``NUMBA_CACHE_DIR``, beside the source or in the user's cache folder, the first
    that it can write. Where there is none it refuses to decorate at all; then the kernel is compiled in every process.
    """
    return _kept(function)


def compiled_into(function: Kernel) -> Kernel:
    """The same for a kernel that becomes part of its caller: handing over many arrays takes longer than its work."""
    return _kept(function, forceinline=True)


def compiled_parallel(function: Kernel) -> Kernel:
    """The same for a kernel whose `numba.prange` loops run on all threads."""
    return _kept(function, parallel=True)


def _kept(function: Kernel, **more: Any) -> Kernel:
    made: Any
    try:
        made = numba.njit(cache=True, **OPTIONS, **more)(function)
    except RuntimeError as error:
        if "cannot cache" not in str(error):
            raise
        made = numba.njit(**OPTIONS, **more)(function)
    return cast("Kernel", made)


def is_ready(kernel: Any) -> bool:
    """Whether the kernel has its machine code in this process already."""
    return bool(kernel.signatures)


def was_kept(kernel: Any) -> bool:
    """Whether the machine code of this process came from a kept file."""
    return bool(kernel.stats.cache_hits)
