"""The base under every folder that is kept: one command at a time, files whole or not at all, lists that only grow.

Fingerprints of a whole folder let anybody tell whether one byte of it has changed since it was sealed.
"""

from seenby.evidence.compare import Difference, differences
from seenby.evidence.folder import SealedFolder
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
    "SealedFolder",
    "differences",
    "files_in",
    "manifest_of",
    "manifest_text",
    "opened",
    "read_manifest",
    "seal",
]
