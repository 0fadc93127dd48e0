"""The pictures of a study: files of its own folder that are pictures, a different one for each arm that says so."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from seenby.errors import UsageError
from seenby.model import Study
from seenby.study.ads.planning.phrases import table

MEGABYTE = 1_000_000


def fingerprints_of(root: Path, study: Study) -> dict[str, str]:
    """The SHA-256 of each arm's picture, by the arm's name.

    Args:
        root: The study's folder.
        study: Whose arms name their pictures.

    Raises:
        UsageError: When a picture is not there, is no picture, is too large, lies outside the folder, or is another
            arm's picture under another name.
    """
    found = {arm.name: hashlib.sha256(picture(root, arm.picture)).hexdigest() for arm in study.arms}
    names: dict[str, str] = {}
    for arm in study.arms:
        other = names.setdefault(found[arm.name], arm.picture)
        if other != arm.picture:
            raise _wrong(arm.picture, f"is the same picture as {other}", "the arms would not differ: put the right one")
    return found


def picture(root: Path, name: str) -> bytes:
    """A picture of the study, byte for byte.

    Raises:
        UsageError: When it is not there, is no picture, is too large, or lies outside the folder.
    """
    path, told = root / name, table("pictures")
    try:
        inside, about = path.resolve().is_relative_to(root.resolve()), path.stat()
    except (OSError, RuntimeError) as error:  # a link that leads to itself is the latter
        raise _wrong(name, "is not there", "put the picture") from error
    if not inside:
        raise _wrong(name, "leads out of the study's folder", "copy the picture itself")
    if not stat.S_ISREG(about.st_mode):
        raise _wrong(name, "is no file", "put the picture")
    if about.st_size > told["largest"]:
        largest = told["largest"] // MEGABYTE
        raise _wrong(name, f"has more than {largest} megabytes, which no ads manager takes", "put a smaller one")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _wrong(name, "cannot be opened", "put one that can be read") from error
    if not any(content.startswith(bytes.fromhex(begins)) for begins in told["begins"].values()):
        raise _wrong(name, f"is no picture ({', '.join(told['begins'])})", "put the picture")
    return content


def _wrong(name: str, what: str, remedy: str) -> UsageError:
    return UsageError(what, where=name, remedy=f"{remedy} in its place, or change study.toml")
