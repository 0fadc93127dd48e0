"""Small studies that never ran: a plan, and rows as the API gives them, drawn from a seed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from seenby.evidence.hash_chain import Chain
from seenby.model import Aim, Money, Plan, Slot, Study, StudyArm, StudyResult
from seenby.study.ads.planning import REGISTRATION_SCHEMA, plan_to_json
from seenby.study.folder import COLLECTED, DEVIATIONS, PLAN, REGISTRATION, STUDY, StudyFolder
from seenby.study.steps.judge import judged
from seenby.version import VERSION

CHARM = {"item": 0.64, "hidden": 0.72, "child": 0.94}
PORTRAITS = {"adult": 0.50, "child": 0.40}
AGES = {"18-24": 0.15, "25-34": 0.35, "35-44": 0.30, "45-54": 0.20}
SHOWN = 2_000
ASKED = b'title = "A charm"\n'
API = "http://127.0.0.1:8750"
DAY = "2026-03-02"
COLLECTED_AT = "2026-03-03T06:00:00+00:00"


def plan_of(arms: Sequence[str], pairs: int = 7, twins: int = 4, **more: Any) -> Plan:
    """A plan whose draw is the order of the arms, turned by one place with every set."""
    study = Study(
        title="A charm",
        question="Does showing the child change who is reached?",
        arms=tuple(StudyArm(name, f"the {name}", f"pictures/{name}.png", "drawn figure", "A charm") for name in arms),
        control=arms[0] if len(arms) > 1 else None,
        twins_of=arms[0],
        aim=Aim(interests=("dance",), origin="study.toml"),
        country="NL",
        link="https://shop.example",
        money=Money("EUR", 100_000, 500),
        accounts=("act_101",),
        api=API,
        group="male",
    )
    study = replace(study, **more)
    slots = [slot for number in range(1, pairs + 1) for slot in _pair(arms, number)]
    slots += [_slot(f"t{number:02d}", "twin", place, arms[0]) for number in range(1, twins + 1) for place in (1, 2)]
    pictures = {arm: sha256(arm.encode()).hexdigest() for arm in arms}
    return Plan(study, sha256(ASKED).hexdigest(), pictures, 7, tuple(slots), (), VERSION)


def _pair(arms: Sequence[str], number: int) -> list[Slot]:
    turned = [*arms[number % len(arms) :], *arms[: number % len(arms)]]
    return [_slot(f"p{number:02d}", "pair", place, arm) for place, arm in enumerate(turned, 1)]


def _slot(name: str, kind: Any, place: int, arm: str) -> Slot:
    return Slot(f"{name}-{place}", name, kind, place, arm, "act_101", f"charm 7f3a {name}-{place}", 1_000)


def rows_of(plan: Plan, men: Mapping[str, float], seed: int = 1, leave: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Insights rows: each ad's share of men is its arm's with the luck of one run added."""
    lot = np.random.Generator(np.random.PCG64(seed))
    found: list[dict[str, Any]] = []
    for slot in plan.slots:
        share = float(np.clip(men[slot.arm] + lot.normal(0, 0.015), 0.01, 0.99))
        if slot.ident not in leave:
            found += [_row(slot, age, gender, SHOWN * part * (share if gender == "male" else 1 - share))
                      for age, part in AGES.items() for gender in ("female", "male")]  # fmt: skip
    return found


def _row(slot: Slot, age: str, gender: str, many: float) -> dict[str, Any]:
    return {
        "account_id": "101", "campaign_id": "9", "campaign_name": "charm 7f3a", "adset_id": f"8{slot.ad[-5:]}",
        "adset_name": slot.ad, "ad_id": f"7{slot.ad[-5:]}", "ad_name": slot.ad, "age": age, "gender": gender,
        "impressions": str(round(many)), "reach": str(round(many * 0.8)), "spend": f"{many / SHOWN * 10:.2f}",
        "account_currency": "EUR", "date_start": DAY, "date_stop": DAY,
    }  # fmt: skip


