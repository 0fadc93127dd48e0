"""The ``seenby`` command: its verbs, and what becomes of errors."""

from __future__ import annotations

import errno
import gc
import logging
import os
import sys
from typing import Annotated, NoReturn

import typer

from seenby.cli import audit, demo, platform, readers, reproduce, study, verify, watch
from seenby.cli.typed import Verbs
from seenby.errors import SeenbyError, explain
from seenby.version import VERSION

INTERRUPTED, UNWRITTEN = 130, 1
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a disk or a terminal says that takes no more."""

app = Verbs(
    name="seenby",
    help="Who was this ad really shown to?\n\nExample: seenby audit Untitled-Report.csv",
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("audit")(audit.audit)
app.command("demo")(demo.demo)
app.command("readers")(readers.readers)
app.command("reproduce")(reproduce.reproduce)
app.command("verify")(verify.verify)
app.add_typer(platform.app, name="platform")
app.add_typer(study.app, name="study")
app.add_typer(watch.app, name="watch")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"seenby {VERSION}")
        raise typer.Exit


@app.callback()
def seenby(
    show: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Who was this ad really shown to?"""


def raise_as_ours(error: Exception) -> NoReturn:
    """Leave with a sentence about an error that nobody raised on purpose; or with the error itself, where asked for."""
    if os.environ.get("SEENBY_TRACEBACK"):
        raise error
    ours = explain(error)
    report = "Please report it with the output of the same command under SEENBY_TRACEBACK=1."
    typer.echo(f"seenby: {ours.line} {report}", err=True)
    raise SystemExit(ours.exit_code) from None


def _answered() -> None:
    """The command, and the last of its output written: what a full disk does not take is an error and no silence."""
    try:
        app(prog_name="seenby")
    except SystemExit:
        sys.stdout.flush()
        raise


def run() -> None:
    """Run the command and leave with the right code; a bad input never shows a traceback."""
    # What libraries log is not for the terminal: whatever matters is said by us.
    logging.getLogger().addHandler(logging.NullHandler())
    # A command ends before garbage matters, and looking for it costs half the time of measuring.
    gc.disable()
    try:
        _answered()
    except SeenbyError as error:
        typer.echo(f"seenby: {explain(error).line}", err=True)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        typer.echo("seenby: stopped; what was not finished was not written.", err=True)
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        # The reader of our output has left; the interpreter must not complain about it while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except OSError as error:
        if error.errno not in FULL:
            raise_as_ours(error)
        # Closing would try to write what is left, and complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        typer.echo("seenby: the output could not be written: its disk is full or has gone; free some room.", err=True)
        raise SystemExit(UNWRITTEN) from None
    except Exception as error:  # noqa: BLE001 - the command line's edge: whatever it is, say it in one sentence
        raise_as_ours(error)
