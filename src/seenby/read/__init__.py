"""An export in, deliveries out. One reader a file; column names and words are TOML."""

from seenby.read.reading import Progress, Reading, read
from seenby.read.registry import READERS
from seenby.read.series import Series, settle
from seenby.read.sheet import Options

__all__ = ["READERS", "Options", "Progress", "Reading", "Series", "read", "settle"]
