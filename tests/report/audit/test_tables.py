from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.report import samples

from seenby.model import AdKey, AdResult, Interval, LeftOut, NotMeasurable
from seenby.report.audit.ad_tables import groups_table, time_table
from seenby.report.audit.ads_table import ads_table
from seenby.report.audit.selection import by_ad
from seenby.report.audit.tables import Cell, Table, display
from seenby.report.display_names import names_of, part_of
from seenby.report.sources import left_out, sources_table

INF = float("inf")


def column(table: Table, title: str) -> list[Cell]:
    place = [one.title for one in table.columns].index(title)
    return [row[place] for row in table.rows]


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        (Interval(0.153153, 0.153153), "share", "15.3"),
        (Interval(0.57, 0.656), "share", "57.0–65.6"),
        (Interval(0, 0), "share", "0"),
        (Interval(0, 1), "share", "0–100"),
        (Interval(0.0001, 0.0001), "share", "<0.1"),
        (Interval(5000, 9999), "count", "5,000–9,999"),
        (Interval(0, INF), "count", "0 or more"),
        (Interval(0.0048, 0.0048), "money", "0.0048"),
        (Interval(1.2, 1.2), "ratio", "1.20"),
        (None, "share", "not reported"),
        (None, "text", "not reported"),
        ("", "share", "—"),
        (NotMeasurable("no aim"), "share", "not measurable"),
    ],
)
def test_unknown_withheld_zero_and_not_reported_read_differently(cell: Cell, kind: str, said: str) -> None:
    assert display(cell, kind) == said


def test_the_groups_of_an_ad_have_only_columns_that_say_something() -> None:
    full = groups_table(samples.one_ad().ads[0], "x", "gender", 1)
    assert [one.title for one in full.columns] == [
        "Gender",
        "Aimed at, in every 100",
        "Shown to, in every 100",
        "Shown to, counting those not known",
        "Impressions",
        "Spend (EUR)",
        "For a thousand impressions (EUR)",
        "For one account (EUR)",
        "Impressions for one account",
    ]
    assert column(full, "Gender") == ["women", "men", "not known"]
    assert column(full, "Impressions") == [Interval(1473, 1473), Interval(10802, 10802), Interval(402, 402)]
    bare = groups_table(samples.percentages_only().ads[0], "x", "gender", 1)
    assert [one.title for one in bare.columns] == ["Gender", "Shown to, in every 100"]


def all_ads(ads: Sequence[AdResult], dimension: str = "gender") -> Table:
    return ads_table(ads, names_of([ad.key for ad in ads]), {}, dimension, 1)


def test_all_ads_have_a_row_each() -> None:
    audit = samples.five_ads()
    table = ads_table(audit.ads, names_of([ad.key for ad in audit.ads]), by_ad(audit), "gender", 3)
    assert column(table, "Ad") == [ad.key.name for ad in audit.ads]
    assert column(table, "Gap to the aim, in every 100")[0] == Interval(0.45, 0.54)
    assert column(table, "Verdict")[1] == "too little to tell"


def test_where_no_gap_is_measurable_there_is_no_column_of_gaps() -> None:
    titles = [one.title for one in all_ads(samples.hard_names().ads).columns]
    assert not [title for title in titles if title.startswith("Gap")]


def test_namesakes_are_told_apart() -> None:
    alone, one, other = AdKey("meta", ad="Alone"), AdKey("meta", campaign="A", ad="Same"), AdKey("meta", "B", ad="Same")
    assert list(names_of([alone, one, other]).values()) == ["Alone", "A › Same", "B › Same"]
    twins = [AdKey("meta", ad="Same", ids=(("ad_id", str(i)),)) for i in (7, 8)]
    assert list(names_of(twins).values()) == ["Same (ad_id 7)", "Same (ad_id 8)"]
    assert part_of(one) == "A"


def test_two_currencies_are_not_one_column() -> None:
    (ad,) = samples.one_ad().ads
    table = all_ads([ad, replace(ad, key=AdKey("meta", ad="other"), currency="USD")])
    assert column(table, "Currency") == ["EUR", "USD"]
    assert "Spend" in [one.title for one in table.columns]


def test_many_places_get_the_largest_columns() -> None:
    ad = samples.by_gender("one", {"female": 5, "male": 5})
    regions = {f"Region {i:02d}": Interval(i / 100, i / 100) for i in range(20)}
    titles = [one.title for one in all_ads([replace(ad, share={"region": regions})], "region").columns]
    assert "Region 19, in every 100" in titles
    assert "Region 00, in every 100" not in titles


def test_a_report_without_a_group_is_not_a_zero() -> None:
    table = time_table(samples.snapshots().ads[0], "x", "gender", 1)
    assert table.columns[0].title == "Up to"
    assert table.rows[12][1:] == (None, None)
    assert time_table(samples.snapshots().ads[0], "x", "age", 1).columns[0].title == "On"


def test_rows_left_out_are_named_by_reason() -> None:
    rows = [LeftOut(i, "no gender") for i in range(2, 10)] + [LeftOut(40, "total row")]
    assert left_out(rows) == "no gender (rows 2, 3, 4, 5, 6 and 3 more); total row (row 40)"
    assert column(sources_table(samples.one_ad().sources, 1), "Rows left out") == [
        "total row, checked against the sum (row 17)"
    ]
