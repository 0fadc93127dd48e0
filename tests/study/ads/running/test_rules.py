"""The rules that stop a study, at their very borders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from tests.study.ads.running.making import SEAL, folder, plan, with_stop

from seenby.evidence.hash_chain import read_chain
from seenby.platforms.base import Look
from seenby.study.ads.running.context import Context, context
from seenby.study.ads.running.launch import Parts
from seenby.study.ads.running.monitor import _rule
from seenby.study.folder import DEVIATIONS

CAP = 100
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def run(tmp_path) -> Context:
    wanted = with_stop(plan(), most_comments=5)
    wanted = replace(wanted, study=replace(wanted.study, money=replace(wanted.study.money, cap=CAP)))
    platform: Any = SimpleNamespace(time=NOON)
    return context(folder(tmp_path), wanted, SEAL, platform)


def parts(*, spent: int = 0, budgets: int = CAP) -> Parts:
    """Two ad sets that have cost and may cost so much together."""
    told = [(spent - spent // 2, budgets - budgets // 2), (spent // 2, budgets // 2)]
    looks = {f"p01-{n}": Look(str(n), "", True, "running", spent=s, budget=b) for n, (s, b) in enumerate(told)}
    return Parts(looks, {})


def said(run: Context) -> list[str]:
    return [entry["what"] for entry in read_chain(run.folder.path(DEVIATIONS))]


@pytest.mark.parametrize(("comments", "why"), [(5, ""), (6, "comments")])
def test_as_many_comments_as_the_plan_allows_do_not_stop_it_and_one_more_does(run, comments, why):
    assert _rule(run, parts(), {"p01-1": comments - 2, "p01-2": 2}) == why
    assert said(run) == (
        ["There were 6 comments, more than the 5 of the plan; all ads were switched off."] if why else []
    )


@pytest.mark.parametrize(("spent", "why"), [(CAP - 1, ""), (CAP, "cap"), (CAP + 1, "cap")])
def test_the_whole_cap_stops_it_and_one_hundredth_less_does_not(run, spent, why):
    assert _rule(run, parts(spent=spent), {}) == why
    charged = ["The platform charged more than all budgets together; all ads were switched off."]
    assert said(run) == (charged if spent > CAP else [])


@pytest.mark.parametrize(("budgets", "why"), [(CAP, ""), (CAP + 1, "budgets")])
def test_budgets_as_high_as_the_cap_are_as_planned_and_higher_ones_stop_it(run, budgets, why):
    assert _rule(run, parts(budgets=budgets), {}) == why
    assert bool(said(run)) == bool(why)
