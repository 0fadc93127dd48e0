"""What the names in a table say of each other: errors in their place, gaps, one ad under two names, lookalikes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from seenby.errors import BadRows, BadValue
from seenby.model import LEVELS, Health
from seenby.read.cells.folded_text import fold
from seenby.read.cells.vocabulary import is_spreadsheet_error
from seenby.read.sentences import say
from seenby.store import Shape, Workbench

MOST = 1_000
LOST = "give the export as it came, or open this file in a spreadsheet, repair the cells and save it again"
MOST_NAMED = 3


def refuse_errors(bench: Workbench, table: str, shape: Shape, label: str) -> None:
    """Stop where a spreadsheet's error stands in place of a name or a group: all of them look alike.

    Raises:
        BadValue: Naming the rows.
    """
    for name in (*shape.keys, *shape.breakdowns):
        distinct = bench.connection.execute(f'SELECT DISTINCT "{name}" FROM {table}').fetchall()
        wrong = [text for (text,) in distinct if is_spreadsheet_error(text)]
        if wrong:
            marks = ", ".join("?" * len(wrong))
            raise BadValue(
                f"there is an error, or a formula without its result, in place of what stood under “{name}”",
                where=label,
                rows=_rows(bench, f'SELECT row FROM {table} WHERE "{name}" IN ({marks})', wrong),
                remedy=LOST,
            )


def one_name_for_each_id(bench: Workbench, table: str, shape: Shape, label: str) -> Iterator[Health]:
    """Give each id one name, the last in the file: an ad that was renamed is still the same ad.

    Accounts keep all their names: what tells them apart is never their name alone.
    """
    renamed = 0
    for level in LEVELS[1:]:
        if level not in shape.keys or f"{level}_id" not in shape.keys:
            continue
        several = (
            f'SELECT "{level}_id" AS id, arg_max("{level}", row) FILTER (WHERE trim("{level}") <> \'\') AS latest '
            f'FROM {table} WHERE trim("{level}_id") <> \'\' GROUP BY id HAVING count(DISTINCT "{level}") > 1'
        )
        ((count,),) = bench.connection.execute(f"SELECT count(*) FROM ({several})").fetchall()
        if count:
            renamed += count
            bench.connection.execute(
                f'UPDATE {table} SET "{level}" = latest FROM ({several}) AS named WHERE {table}."{level}_id" = named.id'
            )
    if renamed:
        note = say("renamed", "one") if renamed == 1 else say("renamed", "several", count=f"{renamed:,}")
        yield Health("renamed", "info", note, label)


def refuse_gaps(bench: Workbench, table: str, shape: Shape, label: str) -> None:
    """Stop where names are blank that other rows have, as merged cells leave them.

    Raises:
        BadRows: Naming the rows.
    """
    if not shape.keys:
        return
    # A name or its id is enough: exports may hide either column.
    levels = [level for level in LEVELS if _named(shape, level)]
    nobody = " AND ".join(f"NOT ({_named(shape, level)})" for level in levels)
    if not bench.connection.execute(f"SELECT 1 FROM {table} WHERE NOT ({nobody}) LIMIT 1").fetchall():
        raise BadRows(
            "the columns of names are blank in every row, so ads cannot be told apart",
            where=label,
            rows=_rows(bench, f"SELECT row FROM {table}") or [1],
            remedy="fill in the names, or take their columns out if all rows are of one ad",
        )
    # Merged cells keep the name of a campaign in their first row only, so the rows below would be nobody's.
    # The ad itself may be blank: such a row speaks of its ad set as a whole.
    for place, level in enumerate(levels[:-1]):
        named = _named(shape, level)
        if not bench.connection.execute(f"SELECT 1 FROM {table} WHERE {named} LIMIT 1").fetchall():
            # A level that is blank throughout was only left in the report.
            continue
        finer = " OR ".join(_named(shape, other) for other in levels[place + 1 :])
        rows = _rows(bench, f"SELECT row FROM {table} WHERE NOT ({named}) AND ({finer})")
        if rows:
            raise BadRows(
                f"the name of the {level.replace('_', ' ')} is blank, unlike in the other rows",
                where=label,
                rows=rows,
                remedy="export it again without merged cells, or repeat the name in every row",
            )


def alike(names: Iterable[Sequence[str | None]], label: str) -> Iterator[Health]:
    """A note where names differ in nothing but case, spaces or signs that nobody sees."""
    spellings: dict[tuple[str, ...], int] = defaultdict(int)
    for parts in set(map(tuple, names)):
        spellings[tuple(fold(part or "") for part in parts)] += 1
    again = sum(count > 1 for count in spellings.values())
    if again:
        note = say("names-alike", "one") if again == 1 else say("names-alike", "several", count=f"{again:,}")
        yield Health("names-alike", "warning", note, label)


def _named(shape: Shape, level: str) -> str:
    columns = [name for name in (level, f"{level}_id") if name in shape.keys]
    return " OR ".join(f"trim(\"{name}\") <> ''" for name in columns)


def _rows(bench: Workbench, sql: str, values: Sequence[str] = ()) -> list[int]:
    return [row for (row,) in bench.connection.execute(f"{sql} ORDER BY row LIMIT {MOST}", list(values)).fetchall()]
