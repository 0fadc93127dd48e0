"""Several exports of the same ads: snapshots, restatements, consecutive periods, and the real series."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from tests.read.looking import by_name, codes, exact, note, only, put
from tests.read.samples import Row, cells, meta_csv

import seenby
from seenby.model import Audit, Interval

WOMEN = {
    "baseline": 0.153153,
    "feminine": 0.189294,
    "gendered": 0.220246,
    "image-road": 0.526256,
    "image-lipstick": 0.876577,
}
"""Women's shares among the known in the published paired run, to six places."""


def rows(
    women: int, men: int, ad: str = "A", start: str = "2026-05-01", end: str = "2026-05-31", **more: str
) -> list[Row]:
    both = (("female", women), ("male", men))
    base = {"ad": ad, "start": start, "end": end, **more}
    return [{**base, "gender": who, "reach": count - 1, "impressions": count} for who, count in both if count]


def exports(folder: Path, **files: Sequence[Row]) -> Audit:
    for name, content in files.items():
        put(folder, f"{name.replace('_', '-')}.csv", meta_csv(content))
    return seenby.audit(folder)


def test_the_latest_of_several_snapshots_is_the_figure(tmp_path: Path) -> None:
    put(tmp_path, "2026-06-01_09-00.csv", meta_csv(rows(10, 10)))
    put(tmp_path, "2026-05-02_09-00.csv", meta_csv(rows(1, 2, end="2026-05-02")))
    put(tmp_path, "2026-05-20_09-00.csv", meta_csv(rows(4, 8, end="2026-05-20")))
    found = seenby.audit(tmp_path)
    ad = only(found)
    assert exact(ad.share["gender"]) == {"female": 0.5, "male": 0.5}
    assert ad.impressions == Interval.exact(20)
    assert ad.snapshots == 3
    line = ad.over_time["gender"]
    assert [(point.at.isoformat(), round(point.share["female"].low, 6)) for point in line] == [
        ("2026-05-02T09:00:00", 0.333333),
        ("2026-05-20T09:00:00", 0.333333),
        ("2026-06-01T09:00:00", 0.5),
    ]
    assert all(point.cumulative for point in line)


def test_reporting_dates_order_snapshots_whose_names_do_not(tmp_path: Path) -> None:
    found = exports(tmp_path, b=rows(1, 3, end="2026-05-02"), a=rows(10, 10, end="2026-05-20"))
    assert exact(only(found).share["gender"]) == {"female": 0.5, "male": 0.5}


def test_counts_that_fall_are_reported_and_held(tmp_path: Path) -> None:
    put(tmp_path, "2026-05-02_09-00.csv", meta_csv(rows(30, 93, end="2026-05-02")))
    put(tmp_path, "2026-05-02_09-09.csv", meta_csv(rows(31, 43, end="2026-05-02")))
    found = seenby.audit(tmp_path)
    ad = only(found)
    assert ad.counts["gender"] == {"female": Interval.exact(31), "male": Interval(43, 93)}
    assert ad.share["gender"]["female"].low == pytest.approx(31 / 124)
    assert ad.share["gender"]["female"].high == pytest.approx(31 / 74)
    said = note(found, "counts-fell").message
    assert "from 93 to 43" in said
    assert "1 of 2" in said


def test_figures_restated_after_the_period_widen_the_interval(tmp_path: Path) -> None:
    put(tmp_path, "2026-06-03.csv", meta_csv(rows(10, 30)))
    put(tmp_path, "2026-07-01.csv", meta_csv(rows(12, 30)))
    found = seenby.audit(tmp_path)
    assert only(found).counts["gender"] == {"female": Interval(10, 12), "male": Interval.exact(30)}
    assert "“A”" in note(found, "restated").message
    assert [ad.key.name for ad in found.ads if ad.restated] == ["A"]


def test_growth_before_the_end_of_the_period_is_no_restatement(tmp_path: Path) -> None:
    put(tmp_path, "2026-05-20.csv", meta_csv(rows(10, 30)))
    put(tmp_path, "2026-06-01.csv", meta_csv(rows(12, 33)))
    put(tmp_path, "2026-07-01.csv", meta_csv(rows(14, 36)))
    assert only(seenby.audit(tmp_path)).counts["gender"] == {"female": Interval.exact(14), "male": Interval.exact(36)}


