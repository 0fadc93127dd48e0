from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from seenby.stats.errors import BadInput, TooFew, Undefined
from seenby.stats.specification_curve import Estimate, specification_table

CHOICES: Mapping[str, Sequence[object]] = {
    "unit": ["reach", "views"],
    "unknown": ["low", "high"],
    "left_out": [None, "first day", "group 2"],
}
FALLS = {"low": 0.0, "high": -0.1}


def evaluate(unit: str, unknown: str, left_out: str | None, sign: float = 1.0) -> Estimate:
    if left_out == "group 2" and unit == "views":
        raise TooFew(5, 6, "pairs")
    middle = sign * (0.5 + FALLS[unknown] - (0.3 if left_out == "first day" else 0.0))
    return Estimate(middle, middle - 0.15, middle + 0.15)


def test_every_combination_is_a_row_and_the_registered_one_comes_first() -> None:
    table = specification_table(evaluate, CHOICES)
    assert len(table.rows) == 12
    assert table.rows[0].choice == {"unit": "reach", "unknown": "low", "left_out": None}


def test_the_weakest_is_named() -> None:
    table = specification_table(evaluate, CHOICES)
    assert table.weakest.choice == {"unit": "reach", "unknown": "high", "left_out": "first day"}
    assert table.weakest.estimate is not None
    assert table.weakest.estimate.low == pytest.approx(-0.05)
    assert table.agreeing == 8


def test_what_could_not_be_computed_stays_in_the_table_with_its_reason() -> None:
    table = specification_table(evaluate, CHOICES)
    missing = [row for row in table.rows if row.estimate is None]
    assert table.undefined == len(missing) == 2
    assert missing[0].reason == "needs at least 6 pairs, there are 5"


def test_a_negative_finding_is_weakest_at_its_upper_end() -> None:
    mirrored = specification_table(lambda **choice: evaluate(**choice, sign=-1.0), CHOICES)
    straight = specification_table(evaluate, CHOICES)
    assert mirrored.weakest.choice == straight.weakest.choice
    assert mirrored.agreeing == straight.agreeing


def test_a_main_specification_that_cannot_be_computed_is_no_finding() -> None:
    with pytest.raises(Undefined):
        specification_table(evaluate, {**CHOICES, "unit": ["views"], "left_out": ["group 2"]})


def test_other_errors_are_not_swallowed() -> None:
    with pytest.raises(KeyError):
        specification_table(evaluate, {**CHOICES, "unknown": ["middle"]})


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(BadInput):
        specification_table(evaluate, {})
    with pytest.raises(BadInput):
        specification_table(evaluate, {**CHOICES, "unit": []})
    with pytest.raises(BadInput):
        Estimate(0.5, 0.6, 0.7)
    with pytest.raises(BadInput):
        Estimate(float("nan"), 0.0, 1.0)
