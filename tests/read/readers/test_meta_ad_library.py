"""Meta Ad Library records: percentages and bands, reach by country, aims, and a token that must not leak."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from tests.read.looking import by_name, codes, exact, look, only, refused
from tests.read.samples import TOKEN, as_json, as_lines, eu_ad, page, political_ad, scraped_ad

from seenby.model import Interval


def test_a_political_ad_gives_shares_of_people_and_bands_of_counts(tmp_path: Path) -> None:
    found = look(tmp_path, as_json(page([political_ad()])), "ads.json")
    ad = only(found)
    assert found.sources[0].reader == "meta-ad-library"
    assert (ad.key.account, dict(ad.key.ids)["ad"]) == ("Bürger für Bäume", "900000000000001")
    assert ad.metric == "reach"
    assert ad.impressions == Interval(10000, 14999)
    assert ad.spend == Interval(100, 199)
    assert ad.currency == "EUR"
    assert ad.period == (date(2026, 5, 1), date(2026, 5, 20))
    women, men = ad.share["gender"]["female"], ad.share["gender"]["male"]
    assert women.low <= 0.5 / 0.875 <= women.high
    assert men.low <= 0.375 / 0.875 <= men.high
    assert ad.unknown is not None
    assert ad.unknown.low <= 0.125 <= ad.unknown.high
    assert ad.share_with_unknown["gender"]["female"].low <= 0.5
    assert ad.share_with_unknown["gender"]["female"].high >= 0.625
    assert ad.share["region"]["Bayern"].low <= 0.75 <= ad.share["region"]["Bayern"].high
    assert ad.counts.get("gender", {}) == {}


def test_more_digits_make_a_narrower_share(tmp_path: Path) -> None:
    parts = [
        {"percentage": "0.159091", "age": "55-64", "gender": "male"},
        {"percentage": "0.840909", "age": "55-64", "gender": "female"},
    ]
    ad = only(look(tmp_path, as_json(page([political_ad(demographic_distribution=parts)])), "ads.json"))
    men = ad.share["gender"]["male"]
    assert men.low <= 0.159091 <= men.high
    assert men.width < 3e-6


def test_a_tiny_percentage_in_exponential_form_is_a_fraction_like_any_other(tmp_path: Path) -> None:
    parts = [
        {"percentage": "4.5E-5", "age": "13-17", "gender": "male"},
        {"percentage": "0.999955", "age": "18-24", "gender": "female"},
    ]
    ad = only(look(tmp_path, as_json(page([political_ad(demographic_distribution=parts)])), "ads.json"))
    men = ad.share["gender"]["male"]
    assert men.low <= 4.5e-5 <= men.high < 5.1e-5


def test_open_and_one_sided_bands(tmp_path: Path) -> None:
    top = political_ad(1, impressions={"lower_bound": "1000000"}, spend={"upper_bound": "99"})
    ad = only(look(tmp_path, as_json(page([top])), "ads.json"))
    assert ad.impressions == Interval(1_000_000, float("inf"))
    assert ad.spend == Interval(0, 99)
    assert ad.as_json()["impressions"] == {"low": 1_000_000, "high": None}


def test_an_eu_ad_gives_reach_and_aim_side_by_side(tmp_path: Path) -> None:
    ad = only(look(tmp_path, as_json(page([eu_ad()])), "ads.json"))
    assert ad.reach == Interval.exact(449)
    assert ad.counts["gender"] == {
        "female": Interval.exact(320),
        "male": Interval.exact(120),
        "unknown": Interval.exact(9),
    }
    assert exact(ad.share["gender"]) == {"female": round(320 / 440, 9), "male": round(120 / 440, 9)}
    assert exact(ad.share["country"]) == {"DE": round(20 / 449, 9), "FR": round(429 / 449, 9)}
    assert ad.aim is not None
    assert (ad.aim.genders, ad.aim.ages, ad.aim.places) == (("female",), (18, None), ("France",))
    assert isinstance(ad.gap, Interval)
    assert ad.gap.low == pytest.approx(120 / 440)
    assert ad.gap.high == pytest.approx(120 / 440)


def test_a_scrapers_nested_block_says_the_same(tmp_path: Path) -> None:
    flat = only(look(tmp_path, as_json(page([eu_ad()])), "flat.json"))
    nested = only(look(tmp_path, as_json([scraped_ad()]), "nested.json"))
    assert nested.share == flat.share
    assert nested.aim is not None
    assert flat.aim is not None
    assert (nested.aim.genders, nested.aim.ages, nested.aim.places) == (("female",), (18, None), ("France",))


def test_null_keys_beside_a_nested_block_do_not_hide_it(tmp_path: Path) -> None:
    ad = {**scraped_ad(), "target_gender": None, "eu_total_reach": None, "age_country_gender_reach_breakdown": None}
    assert only(look(tmp_path, as_json([ad]), "nested.json")).reach == Interval.exact(449)


@pytest.mark.parametrize("form", ["page", "list", "lines"])
def test_the_token_never_leaves(tmp_path: Path, form: str) -> None:
    ads = [political_ad(1), political_ad(2), eu_ad(3)]
    content = {"page": as_json(page(ads, after="x")), "list": as_json(ads), "lines": as_lines(ads)}[form]
    found = look(tmp_path, content, "ads.json")
    assert len(found.ads) == 3
    assert TOKEN not in json.dumps(found.as_json())
    assert TOKEN not in repr(found)


def test_ads_with_few_fields_are_recognised(tmp_path: Path) -> None:
    ad = {"id": "1", "demographic_distribution": political_ad()["demographic_distribution"]}
    assert only(look(tmp_path, as_json(page([ad])), "ads.json")).share["gender"]


def test_the_same_ad_on_two_pages_counts_once(tmp_path: Path) -> None:
    pages = [page([political_ad(1), eu_ad(2)], after="x"), page([eu_ad(2), political_ad(3)])]
    found = look(tmp_path, as_json(pages), "ads.json")
    assert len(found.ads) == 3
    assert [left.row for left in found.sources[0].rows_left_out] == [3]
    eu = next(ad for ad in found.ads if dict(ad.key.ids)["ad"] == "800000000000002")
    assert eu.reach == Interval.exact(449)


def test_two_states_of_one_ad_in_one_file_are_not_added(tmp_path: Path) -> None:
    later = eu_ad(1, eu_total_reach=900)
    assert "twice" in refused(tmp_path, as_json([eu_ad(1), later]), "ads.json")


def test_a_total_that_does_not_fit_its_cells_is_said(tmp_path: Path) -> None:
    assert "total-does-not-fit" in codes(look(tmp_path, as_json([eu_ad(1, eu_total_reach=900)]), "ads.json"))


def test_many_totals_that_do_not_fit_are_summed_up(tmp_path: Path) -> None:
    found = look(tmp_path, as_json([eu_ad(n, id=str(n), eu_total_reach=900) for n in range(20)]), "ads.json")
    notes = [note.message for note in found.health if note.code == "total-does-not-fit"]
    assert len(notes) == 6
    assert "15 more ads" in notes[-1]


def test_percentages_that_do_not_add_up_are_said(tmp_path: Path) -> None:
    parts = political_ad()["demographic_distribution"]
    ad = political_ad(demographic_distribution=[*parts, {"percentage": "0.4", "age": "18-24", "gender": "male"}])
    assert "shares-do-not-add-up" in codes(look(tmp_path, as_json([ad]), "ads.json"))


def test_names_of_pages_are_kept_to_the_letter(tmp_path: Path) -> None:
    ads = [eu_ad(1, page_name="Ümläut & “Söhne”\n 店"), eu_ad(2)]
    assert "Ümläut & “Söhne”\n 店" in {ad.key.account for ad in look(tmp_path, as_json(ads), "a.json").ads}
    assert by_name(look(tmp_path, as_json(ads), "a.json"))
