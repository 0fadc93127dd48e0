from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.model import BREAKDOWNS
from seenby.model.audience import age_span
from seenby.read.cells.folded_text import fold, repaired
from seenby.read.cells.vocabulary import (
    currency_codes,
    currency_signs,
    group_words,
    is_missing,
    is_ongoing,
    is_total,
    month_number,
    unrecognised,
)

LANGUAGES = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja"}
WORDLIKE = st.one_of(
    st.text(max_size=30), st.text(alphabet="0123456789-–+_ AGERNUPfmhdwukv/.~〜歳月日年bisto", max_size=20)
)


def group(dimension: str, word: str) -> str:
    return group_words(dimension, [word])[word]


@pytest.mark.parametrize(
    "word",
    [
        *(
            "female",
            "Female",
            "FEMALE",
            "women",
            "woman",
            "weiblich",
            "Frauen",
            "femme",
            "Femmes",
            "mujer",
            "Mujeres",
        ),
        *(
            "donna",
            "donne",
            "mulher",
            "mulheres",
            "vrouw",
            "Vrouwen",
            "kobieta",
            "Kobiety",
            "女性",
            "\ufefffemale",
            " female ",
        ),
    ],
)
def test_women_are_known_in_nine_languages(word: str) -> None:
    assert group("gender", word) == "female"


@pytest.mark.parametrize(
    "word",
    [
        *(
            "male",
            "MALE",
            "men",
            "man",
            "männlich",
            "mannlich",
            "mÃ¤nnlich",
            "Männer",
            "homme",
            "hombre",
            "uomo",
            "uomini",
        ),
        *("homem", "mannen", "mężczyzna", "男性", "ｍａｌｅ"),
    ],
)
def test_men_are_known_in_nine_languages_and_with_lost_accents_or_broken_encoding(word: str) -> None:
    assert group("gender", word) == "male"


@pytest.mark.parametrize("dimension", BREAKDOWNS)
@pytest.mark.parametrize(
    "word", ["unknown", "Unknown", "NONE", "Undetermined", "UNDETERMINED", "Uncategorized", "onbekend", "不明"]
)
def test_unknown_under_every_name_is_unknown(dimension: str, word: str) -> None:
    assert group(dimension, word) == "unknown"


@pytest.mark.parametrize("word", ["user_specified", "other_genders"])
def test_another_gender_stands_with_the_unknown_only_under_gender(word: str) -> None:
    assert group("gender", word) == "unknown"
    assert group("placement", word) == word


@pytest.mark.parametrize("dimension", BREAKDOWNS)
@pytest.mark.parametrize("word", ["", "  ", "--", "Total", "Gesamt", "totaal", "合計", "All", "todos"])
def test_a_blank_or_a_word_for_all_is_a_total_and_no_group(dimension: str, word: str) -> None:
    assert group(dimension, word) == ""


@pytest.mark.parametrize(
    ("letters", "meaning"),
    [
        ("MF", {"M": "male", "F": "female"}),
        ("FMU", {"F": "female", "M": "male", "U": "unknown"}),
        ("MH", {"M": "female", "H": "male"}),
        ("FH", {"F": "female", "H": "male"}),
        ("MW", {"M": "male", "W": "female"}),
        ("mwd", {"m": "male", "w": "female", "d": "unknown"}),
        ("DU", {"D": "female", "U": "male"}),
        ("VM", {"V": "female", "M": "male"}),
        ("KM", {"K": "female", "M": "male"}),
        ("DH", {"D": "female", "H": "male"}),
        ("MD", {"M": "male", "D": "unknown"}),
        ("F", {"F": "female"}),
        ("H", {"H": "male"}),
    ],
)
def test_single_letters_are_decided_by_the_letters_beside_them(letters: str, meaning: dict[str, str]) -> None:
    assert group_words("gender", letters) == meaning


@pytest.mark.parametrize("letters", ["M", "D", "U", "FMH", "XY", "FW"])
def test_single_letters_that_can_mean_either_are_refused(letters: str) -> None:
    with pytest.raises(ValueError, match="letters"):
        group_words("gender", letters)


def test_the_language_of_the_export_settles_a_letter_only_where_it_leaves_one_meaning() -> None:
    assert group_words("gender", ["M"], "de") == {"M": "male"}
    with pytest.raises(ValueError, match="letters"):
        group_words("gender", ["M"], "es")


