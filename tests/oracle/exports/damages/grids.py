"""What happens to a sheet of cells: notes around the table, cells that slip, rows that break, headers again."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.oracle.exports.damages.kind import DIMENSIONS, Damage, each, is_table, says
from tests.oracle.exports.table import Table

Cells = list[list[str]]
BEFORE = (
    ["Report created by the agency"],
    ["Account: Shop, 12 ads; all of them"],
    [""],
    ["Period", "2025-03-01", "2025-03-31"],
    ["Filters", "none"],
    ["This is raw data. See Sheet 1 for a formatted report."],
)
AFTER = (["Source: our own export"], [""], ["Note: figures are estimated, see the manual"], ["* provisional"])


def _before(table: Table, rng: Random) -> None:
    table.before = [*[list(line) for line in rng.sample(BEFORE, rng.randint(1, 3))], *table.before]


def _after(table: Table, rng: Random) -> None:
    table.after = [*table.after, *[list(line) for line in rng.sample(AFTER, rng.randint(1, 3))]]


def _on_row(change: Callable[[list[str], Random, Table], list[str]]) -> Callable[[Table, Random], None]:
    """Damage to the texts of one row below the header."""

    def run(table: Table, rng: Random) -> None:
        seed = rng.randrange(10**9)
        first, count = len(table.before) + 1, len(table.rows)

        def on_grid(cells: Cells) -> Cells:
            lot = Random(seed)
            at = first + lot.randrange(count)
            return [*cells[:at], change(cells[at], lot, table), *cells[at + 1 :]]

        table.after_grid = [*table.after_grid, on_grid]

    return run


def _slip_right(row: list[str], rng: Random, _: Table) -> list[str]:
    at = rng.randrange(len(row))
    return [*row[:at], "", *row[at:]]


def _slip_left(row: list[str], rng: Random, _: Table) -> list[str]:
    at = rng.randrange(len(row) - 1)
    return [*row[:at], *row[at + 1 :], ""]


def _short(row: list[str], rng: Random, _: Table) -> list[str]:
    return row[: rng.randrange(1, len(row))]


def _long(row: list[str], rng: Random, _: Table) -> list[str]:
    at = rng.randrange(len(row))
    return [*row[:at], "and more", *row[at:]]


def _swapped(row: list[str], _: Random, table: Table) -> list[str]:
    """A figure that is a word."""
    at = table.fields.index("impressions")
    return [*row[:at], "many", *row[at + 1 :]]


def _header_again(table: Table, rng: Random) -> None:
    seed, first, count = rng.randrange(10**9), len(table.before), len(table.rows)

    def on_grid(cells: Cells) -> Cells:
        at = first + 1 + Random(seed).randrange(count)
        return [*cells[:at], list(cells[first]), *cells[at:]]

    table.after_grid = [*table.after_grid, on_grid]


def _blank_lines(table: Table, rng: Random) -> None:
    seed, first, count = rng.randrange(10**9), len(table.before), len(table.rows)

    def on_grid(cells: Cells) -> Cells:
        at = first + 1 + Random(seed).randrange(count)
        return [*cells[:at], [""] * len(cells[first]), *cells[at:]]

    table.after_grid = [*table.after_grid, on_grid]


def _indented(table: Table, _: Random) -> None:
    table.after_grid = [*table.after_grid, lambda cells: [["", *row] for row in cells]]


def _numbered(table: Table, _: Random) -> None:
    """A column of row numbers without a header, as data tools write it."""

    def on_grid(cells: Cells) -> Cells:
        head = len(table.before)
        return [[("" if at <= head else str(at - head - 1)), *row] for at, row in enumerate(cells)]

    table.after_grid = [*table.after_grid, on_grid]


def _not_google(table: Table) -> bool:
    return is_table(table) and table.layout != "google"


DAMAGES = (
    Damage("notes above", each(_before), _not_google, 3),
    Damage("notes below", each(_after), is_table, 3),
    Damage("cells slipped right", each(_on_row(_slip_right)), is_table, 5, says("figures-blank"), may_miss=DIMENSIONS),
    Damage("cells slipped left", each(_on_row(_slip_left)), is_table, 5, says("figures-blank"), may_miss=DIMENSIONS),
    Damage(
        "a row too short",
        each(_on_row(_short)),
        is_table,
        5,
        says("total-does-not-fit", "figures-blank", "rows-left-out"),
    ),
    Damage("a row too long", each(_on_row(_long)), is_table, 5),
    Damage("a word for a figure", each(_on_row(_swapped)), is_table, 5),
    Damage("the header again", each(_header_again), is_table, 5),
    Damage("blank lines", each(_blank_lines), is_table, 5),
    Damage("a blank column on the left", each(_indented), _not_google, 5),
    Damage("row numbers", each(_numbered), _not_google, 5),
)
