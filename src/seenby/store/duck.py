"""DuckDB as the engine that folds: the rows stay where they are."""

from __future__ import annotations

from typing import Any

import duckdb

from seenby.store.grouping_sets import Shape, fold_sql, ordered


class Duck:
    """Folds in one scan of the relation, be it a table or a file."""

    def fold(self, connection: duckdb.DuckDBPyConnection, relation: str, shape: Shape) -> list[tuple[Any, ...]]:
        """The folded rows; see `seenby.store.engines.Engine`."""
        return connection.execute(ordered(fold_sql(relation, shape), shape)).fetchall()
