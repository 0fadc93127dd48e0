"""Writes docs/reference/ from the code, so that it cannot go stale; a test compares.

Usage: python scripts/reference.py
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from inspect import cleandoc
from pathlib import Path
from typing import Any

from seenby import errors
from seenby.judge.phrases import phrase
from seenby.model import Outcome, Verdict
from seenby.platforms.simulated import REMEDIES, names, preset
from seenby.read import READERS
from seenby.read.headers import families, languages
from seenby.report import json_schema

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
COMMANDS = ("audit", "demo", "readers", "reproduce", "platform world", "platform sweep")
WRITTEN = "<!-- Written by scripts/reference.py; change the code, then run make docs. -->\n"


def pages() -> dict[str, str]:
    """The text of each page by its file name."""
    return {
        "README.md": index(),
        "commands.md": commands(),
        "readers.md": readers(),
        "codes.md": codes(),
        "json.md": schema(),
        "worlds.md": worlds(),
    }


def index() -> str:
    """What there is."""
    return f"""{WRITTEN}
# Reference

* [Commands](commands.md), with their options
* [Readers](readers.md): what can be read, and in which languages
* [Codes](codes.md): exit codes, verdicts, checks, data health
* [JSON](json.md): the shape `seenby/audit/1`, key by key
* [Worlds](worlds.md): the simulated ones, the remedies, and the columns of a sweep
* [Statistics](statistics.md): the functions of `seenby.stats`, with their sources

Settings in the environment: `SEENBY_TRACEBACK=1` shows where an error of ours happened; `NO_COLOR` turns colours off.
Numba keeps the compiled simulator where `NUMBA_CACHE_DIR` says, else beside its source or in the user's cache folder.
For development, `SEENBY_REAL_DATA` names a folder with `algorithmwatch-2020/` in it (from
`algorithmwatch/story-automated-discrimination`), and `SEENBY_CHROMIUM` a browser that is not `/usr/bin/chromium`.
"""


def commands() -> str:
    """The help of each command, as it prints it."""
    parts = [WRITTEN, "# Commands", f"```\n{help_of()}\n```"]
    for name in COMMANDS:
        parts += [f"## seenby {name}", f"```\n{help_of(*name.split())}\n```"]
    return "\n\n".join(parts) + "\n"


def help_of(*command: str) -> str:
    """What ``--help`` prints at a width of 100."""
    seenby = Path(sys.executable).with_name("seenby")
    settings = {**os.environ, "COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"}
    done = subprocess.run([seenby, *command, "--help"], capture_output=True, text=True, check=True, env=settings)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def readers() -> str:
    """The readers in the order in which they are asked."""
    lines = [WRITTEN, "# Readers", "", "| reader | reads | example |", "| --- | --- | --- |"]
    lines += [f"| `{one.name}` | {one.title} | `{one.example}` |" for one in READERS]
    lines += ["", "Column names are known in these languages:", ""]
    lines += [f"* {family}: {', '.join(languages(family))}" for family in families()]
    return "\n".join(lines) + "\n"


def codes() -> str:
    """Everything with a code."""
    parts = [WRITTEN, "# Codes", "## Exit codes", table(("code", "when"), exit_codes())]
    parts += ["## Verdicts", "See [words](../words.md#verdicts): " + ", ".join(f"*{one}*" for one in Verdict) + "."]
    checks = tomllib.loads(text_of("seenby.judge", "sentences.toml"))["checks"]
    parts += ["## Checks of a finding", table(("code", "passes when"), ((f"`{c}`", say(c)) for c in checks))]
    health = tomllib.loads(text_of("seenby.model", "health.toml"))
    rows = ((f"`{code}`", one["severity"], one["means"]) for code, one in health.items())
    parts += ["## Data health", table(("code", "severity", "means"), rows)]
    return "\n\n".join(parts) + "\n"


def say(check: str) -> str:
    """A check's words, for any dimension."""
    return phrase("checks", check, dimension="gender (or age)")


def exit_codes() -> Iterator[tuple[str, str]]:
    """The codes a command leaves with."""
    yield "0", "done"
    yield "1", "our fault"
    for kind in (errors.UsageError,):
        yield str(kind.exit_code), str(kind.__doc__).split("\n")[0]
    yield "3", "a gap at or above `--fail-on`"
    yield (
        str(errors.NothingMeasurable.exit_code),
        "nothing measurable: read well, but no share (or, with `--fail-on`, no gap)",
    )
    yield str(errors.Unreadable.exit_code), "an input cannot be read"


def worlds() -> str:
    """The presets and remedies, and the columns of a sweep."""
    made = [preset(name) for name in names()]
    parts = [
        WRITTEN,
        "# Worlds",
        "## Presets",
        "Each has [a page](../worlds/README.md).",
    ]
    rows = [(f"[`{one.name}`](../worlds/{one.name}.md)", one.title) for one in made]
    parts.append(table(("preset", "what it is"), rows))
    changes = [(f"`{one.name}`", one.title, one.by or "nobody") for one in REMEDIES]
    parts += ["## Remedies", table(("remedy", "what changes", "made by"), iter(changes))]
    told = cleandoc(str(Outcome.__doc__))
    described = re.findall(r"^ {4}(\w+): (.+(?:\n {8}.+)*)$", told, re.MULTILINE)
    columns = [(f"`{name}`", " ".join(means.split())) for name, means in described]
    about = "A row for each world, seed, remedy and arm: `sweep.csv`, `sweep.json` (`seenby/sweep/1`), `truth.json`."
    parts += ["## Columns of a sweep", about, table(("column", "means"), columns)]
    return "\n\n".join(parts) + "\n"


def schema() -> str:
    """The keys of the JSON with their descriptions."""
    shape = json_schema()
    lines = [WRITTEN, "# JSON", "", f"{shape.get('description', '')}", ""]
    lines += ["The schema itself: `seenby.report.json_schema()`, or `src/seenby/report/schema/audit-1.json`.", ""]
    for name, one in [("audit", shape), *shape.get("$defs", {}).items()]:
        rows = [(f"`{key}`", plain(value, shape)) for key, value in one.get("properties", {}).items()]
        if rows:
            lines += [f"## {name}", "", one.get("description", "") if name != "audit" else "", ""]
            lines += [table(("key", "means"), rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def plain(value: dict[str, Any], shape: dict[str, Any]) -> str:
    """A key's description, its own or that of what it refers to."""
    reference = value.get("$ref", "").rsplit("/", 1)[-1]
    described = value.get("description") or shape.get("$defs", {}).get(reference, {}).get("description", "")
    return str(described).replace("|", "\\|").replace("\n", " ")


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]] | list[tuple[str, str]]) -> str:
    """A Markdown table."""
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def text_of(package: str, name: str) -> str:
    """A data file of the package."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
