"""What goes where: data to standard output, talk and progress to standard error."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import typer
from rich.console import Console

from seenby.model.progress import Progress, ShowProgress, only_lines

DRIVES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066\u2067\ufeff]")
"""What a terminal obeys in place of showing it: controls of both kinds, and changes of direction."""


class PlainConsole(Console):
    """A console that shows text as it is: no name of a file or an ad is markup, and none drives the terminal."""

    def print(self, *objects: Any, **more: Any) -> None:
        """Print what Rich prints, with a sign in place of every character that a terminal would obey."""
        shown = (DRIVES.sub("\ufffd", one) if isinstance(one, str) else one for one in objects)
        super().print(*shown, **{**more, "markup": False})


def talk(quiet: bool = False) -> Console:
    """The console for talk; silent when asked to be."""
    return PlainConsole(stderr=True, quiet=quiet, highlight=False, soft_wrap=True)


def screen() -> Console:
    """The console for what was asked for, in lines."""
    return PlainConsole(highlight=False, soft_wrap=True)


def person() -> Callable[[str], str] | None:
    """Asks whoever sits at the terminal; None where nobody does, as behind a pipe."""
    # A process that was started without any standard input has none here either.
    if sys.stdin is None or sys.stdin.closed or not sys.stdin.isatty():
        return None

    def ask(text: str) -> str:
        typer.echo(text, err=True, nl=False)
        return sys.stdin.readline()

    return ask


@contextmanager
def progress_bar(console: Console, verb: str = "Reading") -> Iterator[ShowProgress]:
    """Lines of talk, and on a terminal a bar over the files being read, or whatever else is done one by one."""
    if not console.is_terminal:
        yield only_lines(partial(console.print, markup=False))
        return
    from rich import progress as rich

    columns = (
        rich.TextColumn(f"{verb} {{task.description}}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeElapsedColumn(),
    )
    bar = rich.Progress(*columns, console=console, transient=True)

    def show(moment: Progress) -> None:
        if moment.line:
            console.print(moment.line, markup=False)
            return
        # What is said before the first of them needs no bar under it.
        if not bar.live.is_started:
            bar.add_task("", total=None)
            bar.start()
        bar.update(
            bar.task_ids[0], description=moment.doing.replace("[", "\\["), completed=moment.done, total=moment.of
        )

    try:
        yield show
    finally:
        if bar.live.is_started:
            bar.stop()
