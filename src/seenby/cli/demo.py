"""``seenby demo``: the main job on an export that we made."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from seenby.cli.audit import report
from seenby.cli.output import talk
from seenby.pipeline import audit

EXAMPLES = ("boosted-posts.csv", "boosted-posts-by-day.csv")
AIM = "aim.toml"
BASELINE = "Charm, on its own"


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the page.")] = Path("seenby-demo"),
) -> None:
    """Audit an example export and say where the page is.

    The export is made up: a shop boosts pictures of a charm, and each picture is shown to another audience.

    Example: seenby demo
    """
    console = talk()
    exports = [out / name for name in EXAMPLES]
    out.mkdir(parents=True, exist_ok=True)
    with as_file(files("seenby.examples")) as folder:
        for path in (*exports, out / AIM):
            shutil.copyfile(folder / path.name, path)
    console.print(f"The example export is {exports[0]}, with {exports[1].name} and {AIM} beside it. It is made up.\n")
    report(audit(exports, aim=out / AIM, baseline=BASELINE), out, console)
    console.print(f"\nNow with your own: seenby audit YOUR-EXPORT.csv --aim {out / AIM}")
