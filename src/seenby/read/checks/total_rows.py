"""Rows that stand for others of the same file: totals over days, devices, and the ads of a campaign or of all.

A row without a day among days, or without the ad's name among ads, is a total as far as it fits the sum of the rows it
stands for. It is left out, because those are counted already.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from seenby.errors import BadRows
from seenby.model import LEVELS, Health, LeftOut
from seenby.read.cells.folded_text import fold
from seenby.read.cells.vocabulary import total_stem
from seenby.read.checks.totals_by_sum import TotalsBySum
from seenby.read.contract import BETWEEN, SPLIT
from seenby.read.sentences import say
from seenby.store import Shape, Workbench

MOST = 1_000
Misfit = Literal["say", "keep", "refuse"]
MISFIT_AT: Mapping[int, Misfit] = {0: "refuse"}
"""What becomes of rows that are no sum, by how fine their names are: those without any are nobody's."""

CHECKED = ("impressions", "spend")
"""Metrics that add up over ads and days, the first that a table has being compared."""


def leave_totals(
    bench: Workbench,
    table: str,
    shape: Shape,
    label: str,
    *,
    by_hand: bool = False,
    split: bool = False,
    called: Collection[int] = (),
) -> tuple[list[LeftOut], list[Health], set[int]]:
    """Take total rows out of a table.

    Args:
        bench: Where the table is.
        table: Its name.
        shape: Its columns.
        label: The source, for notes and refusals.
        by_hand: Whether people may have put notes and subtotals into it, as into any table and no program's answer.
        split: Whether a column says what else tells rows apart, such as the device.
        called: Rows that are called totals of all, which their figures must bear out.

    Returns:
        The rows, a note for those that differ from the sum they stand for, and those of ``called`` that are an ad's.

    Raises:
        BadRows: When rows have no name at all, others have, and they are not the sum of those: then nothing says whose
            they are.
    """
    work = _Work(bench, table, shape, label, called)
    # Notes first: a name alone would look like a total over whatever stands below it.
    # Subtotals of a spreadsheet next, because no later step knows "Spring Total" for what it is.
    if by_hand:
        work.without_figures()
        work.over_named()
    # From the finest to the coarsest: a total over days has devices of its own, and so on, so that each step is held
    # against rows of which none is a total any more.
    if split:
        work.over_splits()
    if "placement" in shape.breakdowns:
        work.over_positions()
    work.over_days()
    # A word for a total that is no sum is an ad's name and must stay, before blank names are called totals of ads.
    work.over_all()
    work.over_ads()
    return work.left_out, work.health, work.counted


