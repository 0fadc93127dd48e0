"""An export on its way from a world to bytes: rows by field, then a grid of texts, then a file."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any, Literal

import openpyxl
from tests.oracle.exports.truth import Figures, Unit, World

METRICS = ("impressions", "reach", "spend")


@dataclass(frozen=True)
class Style:
    """How figures and dates are written, and how the file is packed."""

    delimiter: str = ","
    decimal: str = "."
    thousands: str = ""
    dates: str = "%Y-%m-%d"
    encoding: str = "utf-8-sig"
    newline: str = "\n"
    quoting: Literal[0, 1, 2, 3] = csv.QUOTE_MINIMAL
    kind: str = "csv"
    packed: str = ""


@dataclass
class Table:
    """One table: which fields it has and under which headers, and its rows by field."""

    layout: str
    language: str
    fields: list[str]
    headers: dict[str, str]
    rows: list[dict[str, Any]]
    people: dict[str, str]
    style: Style
    by: tuple[str, ...]
    world: World
    before: list[list[str]] = field(default_factory=list)
    after: list[list[str]] = field(default_factory=list)
    name: str = "export"
    hidden: set[str] = field(default_factory=set)
    """Fields whose headers nobody knows."""
    joint: bool = True
    """Whether its rows are broken down by everything in ``by`` at once."""
    slack: float = 0.0
    """How far money may be off a row, where it is printed in whole units."""

    after_grid: list = field(default_factory=list)
    """What is done to the grid of texts when it is written: damage that has no place in rows by field."""

    def copy(self, **changes: Any) -> Table:
        """Another such table, with rows of its own."""
        rows = changes.pop("rows", self.rows)
        return replace(
            self,
            rows=[dict(row) for row in rows],
            fields=list(self.fields),
            headers=dict(self.headers),
            before=list(self.before),
            after=list(self.after),
            after_grid=list(self.after_grid),
            **changes,
        )

    @property
    def is_table(self) -> bool:
        """Whether it is written as rows of cells."""
        return self.style.kind in ("csv", "xlsx")


def row_of(unit: Unit, by: Sequence[str], group: Sequence[Any], figures: Figures, world: World, period: tuple) -> dict:
    """One row by field."""
    row: dict[str, Any] = {**unit.names, "ad_id": unit.number, "start": period[0], "end": period[1]}
    row.update(zip(by, group, strict=True))
    if "day" in row:
        row["day"] = world.date(row["day"])
        row["start"] = row["end"] = row["day"]
    return {**row, "impressions": figures.impressions, "reach": figures.people, "spend": figures.cents / 100}


def rows_of(world: World, by: Sequence[str], days: range | None = None) -> list[dict]:
    """All rows of a world, broken down so, over these of its days."""
    days = days or range(world.days)
    period = (world.date(days[0]), world.date(days[-1]))
    kept = days if "day" in world.by else None
    return [
        row_of(unit, by, group, figures, world, period)
        for unit in world.units
        for group, figures in unit.grouped(by, kept).items()
    ]


def number(value: float, style: Style, *, money: bool) -> str:
    """A figure in the file's own way of writing."""
    text = f"{value:,.2f}" if money else f"{value:,d}"
    return text.replace(",", "\0").replace(".", style.decimal).replace("\0", style.thousands)


