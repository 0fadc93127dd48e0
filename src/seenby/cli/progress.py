"""What a person sees of a run: how it goes on, what it came to, and what an interruption left."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from seenby.evidence.hash_chain import read_chain
from seenby.model.progress import Progress, ShowProgress
from seenby.study.ads.running import Outcome, RunProgress, may_be_on
from seenby.study.folder import DEVIATIONS, JOURNAL

SCHEMA = "seenby/study-run/1"
INTERRUPTED = 130


def person() -> Callable[[str], str] | None:
    """Asks whoever sits at the terminal; None where nobody does, as behind a pipe."""
    if not sys.stdin.isatty():
        return None

    def ask(text: str) -> str:
        typer.echo(text, err=True, nl=False)
        return sys.stdin.readline()

    return ask


@contextmanager
def signals() -> Iterator[None]:
    """Let a request to end be what Ctrl-C is, and heed both: ads are switched off first."""
    # A shell without job control starts what runs in the background with Ctrl-C ignored.
    numbers = (signal.SIGINT, signal.SIGTERM)
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
        if moment.line:
            console.print(moment.line, markup=False)
        elif isinstance(moment, RunProgress) and moment.doing != said[0]:
            console.print(f"{moment.at:%Y-%m-%d %H:%M}  {moment.doing}", markup=False)
            said[0] = moment.doing

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


def interrupted(folder: Path) -> int:
    """Say what an interruption left, by the journal, and return the exit code."""
    # Interrupted a second time, or before it went on, a run may not have come to switching off.
    left = (
        f"ads of the study may still be on; switch them off with: seenby study stop {folder}; or"
        if may_be_on(read_chain(folder / JOURNAL))
        else "all ads of the study are switched off;"
    )
    typer.echo(f"seenby: interrupted; {left} go on with: seenby study resume {folder}", err=True)
    return INTERRUPTED


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
