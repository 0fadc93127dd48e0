"""Breaks the pipeline of the process that finds this on its path, to see what becomes of our own faults."""

from typing import Any, NoReturn

import seenby.pipeline


def _broken(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError("broken on purpose")


seenby.pipeline.audit = _broken
