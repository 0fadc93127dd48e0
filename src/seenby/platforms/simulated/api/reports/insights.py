"""Reports as the API gives them: a flat row for each object, period and cell; no row where nothing was shown.

Every metric is text. A metric that has no events has no key. Reach is given where the engine knows it: over gender and
age, from an ad's first day on; elsewhere its key is missing, never made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call
from seenby.platforms.simulated.api.objects.paging import page
from seenby.platforms.simulated.api.objects.registry import Node
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.api.reports.query import NAMES, USUAL, Query, Span, read_query
from seenby.platforms.simulated.auction.campaign import MICRO
from seenby.platforms.simulated.auction.kernels import ACTIONS, IMPRESSIONS, NEW, SPEND
from seenby.platforms.simulated.people.demographics import BANDS, GENDERS
from seenby.platforms.simulated.results.reporting import told, visible

Counts = NDArray[np.int64]

AXES = {"gender": 0, "age": 1, "platform_position": 2}
POSITIONS = {"stories": "instagram_stories", "reels": "instagram_reels"}
TOO_MUCH = 20_000
"""Rows that one report may have."""


def insights(platform: Platform, node: Node, call: Call) -> dict[str, Any]:
    """A page of a report on an object."""
    query = read_query(platform, node, call)
    rows: list[dict[str, Any]] = []
    keys: list[str] = []
    for key, row in _rows(platform, query):
        if len(rows) == TOO_MUCH:
            raise wrong("Please reduce the amount of data you're asking for, then retry your request", 1487534)
        rows.append(row)
        keys.append(key)
    found = page(call, rows, keys)
    if call.params.get("summary") or call.flag("default_summary"):
        found["summary"] = _summary(rows)
    shown = query.fields or (*USUAL, *(name for name in NAMES if name.endswith("_id")))
    keep = {*shown, *query.breakdowns, "date_start", "date_stop"}
    found["data"] = [{name: value for name, value in row.items() if name in keep} for row in found["data"]]
    return found


def _rows(platform: Platform, query: Query) -> Iterator[tuple[str, dict[str, Any]]]:
    if not query.ads:
        return
    table = visible(platform.engine, platform.report)
    slots = {number: slot for slot, number in enumerate(platform.engine.reported)}
    for ident, ads in _objects(query).items():
        own = [slots[platform.running.numbers[ad.id]] for ad in ads if platform.running.numbers[ad.id] in slots]
        named = _named(platform, query.level, ads[0])
        for span in query.spans:
            counts = table[span.first : max(span.last + 1, 0), own].sum(axis=(0, 1))
            reach = _reach(platform, query, span, ads, own, table)
            for key, row in _cells(platform, query, counts, reach):
                dates = {"date_start": span.start.isoformat(), "date_stop": span.stop.isoformat()}
                yield f"{ident}/{span.start}/{key}", {**named, **row, **dates}


def _objects(query: Query) -> dict[str, list[Node]]:
    """The ads of each object that has rows."""
    found: dict[str, list[Node]] = {}
    for ad in query.ads:
        ids = {"account": ad.account, "campaign": ad.values["campaign_id"], "adset": ad.values["adset_id"]}
        found.setdefault(str(ids.get(query.level, ad.id)), []).append(ad)
    return found


def _named(platform: Platform, level: str, ad: Node) -> dict[str, Any]:
    """Identifiers and names from the account down to the level."""
    nodes = {"account": platform.registry.nodes[ad.account]}
    for kind in ("campaign", "adset"):
        nodes[kind] = platform.registry.nodes[ad.values[f"{kind}_id"]]
    nodes["ad"] = ad
    told: dict[str, Any] = {"account_currency": nodes["account"].values["currency"]}
    for kind, node in nodes.items():
        told |= {f"{kind}_id": node.id.removeprefix("act_"), f"{kind}_name": node.values["name"]}
        if kind == level:
            break
    if "campaign_id" in told:
        told["objective"] = nodes["campaign"].values["objective"]
    if "adset_id" in told:
        told["optimization_goal"] = nodes["adset"].values["optimization_goal"]
    return told


def _cells(
    platform: Platform, query: Query, counts: Counts, reach: Counts | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    kept = [AXES[name] for name in query.breakdowns if name in AXES]
    summed = counts.sum(axis=tuple(axis for axis in range(3) if axis not in kept))
    people = None if reach is None else reach.sum(axis=tuple(axis for axis in range(2) if axis not in kept))
    for index in np.ndindex(summed.shape[:-1]):
        at = dict(zip(sorted(kept), index, strict=True))
        figures = summed[index]
        row = _metrics(platform, figures, None if people is None else int(people[index]))
        if row:
            cell = _cell(platform, query, at)
            yield "/".join(cell.values()), {**row, **cell}


def _cell(platform: Platform, query: Query, at: Mapping[int, int]) -> dict[str, str]:
    placements = tuple(platform.engine.settings.placements)
    told = {}
    for name in query.breakdowns:
        if name == "gender":
            told[name] = GENDERS[at[0]]
        elif name == "age":
            told[name] = BANDS[at[1]]
        elif name == "platform_position":
            told[name] = POSITIONS.get(placements[at[2]], placements[at[2]])
        else:
            told[name] = platform.setup.country if name == "country" else "instagram"
    return told


def _metrics(platform: Platform, figures: Counts, reach: int | None) -> dict[str, Any]:
    """A cell's metrics as text; nothing at all where nothing was shown or the cell is withheld."""
    count = int(figures[IMPRESSIONS])
    if not count or count < platform.report.hide_below:
        return {}
    shown = _told(platform, count)
    spend, clicks = int(figures[SPEND]) / MICRO, int(figures[ACTIONS])
    row: dict[str, Any] = {"impressions": str(shown), "spend": money(spend), "clicks": str(clicks)}
    row["cpm"] = money(1000 * spend / count)
    row["ctr"] = money(100 * clicks / count)
    if clicks:
        row["cpc"] = money(spend / clicks)
        row["actions"] = [{"action_type": "post_engagement", "value": str(clicks)}]
    if reach:
        row |= {"reach": str(_told(platform, reach)), "frequency": money(count / reach)}
    return row


