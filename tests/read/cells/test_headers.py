from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.errors import SettingsError
from seenby.read.cells.headers import FIELDS, _key, _lists, families, languages, match_headers

LANGUAGES = ("en", "de", "es", "fr", "it", "ja", "nl", "pl", "pt")
HEADER = st.text(alphabet="Campign set()EURé\ufeff\u00a0Ã©’'\"", max_size=20)

EXPORTS = {
    "en": "Campaign name;Ad set name;Ad name;Age;Gender;Reach;Impressions;Amount spent (EUR);"
    "Reporting starts;Reporting ends",
    "de": "Kampagnenname;Name der Anzeigengruppe;Anzeigenname;Alter;Geschlecht;Reichweite;Impressionen;"
    "Ausgegebener Betrag (EUR);Beginn der Berichterstattung;Ende der Berichterstattung",
    "fr": "Nom de la campagne;Nom de l’ensemble de publicités;Nom de la publicité;Âge;Sexe;Couverture;Impressions;"
    "Montant dépensé (EUR);Début des rapports;Fin des rapports",
    "es": "Nombre de la campaña;Nombre del conjunto de anuncios;Nombre del anuncio;Edad;Sexo;Alcance;Impresiones;"
    "Importe gastado (EUR);Inicio del informe;Fin del informe",
    "it": "Nome della campagna;Nome del gruppo di inserzioni;Nome dell'inserzione;Età;Genere;Copertura;Impression;"
    "Importo speso (EUR);Inizio dei report;Fine dei report",
    "pt": "Nome da campanha;Nome do conjunto de anúncios;Nome do anúncio;Idade;Gênero;Alcance;Impressões;"
    "Valor usado (EUR);Início dos relatórios;Término dos relatórios",
    "nl": "Campagnenaam;Naam advertentieset;Advertentienaam;Leeftijd;Geslacht;Bereik;Weergaven;"
    "Besteed bedrag (EUR);Start rapportage;Einde rapportage",
    "pl": "Nazwa kampanii;Nazwa zestawu reklam;Nazwa reklamy;Wiek;Płeć;Zasięg;Wyświetlenia;"
    "Wydana kwota (EUR);Początek okresu raportowania;Koniec okresu raportowania",
    "ja": "キャンペーン名;広告セット名;広告名;年齢;性別;リーチ;インプレッション;消化金額 (EUR);"
    "レポート開始日;レポート終了日",
}
IN_ORDER = ("campaign", "ad_set", "ad", "age", "gender", "reach", "impressions", "spend", "start", "end")


@pytest.mark.parametrize("language", EXPORTS)
def test_the_headers_of_an_export_are_known_in_nine_languages(language: str) -> None:
    found = match_headers(EXPORTS[language].split(";"), "meta")
    assert found.fields == {field: (at,) for at, field in enumerate(IN_ORDER)}
    assert (found.language, found.currency, found.unused) == (language, "EUR", ())


def test_the_2020_report_of_the_english_ads_manager_is_known() -> None:
    headers = [
        *(
            "\ufeffCampaign Name",
            "Ad Set Name",
            "Gender",
            "Delivery Status",
            "Delivery Level",
            "Reach",
            "Impressions",
        ),
        *("Frequency", "Result Type", "Results", "Amount Spent (EUR)", "Cost per Result", "Starts", "Ends"),
        *("Reporting Starts", "Reporting Ends"),
    ]
    found = match_headers(headers, "meta")
    assert found.fields["start"] == (14,)
    assert found.fields["end"] == (15,)
    assert found.fields["scheduled_start"] == (12,)
    assert found.fields["scheduled_end"] == (13,)
    assert found.unused == ("Delivery Status", "Delivery Level", "Result Type", "Results", "Cost per Result")


@pytest.mark.parametrize(
    "header",
    [
        *("Montant dépensé (EUR)", "MONTANT DÉPENSÉ (EUR)", "Montant dÃ©pensÃ© (EUR)", "\ufeffMontant dépensé (EUR)"),
        *(
            "Montant\u00a0dépensé\u00a0(EUR)",
            "Montant dépensé(EUR)",
            '"Montant dépensé (EUR)"',
            " Montant  dépensé (eur) ",
        ),
        *("Montant dépensé (€)", "Montant de\u0301pense\u0301 (EUR)", "\ufeffMontant dÃ©pensÃ© (EUR)"),
    ],
)
def test_a_header_is_known_however_it_was_saved(header: str) -> None:
    found = match_headers([header], "meta")
    assert found.fields == {"spend": (0,)}
    assert found.currency == "EUR"


def test_curly_and_straight_apostrophes_are_the_same() -> None:
    assert match_headers(["Nom de l'ensemble de publicités"], "meta").fields == {"ad_set": (0,)}
    assert match_headers(["Nom de l’ensemble de publicités"], "meta").fields == {"ad_set": (0,)}


def test_full_width_brackets_are_brackets() -> None:
    assert match_headers(["クリック（すべて）", "消化金額（JPY）"], "meta").fields == {"clicks": (0,), "spend": (1,)}


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Amount spent (USD)", "USD"),
        ("Amount spent", None),
        ("Amount spent ($)", None),
        ("Amount spent (all)", "ALL"),
    ],
)
def test_the_currency_is_taken_from_the_money_header_where_it_names_just_one(header: str, currency: str | None) -> None:
    assert match_headers([header, "CPM (GBP)"], "meta").currency == currency


def test_money_in_a_second_currency_is_left_unused() -> None:
    found = match_headers(["Amount spent (USD)", "Amount spent (EUR)"], "meta")
    assert (found.fields["spend"], found.currency, found.unused) == ((0,), "USD", ("Amount spent (EUR)",))


