"""Exports as the platforms write them, as bytes. Shops, ads and figures are invented."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl

Row = Mapping[str, Any]
"""One row by field: ``ad``, ``gender``, ``impressions``, ``reach``, ``spend`` ..., as in `seenby.read.contract`."""

SHOP, SETS = "Herbst – Schmuck", ("Damen 25-44", "Alle 18+")
AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
PEOPLE = ("female", "male", "unknown")

META: Mapping[str, Mapping[str, str]] = {
    "en": {
        "campaign": "Campaign name",
        "ad_set": "Ad set name",
        "ad": "Ad name",
        "age": "Age",
        "gender": "Gender",
        "country": "Country",
        "region": "Region",
        "placement": "Platform",
        "position": "Placement",
        "day": "Day",
        "reach": "Reach",
        "impressions": "Impressions",
        "frequency": "Frequency",
        "spend": "Amount spent (EUR)",
        "start": "Reporting starts",
        "end": "Reporting ends",
    },
    "de": {
        "campaign": "Kampagnenname",
        "ad_set": "Name der Anzeigengruppe",
        "ad": "Anzeigenname",
        "age": "Alter",
        "gender": "Geschlecht",
        "country": "Land",
        "region": "Region",
        "placement": "Plattform",
        "position": "Platzierung",
        "day": "Tag",
        "reach": "Reichweite",
        "impressions": "Impressionen",
        "frequency": "Frequenz",
        "spend": "Ausgegebener Betrag (EUR)",
        "start": "Beginn der Berichterstattung",
        "end": "Ende der Berichterstattung",
    },
    "fr": {
        "campaign": "Nom de la campagne",
        "ad_set": "Nom de l’ensemble de publicités",
        "ad": "Nom de la publicité",
        "age": "Âge",
        "gender": "Sexe",
        "country": "Pays",
        "region": "Région",
        "placement": "Plateforme",
        "position": "Placement",
        "day": "Jour",
        "reach": "Couverture",
        "impressions": "Impressions",
        "frequency": "Répétition",
        "spend": "Montant dépensé (EUR)",
        "start": "Début des rapports",
        "end": "Fin des rapports",
    },
    "es": {
        "campaign": "Nombre de la campaña",
        "ad_set": "Nombre del conjunto de anuncios",
        "ad": "Nombre del anuncio",
        "age": "Edad",
        "gender": "Sexo",
        "country": "País",
        "region": "Región",
        "placement": "Plataforma",
        "position": "Ubicación",
        "day": "Día",
        "reach": "Alcance",
        "impressions": "Impresiones",
        "frequency": "Frecuencia",
        "spend": "Importe gastado (EUR)",
        "start": "Inicio del informe",
        "end": "Fin del informe",
    },
    "it": {
        "campaign": "Nome della campagna",
        "ad_set": "Nome del gruppo di inserzioni",
        "ad": "Nome dell'inserzione",
        "age": "Età",
        "gender": "Genere",
        "country": "Paese",
        "region": "Regione",
        "placement": "Piattaforma",
        "position": "Posizionamento",
        "day": "Giorno",
        "reach": "Copertura",
        "impressions": "Impression",
        "frequency": "Frequenza",
        "spend": "Importo speso (EUR)",
        "start": "Inizio dei report",
        "end": "Fine dei report",
    },
    "pt": {
        "campaign": "Nome da campanha",
        "ad_set": "Nome do conjunto de anúncios",
        "ad": "Nome do anúncio",
        "age": "Idade",
        "gender": "Gênero",
        "country": "País",
        "region": "Região",
        "placement": "Plataforma",
        "position": "Posicionamento",
        "day": "Dia",
        "reach": "Alcance",
        "impressions": "Impressões",
        "frequency": "Frequência",
        "spend": "Valor usado (BRL)",
        "start": "Início dos relatórios",
        "end": "Término dos relatórios",
    },
    "nl": {
        "campaign": "Campagnenaam",
        "ad_set": "Naam advertentieset",
        "ad": "Advertentienaam",
        "age": "Leeftijd",
        "gender": "Geslacht",
        "country": "Land",
        "region": "Regio",
        "placement": "Platform",
        "position": "Plaatsing",
        "day": "Dag",
        "reach": "Bereik",
        "impressions": "Weergaven",
        "frequency": "Frequentie",
        "spend": "Besteed bedrag (EUR)",
        "start": "Start rapportage",
        "end": "Einde rapportage",
    },
    "pl": {
        "campaign": "Nazwa kampanii",
        "ad_set": "Nazwa zestawu reklam",
        "ad": "Nazwa reklamy",
        "age": "Wiek",
        "gender": "Płeć",
        "country": "Kraj",
        "region": "Region",
        "placement": "Platforma",
        "position": "Umiejscowienie",
        "day": "Dzień",
        "reach": "Zasięg",
        "impressions": "Wyświetlenia",
        "frequency": "Częstotliwość",
        "spend": "Wydana kwota (PLN)",
        "start": "Początek raportowania",
        "end": "Koniec raportowania",
    },
    "ja": {
        "campaign": "キャンペーン名",
        "ad_set": "広告セット名",
        "ad": "広告の名前",
        "age": "年齢",
        "gender": "性別",
        "country": "国",
        "region": "地域",
        "placement": "プラットフォーム",
        "position": "配置",
        "day": "日",
        "reach": "リーチ",
        "impressions": "インプレッション",
        "frequency": "フリークエンシー",
        "spend": "消化金額 (JPY)",
        "start": "レポート開始日",
        "end": "レポート終了日",
    },
}
"""Meta's column names by interface language: the notes on formats, section 3.2."""

