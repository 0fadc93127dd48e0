"""Published figures beside ours, from the published files themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from seenby.errors import Unreadable, UsageError
from seenby.model import FEMALE, Audit, Finding, Interval
from seenby.pipeline import audit
from seenby.read.files.open_files import collect
from seenby.spelling import which_of

SUFFIX = ".toml"
AGREES_WITHIN = 1e-6
"""Published shares are given to six places or more."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One published share and ours. ``same_file`` says whether the file is the published one, byte for byte."""

    file: str
    published_in: str
    ad: str
    published: float
    ours: Interval
    same_file: bool

    @property
    def difference(self) -> float:
        """Ours less the published one, at our nearer end; 0 where ours holds it."""
        return (
            self.ours.low - self.published
            if self.published < self.ours.low
            else min(self.ours.high - self.published, 0.0)
        )

    @property
    def agrees(self) -> bool:
        """Whether both are the same to six places."""
        return abs(self.difference) < AGREES_WITHIN


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A published audit, its figures beside ours, and what our judgement adds."""

    name: str
    title: str
    repository: str
    commit: str
    figures: tuple[Figure, ...]
    added: tuple[Finding, ...]


def known() -> list[str]:
    """The names of the audits that can be reproduced."""
    names = (one.name for one in files("seenby.reproductions").iterdir())
    return sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))


def reproduce(name: str, data: Path) -> Reproduction:
    """The figures of a published audit, from its files.

    Args:
        name: One of `known`.
        data: The folder the files were checked out to.

    Raises:
        UsageError: When there is no such reproduction.
        Unreadable: When a file is missing, with the way to get it.
    """
    if name not in known():
        raise UsageError(f"there is no reproduction “{name}”", remedy=which_of(name, known()))
    plan = tomllib.loads(files("seenby.reproductions").joinpath(name + SUFFIX).read_text(encoding="utf-8"))
    figures: list[Figure] = []
    added: list[Finding] = []
    for run in plan["run"]:
        path = data / run["file"]
        if not path.is_file():
            raise Unreadable("is missing", where=str(path), remedy=f"{plan['how']} It is at {plan['repository']}")
        found = audit(path, baseline=run.get("baseline"))
        figures += _figures(run, found, path)
        added += [finding for finding in found.findings if finding.claim != "A"]
    return Reproduction(name, plan["title"], plan["repository"], plan["commit"], tuple(figures), tuple(added))


def _figures(run: Mapping[str, Any], result: Audit, path: Path) -> Iterator[Figure]:
    same = collect([path])[0].sha256 == run["sha256"]
    shares = {ad.key.name: ad.share["gender"][FEMALE] for ad in result.ads}
    for ad, published in run[FEMALE].items():
        yield Figure(run["file"], run["published_in"], ad, published, shares[ad], same)
