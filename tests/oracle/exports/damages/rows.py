"""Rows that are none of an ad's, blanks in place of groups, rows that come twice, and figures written in other ways."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.oracle.exports import words
from tests.oracle.exports.damages.kind import DIMENSIONS, Damage, each, is_table, says
from tests.oracle.exports.table import Table, row_of, rows_of

UNLISTED = (
    "Overall",
    "Everything together",
    "Bilan",
    "Zusammen",
    "Итог по счёту",
    "Account sum",
    "All ads, all groups",
)
BLANKS = ("", "", "NaN", "null", "-", "--", "N/A", "NULL", "nan")
SIGNS = ("€", "€ ", "EUR ")


def _ads(table: Table) -> list[dict[str, Any]]:
    return [row for row in table.rows if not row.get("total")]


def _sum(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "impressions": sum(row["impressions"] for row in rows),
        "spend": round(sum(row["spend"] for row in rows), 2),
        "reach": sum(row["reach"] for row in rows),
        "total": True,
    }


def _put(table: Table, row: dict[str, Any], rng: Random) -> None:
    at = 0 if rng.random() < 0.4 else len(table.rows)
    table.rows.insert(at, row)


def _grand(word: str | None):
    def run(table: Table, rng: Random) -> None:
        rows = _ads(table)
        total = _sum(rows)
        if word is not None:
            text = rng.choice(UNLISTED) if word == "unlisted" else words.word("total", "words", table.language, rng)
            named = [name for name in table.fields if name in table.world.levels]
            total[rng.choice([named[0], table.world.levels[-1]])] = text
        if rng.random() < 0.5 and rows and "start" in rows[0]:
            total["start"] = min(row["start"] for row in rows)
            total["end"] = max(row["end"] for row in rows)
        _put(table, total, rng)

    return run


def _wrong(table: Table, rng: Random) -> None:
    total = _sum(_ads(table))
    total["impressions"] = int(total["impressions"] * rng.uniform(1.2, 2.5)) + 7
    total[table.world.levels[-1]] = words.word("total", "words", table.language, rng).capitalize()
    _put(table, total, rng)


def _of_ads(table: Table, rng: Random) -> None:
    """A row for each ad without any group, as where a summary was asked for."""
    days = None if "day" in table.by else range(table.world.days)
    whole = rows_of(table.world, (), days)
    for row in whole:
        row["total"] = True
        row["reach"] = row["reach"]
        row.pop("day", None)
    if rng.random() < 0.5:
        table.rows += whole
    else:
        table.rows[:0] = whole


def _margins(table: Table, rng: Random) -> None:
    """Rows for each group of one breakdown, over all groups of the other."""
    kept = rng.choice(table.by)
    made = [{**row, "total": True} for row in rows_of(table.world, (kept,))]
    table.rows += made


def _subtotals(table: Table, rng: Random) -> None:
    """A total after each ad, named in the column of its groups."""
    group = rng.choice([name for name in table.by if name in ("gender", "age")])
    text = words.word("total", rng.choice(("words", "all")), table.language, rng).capitalize()
    for unit in table.world.units:
        own = [row for row in table.rows if row.get("ad_id") == unit.number and not row.get("total")]
        if own:
            period = (min(row["start"] for row in own), max(row["end"] for row in own))
            total = row_of(unit, (), (), unit.whole(), table.world, period)
            table.rows.insert(table.rows.index(own[-1]) + 1, {**total, group: text, "total": True})


def _average(table: Table, rng: Random) -> None:
    rows = _ads(table)
    total = _sum(rows)
    made: dict[str, Any] = {
        "impressions": total["impressions"] // len(rows),
        "reach": total["reach"] // len(rows),
        "spend": round(total["spend"] / len(rows), 2),
        "total": True,
    }
    made[table.world.levels[-1]] = words.word("total", "averages", table.language, rng).capitalize()
    table.rows.append(made)


def _blank_unknown(table: Table, rng: Random) -> None:
    table.people = {**table.people, "unknown": rng.choice(BLANKS)}


def _mixed(table: Table, _: Random) -> None:
    """One table with rows by one breakdown and rows by the other, and none by both."""
    table.rows = [row for name in table.by for row in rows_of(table.world, (name,))]
    table.joint = False


def _zeros(table: Table, rng: Random) -> None:
    for row in rng.sample(_ads(table), min(3, len(_ads(table)))):
        gender = {"gender": "unknown"} if "gender" in table.by else {"age": "13-17"}
        same = {**row, **gender, "impressions": 0, "reach": 0, "spend": 0.0}
        keys = [name for name in same if name not in ("impressions", "reach", "spend")]
        if not any(all(other.get(name) == same[name] for name in keys) for other in table.rows):
            table.rows.append(same)


def _twice(table: Table, rng: Random) -> None:
    rows = _ads(table)
    table.rows += [dict(row) for row in rng.sample(rows, rng.randint(1, len(rows)))]


def _merged(table: Table, _: Random) -> None:
    """Names only in the first of an ad's rows, as where cells are merged."""
    before: dict[str, Any] = {}
    for row in table.rows:
        same = {name: row.get(name) for name in table.world.levels}
        for name in table.world.levels:
            if before and same == before:
                row[name] = ""
        before = same


