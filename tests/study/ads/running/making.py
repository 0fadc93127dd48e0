"""A small study in a small world, and everything a test asks of the platform behind its back."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from seenby.model import Aim
from seenby.model.progress import Progress, ShowProgress
from seenby.model.study import Consent, Money, Plan, Shows, Size, Slot, StopRules, Study, StudyArm
from seenby.platforms.clock import WallClock
from seenby.platforms.meta import Client, Connection, Patience, Secret
from seenby.platforms.meta.study_platform import MetaStudies
from seenby.study.ads.running import ask_to_stop
from seenby.study.ads.running.context import Context, Manners, context
from seenby.study.folder import PICTURES, STUDY, StudyFolder
from seenby.study.steps.simulated_clock import SteppedClock, admin_of

SEAL = hashlib.sha256(b"a registration").hexdigest()
ARMS: tuple[tuple[str, Shows, dict[str, float]], ...] = (
    ("item alone", "nobody", {"item": 1.0}),
    ("child hidden", "covered person", {"item": 1.0, "box": 1.0}),
    ("with the child", "child", {"item": 1.0, "care": 1.0, "attention": 1.0}),
)
QUICK = Manners(watch=timedelta(hours=6), pause=0.0)
BUDGET = 12
PLANS: dict[str, dict[str, Any]] = {
    "one account": {},
    "two accounts, two waves": {"pairs": 2, "twins": 0, "accounts": ("act_101", "act_102"), "waves": 2},
}
"""Plans that runs are killed in."""


def pictures() -> dict[str, bytes]:
    """A drawn picture of each arm."""
    from seenby.platforms.simulated import picture_of

    return {name: picture_of(features, ["care", "attention"]).png() for name, _, features in ARMS}


def study(*, accounts: tuple[str, ...] = ("act_101",), days: int = 1, api: str = "", **more: Any) -> Study:
    """Three arms of the charm."""
    arms = tuple(
        StudyArm(name, name, f"{PICTURES}/{n}.png", shows, "A charm") for n, (name, shows, _) in enumerate(ARMS)
    )
    aim = Aim(ages=(18, None), interests=("childhood", "dance", "cheerleading"), origin="study.toml")
    told: dict[str, Any] = {
        "title": "A charm", "question": "Was it the picture?", "arms": arms, "control": "item alone",
        "twins_of": "item alone", "aim": aim, "country": "NL", "link": "https://shop.example",
        "money": Money("EUR", 10_000, 500), "accounts": accounts, "api": api, "size": Size(pairs=1, twins=1, days=days),
        "consent": Consent("file 7", "2026-01-05", "the covered arm does not show what the child adds"),
        "stop": StopRules(most_unlike=1e9),
    }  # fmt: skip
    return Study(**{**told, **more})


def plan(pairs: int = 1, twins: int = 1, *, budget: int = BUDGET, waves: int = 1, **more: Any) -> Plan:
    """A drawn plan: sets are dealt out to accounts and waves in turn, arms in an order that turns with the set."""
    asked = study(**more)
    slots = []
    for number in range(pairs + twins):
        kind: Literal["pair", "twin"] = "pair" if number < pairs else "twin"
        name = f"{kind[0]}{(number if number < pairs else number - pairs) + 1:02d}"
        arms = [arm.name for arm in asked.arms] if kind == "pair" else ["item alone"] * 2
        turned = arms[number % len(arms) :] + arms[: number % len(arms)]
        account = asked.accounts[number % len(asked.accounts)]
        for place, arm in enumerate(turned, 1):
            ident = f"{name}-{place}"
            slots.append(
                Slot(ident, name, kind, place, arm, account, f"charm 7f3a {ident}", budget, wave=number % waves)
            )
    prints = {arm: hashlib.sha256(content).hexdigest() for arm, content in pictures().items()}
    return Plan(asked, "0" * 64, prints, 7, tuple(slots), version="0.1.0")


def stop_when(doing: str, at_work: Context) -> ShowProgress:
    """Asks a run to stop as soon as it says that it does this."""

    def tell(moment: Progress) -> None:
        if moment.doing == doing:
            ask_to_stop(at_work.folder)

    return tell


def folder(root: Path) -> StudyFolder:
    """A folder with pictures in it."""
    root.mkdir(parents=True, exist_ok=True)
    (root / STUDY).write_text('title = "A charm"\n')
    (root / PICTURES).mkdir(exist_ok=True)
    for number, content in enumerate(pictures().values()):
        (root / PICTURES / f"{number}.png").write_bytes(content)
    return StudyFolder.at(root)


def platform(people: int = 2_000, **more: Any) -> Any:
    """A simulated platform of a few people."""
    from seenby.platforms.simulated import preset
    from seenby.platforms.simulated.api import Platform, Setup

    return Platform(Setup(preset("charm-2024", people=people), **more))


@contextmanager
def running(
    address: str,
    root: Path,
    wanted: Plan,
    *,
    manners: Manners = QUICK,
    seconds: float = 120.0,
    tries: int = 5,
    sleep: Any = None,
) -> Iterator[Context]:
    """A run over HTTP whose waits take no time."""
    no_wait = sleep or (lambda _seconds: None)
    connection = Connection(address, Secret("simulated"), answer_seconds=seconds)
    with Client(connection, Patience(tries=tries), sleep=no_wait) as client, admin_of(address) as admin:
        studies = MetaStudies(client, wanted.study.money.currency, SteppedClock(admin, WallClock(no_wait)))
        yield context(StudyFolder(root), wanted, SEAL, studies, manners)


@dataclass
class Seen:
    """What stands on a platform, by name, and what was delivered."""

    objects: list[tuple[Any, ...]]
    delivery: dict[str, tuple[int, int]]
    spent: int


def seen(one: Any) -> Seen:
    """Everything on a platform that a study made."""
    nodes = [node for kind in ("campaign", "adset", "ad", "creative", "image") for node in one.registry.of(kind)]
    told = [
        (
            node.kind, node.account, str(node.values.get("name")), node.status,
            *(repr(node.values.get(name)) for name in ("lifetime_budget", "targeting", "starts", "ends", "image_hash")),
        )
        for node in nodes
    ]  # fmt: skip
    delivery = {
        str(ad.values["name"]): (int(one.engine.states.wins[number]), one.running.spent(ad.id))
        for ad in one.registry.of("ad")
        if (number := one.running.numbers.get(ad.id)) is not None
    }
    return Seen(sorted(told), delivery, sum(spent for _, spent in delivery.values()))


def sources(root: Path) -> set[str]:
    """The names of what was collected; a name is the fingerprint of the content."""
    return {path.name for path in (root / "sources").glob("*")}


def with_stop(wanted: Plan, **rules: Any) -> Plan:
    """The same plan with other rules to stop by."""
    return replace(wanted, study=replace(wanted.study, stop=replace(wanted.study.stop, **rules)))


def until(true: Any, seconds: float = 600.0) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)
