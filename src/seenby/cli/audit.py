"""``seenby audit``: the one-minute job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from seenby import pipeline
from seenby.cli.arguments import Engine, Master, parse_points, two_by_two
from seenby.cli.enter import enter
from seenby.cli.output import progress_bar, talk
from seenby.errors import UsageError
from seenby.evidence.atomic_write import write_whole
from seenby.model import Audit, Interval
from seenby.report import render_page, render_terminal, to_json

Counted = Annotated[
    Literal["impressions", "reach"] | None, typer.Option(help="What shares are taken of. [default: impressions]")
]
ArmsFile = Annotated[
    Path | None, typer.Option(help="TOML file: which ads were run against each other, and which were identical.")
]
Pairs = Annotated[list[str] | None, typer.Option("--pair", help="Two ads to compare: --pair 'A' 'B'. May be repeated.")]
CodePage = Annotated[str | None, typer.Option("--encoding", help="Code page of files that are not Unicode: cp1250 ...")]
FINDING, NOT_MEASURABLE = 3, 4
PAGE = "index.html"
DATA = "audit.json"


def audit(
    files: Annotated[list[Path] | None, typer.Argument(help="Exports, folders or archives of exports.")] = None,
    aim: Annotated[Path | None, typer.Option(help="TOML file: who the ads were aimed at.")] = None,
    typed: Annotated[bool, typer.Option("--enter", help="Type in what an app shows; no file needed.")] = False,
    metric: Counted = None,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", help="Leave with code 3 if an ad's gap is at or above these points (alone: 10)."),
    ] = None,
    line: Annotated[str, typer.Option(help="Points of gap from which an ad went to another audience.")] = "10",
    baseline: Annotated[str | None, typer.Option(help="Name of the ad to compare every other with.")] = None,
    pair: Pairs = None,
    arms: ArmsFile = None,
    mapping: Annotated[Path | None, typer.Option(help="TOML file: what the columns of any other table are.")] = None,
    columns: Annotated[Path | None, typer.Option(help="TOML file: more column names, in your language.")] = None,
    encoding: CodePage = None,
    engine: Engine = "duckdb",
    master: Master = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON (seenby/audit/1) instead of a summary.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the page. [default: seenby-report, none with --json]")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No talk, no progress.")] = False,
) -> None:
    """Who was each ad shown to, and who was it aimed at?

    Example: seenby audit Untitled-Report.csv --aim aim.toml

    Codes: 0 done; 2 usage; 3 a gap at or above --fail-on; 4 nothing measurable; 7 a file that cannot be read.
    """
    console = talk(quiet)
    limit = parse_points(fail_on, "--fail-on") if fail_on is not None else None
    given = list(files or [])
    folder = out or Path("seenby-report")
    if typed:
        given.append(enter(folder, talk()))
    if not given:
        raise UsageError("no file was given", remedy="name an export, or type one in with --enter")
    with progress_bar(console) as tell:
        found = pipeline.audit(
            given,
            aim=aim,
            mapping=mapping,
            columns=columns,
            encoding=encoding,
            metric=metric,
            line=limit or parse_points(line, "--line"),
            baseline=baseline,
            pairs=two_by_two(pair or []),
            arms=arms,
            engine=engine,
            master=master,
            progress=tell,
        )
    if as_json:
        typer.echo(to_json(found))
    if out is not None or not as_json:
        report(found, folder, console, summary=not as_json)
    _leave(found, limit, console)


def report(result: Audit, folder: Path, console: Console, *, summary: bool = True) -> None:
    """Print the summary, write the page and the data, and say where they are."""
    if summary:
        render_terminal(result, Console(highlight=False))
    write_whole(folder / PAGE, render_page(result))
    write_whole(folder / DATA, to_json(result))
    console.print(f"\nThe page is {(folder / PAGE).resolve()}")


def _leave(result: Audit, limit: float | None, console: Console) -> None:
    """The exit code: nothing measurable before a finding before done."""
    if not any(ad.share for ad in result.ads):
        console.print("Nothing here says who the ads were shown to; see the data health.")
        raise typer.Exit(NOT_MEASURABLE)
    if limit is None:
        return
    if not any(isinstance(ad.gap, Interval) for ad in result.ads):
        console.print("--fail-on needs an aim with an estimated audience: name one with --aim.")
        raise typer.Exit(NOT_MEASURABLE)
    from seenby.judge import at_or_above

    over = at_or_above(result.ads, limit)
    if over:
        console.print(f"{len(over)} of {len(result.ads)} ads have a gap of {limit * 100:g} points or more.")
        raise typer.Exit(FINDING)
