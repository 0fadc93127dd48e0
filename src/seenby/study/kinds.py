"""Which kinds of study there are, and which one a folder holds."""

from __future__ import annotations

import tomllib

from seenby.errors import SettingsError
from seenby.study.ads.kind import AdStudies
from seenby.study.folder import STUDY, StudyFolder

ADS = AdStudies()
KINDS = {ADS.name: ADS}


def kind_of(folder: StudyFolder) -> AdStudies:
    """The kind of the study in a folder: what ``kind`` in ``study.toml`` says, ads where it says nothing.

    Raises:
        SettingsError: When there is no such kind.
    """
    try:
        named = tomllib.loads(folder.path(STUDY).read_text(encoding="utf-8")).get("kind", ADS.name)
    except (OSError, ValueError):
        # Whoever reads the file next says what is wrong with it, and where.
        return ADS
    if named not in KINDS:
        raise SettingsError(f"there is no kind of study “{named}”", where=STUDY, remedy=f"use {' or '.join(KINDS)}")
    return KINDS[named]
