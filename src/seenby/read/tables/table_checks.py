"""What only a whole table can tell, as a list of checks: rows that come twice, ids, names, totals, gaps, periods.

A check refuses the table, or takes rows out of it, or says something about it. Each does its work on the rows that
those before it have left, so the order of `CHECKS` is part of what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from seenby.model import Health, LeftOut
from seenby.read.checks.ad_names import one_name_for_each_id, refuse_errors, refuse_gaps
from seenby.read.checks.blank_figures import counts_left_blank
from seenby.read.checks.duplicate_rows import cells_said_otherwise, leave_repeats, rows_said_again
from seenby.read.checks.group_columns import refuse_blank_groups
from seenby.read.checks.rounded_ids import keys_to_join
from seenby.read.checks.row_periods import periods_are_steps, refuse_backward
from seenby.read.checks.total_rows import leave_totals
from seenby.read.checks.unknown_groups import tell_unknown
from seenby.read.contract import SPLIT, Sheet
from seenby.read.tables.normalise import date_columns, has_currency, text_columns
from seenby.store import Shape, Workbench


@dataclass
class StoredTable:
    """A sheet's rows in the engine while they are checked.

    Attributes:
        bench: Where the table is.
        name: Its name there.
        sheet: What it was written from.
        shape: The columns that still count; a check may take one away or add one.
        said_totals: Rows that say in words that they are totals over groups.
        called_totals: Rows that are called totals over all ads.
        counted: Rows that were left out as totals and turned out to be none.
        left_out: Rows that the checks took out of the table.
        health: What the checks noticed, in their order.
    """

    bench: Workbench
    name: str
    sheet: Sheet
    shape: Shape
    said_totals: Collection[int] = ()
    called_totals: Collection[int] = ()
    counted: set[int] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)
    health: list[Health] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The source, for notes and refusals."""
        return self.sheet.label

    @property
    def figures(self) -> list[str]:
        """The columns of figures: two ends for each metric."""
        return [f"{metric}_{end}" for metric in self.shape.metrics for end in ("low", "high")]

    @property
    def relation(self) -> str:
        """The table with its dates in place of their spellings; where periods are steps, their first day is the day."""
        dates = date_columns(self.sheet)
        values = [f'{name}_of.value AS "{name}"' for name in dates]
        values += ['start_of.value AS "day"'] if "day" in self.shape.dates and "day" not in dates else []
        replaced = [f'"{name}"' for name in dates]
        if has_currency(self.sheet):
            # A row without money names no currency, which is not another currency.
            values.append("nullif(t.currency, '') AS currency")
            replaced.append("currency")
        if not replaced:
            return self.name
        joins = " ".join(
            f"LEFT JOIN {self.name}_dates AS {name}_of ON {name}_of.field = '{name}' AND {name}_of.text = t.\"{name}\""
            for name in dates
        )
        columns = f"t.* EXCLUDE ({', '.join(replaced)})"
        return f"(SELECT {columns}, {', '.join(values)} FROM {self.name} AS t {joins})"


class Noticed(NamedTuple):
    """What one check found; what it took out of the table is gone from the engine already.

    Attributes:
        health: What to know before believing a figure.
        left_out: Rows that no longer count.
        shape: The columns that count from here on; None where they stay as they are.
    """

    health: Iterable[Health] = ()
    left_out: Iterable[LeftOut] = ()
    shape: Shape | None = None


Check = Callable[[StoredTable], Noticed]
"""Looks at a table. Raises `Unreadable`, mostly `BadRows` or `BadValue`, where it cannot be believed."""


class TableCheck(NamedTuple):
    """A check by name, and the sheets that it is for."""

    name: str
    run: Check
    is_for: Callable[[Sheet], bool]


def run_checks(table: StoredTable) -> None:
    """Run every check that is for such a sheet, in order, and keep in the table what they notice.

    Raises:
        BadValue: When a cell is not what its column says.
        BadRows: When rows contradict each other, or nothing says whose they are.
    """
    for check in CHECKS:
        if check.is_for(table.sheet):
            noticed = check.run(table)
            table.health += noticed.health
            table.left_out += noticed.left_out
            table.shape = noticed.shape or table.shape


def _repeated_records(table: StoredTable) -> Noticed:
    return Noticed(left_out=leave_repeats(table.bench, table.name, table.label))


def _rounded_ids(table: StoredTable) -> Noticed:
    keys, health = keys_to_join(table.bench, table.name, table.shape, table.label)
    return Noticed(health, shape=replace(table.shape, keys=keys))


