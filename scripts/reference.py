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
from seenby.platforms.simulated import REMEDIES, api, names, preset
from seenby.platforms.simulated.api.objects.create import MAKERS
from seenby.platforms.simulated.api.objects.fields import SHOWN
from seenby.platforms.simulated.api.reports.query import BREAKDOWNS, FIELDS
from seenby.platforms.simulated.api.routes import EDGES, LISTS
from seenby.read import READERS
from seenby.read.cells.headers import families, languages
from seenby.report import json_schema

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
COMMANDS = (
    "audit",
    "demo",
    "readers",
    "reproduce",
    "platform world",
    "platform sweep",
    "platform serve",
    "study new",
    "study plan",
    "study register",
    "study deviate",
    "study judge",
    "study report",
    "verify",
    "study run",
    "study resume",
    "study stop",
    "study collect",
    "watch run",
    "watch follow",
    "watch replay",
    "watch plan",
    "watch ad",
)
ABOUT_LAYOUTS = (
    "Not every layout was seen in a real file. Where one was not, it is read as the platform documents it or as public "
    "programs read it, and a figure that looks odd deserves a look at the platform's own table."
)
NONE_SEEN = "none"
LAYOUTS = {
    "meta-ads-manager": (
        "CSV of reports in English, of 2020: by gender, age, region and country, and many of the same ads in a row",
        "the newer export of the ads table; XLSX; all other languages; placements; days",
    ),
    "meta-insights": (
        NONE_SEEN,
        "JSON and NDJSON of the Marketing API, and the wrappings that data tools put around it",
    ),
    "meta-ad-library": (
        "shares by age and gender of political ads, as the API gives them",
        "people reached in the EU by age, gender and country; NDJSON; CSV",
    ),
    "google-ads": (
        "CSV of a gender report in English, of 2020; a workbook written by a Google Ads script",
        "age reports; other languages; answers of the API",
    ),
    "tiktok": (NONE_SEEN, "CSV and XLSX of TikTok Ads Manager; JSON of the Marketing API"),
    "pinterest": (NONE_SEEN, "CSV and JSON of targeting reports"),
    "snapchat": (NONE_SEEN, "CSV and JSON of stats by dimension"),
    "by-hand": ("a form of our own", "what a phone shows of a boosted post"),
    "generic": ("your mapping file says what the columns are", "-"),
}
"""What each reader was tried on: real exports from Ads Manager and Google Ads, and what only documentation says."""
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
        "platform.md": served(),
    }


