"""Any other table, with a mapping file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.read.looking import exact, look, only, put, refused, shared
from tests.read.samples import MAPPED, MAPPING, workbook

import seenby
from seenby.errors import SettingsError
from seenby.model import Interval


def test_a_mapping_names_columns_and_words(tmp_path: Path) -> None:
    found = look(tmp_path, MAPPED, mapping=put(tmp_path, "mapping.toml", MAPPING))
    ad = only(found)
    assert found.sources[0].reader == "generic"
    assert (ad.key.platform, ad.key.ad) == ("shopnet", "Banner")
    assert exact(ad.share["gender"]) == shared({"female": 1200, "male": 300})
    assert (ad.spend, ad.currency) == (Interval(5.05, 5.05), "CHF")


def test_a_mapping_reads_a_workbook_too(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["notes"],
        [],
        ["Kreativ", "Wer", "Einblendungen", "Kosten"],
        ["Banner", "W", 1200, 3.5],
        ["Banner", "H", 300, 1.5],
    ]
    ad = only(look(tmp_path, workbook({"S": rows}), "x.xlsx", mapping=put(tmp_path, "m.toml", MAPPING)))
    assert exact(ad.share["gender"]) == shared({"female": 1200, "male": 300})


def test_percentages_without_counts(tmp_path: Path) -> None:
    mapping = 'platform = "x"\npercent_of = "people"\n[columns]\nad = "Ad"\ngender = "Who"\nshare = "Percent"\n'
    content = "Ad,Who,Percent\nA,women,57 %\nA,men,43 %\n"
    ad = only(look(tmp_path, content, mapping=put(tmp_path, "m.toml", mapping)))
    assert ad.metric == "reach"
    assert (ad.impressions, ad.reach) == (None, None)
    women = ad.share["gender"]["female"]
    assert women.low == pytest.approx(0.565)
    assert women.high == pytest.approx(0.575)


def test_percentages_that_are_fractions_of_one_are_not_believed(tmp_path: Path) -> None:
    mapping = 'platform = "x"\n[columns]\nad = "Ad"\ngender = "Who"\nshare = "Share"\n'
    content = "Ad,Who,Share\nA,women,0.57\nA,men,0.43\n"
    found = look(tmp_path, content, mapping=put(tmp_path, "m.toml", mapping))
    assert "shares-do-not-add-up" in {note.code for note in found.health}


def test_without_a_mapping_the_table_is_refused_and_the_remedy_is_the_mapping(tmp_path: Path) -> None:
    assert "--mapping" in refused(tmp_path, MAPPED)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('gender = "Wer"', 'sex = "Wer"', "sex"),
        ('platform = "shopnet"', "", "platform"),
        ("[columns]", "[columns", "TOML"),
        ('currency = "CHF"', 'decimal = ";"', "decimal"),
        ('W = "female"', 'W = ["female"]', "values"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_a_settings_error(tmp_path: Path, old: str, new: str, word: str) -> None:
    mapping = put(tmp_path, "mapping.toml", MAPPING.replace(old, new, 1))
    with pytest.raises(SettingsError, match=word) as caught:
        seenby.audit(put(tmp_path, "x.csv", MAPPED), mapping=mapping)
    assert caught.value.exit_code == 2
    assert str(mapping) in str(caught.value)


def test_a_table_without_the_mapped_columns_is_refused(tmp_path: Path) -> None:
    mapping = put(tmp_path, "m.toml", MAPPING.replace('gender = "Wer"', 'gender = "Was"'))
    assert "“Was”" in refused(tmp_path, MAPPED, mapping=mapping)


def test_a_mapped_column_that_stands_twice_must_say_the_same_twice(tmp_path: Path) -> None:
    mapping = put(tmp_path, "m.toml", MAPPING)
    refused(tmp_path, "Kreativ;Wer;Wer;Einblendungen;Kosten\nBanner;W;H;1.200;3,50\n", mapping=mapping)
    same = "Kreativ;Wer;Wer;Einblendungen;Kosten\nBanner;W;W;1.200;3,50\nBanner;H;H;1.200;3,50\n"
    assert exact(only(look(tmp_path, same, mapping=mapping)).share["gender"]) == {"female": 0.5, "male": 0.5}


def test_two_fields_may_not_be_one_column(tmp_path: Path) -> None:
    mapping = MAPPING.replace('spend = "Kosten"', 'spend = "Kosten"\nreach = "Einblendungen"')
    with pytest.raises(SettingsError, match="Einblendungen"):
        look(tmp_path, MAPPED, mapping=put(tmp_path, "m.toml", mapping))
