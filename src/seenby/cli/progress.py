"""What a person sees of a run: how it goes on, what it came to, and what an interruption left."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from seenby.errors import FolderInUse, PlatformRefused, SeenbyError
from seenby.evidence.hash_chain import read_chain
from seenby.model.progress import Progress, ShowProgress
from seenby.study.ads.running import MAY_BE_ON, Outcome, RunProgress, may_be_on, stop_line
from seenby.study.folder import DEVIATIONS, JOURNAL

SCHEMA = "seenby/study-run/1"
INTERRUPTED, STILL_ON = 130, PlatformRefused.exit_code


@contextmanager
def signals() -> Iterator[None]:
    """Let a request to end be what Ctrl-C is, and heed both: ads are switched off first."""
    # A shell without job control starts what runs in the background with Ctrl-C ignored.
    # A terminal that is closed ends what runs in it, unless it was told to go on without one.
    hang_up = [] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else [signal.SIGHUP]
    numbers = (signal.SIGINT, signal.SIGTERM, *hang_up)
    before = [signal.signal(number, signal.default_int_handler) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def progress(console: Console) -> Iterator[ShowProgress]:
    """Lines of talk; a table that changes, on a terminal only; elsewhere a line for each new thing that is done."""
    if not console.is_terminal or console.quiet:
        yield _as_lines(console)
        return
    from rich.live import Live

    live = Live(console=console, transient=True, auto_refresh=False)

    def show(moment: Progress) -> None:
        if moment.line:
            console.print(moment.line, markup=False)
        elif isinstance(moment, RunProgress):
            live.start()
            live.update(_table(moment), refresh=True)

    try:
        yield show
    finally:
        live.stop()


def _as_lines(console: Console) -> ShowProgress:
    said = [""]

    def say(moment: Progress) -> None:
        # Where nobody reads the talk, or its disk is full, the study goes on all the same.
        with suppress(OSError, SystemExit):
            if moment.line:
                console.print(moment.line, markup=False)
            elif isinstance(moment, RunProgress) and moment.doing != said[0]:
                said[0] = moment.doing
                console.print(f"{moment.at:%Y-%m-%d %H:%M}  {moment.doing}", markup=False)

    return say


def _table(moment: RunProgress) -> Table:
    until = f", until {moment.until:%Y-%m-%d %H:%M}" if moment.until else ""
    table = Table(
        title=f"{moment.doing}: {moment.at:%Y-%m-%d %H:%M} UTC{until}",
        # Whoever looks at the answer before the end is tempted to stop when it suits.
        min_width=60,
        caption="Who the ads were shown to is not looked at before the end." if moment.arms else None,
    )
    table.add_column("arm")
    for name in ("impressions", "cost"):
        table.add_column(name, justify="right")
    for arm, shown in moment.arms.items():
        table.add_row(arm.replace("[", "\\["), f"{shown.impressions:,}", f"{shown.spent / 100:,.2f}")
    return table


def interrupted(folder: Path, options: str = "") -> int:
    """Say what an interruption left, by the journal, and return the exit code."""
    # Interrupted a second time, or before it went on, a run may not have come to switching off.
    left = _left_on(folder)
    if left:
        said = f"ads of the study may still be on; switch them off with: {stop_line(folder, options)}; or go on with"
        typer.echo(f"seenby: interrupted; {said}: seenby study resume {folder}{options}; {MAY_BE_ON}.", err=True)
        return STILL_ON
    said = "all ads of the study are switched off; go on with"
    typer.echo(f"seenby: interrupted; {said}: seenby study resume {folder}{options}", err=True)
    return INTERRUPTED


@contextmanager
def says_what_is_on(folder: Path, options: str = "") -> Iterator[None]:
    """Whatever ends a command of a study: where an ad may be on by the journal, that is the last that is said.

    An interruption is said as such; an error of ours does not claim that nothing was done.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise typer.Exit(interrupted(folder, options)) from None
    except FolderInUse:
        raise  # the run that is at work looks after its ads
    except SeenbyError as error:
        if MAY_BE_ON not in str(error) and _left_on(folder):
            error.remedy = "; ".join(filter(None, [error.remedy, f"type {stop_line(folder, options)}", MAY_BE_ON]))
            error.unchanged = ""
        raise
    except (BrokenPipeError, typer.Exit):
        raise
    except Exception as error:
        if os.environ.get("SEENBY_TRACEBACK"):
            raise
        left = _left_on(folder)
        raise SeenbyError(
            f"this is our fault, not your file's: {type(error).__name__}",
            remedy=f"type {stop_line(folder, options)}; {MAY_BE_ON}" if left else "report it, please",
            unchanged="" if left else "no ad of the study is on",
        ) from error


def _left_on(folder: Path) -> bool:
    """Whether an ad may be on by the journal; one that cannot be read says that nobody knows."""
    try:
        return may_be_on(read_chain(folder / JOURNAL))
    except SeenbyError:
        return True


def tell_outcome(folder: Path, outcome: Outcome, console: Console, *, as_json: bool) -> None:
    """Print what a run came to."""
    deviations = len(read_chain(folder / DEVIATIONS))
    if as_json:
        typer.echo(json.dumps(_as_json(outcome, deviations)))
    else:
        typer.echo(f"The study ended: {outcome.ended}. It cost {outcome.spent / 100:,.2f}.")
        for arm, shown in outcome.arms.items():
            typer.echo(f"  {arm}: {shown.impressions:,} impressions, {shown.spent / 100:,.2f}")
    if deviations:
        console.print(f"{deviations} things went otherwise than registered: {folder / DEVIATIONS}", markup=False)
    console.print(f"Then: seenby study judge {folder}", markup=False)


def _as_json(outcome: Outcome, deviations: int) -> dict[str, object]:
    arms = {name: {"impressions": one.impressions, "spent": one.spent} for name, one in outcome.arms.items()}
    return {
        "schema": SCHEMA,
        "ended": outcome.ended,
        "start": outcome.schedule.start.isoformat(),
        "end": outcome.schedule.end.isoformat(),
        "spent": outcome.spent,
        "arms": arms,
        "sources": list(outcome.sources),
        "deviations": deviations,
    }
