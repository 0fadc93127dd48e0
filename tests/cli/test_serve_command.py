"""``seenby platform serve``: started, called, killed, started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from tests.conftest import PATIENCE, SEENBY, end
from tests.contract.making import ACCOUNT, CAMPAIGN

from seenby.errors import SettingsError, Unreadable, UsageError
from seenby.platforms.meta import Account, Client, Connection, Secret
from seenby.platforms.simulated import preset
from seenby.platforms.simulated.api import listen
from seenby.worlds.serve import Wanted, served_platform

TOKEN = "the-only-token"
FEW = ("--world", "no-effect", "--people", "2000", "--port", "0", "--quiet", "--json")


@contextmanager
def started(folder, *options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, object]]]:
    process = subprocess.Popen(
        [str(SEENBY), "platform", "serve", *FEW, *options],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "SEENBY_PLATFORM_TOKEN": TOKEN, "NO_COLOR": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield process, json.loads(line)
    finally:
        end(process)


def shop(told: dict[str, object]) -> Account:
    return Account(Client(Connection(str(told["address"]), Secret(TOKEN))), ACCOUNT)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_platform_survives_whatever_stops_it(tmp_path, how):
    faults = tmp_path / "faults.json"
    faults.write_text(json.dumps([{"kind": "transient", "method": "GET"}]))
    with started(tmp_path, "--state", "kept", "--faults", "faults.json") as (process, told):
        assert told["schema"] == "seenby/platform/1"
        account = shop(told)
        with account.client:
            made = account.create("campaigns", CAMPAIGN)
            assert account.look(made, ["name"])["name"] == "campaign"
        process.send_signal(how)
        out, err = process.communicate(timeout=PATIENCE)
        assert TOKEN not in out + err
        assert "Traceback" not in err
        assert process.returncode == (-signal.SIGKILL if how == signal.SIGKILL else 0)
    assert not any(TOKEN in path.read_text(errors="replace") for path in (tmp_path / "kept").iterdir())
    with started(tmp_path, "--state", "kept") as (_, told):
        account = shop(told)
        with account.client:
            assert [one["id"] for one in account.named("campaigns", "campaign")] == [made]


@pytest.mark.parametrize(
    ("error", "options"),
    [
        (UsageError, {"clock": "soon"}),
        (UsageError, {"country": "Utopia"}),
        (UsageError, {"port": None}),
        (SettingsError, {"faults": "{}"}),
        (Unreadable, {"faults": "{"}),
        (Unreadable, {"faults": None}),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_built(tmp_path, error, options):
    usual = {"preset": preset("no-effect"), "seed": 1, "port": 0, "clock": "stepped", "state": None, "faults": None,
             "accounts": 1, "country": "NL", "review": 0, "calls": 10}  # fmt: skip
    if "faults" in options:
        path = tmp_path / "faults.json"
        if options["faults"] is not None:
            path.write_text(options["faults"])
        options = {"faults": path}
    with listen(0) as taken:
        wanted = Wanted(**{**usual, **options})
        if options.get("port", 0) is None:
            wanted = replace(wanted, port=taken.getsockname()[1])
        with pytest.raises(error), served_platform(wanted, progress=lambda _: pytest.fail("built")):
            pytest.fail("served")


def test_an_unknown_world_leaves_with_two(seenby):
    done = seenby("platform", "serve", "--world", "atlantis")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