def test_a_cell_that_vanishes_stands_from_nothing_to_what_it_was(tmp_path: Path) -> None:
    put(tmp_path, "2026-05-02_09-00.csv", meta_csv(rows(10, 30)))
    put(tmp_path, "2026-05-02_10-00.csv", meta_csv(rows(12, 0)))
    found = seenby.audit(tmp_path)
    assert only(found).counts["gender"] == {"female": Interval.exact(12), "male": Interval(0, 30)}
    assert "counts-fell" in codes(found)


def test_an_incomplete_last_snapshot_is_not_the_figure(tmp_path: Path) -> None:
    put(tmp_path, "2026-05-02_09-00.csv", meta_csv([*rows(10, 30), *rows(5, 5, ad="B")]))
    put(tmp_path, "2026-05-02_10-00.csv", meta_csv(rows(20, 31)))
    found = seenby.audit(tmp_path)
    assert by_name(found)["A"].impressions == Interval.exact(40)
    said = note(found, "snapshot-incomplete")
    assert "“B”" in said.message
    assert "09-00.csv" in said.message


def test_without_any_complete_snapshot_each_ad_has_its_own_latest(tmp_path: Path) -> None:
    put(tmp_path, "2026-05-02_09-00.csv", meta_csv([*rows(10, 30), *rows(5, 5, ad="B")]))
    put(tmp_path, "2026-05-02_10-00.csv", meta_csv([*rows(20, 31), *rows(1, 1, ad="C")]))
    ads = by_name(seenby.audit(tmp_path))
    assert [ads[name].impressions for name in "ABC"] == [Interval.exact(51), Interval.exact(10), Interval.exact(2)]


def test_exports_whose_order_nothing_tells_are_all_held_and_said(tmp_path: Path) -> None:
    found = exports(tmp_path, one=rows(10, 30), two=rows(40, 30))
    ad = only(found)
    assert ad.counts["gender"] == {"female": Interval(10, 40), "male": Interval.exact(30)}
    assert "“A”" in note(found, "snapshot-order-unknown").message
    undated = [{name: row[name] for name in ("ad", "gender", "impressions")} for row in rows(10, 30)]
    more = [{**row, "impressions": 50} for row in undated]
    (tmp_path / "undated").mkdir()
    assert "snapshot-order-unknown" in codes(exports(tmp_path / "undated", one=undated, two=more))