GENDER_WORDS = {
    "en": ("female", "male", "unknown"),
    "de": ("weiblich", "männlich", "unbekannt"),
    "fr": ("Femme", "Homme", "Inconnu"),
    "es": ("Mujer", "Hombre", "Desconocido"),
    "it": ("Donna", "Uomo", "Sconosciuto"),
    "pt": ("Mulher", "Homem", "Desconhecido"),
    "nl": ("Vrouw", "Man", "Onbekend"),
    "pl": ("Kobieta", "Mężczyzna", "Nieznany"),
    "ja": ("女性", "男性", "不明"),
}


def cells(*breakdowns: str, ads: Sequence[str] = ("Bild A", "Bild B"), days: Sequence[str] = ()) -> list[Row]:
    """Rows of two ads broken down by the given dimensions, with figures that differ in every cell."""
    groups: Mapping[str, Sequence[Any]] = {
        "gender": PEOPLE,
        "age": AGES,
        "country": ("AT", "DE"),
        "region": ("Bayern", "Île-de-France", "unknown"),
        "placement": ("facebook", "instagram"),
        "position": ("feed", "story"),
        "day": days or ("2026-05-01", "2026-05-02", "2026-05-03"),
    }
    combined: list[dict[str, Any]] = [{}]
    for name in breakdowns:
        combined = [{**row, name: group} for row in combined for group in groups[name]]
    rows: list[Row] = []
    for ad_number, ad in enumerate(ads):
        for number, cell in enumerate(combined):
            reach = 37 + 11 * number + 101 * ad_number + 13 * number * (ad_number + 1)
            rows.append(
                {
                    "campaign": SHOP,
                    "ad_set": SETS[ad_number % 2],
                    "ad": ad,
                    "start": cell.get("day", "2026-05-01"),
                    "end": cell.get("day", "2026-05-31"),
                    **cell,
                    "reach": reach,
                    "impressions": reach + 3 + number % 5,
                    "spend": f"{reach * 0.013:.2f}",
                }
            )
    return rows


def columns_of(rows: Sequence[Row]) -> list[str]:
    """The fields the rows have, in the order of the first row."""
    return list(dict.fromkeys(name for row in rows for name in row))


