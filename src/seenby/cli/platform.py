"""``seenby platform``: worlds whose truth is known."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from seenby.cli.output import progress_bar, talk
from seenby.errors import UsageError
from seenby.evidence.atomic_write import write_whole

if TYPE_CHECKING:
    from seenby.platforms.simulated import Preset
    from seenby.read import Progress as Told

app = typer.Typer(
    help="Simulated ad platforms whose truth is known.\n\nExample: seenby platform world charm-2024",
    no_args_is_help=True,
    rich_markup_mode=None,
)

CHECKPOINT = "run-{}.checkpoint"
"""A market's, by its number."""
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
    from seenby.cli.world_files import as_text, print_world, write_world
    from seenby.platforms.simulated import length, markets, remedies, run

    console = talk(quiet)
    preset, change = _preset(name, people, days), remedies(remedy)[-1]
    _begin(console, preset, threads)
    ticks, found = length(preset), markets(preset, seed, change)
    kept = [out / CHECKPOINT.format(number) for number in range(len(found))] if out else [None] * len(found)
    with progress_bar(console, "Running") as tell:
        for number, (market, checkpoint) in enumerate(zip(found, kept, strict=True)):
            run(
                market,
                ticks,
                progress=partial(_told, tell, preset.name, number * ticks, len(found) * ticks) if tell else None,
                checkpoint=checkpoint,
                every=preset.platform.ticks_a_day if len(found) == 1 else ticks,
            )
    if as_json:
        typer.echo(as_text(found, preset, change), nl=False)
    else:
        print_world(found, preset, change, Console(highlight=False))
    if out:
        write_world(found, preset, change, out)
        for checkpoint in out.glob(CHECKPOINT.format("*")):
            checkpoint.unlink()
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
    from seenby.cli.world_files import print_remedies
    from seenby.platforms.simulated import remedies
    from seenby.platforms.simulated import sweep as swept
    from seenby.report import render_sweep, sweep_csv, sweep_json

    console = talk(quiet)
    presets, changes = [_preset(name, people, days) for name in dict.fromkeys(names)], remedies(remedy or ["all"])
    _begin(console, max(presets, key=lambda one: one.people.number), threads)
    with progress_bar(console, "Running") as tell:
        found = swept(presets, range(1, seeds + 1), changes, tell)
    if as_json:
        typer.echo(sweep_json(found), nl=False)
    else:
        print_remedies(found, Console(highlight=False))
    for file, text in {"sweep.csv": sweep_csv, "sweep.json": sweep_json, "index.html": render_sweep}.items():
        write_whole(out / file, text(found))
    console.print(f"\nThe page is {(out / 'index.html').resolve()}")


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
    from seenby.cli.serving import Wanted, serve_platform

    console, preset = talk(quiet), _preset(name, people, None)
    wanted = Wanted(preset, seed, port, clock, state, faults, accounts, country, review, calls)
    serve_platform(wanted, lambda: _begin(console, preset, threads), console, as_json=as_json)


def _told(tell: Told, name: str, before: int, total: int, done: int, _: int) -> None:
    """Tell how far all markets together are."""
    tell(name, before + done, total)


def _preset(name: str, people: int | None, days: int | None) -> Preset:
    from seenby.platforms.simulated import preset

    return preset(name, people=people, days=days)


def _begin(console: Console, preset: Preset, threads: int | None) -> None:
    """Say how much memory a run takes, set the threads, and compile where that was never done."""
    import numba

    from seenby.platforms.simulated import memory_needed, warm_up

    if threads is not None:
        most = int(vars(numba.config)["NUMBA_NUM_THREADS"])
        if threads > most:
            raise UsageError(f"this machine offers {most} threads, not {threads}", remedy=f"use at most {most}")
        numba.set_num_threads(threads)
    people, copies = preset.people.number * preset.markets, sum(arm.copies for arm in preset.arms)
    need = memory_needed(people, len(preset.factors), -(-copies // preset.markets))
    console.print(f"{people:,} people; the world takes about {max(need / 1e6, 1):,.0f} MB.")
    warm_up(console.print)
