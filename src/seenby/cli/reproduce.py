"""``seenby reproduce``: published figures beside ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from seenby.cli.output import talk
from seenby.reproduce import Reproduction
from seenby.reproduce import reproduce as reproduced

DIFFERS = 3


def reproduce(
    name: Annotated[str, typer.Argument(help="A published audit, such as algorithmwatch-2020.")],
    data: Annotated[Path, typer.Option(help="The folder its files were checked out to.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compute a published audit's figures again, from its own files, and say what our judgement adds.

    Example: seenby reproduce algorithmwatch-2020 --data story-automated-discrimination

    Codes: 0 every figure is the same to six places; 3 some differ; 7 a file is missing or cannot be read.
    """
    found = reproduced(name, data)
    if as_json:
        typer.echo(json.dumps(_as_json(found), indent=1, ensure_ascii=False))
    else:
        _print(found, Console(highlight=False))
    differing = sum(not figure.agrees for figure in found.figures)
    talk().print(f"{len(found.figures) - differing} of {len(found.figures)} figures are the same to six places.")
    if differing:
        raise typer.Exit(DIFFERS)


def _print(reproduction: Reproduction, console: Console) -> None:
    console.print(f"{reproduction.title}\n{reproduction.repository}, commit {reproduction.commit[:12]}\n")
    table = Table("Ad", "Published", "Ours", "Difference", "In", box=None, pad_edge=False)
    for figure in reproduction.figures:
        ours = f"{figure.ours.low:.6f}" if figure.ours.is_exact else f"{figure.ours.low:.6f}-{figure.ours.high:.6f}"
        table.add_row(figure.ad, f"{figure.published:.6f}", ours, f"{figure.difference:+.6f}", figure.published_in)
    console.print(table)
    for changed in sorted({figure.file for figure in reproduction.figures if not figure.same_file}):
        console.print(f"{changed} is another version of the published file.", markup=False, soft_wrap=True)
    if reproduction.added:
        console.print("\nWhat our judgement adds")
    for finding in reproduction.added:
        console.print(f"  [{finding.verdict}] {finding.sentence}", markup=False)


def _as_json(reproduction: Reproduction) -> dict[str, object]:
    return {
        "schema": "seenby/reproduction/1",
        "name": reproduction.name,
        "repository": reproduction.repository,
        "commit": reproduction.commit,
        "figures": [
            {
                "file": figure.file,
                "same_file": figure.same_file,
                "ad": figure.ad,
                "published": figure.published,
                "ours": figure.ours.as_json(),
                "difference": figure.difference,
                "agrees": figure.agrees,
            }
            for figure in reproduction.figures
        ],
        "findings": [finding.as_json() for finding in reproduction.added],
    }
