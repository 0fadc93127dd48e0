"""A platform that survives a restart: a folder with what it was started with, a journal, and a checkpoint.

The journal alone is enough, because the engine gives the same result for the same acts at the same ticks; the
checkpoint saves doing it all again. It holds the ads as the engine knew them, and which line of the journal it was.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

from seenby.errors import Damaged, UsageError
from seenby.evidence import SealedFolder
from seenby.evidence.atomic_write import make_folder, write_whole
from seenby.model import Aim
from seenby.platforms.simulated.api.journal import Journal
from seenby.platforms.simulated.api.objects.registry import Act
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.auction.campaign import Campaign
from seenby.platforms.simulated.auction.checkpoint import load, save
from seenby.version import VERSION

SETUP, JOURNAL, RUNNING, CHECKPOINT = "setup.json", "journal.jsonl", "running.json", "engine.npz"


class PlatformFolder(SealedFolder):
    """The paths of a platform that survives a restart."""

    busy: ClassVar[str] = "another platform is being served from this folder"


class Keeper:
    """Keeps a platform in a folder. Call `restore` once before anything else."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        self.platform, self.folder = platform, PlatformFolder(folder)
        self.journal = Journal(self.folder.path(JOURNAL))
        self._lock = ExitStack()
        self._kept_day = 0

    def restore(self) -> int:
        """Bring the platform to where the folder says it was, and keep it from now on.

        The folder is held until `close` or `let_go`.

        Returns:
            How many acts were read.

        Raises:
            FolderInUse: When another platform is being served from the folder.
            UsageError: When the folder belongs to another world or version.
            Damaged: When the journal or the checkpoint is not whole.
        """
        self._make()
        with ExitStack() as stack:
            stack.enter_context(self.folder.lock())
            self._same_world()
            acts = self.journal.read()
            self._load()
            for row, act in enumerate(acts, 1):
                self._again(row, act)
            # An ad of the checkpoint that no act made is nobody's, and the next step would not find it.
            if any(self.platform.registry.found(ad) is None for ad in self.platform.running.numbers):
                raise _not_whole(self.folder.path(RUNNING))
            self._lock = stack.pop_all()
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
        engine = self.folder.path(f"{self.platform.tick}-{CHECKPOINT}")
        save(self.platform.engine, engine)
        _write(self.folder.path(RUNNING), told)
        for old in self.folder.root.glob(f"*-{CHECKPOINT}"):
            if old != engine:
                old.unlink()

    def close(self) -> None:
        """Keep what there is, and let go of the folder."""
        try:
            self.save()
        finally:
            self.let_go()

    def let_go(self) -> None:
        """Let go of the folder as it stands, as a kill does."""
        self.platform.kept = None
        self._lock.close()

    def _keep(self, act: Act) -> None:
        self.journal.add(act)
        if act.verb == "step" and self._day() > self._kept_day:
            self._kept_day = self._day()
            self.save()

    def _day(self) -> int:
        return self.platform.tick // self.platform.ticks_a_day

    def _make(self) -> None:
        root = self.folder.root
        try:
            make_folder(root)
        except OSError as error:
            raise UsageError("cannot be made", where=str(root), remedy="choose another folder") from error

    def _same_world(self) -> None:
        identity = {"version": VERSION, "setup": sha256(self.platform.setup.identity.encode()).hexdigest()}
        path = self.folder.path(SETUP)
        if not path.exists():
            _write(path, identity)
        elif _read(path) != identity:
            raise UsageError(
                "holds a platform of another world, seed or version",
                where=str(self.folder.root),
                remedy="start with the same options, or choose another folder",
            )

    def _again(self, row: int, act: Act) -> None:
        try:
            if act.tick > self.platform.tick:
                self.platform.step_to(act.tick)
            self.platform.apply(act)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # What was accepted once can be done again: this line was never accepted.
            raise self.journal.damaged(row) from error

    def _load(self) -> None:
        """Hand the engine the ads of the checkpoint, then its state."""
        path = self.folder.path(RUNNING)
        if not path.exists():
            return
        told = _read(path)
        running = self.platform.running
        try:
            for one in told["ads"]:
                running.begin(str(one["ad"]), _campaign(one["campaign"]))
            running.windows = {str(name): _window(window) for name, window in told["windows"].items()}
            engine = self.folder.path(f"{int(told['tick'])}-{CHECKPOINT}")
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise _not_whole(path) from error
        load(self.platform.engine, engine)


def _ad(ident: str, campaign: Campaign) -> dict[str, Any]:
    told = asdict(replace(campaign, aim=Aim(), features=dict(campaign.features)))
    aim = campaign.aim
    told["aim"] = {
        "genders": aim.genders,
        "ages": aim.ages,
        "places": aim.places,
        "interests": aim.interests,
        "suggestion": aim.suggestion,
        "origin": aim.origin,
    }
    return {"ad": ident, "campaign": told}


def _campaign(entry: dict[str, Any]) -> Campaign:
    aim = entry["aim"]
    for name in ("genders", "ages", "places", "interests"):
        aim[name] = None if aim[name] is None else tuple(aim[name])
    return Campaign(**{**entry, "aim": Aim(**aim)})


def _window(window: Any) -> tuple[int, int, int]:
    """The window of an ad's budget, as it was kept.

    Raises:
        TypeError: When it is none.
    """
    if not isinstance(window, list) or [type(one) for one in window] != [int, int, int]:
        raise TypeError("no window")
    return window[0], window[1], window[2]


def _write(path: Path, content: dict[str, Any]) -> None:
    write_whole(path, json.dumps(content), remedy="choose another folder")


def _read(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _not_whole(path) from error
    if not isinstance(read, dict):
        raise _not_whole(path)
    return read


def _not_whole(path: Path) -> Damaged:
    return Damaged("is not whole", where=str(path), remedy="start with a new folder")
