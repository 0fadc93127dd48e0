"""A platform that was killed anywhere goes on where it was, to the same result."""

from __future__ import annotations

import json

import pytest
from tests.contract.making import ACCOUNT, CAMPAIGN, an_ad, made, platform, say
from tests.platforms.simulated.making import state_of

from seenby.errors import Damaged, FolderInUse, UsageError
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


def test_a_folder_that_another_platform_is_served_from_is_refused_and_can_be_had_after_it(tmp_path):
    one, keeper = kept(tmp_path)
    made(one, "campaigns", **CAMPAIGN)
    with pytest.raises(FolderInUse, match=r"another platform is being served from this folder; .* it is process \d+"):
        kept(tmp_path)
    keeper.let_go()
    _, keeper = kept(tmp_path)
    keeper.close()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_a_folder_that_was_refused_is_not_held(tmp_path):
    kept(tmp_path)[1].close()
    for _ in range(2):
        with pytest.raises(UsageError, match="another world"):
            kept(tmp_path, seed=2)
    kept(tmp_path)[1].close()


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"tick":"1","verb":"step"}',
        b'{"tick":-1,"verb":"step"}',
        b'{"tick":0,"verb":"create","subject":1}',
        b'{"tick":0,"verb":"step","values":[]}',
        b'{"tick":0,"verb":"update","subject":"nobody","values":{}}',
        b'{"tick":0,"verb":"change","subject":"account","values":{}}',
        b'{"tick":0,"verb":"change","subject":"report","values":{"more":1}}',
    ],
)
def test_a_line_that_no_platform_accepted_is_named_and_the_journal_stays(tmp_path, line):
    kept(tmp_path)[1].close()
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(line + b"\n")
    with pytest.raises(Damaged, match="line 1 is not one of the journal's") as caught:
        kept(tmp_path)
    assert (caught.value.exit_code, journal.read_bytes()) == (7, line + b"\n")


@pytest.mark.parametrize("name", ["running.json", "setup.json", "engine"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"{}", b'{"ads": [1]}', b"[" * 100_000, b"PK\x03\x04"])
def test_a_checkpoint_that_is_cut_edited_or_garbage_is_one_sentence(tmp_path, name, content):
    one, keeper = kept(tmp_path)
    an_ad(one, "first", lifetime_budget=None, daily_budget=30, end_time=None)
    one.step(1)
    keeper.close()
    path = next(tmp_path.glob("*.npz")) if name == "engine" else tmp_path / name
    path.write_bytes(content)
    with pytest.raises((Damaged, UsageError)) as caught:
        kept(tmp_path)
    # Only a setup that can be read and is another is the person's own doing.
    assert caught.value.exit_code == 7 or (name == "setup.json" and content.startswith(b"{"))