def test_blank_and_unknown_cells_do_not_disturb_the_letters() -> None:
    found = group_words("gender", ["M", "H", "", "desconocido"])
    assert found == {"M": "female", "H": "male", "": "", "desconocido": "unknown"}


@pytest.mark.parametrize("dimension", ["gender", "country", "region", "placement"])
@pytest.mark.parametrize(
    "cell", ["1", "2", "18-24", "1,234", "12.5 %", "2020-09-01", "13-Jan", "3 Sept 2020", "1.2E+17", "2020年9月3日"]
)
def test_a_number_or_a_date_in_a_column_of_words_is_refused_because_rows_have_slid(dimension: str, cell: str) -> None:
    with pytest.raises(ValueError, match="shifted") as caught:
        group_words(dimension, ["female", cell])
    assert cell not in str(caught.value)


@pytest.mark.parametrize(
    "cell", ["13-Jan", "Jan-13", "24. Dez", "25", "2020-01-13 00:00:00", "24-18", "1-2", "18 24", "44209"]
)
def test_an_age_that_is_no_band_any_more_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"band|date"):
        group_words("age", [cell])


@pytest.mark.parametrize(
    ("cell", "band"),
    [
        *(
            (text, "18-24")
            for text in ("18-24", "18–24", "18 - 24", "AGE_18_24", "AGE_RANGE_18_24", "18 to 24", "18 bis 24")
        ),
        *(
            (text, "18-24")
            for text in ("18 à 24 ans", "de 18 a 24 años", "18歳～24歳", "18〜24", "18-24 Jahre", "age18-24")
        ),
        *(
            (text, "18-24")
            for text in ("od 18 do 24 lat", "18 t/m 24 jaar", "18 até 24 anos", "Ages 18-24", "18～24歳")
        ),
        *((text, "65+") for text in ("65+", "65 +", "AGE_RANGE_65_UP", "65 or more", "65 und älter", "65 ans et plus")),
        *(
            (text, "65+")
            for text in ("65 y más", "65 anni e oltre", "65 ou mais", "65 en ouder", "65歳以上", "age65-", "≥65")
        ),
        *((text, "55+") for text in ("AGE_55_100", "55+", "55-100")),
        ("<18", "0-17"),
        ("under 18", "0-17"),
        ("13-17", "13-17"),
        ("35-49", "35-49"),
        ("AGE_RANGE_UNDETERMINED", "unknown"),
        ("Unknown", "unknown"),
    ],
)
def test_bands_of_ages_are_kept_as_reported_in_one_spelling(cell: str, band: str) -> None:
    assert group("age", cell) == band


def test_words_that_nobody_knows_stay_their_own_group_and_are_named() -> None:
    cells = ["female", "Nonbinary", "unknown", ""]
    assert group_words("gender", cells)["Nonbinary"] == "Nonbinary"
    assert unrecognised("gender", cells) == ["Nonbinary"]
    assert unrecognised("age", ["18-24", "young", "25"]) == ["young", "25"]


def test_any_name_may_stand_under_a_place() -> None:
    assert group("region", "Île-de-France") == "Île-de-France"
    assert group("country", "NA") == "NA"
    assert unrecognised("region", ["Île-de-France"]) == []


