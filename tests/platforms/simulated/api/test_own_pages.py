"""What a web page of somebody else can do to a platform that is served here, and worlds in which nothing was made."""

from __future__ import annotations

import json

import httpx2
import pytest
from tests.contract.making import platform
from tests.platforms.simulated.api.test_restart import act, kept

from seenby.errors import Damaged, SeenbyError
from seenby.platforms.simulated.api import create_app, serving

STRANGERS = ["https://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1.evil.example"]


@pytest.mark.parametrize("origin", STRANGERS)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "_platform/step"), ("POST", "_platform/faults"), ("DELETE", "_platform/faults"),
        ("POST", "v26.0/act_101/campaigns"),
    ],
)  # fmt: skip
def test_another_page_changes_nothing(origin, method, path):
    one = platform()
    with serving(create_app(one)) as address, httpx2.Client(base_url=address, trust_env=False) as client:
        headers = {"origin": origin, "content-type": "text/plain"}
        assert client.request(method, path, content='{"ticks":1}', headers=headers).status_code == 403
        assert one.tick == 0
        assert not list(one.registry.of("campaign"))
        assert client.post("_platform/step", json={"ticks": 1}, headers={"origin": address}).status_code == 200
        assert client.post("_platform/step", json={"ticks": 1}).status_code == 200
    assert one.tick == 2


@pytest.mark.parametrize("path", ["", "_platform/state", "_platform/images/1.png", "v26.0/me", "nowhere"])
def test_no_answer_is_taken_for_a_page_with_scripts(path):
    with serving(create_app(platform())) as address:
        headers = httpx2.get(f"{address}/{path}", trust_env=False).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]


def test_a_world_without_ads_that_lived_one_day_starts_again(tmp_path):
    one, keeper = kept(tmp_path)
    one.step(one.ticks_a_day + 1)
    keeper.close()
    again, keeper = kept(tmp_path)
    assert again.tick == one.tick
    again.step(1)
    act(again, 2)
    again.step(2)
    keeper.close()


@pytest.mark.parametrize(
    "change",
    [
        {"windows": {"1": 7}}, {"windows": {"1": ["a", 0, 0]}}, {"windows": {"1": [0, 0]}}, {"windows": []},
        {"ads": [{"ad": "999"}]}, {"ads": 3}, {"tick": "x"}, {"ads": [], "windows": {}}, {"ads": None},
    ],
)  # fmt: skip
def test_other_json_in_what_was_kept_is_one_sentence(tmp_path, change):
    one, keeper = kept(tmp_path)
    for number in range(3):
        act(one, number)
    keeper.close()
    path = tmp_path / "running.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(SeenbyError):
        kept(tmp_path)


def test_an_ad_of_the_checkpoint_that_no_act_made_is_refused(tmp_path):
    one, keeper = kept(tmp_path)
    for number in range(3):
        act(one, number)
    keeper.close()
    path = tmp_path / "running.json"
    told = json.loads(path.read_text())
    told["ads"][0]["ad"] = "999"
    path.write_text(json.dumps(told))
    with pytest.raises(Damaged):
        kept(tmp_path)
