"""The main jobs on input that we made: an export audited, and a study from its question to a verified folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from itertools import count
from pathlib import Path

from seenby.model import Audit, StudyResult
from seenby.model.progress import Progress, ShowProgress, no_progress
from seenby.pipeline import audit
from seenby.platforms.simulated import preset, warm_up
from seenby.platforms.simulated.api import Platform, Setup, create_app, serving
from seenby.study import steps

EXAMPLES = ("boosted-posts.csv", "boosted-posts-by-day.csv")
AIM = "aim.toml"
BASELINE = "Charm, on its own"
SEED = 2024
"""Of the draws: the demonstration is the same for everybody."""


@dataclass(frozen=True, slots=True)
class StudyDone:
    """A study that was taken from its question to a verified folder.

    Attributes:
        judged: What it came to.
        verified: What judging its sources again said.
        page: Its report.
    """

    judged: StudyResult
    verified: str
    page: Path


def audit_example(folder: Path, progress: ShowProgress = no_progress) -> Audit:
    """Put the example export into a folder and audit it there.

    A shop boosts pictures of a charm, and each picture is shown to another audience.
    """
    exports = [folder / name for name in EXAMPLES]
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("seenby.examples")) as examples:
        for path in (*exports, folder / AIM):
            shutil.copyfile(examples / path.name, path)
    told = f"The example export is {exports[0]}, with {exports[1].name} and {AIM} beside it. It is made up.\n"
    progress(Progress(line=told))
    return audit(exports, aim=folder / AIM, baseline=BASELINE)


def study_example(
    world: str, folder: Path, *, people: int | None = None, progress: ShowProgress = no_progress
) -> StudyDone:
    """Take a study from its question to a verified folder, step by step as a person would.

    Args:
        world: The preset that is served while the study runs.
        folder: For the study; where it is taken, the next of its name that is free, as no study is written over.
        people: In the world; by default the preset's number.
        progress: Shown each step, and the run.
    """
    free = _free(folder)
    _say(progress, f"A study in the world {world}: seenby study new {free}")
    steps.new(free, "paired-picture", world=world)
    _say(progress, f"The plan, drawn by lot: seenby study plan {free} --seed {SEED}")
    steps.plan(free, SEED)
    sealed = steps.register(free)
    _say(progress, f"Registered, to be published before the start: {sealed.sha256}")
    with _served(world, people, progress) as address:
        ended = steps.run(free, api=address, tell=progress)
    start, end = ended.schedule.start, ended.schedule.end
    _say(progress, f"It ran over HTTP from {start:%d} to {end:%d %B %Y} of that world.\n")
    judged = steps.judge(free)
    made = steps.report(free)
    return StudyDone(judged, steps.verify(free, made.root).again, made.page)


@contextmanager
def _served(world: str, people: int | None, progress: ShowProgress) -> Iterator[str]:
    """A platform on this machine, whose clock goes on when the study asks it to."""
    warm_up(progress)
    platform = Platform(Setup(preset(world, people=people)))
    with serving(create_app(platform)) as address:
        _say(progress, f"A platform with {platform.engine.world.number:,} people is served at {address}")
        yield address


def _say(progress: ShowProgress, what: str) -> None:
    progress(Progress(line=what))


def _free(folder: Path) -> Path:
    names = (folder if number == 1 else folder.with_name(f"{folder.name}-{number}") for number in count(1))
    return next(one for one in names if not one.exists())
