"""Rows that are called like a total, or stand like one: left out where they are the sum of the others, else said.

Neither word nor figures prove a total alone: an ad may be called “Total”, and few small counts add up by chance. The
table of what becomes of a row is in docs/decisions/0014-totals-by-arithmetic.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from seenby.errors import BadRows, name_rows
from seenby.model import LEVELS, Health, LeftOut
from seenby.model.source import MOST_NAMED
from seenby.read.cells.vocabulary import Likeness, is_missing, likeness_to_total
from seenby.read.sentences import first_of, say
from seenby.store import Shape, Workbench

ADDITIVE = ("impressions", "spend")
BY_CHANCE = 20
"""Counts below it add up by chance too often to prove a total without a word for one."""

NEAR = 0.05
"""A total may miss its rows by some hundredths, because platforms leave small groups out."""

MOST_SHOWN = 1_000


class Held(NamedTuple):
    """A row that may be a total, held against the rows that it may be the total of.

    Attributes:
        place: Where the engine keeps it.
        row: Its number.
        name: Its names, as one text.
        grouped: Whether it names a group.
        whole: What it says; None where the table has nothing that adds up.
        total: What the others add up to.
        parts: How many rows those are.
        others: How many names they have.
        fits: Whether every figure is the sum, with half a unit a row for rounding.
        exact: Whether every figure is the sum to the last digit that is shown.
    """

    place: int
    row: int
    name: str
    grouped: bool
    whole: float | None
    total: float | None
    parts: int
    others: int
    fits: bool
    exact: bool

    @property
    def is_less(self) -> bool:
        """Whether it says clearly less than the others together, which a total cannot."""
        return self.whole is not None and self.total is not None and self.whole < (1 - NEAR) * self.total

    @property
    def is_near(self) -> bool:
        """Whether it is nearly what the others add up to."""
        return self.whole is not None and self.total is not None and abs(self.whole - self.total) <= NEAR * self.total


@dataclass
class TotalsBySum:
    """Looks for such rows in one table, takes the totals out, and keeps what should be said.

    Attributes:
        bench: Where the table is.
        table: Its name.
        shape: Its columns.
        label: The source, for notes.
        called: Rows that a reader took for totals of all by their name, and left to the figures to decide.
        left_out: Rows that were taken out.
        counted: Rows of `called` that are an ad's after all.
        health: What was noticed.
    """

    bench: Workbench
    table: str
    shape: Shape
    label: str
    called: Collection[int] = ()
    left_out: list[LeftOut] = field(default_factory=list)
    counted: set[int] = field(default_factory=set)
    health: list[Health] = field(default_factory=list)

    def leave(self) -> None:
        """Take the totals out of the table.

        Raises:
            BadRows: When a row is called like a total and is nearly the sum of the others.
        """
        if not self.shape.keys:
            return
        self._called_like_totals()
        if self.shape.breakdowns:
            self._standing_like_totals()
        self._without_finest_name()

    def _called_like_totals(self) -> None:
        likes = {name: self._alike(name) for name in self.shape.keys}
        if not any(tier > Likeness.NONE for texts in likes.values() for tier in texts.values()):
            return
        code = " || ".join(self._class_of(name, likes[name]) for name in self.shape.keys)
        found = self.bench.connection.execute(f"SELECT DISTINCT {code} FROM {self.table}").fetchall()
        codes = [text for (text,) in found if self._may_be_total(text)]
        listed = ", ".join(f"'{text}'" for text in codes)
        judged: dict[str, list[Held]] = {}
        for text in codes:
            named = [name for name, sign in zip(self.shape.keys, text, strict=True) if sign == "2"]
            for held in self._held(f"{code} = '{text}'", f"{code} NOT IN ({listed})", named):
                judged.setdefault(held.name, []).append(held)
        tiers = {
            name: max((likes[key].get(part, 0) for key, part in zip(self.shape.keys, name.split("\x1f"), strict=True)))
            for name in judged
        }
        # Where one of them is the total of all, the others are those of its networks or pages.
        whole = [held for name, rows in judged.items() if tiers[name] >= Likeness.WORD for held in rows if held.fits]
        for name, rows in judged.items():
            self._judge(rows, Likeness(tiers[name]), whole)
        if self.called:
            self._called_and_alone()

    def _alike(self, name: str) -> Mapping[str, Likeness]:
        """The distinct cells that are blank or called like a total; of blank ones, `Likeness.NONE`."""
        found = self.bench.connection.execute(f'SELECT DISTINCT "{name}" FROM {self.table}').fetchall()
        likes = {text: likeness_to_total(text) for (text,) in found}
        return {text: like for text, like in likes.items() if like or is_missing(text)}

    def _class_of(self, name: str, likes: Mapping[str, Likeness]) -> str:
        """A sign for a name: 0 where it is blank, 1 where it is like a total, 2 where it is a name."""
        signs = {
            sign: ", ".join("'" + text.replace("'", "''") + "'" for text, like in likes.items() if bool(like) == meant)
            for sign, meant in (("0", False), ("1", True))
        }
        cases = [f"WHEN \"{name}\" IN ({texts}) THEN '{sign}'" for sign, texts in signs.items() if texts]
        return f"(CASE WHEN trim(\"{name}\") = '' THEN '0' {' '.join(cases)} ELSE '2' END)"

    def _may_be_total(self, code: str) -> bool:
        """Whether the finest of a row's names is like a total: “Total / Ad A” is an ad of a campaign called so."""
        depths = dict.fromkeys("012", -1)
        for name, sign in zip(self.shape.keys, code, strict=True):
            depths[sign] = max(depths[sign], LEVELS.index(name.removesuffix("_id")))
        return depths["1"] > depths["2"]

    def _held(self, whole: str, finer: str, named: Sequence[str]) -> list[Held]:
        """Each row held against the rows of the same names, periods and groups; the comparison that fits best counts.

        A total may leave out the period, the currency and the groups of what it adds up.
        """
        dates = list(self.shape.dates)
        money = ["currency"] if self.shape.currency else []
        blank = " AND ".join(f"\"{name}\" = ''" for name in self.shape.breakdowns) or "true"
        best: dict[int, Held] = {}
        for groups, condition in ((list(self.shape.breakdowns), whole), ([], f"{whole} AND {blank}")):
            for same in {(*groups, *when, *kind): None for when in (dates, []) for kind in (money, [])}:
                for held in self._compared(condition, finer, [*named, *same], has_money="currency" in same):
                    before = best.get(held.place)
                    if before is None or (held.exact, held.fits) > (before.exact, before.fits):
                        best[held.place] = held
        return [best[place] for place in sorted(best)]

    def _compared(self, whole: str, finer: str, same: Sequence[str], *, has_money: bool) -> list[Held]:
        columns = "".join(f'"{name}", ' for name in same)
        join = " AND ".join(f't."{name}" = f."{name}"' for name in same) or "true"
        level = " || ".join(f"(\"{name}\" <> '')::INT" for name in self.shape.breakdowns) or "''"
        grouped = " OR ".join(f"\"{name}\" <> ''" for name in self.shape.breakdowns) or "false"
        names = " || chr(31) || ".join(f'"{name}"' for name in self.shape.keys)
        metrics = [name for name in ADDITIVE if name in self.shape.metrics]
        sums = "".join(
            f"sum({name}_low) AS {name}_low, sum({name}_high) AS {name}_high, "
            f"bool_and({name}_low = floor({name}_low)) AS {name}_whole, "
            for name in metrics
        )
        own = "".join(f"{name}_low, {name}_high, " for name in metrics)
        kinds = "count(DISTINCT nullif(currency, ''))" if self.shape.currency else "1"
        free = "true" if has_money else "f.kinds < 2"
        fits = [self._fits(name, "0.5 * f.parts", free) for name in metrics] or ["true"]
        exact = [self._fits(name, self._slack(name), free) for name in metrics] or ["false"]
        first = metrics[0] if metrics else None
        shown = f"t.{first}_low, f.{first}_low" if first else "NULL, NULL"
        rows = self.bench.connection.execute(
            f"SELECT t.place, t.row, t.named, t.grouped, {shown}, f.parts, f.others, "
            f"{' AND '.join(fits)}, {' AND '.join(exact)} FROM "
            f"(SELECT rowid AS place, row, {names} AS named, ({grouped}) AS grouped, {columns}{own}1 AS each "
            f"FROM {self.table} WHERE {whole}) AS t JOIN "
            f"(SELECT {columns}{level} AS level, {sums}count(*) AS parts, {kinds} AS kinds, "
            f"count(DISTINCT {names}) AS others FROM {self.table} WHERE {finer} GROUP BY {columns}level) AS f "
            f"ON {join} ORDER BY t.place, f.level"
        ).fetchall()
        return [Held(*values) for values in rows]

    def _fits(self, name: str, slack: str, free: str) -> str:
        near = f"t.{name}_low - f.{name}_high <= {slack} AND t.{name}_high - f.{name}_low >= -({slack})"
        said = f"coalesce({near}, true)"
        return f"(NOT ({free}) OR {said})" if name == "spend" else f"({said})"

    def _slack(self, name: str) -> str:
        """Counts are exact; amounts are rounded to a cent, or to a whole unit where all of them are whole."""
        if name == "impressions":
            return "0.5"
        return "CASE WHEN f.spend_whole THEN 0.5 * f.parts ELSE 0.005 * f.parts + 0.006 END"

    def _judge(self, rows: Sequence[Held], like: Likeness, whole: Sequence[Held]) -> None:
        """What becomes of the rows of one name that have others to be held against."""
        fits = all(held.fits for held in rows)
        proved = all(held.exact for held in rows) and self._is_proof(rows, like)
        if (like >= Likeness.WORD and fits) or proved:
            self._take_out(rows)
        elif like >= Likeness.WORD:
            self._judge_word(rows, like, whole)
        elif like == Likeness.ALL and self._is_nearly_all(rows):
            raise BadRows(
                "the name is a word for all, and the figures are nearly what the other rows add up to, so nothing says "
                "whether it is a total",
                where=self.label,
                rows=[held.row for held in rows][:MOST_SHOWN],
                remedy="take the row out if it is a total, or give the ad another name",
            )
        elif like == Likeness.ALL or all(held.exact for held in rows):
            self._say_kept(rows)

    def _is_proof(self, rows: Sequence[Held], like: Likeness = Likeness.NONE) -> bool:
        """Whether sums are of at least two others, and too large to be sums by chance; for “All”, of two rows."""
        several = sum(held.parts for held in rows) if like >= Likeness.ALL else max(held.others for held in rows)
        return several > 1 and sum(held.whole or 0.0 for held in rows) >= BY_CHANCE

    def _is_nearly_all(self, rows: Sequence[Held]) -> bool:
        return self._is_proof(rows, Likeness.ALL) and all(held.is_near for held in rows)

    def _judge_word(self, rows: Sequence[Held], like: Likeness, whole: Sequence[Held]) -> None:
        """A word for a total beside figures that are no sum."""
        bare = [held for held in rows if not held.grouped]
        groups = [held for held in rows if held.grouped]
        an_ad = [held for held in bare if like == Likeness.WORD and held.is_less and not whole]
        if groups or an_ad:
            self._say_kept([*groups, *an_ad])
        totals = [held for held in bare if held not in an_ad]
        most = max((held.whole or 0.0 for held in whole), default=-1.0)
        misfits = [held for held in totals if not held.fits and (held.whole or 0.0) > most]
        for held in misfits[:1]:
            counted = say("total-does-not-fit", "impressions" if "impressions" in self.shape.metrics else "people")
            said, total = (f"{figure or 0:,.0f}" for figure in (held.whole, held.total))
            note = say("total-does-not-fit", "all", said=said, people=counted, sum=total)
            self.health.append(Health("total-does-not-fit", "warning", note, self.label))
        self._take_out(totals)

    def _say_kept(self, rows: Sequence[Held]) -> None:
        self.counted |= {held.row for held in rows}
        note = say("total-in-doubt", "said", rows=name_rows(sorted({held.row for held in rows})))
        self.health.append(Health("total-in-doubt", "warning", note, self.label))

    def _take_out(self, rows: Sequence[Held]) -> None:
        reasons = (say("left-out", "total-of-all"), say("left-out", "checked", reason=say("left-out", "over-all")))
        self.left_out += [LeftOut(held.row, reasons[held.row not in self.called]) for held in rows[:MOST_SHOWN]]
        self._delete([held.place for held in rows])

    def _delete(self, places: Sequence[int]) -> None:
        sql = f"DELETE FROM {self.table} WHERE rowid IN (SELECT unnest($places))"
        self.bench.connection.execute(sql, {"places": list(places)})

    def _called_and_alone(self) -> None:
        """Totals by their name that nothing stands beside: they are no ad's rows either."""
        settled = {left.row for left in self.left_out} | self.counted
        alone = sorted(set(self.called) - settled)
        found = self.bench.connection.execute(
            f"SELECT rowid, row, {', '.join(f'{chr(34)}{name}{chr(34)}' for name in self.shape.keys)} "
            f"FROM {self.table} WHERE row IN (SELECT unnest($rows))",
            {"rows": alone},
        ).fetchall()
        totals = [(place, row) for place, row, *names in found if all(map(_is_nobody, names))]
        self.left_out += [LeftOut(row, say("left-out", "total-of-all")) for _, row in totals]
        self._delete([place for place, _ in totals])

    def _standing_like_totals(self) -> None:
        """Rows without a group, of a name that has none with one, that are exactly what all groups add up to."""
        grouped = "(" + " OR ".join(f"\"{name}\" <> ''" for name in self.shape.breakdowns) + ")"
        names = " || chr(31) || ".join(f'"{name}"' for name in self.shape.keys)
        lone = f"NOT {grouped} AND {names} NOT IN (SELECT {names} FROM {self.table} WHERE {grouped})"
        if self._parts_the_rows(grouped):
            found = list(self._held(lone, grouped, []))
            self._take_out([held for held in found if held.exact and self._is_proof([held])])
            self._say_lone(lone)

    def _parts_the_rows(self, condition: str) -> bool:
        """Whether some rows meet a condition and some do not, which is soon known and mostly not so."""
        ((both,),) = self.bench.connection.execute(
            f"SELECT EXISTS (SELECT 1 FROM {self.table} WHERE NOT {condition}) "
            f"AND EXISTS (SELECT 1 FROM {self.table} WHERE {condition})"
        ).fetchall()
        return bool(both)

    def _say_lone(self, lone: str) -> None:
        """Say which rows are left that have no group, of a name that has none with one: they may sum others up."""
        shown = " OR ".join(f"{metric}_high > 0" for metric in self.shape.metrics)
        rows = self.bench.connection.execute(
            f"SELECT row FROM {self.table} WHERE {lone} AND ({shown}) ORDER BY row"
        ).fetchall()
        if rows:
            note = say("ad-without-groups", "said", rows=first_of([f"{row:,}" for (row,) in rows], MOST_NAMED))
            self.health.append(Health("ad-without-groups", "info", note, self.label))

    def _without_finest_name(self) -> None:
        """Rows under a name that no ad stands under, with none for an ad, that are exactly what all ads add up to."""
        depth = max(_depth(name) for name in self.shape.keys)
        finest = " OR ".join(f"f.\"{name}\" <> ''" for name in self.shape.keys if _depth(name) == depth)
        wider = [f'"{name}"' for name in self.shape.keys if _depth(name) < depth]
        if not wider:
            return
        named, blank = finest.replace("f.", ""), " AND ".join(f"\"{name}\" = ''" for name in self.shape.breakdowns)
        same = " AND ".join(f"({self.table}.{name} = '' OR f.{name} = {self.table}.{name})" for name in wider)
        above = f"EXISTS (SELECT 1 FROM {self.table} AS f WHERE ({finest}) AND {same})"
        lone = f"NOT ({named}) AND {blank or 'true'} AND NOT {above}"
        if self._parts_the_rows(f"({named})"):
            found = self._held(lone, f"({named})", [])
            self._take_out([held for held in found if held.exact and self._is_proof([held], Likeness.ALL)])


def _depth(name: str) -> int:
    return LEVELS.index(name.removesuffix("_id"))


def _is_nobody(name: str) -> bool:
    return is_missing(name) or likeness_to_total(name) > Likeness.NONE
