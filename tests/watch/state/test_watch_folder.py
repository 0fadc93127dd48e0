"""The folder of a watch: what its files are called, what counts as new, and what each refusal says."""

from __future__ import annotations

import pytest
from tests.watch.making import write_config

from seenby.errors import Damaged, FolderInUse, SettingsError, UsageError
from seenby.evidence import MANIFEST
from seenby.watch.manifest import Manifest, changed
from seenby.watch.state.state_folder import REMEDY, WatchFolder, _safe

LOST = "put it back from a copy, or name another folder under state and run again from the first day"


@pytest.fixture
def folder(tmp_path):
    found = WatchFolder(write_config(tmp_path))
    found.root.mkdir()
    return found


def write(folder, name):
    path = folder.path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")
    return path


def test_a_folder_without_a_manifest_is_a_new_watch(folder):
    parts = folder.settings.file.parts
    new = folder.manifest()
    assert new == Manifest(rules=folder.settings.rules_hash(), names=((),) * parts, ads=(0,) * parts)
    # What a first run leaves that was killed.
    for name in ("names/00000001-x-0.parquet", "days/tmp_00000001-x-0.parquet"):
        write(folder, name)
    assert folder.manifest() == new


@pytest.mark.parametrize("name", ["states/00000002-x-0.parquet", "names/mine.txt", "days/tmp_00000002-x-0.parquet"])
def test_files_of_a_later_day_without_a_manifest_are_no_new_watch(folder, name):
    write(folder, name)
    with pytest.raises(Damaged) as caught:
        folder.manifest()
    assert str(caught.value) == (
        f"{folder.path(MANIFEST)}: is missing, though there are files in names, days, states beside it; {LOST}"
        " (the state was left as it was)."
    )


def test_a_manifest_that_cannot_be_read_is_none(folder):
    folder.path(MANIFEST).mkdir()
    with pytest.raises(Damaged) as caught:
        folder.manifest()
    assert str(caught.value) == (
        f"{folder.path(MANIFEST)}: is not the manifest of a watch; {LOST} (the state was left as it was)."
    )


def test_a_kept_manifest_is_read_again_under_the_same_rules_only(folder):
    kept = changed(folder.manifest(), serial=3, notes=("a note",))
    folder.keep_manifest(kept)
    assert folder.manifest() == kept
    folder.path(MANIFEST).unlink()
    folder.keep_manifest(changed(kept, rules="others"))
    with pytest.raises(SettingsError, match="rho_max, the past or the parts are not those"):
        folder.manifest()


def test_a_new_file_is_called_by_the_next_number_the_day_and_the_part(folder):
    after = changed(folder.manifest(), serial=41)
    path = folder.new_path("days", after, "2026-05-01 a/b", 2)
    assert folder.relative(write(folder, f"days/{path.name}")) == "days/00000042-2026-05-01-a-b-2.parquet"
    assert folder.new_path("days", after, "2026-05-01 a/b", 2) == path
    assert not path.exists(), "what a killed run left is gone"
    assert _safe("Ä9_-.x y") == "Ä9_--x-y"


def test_what_the_manifest_does_not_name_is_cleared_and_what_is_not_ours_stays(folder):
    named = "names/00000001-x-0.parquet"
    ours = ["names/00000001-y-0.parquet", "days/tmp_00000002-x-0.parquet", "states/00000002-x-1.parquet"]
    others = ["names/mine.parquet", "days/notes.txt", "other/00000001-x-0.parquet"]
    for name in (named, *ours, *others):
        write(folder, name)
    folder.keep_manifest(Manifest(rules=folder.settings.rules_hash(), names=((named,),), ads=(0,)))
    assert [name for name in (named, *ours, *others) if folder.has(name)] == [named, *others]


def test_one_run_at_a_time_holds_the_folder(folder):
    with folder.lock(), pytest.raises(FolderInUse, match="another run of this watch is at work"), folder.lock():
        pass


def test_a_folder_that_cannot_be_made_or_written_says_what_to_do(folder, monkeypatch):
    folder.root.rmdir()
    folder.root.write_bytes(b"a file")
    with pytest.raises(UsageError) as caught, folder.lock():
        pass
    assert str(caught.value) == (
        f"{folder.root}: cannot be made; name another folder under state (nothing was written)."
    )
    with pytest.raises(UsageError) as caught:
        folder.new_path("days", Manifest(rules=""), "x", 0)
    assert str(caught.value) == f"{folder.path('days')}: cannot be written; {REMEDY} (nothing was written)."
    folder.root.unlink()
    folder.root.mkdir()
    missing = folder.path("days")
    with pytest.raises(UsageError) as caught:
        folder.relative(missing)
    assert str(caught.value) == f"{missing}: cannot be written; {REMEDY} (nothing was written)."


def test_a_file_is_named_once_it_is_on_the_disk_for_good(folder, monkeypatch):
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    folder.relative(write(folder, "days/00000001-x-0.parquet"))
    assert len(synced) == 1
