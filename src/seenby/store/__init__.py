"""Tables over DuckDB, and over Spark for the same statement; what stands where in the folder of a study."""

from seenby.store.engines import ENGINES
from seenby.store.grouping_sets import Shape, fold_sql
from seenby.store.workbench import Workbench, workbench

__all__ = ["ENGINES", "Shape", "Workbench", "fold_sql", "workbench"]
