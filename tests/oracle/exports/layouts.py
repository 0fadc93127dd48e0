"""Who writes an export and in which shape: platforms, languages, levels and breakdowns, drawn by lot."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.oracle.exports import words
from tests.oracle.exports.table import Style, Table, random_style, rows_of
from tests.oracle.exports.truth import World, make_world

LEVELS = (("campaign", "ad_set", "ad"), ("campaign", "ad_set", "ad"), ("ad_set", "ad"), ("ad",), ("campaign", "ad_set"))
BREAKDOWNS = (
    ("gender",),
    ("age",),
    ("age", "gender"),
    ("age", "gender"),
    ("country",),
    ("region",),
    ("placement",),
    ("day", "gender"),
    ("day", "age", "gender"),
    ("country", "gender"),
    ("gender", "placement"),
    (),
)
LAYOUTS = (
    ("meta",) * 10
    + ("xlsx",) * 2
    + ("google",) * 2
    + ("tiktok", "snapchat", "pinterest")
    + ("insights",) * 3
    + ("library",)
)


def draw(rng: Random) -> Table:
    """A whole export without any damage, and the world that it tells of."""
    layout = rng.choice(LAYOUTS)
    family = {"xlsx": "meta", "insights": "meta", "library": "meta"}.get(layout, layout)
    language = rng.choice(words.languages(family)) if layout not in ("insights", "library") else "en"
    if family == "meta" and rng.random() < 0.3:
        language = "en"
    levels, by = rng.choice(LEVELS), rng.choice(BREAKDOWNS)
    if layout == "google":
        levels, by = ("campaign", "ad_set"), rng.choice((("gender",), ("age",)))
    elif layout == "library":
        levels, by = ("ad",), ("country", "age", "gender")
    elif layout in ("tiktok", "snapchat", "pinterest"):
        by = rng.choice((("gender",), ("age",), ("age", "gender"), ("day", "gender"), ("country",)))
    world = make_world(rng, levels=levels, by=by, language=language.split("_")[0])
    return _table(rng, layout, family, language, world)


def _table(rng: Random, layout: str, family: str, language: str, world: World) -> Table:
    people = words.people_words(language, rng)
    style = random_style(rng, language)
    if layout == "xlsx":
        style = Style(kind="xlsx", dates=style.dates)
    elif layout in ("insights", "library"):
        style = Style(kind=rng.choice(("json", "json", "ndjson")), newline=rng.choice(("\n", "\r\n")))
        people = {}
    by = tuple(rng.sample(world.by, len(world.by)))
    fields = _fields(rng, layout, world, by)
    headers = {} if layout in ("insights", "library") else _headers(rng, family, language, fields)
    fields = [name for name in fields if name in headers] if headers else fields
    table = Table(layout, language, fields, headers, rows_of(world, by), people, style, by, world)
    if layout == "google":
        _google_lines(rng, table)
    return table


def _fields(rng: Random, layout: str, world: World, by: tuple[str, ...]) -> list[str]:
    named = [*world.levels]
    if layout in ("meta", "xlsx", "insights", "tiktok") and world.levels[-1] == "ad" and rng.random() < 0.35:
        named.append("ad_id")
    groups = [name for name in by if name != "day" or layout != "insights"]
    dates = [] if "day" in groups or layout in ("google", "tiktok", "pinterest") else ["start", "end"]
    metrics = ["impressions", "spend"]
    if layout != "google" and rng.random() < 0.8:
        metrics.append("reach")
    rng.shuffle(metrics)
    if layout in ("meta", "xlsx", "insights") and "day" in groups and rng.random() < 0.5:
        dates = ["start", "end"]
    return [*named, *groups, *dates, *metrics] if rng.random() < 0.6 else [*groups, *named, *metrics, *dates]


def _headers(rng: Random, family: str, language: str, fields: list[str]) -> dict[str, str]:
    known = words.headers(family, language)
    chosen: dict[str, str] = {}
    for name in fields:
        spellings = [text for text in known.get(name, ()) if text not in chosen.values()]
        if spellings:
            chosen[name] = spellings[0] if rng.random() < 0.8 else rng.choice(spellings)
    if family in ("meta", "snapchat") and "spend" in chosen:
        chosen["spend"] += " (EUR)"
    return chosen


def _google_lines(rng: Random, table: Table) -> None:
    """The two lines above, and the three total rows below that repeat the same sum."""
    kind = "Gender" if "gender" in table.by else "Age"
    table.before = [[f"{kind} report"], [rng.choice(("All time", "1 March 2025 - 31 March 2025"))]]
    whole = [sum(row[name] for row in table.rows) for name in ("impressions", "spend")]
    for of in (f"{kind}s", "Account", "Display"):
        total: dict[str, Any] = {"impressions": whole[0], "spend": round(whole[1], 2)}
        total[table.fields[0]] = f"Total: {of}"
        table.rows.append({**total, "total": True})


def library(table: Table) -> tuple[str, bytes]:
    """The Ad Library's records of ads shown in the EU: reach by country, age and gender."""
    records = []
    for number, unit in enumerate(table.world.units):
        countries: dict[str, dict[str, dict[str, Any]]] = {}
        for cell, figures in unit.cells.items():
            band = countries.setdefault(cell.country, {}).setdefault(
                cell.age, {"age_range": cell.age.replace("u", "U")}
            )
            band[cell.gender] = band.get(cell.gender, 0) + figures.people
        records.append(
            {
                "id": unit.names["ad"],
                "page_name": "A page",
                "ad_delivery_start_time": "2025-03-01",
                "ad_delivery_stop_time": "2025-03-30",
                "eu_total_reach": sum(figures.people for figures in unit.cells.values()),
                "age_country_gender_reach_breakdown": [
                    {"country": country, "age_gender_breakdowns": list(bands.values())}
                    for country, bands in countries.items()
                ],
                "ad_creation_time": f"2025-02-{number + 1:02d}",
            }
        )
    if table.style.kind == "ndjson":
        return "library.ndjson", "".join(json.dumps(one) + "\n" for one in records).encode()
    return "library.json", json.dumps({"data": records, "paging": {}}).encode()
