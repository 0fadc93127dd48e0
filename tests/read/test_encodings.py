"""Exports that a spreadsheet has saved in a code page read as from UTF-8, or say what is open, or are refused."""

from __future__ import annotations

import json
import tomllib
import unicodedata
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.read.looking import by_name, codes, examine, look, note, put, refused

import seenby
from seenby.errors import SeenbyError, SettingsError, UsageError
from seenby.read import Options
from seenby.read.files import encoding
from seenby.read.files.code_pages import MULTI_BYTE, SINGLE_BYTE
from seenby.report import to_json
from seenby.store import Workbench, workbench

PAGES = (*SINGLE_BYTE, *MULTI_BYTE, "big5", "shift_jis", "euc_kr", "gbk", "gb2312")
COMMON_PAGES = ("cp1252", "cp1250", "cp1251", "cp1254", "cp1258", "koi8-r", "mac-roman", "cp850", *MULTI_BYTE)
WIDE = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
ROOM = files("seenby.read.cells")
LISTS = {
    file.name.removesuffix(".toml"): file
    for letters in (ROOM / "columns" / "meta").iterdir()
    for file in letters.iterdir()
}
LANGUAGES = sorted(LISTS)
GENDERS = tomllib.loads((ROOM / "word_lists" / "gender.toml").read_text("utf-8"))
COLUMNS = ("campaign", "ad_set", "ad", "age", "gender", "impressions", "reach")
SEPARATED = [("tr", "cp1254"), ("ja", "cp932"), ("zh_hant", "big5"), ("ja", "utf-16-le")]
FLIPPED = [("tr", "utf-8"), ("tr", "cp1254"), ("ja", "cp932"), ("zh", "gb18030"), ("ru", "utf-16-le")]
SAID = {"encoding-assumed", "names-may-differ"}

NAMES = {
    "cs": ("Podzimní kolekce šperků", "Žlutý kůň"),
    "da": ("Efterårets smykker", "Rød grød med fløde"),
    "de": ("Frühlingsaktion „Süßes“", "Ärzte über uns"),
    "en": ("Crème brûlée", "Café – naïve"),
    "es": ("Colección otoño", "¡Últimos días!"),
    "fr": ("Soldes d'été", "Noël à Paris"),
    "id": ("Perhiasan – musim gugur", "Café Bali"),
    "it": ("Perché no?", "Città più bella"),
    "ja": ("秋のコレクション", "母の日ギフト"),
    "ko": ("가을 컬렉션", "어머니의 날"),
    "nb": ("Høstens smykker", "Blåbær på fjellet"),
    "nl": ("Reünie in België", "Één dag"),
    "pl": ("Kolekcja jesienna, złoto", "Święta w Gdańsku"),
    "pt": ("Promoção de verão", "Coleção São João"),
    "ru": ("Осенняя коллекция", "Серебряные серьги"),
    "sv": ("Höstens smycken", "Å så fin"),
    "tr": ("Sonbahar şıklığı", "Gümüş küpe – İndirim"),
    "uk": ("Осіння колекція", "Срібні сережки"),
    "vi": ("Bộ sưu tập mùa thu", "Ngày của mẹ"),
    "zh": ("秋季新品系列", "母亲节礼物"),
    "zh_hant": ("秋季新品系列", "母親節禮物"),
}


def export(headers: list[str], women: str, men: str, names: tuple[str, str], mark: str = ",") -> str:
    rows = [
        [names[0], names[1], f"{name} {number}", age, group, str(100 + 7 * number + 3 * len(age) + len(group)), "40"]
        for number, name in enumerate(names)
        for group in (women, men)
        for age in ("18-24", "65+")
    ]
    cells = ([f'"{cell}"' if mark in cell else cell for cell in row] for row in [headers, *rows])
    return "\n".join(map(mark.join, cells)) + "\n"


def in_language(language: str, mark: str = ",") -> str:
    listed = tomllib.loads(LISTS[language].read_text("utf-8"))
    headers = [listed[field][0] for field in COLUMNS]
    words = language.removesuffix("_hant")
    return export(headers, GENDERS["female"][words][0], GENDERS["male"][words][0], NAMES[language], mark)


def in_english(language: str) -> str:
    headers = ["Campaign name", "Ad set name", "Ad name", "Age", "Gender", "Impressions", "Reach"]
    return export(headers, "female", "male", NAMES[language])


def encoded(content: str, page: str) -> bytes | None:
    """The content in a code page, as a program on Windows would write it; None where it cannot."""
    if page == "cp1258":
        # This page has the accents of Vietnamese tones as signs of their own.
        whole = (_with_tones_apart(sign) for sign in content)
        content = "".join(whole)
    try:
        return content.encode(page)
    except UnicodeEncodeError:
        return None


