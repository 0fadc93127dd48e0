"""The one-minute job from end to end: exports in, an audit out that keeps its promises."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from tests.read import samples
from tests.read.looking import exact, look, note, only, put

import seenby
from seenby.errors import NothingMeasurable, SettingsError, UsageError
from seenby.model import Interval
from seenby.model.progress import Progress
from seenby.read import READERS

AIM = """
genders = ["women"]
ages = "18-44"
[ads."Bild B"]
genders = ["men"]
"""

EXPORTS = {
    "meta.csv": samples.meta_csv(samples.cells("age", "gender", "day")),
    "meta.xlsx": samples.meta_xlsx(samples.cells("region", "gender")),
    "insights.json": samples.as_json(samples.page(samples.insights(samples.cells("gender", "placement")))),
    "library.json": samples.as_json([samples.political_ad(1), samples.eu_ad(2)]),
    "google.csv": samples.google_csv("May 1, 2026 - May 31, 2026"),
    "tiktok.json": samples.tiktok_json(),
    "pinterest.json": samples.pinterest_json(),
    "snapchat.json": samples.snapchat_json(),
    "form.toml": samples.FORM.encode(),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_audit_is_of_the_published_shape(tmp_path: Path, name: str) -> None:
    schemas = list(files("seenby").joinpath("report", "schema").iterdir())
    schema = json.loads(schemas[0].read_text(encoding="utf-8"))
    found = look(tmp_path, EXPORTS[name], name, aim=put(tmp_path, "aim/aim.toml", AIM))
    document = json.loads(json.dumps(found.as_json(), allow_nan=False))
    jsonschema.validate(document, schema)
    assert document["schema"] == "seenby/audit/1"


def test_all_kinds_of_exports_go_into_one_audit(tmp_path: Path) -> None:
    for name, content in EXPORTS.items():
        put(tmp_path, name, content)
    found = seenby.audit(tmp_path)
    readers = {reader.name for reader in READERS} - {"generic"}
    assert {source.reader for source in found.sources} == readers
    assert not [note for note in found.health if note.severity == "refused"]
    assert {ad.key.platform for ad in found.ads} == {
        "meta", "google", "tiktok", "pinterest", "snapchat", "instagram",
    }  # fmt: skip


def test_an_aim_file_speaks_for_every_ad_and_for_single_ones(tmp_path: Path) -> None:
    content = samples.meta_csv(samples.cells("gender"))
    found = look(tmp_path, content, aim=put(tmp_path, "aim.toml", AIM))
    aims = {ad.key.name: ad.aim for ad in found.ads}
    assert {name: aim.genders for name, aim in aims.items() if aim} == {"Bild A": ("female",), "Bild B": ("male",)}
    for ad in found.ads:
        wanted = aims[ad.key.name]
        assert wanted is not None
        other = "male" if wanted.genders == ("female",) else "female"
        assert isinstance(ad.gap, Interval)
        assert ad.gap.low == pytest.approx(ad.share["gender"][other].low)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('genders = ["wemen"]', "wemen"),
        ('ages = "44-18"', "ages"),
        ('ages = "young"', "ages"),
        ("[estimated_audience.gender]\nwomen = 0\nmen = 0", "zero"),
        ("[estimated_audience.gender]\nwomen = -5", "women"),
        ("[estimated_audience.gender]\nwomen = inf", "women"),
        ("[estimated_audience.gender]\nwomen = nan", "women"),
        ('[estimated_audience.gender]\nwomen = "some"', "women"),
        ("[estimated_audience.gender]\nwomen = 5\nfemale = 5", "female"),
        ('[estimated_audience.age]\n"18-34" = 5\n"25-44" = 5', "25-44"),
        ("[estimated_audience.shoe]\nx = 5", "shoe"),
        ("gender = ['women']", "gender"),
        ("genders = ['women'", "TOML"),
        ("a = " + "[" * 5000, "TOML"),
    ],
)
def test_an_aim_that_makes_no_sense_names_the_key_and_leaves_with_two(tmp_path: Path, text: str, word: str) -> None:
    aim = put(tmp_path, "aim.toml", text)
    with pytest.raises(SettingsError, match=word) as caught:
        look(tmp_path, samples.meta_csv(samples.cells("gender")), aim=aim)
    assert caught.value.exit_code == 2
    assert str(aim) in str(caught.value)


def test_a_name_in_an_aim_that_no_ad_bears_is_said(tmp_path: Path) -> None:
    aim = put(tmp_path, "aim.toml", '[ads."Bild A"]\ngenders = ["women"]\n[ads."Bild Q"]\ngenders = ["women"]\n')
    found = look(tmp_path, EXPORTS["meta.csv"], aim=aim)
    assert "“Bild Q”" in note(found, "aim-of-no-ad").message


def test_a_columns_file_adds_headers_in_the_user_s_own_words(tmp_path: Path) -> None:
    columns = put(tmp_path, "columns.toml", 'ad = ["Motiv"]\ngender = ["Wer"]\nimpressions = ["Gezeigt"]\n')
    ad = only(look(tmp_path, "Motiv,Wer,Gezeigt\nA,Frauen,30\nA,Männer,10\n", columns=columns))
    assert exact(ad.share["gender"]) == {"female": 0.75, "male": 0.25}


def test_one_path_may_be_given_alone(tmp_path: Path) -> None:
    path = put(tmp_path, "x.csv", samples.meta_csv(samples.cells("gender")))
    assert len(seenby.audit(str(path)).ads) == len(seenby.audit([path]).ads) == 2


def test_progress_is_told_of_each_file(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        put(tmp_path, name, samples.meta_csv(samples.cells("gender", ads=(name,))))
    told: list[Progress] = []
    seenby.audit(tmp_path, progress=told.append)
    assert told == [Progress("a.csv", 0, 2), Progress("b.csv", 1, 2), Progress("", 2, 2)]


def test_nothing_is_written_beside_the_exports(tmp_path: Path) -> None:
    put(tmp_path, "x.csv", samples.meta_csv(samples.cells("gender")))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    seenby.audit(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_no_path_is_a_usage_error() -> None:
    with pytest.raises((UsageError, NothingMeasurable)):
        seenby.audit([])


def test_a_source_carries_its_fingerprint_and_reader(tmp_path: Path) -> None:
    import hashlib

    content = samples.meta_csv(samples.cells("gender"))
    (source,) = look(tmp_path, content).sources
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert (source.reader, source.rows_read) == ("meta-ads-manager", 6)


def test_only_the_ads_that_are_meant_are_judged_and_no_note_names_another(tmp_path):
    export = tmp_path / "export.csv"
    rows = "".join(f"{ad},{gender},100,10\n" for ad in ("Mine", "Yours") for gender in ("female", "male"))
    export.write_text(f"Ad name,Gender,Impressions,Amount spent (EUR)\n{rows}", encoding="utf-8")
    found = seenby.audit(export, only=["Mine"])
    assert [ad.key.name for ad in found.ads] == ["Mine"]
    assert not any("Yours" in note.message for note in found.health)
    assert seenby.audit(export, only=[]).ads == ()


@pytest.mark.real
def test_an_aim_of_two_bands_and_breakdowns_of_a_part_are_not_read_as_all(real_data: Path) -> None:
    # The fixture gives the folder of the first exports; the cases lie beside it.
    cases = real_data.parents[1] / "field-cases"
    if not cases.is_dir():
        pytest.skip("the field cases are not there")
    table = seenby.audit(cases / "001-aim-of-two-age-bands.csv", aim=cases / "001-aim.toml")
    library = seenby.audit(cases / "003-library-aim-of-two-age-bands.json")
    for found in (table, library):
        assert [finding.verdict for finding in found.findings] == ["counted", "goes beyond"]
        assert found.ads[0].outside["age_gender"].low == pytest.approx(0.9)
    part = seenby.audit(cases / "006-breakdown-covers-a-hundredth")
    tenth = seenby.audit(cases / "008-library-cells-cover-a-tenth.json")
    for found, unknown in ((part, 0.99), (tenth, 0.9)):
        assert found.ads[0].unknown is not None
        assert found.ads[0].unknown.low == pytest.approx(unknown)
        assert "breakdown-covers-part" in {note.code for note in found.health}
        assert "within" not in {finding.verdict for finding in found.findings}
    men = part.ads[0].share_with_unknown["gender"]["male"]
    assert (men.low, men.high) == pytest.approx((0.0075, 0.9975))