@dataclass
class _Work:
    """Goes from one kind of total to the next and keeps what was found."""

    bench: Workbench
    table: str
    shape: Shape
    label: str
    called: Collection[int] = ()
    counted: set[int] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)
    health: list[Health] = field(default_factory=list)

    @property
    def metric(self) -> str | None:
        """What totals are compared by."""
        return next((name for name in CHECKED if name in self.shape.metrics), None)

    def without_figures(self) -> None:
        """Notes under a table that were saved at its width: one name in the row, no group, no date and no figure."""
        names = " + ".join(f"(trim(\"{name}\") <> '')::INT" for name in self.shape.keys) or "0"
        others = [f"\"{name}\" = ''" for name in (*self.shape.breakdowns, *self.shape.dates)]
        blank = [*others, *(f"{metric}_low IS NULL" for metric in self.shape.metrics)]
        rows = self._rows(f"SELECT row FROM {self.table} WHERE {' AND '.join([f'{names} = 1', *blank])}")
        ((all_rows,),) = self.bench.connection.execute(f"SELECT count(*) FROM {self.table}").fetchall()
        # Of an ad that never ran, some table may say its name and no more.
        tells_notes = self.shape.breakdowns or self.shape.dates or len(self.shape.keys) > 1
        if tells_notes and rows and len(rows) < all_rows:
            if self.shape.breakdowns:
                self._refuse_blocks(rows)
            self.left_out += [LeftOut(row, say("left-out", "no-figure")) for row in rows]
            self.bench.connection.execute(f"DELETE FROM {self.table} WHERE row IN ({', '.join(map(str, rows))})")

    def _refuse_blocks(self, rows: Sequence[int]) -> None:
        """Names that stand alone above their block are no notes."""
        nameless = " AND ".join(f"trim(\"{name}\") = ''" for name in self.shape.keys)
        listed = ", ".join(map(str, rows))
        grouped = " OR ".join(f"\"{name}\" <> ''" for name in self.shape.breakdowns)
        self._refuse_nameless(
            f"SELECT row FROM {self.table} WHERE {nameless} AND ({grouped}) AND row - 1 IN ({listed})"
        )

    def over_days(self) -> None:
        """Rows without a day, of ads and groups that have rows by day."""
        if "day" in self.shape.dates:
            same = [*self.shape.keys, *self.shape.breakdowns]
            self._leave("\"day\" = ''", "\"day\" <> ''", same, say("left-out", "over-days"))

    def over_splits(self) -> None:
        """Rows without a device, an hour or the like, of ads, groups and days that have rows with one."""
        same = [*self.shape.keys, *self.shape.breakdowns, *(["day"] if "day" in self.shape.dates else [])]
        self._leave(f"\"{SPLIT}\" = ''", f"\"{SPLIT}\" <> ''", same, say("left-out", "over-parts"))

    def over_positions(self) -> None:
        """Rows of a platform as a whole, such as “facebook”, of ads that have rows by its positions, if they fit."""
        source = (
            f"(SELECT *, split_part(\"placement\", '{BETWEEN}', 1) AS platform, "
            f"contains(\"placement\", '{BETWEEN}') AS has_position FROM {self.table})"
        )
        others = [name for name in self.shape.breakdowns if name != "placement"]
        same = [*self.shape.keys, *others, *(["day"] if "day" in self.shape.dates else []), "platform"]
        self._leave(
            "NOT has_position", "has_position", same, say("left-out", "over-positions"), misfit="keep", source=source
        )

    def over_all(self) -> None:
        """Rows whose names are like a total's, or that stand like one, as far as the figures agree."""
        by_sum = TotalsBySum(self.bench, self.table, self.shape, self.label, self.called)
        by_sum.leave()
        self.left_out += by_sum.left_out
        self.health += by_sum.health
        self.counted |= by_sum.counted

    def over_named(self) -> None:
        """Rows such as “Spring Total” below the rows of “Spring”, as spreadsheets put them, if they are their sum."""
        for name in self.shape.keys:
            texts = {fold(text): text for text in self._distinct(name)}
            bare = {text: fold(total_stem(text)) for text in texts.values()}
            stems = {text: texts[stem] for text, stem in bare.items() if stem and stem in texts}
            if stems:
                self.bench.connection.execute(
                    "CREATE OR REPLACE TEMP TABLE stems AS SELECT unnest($wholes) AS whole, unnest($stems) AS stem",
                    {"wholes": list(stems), "stems": list(stems.values())},
                )
                source = (
                    f'(SELECT t.*, coalesce(stem, "{name}") AS stem_or_name, stem IS NOT NULL AS is_sum '
                    f'FROM {self.table} AS t LEFT JOIN stems ON t."{name}" = stems.whole)'
                )
                reason = say("left-out", "over-name")
                self._leave("is_sum", "NOT is_sum", ["stem_or_name"], reason, misfit="keep", source=source)

    def _distinct(self, name: str) -> list[str]:
        sql = f'SELECT DISTINCT "{name}" FROM {self.table}'
        return [text for (text,) in self.bench.connection.execute(sql).fetchall()]

    def over_ads(self) -> None:
        """Rows that name no ad, or only its campaign, where finer rows have the rest of the name."""
        depths = self._depths()
        days = ["day"] if "day" in self.shape.dates else []
        whole_ad = " AND ".join(f"\"{name}\" = ''" for name in self.shape.breakdowns) or "false"
        for depth in depths[:-1]:
            named = [name for name in self.shape.keys if _depth_of(name) <= depth]
            whole, finer = f"{self._depth()} = {depth}", f"{self._depth()} = {depths[-1]}"
            reason = say("left-out", "over-ads")
            self._leave(
                whole, finer, [*named, *self.shape.breakdowns, *days], reason, misfit="refuse" if depth == 0 else "say"
            )
            self._leave(f"{whole} AND {whole_ad}", finer, [*named, *days], reason)
            if depth == 0:
                self._refuse_nameless(f"SELECT row FROM {self.table} WHERE {whole}")

    def _depths(self) -> list[int]:
        if not self.shape.keys:
            return []
        sql = f"SELECT DISTINCT {self._depth()} AS depth FROM {self.table} ORDER BY depth"
        return [depth for (depth,) in self.bench.connection.execute(sql).fetchall()]

    def _depth(self) -> str:
        """How fine a row's name is: 0 for none, 1 for an account, to 4 for an ad."""
        cases = [f"WHEN trim(\"{name}\") <> '' THEN {_depth_of(name)}" for name in reversed(self.shape.keys)]
        return f"CASE {' '.join(cases)} ELSE 0 END"

    def _leave(
        self,
        whole: str,
        finer: str,
        same: Sequence[str],
        reason: str,
        misfit: Misfit = "say",
        source: str | None = None,
    ) -> None:
        """Leave out the rows that are whole, as far as there are finer rows that are the same in some columns.

        What is no sum of those is said, and left out too; or it is kept as a row of its own; or it is refused.
        """
        count, misfits = self._compare(whole, finer, same, source or self.table)
        if misfits and misfit == "refuse":
            self._refuse_nameless("SELECT row FROM wholes WHERE NOT fits")
        if misfits and misfit == "keep":
            self.bench.connection.execute("DELETE FROM wholes WHERE NOT fits")
            count, misfits = count - misfits, 0
        if misfits:
            said = reason.capitalize()
            note = say("total-does-not-fit", "within", reason=said, misfits=f"{misfits}", count=f"{count}")
            self.health.append(Health("total-does-not-fit", "warning", note, self.label))
        if count:
            checked = say("left-out", "checked", reason=reason)
            self.left_out += [LeftOut(row, checked) for row in self._rows("SELECT row FROM wholes")]
            self.bench.connection.execute(f"DELETE FROM {self.table} WHERE row IN (SELECT row FROM wholes)")

    def _compare(self, whole: str, finer: str, same: Sequence[str], source: str) -> tuple[int, int]:
        """How many rows are whole, and how many of them are the sum of the finer rows at no level of breakdown."""
        low, high = (f"{self.metric}_low", f"{self.metric}_high") if self.metric else ("NULL", "NULL")
        level = (
            " || ".join(f"CASE WHEN \"{name}\" = '' THEN '0' ELSE '1' END" for name in self.shape.breakdowns) or "''"
        )
        columns = "".join(f'"{name}", ' for name in same)
        join = " AND ".join(f't."{name}" = f."{name}"' for name in same) or "true"
        fits = "t.low - f.high <= f.parts * 0.5 AND t.high - f.low >= f.parts * -0.5"
        self.bench.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE wholes AS "
            f"SELECT t.row AS row, bool_or(coalesce({fits}, true)) AS fits "
            f"FROM (SELECT row, {columns}{low} AS low, {high} AS high FROM {source} WHERE {whole}) AS t "
            f"JOIN (SELECT {columns}{level} AS level, sum({low}) AS low, sum({high}) AS high, count(*) AS parts "
            f"FROM {source} WHERE {finer} GROUP BY {columns}level) AS f ON {join} GROUP BY t.row"
        )
        sql = "SELECT count(*), count(*) FILTER (WHERE NOT fits) FROM wholes"
        count, misfits = self.bench.connection.execute(sql).fetchall()[0]
        return count, misfits

    def _rows(self, sql: str) -> list[int]:
        return [row for (row,) in self.bench.connection.execute(f"{sql} ORDER BY row LIMIT {MOST}").fetchall()]

    def _refuse_nameless(self, sql: str) -> None:
        rows = self._rows(sql)
        if rows:
            raise BadRows(
                "rows have a group but no name, unlike the others, so nothing says whose they are",
                where=self.label,
                rows=rows,
                remedy="export it again without merged or summed cells",
            )


def _depth_of(key: str) -> int:
    return LEVELS.index(key.removesuffix("_id")) + 1