def _small(table: Table, _: Random) -> None:
    for row in table.rows:
        if 0 < row["impressions"] < 10:
            row["impressions"] = "<10"


def _short(table: Table, _: Random) -> None:
    for row in _ads(table):
        if row["impressions"] >= 1000:
            row["impressions"] = f"{row['impressions'] / 1000:.1f}".replace(".", table.style.decimal) + "K"


def _whole_money(table: Table, _: Random) -> None:
    table.slack = 0.5
    for row in table.rows:
        row["spend"] = round(row["spend"])


def _signs(table: Table, rng: Random) -> None:
    sign, after = rng.choice(SIGNS), rng.random() < 0.4
    for row in table.rows:
        text = f"{row['spend']:.2f}".replace(".", table.style.decimal)
        row["spend"] = f"{text} {sign.strip()}" if after else f"{sign}{text}"


def _no_spend(table: Table, rng: Random) -> None:
    mark = rng.choice(("", "--", "-", "N/A", "nan"))
    for row in table.rows:
        if row["spend"] == 0 or rng.random() < 0.1:
            row["spend"] = mark


def _no_impressions(table: Table, rng: Random) -> None:
    mark = rng.choice(("", "--", "-", "N/A", "nan"))
    rows = _ads(table)
    for row in rng.sample(rows, max(1, len(rows) // 6)):
        row["impressions"] = mark


def _shuffled(table: Table, rng: Random) -> None:
    rng.shuffle(table.rows)


def _has_people(table: Table) -> bool:
    return is_table(table) and bool({"gender", "age"} & {*table.by})


def _has_unknown(table: Table) -> bool:
    return is_table(table) and any("unknown" in (row.get("gender"), row.get("age")) for row in table.rows)


def _has_by(table: Table) -> bool:
    return is_table(table) and bool(table.by) and table.layout != "google"


def _has_two(table: Table) -> bool:
    return _has_by(table) and len(table.by) == 2 and "day" not in table.by and table.joint


def _has_people_only(table: Table) -> bool:
    return _has_people(table) and table.layout != "google" and {*table.by} <= {"gender", "age"}


def _is_text(table: Table) -> bool:
    figures = (row.get(name) for row in table.rows for name in ("impressions", "spend"))
    return table.style.kind == "csv" and not any(isinstance(figure, str) for figure in figures)


def _not_google(table: Table) -> bool:
    return is_table(table) and table.layout != "google"


FIT = "total-does-not-fit"
LONE = {"invented": frozenset({"ad-without-groups", "total-in-doubt"})}
AGAIN = ("rows-said-again", "rows-say-otherwise")
DAMAGES = (
    Damage(
        "a total under a listed word", each(_grand("listed")), _not_google, codes=says("total-in-doubt"), no_period=True
    ),
    Damage(
        "a total under an unlisted word",
        each(_grand("unlisted")),
        _not_google,
        codes=LONE,
        no_period=True,
    ),
    Damage("a total without a word", each(_grand(None)), _not_google, no_period=True),
    Damage("a total that does not fit", each(_wrong), is_table, codes={"invented": frozenset({"total-in-doubt"})}),
    Damage("totals of ads", each(_of_ads), _has_by, codes=says("blank-or-total", *AGAIN)),
    Damage("margins", each(_margins), _has_two, codes=says("blank-or-total")),
    Damage("subtotals in a group's column", each(_subtotals), _has_people_only, codes=says(*AGAIN)),
    Damage("an average", each(_average), is_table, codes=LONE),
    Damage("blanks for the unknown", each(_blank_unknown), _has_unknown, codes=says("blank-or-total")),
    Damage("two breakdowns in one table", each(_mixed), _has_two),
    Damage("rows of nothing", each(_zeros), _has_people),
    Damage("rows pasted twice", each(_twice), is_table, 3, codes=says(*AGAIN)),
    Damage("merged cells", each(_merged), _not_google, 3, says(FIT)),
    Damage("fewer than ten", each(_small), _is_text, 4),
    Damage("thousands as K", each(_short), _is_text, 4),
    Damage("money in whole units", each(_whole_money), _is_text, 4),
    Damage("money with a sign", each(_signs), _is_text, 4),
    Damage("no money in some rows", each(_no_spend), _is_text, 4, may_miss=frozenset({"spend"})),
    Damage("no impressions in some rows", each(_no_impressions), _is_text, 4, may_miss=DIMENSIONS | {"impressions"}),
    Damage("rows in any order", each(_shuffled), _not_google),
)
