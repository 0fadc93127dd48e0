"""One report in several files: by ad, by group, by breakdown, by period, twice, as snapshots; and files cut short."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.oracle.exports.damages.kind import Damage, File, always, says
from tests.oracle.exports.table import Table, random_style, rows_of

EVERY = ("snapshot-incomplete", "snapshot-order-unknown", "overlapping-periods")


def _by_unit(tables: list[Table], rng: Random) -> list[Table]:
    table = tables[0]
    paths = [unit.number for unit in table.world.units]
    first = {*rng.sample(paths, rng.randint(1, len(paths) - 1))}
    halves = ([row for row in table.rows if (row.get("ad_id") in first) == side] for side in (True, False))
    return [table.copy(rows=rows) for rows in halves]


def _by_group(tables: list[Table], rng: Random) -> list[Table]:
    table = tables[0]
    dimension = rng.choice([name for name in table.by if name in ("gender", "age", "country")])
    groups = sorted({row[dimension] for row in table.rows})
    first = {*rng.sample(groups, rng.randint(1, len(groups) - 1))}
    halves = ([row for row in table.rows if (row[dimension] in first) == side] for side in (True, False))
    return [table.copy(rows=rows) for rows in halves]


def _with_by(table: Table, by: tuple[str, ...], days: range | None = None) -> Table:
    made = table.copy(rows=rows_of(table.world, by, days), by=by)
    gone = {*table.by} - {*by}
    made.fields = [name for name in made.fields if name not in gone]
    return made


def _by_breakdown(tables: list[Table], rng: Random) -> list[Table]:
    names = list(tables[0].by)
    rng.shuffle(names)
    return [_with_by(tables[0], (name,)) for name in names]


def _with_whole(tables: list[Table], _: Random) -> list[Table]:
    return [tables[0], _with_by(tables[0], ())]


def _cuts(table: Table, rng: Random) -> tuple[int, int]:
    days = table.world.days
    first = rng.randint(0, days - 2)
    return first, rng.randint(first, days - 2)


def _periods(*, days_kept: bool, overlap: bool, snapshots: bool = False):
    def run(tables: list[Table], rng: Random) -> list[Table]:
        table = tables[0]
        by = table.by if days_kept else tuple(name for name in table.by if name != "day")
        early, late = _cuts(table, rng)
        ends = (range(late + 1), range(early if overlap else late + 1, table.world.days))
        if snapshots:
            ends = (range(late + 1), range(table.world.days))
        made = [_with_by(table, by, days) for days in ends]
        if not days_kept:
            for one in made:
                one.fields += [name for name in ("start", "end") if name not in one.fields and name in one.headers]
        return made if rng.random() < 0.5 else made[::-1]

    return run


def _again(tables: list[Table], rng: Random) -> list[Table]:
    table = tables[0]
    other = table.copy()
    rng.shuffle(other.rows)
    if table.style.kind == "csv":
        other.style = replace(random_style(rng, table.language), encoding=table.style.encoding)
    return [table, other]


def _copied(files: list[File], _: Random) -> list[File]:
    return [*files, (f"copy-of-{files[0][0]}", files[0][1])]


def _torn(files: list[File], rng: Random) -> list[File]:
    name, content = files[-1]
    kept = int(len(content) * rng.uniform(0.6, 0.995))
    while (
        content[kept - 2 : kept].strip(b"\0\r\n") == b""
        or content[kept - 1 : kept + 1].strip(b"\r\n\0") != (content[kept - 1 : kept + 1])
    ):
        # Cut at the end of a line, nothing tells a file from one that is whole.
        kept -= 1
    if ".zip" not in name and ".gz" not in name and b"\0" in content[:100]:
        kept -= kept % 2
    return [*files[:-1], (name, content[:kept])]


def _is_plain(table: Table) -> bool:
    return table.layout in ("meta", "xlsx", "tiktok", "snapchat", "pinterest", "insights")


def _has_dates(table: Table) -> bool:
    return _is_plain(table) and "day" in table.by and table.world.days > 1


def _can_lose_days(table: Table) -> bool:
    return _has_dates(table) and ("start" in table.fields and "end" in table.fields)


def _groups(table: Table) -> bool:
    names = [name for name in table.by if name in ("gender", "age", "country")]
    return _is_plain(table) and bool(names) and all(len({row[name] for row in table.rows}) > 1 for name in names)


def _has_ends(table: Table) -> bool:
    return _is_plain(table) and "start" in table.fields and "end" in table.fields


DAMAGES = (
    Damage("split by ad", _by_unit, lambda t: _is_plain(t) and len(t.world.units) > 1, 1),
    Damage("split by group", _by_group, _groups, 1, says(*EVERY)),
    Damage("split by breakdown", _by_breakdown, lambda t: _is_plain(t) and len(t.by) > 1 and "day" not in t.by, 1),
    Damage("whole beside parts", _with_whole, lambda t: _has_ends(t) and len(t.by) > 0 and "day" not in t.by, 1),
    Damage("periods in turn, by day", _periods(days_kept=True, overlap=False), _has_dates, 1),
    Damage("periods in turn", _periods(days_kept=False, overlap=False), _can_lose_days, 1),
    Damage("overlapping, by day", _periods(days_kept=True, overlap=True), _has_dates, 1),
    Damage("overlapping", _periods(days_kept=False, overlap=True), _can_lose_days, 1, says("overlapping-periods")),
    Damage("snapshots", _periods(days_kept=False, overlap=True, snapshots=True), _can_lose_days, 1),
    Damage("the same again, otherwise written", _again, _is_plain, 1),
    Damage("the same file twice", fits=always, stage=5, on_files=_copied),
    Damage("cut short", fits=always, stage=6, codes=says("last-row-open"), on_files=_torn),
)
