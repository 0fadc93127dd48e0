from __future__ import annotations

from tests.report import samples

from seenby.model import FEMALE, MALE, AdResult, Interval, Verdict
from seenby.report.audit.selection import (
    by_ad,
    dimensions,
    known,
    main_dimension,
    telling_groups,
    verdict,
)


def test_a_finding_beyond_the_line_speaks_first() -> None:
    audit = samples.one_ad()
    (findings,) = by_ad(audit).values()
    assert [finding.verdict for finding in findings] == [Verdict.BEYOND, Verdict.COUNTED]
    assert verdict(findings) == Verdict.BEYOND
    assert verdict(()) is None


def test_days_and_comparisons_do_not_speak_for_what_was_delivered() -> None:
    audit = samples.every_claim()
    assert {len(some) for some in by_ad(audit).values()} == {1}
    days = by_ad(audit, "C")
    assert [verdict(days[ad.key]) for ad in audit.ads] == [
        Verdict.BEYOND,
        Verdict.WITHIN,
        Verdict.WITHIN,
        Verdict.TOO_LITTLE,
        Verdict.BEYOND,
    ]


def test_the_dimension_of_the_gap_comes_first() -> None:
    (ad,) = samples.age_by_gender().ads
    assert dimensions(ad) == ("age_gender", "gender")
    assert main_dimension([ad]) == "gender"
    assert main_dimension(samples.not_measurable().ads) is None


def test_the_unknown_are_no_group_and_ages_go_by_year() -> None:
    groups = {name: Interval(0, 1) for name in ("65+", "unknown", "18-24", "5-12")}
    assert known("age", groups) == ("5-12", "18-24", "65+")


def test_the_picture_of_many_ads_shows_what_delivery_added_most_to() -> None:
    ads: tuple[AdResult, ...] = samples.five_ads().ads
    assert telling_groups(ads[:1], "gender") == (MALE,)
    assert telling_groups(ads[3:], "gender") == (FEMALE,)
    assert telling_groups(samples.hard_names().ads, "gender") == (FEMALE, MALE)
    (ages,) = samples.percentages_only().ads
    assert telling_groups([ages], "age") == ("13-17",)
