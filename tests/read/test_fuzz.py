"""Whatever a file holds, it is read or refused in one sentence: no traceback, no hang, no wrong number in silence."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.read import samples
from tests.read.looking import examine, put
from tests.read.samples import TOKEN, Row, cells, meta_csv

from seenby.errors import SeenbyError, Unreadable
from seenby.judge import judge_delivered
from seenby.model import AdResult, Interval
from seenby.read import Options
from seenby.store import Workbench, workbench

SECRET = "Anna Muster 0170"
"""A name that no refusal may repeat."""

FEW, SOME, MANY = 15, 40, 100
LONGEST = timedelta(seconds=10)

fuzz = settings(deadline=LONGEST, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    with workbench() as made:
        yield made


def survive(path: Path, bench: Workbench, options: Options | None = None) -> tuple[AdResult, ...] | None:
    """The ads of a file, or None if it was refused as it should be."""
    try:
        _, ads = examine(path, bench, options)
    except SeenbyError as error:
        check_refusal(error)
        return None
    for ad in ads:
        text = json.dumps(ad.as_json(), allow_nan=False)
        assert TOKEN not in text
        check_shares(ad)
    assert all(finding.sentence for finding in judge_delivered(ads, 0.1))
    return ads


def check_refusal(error: SeenbyError) -> None:
    """One sentence that says where and what to do, and lets nothing out."""
    text = str(error)
    assert isinstance(error, Unreadable), repr(error)
    assert error.exit_code == 7
    assert error.remedy, text
    assert error.where, text
    assert not {"\n", "\r"} & set(text)
    assert text.endswith(".")
    assert TOKEN not in text
    assert SECRET not in text
    assert len(text) < 1000


def check_shares(ad: AdResult) -> None:
    """Shares lie between nothing and all, and can make up the whole."""
    for dimension, groups in ad.share.items():
        for share in groups.values():
            assert 0 <= share.low <= share.high <= 1
        if dimension in ("gender", "age") and groups:
            assert sum(share.low for share in groups.values()) <= 1 + 1e-9
            assert sum(share.high for share in groups.values()) >= 1 - 1e-9


def gist(ads: Sequence[AdResult] | None) -> object:
    """What the ads' groups got, whatever the order of rows and columns."""
    assert ads is not None
    return sorted(
        (
            str(ad.key),
            {
                name: {group: (round(i.low, 9), round(i.high, 9)) for group, i in its.items()}
                for name, its in ad.share.items()
            },
            str(ad.impressions),
        )
        for ad in ads
    )


def ends(share: Interval) -> tuple[float, float]:
    return round(share.low, 9), round(share.high, 9)


ROWS: list[Row] = [{**row, "campaign": SECRET, "ad_set": SECRET} for row in cells("age", "gender")]
GENDERS: list[Row] = [
    {**row, "campaign": SECRET, "frequency": f"{row['impressions'] / row['reach']:.6f}"} for row in cells("gender")
]
NOTE = {"page_name": SECRET}

