"""``seenby readers``: what can be read."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from seenby.read import READERS, Installed, Reader, everywhere

OURS = "seenby"


def readers(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the exports that can be read, with an example of each.

    Example: seenby readers
    """
    brought = everywhere()
    listed = [(reader, OURS) for reader in READERS] + [(reader, reader.package) for reader in brought.readers]
    if as_json:
        typer.echo(json.dumps(_as_json(listed, brought), indent=2, ensure_ascii=False))
        return
    table = Table(Column("Reader", no_wrap=True), "Reads", "Example", "From", box=None, pad_edge=False)
    for reader, package in listed:
        table.add_row(*map(escape, (reader.name, reader.title, reader.example, package)))
    Console().print(table)
    for left in brought.left_aside:
        typer.echo(f"seenby: {left}.", err=True)


def _as_json(listed: list[tuple[Reader, str]], brought: Installed) -> dict[str, object]:
    return {
        "schema": "seenby/readers/1",
        "readers": [
            {
                "name": reader.name,
                "title": reader.title,
                "version": reader.version,
                "example": reader.example,
                "from": package,
            }
            for reader, package in listed
        ],
        "left_aside": [{"name": left.name, "from": left.package, "why": left.reason} for left in brought.left_aside],
    }