def meta_csv(
    rows: Sequence[Row],
    *,
    language: str = "en",
    columns: Sequence[str] | None = None,
    headers: Mapping[str, str] | None = None,
    **how: Any,
) -> bytes:
    """A Meta Ads Manager export. ``headers`` replaces single column names; ``how`` goes to `table`."""
    names = {**META[language], **(headers or {})}
    wanted = [*(columns or columns_of(rows))]
    return table(
        [names.get(name, name) for name in wanted], [[row.get(name, "") for name in wanted] for row in rows], **how
    )


def table(
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
    newline: str = "\n",
    before: str = "",
    after: str = "",
) -> bytes:
    """A delimited text file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    writer.writerow(header)
    writer.writerows(rows)
    return (before + text.getvalue() + after).encode(encoding)


def workbook(sheets: Mapping[str, Any], *, first_row: int = 1, first_column: int = 1) -> bytes:
    """An XLSX workbook. Cells are written as they come: text, numbers, dates."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                sheet.cell(first_row + down, first_column + across, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def meta_sheet(rows: Sequence[Row], *, language: str = "en", columns: Sequence[str] | None = None) -> list[list[Any]]:
    """The cells of a Meta export for a workbook: header first, figures as numbers."""
    wanted = [*(columns or columns_of(rows))]
    body = [[_number(name, row.get(name)) for name in wanted] for row in rows]
    return [[META[language][name] for name in wanted], *body]


