"""``seenby verify``: is a folder what was sealed, and do its sources come to its findings?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from seenby.cli.output import talk
from seenby.errors import Unreadable

PUBLISHED = "Nothing has changed since that root was published."
ITSELF = (
    "Nothing has changed since it was sealed, as its own manifest has it. Whoever changes a folder can seal it again: "
    "hold the root against the one that was published, with --root."
)


def verify(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A study's folder, or a zip of one.")],
    root: Annotated[str, typer.Option(help="The root hash that was published.")] = "",
    registration: Annotated[str, typer.Option(help="The SHA-256 of the registration that was published.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON (seenby/verification/1).")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No talk.")] = False,
) -> None:
    """Show that a study's folder is unchanged since it was sealed, and judge its sources again. Writes nothing.

    Example: seenby verify charm.zip

    Codes: 0 unchanged, and the same findings; 2 no sealed folder; 7 altered: every such file is named.
    """
    from seenby.report.sanitise import plain
    from seenby.study.steps import verify as verified

    found = verified(folder, root, registration)
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=1))
    else:
        for one in found.differences:
            typer.echo(f"{plain(one.path)} {one.note}.")
        typer.echo(plain(found.again))
        typer.echo(f"{found.root or 'no root'}  root of {found.files} files")
        typer.echo(f"{found.registration or 'none'}  registration.json")
    if not found.sound:
        talk(quiet).print("This is not what was sealed.")
        raise typer.Exit(Unreadable.exit_code)
    talk(quiet).print(PUBLISHED if root else ITSELF)