def test_there_is_no_breakdown_by_anything_else() -> None:
    with pytest.raises(ValueError, match="breakdown"):
        group_words("income", ["high"])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Total",
            "TOTAL",
            "Total: Genders",
            "Total: Account",
            "Gesamt",
            "Gesamt: Konto",
            "Totaal",
            "合計",
            "Grand total",
        ),
        *("Total of 12 results", "Results from 5 ads", "Results from 1,234 ad sets", "Ergebnisse von 3 Anzeigen"),
        *("Resultaten van 5 advertenties", "5件の広告の結果", "Łącznie", "Totale"),
    ],
)
def test_a_first_cell_that_says_total_is_known(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize(
    "text", ["", "Total Wellness", "All", "Totally", "Results", "female", "Sum of parts", "Results from ads"]
)
def test_a_name_that_begins_like_a_total_is_not_one(text: str) -> None:
    assert not is_total(text)


def test_missing_and_ongoing_are_two_things() -> None:
    assert is_missing(" --")
    assert not is_missing("Ongoing")
    assert is_ongoing("Ongoing")
    assert not is_ongoing("")


def test_every_month_of_every_language_names_one_month() -> None:
    assert [month_number(word) for word in ("January", "Sept.", "août", "październik", "DEZ", "mei", "fév")] == [
        1,
        9,
        8,
        10,
        12,
        5,
        2,
    ]
    assert month_number("Monday") is None
    lists = tomllib.loads((files("seenby.read.cells") / "word_lists" / "months.toml").read_text("utf-8"))["months"]
    named: dict[str, set[int]] = {}
    for year in lists.values():
        for number, names in enumerate(year, 1):
            for name in names:
                named.setdefault(fold(name), set()).add(number)
    assert {word: months for word, months in named.items() if len(months) > 1} == {}


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Montant dÃ©pensÃ©", "Montant dépensé"),
        ("QualitÃ ", "Qualità"),
        ("EtÃ\xa0", "Età"),
        ("campa√±a", "campaña"),
        ("å¹´é½¢", "年齢"),
        ("dÃƒÂ©pensÃƒÂ©", "dépensé"),
    ],
)
def test_text_that_was_decoded_wrongly_is_put_right(broken: str, whole: str) -> None:
    assert repaired(broken) == whole


@pytest.mark.parametrize("text", ["Montant dépensé", "Größe", "年齢", "São Paulo", "plain"])
def test_text_that_is_right_stays(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize("name", ["gender", "age", "unknown", "total", "ongoing", "months", "missing"])
def test_the_lists_have_all_nine_languages(name: str) -> None:
    lists = tomllib.loads((files("seenby.read.cells") / "word_lists" / f"{name}.toml").read_text("utf-8"))
    spoken = {language for table in lists.values() if isinstance(table, dict) for language in table}
    assert spoken >= LANGUAGES


@pytest.mark.parametrize("name", ["gender"])
def test_no_word_is_in_two_lists_that_contradict_each_other(name: str) -> None:
    lists = tomllib.loads((files("seenby.read.cells") / "word_lists" / f"{name}.toml").read_text("utf-8"))
    seen: dict[str, set[str]] = {}
    for meaning, table in lists.items():
        if isinstance(table, dict):
            for words in table.values():
                for word in words:
                    seen.setdefault(fold(word), set()).add(meaning)
    assert {word: meanings for word, meanings in seen.items() if len(meanings) > 1} == {}


def test_currencies_are_codes_and_signs() -> None:
    assert {"EUR", "USD", "JPY", "BRL"} <= currency_codes()
    assert all(len(code) == 3 and code.isupper() for code in currency_codes())
    assert {code for code in currency_signs().values() if code} <= currency_codes()


@given(st.sampled_from(BREAKDOWNS), st.lists(WORDLIKE), st.sampled_from([None, "de", "es", "xx"]))
def test_no_cells_do_worse_than_a_value_error(dimension: str, cells: list[str], hint: str | None) -> None:
    assert set(unrecognised(dimension, cells)) <= set(cells)
    try:
        found = group_words(dimension, cells, hint)
    except ValueError:
        return
    assert set(found) == set(cells)
    for cell, named in found.items():
        assert named == cell or named in ("", "unknown", "female", "male") or (dimension == "age" and age_span(named))


@given(WORDLIKE)
def test_no_text_makes_a_question_about_a_word_raise(text: str) -> None:
    assert is_total(text) in (True, False)
    assert is_missing(text) in (True, False)
    assert is_ongoing(text) in (True, False)
    assert month_number(text) in (None, *range(1, 13))
    assert fold(fold(text)) == fold(text) or not text.isascii()
    assert isinstance(repaired(text), str)


@given(st.integers(10, 60), st.integers(1, 30))
def test_a_formatted_band_of_ages_is_given_back(low: int, wide: int) -> None:
    high = low + wide
    for text in (f"{low}-{high}", f"{low} – {high}", f"AGE_{low}_{high}", f"{low} to {high} years"):
        assert group("age", text) == f"{low}-{high}"
    assert group("age", f"{low}+") == f"{low}+"


def test_very_long_cells_cost_no_time_to_refuse() -> None:
    for text in ("1" * 200_000 + "x", "1-" * 100_000, "18 " * 100_000, "total of " + "1 " * 100_000):
        assert not is_total(text)
        assert group("region", text) == text
