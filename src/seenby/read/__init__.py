"""An export in, deliveries out. One reader a file; column names and words are TOML."""

from seenby.read.contract import Options
from seenby.read.read_exports import Progress, Reading, read
from seenby.read.registry import READERS
from seenby.read.snapshots import Series, settle

__all__ = ["READERS", "Options", "Progress", "Reading", "Series", "read", "settle"]
