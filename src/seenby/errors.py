"""What can go wrong, as one tree.

    SeenbyError                 exit 1   HTTP 500   our fault unless a child says otherwise
    ├── UsageError              exit 2   HTTP 400   the call does not make sense
    │   ├── SettingsError       exit 2   HTTP 400   a file the user wrote (aim, mapping, form) does not make sense
    │   └── FolderInUse         exit 2   HTTP 409   another command holds the folder; wait
    ├── NothingMeasurable       exit 4   HTTP 422   read well, but no figure can be given
    ├── PlatformRefused         exit 5   HTTP 502   a platform refused a call, or its answer cannot be relied on
    │   ├── AccessRefused       exit 5   HTTP 502   the token is missing, has expired or may not do this
    │   ├── LimitReached        exit 5   HTTP 503   too many calls; wait
    │   ├── BrokenAnswer        exit 5   HTTP 502   no JSON, a lost page, figures that do not add up
    │   └── OutcomeUnknown      exit 5   HTTP 504   an act may have happened or not: look before doing it again
    ├── StoppedByGuard          exit 6   HTTP 403   something that must never happen by default was about to
    └── Unreadable              exit 7   HTTP 422   the input cannot be read
        ├── UnknownFormat       exit 7   HTTP 415   no reader knows this file
        ├── Damaged             exit 7   HTTP 422   broken bytes, a torn archive, an unfinished document
        ├── BadRows             exit 7   HTTP 422   rows that do not fit their header
        └── BadValue            exit 7   HTTP 422   a cell that is not what its column says

The exit code is what a command leaves with, the HTTP status what a page answers with. A token that a platform
refuses is no matter between the page and its visitor, so it is a bad answer from further up (502) rather than 401.

Each error is one sentence for a person: what happened, in which file and row, what was left unchanged, and what to do
next; `explain` makes several of it, for a page. An error never quotes a cell that could hold a person's words: it names
the row and the column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SeenbyError(Exception):
    """Base of everything raised on purpose.

    Args:
        what: What happened, without a full stop.
        where: The file, row, ad or setting it happened in.
        remedy: What to do next, without a full stop.
        unchanged: What was left as it was.
    """

    exit_code = 1
    http_status = 500

    def __init__(self, what: str, *, where: str = "", remedy: str = "", unchanged: str = "nothing was written") -> None:
        self.what, self.where, self.remedy, self.unchanged = what, where, remedy, unchanged
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        unchanged = f" ({self.unchanged})" if self.unchanged else ""
        text = f"{place}{self.what}{remedy}{unchanged}."
        return _harmless(text)


class UsageError(SeenbyError):
    """The call does not make sense as it stands."""

    exit_code = 2
    http_status = 400


class SettingsError(UsageError):
    """A file the user wrote (an aim, a mapping, a form) does not make sense."""


class FolderInUse(UsageError):
    """Another command is at work in a folder that only one at a time may change."""

    http_status = 409


class NothingMeasurable(SeenbyError):
    """The input was read, but no share can be given from it."""

    exit_code = 4
    http_status = 422


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
    http_status = 502

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

    http_status = 503


class BrokenAnswer(PlatformRefused):
    """The answer is not what the platform promises: no JSON, a page lost, figures that do not add up."""


class OutcomeUnknown(PlatformRefused):
    """An act was sent and no clear answer came: it may have happened. Ask what exists before doing it again."""

    http_status = 504


class StoppedByGuard(SeenbyError):
    """Something that must never happen by default was about to."""

    exit_code = 6
    http_status = 403


class Unreadable(SeenbyError):
    """The input cannot be read."""

    exit_code = 7
    http_status = 422


class UnknownFormat(Unreadable):
    """No reader recognises this file."""

    http_status = 415


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


@dataclass(frozen=True, slots=True)
class Explained:
    """An error as a page shows it: whole sentences for a person, and the codes for machines.

    Attributes:
        what: What happened.
        where: The file, row, ad or setting, as it is called; empty where there is none.
        unchanged: What was left as it was; empty where nothing is said of it.
        remedy: What to do next; empty where nothing helps.
        line: All of it in one line, as a terminal shows it.
        exit_code: What a command leaves with.
        http_status: What a page answers with.
    """

    what: str
    where: str
    unchanged: str
    remedy: str
    line: str
    exit_code: int
    http_status: int


def explain(error: Exception) -> Explained:
    """An error in plain sentences. One that nobody raised on purpose is our fault, and none of its text is repeated."""
    if not isinstance(error, SeenbyError):
        error = SeenbyError(f"this is our fault, not your file's: {type(error).__name__}")
    return Explained(
        what=_sentence(error.what),
        where=_harmless(error.where),
        unchanged=_sentence(error.unchanged),
        remedy=_sentence(error.remedy),
        line=str(error),
        exit_code=error.exit_code,
        http_status=error.http_status,
    )


def _sentence(text: str) -> str:
    text = _harmless(text)
    # Options and names in quotes begin as they are written.
    return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.?!' else '.'}" if text else ""


def _harmless(text: str) -> str:
    """Names come from files: a line break or an escape sequence in one must not reach a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def name_rows(rows: Sequence[int], most: int = 5) -> str:
    """The words for some row numbers: ``row 7``, ``rows 3, 4 and 9``, ``rows 1, 2, 3, 4, 5 and 12 more``."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    if len(rows) <= most:
        return f"rows {', '.join(map(str, rows[:-1]))} and {rows[-1]}"
    return f"rows {', '.join(map(str, rows[:most]))} and {len(rows) - most} more"
