"""What real files do: each line of that list, as the smallest file that does it."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.read.looking import by_name, codes, counted, exact, look, note, only, put, refused, shared
from tests.read.samples import META, Row, cells, meta_csv, meta_sheet, meta_xlsx, table, workbook

import seenby
from seenby.model import Interval

ROWS = cells("gender", ads=("A",))
SHARES = shared(counted(ROWS, "A", "gender"))
PLAIN = meta_csv(ROWS, encoding="utf-8")


def shares_of(folder: Path, content: bytes | str, **asked: Any) -> dict[str, float]:
    return exact(only(look(folder, content, **asked)).share["gender"])


# Encodings and delimiters


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("language", ["de", "fr"])
def test_encodings_with_and_without_a_mark(tmp_path: Path, encoding: str, language: str) -> None:
    rows = [{**row, "campaign": "Bäcker – «Süßes»" if encoding != "latin-1" else "Bäcker «Süßes»"} for row in ROWS]
    headers = {"ad_set": META[language]["ad_set"].replace("’", "'")}
    content = meta_csv(rows, language=language, headers=headers, encoding=encoding)
    ad = only(look(tmp_path, content))
    assert exact(ad.share["gender"]) == SHARES
    assert ad.key.campaign == rows[0]["campaign"]


def test_japanese_windows_text(tmp_path: Path) -> None:
    rows = [{**row, "campaign": "夏のジュエリー", "ad_set": "女性 25-44"} for row in ROWS]
    ad = only(look(tmp_path, meta_csv(rows, language="ja", encoding="cp932")))
    assert ad.key.campaign == "夏のジュエリー"
    assert exact(ad.share["gender"]) == SHARES


def test_polish_windows_text(tmp_path: Path) -> None:
    rows = [{**row, "campaign": "Biżuteria dla dzieci – łąka", "ad_set": "Kobiety"} for row in ROWS]
    ad = only(look(tmp_path, meta_csv(rows, language="pl", encoding="cp1250")))
    assert ad.key.campaign == "Biżuteria dla dzieci – łąka"
    assert exact(ad.share["gender"]) == SHARES


def test_western_signs_are_not_taken_for_polish_letters(tmp_path: Path) -> None:
    rows = [{**row, "campaign": "5 m³, Nr. 1¹, ¿qué tal?"} for row in ROWS]
    ad = only(look(tmp_path, meta_csv(rows, language="de", headers={"ad_set": "Naam"}, encoding="cp1252")))
    assert ad.key.campaign == "5 m³, Nr. 1¹, ¿qué tal?"


def test_twice_encoded_headers(tmp_path: Path) -> None:
    content = meta_csv(ROWS, language="fr", encoding="utf-8").decode().encode("utf-8").decode("cp1252").encode()
    assert shares_of(tmp_path, content) == SHARES


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, newline: str) -> None:
    rows = [{**row, "campaign": "Ringe, Ketten; Reifen\tund | mehr"} for row in ROWS]
    ad = only(look(tmp_path, meta_csv(rows, delimiter=delimiter, newline=newline)))
    assert exact(ad.share["gender"]) == SHARES
    assert ad.key.campaign == "Ringe, Ketten; Reifen\tund | mehr"


def test_commas_in_unquoted_names_of_a_semicolon_file(tmp_path: Path) -> None:
    content = "Ad name;Gender;Impressions\n" + "".join(f"a, b, c, d, e, f;{who};10\n" for who in ("female", "male"))
    assert only(look(tmp_path, content)).key.ad == "a, b, c, d, e, f"


def test_a_line_that_names_the_separator(tmp_path: Path) -> None:
    assert shares_of(tmp_path, b"sep=;\n" + meta_csv(ROWS, delimiter=";", encoding="utf-8")) == SHARES


# Numbers


@pytest.mark.parametrize(
    ("delimiter", "spend", "count", "style"),
    [
        (";", "1.234,56", "1.234", "comma"),
        (",", "1,234.56", "1,234", "point"),
        (";", "1234,56", "1234", "comma"),
        ("\t", "1 234,56", "1 234", "comma"),
        (",", "1'234.56", "1'234", "point"),
        (",", "$1,234.56", "1,234", "point"),
        (";", "1.234,56 €", "1.234", "comma"),
        (",", "1\u202f234,56", "1\u202f234", "comma"),
    ],
)
def test_numbers_in_every_style(tmp_path: Path, delimiter: str, spend: str, count: str, style: str) -> None:
    rows = [{**ROWS[0], "impressions": count, "spend": spend, "reach": "900"}, {**ROWS[1], "spend": "0"}]
    ad = only(look(tmp_path, meta_csv(rows, delimiter=delimiter)))
    assert ad.counts["gender"]["female"] == Interval.exact(1234), style
    assert ad.spend is not None
    assert ad.spend.low == pytest.approx(1234.56)


def test_the_only_decimal_comma_may_stand_far_down(tmp_path: Path) -> None:
    rows = [{**row, "ad": f"Ad {i}", "spend": "1"} for i in range(700) for row in ROWS]
    rows.append({**ROWS[0], "ad": "Last", "spend": "1.234,56", "impressions": "1.234"})
    last = by_name(look(tmp_path, meta_csv(rows, delimiter="\t")))["Last"]
    assert last.impressions == Interval.exact(1234)
    assert last.spend is not None
    assert last.spend.low == pytest.approx(1234.56)


def test_styles_that_contradict_each_other_are_refused_by_row(tmp_path: Path) -> None:
    rows = [{**ROWS[0], "spend": "1,234.56"}, {**ROWS[1], "spend": "1.234,56"}]
    assert "rows 2 and 3" in refused(tmp_path, meta_csv(rows))


def test_an_undecided_amount_is_an_interval_and_said(tmp_path: Path) -> None:
    rows = [{**row, "spend": "3.490"} for row in ROWS[:2]]
    found = look(tmp_path, meta_csv(rows))
    assert only(found).spend == Interval(6.98, 6980)
    assert "number-style-assumed" in codes(found)


@pytest.mark.parametrize("mark", ["-", "--", " --", "–", "n/a", ""])
def test_not_reported_is_not_nothing(tmp_path: Path, mark: str) -> None:
    rows = [{**ROWS[0], "impressions": mark, "reach": mark, "spend": mark}, *ROWS[1:]]
    found = look(tmp_path, meta_csv(rows))
    ad = only(found)
    assert ad.impressions is not None
    assert ad.impressions.high == float("inf")
    assert "gender" not in ad.share or ad.share["gender"]["female"].high == 1.0


def test_percentages_where_counts_should_be_are_refused_by_row(tmp_path: Path) -> None:
    rows = [{**row, "impressions": "33 %", "reach": "30%"} for row in ROWS]
    assert "rows 2, 3 and 4" in refused(tmp_path, meta_csv(rows))


def test_two_exports_pasted_together_with_their_headers_are_refused_by_row(tmp_path: Path) -> None:
    assert "row 5" in refused(tmp_path, PLAIN + PLAIN)


@pytest.mark.parametrize("copied", [1, 4])
def test_rows_pasted_a_second_time_are_said(tmp_path: Path, copied: int) -> None:
    rows = cells("gender")
    found = look(tmp_path, meta_csv([*rows, *rows[:copied]]))
    told = note(found, "rows-said-again")
    assert f"(rows 2 and {len(rows) + 2}, for example)" in told.message
    assert "rows-said-again" not in codes(look(tmp_path, meta_csv(rows)))


def test_rows_of_nothing_may_be_alike(tmp_path: Path) -> None:
    nothing = {**cells("gender")[0], "impressions": "0", "reach": "0", "spend": "0.00"}
    assert "rows-said-again" not in codes(look(tmp_path, meta_csv([*cells("gender"), nothing, nothing])))


def test_money_in_a_second_currency_is_said_and_not_read(tmp_path: Path) -> None:
    header = "Ad name,Gender,Impressions,Amount spent (EUR),Amount spent (USD)\n"
    found = look(tmp_path, header + "A,female,100,10.00,11.50\nA,male,300,20.00,23.00\n")
    assert (only(found).spend, only(found).currency) == (Interval.exact(30.0), "EUR")
    assert "“Amount spent (USD)”" in note(found, "money-not-read").message


def test_bands_of_reach_are_intervals(tmp_path: Path) -> None:
    rows = [{"ad": "A", "gender": "female", "reach": "10K-100K"}, {"ad": "A", "gender": "male", "reach": "30K"}]
    ad = only(look(tmp_path, meta_csv(rows)))
    assert ad.counts["gender"] == {"female": Interval(10_000, 100_000), "male": Interval(29_500, 30_499)}
    assert ad.share["gender"]["female"].low == pytest.approx(10_000 / 40_499)
    assert ad.share["gender"]["female"].high == pytest.approx(100_000 / 129_500)


# Dates


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2020-08-13", "2020-09-03"),
        ("13/08/2020", "03/09/2020"),
        ("08/13/2020", "09/03/2020"),
        ("13.08.2020", "03.09.2020"),
        ("13.8.20", "3.9.20"),
        ("Aug 13, 2020", "Sep 3, 2020"),
        ("13 août 2020", "3 sept. 2020"),
        ("2020年8月13日", "2020年9月3日"),
        ("2020-08-13T00:00:00+0000", "2020-09-03T00:00:00+0000"),
    ],
)
def test_dates_of_every_order(tmp_path: Path, first: str, last: str) -> None:
    rows = [{**row, "start": first, "end": last} for row in ROWS]
    found = look(tmp_path, meta_csv(rows))
    assert only(found).period == (date(2020, 8, 13), date(2020, 9, 3))
    assert "ambiguous-dates" not in codes(found)


def test_ambiguous_dates_are_not_guessed_and_said(tmp_path: Path) -> None:
    rows = [{**row, "start": "03/04/2020", "end": "05/04/2020"} for row in ROWS]
    found = look(tmp_path, meta_csv(rows))
    assert only(found).period == (None, None)
    said = note(found, "ambiguous-dates")
    assert "2020-04-03" in said.message
    assert "2020-03-04" in said.message
    assert exact(only(found).share["gender"]) == SHARES


def test_a_date_that_is_none_is_refused_by_row(tmp_path: Path) -> None:
    rows = [*ROWS[:2], {**ROWS[2], "start": "Women 25-44"}]
    assert "row 4" in refused(tmp_path, meta_csv(rows))


def test_a_period_that_ends_before_it_begins_is_refused_by_row(tmp_path: Path) -> None:
    rows = [*ROWS[:2], {**ROWS[2], "start": ROWS[2]["end"], "end": ROWS[2]["start"]}]
    assert "row 4" in refused(tmp_path, meta_csv(rows))


@pytest.mark.parametrize("word", ["Ongoing", "Laufend", "En cours", "継続中"])
def test_a_period_without_an_end(tmp_path: Path, word: str) -> None:
    rows = [{**row, "end": word} for row in ROWS]
    assert only(look(tmp_path, meta_csv(rows))).period == (date(2026, 5, 1), None)


# Headers


def test_equal_columns_under_one_header_are_one(tmp_path: Path) -> None:
    header = ["Ad name", "Gender", "Impressions", "impressions "]
    found = look(tmp_path, table(header, [["A", "female", 10, 10], ["A", "male", 30, 30]]))
    assert exact(only(found).share["gender"]) == {"female": 0.25, "male": 0.75}
    assert "duplicate-header" in codes(found)


def test_different_columns_under_one_header_are_refused(tmp_path: Path) -> None:
    header = ["Ad name", "Gender", "Impressions", "Impressions"]
    text = refused(tmp_path, table(header, [["A", "female", 10, 10], ["A", "male", 30, 31]]))
    assert "row 3" in text
    assert "Impressions" in text


# Rows


def test_cells_of_several_lines(tmp_path: Path) -> None:
    name = 'Instagram post: ein "neuer"\nAnhänger,\r\nnur heute\n'
    rows = [{**row, "campaign": name} for row in ROWS]
    for newline in ("\n", "\r\n"):
        ad = only(look(tmp_path, meta_csv(rows, newline=newline)))
        assert ad.key.campaign == name
        assert exact(ad.share["gender"]) == SHARES


def total(rows: Sequence[Row], **more: Any) -> Row:
    figures = {name: sum(int(row[name]) for row in rows) for name in ("impressions", "reach")}
    return {**figures, "spend": f"{sum(float(row['spend']) for row in rows):.2f}", **more}


TWO = cells("gender")
FIRST, SECOND = ([row for row in TWO if row["ad"] == ad] for ad in ("Bild A", "Bild B"))
NAMES = {name: FIRST[0][name] for name in ("campaign", "ad_set", "ad")}


@pytest.mark.parametrize(
    "rows",
    [
        [total(TWO), *TWO],
        [*TWO, total(TWO)],
        [total(TWO), *TWO, total(TWO)],
        [*FIRST, total(FIRST, **NAMES), *SECOND, total(TWO)],
        [*TWO, total(TWO, campaign="Total")],
        [*TWO, total(TWO, campaign="Gesamt", ad_set="", ad="")],
        [*TWO, total(TWO, campaign="Results from 2 ads")],
        [*TWO, total(FIRST, **NAMES, gender="All")],
        [*TWO, total(FIRST, **NAMES, gender="Total")],
        [*TWO, total(FIRST, **NAMES, gender="--")],
        [*TWO, *(total([row, other], gender=row["gender"]) for row, other in zip(FIRST, SECOND, strict=True))],
        [*TWO, total(FIRST, campaign=FIRST[0]["campaign"], ad_set=FIRST[0]["ad_set"])],
        [
            *TWO,
            *(
                total([row, other], campaign="Gesamt", ad="Gesamt", gender=row["gender"])
                for row, other in zip(FIRST, SECOND, strict=True)
            ),
        ],
    ],
    ids=lambda rows: "",
)
def test_total_rows_are_checked_and_never_counted(tmp_path: Path, rows: list[Row]) -> None:
    columns = ["campaign", "ad_set", "ad", "gender", "impressions", "reach", "spend"]
    found = look(tmp_path, meta_csv(rows, columns=columns))
    ads = by_name(found)
    assert set(ads) == {"Bild A", "Bild B"}
    for name, ad in ads.items():
        assert exact(ad.share["gender"]) == shared(counted(TWO, name, "gender"))
        assert ad.impressions == Interval.exact(sum(counted(TWO, name, "gender").values()))
    assert "total-does-not-fit" not in codes(found)
    assert found.sources[0].rows_read == len(rows)
    assert len(found.sources[0].rows_left_out) == len(rows) - len(TWO)


@pytest.mark.parametrize("where", ["all", "ad", "campaign"])
def test_totals_that_do_not_fit_are_said(tmp_path: Path, where: str) -> None:
    named = {"all": {}, "ad": NAMES, "campaign": {"campaign": NAMES["campaign"], "gender": "female"}}[where]
    wrong = {**total(FIRST, **named), "impressions": 99_999}
    found = look(tmp_path, meta_csv([*TWO, wrong], columns=["campaign", "ad_set", "ad", "gender", "impressions"]))
    assert "total-does-not-fit" in codes(found)
    assert exact(by_name(found)["Bild A"].share["gender"]) == shared(counted(TWO, "Bild A", "gender"))


def test_a_campaign_may_be_called_total(tmp_path: Path) -> None:
    rows = [{**row, "campaign": "Total"} for row in ROWS]
    ad = only(look(tmp_path, meta_csv(rows)))
    assert ad.key.campaign == "Total"
    assert exact(ad.share["gender"]) == SHARES


def test_an_ad_called_total_that_is_no_total_is_kept(tmp_path: Path) -> None:
    rows = [*TWO, *({**row, "campaign": "Total", "ad_set": "Total", "ad": "Total", "impressions": 7} for row in FIRST)]
    ads = by_name(look(tmp_path, meta_csv(rows)))
    assert set(ads) == {"Bild A", "Bild B", "Total"}
    assert exact(ads["Total"].share["gender"]) == {"female": 0.5, "male": 0.5}


def test_totals_over_days_do_not_count_twice(tmp_path: Path) -> None:
    days = cells("gender", "day", ads=("A",))
    totals = [
        {**total([row for row in days if row["gender"] == who]), "ad": "A", "gender": who} for who in ("female", "male")
    ]
    columns = ["ad", "day", "gender", "impressions", "spend"]
    found = look(tmp_path, meta_csv([*days, *totals], columns=columns))
    assert exact(only(found).share["gender"]) == shared(counted(days, "A", "gender"))
    assert only(found).impressions == Interval.exact(sum(row["impressions"] for row in days))
    assert len(found.sources[0].rows_left_out) == 2


def test_names_that_stand_only_once_for_a_block_are_refused(tmp_path: Path) -> None:
    merged = [{**row, **({} if row["gender"] == "female" else dict.fromkeys(NAMES, ""))} for row in TWO]
    text = refused(tmp_path, meta_csv(merged, columns=["campaign", "ad_set", "ad", "gender", "impressions"]))
    assert "rows 3, 4, 6 and 7" in text


def drop(content: bytes, row: int, column: int) -> bytes:
    """The export without one cell of one row, in place of which everything moves left."""
    lines = content.decode("utf-8").split("\n")
    parts = lines[row - 1].split(",")
    lines[row - 1] = ",".join(parts[:column] + parts[column + 1 :])
    return "\n".join(lines).encode()


@pytest.mark.parametrize("column", range(9))
def test_a_row_with_a_cell_too_few_is_refused_by_number(tmp_path: Path, column: int) -> None:
    content = meta_csv([{**row, "campaign": "C", "ad_set": "S"} for row in ROWS], encoding="utf-8")
    assert "row 3" in refused(tmp_path, drop(content, 3, column))


@pytest.mark.parametrize("column", range(6))
def test_a_shifted_row_that_was_padded_again_is_refused_by_number(tmp_path: Path, column: int) -> None:
    rows = [{**row, "campaign": "C", "ad_set": "S"} for row in TWO]
    content = drop(meta_csv(rows, encoding="utf-8"), 3, column).decode().split("\n")
    content[2] += ","
    assert "row 3" in refused(tmp_path, "\n".join(content))


def test_a_row_with_a_cell_too_many_is_refused_by_number(tmp_path: Path) -> None:
    lines = PLAIN.decode().split("\n")
    lines[2] = lines[2].replace("male", "male,x", 1)
    assert "row 3" in refused(tmp_path, "\n".join(lines))


def test_cells_that_have_changed_places_are_refused_by_number(tmp_path: Path) -> None:
    rows = [*TWO[:4], {**TWO[4], "gender": TWO[4]["ad"], "ad": TWO[4]["gender"]}, TWO[5]]
    assert "row 6" in refused(tmp_path, meta_csv(rows))


def test_an_ad_called_women_is_no_slip(tmp_path: Path) -> None:
    rows = [{**row, "ad": "Women", "gender": {"female": "Lady", "male": "Karl"}.get(row["gender"], "")} for row in ROWS]
    found = look(tmp_path, meta_csv(rows[:2]))
    assert set(only(found).share["gender"]) == {"Lady", "Karl"}
    assert "group-not-recognised" in codes(found)


def test_a_frequency_that_contradicts_its_row_is_refused_by_number(tmp_path: Path) -> None:
    rows = [{**row, "frequency": f"{row['impressions'] / row['reach']:.6f}"} for row in cells("gender", "age")]
    assert only(look(tmp_path, meta_csv(rows[:18]))).share
    swapped = {**rows[7], "impressions": rows[7]["reach"], "reach": rows[7]["impressions"]}
    assert "row 9" in refused(tmp_path, meta_csv([*rows[:7], swapped, *rows[8:]]))


def test_another_kind_of_frequency_is_let_be(tmp_path: Path) -> None:
    rows = [{**row, "frequency": "7"} for row in TWO]
    assert exact(by_name(look(tmp_path, meta_csv(rows)))["Bild A"].share["gender"])


# What is no export


@pytest.mark.parametrize(
    "content",
    [
        "Sum - Impressions,Region,,\nAd Set Name,Bern,Jura,Total Result\nTruck,3,4,7\nTotal Result,3,4,7\n",
        "Row Labels,Sum of Impressions\nfemale,3\nmale,4\nGrand Total,7\n",
        "Zeilenbeschriftungen;Summe von Impressionen\nweiblich;3\n",
    ],
)
def test_pivot_tables_are_refused_politely(tmp_path: Path, content: str) -> None:
    assert "pivot" in refused(tmp_path, content)


def test_a_dump_without_a_header_is_refused_politely(tmp_path: Path) -> None:
    content = "".join(
        f'2020-08-26_16:{m}.csv:"DE - Truck",female,not_delivering,adset,10{m},11{m},1.1\n' for m in range(9)
    )
    assert "header" in refused(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\n\n\n", b" \n", b",,,\n,,,\n"],
    ids=["empty", "mark", "mark of UTF-16", "empty lines", "a blank", "empty cells"],
)
def test_empty_files_are_refused_politely(tmp_path: Path, content: bytes) -> None:
    assert "empty" in refused(tmp_path, content)


def test_a_header_alone_is_refused_politely(tmp_path: Path) -> None:
    refused(tmp_path, meta_csv([], columns=["ad", "gender", "impressions"]))
    refused(tmp_path, workbook({"Sheet": [["Ad name", "Gender", "Impressions"]]}), "x.xlsx")


def test_an_unclosed_quotation_is_refused_politely(tmp_path: Path) -> None:
    assert "quotation" in refused(tmp_path, PLAIN.replace(b"Damen 25-44", b'"Damen 25-44', 1))


@pytest.mark.parametrize("after", ["\n\n\n", "\r\n\r\n", ",,,,,,,,\n", "\n\nExported 2026-06-01 by the shop\n"])
def test_what_may_follow_the_table(tmp_path: Path, after: str) -> None:
    assert shares_of(tmp_path, PLAIN + after.encode()) == SHARES


def test_a_delimiter_at_the_end_of_every_line(tmp_path: Path) -> None:
    lines = PLAIN.decode().splitlines()
    assert shares_of(tmp_path, "".join(f"{line},\n" for line in lines)) == SHARES
    assert shares_of(tmp_path, lines[0] + "\n" + "".join(f"{line},,\n" for line in lines[1:])) == SHARES


def test_notes_above_and_below_the_table(tmp_path: Path) -> None:
    content = b"Shop report\n\nMade with love\n" + PLAIN + b"Numbers may change.\n"
    found = look(tmp_path, content)
    assert exact(only(found).share["gender"]) == SHARES
    assert [left.reason for left in found.sources[0].rows_left_out] == ["a note outside the table"]


# Figures


def test_reach_of_nothing_with_impressions(tmp_path: Path) -> None:
    rows = [{**ROWS[0], "reach": 0, "impressions": 7}, {**ROWS[1], "reach": 0, "impressions": 3}]
    found = look(tmp_path, meta_csv(rows, columns=["ad", "gender", "reach", "impressions"]))
    assert exact(only(found).share["gender"]) == {"female": 0.7, "male": 0.3}
    assert "reach-provisional" in codes(found)
    by_reach = only(look(tmp_path, meta_csv(rows, columns=["ad", "gender", "reach", "impressions"]), metric="reach"))
    assert by_reach.share["gender"]["female"] == Interval(0, 1)


@pytest.mark.parametrize(
    "word",
    ["unknown", "Unknown", "U", "NONE", "Undetermined", "UNDETERMINED", "Uncategorized", "user_specified",
     "other_genders", "onbekend", "unbekannt", "inconnu", "desconocido", "desconhecido", "不明"],
)  # fmt: skip
def test_unknown_under_every_name(tmp_path: Path, word: str) -> None:
    female, male = ("F", "M") if word == "U" else ("female", "male")
    rows = [("A", female, 30), ("A", male, 50), ("A", word, 20)]
    ad = only(look(tmp_path, table(["Ad name", "Gender", "Impressions"], rows)))
    assert exact(ad.share["gender"]) == {"female": 0.375, "male": 0.625}
    assert ad.unknown == Interval(0.2, 0.2)
    worst = ad.share_with_unknown["gender"]["female"]
    assert worst.low == pytest.approx(0.3)
    assert worst.high == pytest.approx(0.5)


def test_one_cell_for_each_ad_is_the_aim_and_no_delivery(tmp_path: Path) -> None:
    rows = [("A", "18-24", "female", 30), ("B", "25-34", "male", 50), ("C", "65+", "male", 20)]
    aim = put(tmp_path, "aim.toml", 'genders = ["women"]\n')
    found = look(tmp_path, table(["Ad name", "Age", "Gender", "Impressions"], rows), aim=aim)
    assert "one-cell-per-ad" in codes(found)
    for ad in found.ads:
        assert ad.share == {}
        assert not isinstance(ad.gap, Interval)
        assert ad.impressions is not None
    assert {finding.verdict for finding in found.findings} == {"not measurable"}


def test_mixed_currencies_are_never_added(tmp_path: Path) -> None:
    columns = ["ad", "gender", "impressions", "spend", "currency"]
    money = ("EUR", "USD", "EUR")
    rows = [{**row, "currency": code} for row, code in zip(ROWS, money, strict=True)]
    found = look(tmp_path, meta_csv(rows, columns=columns, headers={"spend": "Amount spent", "currency": "Currency"}))
    assert only(found).spend is None
    assert only(found).currency is None
    assert "mixed-currencies" in codes(found)
    assert exact(only(found).share["gender"]) == SHARES


@pytest.mark.parametrize("amounts", [("€1.50", "$2.50", ""), ("1.50 EUR", "2.50 USD", "0"), ("kr 1.50", "£2.50", "--")])
def test_currencies_beside_the_amounts_are_seen(tmp_path: Path, amounts: Sequence[str]) -> None:
    rows = [{**row, "spend": amount} for row, amount in zip(ROWS, amounts, strict=True)]
    columns = ["ad", "gender", "impressions", "spend"]
    found = look(tmp_path, meta_csv(rows, columns=columns, headers={"spend": "Amount spent"}))
    assert only(found).spend is None
    assert "mixed-currencies" in codes(found)


def test_a_row_without_money_names_no_other_currency(tmp_path: Path) -> None:
    columns = ["ad", "gender", "impressions", "spend", "currency"]
    rows = [{**row, "currency": code} for row, code in zip(ROWS, ("EUR", "", "EUR"), strict=True)]
    found = look(tmp_path, meta_csv(rows, columns=columns, headers={"spend": "Amount spent", "currency": "Currency"}))
    assert only(found).currency == "EUR"
    assert only(found).spend is not None


def test_one_currency_beside_the_amounts(tmp_path: Path) -> None:
    rows = [{**row, "spend": f"€{row['spend']}"} for row in ROWS]
    columns = ["ad", "gender", "impressions", "spend"]
    ad = only(look(tmp_path, meta_csv(rows, columns=columns, headers={"spend": "Amount spent"})))
    assert ad.currency == "EUR"


# Periods


def test_periods_that_overlap_within_a_file_are_refused_by_row(tmp_path: Path) -> None:
    rows = [ROWS[0], {**ROWS[0], "start": "2026-05-10", "end": "2026-06-10"}, *ROWS[1:]]
    assert "row 3" in refused(tmp_path, meta_csv(rows))


def test_weeks_are_steps_of_one_run(tmp_path: Path) -> None:
    weeks = [("2026-05-04", "2026-05-10"), ("2026-05-11", "2026-05-17")]
    rows = [{**row, "start": start, "end": end} for start, end in weeks for row in ROWS]
    ad = only(look(tmp_path, meta_csv(rows)))
    assert exact(ad.share["gender"]) == SHARES
    assert ad.impressions == Interval.exact(2 * sum(row["impressions"] for row in ROWS))
    assert ad.reach is not None
    assert ad.reach.low == sum(row["reach"] for row in ROWS)
    assert ad.reach.high == 2 * ad.reach.low
    assert [point.at for point in ad.over_time["gender"]] == [date(2026, 5, 4), date(2026, 5, 11)]


def test_a_day_column_beside_the_report_s_own_dates(tmp_path: Path) -> None:
    rows = [{**row, "start": "2026-05-01", "end": "2026-05-31"} for row in cells("gender", "day", ads=("A",))]
    ad = only(look(tmp_path, meta_csv(rows)))
    assert exact(ad.share["gender"]) == shared(counted(rows, "A", "gender"))
    assert len(ad.over_time["gender"]) == 3
    assert ad.period == (date(2026, 5, 1), date(2026, 5, 3))


def test_periods_that_overlap_across_files_are_not_added(tmp_path: Path) -> None:
    put(tmp_path, "may.csv", meta_csv(ROWS))
    put(tmp_path, "late.csv", meta_csv([{**row, "start": "2026-05-20", "end": "2026-06-05"} for row in ROWS]))
    found = seenby.audit(tmp_path)
    shown = sum(row["impressions"] for row in ROWS)
    assert only(found).impressions == Interval(shown, 2 * shown)
    assert "overlapping-periods" in codes(found)


# Ids


def test_ids_that_a_spreadsheet_rounded_join_nothing(tmp_path: Path) -> None:
    header = ["Ad ID", "Gender", "Impressions"]
    for spoilt in ("1.20211E+17", "1,2E+17", "1.2e17"):
        rows = [(spoilt, "female", 10), (spoilt, "male", 30), (spoilt, "female", 90)]
        refused(tmp_path, table(header, rows, delimiter=";"))
    rows = [("120211234567890000", "female", 10), ("120211234567891000", "male", 30)]
    refused(tmp_path, table(header, rows))


def test_rounded_ids_beside_names_are_not_used(tmp_path: Path) -> None:
    rows = [("1.2E+17", "A", "female", 10), ("1.2E+17", "A", "male", 30), ("1.2E+17", "B", "male", 5)]
    found = look(tmp_path, table(["Ad ID", "Ad name", "Gender", "Impressions"], rows))
    ads = by_name(found)
    assert exact(ads["A"].share["gender"]) == {"female": 0.25, "male": 0.75}
    assert ads["A"].key.ids == ()
    assert "ids-rounded" in codes(found)


def test_a_workbook_that_keeps_ids_as_numbers(tmp_path: Path) -> None:
    sheet = [["Ad ID", "Gender", "Impressions"], [120211234567890123, "female", 10], [120211234567890456, "male", 30]]
    refused(tmp_path, workbook({"S": sheet}), "x.xlsx")


def test_one_name_under_two_ad_sets_is_two_ads(tmp_path: Path) -> None:
    rows = [{**row, "ad": "Bild"} for row in TWO]
    found = look(tmp_path, meta_csv(rows))
    assert sorted(str(ad.key.ad_set) for ad in found.ads) == ["Alle 18+", "Damen 25-44"]


def test_several_accounts_in_one_file(tmp_path: Path) -> None:
    header = ["Account name", "Ad name", "Gender", "Impressions"]
    rows = [(shop, "Bild", who, count) for shop, count in (("X", 10), ("Y", 90)) for who in ("female", "male")]
    found = look(tmp_path, table(header, rows))
    assert {ad.key.account: ad.impressions for ad in found.ads} == {"X": Interval.exact(20), "Y": Interval.exact(180)}


# Breakdowns mixed


def test_tables_of_several_breakdowns_in_one_file_are_kept_apart(tmp_path: Path) -> None:
    ages, genders = cells("age", ads=("A",)), cells("gender", ads=("A",))
    rows = [*ages, *genders, {**total(genders), "ad": "A"}]
    columns = ["campaign", "ad_set", "ad", "age", "gender", "impressions"]
    named = [{**row, "campaign": ages[0]["campaign"], "ad_set": ages[0]["ad_set"]} for row in rows]
    ad = only(look(tmp_path, meta_csv(named, columns=columns)))
    assert exact(ad.share["age"]) == shared(counted(ages, "A", "age"))
    assert exact(ad.share["gender"]) == SHARES
    assert "age_gender" not in ad.share, "a joint table is never made up from two margins"


def test_a_band_that_a_spreadsheet_made_a_date_is_refused_by_row(tmp_path: Path) -> None:
    rows = [("A", "18-24", 10), ("A", "13. Dez", 3), ("A", "25-34", 7)]
    assert "row 3" in refused(tmp_path, table(["Ad name", "Age", "Impressions"], rows))


def test_a_file_that_may_have_been_cut_in_its_last_figure_says_so(tmp_path: Path) -> None:
    content = table(["Ad name", "Gender", "Impressions"], [("A", "female", 100), ("A", "male", 1000)], encoding="utf-8")
    assert "last-row-open" not in codes(look(tmp_path, content))
    assert "last-row-open" in codes(look(tmp_path, content[:-3]))
    dated = meta_csv(ROWS, columns=["ad", "gender", "impressions", "end"])
    assert "last-row-open" not in codes(look(tmp_path, dated[:-1])), "the last column is a date there"


def test_a_workbook_of_several_kinds_of_sheets(tmp_path: Path) -> None:
    import io

    import openpyxl
    from openpyxl.chart import BarChart

    book = openpyxl.load_workbook(io.BytesIO(workbook({"Report": meta_sheet(ROWS), "Notes": [["call Anna"]]})))
    book.create_chartsheet("Chart").add_chart(BarChart())
    stream = io.BytesIO()
    book.save(stream)
    assert shares_of(tmp_path, stream.getvalue(), name="x.xlsx") == SHARES


def test_a_gzipped_workbook_in_a_folder_is_found(tmp_path: Path) -> None:
    put(tmp_path, "x.xlsx.gz", gzip.compress(meta_xlsx(ROWS)))
    assert exact(only(seenby.audit(tmp_path)).share["gender"]) == SHARES


def test_a_cell_of_a_megabyte_is_refused_politely(tmp_path: Path) -> None:
    refused(tmp_path, meta_csv([{**row, "campaign": "x" * 2**20} for row in ROWS]))


def test_no_refusal_repeats_a_name(tmp_path: Path) -> None:
    secret = "Anna Muster 0170 1234567"
    rows = [{**row, "ad": secret, "campaign": secret} for row in TWO]
    for spoilt in (
        meta_csv([*rows[:2], {**rows[2], "impressions": secret}]),
        meta_csv([*rows[:2], {**rows[2], "start": secret}]),
        meta_csv([*rows[:4], {**rows[4], "gender": secret, "ad": "male"}, rows[5]]),
        meta_csv([{**row, "gender": "2020-01-01"} for row in rows]),
        drop(meta_csv(rows, encoding="utf-8"), 3, 4),
        meta_csv(rows, headers={"impressions": secret, "reach": "x", "spend": "y"}),
    ):
        assert secret not in refused(tmp_path, spoilt)


@pytest.mark.parametrize("at", [0, 1, -1])
def test_a_row_that_breaks_off_after_its_name_is_refused_and_a_note_is_not(tmp_path: Path, at: int) -> None:
    """Its figures would be lost: a lone cell that says what other rows say in its column is no note."""
    rows = [("Ring", group, count) for group, count in (("female", 30), ("male", 50), ("unknown", 4))]
    content = table(["Ad name", "Gender", "Impressions"], rows, encoding="utf-8").decode().splitlines(keepends=True)
    lines = [content[0], *content[1:]]
    lines[range(1, len(lines))[at]] = "Ring\n"
    assert f"row {range(2, len(lines) + 1)[at]}" in refused(tmp_path, "".join(lines))
    assert only(look(tmp_path, "".join([*content, "Source: our own export\n"]))).impressions == Interval(84, 84)


def test_a_file_that_breaks_off_in_a_name_or_a_group_says_so(tmp_path: Path) -> None:
    rows = [(100, "A", "female"), (90, "A", "male"), (7, "B", "female"), (6, "B", "male")]
    content = table(["Impressions", "Ad name", "Gender"], rows, encoding="utf-8")
    assert "last-row-open" not in codes(look(tmp_path, content[:-1])), "nothing is cut there"
    assert "last-row-open" in codes(look(tmp_path, content[:-3]))