SAMPLES: Mapping[str, tuple[str, bytes]] = {
    "meta csv": ("x.csv", meta_csv(ROWS)),
    "meta csv by day": ("x.csv", meta_csv(cells("gender", "day"), language="de", delimiter=";")),
    "meta csv in UTF-16": ("x.csv", meta_csv(GENDERS, language="ja", encoding="utf-16")),
    "meta xlsx": ("x.xlsx", samples.meta_xlsx(cells("gender"))),
    "insights": ("x.json", samples.as_json(samples.page(samples.insights(ROWS[:6]), after="x"))),
    "insights in ads": (
        "x.json",
        samples.as_json([{"id": "1", "name": SECRET, "insights": samples.page(samples.insights(GENDERS), after="x")}]),
    ),
    "insights lines": ("x.ndjson", samples.as_lines(samples.insights(GENDERS))),
    "library, political": ("x.json", samples.as_json(samples.page([samples.political_ad(1, **NOTE)], after="x"))),
    "library, EU": ("x.json", samples.as_json([samples.eu_ad(1, **NOTE), samples.eu_ad(2, **NOTE)])),
    "library, table": (
        "x.csv",
        samples.table(
            ("ad_archive_id", "page_name", "spend", "demographic_distribution"),
            [("9", SECRET, "lower_bound: 0, upper_bound: 99", '{"age":"18-24","gender":"male","percentage":"1"}')],
        ),
    ),
    "library, scraped": ("x.json", samples.as_json([samples.scraped_ad()])),
    "google csv": ("x.csv", samples.google_csv("1 May 2026 - 31 May 2026")),
    "google xlsx": ("x.xlsx", samples.google_script_xlsx()),
    "tiktok csv": ("x.csv", samples.table(samples.TIKTOK_HEADER, samples.TIKTOK_ROWS)),
    "tiktok json": ("x.json", samples.tiktok_json()),
    "pinterest csv": ("x.csv", samples.table(samples.PINTEREST_HEADER, samples.PINTEREST_ROWS)),
    "pinterest json": ("x.json", samples.pinterest_json()),
    "snapchat csv": ("x.csv", samples.table(samples.SNAPCHAT_HEADER, samples.SNAPCHAT_ROWS)),
    "snapchat json": ("x.json", samples.snapchat_json()),
    "form": ("x.toml", samples.FORM.encode()),
    "generic": ("x.csv", samples.MAPPED.encode()),
    "gzip": ("x.csv.gz", gzip.compress(meta_csv(GENDERS))),
}


def options_for(name: str, folder: Path) -> Options | None:
    return Options(mapping=put(folder, "mapping.toml", samples.MAPPING)) if name == "generic" else None