def _spreadsheet_errors(table: StoredTable) -> Noticed:
    refuse_errors(table.bench, table.name, table.shape, table.label)
    return Noticed()


def _renamed_ads(table: StoredTable) -> Noticed:
    return Noticed(one_name_for_each_id(table.bench, table.name, table.shape, table.label))


def _total_rows(table: StoredTable) -> Noticed:
    by_hand, split = not table.sheet.machine, SPLIT in table.sheet.fields
    rows, health, counted = leave_totals(
        table.bench, table.name, table.shape, table.label, by_hand=by_hand, split=split, called=table.called_totals
    )
    table.counted |= counted
    return Noticed(health, rows)


def _blank_names(table: StoredTable) -> Noticed:
    refuse_gaps(table.bench, table.name, table.shape, table.label)
    return Noticed()


def _blank_groups(table: StoredTable) -> Noticed:
    refuse_blank_groups(table.bench, table.name, table.shape, table.label)
    return Noticed()


def _unknown_groups(table: StoredTable) -> Noticed:
    split = [SPLIT] if SPLIT in table.sheet.fields else []
    told = tell_unknown(table.bench, table.name, table.shape, table.label, split, table.said_totals)
    table.counted |= told.unknown
    return Noticed(told.health)


def _blank_figures(table: StoredTable) -> Noticed:
    metrics = table.shape.metrics
    return Noticed(counts_left_blank(table.bench, table.name, table.shape, metrics, table.label))


def _repeated_rows(table: StoredTable) -> Noticed:
    words = text_columns(table.sheet)
    return Noticed(rows_said_again(table.bench, table.name, words, table.figures, table.label))


def _contradicting_rows(table: StoredTable) -> Noticed:
    words = text_columns(table.sheet)
    return Noticed(cells_said_otherwise(table.bench, table.name, words, table.figures, table.label))


def _backward_periods(table: StoredTable) -> Noticed:
    refuse_backward(table.bench, table.relation, table.shape, table.label)
    return Noticed()


def _periods_by_day(table: StoredTable) -> Noticed:
    if not periods_are_steps(table.bench, table.relation, table.shape, table.label):
        return Noticed()
    return Noticed(shape=replace(table.shape, dates=(*table.shape.dates, "day")))


def _any(_: Sheet) -> bool:
    return True


def _is_of_records(sheet: Sheet) -> bool:
    return sheet.unique_rows


def _is_of_rows(sheet: Sheet) -> bool:
    return not sheet.unique_rows


def _is_table(sheet: Sheet) -> bool:
    """Whether people may have had their hands in it: no program leaves cells blank by merging them."""
    return not sheet.machine


CHECKS: tuple[TableCheck, ...] = (
    # Pages of an API overlap. A record that came twice must be gone before anything is added up or compared.
    TableCheck("repeated-records", _repeated_records, _is_of_records),
    # Rounded ids name several ads at once, so no later check may take two rows for one ad by them.
    TableCheck("rounded-ids", _rounded_ids, _any),
    # An error cell in place of a name is the same text for every ad: refused before names are compared at all.
    TableCheck("spreadsheet-errors", _spreadsheet_errors, _any),
    # A renamed ad must be one ad before its total is held against its rows, half of which have the other name.
    TableCheck("renamed-ads", _renamed_ads, _any),
    # Totals have blank names and groups by right. Only when they are gone is a blank cell a gap.
    TableCheck("total-rows", _total_rows, _any),
    # Merged cells leave blanks. Names first: a row that is nobody's is worse than one without a group.
    TableCheck("blank-names", _blank_names, _is_table),
    TableCheck("blank-groups", _blank_groups, _is_table),
    # Groups as the file has them: the next check makes groups of blanks.
    TableCheck("blank-figures", _blank_figures, _any),
    # A blank that is left is a total over its column, or it is a group that nobody knows.
    TableCheck("unknown-groups", _unknown_groups, _any),
    # What comes twice is only said, not taken out, so what stands above has settled which rows are there.
    # Equal rows before unequal ones: the second note is about those that the first does not explain.
    TableCheck("repeated-rows", _repeated_rows, _is_of_rows),
    TableCheck("contradicting-rows", _contradicting_rows, _is_of_rows),
    # Periods come last, because totals often carry the period of the whole report, which overlaps that of every row.
    # One that runs backward would pass for a step, so it is refused before steps are looked for.
    TableCheck("backward-periods", _backward_periods, _is_table),
    TableCheck("periods-by-day", _periods_by_day, _any),
)
"""All checks of a table, in the order in which they run."""
