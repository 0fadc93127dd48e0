"""``seenby study``: a question, taken to a finding. One short command a step; the steps are in `seenby.study.steps`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from seenby.cli import study_judge, study_run, verify
from seenby.cli.output import talk
from seenby.cli.typed import Verbs
from seenby.errors import UsageError

app = Verbs(
    help="Plan, register and run a study: who is each version of an ad shown to?\n\n"
    "Example: seenby study new charm --template paired-picture --world charm-2024",
)

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The study's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a summary.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No talk, no progress.")]


@app.command()
def new(
    folder: Folder,
    template: Annotated[
        str | None,
        typer.Option(help="paired-picture, twins, aimed-vs-shown or budget-pair; without it you are asked."),
    ] = None,
    world: Annotated[
        str | None, typer.Option(help="For a simulated world: charm-2024 or portraits-2022. Draws the pictures.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Begin a study: a folder with study.toml, to be read and changed. Nothing is ever overwritten.

    Example: seenby study new charm --template paired-picture
    """
    from seenby.cli.study_questions import ask
    from seenby.study.steps import new as begin

    console = talk(quiet)
    if template is None and not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked", remedy="name a template, such as --template paired-picture")
    name, answers = (template, None) if template is not None else ask(folder, simulated=world is not None)
    missing = begin(folder, name, answers, world)
    console.print(f"The question is in {folder / 'study.toml'}: read it, and change what does not fit.", markup=False)
    if missing:
        console.print("Then put these pictures into the folder:", *missing, sep="\n  ", markup=False)
    console.print(f"Then: seenby study plan {folder}", markup=False)


@app.command()
def plan(
    folder: Folder,
    seed: Annotated[
        int | None, typer.Option(help="Of the draw. [default: one that nobody knew before]", min=0, max=2**53)
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Decide how many ads, what they may cost, and by lot who gets which picture. Writes plan.json and by-hand.md.

    Example: seenby study plan charm
    """
    from seenby.cli.print_plan import print_plan
    from seenby.study.steps import plan as plan_study

    drawn = plan_study(folder, seed)
    if as_json:
        typer.echo(drawn.planned.text, nl=False)
    else:
        print_plan(drawn, Console(highlight=False, soft_wrap=True))
    console = talk(quiet)
    console.print(f"\nThe plan is {folder / 'plan.json'}, as steps by hand {folder / 'by-hand.md'}.", markup=False)
    console.print(f"When it is right: seenby study register {folder}", markup=False)


@app.command()
def register(folder: Folder, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Seal the plan in registration.json, and say what to publish. Can be done once.

    With --json the file itself is printed, byte for byte: its SHA-256 is what is published.

    Example: seenby study register charm
    """
    from seenby.cli.print_plan import WHERE_TO_PUBLISH
    from seenby.study.steps import register as seal

    sealed = seal(folder)
    if as_json:
        typer.echo(sealed.text, nl=False)
    else:
        typer.echo(f"{sealed.sha256}  registration.json")
    talk(quiet).print(WHERE_TO_PUBLISH, markup=False)


@app.command()
def deviate(
    folder: Folder,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="What happened, in one line that names nobody.")],
    quiet: Quiet = False,
) -> None:
    """Write down, with the date, what went otherwise than registered. The list only grows, and stands in the report.

    Example: seenby study deviate charm "ad p03-2 was rejected and approved four hours later"
    """
    from seenby.study.steps import deviate as write_down

    write_down(folder, what)
    talk(quiet).print("Written down.")


app.command("judge")(study_judge.judge)
app.command("report")(study_judge.report)
app.command("verify")(verify.verify)
app.command("run")(study_run.run)
app.command("resume")(study_run.resume)
app.command("stop")(study_run.stop)
app.command("collect")(study_run.collect)
