"""A simulated world watched as its report comes: the truth is known there."""

from __future__ import annotations

import json

PLANTED, PLAIN = 20, "plain"
CONFIG = """
[input]
kind = "exports"
path = "charm/delivery.csv"
mapping = "charm/mapping.toml"
[expected]
line = 10
aim = "charm/aim.toml"
[[cells]]
cell = "gender: male"
sides = ["above"]
"""


def test_in_the_charm_world_the_child_is_called_in_the_first_days_and_the_item_as_what_it_is(seenby, tmp_path):
    world = seenby("platform", "world", "charm-2024", "--people", "30000", "--days", "14", "--out", "charm", "--quiet")
    assert world.returncode == 0
    (tmp_path / "watch.toml").write_text(CONFIG)
    lines = seenby("watch", "replay", "watch.toml", "--json").stdout.splitlines()
    alarms = {alarm["ad"]: alarm for alarm in map(json.loads, lines)}
    child, item = alarms["with the child"], alarms["item alone"]
    assert (child["since"], item["since"]) == ("2026-03-02", "2026-03-02")
    assert child["on"] <= "2026-03-04"
    assert child["on"] < item["on"] <= "2026-03-08"
    # The item goes beyond its aim too, and less far: in this world to about seven men in ten, the child to nearly all.
    assert 0.6 < item["share"] < 0.85 < child["share"]
    assert f"to {item['share'] * 100:.0f} in every 100 impressions" in item["sentence"]
    standing = [json.loads(line) for line in seenby("watch", "run", "watch.toml", "--json").stdout.splitlines()]
    assert standing[0]["ad"] == "with the child"
    assert "item alone" in {alarm["ad"] for alarm in standing}


def test_of_two_thousand_ads_those_that_leave_their_audience_are_found_in_fourteen_days_and_no_others(seenby, tmp_path):
    """Ten ads draw men and ten draw women by about 12 points; nothing moves the other 1,980 of this platform."""
    made = seenby("platform", "world", "many-ads", "--out", "many", "--quiet", "--json", seconds=600)
    assert made.returncode == 0, made.stderr
    truth = {arm["arm"]: arm for arm in json.loads(made.stdout)["arms"]}
    beyond = [abs(truth[arm]["men_recorded"] - 0.5) for arm in ("draws men", "draws women")]
    assert all(0.105 < one < 0.135 for one in beyond)
    done = seenby("watch", "replay", "many/watch.toml", "--json", seconds=120)
    alarms = [json.loads(line) for line in done.stdout.splitlines()]
    assert max(alarm["days"] for alarm in alarms) <= 14
    found = {alarm["ad"] for alarm in alarms}
    right = {ad for ad in found if not ad.startswith(PLAIN)}
    assert len(right) >= 0.9 * PLANTED
    assert len(found - right) <= 0.05 * len(found)
    sides = {alarm["ad"]: alarm["stream"] for alarm in alarms}
    assert all(("above" in sides[ad]) == ad.startswith("draws men") for ad in right)
    assert {alarm["account"] for alarm in alarms} <= {f"shop {number}" for number in range(1, 41)}
