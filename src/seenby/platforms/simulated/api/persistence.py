"""A platform that survives a restart: a folder with what it was started with, a journal, and a checkpoint.

The journal alone is enough, because the engine gives the same result for the same acts at the same ticks; the
checkpoint saves doing it all again. It holds the ads as the engine knew them, and which line of the journal it was.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from seenby.errors import Damaged, UsageError
from seenby.model import Aim
from seenby.platforms.simulated.api.journal import Journal
from seenby.platforms.simulated.api.objects.registry import Act
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.auction.campaign import Campaign
from seenby.platforms.simulated.auction.checkpoint import load, save
from seenby.version import VERSION

SETUP, JOURNAL, RUNNING, CHECKPOINT = "setup.json", "journal.jsonl", "running.json", "engine.npz"


class Keeper:
    """Keeps a platform in a folder. Call `restore` once before anything else."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        self.platform, self.folder = platform, folder
        self.journal = Journal(folder / JOURNAL)
        self._kept_day = 0

    def restore(self) -> int:
        """Bring the platform to where the folder says it was, and keep it from now on.

        Returns:
            How many acts were read.

        Raises:
            UsageError: When the folder belongs to another world or version.
            Damaged: When the journal or the checkpoint is not whole.
        """
        self._same_world()
        acts = list(self.journal.read())
        self._load()
        for act in acts:
            if act.tick > self.platform.tick:
                self.platform.step_to(act.tick)
            self.platform.apply(act)
        self._kept_day = self._day()
        self.platform.kept = self._keep
        return len(acts)

    def save(self) -> None:
        """Write a checkpoint. The list of ads goes last: without it the engine's file is not looked at."""
        running = self.platform.running
        told: dict[str, Any] = {
            "tick": self.platform.tick,
            "windows": running.windows,
            "ads": [_ad(ident, self.platform.engine.campaigns[number]) for ident, number in running.numbers.items()],
        }
        engine = self.folder / f"{self.platform.tick}-{CHECKPOINT}"
        save(self.platform.engine, engine)
        _write(self.folder / RUNNING, told)
        for old in self.folder.glob(f"*-{CHECKPOINT}"):
            if old != engine:
                old.unlink()

    def close(self) -> None:
        """Keep what there is, and let go of the files."""
        self.save()
        self.journal.close()
        self.platform.kept = None

    def _keep(self, act: Act) -> None:
        self.journal.add(act)
        if act.verb == "step" and self._day() > self._kept_day:
            self._kept_day = self._day()
            self.save()

    def _day(self) -> int:
        return self.platform.tick // self.platform.ticks_a_day

    def _same_world(self) -> None:
        identity = {"version": VERSION, "setup": sha256(self.platform.setup.identity.encode()).hexdigest()}
        path = self.folder / SETUP
        if path.exists():
            if _read(path) != identity:
                raise UsageError(
                    "holds a platform of another world, seed or version", where=str(self.folder),
                    remedy="start with the same options, or choose another folder",
                )  # fmt: skip
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError("cannot be made", where=str(self.folder), remedy="choose another folder") from error
        _write(path, identity)

    def _load(self) -> None:
        """Hand the engine the ads of the checkpoint, then its state."""
        path = self.folder / RUNNING
        if not path.exists():
            return
        told = _read(path)
        running = self.platform.running
        for one in told["ads"]:
            running.begin(str(one["ad"]), _campaign(one["campaign"]))
        running.windows = {name: (first, number, before) for name, (first, number, before) in told["windows"].items()}
        load(self.platform.engine, self.folder / f"{told['tick']}-{CHECKPOINT}")


def _ad(ident: str, campaign: Campaign) -> dict[str, Any]:
    told = asdict(replace(campaign, aim=Aim(), features=dict(campaign.features)))
    aim = campaign.aim
    told["aim"] = {
        "genders": aim.genders, "ages": aim.ages, "places": aim.places, "interests": aim.interests,
        "suggestion": aim.suggestion, "origin": aim.origin,
    }  # fmt: skip
    return {"ad": ident, "campaign": told}


def _campaign(told: dict[str, Any]) -> Campaign:
    aim = told["aim"]
    for name in ("genders", "ages", "places", "interests"):
        aim[name] = None if aim[name] is None else tuple(aim[name])
    return Campaign(**{**told, "aim": Aim(**aim)})


def _write(path: Path, told: dict[str, Any]) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(told), encoding="utf-8")
    draft.replace(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Damaged("is not whole", where=str(path), remedy="start with a new folder") from error
    if not isinstance(found, dict):
        raise Damaged("is not whole", where=str(path), remedy="start with a new folder")
    return found
