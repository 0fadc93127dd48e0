"""How far a long job is: told by whatever works, shown by whoever asked for it (a terminal, a page, nobody)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One moment of a long job.

    Attributes:
        doing: What is being done now: the name of a file, a day, a run. It takes the place of what was done before.
        done: How many of them are done.
        of: How many there are; None where nobody knows.
        line: A line of talk that a person should keep reading; then nothing else of the moment counts.
    """

    doing: str = ""
    done: int = 0
    of: int | None = None
    line: str = ""


ShowProgress = Callable[[Progress], None]
"""What a long job calls as it goes on. One that raises stops the job."""


def no_progress(_moment: Progress) -> None:
    """Shows nothing: what a long job calls where nobody asked."""


def only_lines(say: Callable[[str], None]) -> ShowProgress:
    """Shows the lines of talk alone, through a function such as ``print``."""

    def show(moment: Progress) -> None:
        if moment.line:
            say(moment.line)

    return show
