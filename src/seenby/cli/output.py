"""What goes where: data to standard output, talk and progress to standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from seenby.read import Progress as Tell


def talk(quiet: bool = False) -> Console:
    """The console for talk; silent when asked to be."""
    return Console(stderr=True, quiet=quiet, highlight=False, soft_wrap=True)


@contextmanager
def progress_bar(console: Console, verb: str = "Reading") -> Iterator[Tell | None]:
    """A bar over the files being read, or whatever else is done one by one, on a terminal only."""
    if not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(f"{verb} {{task.description}}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(name: str, done: int, of: int) -> None:
            bar.update(task, description=name.replace("[", "\\["), completed=done, total=of)

        yield tell
