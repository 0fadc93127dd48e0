"""Tables over the embedded engine."""

from seenby.store.engine import Workbench, workbench
from seenby.store.fold import Shape, fold_sql

__all__ = ["Shape", "Workbench", "fold_sql", "workbench"]
