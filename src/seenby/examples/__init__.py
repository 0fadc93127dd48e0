"""A made-up export for ``seenby demo``, written by scripts/example.py."""
