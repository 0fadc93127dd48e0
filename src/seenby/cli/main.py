"""The ``seenby`` command: its verbs, and what becomes of errors."""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import Annotated

import typer

from seenby.cli import audit, demo, platform, readers, reproduce, study, verify, watch
from seenby.cli.typed import Verbs
from seenby.errors import SeenbyError, explain
from seenby.version import VERSION

INTERRUPTED = 130

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


def run() -> None:
    """Run the command and leave with the right code; a bad input never shows a traceback."""
    # What libraries log is not for the terminal: whatever matters is said by us.
    logging.getLogger().addHandler(logging.NullHandler())
    # A command ends before garbage matters, and looking for it costs half the time of measuring.
    gc.disable()
    try:
        app(prog_name="seenby")
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
    except Exception as error:  # the command line's edge: whatever it is, say it in one sentence
        if os.environ.get("SEENBY_TRACEBACK"):
            raise
        ours = explain(error)
        report = "Please report it with the output of the same command under SEENBY_TRACEBACK=1."
        typer.echo(f"seenby: {ours.line} {report}", err=True)
        raise SystemExit(ours.exit_code) from None
