"""Switching everything off: on a rule, on a person's word, or because the command was interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec

from seenby.errors import PlatformRefused, StoppedByGuard, UsageError
from seenby.evidence.atomic_write import write_whole
from seenby.evidence.hash_chain import Entry
from seenby.study.ads.running.context import Context
from seenby.study.ads.running.journal_entries import END, STOP, SWITCH_OFF, SWITCH_ON, Stopped
from seenby.study.entry_kinds import Contents
from seenby.study.folder import StudyFolder

P = ParamSpec("P")
PERSON = "person"
ASKED = ".stop-asked"
"""A note to a run that is at work, beside the study's own files; the run takes it away."""


def all_off(run: Context, why: str) -> None:
    """Switch every campaign off that may be on, and with it every ad.

    An account that the platform has disabled shows nothing and may not be changed: that is left as it is.

    Raises:
        PlatformRefused: When a campaign may still be on.
    """
    failed: PlatformRefused | None = None
    for account in run.accounts:
        if run.journal.last(SWITCH_ON, account) is None:
            continue
        # Switched off again even where the journal has it: somebody may have switched it on since, and it does no harm.
        already = run.journal.place(SWITCH_OFF, account) > run.journal.place(SWITCH_ON, account)
        if not already:
            _written(run.journal.intend, SWITCH_OFF, account, why=why)
        try:
            run.platform.switch(run.campaign(account), on=False)
        except PlatformRefused as error:
            # The other accounts are still switched off; what failed is raised after the last of them.
            _written(run.journal.fail, SWITCH_OFF, error.code, account)
            if not _disabled(run, account):
                failed = error
        else:
            # Killed before this line, nobody here knows that it is off: a resumed run leaves it off, and notes that.
            if not already:
                _written(run.journal.complete, SWITCH_OFF, Contents(), account)
    if failed:
        raise PlatformRefused(
            f"an ad may still be on, because the platform says: {failed.what}",
            where=failed.where,
            remedy="switch the campaigns of this study off in the ads manager, now",
            unchanged="",
        ) from failed


def may_be_on(entries: Iterable[Entry]) -> bool:
    """Whether a campaign may be on by what stands in a journal: one was meant to be, and none was off since."""
    last: dict[object, object] = {}
    for one in entries:
        line = one["act"], one["state"]
        if line in ((SWITCH_ON.act, "intended"), (SWITCH_ON.act, "done"), (SWITCH_OFF.act, "done")):
            last[one["of"]] = one["act"]
    return SWITCH_ON.act in last.values()


def stop(run: Context) -> None:
    """Switch everything off for good, because a person says so; what has ended already is only looked after."""
    all_off(run, "a person stopped it")
    if run.journal.done(STOP) is not None or run.journal.done(END) is not None:
        return
    mark_stopped(run, PERSON)


def mark_stopped(run: Context, why: str) -> None:
    """Keep that the study is over before its time; asked twice it is kept once."""
    kept = run.journal.done(STOP) or run.journal.complete(STOP, Stopped(why))
    if kept.what.why == PERSON:
        # The moment is the journal's, so that the sentence is the same after a crash.
        run.deviate(f"A person stopped the study at {kept.at:%Y-%m-%d %H:%M} UTC.", by="person")


def stopped_before_start() -> StoppedByGuard:
    """What becomes of a study that was stopped before anything was shown: it is over."""
    return StoppedByGuard(
        "a person stopped the study before anything was shown",
        remedy="register a new study",
        unchanged="everything is switched off",
    )


def ask_to_stop(folder: StudyFolder) -> None:
    """Leave a note to the run that is at work."""
    write_whole(folder.path(ASKED), b"")


def asked(folder: StudyFolder) -> Callable[[], bool]:
    """Whether there is such a note, to be asked again and again."""
    note: Path = folder.path(ASKED)
    return note.exists


def forget(folder: StudyFolder) -> None:
    """Take the note away."""
    folder.path(ASKED).unlink(missing_ok=True)


def _written(write: Callable[P, object], *contents: P.args, **more: P.kwargs) -> None:
    """Write into the journal where that goes; a full disk must not keep ads on."""
    with suppress(UsageError):
        write(*contents, **more)


def _disabled(run: Context, account: str) -> bool:
    try:
        return not run.platform.account(account).enabled
    except PlatformRefused:
        return False
