"""``seenby study run | resume | stop | collect``: a registered study on a platform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seenby.cli.output import person, talk
from seenby.cli.study_judge import take_exports

if TYPE_CHECKING:
    from seenby.platforms.named_hosts import Leave

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The study's folder.")]
Live = Annotated[bool, typer.Option("--live", help="For real: a real platform, real people, real money.")]
Api = Annotated[str, typer.Option("--api", metavar="ADDRESS", help="The platform, instead of the study's own.")]
Host = Annotated[
    str, typer.Option("--host", metavar="NAME", help="The machine of the study's own address, if not the platform's.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (seenby/study-run/1) instead of a summary.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No talk, no progress.")]


def run(
    folder: Folder,
    live: Live = False,
    api: Api = "",
    host: Host = "",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Make all ads switched off, check them, start them together, watch them, and collect what came.

    Every act is in journal.jsonl before it is done; no object is made twice, and no more is spent than the cap. Ctrl-C
    switches all ads off. With --live you are asked to type what it may cost at most.

    Example: seenby study run charm

    Codes: 0 done; 5 the platform refused, or an ad may still be on; 6 stopped by a guard; 130 interrupted, all ads
    switched off.
    """
    from seenby.platforms.named_hosts import Leave

    _go(folder, Leave(live, host, person()), api, as_json, quiet, resume=False)


def resume(
    folder: Folder,
    live: Live = False,
    api: Api = "",
    host: Host = "",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Go on with a run that was interrupted, killed or refused. The platform is asked first what exists.

    Example: seenby study resume charm

    Codes: as of run.
    """
    from seenby.platforms.named_hosts import Leave

    _go(folder, Leave(live, host, person()), api, as_json, quiet, resume=True)


def stop(folder: Folder, live: Live = False, api: Api = "", host: Host = "", quiet: Quiet = False) -> None:
    """Switch all ads of a study off for good, also while a run is at work.

    Example: seenby study stop charm

    Codes: 0 all ads are off; 5 the platform refused, or the run that is at work has not answered yet.
    """
    from seenby.cli.progress import says_what_is_on, signals
    from seenby.errors import PlatformRefused
    from seenby.study.ads.running import MAY_BE_ON
    from seenby.study.steps import stop as switch_off
    from seenby.study.steps.run import options

    with says_what_is_on(folder, options(live, api)), signals():
        if switch_off(folder, live=live, api=api, host=host, ask=person()) == "asked":
            raise PlatformRefused(
                "the run that is at work was asked to stop and has not answered yet",
                where=str(folder),
                remedy=f"wait a little and ask again, or end it with Ctrl-C; {MAY_BE_ON}",
                unchanged="",
            )
    talk(quiet).print(f"All ads are off. What they were shown: seenby study collect {folder}", markup=False)


def collect(
    folder: Folder,
    exports: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="FILE", help="An export from an ads manager, not the platform. Repeatable."),
    ] = None,
    live: Live = False,
    api: Api = "",
    host: Host = "",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take what the platform tells of the study's ads now, or what a person exported from an ads manager.

    Figures are restated for weeks: collect again then. An export is kept byte for byte; its ads are matched by name.

    Example: seenby study collect charm --from export.csv

    Codes: 0 done; 2 nothing was started, or no ad of the study is in a file; 5 the platform refused; 7 not readable.
    """
    if exports:
        take_exports(folder, exports, talk(quiet), as_json=as_json)
        return
    from seenby.study.steps import collect as take

    line = take(folder, live=live, api=api, host=host, ask=person())
    if as_json:
        typer.echo(json.dumps(line))
    talk(quiet).print(f"{len(line['sources'])} sources are in {folder / 'sources'}.", markup=False)


def _go(folder: Path, leave: Leave, api: str, as_json: bool, quiet: bool, *, resume: bool) -> None:
    from seenby.cli.progress import progress, says_what_is_on, signals, tell_outcome
    from seenby.study.steps import run as go
    from seenby.study.steps.run import options

    console = talk(quiet)
    with says_what_is_on(folder, options(leave.live, api)), signals(), progress(console) as tell:
        outcome = go(folder, live=leave.live, api=api, resume=resume, ask=leave.ask, host=leave.host, tell=tell)
    tell_outcome(folder, outcome, console, as_json=as_json)
