"""A sweep as a page: a section for each world, with its pictures, its table of remedies and every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seenby.model import COLUMNS, Interval, NotMeasurable, Sweep
from seenby.report import formatting
from seenby.report.audit.figures import Figure
from seenby.report.audit.tables import Cell, Column, Table
from seenby.report.charts import Mark, Row, dots
from seenby.report.numbering import Numbers
from seenby.report.sentences import say, say_sweep
from seenby.report.sweep.sweep_numbers import ALL_ARMS, Line, arms, by_arm, lines, nobody

MOST_ROWS = 12
"""Rows of the table of runs that the page shows; its CSV has all of them as far as there is room."""

RAW = {"men", "men_of_impressions", "men_recorded", "men_in_aim", "gap", "gap_of_impressions"}
TEXTS = {"world", "remedy", "arm", "currency"}
SUMMARY = {
    "men": "share",
    "gap": "share",
    "reach": "count",
    "in_aim": "count",
    "cost_in_aim": "money",
    "engaged": "count",
    "actions": "count",
    "spend": "money",
    "unbilled": "money",
}
"""Columns of the table of remedies, and what their cells are; ``[summary]`` of ``sweep_sentences.toml`` titles them."""

PER = {"cost_in_aim": 1000}
"""Columns that the table of remedies shows for more than one."""


@dataclass(frozen=True, slots=True)
class WorldView:
    """One world: what it came to without a change, and under each remedy."""

    name: str
    title: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]

    @property
    def ident(self) -> str:
        """The name of its place in the page."""
        return f"world-{self.name}"


@dataclass(frozen=True, slots=True)
class SweepPage:
    """All worlds, and the table of every run."""

    sweep: Sweep
    summary: tuple[str, ...]
    worlds: tuple[WorldView, ...]
    runs: Table


def sweep_page(sweep: Sweep) -> SweepPage:
    """The page of a sweep."""
    numbers = Numbers()
    worlds = tuple(_world(sweep, name, title, numbers) for name, title in sweep.worlds.items())
    summary = (
        formatting.number(len(sweep.worlds), "simulated-world"),
        formatting.number(len(sweep.seeds), "seed"),
        formatting.number(len(sweep.changes) - 1, "remedy"),
    )
    return SweepPage(sweep, summary, worlds, _runs(sweep, numbers.table()))


def remedies_table(sweep: Sweep, world: str, number: int) -> Table:
    """One row for each remedy, all arms together: means over seeds, and the range of the share of men."""
    found = lines(sweep, world)
    currency = sweep.rows[0].currency if sweep.rows else ""
    columns = [Column(say_sweep("remedies", "remedy")), Column(say_sweep("remedies", "made-by"))]
    for name, kind in SUMMARY.items():
        columns.append(Column(say_sweep("summary", name, currency=currency), kind))
        if name == "men":
            columns.append(Column(say_sweep("remedies", "range"), kind))
    rows = [_summary_row(line) for line in found]
    caption = say_sweep("remedies", "caption", world=world, seeds=formatting.number(len(sweep.seeds), "seed"))
    return Table(number, caption, tuple(columns), tuple(rows))


def _summary_row(line: Line) -> tuple[Cell, ...]:
    cells: list[Cell] = [line.change.title, line.change.by]
    for name, kind in SUMMARY.items():
        cells.append(_rounded(line.mean(name, PER.get(name, 1)), kind))
        if name == "men":
            cells.append(line.range(name))
    return tuple(cells)


def _rounded(cell: Cell, kind: str) -> Cell:
    """A mean of counts to the nearest whole one."""
    return Interval.exact(float(round(cell.low))) if kind == "count" and isinstance(cell, Interval) else cell


def _world(sweep: Sweep, name: str, title: str, numbers: Numbers) -> WorldView:
    first = sweep.changes[0].name
    figures = [_men_by_arm(sweep, name, first, numbers)]
    if len(sweep.changes) > 1:
        figures += [_men_by_remedy(sweep, name, numbers), _gap_by_remedy(sweep, name, numbers)]
        figures += [_engaged_by_remedy(sweep, name, numbers)]
    tables = (remedies_table(sweep, name, numbers.table()), _arms_table(sweep, name, first, numbers.table()))
    return WorldView(name, title, tuple(_sentences(sweep, name, first)), tuple(figures), tables)


def _sentences(sweep: Sweep, world: str, first: str) -> list[str]:
    """What the arms came to without a change, arm by arm."""
    said = []
    for line in by_arm(sweep, world, first):
        share, aim = line.of("men"), line.of("men_in_aim")
        if share is None or aim is None or (len(arms(sweep, world)) > 8 and line.arm != ALL_ARMS):
            continue
        low, high = f"{share.range.low * 100:.1f}", f"{share.range.high * 100:.1f}"
        said.append(
            say_sweep(
                "arms",
                "said",
                arm=line.arm.capitalize(),
                mean=f"{share.mean * 100:.1f}",
                low=low,
                high=high,
                runs=formatting.number(len(line.rows), "run"),
                aim=f"{aim.mean * 100:.1f}",
            )
        )
    return said


def _men_by_arm(sweep: Sweep, world: str, remedy: str, numbers: Numbers) -> Figure:
    rows = [_men_row(line.arm, line) for line in by_arm(sweep, world, remedy)]
    return _figure(say_sweep("figure", "men-by-arm", world=world), rows, _men_key(), numbers)


def _men_by_remedy(sweep: Sweep, world: str, numbers: Numbers) -> Figure:
    rows = [_men_row(line.change.title, line) for line in lines(sweep, world)]
    return _figure(say_sweep("figure", "men-by-remedy", world=world), rows, _men_key(), numbers)


def _men_key() -> dict[str, str]:
    return {"aim": say_sweep("key", "men-aim"), "first": say_sweep("key", "men")}


def _gap_by_remedy(sweep: Sweep, world: str, numbers: Numbers) -> Figure:
    rows = []
    for line in lines(sweep, world):
        gap = line.of("gap")
        marks = (Mark("first", gap.range),) if gap else ()
        rows.append(Row(line.change.title, marks, "" if marks else say("figure", "not-measurable")))
    title = say_sweep("figure", "gap-by-remedy", world=world)
    return _figure(title, rows, {"first": say_sweep("key", "gap")}, numbers)


def _engaged_by_remedy(sweep: Sweep, world: str, numbers: Numbers) -> Figure:
    rows = []
    for line in lines(sweep, world):
        shares = [row.engaged / row.reach for row in line.rows if row.reach]
        marks = (Mark("first", Interval(min(shares), max(shares))),) if shares else ()
        rows.append(Row(line.change.title, marks, "" if marks else say("figure", "not-measurable")))
    title = say_sweep("figure", "engaged-by-remedy", world=world)
    return _figure(title, rows, {"first": say_sweep("key", "engaged")}, numbers)


def _men_row(label: str, line: Line) -> Row:
    share, aim = line.of("men"), line.of("men_in_aim")
    if share is None:
        return Row(label, (), say("figure", "not-measurable"))
    marks = [Mark("first", share.range)]
    if aim is not None:
        marks.append(Mark("aim", Interval.exact(aim.mean)))
    return Row(label, tuple(marks))


def _figure(title: str, rows: Sequence[Row], key: dict[str, str], numbers: Numbers) -> Figure:
    number = numbers.figure()
    heard = "; ".join(say_sweep("figure", "heard", row=row.label, figures=_heard(row, key)) for row in rows)
    svg = dots(f"figure-{number}", title, heard, rows, key, say_sweep("figure", "unit"))
    return Figure(number, title, svg, None)


def _heard(row: Row, key: Mapping[str, str]) -> str:
    figures = [say_sweep("figure", "mark", name=key[one.shape], share=formatting.share(one.value)) for one in row.marks]
    return ", ".join(figures) or row.note


def _arms_table(sweep: Sweep, world: str, remedy: str, number: int) -> Table:
    columns = (
        Column(say_sweep("arms", "ad")),
        Column(say_sweep("arms", "men-aim"), "share"),
        Column(say_sweep("arms", "men"), "share"),
        Column(say_sweep("arms", "range"), "share"),
        Column(say_sweep("arms", "recorded"), "share"),
        Column(say_sweep("arms", "gap"), "share"),
        Column(say_sweep("arms", "people"), "count"),
        Column(say_sweep("arms", "impressions"), "count"),
    )
    rows = tuple(
        (
            line.arm,
            line.mean("men_in_aim"),
            line.mean("men"),
            line.range("men"),
            line.mean("men_recorded"),
            line.mean("gap"),
            _rounded(line.mean("reach"), "count"),
            _rounded(line.mean("impressions"), "count"),
        )
        for line in by_arm(sweep, world, remedy)
    )
    caption = say_sweep("arms", "caption", world=world, seeds=formatting.number(len(sweep.seeds), "seed"))
    return Table(number, caption, columns, rows)


def _runs(sweep: Sweep, number: int) -> Table:
    """Every row of the sweep."""
    columns = tuple(Column(name.replace("_", " "), _kind(name)) for name in COLUMNS)
    rows = tuple(tuple(_cell(getattr(row, name)) for name in COLUMNS) for row in sweep.rows)
    return Table(number, say_sweep("runs", "caption"), columns, rows, shown=MOST_ROWS)


def _kind(name: str) -> str:
    return "text" if name in TEXTS else "share" if name in RAW else "count" if name not in MONEY else "money"


MONEY = {"spend", "unbilled", "cost_in_aim"}


def _cell(value: object) -> str | Interval | NotMeasurable:
    if isinstance(value, (int, float)):
        return Interval.exact(float(value))
    return nobody() if value is None else str(value)
