"""Which engine counts the days of a watch."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

from seenby.store.engines import check_engine, spark_installed
from seenby.watch.engines.duckdb import duck_engine
from seenby.watch.engines.protocol import CountingEngine
from seenby.watch.settings import WatchSettings

Opens = Callable[[WatchSettings], AbstractContextManager[CountingEngine]]


def engine_named(name: str = "duckdb", master: str | None = None) -> Opens:
    """What opens the engine of this name.

    Raises:
        UsageError: When there is no such engine, it is not installed, or a master is named for one that has none.
    """
    check_engine(name, master)
    if name == "duckdb":
        return duck_engine
    with spark_installed():
        from seenby.watch.engines.spark import spark_engine
    return partial(spark_engine, master=master)