def folder_of(
    path: Path, plan: Plan, rows: Sequence[Mapping[str, Any]] | None, *, registered: bool = True
) -> StudyFolder:
    """A study's folder with a plan, sealed or not, and one collection."""
    path.mkdir(parents=True, exist_ok=True)
    (path / STUDY).write_bytes(ASKED)
    for arm in plan.study.arms:
        (path / arm.picture).parent.mkdir(exist_ok=True)
        (path / arm.picture).write_bytes(arm.name.encode())
    text = plan_to_json(plan)
    (path / PLAN).write_text(text, encoding="utf-8")
    if registered:
        sealed = {**json.loads(text), "schema": REGISTRATION_SCHEMA}
        (path / REGISTRATION).write_text(json.dumps(sealed, sort_keys=True, indent=1) + "\n", encoding="utf-8")
    folder = StudyFolder.at(path)
    if rows is not None:
        collect(folder, rows)
    return folder


def collect(folder: StudyFolder, rows: Sequence[Mapping[str, Any]], at: str = COLLECTED_AT) -> str:
    """Keep rows as a collection from the platform does."""
    name = folder.keep(json.dumps({"data": list(rows)}).encode(), ".json")
    Chain(folder.path(COLLECTED)).append({"at": at, "what": "delivery", "sources": [name], "final": True})
    return name


def estimate(folder: StudyFolder, women: float = 0.73) -> str:
    """Keep an estimated audience as a collection from the platform does."""
    cells: list[dict[str, Any]] = [_estimated(gender, None, share) for gender, share in
                                   (("female", women), ("male", 1 - women))]  # fmt: skip
    cells += [_estimated(gender, age, share * part) for gender, share in (("female", women), ("male", 1 - women))
              for age, part in AGES.items()]  # fmt: skip
    name = folder.keep(json.dumps(cells).encode(), ".json")
    Chain(folder.path(COLLECTED)).append(
        {"at": "2026-03-01T12:00:00+00:00", "what": "audience", "sources": [name], "final": False}
    )
    return name


def _estimated(gender: str | None, age: str | None, share: float) -> dict[str, Any]:
    told = {"estimate_ready": True, "estimate_mau_lower_bound": round(share * 100_000),
            "estimate_mau_upper_bound": round(share * 110_000)}  # fmt: skip
    return {"cell": {"gender": gender, "age": age}, "asked": {"geo_locations": {"countries": ["NL"]}},
            "answer": {"data": [told]}}  # fmt: skip


def deviate(folder: StudyFolder, what: str, by: str = "person", **more: Any) -> None:
    """Note a deviation."""
    Chain(folder.path(DEVIATIONS)).append({"at": "2026-03-02T09:00:00+00:00", "what": what, "by": by, **more})


def charm(path: Path, **more: Any) -> StudyFolder:
    """The article's study: an estimated audience of mostly women, three arms, twins."""
    plan = plan_of(tuple(CHARM))
    folder = folder_of(path, plan, None, **more)
    estimate(folder)
    collect(folder, rows_of(plan, CHARM))
    return folder


@lru_cache(maxsize=8)
def told(arms: tuple[str, ...] = tuple(CHARM), *, registered: bool = True, deviated: bool = False) -> StudyResult:
    """A study that was judged, for pages: the article's, or that of portraits."""
    with tempfile.TemporaryDirectory() as place:
        plan = plan_of(arms)
        folder = folder_of(Path(place), plan, None, registered=registered)
        estimate(folder)
        leave = ("p05-1",) if deviated else ()
        collect(folder, rows_of(plan, {**PORTRAITS, **(CHARM if "item" in arms else {})}, leave=leave))
        if deviated:
            deviate(folder, "The ad p03-2 was rejected by the platform while it ran.", "seenby")
            deviate(folder, "Somebody <b>looked</b> at it on Tuesday.")
        return judged(folder).result
