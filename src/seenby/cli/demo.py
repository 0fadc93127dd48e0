"""``seenby demo``: the main jobs on input that we made: an export audited, and two studies from question to finding."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from itertools import count
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from seenby.cli.audit import report
from seenby.cli.output import talk
from seenby.errors import UsageError
from seenby.pipeline import audit

EXPORT, WORLDS = "export", ("charm-2024", "portraits-2022")
EXAMPLES = ("boosted-posts.csv", "boosted-posts-by-day.csv")
AIM = "aim.toml"
BASELINE = "Charm, on its own"
SEED = 2024
"""Of the draws: the demo is the same for everybody."""


def demo(
    parts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PART]...", help=f"{EXPORT}, {' or '.join(WORLDS)}; all of them where none is named."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for the pages.")] = Path("seenby-demo"),
    people: Annotated[int | None, typer.Option(help="People in each world. [default: the preset's]", min=1)] = None,
) -> None:
    """Audit an example export, and run two whole studies on simulated platforms; say where the pages are.

    Each study is planned, drawn by lot, registered, run over HTTP against a platform served on this machine, judged,
    reported and verified. In one world the picture of a child draws more men, in the other more women. Nothing is real.

    Example: seenby demo
    """
    console = talk()
    wanted = parts or [EXPORT, *WORLDS]
    unknown = [part for part in wanted if part not in (EXPORT, *WORLDS)]
    if unknown:
        raise UsageError(f"the demo has no part “{unknown[0]}”", remedy=f"use {EXPORT} or {' or '.join(WORLDS)}")
    for part in wanted:
        if part == EXPORT:
            _export(out, console)
        else:
            _study(part, _free(out / part), people, console)
    console.print(f"\nNow with an export of your own: seenby audit YOUR-EXPORT.csv --aim {out / AIM}", markup=False)


def _export(out: Path, console: Console) -> None:
    """The one-minute job: a shop boosts pictures of a charm, and each picture is shown to another audience."""
    exports = [out / name for name in EXAMPLES]
    out.mkdir(parents=True, exist_ok=True)
    with as_file(files("seenby.examples")) as folder:
        for path in (*exports, out / AIM):
            shutil.copyfile(folder / path.name, path)
    console.print(f"The example export is {exports[0]}, with {exports[1].name} and {AIM} beside it. It is made up.\n")
    report(audit(exports, aim=out / AIM, baseline=BASELINE), out, console)


def _study(world: str, folder: Path, people: int | None, console: Console) -> None:
    """A study from its question to a verified folder, step by step as a person would take them."""
    from seenby.cli.progress import progress, signals
    from seenby.report import render_study_terminal
    from seenby.study import steps

    _say(console, f"A study in the world {world}: seenby study new {folder}")
    steps.new(folder, "paired-picture", world=world)
    _say(console, f"The plan, drawn by lot: seenby study plan {folder} --seed {SEED}")
    steps.plan(folder, SEED)
    sealed = steps.register(folder)
    _say(console, f"Registered, to be published before the start: {sealed.sha256}")
    with _served(world, people, console) as address, signals(), progress(console) as tell:
        outcome = steps.run(folder, api=address, tell=tell)
    _say(
        console,
        f"It ran over HTTP from {outcome.schedule.start:%d} to {outcome.schedule.end:%d %B %Y} of that world.\n",
    )
    render_study_terminal(steps.judge(folder), Console(highlight=False))
    made = steps.report(folder)
    _say(console, f"\nVerified: {steps.verify(folder, made.root).again}")
    console.print(f"The page is {made.page.resolve()}", markup=False)


@contextmanager
def _served(world: str, people: int | None, console: Console) -> Iterator[str]:
    """A platform on this machine, whose clock goes on when the study asks it to."""
    from seenby.platforms.simulated import preset, warm_up
    from seenby.platforms.simulated.api import Platform, Setup, create_app, serving

    warm_up(console.print)
    platform = Platform(Setup(preset(world, people=people)))
    with serving(create_app(platform)) as address:
        _say(console, f"A platform with {platform.engine.world.number:,} people is served at {address}")
        yield address


def _say(console: Console, what: str) -> None:
    console.print(what, markup=False)


def _free(folder: Path) -> Path:
    """The folder, or the next of its name that is free: no study is ever written over."""
    names = (folder if number == 1 else folder.with_name(f"{folder.name}-{number}") for number in count(1))
    return next(one for one in names if not one.exists())
