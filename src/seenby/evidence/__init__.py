"""Fingerprints of a folder, so that anybody can tell whether one byte of it has changed since it was sealed."""

from seenby.evidence.compare import Difference, differences
from seenby.evidence.manifest import (
    MANIFEST,
    Manifest,
    Sealed,
    files_in,
    manifest_of,
    manifest_text,
    read_manifest,
    seal,
)
from seenby.evidence.unpack import opened

__all__ = [
    "MANIFEST",
    "Difference",
    "Manifest",
    "Sealed",
    "differences",
    "files_in",
    "manifest_of",
    "manifest_text",
    "opened",
    "read_manifest",
    "seal",
]
