"""What can go wrong, as one tree.

    SeenbyError                 exit 1   our fault unless a child says otherwise
    ├── UsageError              exit 2   the call does not make sense
    │   ├── SettingsError       exit 2   a file the user wrote (aim, mapping, form) does not make sense
    │   └── FolderInUse         exit 2   another command holds the folder; wait
    ├── NothingMeasurable       exit 4   read well, but no figure can be given
    ├── PlatformRefused         exit 5   a platform refused a call, or its answer cannot be relied on
    │   ├── AccessRefused       exit 5   the token is missing, has expired or may not do this
    │   ├── LimitReached        exit 5   too many calls; wait
    │   ├── BrokenAnswer        exit 5   no JSON, a lost page, figures that do not add up
    │   └── OutcomeUnknown      exit 5   an act may have happened or not: look before doing it again
    ├── StoppedByGuard          exit 6   something that must never happen by default was about to
    └── Unreadable              exit 7   the input cannot be read
        ├── UnknownFormat       exit 7   no reader knows this file
        ├── Damaged             exit 7   broken bytes, a torn archive, an unfinished document
        ├── BadRows             exit 7   rows that do not fit their header
        └── BadValue            exit 7   a cell that is not what its column says

Each error is one sentence for a person: what happened, in which file and row, what was left unchanged, and
what to do next. An error never quotes a cell that could hold a person's words: it names the row and the column.
"""

from __future__ import annotations

from collections.abc import Sequence


class SeenbyError(Exception):
    """Base of everything raised on purpose.

    Args:
        what: What happened, without a full stop.
        where: The file, row, ad or setting it happened in.
        remedy: What to do next, without a full stop.
        unchanged: What was left as it was.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "", unchanged: str = "nothing was written") -> None:
        self.what, self.where, self.remedy, self.unchanged = what, where, remedy, unchanged
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        unchanged = f" ({self.unchanged})" if self.unchanged else ""
        text = f"{place}{self.what}{remedy}{unchanged}."
        # Names come from files: a line break or an escape sequence in one must not reach the terminal.
        return "".join(sign if sign.isprintable() else " " for sign in text)


class UsageError(SeenbyError):
    """The call does not make sense as it stands."""

    exit_code = 2


class SettingsError(UsageError):
    """A file the user wrote (an aim, a mapping, a form) does not make sense."""


class FolderInUse(UsageError):
    """Another command is at work in a folder that only one at a time may change."""


class NothingMeasurable(SeenbyError):
    """The input was read, but no share can be given from it."""

    exit_code = 4


class PlatformRefused(SeenbyError):
    """A platform refused a call, or its answer cannot be relied on.

    Args:
        what: What happened. Never holds a token or a whole address.
        where: Method and path of the call.
        remedy: What to do next.
        unchanged: What was left as it was.
        code: The platform's own code, 0 where there is none.
        subcode: Its finer code, 0 where there is none.
        trace: What the platform's support asks for.
    """

    exit_code = 5

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        remedy: str = "",
        unchanged: str = "nothing was changed on the platform",
        code: int = 0,
        subcode: int = 0,
        trace: str = "",
    ) -> None:
        self.code, self.subcode, self.trace = code, subcode, trace
        super().__init__(what, where=where, remedy=remedy, unchanged=unchanged)


class AccessRefused(PlatformRefused):
    """The token is missing, has expired or may not do this."""


class LimitReached(PlatformRefused):
    """Too many calls, and the platform did not let more through in the time we were ready to wait."""


class BrokenAnswer(PlatformRefused):
    """The answer is not what the platform promises: no JSON, a page lost, figures that do not add up."""


class OutcomeUnknown(PlatformRefused):
    """An act was sent and no clear answer came: it may have happened. Ask what exists before doing it again."""


class StoppedByGuard(SeenbyError):
    """Something that must never happen by default was about to."""

    exit_code = 6


class Unreadable(SeenbyError):
    """The input cannot be read."""

    exit_code = 7


class UnknownFormat(Unreadable):
    """No reader recognises this file."""


class Damaged(Unreadable):
    """The file ends early, or its bytes are not what its kind promises."""


class BadRows(Unreadable):
    """Rows that do not have the columns their header promises.

    Args:
        what: What is wrong with them.
        where: The file.
        rows: Their numbers, counted as the file's own rows from 1.
        remedy: What to do next.
    """

    def __init__(self, what: str, *, where: str, rows: Sequence[int], remedy: str) -> None:
        self.rows = tuple(rows)
        super().__init__(what, where=f"{where}, {name_rows(rows)}", remedy=remedy)


class BadValue(BadRows):
    """A cell that is not what its column says."""


def name_rows(rows: Sequence[int], most: int = 5) -> str:
    """The words for some row numbers: ``row 7``, ``rows 3, 4 and 9``, ``rows 1, 2, 3, 4, 5 and 12 more``."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    if len(rows) <= most:
        return f"rows {', '.join(map(str, rows[:-1]))} and {rows[-1]}"
    return f"rows {', '.join(map(str, rows[:most]))} and {len(rows) - most} more"