def test_two_exports_that_each_lack_a_metric_complete_each_other(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", meta_csv([{k: v for k, v in row.items() if k != "impressions"} for row in rows(10, 30)]))
    put(tmp_path, "b.csv", meta_csv([{k: v for k, v in row.items() if k != "reach"} for row in rows(10, 30)]))
    found = seenby.audit(tmp_path)
    assert (only(found).impressions, only(found).reach) == (Interval.exact(40), Interval.exact(38))
    assert codes(found) == set()


def by_day(rows_: Sequence[Row], days: Sequence[str]) -> list[Row]:
    """The rows spread evenly over days, as an export by day has them."""
    parts = len(days)
    return [
        {
            **row,
            "impressions": row["impressions"] // parts,
            "reach": row["reach"] // parts + 1,
            "day": day,
            "start": day,
            "end": day,
        }
        for row in rows_
        for day in days
    ]


def test_an_export_by_day_and_one_of_the_whole_complete_each_other(tmp_path: Path) -> None:
    whole = rows(30, 90)
    days = ["2026-05-04", "2026-05-05", "2026-05-06"]
    for name, given in {"one": ("a", "b"), "other": ("b", "a")}.items():
        put(tmp_path, f"{name}/{given[0]}.csv", meta_csv(whole))
        put(tmp_path, f"{name}/{given[1]}.csv", meta_csv(by_day(whole, days)))
        found = seenby.audit(tmp_path / name)
        ad = only(found)
        assert ad.counts["gender"] == {"female": Interval.exact(30), "male": Interval.exact(90)}
        assert ad.reach == Interval.exact(29 + 89), "the whole says it exactly, the days only as a range"
        assert [str(point.at) for point in ad.over_time["gender"]] == days
        assert codes(found) == set()


def test_days_within_the_period_of_another_breakdown_are_no_other_period(tmp_path: Path) -> None:
    ages = [{**row, "age": "18-24"} for row in rows(120, 0)]
    put(tmp_path, "age.csv", meta_csv([{k: v for k, v in row.items() if k != "gender"} for row in ages]))
    put(tmp_path, "day.csv", meta_csv(by_day(rows(30, 90), ["2026-05-04", "2026-05-05", "2026-05-06"])))
    assert codes(seenby.audit(tmp_path)) == set()


def test_the_same_figures_in_another_encoding_are_no_quarrel(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", meta_csv(rows(10, 30)))
    put(tmp_path, "b.csv", meta_csv(rows(10, 30), encoding="utf-16"))
    found = seenby.audit(tmp_path)
    assert exact(only(found).share["gender"]) == {"female": 0.25, "male": 0.75}
    assert codes(found) == set()


def test_consecutive_periods_are_added_and_reach_is_not(tmp_path: Path) -> None:
    found = exports(
        tmp_path, may=rows(10, 30), june=rows(20, 20, start="2026-06-01", end="2026-06-30"),
    )  # fmt: skip
    ad = only(found)
    assert ad.counts["gender"] == {"female": Interval.exact(30), "male": Interval.exact(50)}
    assert ad.reach == Interval(19 + 29, 9 + 29 + 19 + 19)
    assert ad.period == (date(2026, 5, 1), date(2026, 6, 30))
    assert [(point.at, point.share["female"].low) for point in ad.over_time["gender"]] == [
        (date(2026, 5, 1), 0.25),
        (date(2026, 6, 1), 0.5),
    ]


def test_a_month_that_was_exported_twice_is_added_once(tmp_path: Path) -> None:
    june = {"start": "2026-06-01", "end": "2026-06-30"}
    put(tmp_path, "2026-06-03.csv", meta_csv(rows(10, 30)))
    put(tmp_path, "2026-07-03.csv", meta_csv(rows(20, 20, **june)))
    put(tmp_path, "2026-07-04.csv", meta_csv(rows(11, 30)))
    found = seenby.audit(tmp_path)
    assert only(found).counts["gender"] == {"female": Interval(30, 31), "male": Interval.exact(50)}


def test_a_group_seen_in_one_of_two_periods_only_is_kept(tmp_path: Path) -> None:
    found = exports(tmp_path, may=rows(10, 0), june=rows(20, 20, start="2026-06-01", end="2026-06-30"))
    assert only(found).counts["gender"] == {"female": Interval.exact(30), "male": Interval.exact(20)}


def test_money_of_two_currencies_is_not_added_over_periods(tmp_path: Path) -> None:
    june = {"start": "2026-06-01", "end": "2026-06-30"}
    put(tmp_path, "may.csv", meta_csv(rows(1, 1, spend="1.5")))
    put(tmp_path, "june.csv", meta_csv(rows(1, 1, spend="2.5", **june), headers={"spend": "Amount spent (USD)"}))
    assert only(seenby.audit(tmp_path)).spend is None


def test_two_independent_runs_in_one_folder_stay_apart(tmp_path: Path) -> None:
    for run, (ad, start) in {"x": ("A", "2026-05-01"), "y": ("B", "2026-03-01")}.items():
        for hour in (9, 10, 11):
            content = meta_csv(rows(hour, 10, ad=ad, start=start, end="2026-05-02"))
            put(tmp_path, f"{run}/2026-05-02_{hour:02}-00.csv", content)
    found = seenby.audit(tmp_path)
    for result in by_name(found).values():
        assert result.counts["gender"]["female"] == Interval.exact(11)
        assert result.snapshots == 3
    assert codes(found) == set()


def test_a_breakdown_each_in_a_file_of_its_own(tmp_path: Path) -> None:
    ages = [{**row, "age": age} for row, age in zip(rows(10, 30), ("18-24", "25-34"), strict=True)]
    put(tmp_path, "gender.csv", meta_csv(rows(10, 30)))
    put(tmp_path, "age.csv", meta_csv([{k: v for k, v in row.items() if k != "gender"} for row in ages]))
    found = seenby.audit(tmp_path)
    ad = only(found)
    assert exact(ad.share["gender"]) == {"female": 0.25, "male": 0.75}
    assert exact(ad.share["age"]) == {"18-24": 0.25, "25-34": 0.75}
    assert ad.impressions == Interval.exact(40)
    assert codes(found) == set()


def test_snapshots_by_gender_and_by_age_both_give_a_line(tmp_path: Path) -> None:
    for hour in (9, 10, 11):
        genders = rows(hour, 10, end="2026-05-02")
        ages = [{**{k: v for k, v in row.items() if k != "gender"}, "age": "18-24"} for row in genders[:1]]
        put(tmp_path, f"gender/2026-05-02_{hour:02}-00.csv", meta_csv(genders))
        put(tmp_path, f"age/2026-05-02_{hour:02}-00.csv", meta_csv(ages))
    line = only(seenby.audit(tmp_path)).over_time
    assert {name: len(points) for name, points in line.items()} == {"gender": 3, "age": 3}


def test_breakdowns_of_different_periods_are_said(tmp_path: Path) -> None:
    ages = [{**row, "age": "18-24", "start": "2026-02-01", "end": "2026-02-28"} for row in rows(10, 30)[:1]]
    put(tmp_path, "gender.csv", meta_csv(rows(10, 30)))
    put(tmp_path, "age.csv", meta_csv([{k: v for k, v in row.items() if k != "gender"} for row in ages]))
    assert "“A”" in note(seenby.audit(tmp_path), "breakdowns-of-different-periods").message


def test_an_ad_is_the_same_where_one_export_leaves_its_campaign_out(tmp_path: Path) -> None:
    put(tmp_path, "2026-05-02_09-00.csv", meta_csv(rows(10, 30, campaign="C", ad_set="S")))
    put(tmp_path, "2026-05-02_10-00.csv", meta_csv(rows(11, 31)))
    ad = only(seenby.audit(tmp_path))
    assert (ad.key.campaign, ad.key.ad_set, ad.snapshots) == ("C", "S", 2)


def test_ads_of_one_name_in_two_campaigns_stay_apart(tmp_path: Path) -> None:
    put(tmp_path, "2026-05-02_09-00.csv", meta_csv([*rows(10, 30, campaign="C"), *rows(1, 3, campaign="D")]))
    put(tmp_path, "2026-05-02_10-00.csv", meta_csv([*rows(11, 31, campaign="C"), *rows(2, 4, campaign="D")]))
    found = seenby.audit(tmp_path)
    assert {ad.key.campaign: ad.impressions for ad in found.ads} == {"C": Interval.exact(42), "D": Interval.exact(6)}


def test_a_later_export_without_impressions_lets_no_count_fall(tmp_path: Path) -> None:
    put(tmp_path, "2026-05-02_09-00.csv", meta_csv(rows(10, 30)))
    only_reach = [{k: v for k, v in row.items() if k != "impressions"} for row in rows(11, 31)]
    put(tmp_path, "2026-05-02_10-00.csv", meta_csv(only_reach))
    assert "counts-fell" not in codes(seenby.audit(tmp_path))


# The real series


def real_run(folder: Path) -> Path:
    return folder / "france/facebook/truck2-gender"


@pytest.mark.real
def test_the_published_shares_come_out_of_the_last_snapshot_and_of_the_whole_folder(real_data: Path) -> None:
    folder = real_run(real_data)
    last = max(folder.glob("*.csv"))
    for given in (last, folder):
        shares = {ad.key.name: ad.share["gender"]["female"] for ad in seenby.audit(given).ads}
        assert {name.removeprefix("Truck Driver - "): round(share.low, 6) for name, share in shares.items()} == WOMEN
        assert all(share.is_exact for share in shares.values())


@pytest.mark.real
def test_the_whole_folder_is_one_series_and_names_its_restatements(real_data: Path) -> None:
    found = seenby.audit(real_run(real_data))
    assert len(found.sources) == 29
    assert {ad.snapshots for ad in found.ads} == {29}
    assert "22 of 386" in note(found, "counts-fell").message
    assert all(len(ad.over_time["gender"]) > 20 for ad in found.ads)
    assert json.loads(json.dumps(found.as_json()))["ads"][0]["snapshots"] == 29


def summed(path: Path, skip: int = 0) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """A real file's impressions by ad, and by ad and group, with nothing but the csv module."""
    ads: dict[str, int] = defaultdict(int)
    groups: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for _ in range(skip):
            next(stream)
        for row in csv.DictReader(stream):
            name = row.get("Ad Set Name") or row["Campaign"]
            count = int((row.get("Impressions") or row["Impr."]).replace(",", ""))
            if name:
                ads[name] += count
                groups[name][row.get("Age") or row.get("Gender") or ""] += count
    return ads, groups


@pytest.mark.real
def test_the_german_age_export_adds_up_to_the_file_s_own_totals(real_data: Path) -> None:
    (path,) = (real_data / "germany/facebook/age").glob("*.csv")
    ads, groups = summed(path)
    found = by_name(seenby.audit(path))
    assert {name: ad.impressions for name, ad in found.items()} == {n: Interval.exact(c) for n, c in ads.items()}
    for name, ad in found.items():
        known = {age: count for age, count in groups[name].items() if age != "Unknown"}
        whole = sum(known.values())
        assert exact(ad.share["age"]) == {age: round(count / whole, 9) for age, count in known.items()}


@pytest.mark.real
def test_the_google_report_adds_up_to_the_file_s_own_totals(real_data: Path) -> None:
    (path,) = (real_data / "google/gender").glob("*.csv")
    ads, _ = summed(path, skip=2)
    found = seenby.audit(path)
    assert {str(ad.key.campaign): ad.impressions for ad in found.ads} == {n: Interval.exact(c) for n, c in ads.items()}
    assert sum(ads.values()) == 122_183, "the file's own three total rows"
    assert "total-does-not-fit" not in codes(found)
    assert len(found.sources[0].rows_left_out) == 3


@pytest.mark.real
def test_a_whole_tree_of_real_exports_reads_and_leaves_aside_what_is_none(real_data: Path) -> None:
    found = seenby.audit(real_data)
    assert len(found.sources) == 72
    assert not [note for note in found.health if note.severity == "refused"]
    shares = {ad.key.name: ad.share["gender"]["female"].low for ad in found.ads if "Truck Driver - " in ad.key.name}
    assert {name.removeprefix("Truck Driver - "): round(share, 6) for name, share in shares.items()} == WOMEN


def test_days_say_more_than_snapshots_where_an_export_has_both(tmp_path: Path) -> None:
    rows = cells("day", "gender", ads=("A",))
    put(tmp_path, "in/2026-05-04_10-00.csv", meta_csv(rows[: len(rows) * 2 // 3]))
    put(tmp_path, "in/2026-05-05_10-00.csv", meta_csv(rows))
    points = only(seenby.audit(tmp_path / "in")).over_time["gender"]
    assert [point.cumulative for point in points] == [False, False, False]


@pytest.mark.parametrize("days", [1, 3])
def test_an_export_for_each_gender_is_one_and_no_series(tmp_path: Path, days: int) -> None:
    """Days on which nobody of a group was reached have no row, so the files need not end on the same day."""
    first, last = "2026-05-01", f"2026-05-{days:02}"
    women = [row for day in {first, last} for row in rows(10, 0, start=day, end=day)]
    found = exports(tmp_path, women=women, men=rows(0, 30, start=first, end=first))
    share = len(women) * 10 / (len(women) * 10 + 30)
    assert exact(only(found).share["gender"]) == {"female": share, "male": 1 - share}
    assert not codes(found) & {"counts-fell", "snapshot-order-unknown", "overlapping-periods"}


def test_snapshots_of_which_one_has_a_group_more_are_no_split(tmp_path: Path) -> None:
    put(tmp_path, "2026-05-02_09-00.csv", meta_csv(rows(1, 0, end="2026-05-02")))
    put(tmp_path, "2026-05-20_09-00.csv", meta_csv(rows(4, 12, end="2026-05-20")))
    assert exact(only(seenby.audit(tmp_path)).share["gender"]) == {"female": 0.25, "male": 0.75}
