"""Columns in another order, twice, beside others, and under headers that are spelled otherwise or known to nobody."""

from __future__ import annotations

import re
from random import Random

from tests.oracle.exports.damages.kind import DIMENSIONS, Damage, each, is_table, says
from tests.oracle.exports.table import Table

EXTRA = (
    "Quality ranking",
    "Viewable share",
    "Creative score",
    "Attribution setting",
    "Objective",
    "Budget left",
    "Impression share lost",
    "Reach forecast (upper bound)",
    "Previous impressions",
    "Gender of page owner",
    "Video plays at 50%",
    "CPM (cost per 1,000 impressions)",
)
NOBODY = {
    "gender": "Zielmerkmal",
    "age": "Lebensphase",
    "country": "Herkunft der Leute",
    "placement": "Wo gezeigt wurde",
    "impressions": "Kontakte brutto",
    "reach": "Kontakte netto",
    "spend": "Verbraucht",
    "ad": "Motiv",
    "ad_set": "Paket",
    "day": "Stichprobe",
}
CONSTANTS = {
    "gender": {"female": "GENDER_FEMALE", "male": "GENDER_MALE", "unknown": "GENDER_UNKNOWN"},
    "age": {"65+": "AGE_65_PLUS", "unknown": "AGE_UNKNOWN"},
}


def _order(table: Table, rng: Random) -> None:
    rng.shuffle(table.fields)


def _extra(table: Table, rng: Random) -> None:
    for number, header in enumerate(rng.sample(EXTRA, rng.randint(1, 4))):
        name = f"extra{number}"
        kind = rng.choice(("word", "count", "money", "people"))
        for row in table.rows:
            values = {
                "word": rng.choice(("Above average", "Below average", "-")),
                "count": rng.randint(0, 5000),
                "money": rng.randint(0, 900) / 100,
                "people": rng.choice(("women", "men")) if not row.get("total") else "",
            }
            row[name] = values[kind]
        table.headers[name] = header
        table.fields.insert(rng.randint(0, len(table.fields)), name)


def _twice(table: Table, rng: Random) -> None:
    name = rng.choice(table.fields)
    for row in table.rows:
        row["again"] = row.get(name)
        if name in ("gender", "age") and isinstance(row["again"], str):
            row["again"] = table.people.get(row["again"], row["again"])
    table.headers["again"] = table.headers[name]
    table.fields.insert(rng.randint(0, len(table.fields)), "again")


def _twice_unequal(table: Table, rng: Random) -> None:
    name = rng.choice([name for name in table.fields if name in ("impressions", "reach", "spend")])
    for row in table.rows:
        row["again"] = row[name] // 2 + 1 if isinstance(row.get(name), int) else 3.5
    table.headers["again"] = table.headers[name]
    table.fields.insert(rng.randint(0, len(table.fields)), "again")


def _spelled(table: Table, rng: Random) -> None:
    way = rng.choice((_dots, _underscores, _camel, str.upper, str.lower, _spaced, _no_break))
    table.headers = {name: way(header) for name, header in table.headers.items()}


def _dots(header: str) -> str:
    return re.sub(r"\W", ".", header)


def _underscores(header: str) -> str:
    return re.sub(r"\W+", "_", header).strip("_").lower()


def _camel(header: str) -> str:
    first, *others = re.split(r"\W+", header)
    return first.lower() + "".join(part.capitalize() for part in others)


def _spaced(header: str) -> str:
    return f" {header.replace(' ', '  ')} "


def _no_break(header: str) -> str:
    return header.replace(" ", "\u00a0")


def _constants(table: Table, _: Random) -> None:
    for row in table.rows:
        for name, texts in CONSTANTS.items():
            text = row.get(name)
            if isinstance(text, str):
                band = re.fullmatch(r"(\d+)-(\d+)", text) if name == "age" else None
                row[name] = f"AGE_{band[1]}_{band[2]}" if band else texts.get(text, text)


def _renamed(name: str):
    def change(table: Table, _: Random) -> None:
        table.headers[name] = NOBODY[name]
        table.hidden.add(name)

    return change


def _micros(table: Table, rng: Random) -> None:
    table.headers["spend"] = rng.choice(("Spend (micros)", "cost_micros", "Cost micros", "spend_in_micro_dollar"))
    for row in table.rows:
        row["spend"] = round(row["spend"] * 1e6) if isinstance(row["spend"], float) else row["spend"]


def _currency(table: Table, _: Random) -> None:
    table.headers["spend"] = table.headers["spend"].removesuffix(" (EUR)")
    table.headers["currency"] = "Currency"
    table.fields.append("currency")
    for row in table.rows:
        row["currency"] = "" if row.get("total") else "EUR"


def _has(name: str):
    return lambda table: (
        is_table(table) and name in table.fields and table.layout != "google" and "again" not in table.fields
    )


def _has_amounts(table: Table) -> bool:
    return _has("spend")(table) and not any(isinstance(row["spend"], str) for row in table.rows)


def _finest(name: str):
    return lambda table: _has(name)(table) and table.world.levels[-1] == name and len(table.world.levels) > 1


def _people(table: Table) -> bool:
    return is_table(table) and bool({"gender", "age"} & {*table.by})


LOST = ("rows-say-otherwise", "rows-said-again")
DAMAGES = (
    Damage("columns in another order", each(_order), lambda t: is_table(t) and t.layout != "google", 4),
    Damage("other columns", each(_extra), is_table, 4),
    Damage("a column twice", each(_twice), is_table, 4),
    Damage("a column twice, unequal", each(_twice_unequal), is_table, 4),
    Damage("headers spelled otherwise", each(_spelled), is_table, 4),
    Damage("constants for groups", each(_constants), _people, 4),
    Damage("micros of money", each(_micros), _has_amounts, 4, says("platform-guessed"), frozenset({"spend"})),
    Damage("a column of currencies", each(_currency), lambda t: _has("spend")(t) and t.language == "en", 4),
    Damage(
        "unknown header: gender",
        each(_renamed("gender")),
        _has("gender"),
        4,
        {kind: frozenset({"people-not-read"}) for kind in ("gender", "age_gender")},
    ),
    Damage(
        "unknown header: age",
        each(_renamed("age")),
        _has("age"),
        4,
        {kind: frozenset({"people-not-read"}) for kind in ("age", "age_gender")},
    ),
    Damage("unknown header: country", each(_renamed("country")), _has("country"), 4, may_miss=frozenset({"country"})),
    Damage(
        "unknown header: placement",
        each(_renamed("placement")),
        _has("placement"),
        4,
        may_miss=frozenset({"placement"}),
    ),
    Damage(
        "unknown header: impressions",
        each(_renamed("impressions")),
        _has("impressions"),
        4,
        may_miss=DIMENSIONS | {"impressions"},
    ),
    Damage("unknown header: reach", each(_renamed("reach")), _has("reach"), 4, may_miss=frozenset({"reach"})),
    Damage("unknown header: spend", each(_renamed("spend")), _has("spend"), 4, may_miss=frozenset({"spend"})),
    Damage("unknown header: day", each(_renamed("day")), _has("day"), 4, says(*LOST), no_period=True),
    Damage("unknown header: ad", each(_renamed("ad")), _finest("ad"), 4, says(*LOST)),
    Damage("unknown header: ad set", each(_renamed("ad_set")), _finest("ad_set"), 4, says(*LOST)),
)
