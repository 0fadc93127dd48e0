from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report import samples

from seenby.model import Aim, Interval
from seenby.report.aimed import aimed, estimated_sizes
from seenby.report.proportions import proportions, unknown_share

INF = float("inf")
SIZES = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=6)


@given(SIZES)
def test_proportions_hold_every_share_that_the_sizes_allow(ends: list[tuple[int, int]]) -> None:
    sizes = {str(place): Interval(*sorted(pair)) for place, pair in enumerate(ends)}
    shares = proportions(sizes)
    for corner in ("low", "high", "middle"):
        whole = sum(getattr(size, corner) for size in sizes.values())
        for name, size in sizes.items():
            if whole:
                assert shares[name].low - 1e-9 <= getattr(size, corner) / whole <= shares[name].high + 1e-9


def test_exact_sizes_give_exact_shares() -> None:
    shares = proportions({"a": Interval(30, 30), "b": Interval(10, 10)})
    assert shares == {"a": Interval(0.75, 0.75), "b": Interval(0.25, 0.25)}


def test_an_open_size_leaves_everything_possible() -> None:
    shares = proportions({"a": Interval(50, INF), "b": Interval(50, 50)})
    assert shares["a"] == Interval(0.5, 1.0)
    assert shares["b"] == Interval(0.0, 0.5)


def test_nothing_to_divide_by_says_nothing() -> None:
    assert proportions({"a": Interval(0, 0), "b": Interval(0, 0)})["a"] == Interval(0, 1)


def test_without_an_estimate_only_who_is_shut_out_or_alone_has_a_share() -> None:
    women = Aim(genders=("female",), ages=(18, 34))
    nobody, everybody = Interval(0, 0), Interval(1, 1)
    assert aimed(women, "gender", ["female", "male", "unknown"]) == {"female": everybody, "male": nobody}
    assert aimed(women, "age", ["13-17", "18-24", "25-34", "35-44", "65+"]) == {
        "13-17": nobody, "35-44": nobody, "65+": nobody,
    }  # fmt: skip
    assert aimed(Aim(ages=(25, 30)), "age", ["25-34"]) == {"25-34": everybody}
    assert aimed(women, "age_gender", ["25-34 · male", "25-34 · female"]) == {"25-34 · male": nobody}
    assert aimed(Aim(), "gender", ["female", "male"]) == {}
    assert aimed(None, "gender", ["female"]) == {}


def test_a_margin_is_summed_from_the_joint_estimate() -> None:
    joint = {"18-24 · female": Interval(10, 20), "25-34 · female": Interval(5, 5), "18-24 · male": Interval(1, 1)}
    aim = Aim(estimated={"age_gender": joint})
    assert estimated_sizes(aim, "gender") == {"female": Interval(15, 25), "male": Interval(1, 1)}
    assert estimated_sizes(aim, "age") == {"18-24": Interval(11, 21), "25-34": Interval(5, 5)}
    assert estimated_sizes(aim, "country") == {}


def test_the_unknown_are_a_share_of_all() -> None:
    ad = samples.much_unknown().ads[0]
    assert unknown_share(ad, "gender") == ad.unknown
    assert unknown_share(ad, "country") is None
    assert unknown_share(ad, "gender") == pytest.approx(Interval(0.3, 0.3))
