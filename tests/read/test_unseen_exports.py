"""Exports that nobody here had seen: other breakdowns, other nestings, other languages, other platforms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.read.looking import by_name, codes, exact, look, note, only, refused
from tests.read.samples import TOKEN, as_json, table

from seenby.model import Interval

PERIOD = ("2026-05-01", "2026-05-31")


def meta(by: str, *rows: tuple[str, str, int], also: str = "Gender") -> bytes:
    """Rows of one ad: what it is split by, the group, and how often it was shown."""
    header = ("Ad name", by, also, "Impressions", "Reporting starts", "Reporting ends")
    return table(header, [("A", part, group, count, *PERIOD) for part, group, count in rows])


# What tells rows apart without being measured

SPLIT = (("iPhone", "female", 10), ("iPhone", "male", 20), ("Desktop", "female", 15), ("Desktop", "male", 55))
BY = ("Impression device", "Device platform", "Time of day (ad account time zone)", "Week", "Month")


@pytest.mark.parametrize("by", BY)
def test_rows_by_device_hour_or_week_add_up_and_are_no_repetition(tmp_path: Path, by: str) -> None:
    found = look(tmp_path, meta(by, *SPLIT))
    assert exact(only(found).share["gender"]) == {"female": 0.25, "male": 0.75}
    assert only(found).impressions == Interval.exact(100)
    assert not codes(found) & {"rows-said-again", "rows-say-otherwise"}


@pytest.mark.parametrize("blank", ["", "—", "All"])
def test_rows_without_a_device_are_totals_of_those_with_one(tmp_path: Path, blank: str) -> None:
    found = look(tmp_path, meta("Impression device", (blank, "female", 25), (blank, "male", 75), *SPLIT))
    assert only(found).impressions == Interval.exact(100)
    assert [left.row for left in found.sources[0].rows_left_out] == [2, 3]
    assert "total-does-not-fit" not in codes(found)


def test_a_total_over_devices_that_is_none_is_said(tmp_path: Path) -> None:
    found = look(tmp_path, meta("Impression device", ("", "female", 99), *SPLIT))
    assert only(found).impressions == Interval.exact(100)
    assert "total over its parts" in note(found, "total-does-not-fit").message


def test_a_google_segment_does_not_count_twice(tmp_path: Path) -> None:
    rows = [("Female", "", 25), ("Male", "", 75), *((who.title(), part, count) for part, who, count in SPLIT)]
    content = table(("Gender", "Device", "Impr.", "Campaign"), [(*row, "C") for row in rows])
    assert only(look(tmp_path, content)).impressions == Interval.exact(100)


def test_areas_of_the_united_states_are_regions(tmp_path: Path) -> None:
    ad = only(look(tmp_path, meta("DMA region", ("Boston MA", "male", 30), ("New York", "male", 10))))
    assert exact(ad.share["region"]) == {"Boston MA": 0.75, "New York": 0.25}


# Insights within other objects


def row(**more: Any) -> dict[str, Any]:
    return {"impressions": "10", "date_start": PERIOD[0], "date_stop": PERIOD[1], **more}


BOTH = [row(gender="female"), row(gender="male", impressions="30")]
WITHIN = {"id": "1", "name": "A", "adset_id": "5", "insights": {"data": BOTH}}
NEVER_SHOWN = {"id": "9", "name": "B"}
NESTINGS: dict[str, Any] = {
    "a field of ads": {"data": [WITHIN]},
    "after an ad that was never shown": {"data": [NEVER_SHOWN, WITHIN]},
    "a field of one ad": WITHIN,
    "a list of ads": [WITHIN],
    "by ids": {"1": {"data": [{**one, "ad_name": "A"} for one in BOTH]}},
    "objects by ids": {"1": WITHIN},
    "three levels down": {
        "data": [{"id": "7", "adsets": {"data": [{"id": "5", "name": "S", "ads": {"data": [WITHIN]}}]}}]
    },
}


@pytest.mark.parametrize("nesting", NESTINGS)
def test_insights_within_other_objects(tmp_path: Path, nesting: str) -> None:
    found = look(tmp_path, as_json(NESTINGS[nesting]), "ads.json")
    assert found.sources[0].reader == "meta-insights"
    ad = by_name(found)["A"]
    assert exact(ad.share["gender"]) == {"female": 0.25, "male": 0.75}
    assert ad.impressions == Interval.exact(40)
    assert not found.sources[0].rows_left_out


def test_insights_within_ads_that_have_a_next_page_are_said(tmp_path: Path) -> None:
    cut = {"data": BOTH, "paging": {"next": f"https://graph.facebook.com/x?access_token={TOKEN}"}}
    found = look(tmp_path, as_json([{**WITHIN, "insights": cut}, {**WITHIN, "id": "2", "name": "B"}]), "ads.json")
    assert TOKEN not in note(found, "more-pages").message


def test_insights_by_device_beside_those_without_do_not_count_twice(tmp_path: Path) -> None:
    devices = [row(gender="female", impression_device=one, impressions="5") for one in ("ipad", "iphone")]
    ad = only(look(tmp_path, as_json({"data": [{**one, "ad_id": "1"} for one in (*BOTH, *devices)]}), "x.json"))
    assert exact(ad.counts["gender"]) == {"female": 10, "male": 30}


# Languages


HEADERS = {
    "tr": ("Kampanya Adı", "Reklam Adı", "Cinsiyet", "Gösterim", "Harcanan Tutar (TRY)", "Rapor Başlangıcı"),
    "ko": ("캠페인 이름", "광고 이름", "성별", "노출", "지출 금액 (KRW)", "보고 시작"),
    "zh": ("广告系列名称", "广告名称", "性别", "展示次数", "已花费金额 (USD)", "报告开始日期"),
    "zh_hant": ("行銷活動名稱", "廣告名稱", "性別", "曝光次數", "花費金額 (TWD)", "分析報告開始"),
    "vi": (
        "Tên chiến dịch",
        "Tên quảng cáo",
        "Giới tính",
        "Lượt hiển thị",
        "Số tiền đã chi tiêu (VND)",
        "Bắt đầu báo cáo",
    ),
    "id": (
        "Nama kampanye",
        "Nama iklan",
        "Jenis kelamin",
        "Impresi",
        "Jumlah yang dibelanjakan (IDR)",
        "Awal pelaporan",
    ),
    "ru": ("Название кампании", "Название объявления", "Пол", "Показы", "Сумма затрат (USD)", "Дата начала отчетности"),
    "uk": ("Назва кампанії", "Назва реклами", "Стать", "Покази", "Сума витрат (USD)", "Початок звітності"),
    "sv": ("Kampanjnamn", "Annonsnamn", "Kön", "Visningar", "Spenderat belopp (SEK)", "Rapporteringsstart"),
    "da": ("Kampagnenavn", "Annoncens navn", "Køn", "Eksponeringer", "Brugt beløb (DKK)", "Rapporteringsstart"),
    "nb": ("Kampanjenavn", "Annonsenavn", "Kjønn", "Eksponeringer", "Brukt beløp (NOK)", "Rapporteringsslutt"),
    "cs": ("Název kampaně", "Název reklamy", "Pohlaví", "Imprese", "Utracená částka (CZK)", "Začátek vykazování"),
}
WORDS = {
    "tr": ("Kadın", "Erkek", "Bilinmiyor"),
    "ko": ("여성", "남성", "알 수 없음"),
    "zh": ("女", "男", "未知"),
    "zh_hant": ("女性", "男性", "不明"),
    "vi": ("Nữ", "Nam", "Không xác định"),
    "id": ("Perempuan", "Laki-laki", "Tidak diketahui"),
    "ru": ("Женщины", "Мужчины", "Неизвестно"),
    "uk": ("Жінки", "Чоловіки", "Невідомо"),
    "sv": ("Kvinnor", "Män", "Okänd"),
    "da": ("Kvinde", "Mand", "Ukendt"),
    "nb": ("Kvinne", "Mann", "Ukjent"),
    "cs": ("Žena", "Muž", "Neznámé"),
}


@pytest.mark.parametrize("language", HEADERS)
def test_more_languages_of_meta(tmp_path: Path, language: str) -> None:
    counts = dict(zip(WORDS[language], (100, 300, 50), strict=True))
    rows = [("K", "A", word, count, "1", "2026-05-01") for word, count in counts.items()]
    found = look(tmp_path, table(HEADERS[language], rows))
    assert found.sources[0].language == language
    assert exact(only(found).counts["gender"]) == {"female": 100, "male": 300, "unknown": 50}
    assert only(found).currency == HEADERS[language][4][-4:-1]
    assert "group-not-recognised" not in codes(found)


GOOGLE = {
    "fr": ("Sexe", "Campagne", "Groupe d'annonces", "Impr.", "Coût", "Homme", "Femme", "Total :"),
    "es": ("Sexo", "Campaña", "Grupo de anuncios", "Impr.", "Coste", "Hombre", "Mujer", "Total: Sexos"),
    "it": ("Sesso", "Campagna", "Gruppo di annunci", "Impr.", "Costo", "Uomo", "Donna", "Totale: account"),
    "pt": ("Gênero", "Campanha", "Grupo de anúncios", "Impr.", "Custo", "Masculino", "Feminino", "Total: conta"),
    "nl": ("Geslacht", "Campagne", "Advertentiegroep", "Vert.", "Kosten", "Man", "Vrouw", "Totaal: account"),
    "pl": ("Płeć", "Kampania", "Grupa reklam", "Wyśw.", "Koszt", "Mężczyzna", "Kobieta", "Suma: konto"),
    "ja": ("性別", "キャンペーン", "広告グループ", "表示回数", "費用", "男性", "女性", "合計: アカウント"),
}


@pytest.mark.parametrize("language", GOOGLE)
def test_more_languages_of_google(tmp_path: Path, language: str) -> None:
    *header, men, women, total = GOOGLE[language]
    rows = [(men, "C", "G", 300, "3"), (women, "C", "G", 100, "1"), (total, "", "", 400, "4")]
    found = look(tmp_path, table(header, rows, before="Report\nAll time\n"))
    assert (found.sources[0].reader, found.sources[0].language) == ("google-ads", language)
    assert exact(only(found).counts["gender"]) == {"female": 100, "male": 300}


def test_no_is_not_hungarian_for_a_woman(tmp_path: Path) -> None:
    assert "group-not-recognised" in codes(look(tmp_path, meta("Week", ("1", "no", 1), ("1", "male", 2))))


def test_automated_ads_of_the_library_have_no_known_gender(tmp_path: Path) -> None:
    word = "All (Automated App Ads)"
    bounds, groups = {"lower_bound": "0", "upper_bound": "999"}, [{"percentage": "1", "age": word, "gender": word}]
    ad = {"id": "1", "ad_snapshot_url": "https://x", "impressions": bounds, "demographic_distribution": groups}
    assert not only(look(tmp_path, as_json([ad]), "x.json")).share["gender"]


# Which platform it was


def test_a_table_of_no_one_platform_says_that_its_platform_is_a_guess(tmp_path: Path) -> None:
    rows = [("A", "female", 100, 1), ("A", "male", 300, 3)]
    assert (
        "Meta" in note(look(tmp_path, table(("Ad name", "Gender", "Reach", "Spend"), rows)), "platform-guessed").message
    )
    known = table(("Ad name", "Gender", "Reach", "Reporting starts"), [(*row[:3], "2026-05-01") for row in rows])
    assert "platform-guessed" not in codes(look(tmp_path, known))


def test_of_two_platforms_that_know_a_table_the_one_with_its_own_spellings_is_meant(tmp_path: Path) -> None:
    content = table(("Ad name", "Age", "Gender", "Cost", "Impressions"), [("A", "13-17", "Male", 1, 5)])
    assert look(tmp_path, content).sources[0].reader == "tiktok"


# What is not read, and why


def test_a_column_of_genders_under_another_name_is_said_and_not_taken(tmp_path: Path) -> None:
    header = ("Ad name", "Target gender", "Age", "Impressions")
    found = look(tmp_path, table(header, [("A", "Women", "18-24", 5), ("A", "Men", "25-34", 9)]))
    assert "Target gender" in note(found, "people-not-read").message
    assert "gender" not in only(found).share
    noted = ("A note above of one cell\n", "A note below of one cell\n")
    lines = "Target gender,Ad name,Impressions\nWomen,A,5\nMen,A,9\n"
    assert "people-not-read" in codes(look(tmp_path, lines.join(noted))), "a note is no cell of a column"
    assert "people-not-read" not in codes(look(tmp_path, meta("Week", *SPLIT)))


PASTED = table(("Ad name", "Gender", "Impressions"), [("A", "male", 5)])


@pytest.mark.parametrize("gap", [b"", b"\n"])
@pytest.mark.parametrize("header", [("Ad name", "Age", "Impressions"), ("Ad name", "Age", "Impressions", "Reach")])
def test_two_exports_pasted_together_are_called_that(tmp_path: Path, header: tuple[str, ...], gap: bytes) -> None:
    second = table(header, [("A", "18-24", 5, 5)[: len(header)]], encoding="utf-8")
    assert "second header" in refused(tmp_path, PASTED + gap + second)


STRANGERS: dict[str, tuple[bytes, str]] = {
    "library report": (
        table(("Page ID", "Amount spent (EUR)", "Number of ads in Library"), [(1, "≤100", 3)]),
        "report",
    ),
    "google politics": (
        table(("Ad_ID", "Advertiser_ID", "Impressions", "Gender_Targeting"), [("CR1", "AR1", "≤ 10k", "Male")]),
        "aimed",
    ),
    "linkedin": (
        table(("Campaign Name", "Job Function Segment", "Impressions"), [("C", "Sales", 9)], before="Report\n\n"),
        "LinkedIn",
    ),
    "youtube": (table(("Viewer gender", "Views (%)"), [("Male", 5)]), "--mapping"),
    "a/b test": (table(("Version", "Reach", "Is winner"), [("A", 100, "TRUE")]), "A/B test"),
    "a page": (b"\xef\xbb\xbf<!DOCTYPE html><html><table><tr><td>Gender</td></tr></table></html>", "web page"),
    "a pdf": (b"%PDF-1.7\n1 0 obj", "PDF"),
    "report number": (as_json({"report_run_id": "1"}), "none of its rows"),
    "commercial library": (as_json({"data": {"ads": [{"ad": {"id": 1}, "advertiser": {}}]}}), "TikTok"),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_files_that_say_nothing_of_who_saw_an_ad_are_called_by_name(tmp_path: Path, kind: str) -> None:
    content, word = STRANGERS[kind]
    assert word in refused(tmp_path, content)


def test_a_stranger_is_read_with_a_mapping(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        'platform = "youtube"\n[columns]\ngender = "Viewer gender"\nshare = "Views (%)"\n', encoding="utf-8"
    )
    found = look(tmp_path, table(("Viewer gender", "Views (%)"), [("Male", 75), ("Female", 25)]), mapping=mapping)
    assert only(found).share["gender"]["male"].low == pytest.approx(0.745)


def test_records_that_nobody_knows_are_led_to_a_mapping(tmp_path: Path) -> None:
    segment = {"segment": {"segment_name": "Female"}, "metrics": {"impressions": [10]}}
    assert "--mapping" in refused(tmp_path, as_json({"data": [{"id": "abc", "id_data": [segment]}]}))


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_rows_that_a_spreadsheet_made_one_cell_each_are_called_that(tmp_path: Path, mark: str) -> None:
    lines = table(("Ad name", "Gender", "Impressions"), [("A", "male", 5)], delimiter=mark, encoding="utf-8").decode()
    assert "one cell" in refused(tmp_path, "".join(f'"{line}"\n' for line in lines.splitlines()))


# Smaller things


def test_a_blank_column_of_days_does_not_hide_the_period(tmp_path: Path) -> None:
    header = ("Ad name", "Gender", "Day", "Impressions", "Reporting starts", "Reporting ends")
    found = look(tmp_path, table(header, [("A", who, "", 5, *PERIOD) for who in ("female", "male")]))
    assert tuple(map(str, only(found).period)) == PERIOD


def test_totals_of_networks_beside_the_total_of_all_are_no_contradiction(tmp_path: Path) -> None:
    rows = [("Male", "C", 300), ("Female", "C", 100), ("Total: Account", " --", 400), ("Total: Search", " --", 0)]
    header = ("Gender", "Campaign", "Impr.")
    assert "total-does-not-fit" not in codes(look(tmp_path, table(header, rows)))
    assert "total-does-not-fit" in codes(look(tmp_path, table(header, [*rows[:2], ("Total: Account", " --", 399)])))
    assert "total-does-not-fit" in codes(look(tmp_path, table(header, [*rows[:3], ("Total: Display", " --", 401)])))


@pytest.mark.parametrize("amount", ["12.50 лв.", "лв 12.50", "BGN 12.50"])
def test_an_amount_in_lev(tmp_path: Path, amount: str) -> None:
    ad = only(look(tmp_path, table(("Ad name", "Gender", "Reach", "Amount spent"), [("A", "male", 5, amount)])))
    assert (ad.spend, ad.currency) == (Interval.exact(12.5), "BGN")


def test_a_second_spelling_of_a_column_that_is_read_already_makes_nothing_less_likely(tmp_path: Path) -> None:
    header = ("Ad name", "Gender", "Impressions", "Views")
    assert look(tmp_path, table(header, [("A", "male", 5, 9)])).ads[0].key.platform == "meta"


def test_breakdowns_of_one_ad_that_differ_in_their_sum_are_said(tmp_path: Path) -> None:
    header = ("Ad name", "Age", "Gender", "Impressions")
    ages, genders = [("A", "18-24", "", 60), ("A", "25-34", "", 40)], [("A", "", "female", 40), ("A", "", "male", 40)]
    told = note(look(tmp_path, table(header, [*ages, *genders])), "breakdowns-apart")
    assert "by age 100, by gender 80" in told.message
    whole = [*ages, *genders, ("A", "", "unknown", 20)]
    assert "breakdowns-apart" not in codes(look(tmp_path, table(header, whole)))


PLACES = [("facebook", "feed", 10), ("facebook", "story", 20), ("instagram", "", 5)]


def test_a_platform_as_a_whole_is_the_total_of_its_positions(tmp_path: Path) -> None:
    header = ("Ad name", "Platform", "Placement", "Impressions")
    found = look(tmp_path, table(header, [("A", *place) for place in (*PLACES, ("facebook", "", 30))]))
    assert exact(only(found).counts["placement"]) == {
        "facebook · feed": 10,
        "facebook · story": 20,
        "instagram": 5,
    }
    assert [left.row for left in found.sources[0].rows_left_out] == [5]
    kept = look(tmp_path, table(header, [("A", *place) for place in (*PLACES, ("facebook", "", 7))]))
    assert only(kept).impressions == Interval.exact(42), "what is no sum of its positions is a placement of its own"


OLDEST = (
    "65 or above",
    "65 & over",
    "65세 이상",
    "65岁及以上",
    "65 лет и старше",
    "65 yaş ve üzeri",
    "65 år och äldre",
)


@pytest.mark.parametrize("band", OLDEST)
def test_the_oldest_in_more_languages(tmp_path: Path, band: str) -> None:
    assert set(only(look(tmp_path, meta("Week", ("1", band, 5), also="Age"))).share["age"]) == {"65+"}


@pytest.mark.parametrize("band", ["18-24세", "18至24岁", "18–24 лет", "18–24 tahun", "18-24 yaş"])
def test_bands_of_ages_in_more_languages(tmp_path: Path, band: str) -> None:
    assert set(only(look(tmp_path, meta("Week", ("1", band, 5), also="Age"))).share["age"]) == {"18-24"}


@pytest.mark.parametrize("header", ["Age", "Country", "Region", "Platform"])
def test_genders_under_the_header_of_another_column_are_refused_by_row(tmp_path: Path, header: str) -> None:
    rows = [("A", "women", 5), ("A", "men", 9), ("A", "unknown", 1)]
    assert "rows 2, 3 and 4" in refused(tmp_path, table(("Ad name", header, "Impressions"), rows))


@pytest.mark.parametrize("word", ["All", "All genders", "", "—", "Total"])
def test_a_sentence_for_a_total_beside_a_word_for_all_is_no_ad(tmp_path: Path, word: str) -> None:
    rows = [("A", "female", 10), ("A", "male", 30), ("Results from 2 ads", word, 40)]
    found = look(tmp_path, table(("Ad name", "Gender", "Impressions"), rows))
    assert only(found).key.ad == "A"
    assert [left.row for left in found.sources[0].rows_left_out] == [4]
