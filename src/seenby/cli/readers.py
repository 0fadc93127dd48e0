"""``seenby readers``: what can be read."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from seenby.read import READERS


def readers(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the exports that can be read, with an example of each.

    Example: seenby readers
    """
    if as_json:
        rows = [
            {"name": one.name, "title": one.title, "version": one.version, "example": one.example} for one in READERS
        ]
        typer.echo(json.dumps({"schema": "seenby/readers/1", "readers": rows}, indent=2, ensure_ascii=False))
        return
    table = Table("Reader", "Reads", "Example", box=None, pad_edge=False)
    for one in READERS:
        table.add_row(one.name, one.title, one.example)
    Console().print(table)
