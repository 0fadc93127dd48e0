"""The page, the table and the JSON of a sweep."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from tests.report.sweeps import ARMS, CHANGES, sweep

from seenby.model import COLUMNS, Interval
from seenby.report import render_sweep, sweep_csv, sweep_json
from seenby.report.sweep.sweep_numbers import by_arm, lines
from seenby.report.sweep.sweep_page import remedies_table, sweep_page


def test_the_tidy_table_has_a_row_for_each_run_and_arm():
    rows = list(csv.DictReader(io.StringIO(sweep_csv(sweep()))))
    assert len(rows) == 4 * len(CHANGES) * len(ARMS)
    assert tuple(rows[0]) == COLUMNS
    assert float(rows[0]["men"]) == pytest.approx(0.641)


def test_what_cannot_be_given_is_empty_and_null_never_zero():
    rows = list(csv.DictReader(io.StringIO(sweep_csv(sweep(nobody=True)))))
    assert {row["men"] for row in rows if row["arm"] == "item alone"} == {""}
    told = json.loads(sweep_json(sweep(nobody=True)))
    assert {row["men"] for row in told["rows"] if row["arm"] == "item alone"} == {None}
    assert "not measurable" in render_sweep(sweep(nobody=True))


def test_the_json_says_its_shape():
    told = json.loads(sweep_json(sweep()))
    assert told["schema"] == "seenby/sweep/1"
    assert [one["name"] for one in told["remedies"]] == [one.name for one in CHANGES]


def test_means_and_ranges_are_over_seeds():
    (first, *_) = lines(sweep(), "charm-2024")
    found = first.of("men")
    assert found is not None
    assert found.mean == pytest.approx(0.8025)
    assert found.range == Interval(0.801, 0.804)
    assert [line.arm for line in by_arm(sweep(), "charm-2024", "none")] == [arm for arm, _ in ARMS]


def test_the_table_of_remedies_has_a_row_for_each():
    told = remedies_table(sweep(), "charm-2024", 1)
    assert [row[0] for row in told.rows] == [one.title for one in CHANGES]
    assert all(len(row) == len(told.columns) for row in told.rows)


def test_the_page_is_complete_in_itself_and_small():
    text = render_sweep(sweep(20, ("charm-2024", "no-effect", "jobs-2020")))
    assert len(text.encode()) < 500_000
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", text)
    assert "a mechanism suffices" in text
    assert text == render_sweep(sweep(20, ("charm-2024", "no-effect", "jobs-2020")))


def test_a_very_long_sweep_still_fits():
    assert len(render_sweep(sweep(300)).encode()) < 500_000


def test_every_picture_says_what_it_shows():
    page = sweep_page(sweep())
    (world,) = page.worlds
    assert len(world.figures) == 4
    for figure in world.figures:
        assert "<title" in figure.svg
        assert "<desc" in figure.svg
    assert "(64.1 to 64.4 over 4 runs); the aim has 27.0" in world.sentences[0]


def test_without_remedies_there_is_one_picture():
    whole = sweep()
    alone = type(whole)(whole.version, whole.worlds, whole.seeds, CHANGES[:1], whole.rows)
    assert len(sweep_page(alone).worlds[0].figures) == 1