def text_of(value: Any, name: str, table: Table) -> str:
    """A cell as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return table.people.get(value, value) if name in ("gender", "age") else value
    if isinstance(value, date):
        return value.strftime(table.style.dates)
    return number(value, table.style, money=isinstance(value, float))


def grid(table: Table) -> list[list[str]]:
    """The whole sheet as texts: notes, header, rows, notes."""
    rows = [[text_of(row.get(name), name, table) for name in table.fields] for row in table.rows]
    cells = [*table.before, [table.headers[name] for name in table.fields], *rows, *table.after]
    for change in table.after_grid:
        cells = change(cells)
    return cells


def file_of(table: Table, number_of_file: int = 0) -> tuple[str, bytes]:
    """The name and the bytes of the export."""
    content, ending = written(table)
    name = f"{table.name}{number_of_file or ''}.{ending}"
    if table.style.packed == "gz":
        return f"{name}.gz", gzip.compress(content, 1, mtime=0)
    if table.style.packed == "zip":
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(zipfile.ZipInfo(name), content)
        return f"{name}.zip", stream.getvalue()
    return name, content


def written(table: Table) -> tuple[bytes, str]:
    """The bytes of the export, and how its name ends."""
    if table.style.kind == "xlsx":
        return _workbook(table), "xlsx"
    if table.style.kind in ("json", "ndjson"):
        return _json(table), table.style.kind
    stream = io.StringIO(newline="")
    writer = csv.writer(
        stream, delimiter=table.style.delimiter, lineterminator=table.style.newline, quoting=table.style.quoting
    )
    notes = {id(line) for line in (*table.before, *table.after)}
    for line in grid(table):
        if id(line) in notes and len(line) == 1 and table.style.delimiter not in line[0]:
            stream.write(line[0] + table.style.newline)
        else:
            writer.writerow(line)
    return stream.getvalue().encode(table.style.encoding, errors="replace"), "csv"


def _workbook(table: Table) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Raw Data Report" if table.language == "en" else "Worksheet")
    typed = {id(row): row for row in table.rows}
    for line in table.before:
        sheet.append(line)
    if table.after_grid:
        for line in grid(table)[len(table.before) :]:
            sheet.append(line)
    else:
        sheet.append([table.headers[name] for name in table.fields])
        for row in typed.values():
            sheet.append([_typed(row.get(name), name, table) for name in table.fields])
        for line in table.after:
            sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _typed(value: Any, name: str, table: Table) -> Any:
    return value if isinstance(value, (int, float, date)) else text_of(value, name, table)


def _json(table: Table) -> bytes:
    records = [record(row, table) for row in table.rows]
    if table.style.kind == "ndjson":
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records).encode()
    if table.layout == "insights" and table.style.newline == "\n":
        return json.dumps({"data": records, "paging": {"cursors": {"before": "a", "after": "b"}}}).encode()
    return json.dumps(records, indent=1).encode()


INSIGHTS = {"campaign": "campaign_name", "ad_set": "adset_name", "ad": "ad_name", "placement": "publisher_platform"}


def record(row: dict[str, Any], table: Table) -> dict[str, Any]:
    """One row of Meta's insights: every metric is a text, and what has no value has no key."""
    made: dict[str, Any] = {}
    for name in table.fields:
        value = row.get(name)
        key = table.headers.get(name, INSIGHTS.get(name, name))
        if name in ("start", "end") and isinstance(value, date):
            made["date_start" if name == "start" else "date_stop"] = value.isoformat()
        elif isinstance(value, date) or value is None:
            continue
        else:
            made[key] = f"{value:.2f}" if isinstance(value, float) else str(value)
    return made


def random_style(rng: Random, language: str) -> Style:
    """A way to write a text file that programs in this language have."""
    comma = language not in ("en", "ja", "ko", "zh", "zh_hant") and rng.random() < 0.5
    delimiter = rng.choice(";\t") if comma else rng.choice(",,,;\t")
    thousands = rng.choice(("", "", "", ".", " ", "\u00a0")) if comma else rng.choice(("", "", "", "", ",", " "))
    dates = ["%Y-%m-%d"] * 4
    if language == "en":
        dates += ["%m/%d/%Y", "%b %d, %Y"]
    elif language not in ("ja", "ko", "zh", "zh_hant"):
        dates += ["%d/%m/%Y", "%d.%m.%Y"]
    encodings = ["utf-8-sig", "utf-8-sig", "utf-8", "utf-16"]
    return Style(
        delimiter,
        "," if comma else ".",
        thousands,
        rng.choice(dates),
        rng.choice([*encodings, *([code_page(language)] if rng.random() < 0.5 else [])]),
        rng.choice(("\n", "\r\n")),
        rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)),
        packed=rng.choice(("", "", "", "", "", "gz", "zip")),
    )


def code_page(language: str) -> str:
    """The code page that a spreadsheet on Windows saves this language in."""
    pages = {"pl": "cp1250", "cs": "cp1250", "ru": "cp1251", "uk": "cp1251", "ja": "cp932", "ko": "cp949"}
    return {**pages, "zh": "gb18030", "zh_hant": "cp950", "tr": "cp1254", "vi": "utf-8"}.get(language, "cp1252")