def index() -> str:
    """What there is."""
    return f"""{WRITTEN}
# Reference

* [Commands](commands.md), with their options
* [Readers](readers.md): what can be read, and in which languages
* [Codes](codes.md): exit codes, verdicts, checks, warnings of a plan, data health
* [JSON](json.md): the shapes `seenby/audit/1` and `seenby/study/1`, key by key, and those of a sealed folder
* [Worlds](worlds.md): the simulated ones, the remedies, and the columns of a sweep
* [Platform](platform.md): what `seenby platform serve` answers, its faults, and where it stops
* [Statistics](statistics.md): the functions of `seenby.stats`, with their sources

Settings in the environment: `SEENBY_TRACEBACK=1` shows where an error of ours happened; `NO_COLOR` turns colours off.
`SEENBY_PLATFORM_TOKEN` is the only token that a served platform lets in (any, where it is not set), and with
`SEENBY_PLATFORM_APP_SECRET` calls must carry the proof that belongs to their token. `SEENBY_META_TOKEN` and
`SEENBY_META_APP_SECRET` are the client's own; secrets are never taken from a command line or a file.
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
    lines += [
        "",
        ABOUT_LAYOUTS,
        "",
        "| reader | confirmed on real files | made after documentation and public programs |",
    ]
    lines += ["| --- | --- | --- |"]
    lines += [
        f"| `{one.name}` | {real} | {documented} |" for one in READERS for real, documented in [LAYOUTS[one.name]]
    ]
    lines += ["", "Column names are known in these languages:", ""]
    lines += [f"* {family}: {', '.join(languages(family))}" for family in families()]
    return "\n".join(lines) + "\n"


def codes() -> str:
    """Everything with a code."""
    parts = [WRITTEN, "# Codes", "## Exit codes", table(("code", "when"), exit_codes())]
    parts += ["## Errors", ABOUT_ERRORS, table(("error", "exit code", "HTTP status", "when"), raised())]
    parts += ["## Verdicts", "See [words](../words.md#verdicts): " + ", ".join(f"*{one}*" for one in Verdict) + "."]
    checks = tomllib.loads(text_of("seenby.judge", "sentences.toml"))["checks"]
    parts += ["## Checks of a finding", table(("code", "passes when"), ((f"`{c}`", say(c)) for c in checks))]
    health = tomllib.loads(text_of("seenby.model", "health.toml"))
    rows = ((f"`{code}`", one["severity"], one["means"]) for code, one in health.items())
    warnings = tomllib.loads(text_of("seenby.study.ads.planning", "texts/warnings.toml"))
    told = ((f"`{code}`", str(one["means"])) for code, one in warnings.items())
    parts += ["## Warnings of a plan", table(("code", "when"), told)]
    parts += ["## Data health", table(("code", "severity", "means"), rows)]
    return "\n\n".join(parts) + "\n"


def say(check: str) -> str:
    """A check's words, for any dimension."""
    return phrase("checks", check, dimension="gender (or age)")


def exit_codes() -> Iterator[tuple[str, str]]:
    """The codes a command leaves with."""
    yield "0", "done"
    yield "1", "our fault"
    yield str(errors.UsageError.exit_code), str(errors.UsageError.__doc__).split("\n")[0]
    yield "3", "a gap at or above `--fail-on`"
    yield (
        str(errors.NothingMeasurable.exit_code),
        "nothing measurable: read well, but no share (or, with `--fail-on`, no gap)",
    )
    for kind in (errors.PlatformRefused, errors.StoppedByGuard):
        yield str(kind.exit_code), str(kind.__doc__).split("\n")[0]
    yield (
        str(errors.Unreadable.exit_code),
        "an input cannot be read, or a folder is not what was sealed",
    )


ABOUT_ERRORS = """What `seenby` raises, a more special error under a more general one. A command leaves with the exit
code; the HTTP status is what a page answers with. `seenby.errors.explain` gives the sentences a page shows."""


def raised(kind: type[errors.SeenbyError] = errors.SeenbyError) -> Iterator[tuple[str, ...]]:
    """Every error with its two codes, each after its parent."""
    means = "our fault, where no more special error says otherwise" if kind is errors.SeenbyError else first_line(kind)
    yield f"`{kind.__name__}`", str(kind.exit_code), str(kind.http_status), means
    for child in kind.__subclasses__():
        yield from raised(child)


def first_line(kind: type) -> str:
    """What a class is, in its own words."""
    return str(kind.__doc__).split("\n")[0]


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


def served() -> str:
    """The calls of the simulated platform, its faults, and where it differs from the real one."""
    limits = tomllib.loads(text_of("seenby.platforms.simulated.api.http", "limits.toml"))["limits"]
    broken_down = "; ".join(" and ".join(f"`{name}`" for name in some) for some in BREAKDOWNS if some)
    faults = [(f"`{name}`", means) for name, means in {**api.KINDS, **api.CHANGES}.items()]
    fields = [(kind, ", ".join(f"`{name}`" for name in shown)) for kind, shown in SHOWN.items()]
    parts = [WRITTEN, "# Platform", SERVED.format(oldest=api.OLDEST, newest=api.NEWEST)]
    parts += ["## Calls", table(("call", "what it is"), calls())]
    parts += ["## Fields", table(("object", "fields"), fields)]
    parts += [f"Reports: {', '.join(f'`{name}`' for name in FIELDS)}. Broken down by {broken_down}."]
    parts += ["## Faults", ASKING, table(("kind", "what happens"), faults)]
    parts += ["## Where it stops", "\n".join(f"* {one}" for one in limits)]
    return "\n\n".join(parts) + "\n"


