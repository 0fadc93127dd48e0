"""One simulated run as files and on the terminal: what the platform reports, and the truth beside it."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from seenby.cli.world_watch import WATCH, audience_csv
from seenby.evidence.atomic_write import write_whole
from seenby.model import Aim, Interval, Sweep
from seenby.platforms.simulated import (
    Preset,
    Remedy,
    Simulation,
    estimated_audience,
    outcomes,
    report_rows,
    responses,
)
from seenby.platforms.simulated.run_preset import picture

SCHEMA = "seenby/world/1"
DELIVERY = ("Day", "Account", "Ad", "Gender", "Age", "Placement", "Impressions", "Spend")
FOOTNOTE = (
    "Men in every 100: of people in the aim, then of impressions. This shows that a mechanism suffices, in a world "
    "that was made up, not that a platform works so."
)
BRIEF = {0: "Remedy", 2: "Men", 4: "Gap", 5: "People", 7: "Cost of 1,000", 8: "Engaged", 10: "Charged"}
"""Columns of the table of remedies that a terminal has room for, and what they are called there."""

WORDS = {"female": "women", "male": "men"}

MAPPING = """# How to read delivery.csv: seenby audit delivery.csv --mapping mapping.toml --aim aim.toml
platform = "simulated"
currency = "{currency}"
decimal = "."

[columns]
day = "Day"
account = "Account"
ad = "Ad"
gender = "Gender"
age = "Age"
placement = "Placement"
impressions = "Impressions"
spend = "Spend"
"""


def as_text(markets: Sequence[Simulation], preset: Preset, remedy: Remedy) -> str:
    """The run as JSON in the shape ``seenby/world/1``: the truth of each arm, and what was measured or fitted."""
    told = {
        "schema": SCHEMA,
        "world": preset.name,
        "title": preset.title,
        "seed": markets[0].seed,
        "people": sum(one.world.number for one in markets),
        "days": preset.days,
        "remedy": remedy.name,
        "opportunities": sum(sum(one.ledger.opportunities) for one in markets),
        "arms": [row.as_json() for row in outcomes(markets, preset, remedy)],
        "fitted": list(preset.fitted),
        "measured": dict(preset.measured),
    }
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def print_world(markets: Sequence[Simulation], preset: Preset, remedy: Remedy, console: Console) -> None:
    """Print a row for each arm: the aim, the report, the truth."""
    console.print(f"{preset.title}\n{preset.about}\n")
    table = Table(
        "Ad", "Aim: men", "Reported: men", "Truth: men", "People", "Engaged group", "Charged", box=None, pad_edge=False
    )
    rows = list(outcomes(markets, preset, remedy))
    for row in rows:
        table.add_row(
            row.arm,
            _hundred(row.men_in_aim),
            _hundred(row.men_recorded),
            _hundred(row.men_of_impressions),
            f"{row.reach:,}",
            f"{row.engaged:,}",
            f"{row.currency} {row.spend:,.2f}",
        )
    console.print(table)
    console.print(f"\n{FOOTNOTE}", soft_wrap=True)


def print_remedies(sweep: Sweep, console: Console) -> None:
    """Print a row for each remedy and world, all arms together."""
    from seenby.report.audit.tables import display
    from seenby.report.sweep.sweep_page import remedies_table

    for number, world in enumerate(sweep.worlds, 1):
        told = remedies_table(sweep, world, number)
        table = Table(*BRIEF.values(), box=None, pad_edge=False)
        for row in told.rows:
            table.add_row(*(display(row[place], told.columns[place].kind) for place in BRIEF))
        console.print(f"{told.caption}\n")
        console.print(table)


def write_world(markets: Sequence[Simulation], preset: Preset, remedy: Remedy, folder: Path) -> None:
    """Write the report for ``seenby audit`` and ``seenby watch``, and the truth, the responses and the pictures."""
    write_whole(folder / "delivery.csv", delivery_csv(markets, preset))
    write_whole(folder / "mapping.toml", MAPPING.format(currency=markets[0].world.market.currency))
    write_whole(folder / "aim.toml", aim_toml(markets))
    write_whole(folder / "audience.csv", audience_csv(markets))
    write_whole(folder / "watch.toml", WATCH)
    write_whole(folder / "truth.json", as_text(markets, preset, remedy))
    write_whole(folder / "responses.csv", responses_csv(markets))
    for arm in preset.arms:
        file = f"{arm.name.replace(',', '').replace(' ', '-')}.png"
        write_whole(folder / "pictures" / file, picture(preset, arm, remedy).png())


def delivery_csv(markets: Sequence[Simulation], preset: Preset) -> str:
    """The finest table as the platform reports it."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(DELIVERY)
    for row in (row for one in markets for row in report_rows(one, preset.report)):
        spend = "" if row.spend is None else f"{row.spend.low:.6f}"
        cell = (row.gender, row.age, row.placement)
        write.writerow((row.day, row.advertiser, row.ad, *cell, figure(row.impressions), spend))
    return out.getvalue()


def responses_csv(markets: Sequence[Simulation]) -> str:
    """What came back; texts are placeholders."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(("ad", "account", "tick", "kind", "text", "follows"))
    for one in (one for market in markets for one in responses(market)):
        write.writerow((one.ad.ad, one.account, one.tick, one.kind, one.text, " ".join(one.follows)))
    return out.getvalue()


def figure(value: Interval) -> str:
    """A figure as exports write it: ``120``, ``1000-4999``, ``1000+``."""
    if value.is_exact:
        return f"{value.low:.0f}"
    return f">{value.low - 1:.0f}" if math.isinf(value.high) else f"{value.low:.0f}-{value.high:.0f}"


def aim_toml(markets: Sequence[Simulation]) -> str:
    """Whom each ad is aimed at and how many the platform says they are, as an aim file."""
    parts = []
    for platform, k in ((one, k) for one in markets for k in one.reported):
        campaign = platform.campaigns[k]
        head = f"ads.{json.dumps(campaign.name)}"
        parts.append("\n".join([f"[{head}]", *_asked(campaign.aim)]))
        stated = estimated_audience(platform.world, campaign.aim)["gender"]
        sizes = [f'{WORDS[name]} = "{figure(size)}"' for name, size in stated.items() if size.high > 0]
        parts.append("\n".join([f"[{head}.estimated_audience.gender]", *sizes]))
    return "\n\n".join(parts) + "\n"


def _asked(aim: Aim) -> list[str]:
    lines = [f"genders = {json.dumps([WORDS[one] for one in aim.genders] if aim.genders else ['all'])}"]
    if aim.ages:
        low, high = aim.ages
        lines.append(f'ages = "{low}-{high}"' if high else f'ages = "{low}+"')
    if aim.places:
        lines.append(f"places = {json.dumps(list(aim.places))}")
    if aim.interests:
        lines.append(f"interests = {json.dumps(list(aim.interests))}")
    if aim.suggestion:
        lines.append("suggestion = true")
    return lines


def _hundred(share: float | None) -> str:
    return "nobody" if share is None else f"{share * 100:.1f}"
