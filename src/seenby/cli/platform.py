"""``seenby platform``: worlds whose truth is known."""

from __future__ import annotations

import gc
import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from seenby.cli.output import progress_bar, talk
from seenby.cli.typed import Verbs

if TYPE_CHECKING:
    from seenby.worlds.serve import Served

app = Verbs(
    help="Simulated ad platforms whose truth is known.\n\nExample: seenby platform world charm-2024",
)

MOST_THREADS = 64

People = Annotated[int | None, typer.Option(help="People in the world. [default: the preset's]", min=1)]
Days = Annotated[int | None, typer.Option(help="Days the ads run. [default: the preset's]", min=1)]
Threads = Annotated[
    int | None, typer.Option(help="Threads; the result is the same for any number.", min=1, max=MOST_THREADS)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a summary.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No talk, no progress.")]


@app.command()
def world(
    name: Annotated[str, typer.Argument(metavar="PRESET", help="A preset, such as charm-2024.")],
    people: People = None,
    seed: Annotated[int, typer.Option(help="Of the world and its auctions.", min=0)] = 1,
    days: Days = None,
    remedy: Annotated[str, typer.Option(help="One change, such as women-only.")] = "none",
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the report and the truth.")] = None,
    threads: Threads = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run a preset once: who was shown what, the truth beside the report.

    With --out, a run that was stopped goes on where it was, and comes to the same result.

    Example: seenby platform world charm-2024 --people 200000 --out charm
    """
    from seenby.cli.world_print import print_world
    from seenby.worlds.run_world import run_world

    console = talk(quiet)
    with progress_bar(console, "Running") as shown:
        ran = run_world(
            name, people=people, seed=seed, days=days, remedy=remedy, keep=out, threads=threads, progress=shown
        )
    if as_json:
        typer.echo(ran.as_text(), nl=False)
    else:
        print_world(ran.markets, ran.preset, ran.remedy, Console(highlight=False))
    if out:
        ran.write(out)
        console.print(f"\nReport and truth are in {out.resolve()}")


@app.command()
def sweep(
    names: Annotated[list[str], typer.Argument(metavar="PRESET...", help="One preset or several.")],
    seeds: Annotated[int, typer.Option(help="How many seeds, from 1.", min=1)] = 20,
    remedy: Annotated[
        list[str] | None, typer.Option("--remedies", help="Names with commas between, or all.", show_default="all")
    ] = None,
    people: People = None,
    days: Days = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for the table and the page.")] = Path("seenby-sweep"),
    threads: Threads = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run presets over seeds and remedies; write a tidy table and a page with pictures.

    Example: seenby platform sweep charm-2024 --seeds 20 --remedies all --out sweep
    """
    from seenby.cli.world_print import print_remedies
    from seenby.report import sweep_json
    from seenby.worlds.run_sweep import run_sweep, write_sweep

    console = talk(quiet)
    with progress_bar(console, "Running") as shown:
        swept = run_sweep(
            names, seeds=seeds, changes=remedy or ["all"], people=people, days=days, threads=threads, progress=shown
        )
    if as_json:
        typer.echo(sweep_json(swept), nl=False)
    else:
        print_remedies(swept, Console(highlight=False))
    console.print(f"\nThe page is {write_sweep(swept, out).resolve()}")


@app.command()
def serve(
    name: Annotated[
        str, typer.Option("--world", metavar="PRESET", help="A preset, such as charm-2024.")
    ] = "charm-2024",
    people: People = None,
    seed: Annotated[int, typer.Option(help="Of the world and its auctions.", min=0)] = 1,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 for any free one.", min=0, max=65535)] = 8750,
    clock: Annotated[str, typer.Option(help="stepped, real, or how many times faster, such as 3600.")] = "stepped",
    state: Annotated[Path | None, typer.Option("--state", help="Folder that survives a restart.")] = None,
    faults: Annotated[Path | None, typer.Option("--faults", help="JSON file of faults to come.")] = None,
    accounts: Annotated[int, typer.Option(help="How many ad accounts there are.", min=1, max=1000)] = 3,
    country: Annotated[str, typer.Option(help="The country that the world is, as two letters.")] = "NL",
    review: Annotated[int, typer.Option(help="Hours that a new ad is in review.", min=0, max=1000)] = 0,
    calls: Annotated[int, typer.Option(help="Calls an account may make in an hour.", min=1)] = 100_000,
    threads: Threads = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Serve a world over HTTP in the dialect of Meta's Marketing API, on this machine only.

    Any token is accepted, unless SEENBY_PLATFORM_TOKEN names the only one that is.

    Example: seenby platform serve --world charm-2024 --people 100000 --clock 3600 --state kept
    """
    from seenby.platforms.simulated import preset
    from seenby.worlds.serve import Wanted, served_platform

    console = talk(quiet)
    made = preset(name, people=people)
    wanted = Wanted(made, seed, port, clock, state, faults, accounts, country, review, calls)
    with progress_bar(console) as shown, served_platform(wanted, threads=threads, progress=shown) as served:
        _say_where(served, console, as_json=as_json)
        gc.enable()  # the other commands end before garbage matters
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        served.answer()


def _say_where(served: Served, console: Console, *, as_json: bool) -> None:
    """Say where the platform is, and stop talking: addresses of calls hold tokens."""
    from seenby.platforms.simulated.api import VERSION

    if as_json:
        typer.echo(json.dumps(served.as_json()))
        return
    typer.echo(f"{served.address}/{VERSION}/")
    accounts = ", ".join(served.accounts)
    console.print(f"Ad accounts: {accounts}. A page for people: {served.address}/. Stop it with Ctrl-C.")
    console.print("Nothing in it is real: no person, no money, no platform.")
