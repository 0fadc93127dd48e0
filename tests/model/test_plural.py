"""One rule for a number and its noun."""

from __future__ import annotations

import pytest

from seenby.model.wording.plural import number_of


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (1, ("ad",), "1 ad"),
        (0, ("ad",), "0 ads"),
        (2000, ("ad",), "2,000 ads"),
        (3, ("remedy", "remedies"), "3 remedies"),
        (1, ("row is", "rows are"), "1 row is"),
        (2, ("row is", "rows are"), "2 rows are"),
    ],
)
def test_one_thing_is_said_otherwise_than_several(count, words, said):
    assert number_of(count, *words) == said
