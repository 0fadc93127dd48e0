"""Meta Ad Library records that were saved as tables: by the library's own website, by pandas, by Radlibrary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.read.looking import by_name, look, refused
from tests.read.samples import TOKEN, as_json, eu_ad, political_ad, table

from seenby.model import Interval


def website(value: Any) -> str:
    """A cell as the library's website writes it."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {end}" for name, end in value.items())
    return json.dumps(value)[1:-1] if isinstance(value, list) else str(value)


def scripted(value: Any) -> str:
    """A cell as most scripts write it."""
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)


WRITERS = {"website": website, "json": scripted, "pandas": str}


def saved(ads: list[dict[str, Any]], write: Any) -> bytes:
    """The records as a table, with the id under the website's name where the website writes it."""
    names = list(dict.fromkeys(name for ad in ads for name in ad))
    header = [{"id": "ad_archive_id"}.get(name, name) if write is website else name for name in names]
    return table(header, [[write(ad[name]) if name in ad else "" for name in names] for ad in ads])


@pytest.mark.parametrize("writer", WRITERS)
def test_a_table_of_records_says_what_the_records_say(tmp_path: Path, writer: str) -> None:
    ads = [political_ad(), eu_ad(), political_ad(2, impressions={"lower_bound": "1000001"})]
    told = by_name(look(tmp_path, as_json(ads), "ads.json"))
    found = look(tmp_path, saved(ads, WRITERS[writer]))
    assert found.sources[0].reader == "meta-ad-library"
    assert TOKEN not in json.dumps(found.as_json())
    for name, ad in by_name(found).items():
        assert ad.share == told[name].share
        assert (ad.impressions, ad.reach, ad.spend) == (told[name].impressions, told[name].reach, told[name].spend)
        assert (ad.period, ad.currency, ad.aim) == (told[name].period, told[name].currency, told[name].aim)


@pytest.mark.parametrize("names", [("impressions.lower_bound", "impressions.upper_bound"), ("impressions_lower",) * 1])
def test_a_band_may_stand_in_two_columns(tmp_path: Path, names: tuple[str, ...]) -> None:
    parts = scripted(political_ad()["demographic_distribution"])
    content = table(
        ("id", "page_name", *names, "demographic_distribution"), [("1", "P", *(100, 499)[: len(names)], parts)]
    )
    (ad,) = look(tmp_path, content).ads
    assert ad.impressions == Interval(100, 499 if len(names) > 1 else float("inf"))


def test_ages_that_were_aimed_at_may_be_one_text(tmp_path: Path) -> None:
    ad = {**eu_ad(), "target_ages": "18,44"}
    aim = look(tmp_path, saved([ad], scripted)).ads[0].aim
    assert aim is not None
    assert aim.ages == (18, 44)


def test_a_list_that_is_cut_off_is_refused_by_row(tmp_path: Path) -> None:
    content = saved([political_ad()], scripted).replace(b'unknown""}]', b"unkn")
    assert "row 2" in refused(tmp_path, content)


def test_ids_that_a_spreadsheet_rounded_do_not_make_ads_of_one_page_one(tmp_path: Path) -> None:
    ads = [{**political_ad(number), "id": f"{number}.2E+17"} for number in (1, 2, 3)]
    message = refused(tmp_path, saved(ads, scripted))
    assert "rows 2, 3 and 4" in message


def test_a_page_may_bear_brackets_in_its_name(tmp_path: Path) -> None:
    found = look(tmp_path, saved([{**political_ad(), "page_name": "[Trees] {now}"}], scripted))
    assert found.ads[0].key.account == "[Trees] {now}"


def test_a_list_with_odd_backslashes_is_read_without_a_warning(tmp_path: Path) -> None:
    parts = r"[{'age': '18-24', 'gender': 'male', 'percentage': '1', 'note': '\d'}]"
    found = look(tmp_path, table(("id", "demographic_distribution"), [("1", parts)]))
    assert set(found.ads[0].share["gender"]) == {"male"}
