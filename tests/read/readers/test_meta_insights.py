"""Marketing API insights as JSON: pages, lists, lines, the SDK's dicts."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.read.looking import by_name, codes, counted, exact, look, only, refused, shared
from tests.read.samples import TOKEN, as_json, as_lines, cells, insights, page

from seenby.model import Interval

ROWS = cells("age", "gender")
RECORDS = insights(ROWS)
HALF = len(RECORDS) // 2
FIRST, SECOND = page(RECORDS[:HALF], after="MjQZD"), page(RECORDS[HALF:])

FORMS: dict[str, bytes] = {
    "one page": as_json(page(RECORDS)),
    "one page, spread out": as_json(page(RECORDS), indent=2),
    "pages in a list": as_json([FIRST, SECOND]),
    "pages one after the other": as_json(FIRST) + as_json(SECOND),
    "pages one a line": as_lines([FIRST, SECOND]),
    "lines": as_lines(RECORDS),
    "the SDK's dicts": as_json(RECORDS),
    "with a mark": b"\xef\xbb\xbf" + as_json(page(RECORDS)),
    "UTF-16": json.dumps(page(RECORDS), ensure_ascii=False).encode("utf-16"),
    "an empty page first": as_json([page([], after="x"), FIRST, SECOND]),
    "paging before data": as_json({"paging": FIRST["paging"], "data": RECORDS}),
    "with a summary": as_json({**page(RECORDS), "summary": {"impressions": "99999"}}),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_figures(tmp_path: Path, form: str) -> None:
    found = look(tmp_path, FORMS[form], "insights.dat")
    assert found.sources[0].reader == "meta-insights"
    assert found.sources[0].rows_read == len(RECORDS)
    for name, ad in by_name(found).items():
        assert exact(ad.share["gender"]) == shared(counted(ROWS, name, "gender"))
        assert ad.reach == Interval.exact(sum(counted(ROWS, name, "gender", "reach").values()))
        assert ad.period == (date(2026, 5, 1), date(2026, 5, 31))
    assert TOKEN not in json.dumps(found.as_json())


def test_a_day_at_a_time(tmp_path: Path) -> None:
    days = [f"2026-05-{day:02}" for day in range(1, 8)]
    rows = [{**row, "start": row["day"], "end": row["day"]} for row in cells("gender", "day", ads=("A",), days=days)]
    ad = only(look(tmp_path, as_json(page(insights(rows)))))
    assert exact(ad.share["gender"]) == shared(counted(rows, "A", "gender"))
    assert [str(point.at) for point in ad.over_time["gender"]] == days
    assert ad.period == (date(2026, 5, 1), date(2026, 5, 7))


def test_a_record_on_two_pages_counts_once_and_is_listed(tmp_path: Path) -> None:
    overlapping = [page(RECORDS[: HALF + 1], after="x"), page(RECORDS[HALF:])]
    found = look(tmp_path, as_json(overlapping))
    assert [left.row for left in found.sources[0].rows_left_out] == [HALF + 2]
    for name, ad in by_name(found).items():
        assert exact(ad.share["gender"]) == shared(counted(ROWS, name, "gender"))


def test_records_that_differ_in_a_breakdown_we_do_not_know_all_count(tmp_path: Path) -> None:
    hours = [
        {
            **insights(cells("gender", ads=("A",))[:1])[0],
            "hourly_stats_aggregated_by_advertiser_time_zone": f"{hour}:00",
        }
        for hour in range(5)
    ]
    man = insights(cells("gender", ads=("A",))[1:2])
    ad = only(look(tmp_path, as_json(hours + man)))
    women, men = 5 * int(hours[0]["impressions"]), int(man[0]["impressions"])
    assert exact(ad.share["gender"]) == shared({"female": women, "male": men})
    assert ad.reach is not None
    assert ad.reach.low < ad.reach.high, "people may come back in another hour"


def test_two_pulls_in_one_file_are_not_added(tmp_path: Path) -> None:
    later = copy.deepcopy(RECORDS)
    for record in later:
        record["impressions"] = str(int(record["impressions"]) + 10)
    text = refused(tmp_path, as_json(page(RECORDS + later)))
    assert "twice" in text


def test_placements_are_put_together(tmp_path: Path) -> None:
    rows = cells("placement", "position", ads=("A",))
    ad = only(look(tmp_path, as_json(insights(rows))))
    assert set(ad.share["placement"]) == {
        "facebook · feed", "facebook · story", "instagram · feed", "instagram · story",
    }  # fmt: skip


def test_totals_without_a_breakdown_say_nothing_of_people(tmp_path: Path) -> None:
    found = look(tmp_path, as_json(page(insights(cells(ads=("A",))))))
    assert only(found).share == {}
    assert [finding.verdict for finding in found.findings] == ["not measurable"]


@pytest.mark.parametrize(
    "content",
    [
        {"data": [], "paging": {}},
        {"error": {"message": "(#17) User request limit reached", "type": "OAuthException", "code": 17}},
        [],
        {},
        {"data": [{"id": "1"}]},
    ],
)
def test_answers_without_insights_are_refused(tmp_path: Path, content: Any) -> None:
    refused(tmp_path, as_json(content), "insights.json")


def test_an_error_answer_is_called_one_and_not_repeated(tmp_path: Path) -> None:
    text = refused(tmp_path, as_json({"error": {"message": f"Malformed access token {TOKEN}", "code": 190}}), "x.json")
    assert "went wrong" in text


def test_a_torn_document_is_refused(tmp_path: Path) -> None:
    whole = FORMS["one page"]
    for end in (len(whole) // 3, len(whole) - 1):
        refused(tmp_path, whole[:end], "insights.json")


def test_a_metric_that_is_not_a_number_is_refused_by_record(tmp_path: Path) -> None:
    records = copy.deepcopy(RECORDS)
    records[4]["impressions"] = "many"
    assert "row 5" in refused(tmp_path, as_json(records), "insights.json")


def test_a_metric_without_events_has_no_key(tmp_path: Path) -> None:
    records = copy.deepcopy(insights(cells("gender", ads=("A",))))
    del records[0]["reach"]
    ad = only(look(tmp_path, as_json(records)))
    assert ad.reach is not None
    assert ad.reach.high == float("inf"), "not reported is not nothing"


def test_ids_keep_ads_of_one_name_apart(tmp_path: Path) -> None:
    records = insights(cells("gender", ads=("A",)))
    twins = [{**record, "ad_id": "120210000000002", "impressions": "7"} for record in records]
    found = look(tmp_path, as_json(records + twins))
    assert sorted(dict(ad.key.ids)["ad"] for ad in found.ads) == ["120210000000000", "120210000000002"]
    assert "same-export-twice" not in codes(found)
