"""The Ad Library: every ad that was shown, whom it was aimed at and whom it reached in the EU."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from seenby.model import Aim
from seenby.platforms.simulated.api.dates import moment
from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call
from seenby.platforms.simulated.api.objects.paging import page
from seenby.platforms.simulated.api.objects.registry import Node
from seenby.platforms.simulated.api.objects.statuses import shown
from seenby.platforms.simulated.api.objects.targeting_spec import read_aim
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.auction.kernels import NEW
from seenby.platforms.simulated.people.demographics import BANDS, GENDERS
from seenby.platforms.simulated.results.reporting import visible

EU = frozenset(
    {"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE"}
    | {"IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"}
)
FIELDS = (
    "id",
    "page_id",
    "page_name",
    "ad_creation_time",
    "ad_delivery_start_time",
    "ad_delivery_stop_time",
    "ad_creative_bodies",
    "ad_snapshot_url",
    "publisher_platforms",
    "languages",
    "eu_total_reach",
    "age_country_gender_reach_breakdown",
    "target_ages",
    "target_gender",
    "target_locations",
    "beneficiary_payers",
)
EU_ONLY = FIELDS[10:]
ACTIVITY = ("ACTIVE", "ALL", "INACTIVE")
TYPES = (
    "ALL",
    "POLITICAL_AND_ISSUE_ADS",
    "HOUSING_ADS",
    "EMPLOYMENT_ADS",
    "CREDIT_ADS",
    "FINANCIAL_PRODUCTS_AND_SERVICES_ADS",
)
MOST_PAGES = 10
WORDS: Mapping[tuple[str, ...] | None, str] = {None: "All", (GENDERS[0],): "Women", (GENDERS[1],): "Men"}


def archive(platform: Platform, call: Call) -> dict[str, Any]:
    """A page of ads that were shown in the countries asked for."""
    countries = call.listed("ad_reached_countries")
    if not countries:
        raise wrong("The parameter ad_reached_countries is required", blame="ad_reached_countries")
    pages = call.listed("search_page_ids")
    if not pages and "search_terms" not in call.params:
        raise wrong("Either search_terms or search_page_ids is required")
    if len(pages) > MOST_PAGES:
        raise wrong("At most 10 search_page_ids")
    fields = call.listed("fields") or ("id",)
    for name in fields:
        if name not in FIELDS:
            raise wrong(f"Tried accessing nonexisting field ({name}) on node type (ArchivedAd)")
    here = {"ALL", platform.setup.country} & set(countries)
    ads = list(_found(platform, call, pages)) if here else []
    told = page(call, ads, [ad.id for ad in ads])
    told["data"] = [_row(platform, ad, fields, call) for ad in told["data"]]
    return told


def _found(platform: Platform, call: Call, pages: tuple[str, ...]) -> Iterator[Node]:
    terms = call.params.get("search_terms", "").casefold().split()
    activity = call.choice("ad_active_status", ACTIVITY, ACTIVITY[0])
    if call.choice("ad_type", TYPES, "ALL") != "ALL":
        return
    for ad in platform.registry.of("ad"):
        number = platform.running.numbers.get(ad.id)
        if number is None or not platform.engine.states.wins[number]:
            continue
        active = shown(platform.registry, ad, platform.tick)
        if activity != "ALL" and active != (activity == "ACTIVE"):
            continue
        creative = platform.registry.nodes[ad.values["creative_id"]].values
        if (not pages or creative["page_id"] in pages) and all(
            term in str(creative.get("message", "")).casefold() for term in terms
        ):
            yield ad


def _row(platform: Platform, ad: Node, fields: tuple[str, ...], call: Call) -> dict[str, Any]:
    told = _plain(platform, ad, call)
    if platform.setup.country in EU and set(fields) & set(EU_ONLY):
        told |= _in_the_eu(platform, ad)
    return {**{name: told[name] for name in fields if told.get(name) is not None}, "id": ad.id}


def _plain(platform: Platform, ad: Node, call: Call) -> dict[str, Any]:
    creative = platform.registry.nodes[ad.values["creative_id"]].values
    begun = platform.engine.campaigns[platform.running.numbers[ad.id]].start
    stopped = not shown(platform.registry, ad, platform.tick)
    ended = platform.registry.nodes[ad.values["adset_id"]].values.get("ends")
    return {
        "page_id": creative["page_id"],
        "page_name": platform.registry.nodes[creative["page_id"]].values["name"],
        "ad_creation_time": _day(platform, ad.created),
        "ad_delivery_start_time": _day(platform, begun),
        "ad_delivery_stop_time": _day(platform, min(ended or ad.updated, platform.tick)) if stopped else None,
        "ad_creative_bodies": [creative["message"]] if creative.get("message") else None,
        "ad_snapshot_url": f"{call.base}/_platform/ads/?id={ad.id}&access_token={call.token}",
        "publisher_platforms": ["instagram"],
        "languages": ["en"],
    }


def _in_the_eu(platform: Platform, ad: Node) -> dict[str, Any]:
    adset = platform.registry.nodes[ad.values["adset_id"]].values
    aim = read_aim(adset["targeting"], platform.engine.world, platform.setup.country, decided=True)
    slot = platform.engine.reported.index(platform.running.numbers[ad.id])
    reach = visible(platform.engine, platform.report)[:, slot, ..., NEW].sum(axis=(0, 3))
    return {
        "eu_total_reach": int(reach.sum()),
        "age_country_gender_reach_breakdown": [
            {"country": platform.setup.country, "age_gender_breakdowns": list(_bands(reach))}
        ],
        "target_ages": _ages(aim),
        "target_gender": WORDS[aim.genders],
        "target_locations": _locations(platform, aim),
        "beneficiary_payers": [{"payer": adset["dsa_payor"], "beneficiary": adset["dsa_beneficiary"], "current": True}],
    }


def _bands(reach: np.ndarray[Any, np.dtype[np.int64]]) -> Iterator[dict[str, Any]]:
    """Reach by age and gender; a gender nobody of was reached has no key."""
    for code, band in enumerate(BANDS):
        told = {gender: int(reach[place, code]) for place, gender in enumerate(GENDERS) if reach[place, code]}
        if told:
            yield {"age_range": band, **told}


def _ages(aim: Aim) -> list[str]:
    low, high = aim.ages or (18, None)
    return [str(low), "65+" if high is None else str(high)]


def _locations(platform: Platform, aim: Aim) -> list[dict[str, Any]]:
    names, kind = (aim.places, "regions") if aim.places else ((platform.setup.country,), "countries")
    return [{"name": name, "type": kind, "excluded": False, "num_obfuscated": 0} for name in names]


def _day(platform: Platform, tick: int) -> str:
    return moment(tick, platform.ticks_a_day).date().isoformat()
