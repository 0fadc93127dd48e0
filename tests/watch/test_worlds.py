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
    world = seenby("platform", "world", "charm-2024", "--people", "30000", "--days", "7", "--out", "charm", "--quiet")
    assert world.returncode == 0
    (tmp_path / "watch.toml").write_text(CONFIG)
    lines = seenby("watch", "replay", "watch.toml", "--json").stdout.splitlines()
    alarms = {alarm["ad"]: alarm for alarm in map(json.loads, lines)}
    child = alarms["with the child"]
    assert child["on"] <= "2026-03-05"
    assert child["since"] == "2026-03-02"
    item = alarms.get("item alone")
    if item:  # it goes beyond too, and less far
        assert item["share"] < child["share"]
        assert item["on"] >= child["on"]
