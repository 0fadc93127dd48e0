"""Whatever comes in, it is taken or named; the state stays whole."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.watch.making import CONFIG, write_config

from seenby.errors import SeenbyError
from seenby.watch.run import run_watch
from seenby.watch.settings import read_watch
from seenby.watch.state.state_folder import WatchFolder

VALUES = st.one_of(st.none(), st.booleans(), st.integers(-5, 10**12), st.floats(), st.text(max_size=8))
ROWS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("ad", "account", "day", "gender", "impressions", "spend", "other"), VALUES),
)
GOOD = {"ad": "a", "account": "b", "day": "2026-05-01", "gender": "male", "impressions": 5, "spend": 0.5}


def one_sentence_or(work):
    """What comes out of some work; None where it said in one sentence why nothing does."""
    said = ""
    try:
        return work()
    except SeenbyError as error:
        said = str(error)
    assert said.endswith(".")
    assert "\n" not in said
    return None


@settings(max_examples=40)
@given(st.lists(ROWS, max_size=4), st.binary(max_size=30))
def test_lines_of_any_kind_are_taken_or_named(rows, tail):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        watch, lines = write_config(folder), folder / "lines.ndjson"
        text = "".join(json.dumps(row) + "\n" for row in [GOOD, *rows])
        lines.write_bytes(text.encode("utf-8", "replace") + tail)
        found = one_sentence_or(lambda: run_watch(watch, lines=lines))
        if found:
            assert len(found.taken) == len(WatchFolder(watch).manifest().days)
            assert all(-1 <= alarm.at_least <= 1 for alarm in found.alarms)


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_a_cell_of_any_text_is_a_cell_or_named(text):
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "watch.toml"
        whole = CONFIG.format(rho_max=0.02, grace=3, line=0)
        path.write_text(whole.replace('"gender: male"', json.dumps(text)), encoding="utf-8", errors="replace")
        found = one_sentence_or(lambda: read_watch(path))
        assert found is None or found.cells[0].values[0][0] in ("gender", "age", "placement")
