"""A sealed folder: one changed byte is named, wherever it is, and a zip can do no harm."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.errors import Damaged, Unreadable, UsageError
from seenby.evidence import MANIFEST, differences, manifest_of, manifest_text, opened, read_manifest, seal

FILES = {
    "study.toml": b"title = 'A'\n",
    "sources/ab.json": b'{"data": []}',
    "report/index.html": b"<p>\xc3\xa4</p>",
    ".hidden": b"x",
    "empty": b"",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made(tmp_path / "study")


def made(place: Path) -> Path:
    for name, content in FILES.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    return place


@pytest.fixture(scope="module")
def sealed() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="seenby-test-"))
    seal(made(place / "study"), "1")
    yield place / "study"
    shutil.rmtree(place)


def named(folder: Path) -> set[str]:
    try:
        return {one.path for one in differences(folder, read_manifest(folder))}
    except Damaged as error:
        return {error.where}


def test_a_folder_that_nobody_touched_has_no_differences(folder: Path) -> None:
    manifest = seal(folder, "1")
    assert named(folder) == set()
    assert [one.path for one in manifest.files] == sorted(FILES)


def test_the_manifest_is_canonical_and_the_same_wherever_the_folder_lies(folder: Path, tmp_path: Path) -> None:
    seal(folder, "1")
    moved = folder.rename(tmp_path / "another name")
    text = (moved / MANIFEST).read_text()
    assert manifest_text(manifest_of(moved, "1")) == text
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=1) + "\n"
    assert str(tmp_path) not in text
    moved.chmod(0o555)
    assert named(moved) == set()
    moved.chmod(0o755)


def test_the_root_is_the_hash_of_everything_else_in_the_manifest(folder: Path) -> None:
    manifest = seal(folder, "1")
    told = json.loads((folder / MANIFEST).read_text())
    root = told.pop("root")
    assert hashlib.sha256((json.dumps(told, sort_keys=True, indent=1) + "\n").encode()).hexdigest() == root
    assert manifest.root == root


@given(st.data())
def test_one_changed_byte_anywhere_is_named(sealed: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*(name for name in FILES if FILES[name]), MANIFEST]))
    before = (sealed / name).read_bytes()
    at, flip = data.draw(st.integers(0, len(before) - 1)), data.draw(st.integers(1, 255))
    try:
        (sealed / name).write_bytes(before[:at] + bytes([before[at] ^ flip]) + before[at + 1 :])
        assert named(sealed) == {name}
    finally:
        (sealed / name).write_bytes(before)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_in_place_of_the_manifest_are_broken(sealed: Path, content: bytes) -> None:
    before = (sealed / MANIFEST).read_bytes()
    try:
        (sealed / MANIFEST).write_bytes(content)
        assert named(sealed) == {MANIFEST}
    finally:
        (sealed / MANIFEST).write_bytes(before)


def test_a_missing_a_new_and_a_longer_file_are_named_each_for_what_it_is(folder: Path) -> None:
    sealed_with = seal(folder, "1")
    (folder / "empty").unlink()
    (folder / "added").write_text("x")
    (folder / "study.toml").write_text("longer than it was before")
    found = {one.path: one.kind for one in differences(folder, sealed_with)}
    assert found == {"empty": "missing", "added": "new", "study.toml": "changed"}


def test_a_manifest_whose_root_was_made_to_fit_shows_against_the_published_root(folder: Path) -> None:
    published = seal(folder, "1").root
    (folder / "study.toml").write_text("changed")
    assert seal(folder, "1").root != published
    assert named(folder) == set()


def test_a_link_is_refused_because_it_may_be_another_file_tomorrow(folder: Path) -> None:
    (folder / "link").symlink_to("/etc/hostname")
    with pytest.raises(Unreadable, match="link"):
        seal(folder, "1")


def test_a_folder_without_a_manifest_says_what_to_do(folder: Path) -> None:
    with pytest.raises(UsageError, match="seenby study report"):
        read_manifest(folder)


def zipped(folder: Path, target: Path, top: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, top + path.relative_to(folder).as_posix())
    return target


@pytest.mark.parametrize("top", ["", "study/"])
def test_a_zip_of_the_folder_is_the_folder(folder: Path, tmp_path: Path, top: str) -> None:
    seal(folder, "1")
    with opened(zipped(folder, tmp_path / "sent.zip", top)) as place:
        assert named(place) == set()
    assert not place.exists()


def test_what_a_killed_command_unpacked_is_cleared_by_the_next(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(folder, "1")
    sent, place = zipped(folder, tmp_path / "sent.zip"), tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    code = (
        "import os, sys; from pathlib import Path; from seenby.evidence import opened\n"
        "with opened(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(sent)], env={**os.environ, "TMPDIR": str(place)})
    assert len(list(place.iterdir())) == 1
    with opened(sent):
        assert len(list(place.iterdir())) == 1
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out", "a\\..\\out"])
def test_a_zip_that_would_write_outside_its_place_is_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(Damaged, match="outside"), opened(tmp_path / "sent.zip"):
        pass


@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_what_is_neither_file_nor_folder_is_refused_and_never_opened(folder: Path, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(folder / "odd")
        held = None
    else:
        held = socket.socket(socket.AF_UNIX)
        held.bind(os.path.relpath(folder / "odd"))
    with pytest.raises(Unreadable, match="neither a file nor a folder"):
        seal(folder, "1")
    if held is not None:
        held.close()


def test_files_deep_down_hidden_empty_or_called_alike_are_each_named(folder: Path) -> None:
    sealed_with = seal(folder, "1")
    added = {".a/.b/.c", "e\u0301", "\u00e9", "Study.toml", "two\nlines", os.fsdecode(b"\xff")}
    for name in added:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    assert {one.path for one in differences(folder, sealed_with) if one.kind == "new"} == added
    seal(folder, "1")
    assert named(folder) == set()


def test_what_lies_in_a_zip_beside_the_folder_is_named(folder: Path, tmp_path: Path) -> None:
    seal(folder, "1")
    sent = zipped(folder, tmp_path / "sent.zip", "study/")
    with zipfile.ZipFile(sent, "a") as archive:
        archive.writestr("also.html", "x")
    with pytest.raises(Damaged, match=r"also\.html"), opened(sent):
        pass


@pytest.mark.parametrize("name", ["study.toml", "./study.toml", "STUDY.toml", "study.toml/x", "a" * 400])
def test_a_zip_that_holds_a_file_twice_or_where_none_can_be_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    seal(folder, "1")
    sent = zipped(folder, tmp_path / "sent.zip")
    with zipfile.ZipFile(sent, "a") as archive:
        archive.NameToInfo.clear()  # which would warn of the second of a name
        archive.writestr(zipfile.ZipInfo(name), "x")
    with pytest.raises(Damaged), opened(sent):
        pass


def test_an_encrypted_zip_is_refused(folder: Path, tmp_path: Path) -> None:
    seal(folder, "1")
    sent = zipped(folder, tmp_path / "sent.zip")
    content = bytearray(sent.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    sent.write_bytes(content)
    with pytest.raises(Damaged), opened(sent):
        pass


@pytest.mark.parametrize("most", ["MOST_BYTES", "MOST_FILES"])
def test_a_zip_that_swells_beyond_any_study_is_refused_before_it_is_unpacked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: str
) -> None:
    sent = zipped(folder, tmp_path / "sent.zip")
    monkeypatch.setattr(f"seenby.evidence.unpack.{most}", 3)
    with pytest.raises(Damaged, match="more than any study"), opened(sent):
        pass


@pytest.mark.parametrize("packed", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@given(at=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_zip_packed_in_any_way_and_changed_ends_in_a_sentence(
    sealed: Path, packed: int, at: float, flip: int
) -> None:
    target = sealed.parent / "packed.zip"
    with zipfile.ZipFile(target, "w", packed) as archive:
        for path in sorted(sealed.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(sealed).as_posix())
    content = bytearray(target.read_bytes())
    content[int(at * len(content))] ^= flip
    target.write_bytes(bytes(content))
    with suppress(Damaged, UsageError), opened(target) as place:
        named(place)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"bytes": ', '"bytes": Infinity, "x": '),
        ('"bytes": ', '"bytes": NaN, "x": '),
        ('"bytes": ', f'"bytes": {"9" * 5000}, "x": '),
        ("{\n", '{\n "root": "x",\n'),
        ("{\n", '{\n "more": 1,\n'),
        ("{", "[" * 100_000),
        ('"path"', '"Path"'),
    ],
)
def test_a_manifest_with_keys_twice_or_too_many_or_figures_that_are_none_is_broken(
    folder: Path, old: str, new: str
) -> None:
    seal(folder, "1")
    path = folder / MANIFEST
    path.write_text(path.read_text().replace(old, new, 1))
    assert named(folder) == {MANIFEST}


@given(at=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_zip_with_a_changed_byte_is_torn_or_its_folder_differs_or_is_the_same(
    sealed: Path, at: float, flip: int
) -> None:
    target = zipped(sealed, sealed.parent / "sent.zip")
    content = bytearray(target.read_bytes())
    content[int(at * len(content))] ^= flip
    target.write_bytes(bytes(content))
    try:
        with opened(target) as place:
            # Where nothing is named, the byte was a date or a permission of a member, which nobody sealed.
            found = named(place)
            for name, was in FILES.items():
                assert name in found or MANIFEST in found or (place / name).read_bytes() == was
    except (Damaged, UsageError):
        pass


def test_what_is_neither_a_folder_nor_a_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for name in ("file", "nothing"):
        with pytest.raises(UsageError, match="neither"), opened(tmp_path / name):
            pass
