"""``seenby study judge | report``, and the half of ``collect`` that takes exports."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from seenby.cli.output import talk

MOST_NAMED = 6

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The study's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a summary.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No talk, no progress.")]


def take_exports(folder: Path, exports: Sequence[Path], console: Console, *, as_json: bool) -> None:
    """Take exports in, and say which ads of the study were found, which are missing, and how many are others'."""
    from seenby.study.steps import take_in

    taken = take_in(folder, exports)
    if as_json:
        typer.echo(json.dumps(taken.as_json(), indent=1))
    planned = len(taken.found) + len(taken.missing)
    console.print(f"{len(taken.found)} of {planned} ads of the study are in what you exported.", markup=False)
    if taken.missing:
        rest = len(taken.missing) - MOST_NAMED
        named = ", ".join(f"“{slot.ad}”" for slot in taken.missing[:MOST_NAMED])
        console.print(f"Missing: {named}{f' and {rest} more' if rest > 0 else ''}.", markup=False)
    if taken.others:
        many = "1 other ad in it is" if taken.others == 1 else f"{taken.others} other ads in it are"
        console.print(f"{many} none of the study's, and not looked at.", markup=False)
    console.print(f"Then: seenby study judge {folder}", markup=False)


def judge(folder: Folder, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Judge what came against what was registered. Writes findings.json and tables/, and seals the folder.

    Example: seenby study judge charm

    Codes: 0 done; 2 nothing to judge; 6 what was registered was changed; 7 a kept file is not what it was.
    """
    from seenby.report import render_study_terminal
    from seenby.study.steps import judge as judged
    from seenby.study.steps.judge import findings_text

    result = judged(folder)
    if as_json:
        typer.echo(findings_text(result), nl=False)
    else:
        render_study_terminal(result, Console(highlight=False))
    talk(quiet).print(f"\nThen: seenby study report {folder}", markup=False)


def report(folder: Folder, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Write the page of a judged study, and seal the folder. The root hash it prints is what is published.

    Example: seenby study report charm

    Codes: 0 done; 2 not judged yet; 6 not what its sources come to now; 7 a kept file is not what it was.
    """
    from seenby.report import render_study_terminal
    from seenby.study.steps import report as reported
    from seenby.study.steps.judge import findings_text

    made = reported(folder)
    if as_json:
        typer.echo(findings_text(made.result), nl=False)
    else:
        render_study_terminal(made.result, Console(highlight=False))
        typer.echo(f"\n{made.root}  root of {folder}")
    console = talk(quiet)
    console.print("\nPublish that root: whoever gets the folder can hold it against it.", markup=False)
    console.print(f"The page is {made.page.resolve()}", markup=False)