@st.composite
def damage(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with bytes flipped, cut, doubled, put in or taken out."""
    for _ in range(draw(st.integers(1, 3))):
        size = len(content)
        at = draw(st.integers(0, size))
        to = min(size, at + draw(st.one_of(st.integers(0, 40), st.integers(0, size))))
        how = draw(st.sampled_from(("flip", "cut", "end", "double", "insert", "exchange")))
        if how == "flip" and at < size:
            content = content[:at] + bytes([content[at] ^ draw(st.integers(1, 255))]) + content[at + 1 :]
        elif how == "cut":
            content = content[:at] + content[to:]
        elif how == "end":
            content = content[:at]
        elif how == "double":
            content = content[:to] + content[at:]
        elif how == "exchange":
            content = content[at:to] + content[:at] + content[to:]
        else:
            content = content[:at] + draw(st.binary(max_size=20)) + content[at:]
    return content


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_exports_are_read_or_refused(tmp_path: Path, bench: Workbench, name: str) -> None:
    file, content = SAMPLES[name]
    options = options_for(name, tmp_path)
    assert survive(put(tmp_path, file, content), bench, options)

    @settings(fuzz, max_examples=FEW)
    @given(damage(content))
    def run(damaged: bytes) -> None:
        survive(put(tmp_path, file, damaged), bench, options)

    run()


@settings(fuzz, max_examples=SOME)
@given(st.sampled_from(("x.csv", "x.json", "x.xlsx", "x.toml", "x.zip")), st.binary(max_size=300))
def test_any_bytes_are_refused(folder: Path, bench: Workbench, name: str, content: bytes) -> None:
    survive(put(folder, name, content), bench)


MAGIC = st.sampled_from(
    (b"PK\x03\x04", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0", b"\xef\xbb\xbf", b"\xff\xfe", b"{", b"[", b'"')
)


@settings(fuzz, max_examples=SOME)
@given(MAGIC, st.binary(max_size=300))
def test_bytes_that_promise_something_are_refused(folder: Path, bench: Workbench, magic: bytes, content: bytes) -> None:
    survive(put(folder, "magic", magic + content), bench)


@pytest.mark.parametrize("name", ["meta xlsx", "google xlsx", "gzip"])
def test_packed_exports_that_are_damaged_are_refused_or_say_the_same(
    tmp_path: Path, bench: Workbench, name: str
) -> None:
    file, content = SAMPLES[name]
    whole = gist(survive(put(tmp_path, file, content), bench))

    @settings(fuzz, max_examples=SOME)
    @given(st.integers(0, len(content) - 1), st.integers(1, 255))
    def run(at: int, bits: int) -> None:
        damaged = content[:at] + bytes([content[at] ^ bits]) + content[at + 1 :]
        ads = survive(put(tmp_path, file, damaged), bench)
        if ads is not None:
            assert gist(ads) == whole

    run()


# Rows and columns


def header_and_body(content: bytes) -> tuple[list[str], list[list[str]]]:
    lines = [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
    return lines[0], lines[1:]


def written(header: Sequence[str], body: Sequence[Sequence[str]]) -> bytes:
    return "".join(",".join(row) + "\n" for row in (header, *body)).encode()


TABLES = {
    "age and gender": meta_csv(ROWS),
    "gender": meta_csv(GENDERS),
    "region": meta_csv(cells("region", "gender")),
    "day": meta_csv(cells("gender", "day")),
    "tiktok": samples.table(samples.TIKTOK_HEADER, samples.TIKTOK_ROWS),
    "snapchat": samples.table(samples.SNAPCHAT_HEADER, samples.SNAPCHAT_ROWS),
    "pinterest": samples.table(samples.PINTEREST_HEADER, samples.PINTEREST_ROWS),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_order_of_rows_and_columns_says_nothing(tmp_path: Path, bench: Workbench, name: str) -> None:
    header, body = header_and_body(TABLES[name])
    whole = gist(survive(put(tmp_path, "x.csv", TABLES[name]), bench))

    @settings(fuzz, max_examples=FEW)
    @given(st.permutations(range(len(header))), st.permutations(body))
    def run(columns: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        moved = written([header[at] for at in columns], [[row[at] for at in columns] for row in rows])
        assert gist(survive(put(tmp_path, "x.csv", moved), bench)) == whole

    run()


@pytest.mark.parametrize("name", TABLES)
def test_a_row_that_lacks_a_cell_is_refused_by_number(tmp_path: Path, bench: Workbench, name: str) -> None:
    header, body = header_and_body(TABLES[name])

    @settings(fuzz, max_examples=FEW)
    @given(st.integers(0, len(body) - 1), st.integers(0, len(header) - 1))
    def run(row: int, column: int) -> None:
        short = [cells[:column] + cells[column + 1 :] if at == row else cells for at, cells in enumerate(body)]
        with pytest.raises(Unreadable, match=f"row {row + 2}\\b"):
            examine(put(tmp_path, "x.csv", written(header, short)), bench)

    run()


@pytest.mark.parametrize("name", TABLES)
def test_a_column_that_is_dropped_is_missing_and_not_made_up(tmp_path: Path, bench: Workbench, name: str) -> None:
    header, body = header_and_body(TABLES[name])
    whole = {str(ad.key): ad for ad in survive(put(tmp_path, "x.csv", TABLES[name]), bench) or ()}
    for column in range(len(header)):
        rows = [row[:column] + row[column + 1 :] for row in (header, *body)]
        for ad in survive(put(tmp_path, "x.csv", written(rows[0], rows[1:])), bench) or ():
            before = whole.get(str(ad.key))
            for dimension, groups in ad.share.items():
                if before and ad.metric == before.metric:
                    assert groups == before.share[dimension], header[column]


KINDS: Mapping[str, str] = {
    **dict.fromkeys(("Campaign name", "Ad set name", "Ad name"), "name"),
    **dict.fromkeys(("Reporting starts", "Reporting ends"), "date"),
}
"""Columns whose cells may change places without anything to tell by; all others are of one kind each."""


def test_two_cells_of_a_row_that_change_places_are_refused_or_change_nothing(tmp_path: Path, bench: Workbench) -> None:
    header, body = header_and_body(TABLES["gender"])
    whole = gist(survive(put(tmp_path, "x.csv", TABLES["gender"]), bench))
    for first in range(len(header)):
        for second in range(first):
            if KINDS.get(header[first], header[first]) == KINDS.get(header[second], header[second]) == "name":
                continue
            row = [*body[1]]
            row[first], row[second] = row[second], row[first]
            ads = survive(put(tmp_path, "x.csv", written(header, [body[0], row, *body[2:]])), bench)
            assert ads is None or gist(ads) == whole, (header[first], header[second])


CUT = meta_csv(ROWS, columns=["ad", "age", "gender", "impressions", "end"], encoding="utf-8")


@settings(fuzz, max_examples=SOME)
@given(st.integers(0, len(CUT)))
def test_a_table_that_is_cut_gives_the_figures_that_are_whole_or_nothing(
    folder: Path, bench: Workbench, end: int
) -> None:
    ads = survive(put(folder, "cut.csv", CUT[:end]), bench)
    if ads is not None:
        # What stands of the last row may still hold its figure whole, with its last date cut.
        rows = CUT[:end].count(b"\n"), CUT[:end].count(b"\n") + 1
        lines = CUT.splitlines(keepends=True)
        wholes = [
            gist(survive(put(folder, "whole.csv", b"".join(lines[:count])), bench)) for count in rows if count > 1
        ]
        assert gist(ads) in wholes


ODD_CELLS = (
    "female male unknown 18-24 65+ Total -- 0 7 1,234 1.234 12.5 €3 2026-05-01 05/13/2026 Ongoing 100% 1e5 -1 F M All "
    "10K-100K <5 nan"
)
WORDS = st.one_of(st.sampled_from(("", *ODD_CELLS.split())), st.text(max_size=6))
KNOWN_HEADERS = (
    "Campaign name|Ad set name|Ad name|Ad ID|Age|Gender|Country|Region|Platform|Placement|Day|Reach|Impressions|"
    "Frequency|Amount spent (EUR)|Amount spent (USD)|Currency|Reporting starts|Reporting ends|Starts|Results||Criteria|"
    "Impr.|Cost|Geschlecht|Impressionen|年齢"
)
HEADERS = st.sampled_from(KNOWN_HEADERS.split("|"))


@settings(fuzz, max_examples=MANY)
@given(
    st.lists(HEADERS, min_size=1, max_size=8),
    st.lists(st.lists(WORDS, min_size=8, max_size=8), max_size=8),
    st.sampled_from((",", ";", "\t")),
    st.booleans(),
)
def test_any_table_under_known_headers_is_read_or_refused(
    folder: Path,
    bench: Workbench,
    header: list[str],
    rows: list[list[str]],
    delimiter: str,
    fast: bool,
) -> None:
    content = samples.table(header, [row[: len(header)] for row in rows], delimiter=delimiter, encoding="utf-8")
    survive(put(folder, "table.csv", content), bench, Options(plain_from=0 if fast else 2**60))


# Documents


KNOWN_KEYS = (
    "data list ads paging date_start date_stop impressions reach spend gender age ad_id ad_name actions id item name "
    "demographic_distribution percentage age_country_gender_reach_breakdown country age_gender_breakdowns age_range "
    "male female eu_total_reach target_ages target_gender target_locations transparency_by_location eu_transparency "
    "page_id lower_bound dimensions metrics targeting_type targeting_value total_stats total_stat timeseries_stats "
    "page_name "
    "timeseries_stat timeseries dimension_stats stats uniques granularity start_time"
)
KEYS = st.sampled_from(("", *KNOWN_KEYS.split()))
ODD_VALUES = "5 0.25 2026-05-01 female 18-24 GENDER AGE_BUCKET_AND_GENDER 25-34_female 1e9 Women DAY -3"
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(("", "2026-05-01T00:00:00.000-07:00", *ODD_VALUES.split())),
)
TREES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)


@settings(fuzz, max_examples=MANY)
@given(TREES.filter(lambda tree: isinstance(tree, (list, dict))))
def test_any_document_is_read_or_refused(folder: Path, bench: Workbench, tree: object) -> None:
    survive(put(folder, "tree.json", json.dumps(tree)), bench)


RECORDS: Mapping[str, Callable[[], Any]] = {
    "insights": lambda: samples.insights(ROWS[:2]),
    "political": lambda: [samples.political_ad()],
    "eu": lambda: [samples.eu_ad()],
    "tiktok": samples.tiktok_records,
    "pinterest": lambda: json.loads(samples.pinterest_json())["data"],
    "snapchat": lambda: json.loads(samples.snapchat_json()),
}


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of everything in a document."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_with_any_value_replaced_is_read_or_refused(tmp_path: Path, bench: Workbench, name: str) -> None:
    found = list(places(RECORDS[name]()))

    @settings(fuzz, max_examples=SOME)
    @given(st.sampled_from(found), VALUES | st.lists(VALUES, max_size=3) | st.dictionaries(KEYS, VALUES, max_size=3))
    def run(path: tuple[Any, ...], value: object) -> None:
        tree = RECORDS[name]()
        part = tree
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = value
        survive(put(tmp_path, "record.json", json.dumps(tree)), bench)

    run()


@pytest.mark.parametrize(
    "content",
    [
        b'{"data": [{"impressions": ' + b"9" * 100_000 + b"}]}",
        b'{"data": [{"impressions": 1E+99999999999999999999}]}',
        b"[" * 100_000,
        b'{"data":' * 100_000,
        b'{"a": "' + b"x" * 1_000_000,
        b'[{"date_start": "2026-05-01", "impressions": "5", "gender": "\\ud800", "ad_name": "\\u0000"}]',
    ],
    ids=[
        "a number without end",
        "an exponent without end",
        "lists in lists",
        "objects in objects",
        "a text",
        "half a sign",
    ],
)
def test_documents_made_to_break_a_parser(tmp_path: Path, bench: Workbench, content: bytes) -> None:
    survive(put(tmp_path, "x.json", content), bench)


# Forms

FORM_KEYS = st.sampled_from(("name", "platform", "people_reached", "impressions", "spend", "currency", "start", "end",
                             "percent_of", "gender", "age", "place", "aim", "post", "x"))  # fmt: skip
GROUP_KEYS = st.sampled_from(
    ("women", "men", "unknown", "F", "18-24", "65+", "genders", "ages", "estimated_audience", "x")
)
PLAIN_TOML = st.one_of(
    st.integers(-5, 10**20),
    st.floats(),
    st.booleans(),
    st.sampled_from(("", "57", "57 %", "<1", "2026-05-01", "people", "impressions", "a", "18-44", "women")),
    st.dates(),
)
FORMS = st.dictionaries(FORM_KEYS, PLAIN_TOML | st.dictionaries(GROUP_KEYS, PLAIN_TOML, max_size=4), max_size=8)


def as_toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (bool, str)):
        return json.dumps(value)
    if isinstance(value, float):
        return repr(value)
    return str(value)


@settings(fuzz, max_examples=MANY)
@given(FORMS)
def test_any_form_is_read_or_refused(folder: Path, bench: Workbench, form: dict[str, Any]) -> None:
    text = "".join(f"{json.dumps(key)} = {as_toml(value)}\n" for key, value in form.items())
    survive(put(folder, "form.toml", text), bench)


@pytest.mark.parametrize(
    "content", [b"a = " + b"[" * 100_000, b"a = " + b"9" * 10_000, b"a.b." * 10_000, b"\xff = 1", b"[[post]]"]
)
def test_forms_made_to_break_a_parser(tmp_path: Path, bench: Workbench, content: bytes) -> None:
    survive(put(tmp_path, "x.toml", content), bench)


# Archives


@settings(fuzz, max_examples=FEW)
@given(st.data())
def test_damaged_archives_are_read_or_refused(folder: Path, bench: Workbench, data: st.DataObject) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", data.draw(st.sampled_from((0, 8, 12, 14)))) as archive:
        for number, (name, content) in enumerate(list(SAMPLES.values())[:2]):
            archive.writestr(f"{number}/{name}", content)
    survive(put(folder, "x.zip", data.draw(damage(stream.getvalue()))), bench)
