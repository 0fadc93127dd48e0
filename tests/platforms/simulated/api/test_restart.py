"""A platform that was killed anywhere goes on where it was, to the same result."""

from __future__ import annotations

import json

import pytest
from tests.contract.making import ACCOUNT, CAMPAIGN, an_ad, made, platform, say
from tests.platforms.simulated.making import state_of

from seenby.errors import Damaged, UsageError
from seenby.platforms.simulated.api import Keeper
from seenby.platforms.simulated.api.http.admin import state


def kept(folder, **more):
    one = platform(**more)
    keeper = Keeper(one, folder)
    keeper.restore()
    return one, keeper


def act(one, number):
    """The acts of a little story, one by one."""
    if number == 0:
        an_ad(one, "first", lifetime_budget=None, daily_budget=30, end_time=None)
    elif number == 1:
        one.step(5)
    elif number == 2:
        an_ad(one, "second")
    elif number == 3:
        one.change("reject-next", {"ads": 1})
        an_ad(one, "third")
    elif number == 4:
        one.step(22)
    elif number == 5:
        first = next(one.registry.of("ad")).id
        say(one, "POST", first, status="PAUSED")
    elif number == 6:
        one.step(3)


def told(one):
    return state_of(one.engine), state(one), one.running.windows


STORY = range(7)


@pytest.mark.parametrize("checkpoint", [False, True])
def test_killed_after_any_act_it_comes_to_the_same(tmp_path, checkpoint):
    whole = platform()
    for number in STORY:
        act(whole, number)
    one, keeper = kept(tmp_path)
    for number in STORY:
        act(one, number)
        if checkpoint:
            keeper.save()
        keeper.let_go()  # the process is gone; nothing else was said to it
        before = told(one)
        one, keeper = kept(tmp_path)
        assert told(one) == before, number
    assert told(one) == told(whole)
    keeper.close()


def test_identifiers_go_on_and_are_not_given_twice(tmp_path):
    one, keeper = kept(tmp_path)
    first = made(one, "campaigns", **CAMPAIGN)
    keeper.close()
    one, keeper = kept(tmp_path)
    assert made(one, "campaigns", **CAMPAIGN) != first
    assert len(say(one, "GET", f"{ACCOUNT}/campaigns").body["data"]) == 2
    keeper.close()


def test_a_torn_last_line_was_never_accepted(tmp_path):
    one, keeper = kept(tmp_path)
    made(one, "campaigns", **CAMPAIGN)
    keeper.close()
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"tick":0,"verb":"cre')
    one, keeper = kept(tmp_path)
    assert len(list(one.registry.of("campaign"))) == 1
    made(one, "campaigns", **CAMPAIGN)
    keeper.close()
    assert all(json.loads(line) for line in journal.read_text().splitlines())


def test_a_line_that_is_none_and_another_world_are_refused(tmp_path):
    one, keeper = kept(tmp_path)
    made(one, "campaigns", **CAMPAIGN)
    keeper.close()
    with pytest.raises(UsageError, match="another world"):
        kept(tmp_path, seed=2)
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(b"nonsense\n" + journal.read_bytes())
    with pytest.raises(Damaged, match="line 1"):
        kept(tmp_path)