def _with_tones_apart(sign: str) -> str:
    try:
        sign.encode("cp1258")
    except UnicodeEncodeError:
        split = unicodedata.normalize("NFD", sign)
        tone = next((mark for mark in split[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"), "")
        return unicodedata.normalize("NFC", split.replace(tone, "")) + tone
    return sign


def plain_json(found: seenby.Audit) -> str:
    """The audit without its health and its fingerprints."""
    content = json.loads(to_json(found))
    del content["health"]
    for source in content["sources"]:
        del source["sha256"]
    return json.dumps(content, ensure_ascii=False)


@pytest.fixture(scope="module")
def bench():
    with workbench() as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_in_a_language_tell_its_code_page(tmp_path: Path, bench: Workbench, language: str) -> None:
    whole = in_language(language)
    wanted, ads = examine(put(tmp_path, "export.csv", whole), bench)
    assert len(ads) == 2
    tried = 0
    for page in (*WIDE, *PAGES):
        content = encoded(whole, page)
        if content in (None, whole.encode()):
            continue
        tried += 1
        path = put(tmp_path, "export.csv", content)
        reading, again = examine(path, bench)
        noticed = {note.code for note in reading.health}
        # In a language whose headers need no accents, only the names are left to tell a code page by.
        if (reading.deliveries, again) != (wanted.deliveries, ads):
            assert language in ("en", "id", "nl", "it"), page
            assert noticed & SAID, page
        assert ("encoding-assumed" in noticed) == (page not in WIDE), page
    assert tried >= 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_under_english_headers_are_never_silently_wrong(tmp_path: Path, bench: Workbench, language: str) -> None:
    whole = in_english(language)
    wanted, _ = examine(put(tmp_path, "export.csv", whole), bench)
    for page in COMMON_PAGES:
        content = encoded(whole, page)
        if content in (None, whole.encode()):
            continue
        path = put(tmp_path, "export.csv", content)
        reading, ads = examine(path, bench)
        noticed = {note.code for note in reading.health}
        assert "encoding-assumed" in noticed
        assert len(ads) == 2
        assert {row.gender for row in reading.deliveries} == {row.gender for row in wanted.deliveries}
        said, _ = examine(path, bench, Options(encoding=page))
        assert said.deliveries == wanted.deliveries, page
        assert not SAID & {note.code for note in said.health}


@pytest.mark.parametrize(("language", "page"), [("tr", "cp1254"), ("ru", "cp1251"), ("ko", "cp949"), ("zh", "gb18030")])
def test_the_json_is_the_same_as_from_utf_8(tmp_path: Path, language: str, page: str) -> None:
    wanted = plain_json(look(tmp_path, in_language(language)))
    found = look(tmp_path, in_language(language).encode(page))
    assert plain_json(found) == wanted
    assert page in note(found, "encoding-assumed").message


@pytest.mark.parametrize("mark", ["\t", ";", "|"])
@pytest.mark.parametrize(("language", "page"), SEPARATED)
def test_what_separates_cells_does_not_matter(tmp_path: Path, mark: str, language: str, page: str) -> None:
    found = look(tmp_path, in_language(language, mark).encode(page), "export.tsv")
    assert set(by_name(found)) == {f"{name} {number}" for number, name in enumerate(NAMES[language])}


def test_a_file_in_an_archive_is_read_as_one_beside_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "exports.zip", "w") as archive:
        archive.writestr("turkish.csv", in_language("tr").encode("cp1254"))
    assert set(by_name(seenby.audit(tmp_path / "exports.zip"))) == {"Sonbahar şıklığı 0", "Gümüş küpe – İndirim 1"}


def test_two_possible_code_pages_are_both_named_with_what_they_make_of_a_name(tmp_path: Path) -> None:
    content = in_english("en").replace("Crème brûlée", "Piñata").replace("Café – naïve", "Fiesta")
    found = look(tmp_path, content.encode("cp1252"))
    message = note(found, "names-may-differ").message
    assert "cp1252" in message
    assert "cp1250" in message
    assert "Piñata" in message
    assert "Pińata" in message
    assert "--encoding" in message


def test_the_user_may_name_the_code_page_and_only_of_files_that_are_not_unicode(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", in_english("cs").encode("cp1250"))
    put(tmp_path, "b.csv", in_english("tr"))
    found = seenby.audit(tmp_path, encoding="cp1250")
    assert {"Žlutý kůň 1", "Gümüş küpe – İndirim 1"} <= set(by_name(found))
    assert not SAID & codes(found)


@pytest.mark.parametrize("name", ["cp9999", "hex", "rot13", "\0"])
def test_an_encoding_that_does_not_exist_is_a_wrong_call(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="there is no encoding"):
        look(tmp_path, in_english("en"), encoding=name)


def test_a_word_for_people_that_may_be_decoded_wrongly_is_refused_and_the_remedy_works(tmp_path: Path) -> None:
    content = in_english("cs").replace(",male,", ",Děčko,")
    encoding = refused(tmp_path, content.encode("cp1250"))
    assert "“gender”" in encoding
    assert "--encoding" in encoding
    found = look(tmp_path, content.encode("cp1250"), encoding="cp1250")
    assert "group-not-recognised" in codes(found)
    assert "Děčko" in note(found, "group-not-recognised").message


def test_ads_never_melt_into_one_because_their_column_was_decoded_wrongly(tmp_path: Path) -> None:
    content = in_english("cs").replace("Ad name", "Název čehosi")
    assert "--encoding" in refused(tmp_path, content.encode("cp1250"))


def test_columns_that_nobody_knows_are_refused_with_the_code_page_as_one_way_on(tmp_path: Path) -> None:
    assert "--encoding" in refused(tmp_path, "Ονομα,Φύλο,Προβολές\nα,γυναίκα,5\n".encode("cp1253"))


def test_headers_of_the_users_own_tell_the_code_page_too(tmp_path: Path) -> None:
    content = "Διαφήμιση,Φύλο,Προβολές\nΆνοιξη,γυναίκα,5\nΆνοιξη,άνδρας,7\n".encode("iso8859-7")
    headers = 'ad = "Διαφήμιση"\ngender = "Φύλο"\nimpressions = "Προβολές"\n'
    mapping = put(tmp_path, "mapping.toml", f'platform = "meta"\n[columns]\n{headers}')
    columns = put(tmp_path, "columns.toml", headers)
    for found in (look(tmp_path, content, mapping=mapping), look(tmp_path, content, columns=columns)):
        assert set(by_name(found)) == {"Άνοιξη"}


@pytest.mark.parametrize("option", ["aim", "mapping", "columns", "arms"])
def test_a_settings_file_in_a_code_page_is_refused_with_its_remedy(tmp_path: Path, option: str) -> None:
    path = put(tmp_path, "own.toml", '# ok\nad = "Größe"\n'.encode("cp1252"))
    with pytest.raises(SettingsError, match="is not UTF-8 text; save it as UTF-8"):
        look(tmp_path, in_english("en"), "export.csv", **{option: path})


def test_a_document_in_a_code_page_is_read_and_said_so(tmp_path: Path) -> None:
    rows = [
        {"ad_name": "Süße Grüße", "gender": gender, "impressions": "7", "date_start": "2026-05-01"}
        for gender in ("female", "male")
    ]
    found = look(tmp_path, json.dumps({"data": rows}, ensure_ascii=False).encode("cp1252"), "export.json")
    assert set(by_name(found)) == {"Süße Grüße"}
    assert "encoding-assumed" in codes(found)


def test_a_broken_byte_in_a_name_is_shown_and_keeps_names_apart(tmp_path: Path) -> None:
    content = (
        in_language("tr").replace("Sonbahar şıklığı 0", "Sonbahar @").replace("Gümüş küpe – İndirim 1", "Sonbahar #")
    )
    found = look(tmp_path, content.encode().replace(b"@", b"\xe9").replace(b"#", b"\xe8"))
    assert set(by_name(found)) == {r"Sonbahar \xe9", r"Sonbahar \xe8"}
    assert note(found, "text-broken").severity == "warning"
    assert not SAID & codes(found)


def test_a_broken_byte_far_down_does_not_change_how_the_others_are_read(tmp_path: Path) -> None:
    rows = "".join(f"Şıklık {number},{word},5\n" for number in range(500) for word in ("kadın", "erkek"))
    content = f"Reklam Adı,Cinsiyet,Gösterim\n{rows}Son @,kadın,5\nSon @,erkek,5\n"
    found = look(tmp_path, content.encode().replace(b"@", b"\xe9"))
    assert set(by_name(found)) == {*(f"Şıklık {number}" for number in range(500)), r"Son \xe9"}
    assert "text-broken" in codes(found)


@pytest.mark.parametrize("word", ["kadın", "Reklam Adı"])
def test_a_broken_byte_in_a_word_or_a_header_is_refused(tmp_path: Path, word: str) -> None:
    content = in_language("tr").encode()
    refused(tmp_path, content.replace(word.encode(), word.encode()[:-2] + b"\xff", 1))


def test_a_file_cut_in_the_middle_of_a_letter_is_refused(tmp_path: Path) -> None:
    headers = "Impressions,Reach,Gender,Ad name\n"
    content = headers + "5,4,female,Süße\n5,4,male,Süße\n5,4,female,Café\n5,4,male,Café"
    assert "middle of a letter" in refused(tmp_path, content.encode()[:-1])


def test_a_file_in_utf_8_is_never_looked_at_as_a_code_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("looked for a code page")

    monkeypatch.setattr(encoding, "choose", fail)
    monkeypatch.setattr(encoding, "Evidence", fail)
    for language in LANGUAGES:
        look(tmp_path, in_language(language))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("flipped")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    source=st.sampled_from(
        [("tr", "utf-8"), ("tr", "cp1254"), ("ja", "cp932"), ("zh", "gb18030"), ("ru", "utf-16-le")]
    ),
    flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_flipped_bytes_give_a_result_or_a_refusal(
    folder: Path, bench: Workbench, source: tuple[str, str], flips: list[tuple[int, int]]
) -> None:
    content = bytearray(in_language(source[0]).encode(source[1]))
    for place, byte in flips:
        content[place % len(content)] = byte
    refusal = None
    try:
        examine(put(folder, "export.csv", bytes(content)), bench)
    except SeenbyError as error:
        refusal = error
    assert refusal is None or refusal.remedy