def meta_xlsx(rows: Sequence[Row], *, language: str = "en") -> bytes:
    """The workbook Ads Reporting writes: a formatted sheet for people and a raw one whose header is on row 3."""
    content = meta_sheet(rows, language=language)
    raw: list[list[Any]] = [
        ["This is raw data. See Sheet 1 for the formatted report."],
        ["May 1, 2026 - May 31, 2026"],
    ]
    book = openpyxl.load_workbook(io.BytesIO(workbook({"Formatted Report": content, "Raw Data Report": raw})))
    sheet = book["Raw Data Report"]
    for down, row in enumerate(content):
        for across, value in enumerate(row):
            sheet.cell(3 + down, 2 + across, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _number(name: str, value: Any) -> Any:
    if name == "spend" and value not in (None, ""):
        return float(value)
    return value


INSIGHT = {
    "campaign": "campaign_name",
    "ad_set": "adset_name",
    "ad": "ad_name",
    "age": "age",
    "gender": "gender",
    "country": "country",
    "region": "region",
    "placement": "publisher_platform",
    "position": "platform_position",
    "reach": "reach",
    "impressions": "impressions",
    "spend": "spend",
    "start": "date_start",
    "end": "date_stop",
}


def insights(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows of the Marketing API's insights: every figure a string, lists of actions inside."""
    names = list(dict.fromkeys(row.get("ad") for row in rows))
    return [
        {
            "ad_id": f"12021000000000{names.index(row.get('ad'))}",
            **{INSIGHT[name]: str(value) for name, value in row.items() if name in INSIGHT},
            "actions": [{"action_type": "link_click", "value": "3"}, {"action_type": "page_engagement", "value": "9"}],
            "results": [{"indicator": "reach", "values": [{"value": "12", "attribution_windows": ["default"]}]}],
        }
        for row in rows
    ]


def page(records: Sequence[Any], *, after: str = "") -> dict[str, Any]:
    """A page of the Graph API; one that has a next page carries the caller's token in its address."""
    cursors = {"before": "MAZDZD", "after": "MjQZD"}
    paging: dict[str, Any] = {"cursors": cursors}
    if after:
        paging["next"] = f"https://graph.facebook.com/v26.0/act_1/insights?access_token={TOKEN}&after={after}"
    return {"data": list(records), "paging": paging}


TOKEN = "SECRETthatMustNeverLeak"


def as_json(value: Any, **how: Any) -> bytes:
    """The value as a JSON document."""
    return json.dumps(value, ensure_ascii=False, **how).encode()


def as_lines(records: Iterable[Any]) -> bytes:
    """One JSON record a line."""
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def political_ad(number: int = 1, **more: Any) -> dict[str, Any]:
    """An Ad Library record of a political ad: bands, and percentages of the people reached."""
    return {
        "id": f"90000000000000{number}",
        "ad_creation_time": "2026-04-30",
        "ad_delivery_start_time": "2026-05-01",
        "ad_delivery_stop_time": "2026-05-20",
        "ad_snapshot_url": f"https://www.facebook.com/ads/archive/render_ad/?id={number}&access_token={TOKEN}",
        "page_id": "4711",
        "page_name": "Bürger für Bäume",
        "bylines": "Verein für Bäume",
        "currency": "EUR",
        "impressions": {"lower_bound": "10000", "upper_bound": "14999"},
        "spend": {"lower_bound": "100", "upper_bound": "199"},
        "demographic_distribution": [
            {"percentage": "0.5", "age": "25-34", "gender": "female"},
            {"percentage": "0.25", "age": "35-44", "gender": "male"},
            {"percentage": "0.125", "age": "65+", "gender": "male"},
            {"percentage": "0.125", "age": "25-34", "gender": "unknown"},
        ],
        "delivery_by_region": [
            {"percentage": "0.75", "region": "Bayern"},
            {"percentage": "0.25", "region": "Hessen"},
        ],
        **more,
    }


def eu_ad(number: int = 1, **more: Any) -> dict[str, Any]:
    """An Ad Library record of an ad shown in the EU: reach by age, country and gender, with absent and null genders."""
    return {
        "id": f"80000000000000{number}",
        "ad_delivery_start_time": "2026-05-01",
        "ad_snapshot_url": f"https://www.facebook.com/ads/archive/render_ad/?id={number}&access_token={TOKEN}",
        "page_id": "4712",
        "page_name": "Schmuck & mehr",
        "eu_total_reach": 449,
        "age_country_gender_reach_breakdown": [
            {
                "country": "FR",
                "age_gender_breakdowns": [
                    {"age_range": "25-34", "male": 100, "female": 300, "unknown": 5},
                    {"age_range": "18-24", "male": 20, "female": None},
                    {"age_range": "Unknown", "unknown": 4},
                ],
            },
            {"country": "DE", "age_gender_breakdowns": [{"age_range": "65+", "female": 20}]},
        ],
        "target_ages": ["18", "65+"],
        "target_gender": "Women",
        "target_locations": [
            {"name": "France", "type": "countries", "excluded": False, "num_obfuscated": 0},
            {"name": "Corse", "type": "regions", "excluded": True, "num_obfuscated": 0},
        ],
        "beneficiary_payers": [{"payer": "Schmuck GmbH", "beneficiary": "Schmuck GmbH", "current": True}],
        **more,
    }


def scraped_ad(number: int = 1) -> dict[str, Any]:
    """The same as the website's own JSON nests it."""
    ad = eu_ad(number)
    return {
        "adArchiveID": ad["id"],
        "page_id": ad["page_id"],
        "page_name": ad["page_name"],
        "transparency_by_location": {
            "eu_transparency": {
                "gender_audience": "Women",
                "age_audience": {"min": 18, "max": 65},
                "location_audience": ad["target_locations"],
                "eu_total_reach": ad["eu_total_reach"],
                "age_country_gender_reach_breakdown": ad["age_country_gender_reach_breakdown"],
            }
        },
    }


GOOGLE_HEADER = [
    "Demographic status", "Gender", "Campaign", "Ad group", "Status", "Clicks", "Impr.", "CTR", "Currency code",
    "Avg. CPC", "Cost",
]  # fmt: skip
GOOGLE_ROWS = [
    ["Enabled", "Male", "DE - Bäcker", "Ad group 1", "Eligible", "27", "9,236", "0.29%", "EUR", "0.48", "12.89"],
    ["Enabled", "Female", "DE - Bäcker", "Ad group 1", "Eligible", "33", "7,067", "0.47%", "EUR", "0.51", "16.79"],
    ["Enabled", "Unknown", "DE - Bäcker", "Ad group 1", "Eligible", "21", "7,986", "0.26%", "EUR", "0.49", "10.20"],
    ["Enabled", "Male", "DE - Leer", "Ad group 1", "Eligible", "0", "0", " --", "EUR", " --", "0.00"],
    ["Enabled", "Female", "DE - Leer", "Ad group 1", "Eligible", "0", "0", " --", "EUR", " --", "0.00"],
]
GOOGLE_TOTAL = ["", "", "", "", "81", "24,289", "0.33%", "EUR", "0.49", "39.88"]


def google_csv(
    period: str = "All time", *, rows: Sequence[Sequence[str]] = GOOGLE_ROWS, header: Sequence[str] = GOOGLE_HEADER
) -> bytes:
    """A Google Ads gender report: two lines above its header, three total rows that repeat the same sum."""
    totals = [[f"Total: {of}", *GOOGLE_TOTAL] for of in ("Genders", "Account", "Display")]
    return table(header, [*rows, *totals], encoding="utf-8", before=f"Gender report\n{period}\n")


def google_script_xlsx() -> bytes:
    """What a Google Ads script writes: one Criteria column, figures as floats, a localised sheet name."""
    rows: list[list[Any]] = [["CampaignName", "Criteria", "Clicks", "Impressions", "Ctr", "Date"]]
    for day in ("2026-05-01", "2026-05-02"):
        rows += [
            ["DE - Bäcker", "Female", 3.0, 120.0, 0.025, day],
            ["DE - Bäcker", "Male", 5.0, 240.0, 0.0208, day],
            ["DE - Bäcker", "Undetermined", 1.0, 40.0, 0.025, day],
        ]
    return workbook({"Tabellenblatt1": rows})


TIKTOK_HEADER = [
    "Campaign name",
    "Ad group name",
    "Ad name",
    "Ad ID",
    "Age",
    "Gender",
    "Cost",
    "Impressions",
    "Reach",
    "Currency",
]
TIKTOK_ROWS = [
    ["Sommer", "Gruppe 1", "Clip A", "1790000000000000001", "18-24", "Female", "3.50", "700", "600", "EUR"],
    ["Sommer", "Gruppe 1", "Clip A", "1790000000000000001", "18-24", "Male", "1.50", "300", "280", "EUR"],
    ["Sommer", "Gruppe 1", "Clip A", "1790000000000000001", "55+", "Female", "0.50", "100", "90", "EUR"],
    ["Sommer", "Gruppe 1", "Clip A", "1790000000000000001", "Unknown", "Unknown", "0.10", "20", "20", "EUR"],
]


def tiktok_records() -> list[dict[str, Any]]:
    """Records of ``report/integrated/get`` by ad, gender and age."""
    cells_ = (("FEMALE", "AGE_18_24", "700"), ("MALE", "AGE_55_100", "300"), ("NONE", "NONE", "20"))
    return [
        {
            "dimensions": {"ad_id": "1790000000000000001", "gender": gender, "age": age},
            "metrics": {"ad_name": "Clip A", "impressions": count, "spend": "1.50", "reach": count, "clicks": "3"},
        }
        for gender, age, count in cells_
    ]


def tiktok_json() -> bytes:
    """One page of the audience report."""
    info = {"page": 1, "page_size": 10, "total_number": 3, "total_page": 1}
    return as_json(
        {"code": 0, "message": "OK", "request_id": "2026", "data": {"list": tiktok_records(), "page_info": info}}
    )


PINTEREST_HEADER = [
    "Campaign name",
    "Ad group name",
    "Ad ID",
    "Gender",
    "Impressions",
    "Spend in account currency",
    "Pin clicks",
]
PINTEREST_ROWS = [
    ["Kerzen", "Gruppe", "68700001", "Female", "900", "4.50", "12"],
    ["Kerzen", "Gruppe", "68700001", "Male", "80", "0.40", "1"],
    ["Kerzen", "Gruppe", "68700001", "Unknown", "20", "0.10", "0"],
]


def pinterest_json() -> bytes:
    """Targeting analytics with genders, ages and both, and a targeting type that is no group of people."""
    values = (
        ("GENDER", "female", 900),
        ("GENDER", "male", 80),
        ("GENDER", "unknown", 20),
        ("AGE_BUCKET", "25-34", 700),
        ("AGE_BUCKET", "65+", 300),
        ("AGE_BUCKET_AND_GENDER", "25-34 female", 650),
        ("AGE_BUCKET_AND_GENDER", "25-34 male", 50),
        ("AGE_BUCKET_AND_GENDER", "65+ female", 300),
        ("KEYWORD", "kerzen", 55),
    )
    data = [
        {
            "targeting_type": kind,
            "targeting_value": value,
            "metrics": {
                "AD_ID": 68700001,
                "DATE": "2026-05-01",
                "IMPRESSION_1": count,
                "SPEND_IN_MICRO_DOLLAR": count * 5000,
            },
        }
        for kind, value, count in values
    ]
    return as_json({"data": data})


def snapchat_json() -> bytes:
    """Totals of one ad by gender and age; money in millionths."""
    stats = [
        {
            "dimension": {"gender": gender, "age_bucket": age},
            "stats": {"impressions": count, "uniques": count - 5, "spend": count * 2000},
        }
        for gender, age, count in (("female", "18-20", 800), ("male", "21-24", 150), ("unknown", "35+", 50))
    ]
    total = {
        "id": "e703eb9f-8eac-4eda-a9c7-deec3935222d",
        "type": "AD",
        "granularity": "TOTAL",
        "start_time": "2026-05-01T00:00:00.000-07:00",
        "end_time": "2026-05-31T00:00:00.000-07:00",
        "dimension_stats": stats,
    }
    return as_json(
        {
            "request_status": "SUCCESS",
            "request_id": "57",
            "total_stats": [{"sub_request_status": "SUCCESS", "total_stat": total}],
        }
    )


SNAPCHAT_HEADER = [
    "Campaign Name",
    "Ad Set Name",
    "Ad Name",
    "Gender",
    "Paid Impressions",
    "Paid Reach",
    "Amount Spent",
    "Currency",
]
SNAPCHAT_ROWS = [
    ["Sommer", "Set", "Snap A", "female", "800", "780", "1.60", "EUR"],
    ["Sommer", "Set", "Snap A", "male", "150", "140", "0.30", "EUR"],
    ["Sommer", "Set", "Snap A", "unknown", "50", "48", "0.10", "EUR"],
]

FORM = """
name = "Anhänger, Mai"
people_reached = 1250
spend = "18.40"
currency = "EUR"
start = "2026-05-01"
end = "2026-05-05"

[gender]
women = 20
men = 79

[age]
"13-17" = 3
"18-24" = 12
"25-34" = "45"
"35-44" = 40

[aim]
genders = ["women"]
ages = "18-44"
"""

MAPPING = """
platform = "shopnet"
currency = "CHF"
[columns]
ad = "Kreativ"
gender = "Wer"
impressions = "Einblendungen"
spend = "Kosten"
[values.gender]
W = "female"
H = "male"
"keine Ahnung" = "unknown"
"""
MAPPED = "Kreativ;Wer;Einblendungen;Kosten\nBanner;W;1.200;3,50\nBanner;H;300;1,50\nBanner;keine Ahnung;10;0,05\n"
