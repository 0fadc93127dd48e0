"""Files, folders and archives: each export once, nothing written, nothing that swells without end."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from tests.read.looking import check_refusal, codes, exact, look, only, put, refused
from tests.read.samples import cells, meta_csv, meta_xlsx

import seenby
from seenby.errors import Damaged, UnknownFormat, Unreadable, UsageError
from seenby.read.files import open_files

GOOD = meta_csv(cells("gender", ads=("A",)))
OTHER = meta_csv(cells("gender", ads=("B",)))


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(GOOD),
        zipped({"export.csv": GOOD}),
        zipped({"deep/er/export.csv": GOOD, "__MACOSX/._export.csv": b"\0\0", ".hidden": b"x"}),
        zipped({"export.csv.gz": gzip.compress(GOOD)}),
        gzip.compress(meta_xlsx(cells("gender", ads=("A",)))),
        zipped({"export.xlsx": meta_xlsx(cells("gender", ads=("A",)))}),
    ],
)
def test_packed_exports_read_like_plain_ones(tmp_path: Path, content: bytes) -> None:
    plain, packed = only(look(tmp_path, GOOD, "plain.csv")), only(look(tmp_path, content, "packed"))
    assert exact(packed.share["gender"]) == exact(plain.share["gender"])


def test_the_members_of_an_archive_are_sources_of_their_own(tmp_path: Path) -> None:
    path = put(tmp_path, "two.zip", zipped({"a.csv": GOOD, "b.csv": OTHER, "notes.txt": b"call Anna"}))
    found = seenby.audit(path)
    assert [source.path for source in found.sources] == [f"{path}/a.csv", f"{path}/b.csv"]
    assert {ad.key.name for ad in found.ads} == {"A", "B"}
    assert "file-left-aside" in codes(found)


def test_the_same_export_counts_once_however_it_comes(tmp_path: Path) -> None:
    plain = put(tmp_path, "a.csv", GOOD)
    for again in (
        put(tmp_path, "copy.csv", GOOD),
        put(tmp_path, "a.csv.gz", gzip.compress(GOOD)),
        put(tmp_path, "a.zip", zipped({"a.csv": GOOD})),
    ):
        for given in ([plain, again], [again, plain]):
            found = seenby.audit(given)
            assert len(found.sources) == 1
            assert only(found).snapshots == 1
            assert codes(found) == {"same-export-twice"}


def test_the_same_path_twice_is_one_file(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", GOOD)
    for given in ([path, path], [tmp_path, path], [path, tmp_path / ".." / tmp_path.name]):
        found = seenby.audit(given)
        assert len(found.sources) == 1, given
        assert only(found).snapshots == 1


def test_a_file_named_by_the_user_must_be_readable_even_if_its_folder_is_given_too(tmp_path: Path) -> None:
    put(tmp_path, "good.csv", GOOD)
    bad = put(tmp_path, "bad.csv", "a,b\n1,2\n")
    with pytest.raises(Unreadable):
        seenby.audit([tmp_path, bad])


def test_a_folder_passes_over_what_is_no_export(tmp_path: Path) -> None:
    put(tmp_path, "good.csv", GOOD)
    put(tmp_path, ".~lock.good.csv#", ",anna,laptop,")
    put(tmp_path, "~$good.xlsx", b"\x05anna")
    put(tmp_path, ".hidden/x.csv", OTHER)
    put(tmp_path, "pivot.csv", "Sum - Impressions,Region,\nAd Set Name,Bern,Total Result\nA,3,3\n")
    put(tmp_path, "torn.zip", zipped({"x.csv": OTHER})[:60])
    put(tmp_path, "torn.csv.gz", gzip.compress(OTHER)[:40])
    put(tmp_path, "empty.csv", b"")
    put(tmp_path, "picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    found = seenby.audit(tmp_path)
    assert [Path(source.path).name for source in found.sources] == ["good.csv"]
    aside = {Path(note.where).name for note in found.health if note.code == "file-left-aside"}
    assert aside == {"pivot.csv", "torn.zip", "torn.csv.gz", "empty.csv", "picture.png"}


def test_a_folder_without_any_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(UnknownFormat):
        seenby.audit(tmp_path / "nothing")
    put(tmp_path, "nothing/notes.txt", "call Anna")
    with pytest.raises(Unreadable) as caught:
        seenby.audit(tmp_path / "nothing")
    check_refusal(caught.value, tmp_path / "nothing" / "notes.txt")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.97])
def test_torn_archives_are_refused(tmp_path: Path, part: float) -> None:
    for name, whole in (
        ("a.csv.gz", gzip.compress(GOOD)),
        ("a.zip", zipped({"a.csv": GOOD})),
        ("a.xlsx", meta_xlsx(cells("gender"))),
    ):
        refused(tmp_path, whole[: int(len(whole) * part)], name)


def test_a_text_that_begins_with_the_letters_of_an_archive_is_a_text(tmp_path: Path) -> None:
    content = GOOD.decode("utf-8-sig").replace("Campaign name", "PK", 1)
    assert only(look(tmp_path, content)).key.ad == "A"


def test_an_archive_that_swells_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_files, "RATIO_MATTERS_FROM", 1000)
    monkeypatch.setattr(open_files, "MOST_RATIO", 50)
    assert "far more" in refused(tmp_path, gzip.compress(b"a,b\n" * 200_000), "bomb.gz")
    assert "far more" in refused(tmp_path, zipped({"x.csv": b"a,b\n" * 200_000}), "bomb.zip")


def test_an_archive_writes_nothing_anywhere(tmp_path: Path) -> None:
    path = put(tmp_path, "inside/evil.zip", zipped({"../../evil.csv": GOOD, "/abs.csv": GOOD, "good.csv": GOOD}))
    before = sorted(tmp_path.rglob("*"))
    found = seenby.audit(path)
    assert sorted(tmp_path.rglob("*")) == before
    assert found.ads


def test_paths_that_cannot_be_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        seenby.audit(tmp_path / "gone.csv")
    assert caught.value.exit_code == 2
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError):
        seenby.audit(tmp_path / "pipe")


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": GOOD}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "unpack it" in refused(tmp_path, bytes(content), "locked.zip")


def test_the_fingerprint_is_that_of_the_file_as_it_came(tmp_path: Path) -> None:
    import hashlib

    packed = gzip.compress(GOOD)
    assert look(tmp_path, packed, "a.csv.gz").sources[0].sha256 == hashlib.sha256(packed).hexdigest()


def test_damage_far_inside_is_noticed(tmp_path: Path) -> None:
    rows = cells("gender", "age", ads=tuple(f"Ad {i}" for i in range(400)))
    packed = bytearray(gzip.compress(meta_csv(rows)))
    packed[len(packed) // 2] ^= 0xFF
    with pytest.raises(Damaged):
        look(tmp_path, bytes(packed), "a.csv.gz")


def test_a_workbook_that_swells_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_files, "RATIO_MATTERS_FROM", 1000)
    monkeypatch.setattr(open_files, "MOST_RATIO", 2)
    assert "far more" in refused(tmp_path, meta_xlsx(cells("gender")), "bomb.xlsx")
