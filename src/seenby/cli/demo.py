"""``seenby demo``: the main jobs on input that we made: an export audited, and two studies from question to finding."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from seenby.cli.audit import report
from seenby.cli.output import progress_bar, talk
from seenby.errors import UsageError
from seenby.spelling import did_you_mean

EXPORT, WORLDS = "export", ("charm-2024", "portraits-2022")


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
        remedy = did_you_mean(unknown[0], (EXPORT, *WORLDS), f"use {EXPORT} or {' or '.join(WORLDS)}")
        raise UsageError(f"the demo has no part “{unknown[0]}”", remedy=remedy)
    from seenby.worlds.demonstration import AIM

    for part in wanted:
        if part == EXPORT:
            _export(out, console)
        else:
            _study(part, out / part, people, console)
    console.print(f"\nNow with an export of your own: seenby audit YOUR-EXPORT.csv --aim {out / AIM}", markup=False)


def _export(out: Path, console: Console) -> None:
    from seenby.worlds.demonstration import audit_example

    with progress_bar(console) as progress:
        audited = audit_example(out, progress)
    report(audited, out, console)


def _study(world: str, folder: Path, people: int | None, console: Console) -> None:
    from seenby.cli.progress import progress, signals
    from seenby.report import render_study_terminal
    from seenby.worlds.demonstration import study_example

    with signals(), progress(console) as shown:
        done = study_example(world, folder, people=people, progress=shown)
    render_study_terminal(done.judged, Console(highlight=False))
    console.print(f"\nVerified: {done.verified}", markup=False)
    console.print(f"The page is {done.page.resolve()}", markup=False)
