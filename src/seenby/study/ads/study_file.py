"""Reading ``study.toml``: the question, with the words for groups that the reading room knows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from seenby.errors import UsageError
from seenby.model import Aim, Study
from seenby.read.aims_file import AimSettings, aim_of
from seenby.settings import check
from seenby.study.ads.planning.pictures import fingerprints_of
from seenby.study.ads.planning.question import study_from_toml
from seenby.study.folder import STUDY, StudyFolder
from seenby.study.kind import Asked


def read_study(path: Path) -> Study:
    """The study in a file.

    Raises:
        SettingsError: When it makes no sense.
        StoppedByGuard: When a child would be shown without consent.
    """
    return study_from_toml(_bytes(path), path.name, read_aim)


def read_aim(tables: Mapping[str, object], where: str) -> Aim:
    """The aim in the tables of an aim file.

    Raises:
        SettingsError: When a key, a group or a size makes no sense.
    """
    return aim_of(check(AimSettings, tables, where), where)


def ask(folder: StudyFolder) -> Asked[Study]:
    """The study in a folder, with the SHA-256 of ``study.toml`` and of each arm's picture.

    Raises:
        SettingsError: When ``study.toml`` makes no sense.
        StoppedByGuard: When a child would be shown without consent.
        UsageError: When a picture is not there, or is none.
    """
    study = read_study(folder.path(STUDY))
    sha256 = hashlib.sha256(_bytes(folder.path(STUDY))).hexdigest()
    return Asked(study, sha256, fingerprints_of(folder.root, study))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError("cannot be opened", where=str(path), remedy="check the folder") from error
