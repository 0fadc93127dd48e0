"""Exports whose truth is known by construction: read right, read with a warning that fits, or refused. Never else."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.oracle.exports.case import case
from tests.oracle.exports.compare import EXACT, INSIDE, OUTCOMES, REFUSED, Verdict, judge

from seenby.store import workbench

CHUNKS, EACH = 8, 125


def _judged(seeds: range) -> list[tuple[int, Verdict]]:
    with workbench("duckdb", None) as bench:
        # Files of a few rows are read quickest by one thread, and the tests share their cores.
        bench.connection.execute("SET threads = 1")
        return [(seed, judge(case(seed), bench)) for seed in seeds]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_export_is_read_wrongly_in_silence(chunk):
    verdicts = _judged(range(chunk * EACH, (chunk + 1) * EACH))
    wrong = [verdict.text for _, verdict in verdicts if verdict.fails]
    assert not wrong, "\n".join(wrong)
    counts = Counter(verdict.outcome for _, verdict in verdicts)
    assert counts[EXACT] + counts[INSIDE] > EACH / 2, "most exports are read: " + str(counts)
    assert counts[REFUSED] < EACH / 3, "damage is mended where it can be: " + str(counts)
    assert set(counts) <= set(OUTCOMES)


def test_a_case_is_the_same_every_time():
    assert [case(seed).files for seed in range(20)] == [case(seed).files for seed in range(20)]
