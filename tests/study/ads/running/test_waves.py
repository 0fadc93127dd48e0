"""Studies whose sets follow one another: what befalls a later wave, and what is looked at when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.study.ads.running.making import BUDGET, folder, plan, platform, running, seen, with_stop

from seenby.evidence.hash_chain import read_chain
from seenby.model.progress import Progress
from seenby.platforms.simulated.api import create_app, serving
from seenby.platforms.simulated.api.http.admin import ask
from seenby.study.ads.running import Outcome, RunProgress, ask_to_stop, run
from seenby.study.ads.running.context import Context
from seenby.study.folder import DEVIATIONS, JOURNAL

FIRST, SECOND, LAST = 24, 48, 72
"""Ticks at which the waves begin, and at which the last ends."""


def waves(**more: Any) -> Any:
    """One pair in each of two accounts, one after the other."""
    return plan(2, 0, accounts=("act_101", "act_102"), waves=2, **more)


def go(one: Any, root: Path, wanted: Any, happens: Callable[[Any, RunProgress], object] = lambda *_: None) -> Outcome:
    """A whole run; ``happens`` is told of each look while ads run."""
    folder(root)

    def tell(told: Progress) -> None:
        if told.doing == "running":
            assert isinstance(told, RunProgress)
            happens(context, told)

    with serving(create_app(one)) as address, running(address, root, wanted) as context:
        return run(replace(context, tell=tell))


def ad(one: Any, name: str, kind: str = "ad") -> Any:
    return next(node for node in one.registry.of(kind) if node.values["name"].endswith(name))


def deviations(root: Path) -> list[dict[str, Any]]:
    return [dict(entry) for entry in read_chain(root / DEVIATIONS)]


def test_an_account_disabled_in_its_wave_is_said_once_and_the_rest_is_whole(tmp_path):
    one, root = platform(), tmp_path / "study"
    ask(one, {"kind": "disable-account", "account": "act_102", "at_tick": SECOND + 6})
    outcome = go(one, root, waves())
    assert outcome.ended == "at its end"
    said = [entry["what"] for entry in deviations(root)]
    assert [what for what in said if "disabled" in what] == [
        "The platform disabled the account act_102; its ads were no longer shown."
    ]
    shown = {name: count for name, (count, _) in seen(one).delivery.items() if "p01" in name}
    assert len(shown) == 3
    assert all(shown.values())


def test_a_person_who_stops_in_the_second_wave_stops_all_and_no_cost_is_held_against_the_sets_cut_short(tmp_path):
    one, root = platform(), tmp_path / "study"

    def stop_in_the_second_wave(context: Context, _told: RunProgress) -> None:
        if one.tick > SECOND:
            ask_to_stop(context.folder)

    outcome = go(one, root, with_stop(waves(), most_unlike=1.000001), stop_in_the_second_wave)
    assert outcome.ended == "person"
    spent = seen(one).spent
    one.step(48)
    assert seen(one).spent == spent
    said = [entry["what"] for entry in deviations(root)]
    assert sum("A person stopped" in what for what in said) == 1
    assert not any("In set p02" in what for what in said)


def test_a_budget_raised_in_an_account_that_waits_is_seen_before_a_cent_of_it_is_spent(tmp_path):
    one, root = platform(), tmp_path / "study"

    def raised(_run: Any, _told: RunProgress) -> None:
        if FIRST < one.tick < SECOND:
            one.update(ad(one, "p02-1", "adset"), {"lifetime_budget": 1_000_000})

    outcome = go(one, root, waves(), raised)
    assert outcome.ended == "budgets"
    assert not any(spent for name, (_, spent) in seen(one).delivery.items() if "p02" in name)


def test_all_of_the_cap_may_be_spent_over_the_waves(tmp_path):
    one, root = platform(), tmp_path / "study"
    wanted = waves()
    tight = replace(wanted, study=replace(wanted.study, money=replace(wanted.study.money, cap=6 * BUDGET)))
    outcome = go(one, root, tight)
    assert outcome.ended in ("cap", "at its end")
    assert seen(one).spent <= 6 * BUDGET * 10_000
    assert all(count for count, _ in seen(one).delivery.values())


def test_comments_of_both_waves_count_together(tmp_path):
    one, root = platform(people=20_000), tmp_path / "study"
    outcome = go(one, root, with_stop(waves(budget=120), most_comments=10**6))
    counted = [entry["comments"] for entry in read_chain(root / JOURNAL) if entry["act"] == "look"]
    assert outcome.ended == "at its end"
    assert counted == sorted(counted)
    before_the_second = next(
        entry["comments"] for entry in read_chain(root / JOURNAL)
        if entry["act"] == "look" and datetime.fromisoformat(entry["at"]).day == 4
    )  # fmt: skip
    assert before_the_second < counted[-1]


def test_an_ad_rejected_before_its_wave_spoils_its_set_and_an_ended_one_is_left_alone(tmp_path):
    one, root = platform(), tmp_path / "study"
    wanted = plan(2, 0, waves=2)

    def befalls(_run: Any, _told: RunProgress) -> None:
        if FIRST < one.tick < SECOND:
            ask(one, {"kind": "reject-ad", "ad": ad(one, "p02-3").id})
        elif one.tick > SECOND:
            one.update(ad(one, "p01-1"), {"status": "DELETED"})
            one.update(ad(one, "p01-2", "adset"), {"status": "PAUSED"})

    outcome = go(one, root, wanted, befalls)
    assert outcome.ended == "at its end"
    assert [(entry["what"], entry["spoils"]) for entry in deviations(root)] == [
        ("The ad p02-3 was rejected by the platform before it began.", ["p02"])
    ]


def test_an_ad_that_somebody_deletes_spoils_its_set_and_ends_nothing(tmp_path):
    one, root = platform(), tmp_path / "study"

    def deleted(_run: Any, _told: RunProgress) -> None:
        if FIRST < one.tick < SECOND:
            one.update(ad(one, "p01-1"), {"status": "DELETED"})
            one.update(ad(one, "p01-2", "adset"), {"status": "DELETED"})

    outcome = go(one, root, plan(2, 0, waves=2), deleted)
    assert outcome.ended == "at its end"
    assert outcome.spent * 10_000 >= seen(one).spent
    assert {entry["what"] for entry in deviations(root)} == {
        "The ad p01-1 was deleted while it ran.", "The ad p01-2 was deleted while it ran."
    }  # fmt: skip
    assert all(entry["spoils"] == ["p01"] for entry in deviations(root))


def test_an_account_that_waits_is_looked_at_when_a_wave_begins_or_ends_and_not_in_between(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)
    looks: Counter[tuple[str, int]] = Counter()

    class Counting:
        def __init__(self, inside: Any) -> None:
            self.inside = inside

        def looks(self, kind: str, campaign: str) -> Any:
            if kind == "ad":
                looks[one.registry.nodes[campaign].account, one.tick] += 1
            return self.inside.looks(kind, campaign)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inside, name)

    with serving(create_app(one)) as address, running(address, root, waves()) as context:
        run(replace(context, platform=Counting(context.platform)))
    ticks = {account: {tick for name, tick in looks if name == account and tick >= FIRST} for account, _ in looks}
    assert ticks["act_101"] == {24, 30, 36, 42, 48, 72}
    assert ticks["act_102"] == {24, 48, 54, 60, 66, 72}