def test_clicks_of_all_kinds_are_not_taken_for_albanian_money() -> None:
    assert match_headers(["Clicks (all)"], "meta").fields == {"clicks": (0,)}


def test_a_header_that_stands_twice_gives_both_columns() -> None:
    assert match_headers(["Reach", "Impressions", "reach"], "meta").fields["reach"] == (0, 2)


def test_of_two_spellings_for_one_field_the_first_listed_is_used() -> None:
    found = match_headers(["Views", "Impressions"], "meta")
    assert found.fields["impressions"] == (1,)
    assert found.unused == ("Views",)
    assert match_headers(["Views"], "meta").fields["impressions"] == (0,)


def test_headers_of_different_languages_may_mix() -> None:
    found = match_headers(["Kampagnenname", "Geschlecht", "Reichweite", "Impressions", "Ad name"], "meta")
    assert found.language == "de"
    assert found.fields == {"campaign": (0,), "gender": (1,), "reach": (2,), "impressions": (3,), "ad": (4,)}


def test_a_position_refines_the_platform_or_stands_for_it() -> None:
    assert match_headers(["Platform", "Placement"], "meta").fields == {"placement": (0,), "platform_position": (1,)}
    assert match_headers(["Placement"], "meta").fields == {"placement": (0,)}


def test_a_google_report_and_a_google_script_are_known() -> None:
    report = [
        *("Demographic status", "Gender", "Campaign", "Ad group", "Status", "Clicks", "Impr.", "CTR"),
        *("Currency code", "Avg. CPC", "Cost"),
    ]
    fields = match_headers(report, "google").fields
    assert set(fields) == {"gender", "campaign", "ad_set", "clicks", "impressions", "currency", "spend"}
    script = ["CampaignName", "Criteria", "Clicks", "Impressions", "Ctr", "Date"]
    assert set(match_headers(script, "google").fields) == {"campaign", "criteria", "clicks", "impressions", "day"}


def test_headers_nobody_knows_have_no_language() -> None:
    found = match_headers(["", "x", "y"], "meta")
    assert (found.fields, found.language, found.currency, found.unused) == ({}, "", None, ("x", "y"))


def test_the_families_and_their_languages() -> None:
    assert families() == ("google", "meta", "pinterest", "snapchat", "tiktok")
    more = {"cs", "da", "id", "ko", "nb", "ru", "sv", "tr", "uk", "vi", "zh", "zh_hant"}
    assert languages("meta")[0] == languages("google")[0] == "en"
    assert set(languages("meta")) == {*LANGUAGES, *more}
    assert set(languages("google")) == set(LANGUAGES)
    with pytest.raises(ValueError, match="family"):
        languages("myspace")
    with pytest.raises(ValueError, match="family"):
        match_headers(["Reach"], "../meta")


def test_a_users_own_list_wins(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('reach = ["Mensen"]\nimpressions = "Reach"\n[nl]\nad = ["Plaatje"]\n', encoding="utf-8")
    found = match_headers(["Mensen", "Reach", "Plaatje", "Impressions"], "meta", own)
    assert found.fields == {"reach": (0,), "impressions": (1,), "ad": (2,)}
    assert found.unused == ("Impressions",)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('ad = ["a"]\nreach = [\n"b"\n', "line 3"),
        ('ad = ["a"]\n\nreach = "unclosed\n', "line 3"),
        ('ad = ["a"]\nincome = ["b"]\n', "line 2"),
        ('ad = ["a"]\nreach = 3\n', "line 2"),
        ("[nl]\nad = [1]\n", "line 2"),
    ],
)
def test_a_users_list_that_makes_no_sense_is_refused_with_its_line(tmp_path: Path, content: str, line: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=line) as caught:
        match_headers(["Reach"], "meta", own)
    assert "own.toml" in str(caught.value)


def test_a_users_list_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'ad = ["\xe9"]')
    for path in (tmp_path / "missing.toml", tmp_path, tmp_path / "latin.toml"):
        with pytest.raises(SettingsError, match="cannot be read"):
            match_headers(["Reach"], "meta", path)


def test_no_list_names_a_field_that_does_not_exist_or_one_header_twice() -> None:
    for family in families():
        for language, lists in _lists(family):
            assert set(lists) <= set(FIELDS), (family, language)
            keys = [_key(name) for names in lists.values() for name in names]
            assert len(keys) == len(set(keys)), (family, language)


@given(st.lists(st.one_of(HEADER, st.text(max_size=40)), max_size=8), st.sampled_from(families()))
def test_any_header_row_is_matched_without_an_error(headers: list[str], family: str) -> None:
    found = match_headers(headers, family)
    used = [at for indexes in found.fields.values() for at in indexes]
    assert len(used) == len(set(used))
    assert set(used) <= set(range(len(headers)))
    assert set(found.unused) <= set(headers)
    assert all(found.fields.values())


@pytest.mark.real
@pytest.mark.skipif("SEENBY_REAL_DATA" not in os.environ, reason="needs SEENBY_REAL_DATA")
def test_the_headers_of_real_exports_are_known() -> None:
    root = Path(os.environ["SEENBY_REAL_DATA"]) / "algorithmwatch-2020" / "input"
    exports = [path for path in sorted(root.rglob("*.csv")) if "facebook" in path.parts]
    assert exports
    for path in exports:
        with path.open(encoding="utf-8", newline="") as stream:
            found = match_headers(next(csv.reader(stream)), "meta")
        assert {"ad_set", "impressions", "reach", "spend", "start", "end"} <= set(found.fields), path.name
        assert (found.language, found.currency) == ("en", "EUR")