SERVED = """`seenby platform serve` speaks the dialect of Meta's Marketing API, versions v{oldest}.0 to v{newest}.0, on
127.0.0.1. How to use it: [how-to](../how-to.md#run-ads-on-a-simulated-platform)."""
ASKING = """Sent to `POST /_platform/faults`, or in the file that `--faults` names: `kind`, and where it applies
`method`, `path` (a part of it), `after` (calls that pass first), `times`, `seconds`, `code`, `minutes`."""


def calls() -> list[tuple[str, str]]:
    """Every call, and what it does."""
    made = [(f"`POST act_<id>/{edge}`", f"make: {kind}") for edge, (kind, _) in MAKERS.items()]
    lists = [(f"`GET <{kind}>/{edge}`", f"list: {of}") for (kind, edge), (of, _) in LISTS.items()]
    edges = [(f"`GET <{kind}>/{edge}`", edge.replace("_", " ")) for kind, edge in EDGES]
    return [*made, *lists, *edges, *OTHER_CALLS]


OTHER_CALLS = [
    ("`POST <object>/insights`", "a report that is prepared first: `report_run_id`"),
    ("`GET <report>`", "how far it is: `async_status`, `async_percent_completion`"),
    ("`GET <object>`, `POST <object>`, `DELETE <object>`", "read, change, delete"),
    ("`GET ?ids=`, `POST batch=`", "several at once"),
    ("`GET me`, `me/adaccounts`, `me/accounts`", "who calls, ad accounts, pages"),
    ("`GET search?type=adinterest`, `type=adgeolocation`", "interests; the country and its regions"),
    ("`GET ads_archive`", "the Ad Library, with reach in the EU"),
    ("`/`, `/_platform/state`, `/_platform/step`, `/_platform/faults`", "a page for people; for tests"),
]


def schema() -> str:
    """The keys of the JSON with their descriptions."""
    audit, study = json_schema(), json_schema("study")
    lines = [WRITTEN, "# JSON", "", f"{audit.get('description', '')}", ""]
    lines += ["The schema itself: `seenby.report.json_schema()`, or `src/seenby/report/schema/audit-1.json`.", ""]
    lines += [*described("audit", audit), "# JSON of a study", "", f"{study.get('description', '')}", ""]
    lines += [
        'The schema itself: `seenby.report.json_schema("study")`, or `src/seenby/report/schema/study-1.json`.',
        "",
    ]
    lines += [*described("findings", study), *SEALED]
    return "\n".join(lines).rstrip() + "\n"


SEALED = (
    "# JSON of a sealed folder",
    "",
    "`manifest.json` (`seenby/manifest/1`): `files`, each with `path`, `bytes` and `sha256`, by path; `version`, that",
    "of the seenby that sealed; `root`, the SHA-256 of the same text without the root. Keys are sorted, indent 1.",
    "",
    "`seenby verify --json` (`seenby/verification/1`): `sound`; `root` and `registration`, the hashes to compare with",
    "those that were published; `files`, how many were sealed; `differences`, each with `path`, `kind` (`changed`,",
    "`missing`, `new`, `broken`) and `note`; `again`, what judging the sources again came to; `agrees`.",
)


def described(top: str, shape: dict[str, Any]) -> list[str]:
    """A table for each object of a shape."""
    lines: list[str] = []
    for name, one in [(top, shape), *shape.get("$defs", {}).items()]:
        rows = [(f"`{key}`", plain(value, shape)) for key, value in one.get("properties", {}).items()]
        if rows:
            lines += [f"## {name}", "", one.get("description", "") if name != top else "", ""]
            lines += [table(("key", "means"), rows), ""]
    return lines


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
