"""A simulated world watched as its report comes: the truth is known there."""

from __future__ import annotations

import json

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
