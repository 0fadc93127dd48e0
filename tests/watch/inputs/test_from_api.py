"""Days from the Marketing API, as the simulated platform serves it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.contract.making import TOKEN, an_ad, platform
from tests.watch.making import write_config

from seenby.errors import SettingsError, StoppedByGuard
from seenby.platforms.simulated.api import create_app, serving
from seenby.platforms.simulated.api.http.admin import ask
from seenby.watch.run import ad_histories, run_watch
from seenby.watch.state.state_folder import WatchFolder

CONFIG = """
state = "state"
rho_max = 0.02
[input]
api = "{address}"
accounts = ["act_101"]
[expected]
line = 0
[[cells]]
cell = "gender: male"
expected = 0.3
sides = ["above"]
"""
DAY = 24


@pytest.fixture
def served(monkeypatch) -> Iterator[tuple[object, str, str]]:
    """A platform with one running ad, its address, and the ad's number."""
    monkeypatch.setenv("SEENBY_META_TOKEN", TOKEN)
    one = platform()
    ad = an_ad(one, lifetime_budget=20_000, end_time="2026-03-20T00:00:00+0000")["ad"]
    with serving(create_app(one)) as address:
        yield one, address, ad


def test_days_that_are_over_are_taken_and_the_one_that_runs_is_not(tmp_path, served):
    one, address, ad = served
    settings = write_config(tmp_path, CONFIG.format(address=address))
    one.step(2 * DAY + 5)
    found = run_watch(settings)
    assert len(found.taken) == 2
    assert (found.ads, found.notes) == (1, ())
    (history,) = ad_histories(settings, ad)
    assert [day.day for day in history.days] == list(found.taken)
    assert all(0 < day.least < day.total for day in history.days)
    one.step(DAY)
    assert len(run_watch(settings).taken) == 1
    again = run_watch(settings)
    assert (again.taken, again.again) == ((), ())


def test_a_day_that_the_platform_restates_is_worked_out_again(tmp_path, served):
    one, address, _ = served
    settings = write_config(tmp_path, CONFIG.format(address=address))
    one.step(2 * DAY + 5)
    days = run_watch(settings).taken
    ask(one, {"kind": "restate", "round_to": 10})
    assert run_watch(settings).again == days


def test_a_refusal_of_the_platform_takes_no_day_and_holds_no_token(seenby, tmp_path, served, monkeypatch):
    one, address, _ = served
    one.step(2 * DAY + 5)
    write_config(tmp_path, CONFIG.format(address=address).replace("act_101", "act_999"))
    done = seenby("watch", "run", "watch.toml")
    assert (done.returncode, done.stderr.count("\n")) == (5, 1)
    assert TOKEN not in done.stderr + done.stdout
    monkeypatch.delenv("SEENBY_META_TOKEN")
    none = seenby("watch", "run", "watch.toml")
    assert (none.returncode, "SEENBY_META_TOKEN" in none.stderr) == (2, True)


def test_no_platform_is_called_that_is_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("SEENBY_META_TOKEN", TOKEN)
    settings = write_config(tmp_path, CONFIG.format(address="https://graph.facebook.com"))
    with pytest.raises(StoppedByGuard, match="about to leave this machine"):
        run_watch(settings)
    assert WatchFolder(settings).manifest().days == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (('accounts = ["act_101"]', ""), "by halves"),
        (("act_101", "my shop"), "one is no account"),
        (("gender: male", "placement: feed"), "gender and age by day"),
        (('accounts = ["act_101"]', 'accounts = ["act_101"]\nsince = "soon"'), "since"),
    ],
)
def test_an_api_told_by_halves_is_one_sentence(tmp_path, change, why):
    with pytest.raises(SettingsError, match=why):
        write_config(tmp_path, CONFIG.format(address="http://127.0.0.1:1").replace(*change))
