from __future__ import annotations

from dataclasses import replace

import pytest
from tests.report import samples

from seenby.model import AdResult, Interval
from seenby.report.audit.unknown_share import unknown_share

INF = float("inf")


@pytest.fixture
def ad() -> AdResult:
    return samples.much_unknown().ads[0]


def by_country(ad: AdResult, **counts: Interval) -> Interval | None:
    return unknown_share(replace(ad, counts={"country": counts}), "country")


def test_of_genders_it_is_the_share_that_was_measured(ad: AdResult) -> None:
    assert unknown_share(ad, "gender") == ad.unknown


def test_of_any_other_dimension_it_comes_from_its_own_counts(ad: AdResult) -> None:
    assert by_country(ad, FR=Interval(60, 60), unknown=Interval(20, 20)) == Interval(0.25, 0.25)
    assert by_country(ad, FR=Interval(60, 80), unknown=Interval(20, 40)) == Interval(0.2, 0.4)
    assert by_country(ad, FR=Interval(10, INF), unknown=Interval(10, 10)) == Interval(0.0, 0.5)
    assert by_country(ad, FR=Interval(10, 10), unknown=Interval(10, INF)) == Interval(0.5, 1.0)


def test_what_is_not_counted_is_not_reported(ad: AdResult) -> None:
    assert by_country(ad, FR=Interval(60, 60)) is None
    assert unknown_share(ad, "country") is None


def test_without_any_delivery_nothing_is_known(ad: AdResult) -> None:
    assert by_country(ad, unknown=Interval(0, 0)) == Interval(0.0, 1.0)
