"""Breaks the pipeline of the process that finds this on its path, to see what becomes of our own faults."""

import seenby.pipeline


def _broken(*_: object, **__: object) -> None:
    raise RuntimeError("broken on purpose")


seenby.pipeline.audit = _broken
