"""One simulated run as files: what the platform reports, and the truth beside it."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from pathlib import Path

from seenby.evidence.atomic_write import write_whole
from seenby.model import Aim, Interval
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
from seenby.worlds.watch_input import WATCH, audience_csv

SCHEMA = "seenby/world/1"
DELIVERY = ("Day", "Account", "Ad", "Gender", "Age", "Placement", "Impressions", "Spend")
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