def _told(platform: Platform, count: int) -> int:
    """A count as one figure: the middle of its rounding, the lower end of its band."""
    found = told(count, platform.report)
    return int(found.low if platform.report.bands else found.middle)


def money(amount: float) -> str:
    """An amount as text: at least two digits after the point, and as many as six."""
    text = f"{amount:.6f}".rstrip("0")
    return text + "0" * max(2 - len(text.partition(".")[2]), 0)


def _reach(
    platform: Platform, query: Query, span: Span, ads: Sequence[Node], slots: Sequence[int], table: Counts
) -> Counts | None:
    """People reached by recorded gender and age band, where the engine knows; else None."""
    if "platform_position" in query.breakdowns or not slots:
        return None
    begun = [platform.engine.campaigns[platform.running.numbers[ad.id]].start for ad in ads]
    if span.first > min(begun) // platform.ticks_a_day:
        return None
    added = np.asarray(table[span.first : max(span.last + 1, 0), slots, ..., NEW].sum(axis=(0, 1, 4)), np.int64)
    if len(slots) == 1:
        return added
    if span.last < len(table) - 1:
        return None
    people = platform.engine.world.attributes
    seen = (platform.engine.memory.seen[:, list(slots)] > 0).any(axis=1)
    union = np.zeros((len(GENDERS), len(BANDS)), np.int64)
    np.add.at(union, (people.recorded[seen], people.band[seen]), 1)
    return np.minimum(union, added)


def _summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    spend = sum(round(float(row["spend"]) * MICRO) for row in rows) / MICRO
    whole = {name: str(sum(int(row[name]) for row in rows)) for name in ("impressions", "clicks")}
    return {**whole, "spend": money(spend)}
