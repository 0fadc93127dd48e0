"""An export in, deliveries out. One reader a file; column names and words are TOML.

Readers of other packages import what they need from here: `Row`, `Sheet`, `Peek`, `first_rows`, `records`.
"""

from seenby.read.contract import FIELDS, Options, Peek, Reader, Sheet
from seenby.read.files.json_records import records
from seenby.read.files.tabular import first_rows
from seenby.read.installed_readers import Installed
from seenby.read.read_exports import Reading, read
from seenby.read.registry import READERS, everywhere
from seenby.read.row import Row, RowKind
from seenby.read.snapshots import Series, settle

__all__ = [
    "FIELDS",
    "READERS",
    "Installed",
    "Options",
    "Peek",
    "Reader",
    "Reading",
    "Row",
    "RowKind",
    "Series",
    "Sheet",
    "everywhere",
    "first_rows",
    "read",
    "records",
    "settle",
]
