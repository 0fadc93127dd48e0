"""The folder of a watch: a manifest that is cut, edited or garbage is one sentence, and what kills left is cleared."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.watch.making import write_config, write_world

from seenby.errors import Damaged, FolderInUse, SeenbyError
from seenby.evidence.hash_chain import BEFORE
from seenby.watch.alarms.notify import TOLD, deliver
from seenby.watch.manifest import manifest_text
from seenby.watch.run import ad_histories, run_watch
from seenby.watch.settings import WatchSettings
from seenby.watch.state.state_folder import WatchFolder

Edit = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> WatchSettings:
    folder = tmp_path_factory.mktemp("watch")
    write_world(folder, ads=6, days=5)
    made = write_config(folder)
    run_watch(made)
    return made


@pytest.fixture
def manifest(watch: WatchSettings) -> Iterator[Path]:
    """The manifest, to be spoilt; the state is put back afterwards."""
    kept = watch.folder / "kept"
    shutil.copytree(watch.state, kept)
    yield watch.state / "manifest.json"
    shutil.rmtree(watch.state)
    kept.rename(watch.state)


def edited(path: Path, edit: Edit) -> None:
    told = json.loads(path.read_text())
    edit(told)
    path.write_text(json.dumps(told))


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(watch: WatchSettings) -> None:
    """Each command says so in a sentence, and changes nothing."""
    before = files_in(watch.state)
    for command in (lambda: run_watch(watch), lambda: ad_histories(watch, "ad-000001")):
        with pytest.raises(Damaged, match=r"manifest\.json: is not the manifest of a watch; put it back") as caught:
            command()
        assert caught.value.exit_code == 7
    assert files_in(watch.state) == before


def set_day(name: str, value: object, at: int = -1) -> Edit:
    return lambda told: told["days"][at].update({name: value})


EDITS: dict[str, Edit] = {
    "a part more": lambda told: told["names"].append([]),
    "no ads": lambda told: told.update(ads=[0]),
    "an ad more": lambda told: told.update(ads=[7]),
    "an ad less": lambda told: told.update(ads=[5]),
    "ads below zero": lambda told: told.update(ads=[-1]),
    "more ads than places": lambda told: told.update(ads=[2**40]),
    "a number before": lambda told: told.update(serial=1),
    "a number below zero": lambda told: told.update(serial=-5),
    "days turned round": lambda told: told["days"].reverse(),
    "a day twice": lambda told: told["days"].append(told["days"][-1]),
    "no day": set_day("day", "tomorrow"),
    "a day with a quote": set_day("day", "2026-05-05'); --"),
    "a day with half a letter": set_day("day", "\ud800"),
    "no state after the last day": set_day("states", []),
    "no counts of the last day": set_day("counts", []),
    "a file outside": set_day("states", ["states/../../x/00000001-a-0.parquet"]),
    "a file in another room": set_day("states", ["days/00000005-2026-05-05-0.parquet"]),
    "a file of no number": set_day("counts", ["days/a.parquet"]),
    "a file with a zero byte": set_day("counts", ["days/00000005-\x00-0.parquet"]),
    "a file of another part": set_day("counts", ["days/00000005-2026-05-05-1.parquet"]),
    "shown ads below zero": set_day("ads", -1),
    "a file of the input on no day": lambda told: next(iter(told["files"].values())).update(days=["' OR 1"]),
    "a key more": lambda told: told.update(more=1),
    "a key less": lambda told: told.pop("rules"),
    "a list for a table": lambda told: told.update(files=[]),
    "notes of numbers": lambda told: told.update(notes=[1]),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_manifest_that_no_watch_can_have_written_is_named_and_the_state_stays(
    watch: WatchSettings, manifest: Path, edit: Edit
) -> None:
    edited(manifest, edit)
    refused(watch)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"[]", b"null", b"[" * 100_000, b'{"serial": 1e999}'])
def test_a_manifest_that_is_cut_or_garbage_is_named(watch: WatchSettings, manifest: Path, content: bytes) -> None:
    manifest.write_bytes(content)
    refused(watch)


def test_a_folder_in_its_place_is_named(watch: WatchSettings, manifest: Path) -> None:
    manifest.unlink()
    manifest.mkdir()
    refused(watch)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_a_manifest_is_made_into_ends_well_or_in_one_sentence(
    watch: WatchSettings, data: st.DataObject
) -> None:
    whole = (watch.state / "manifest.json").read_bytes()
    kept = watch.folder / "fuzzed"
    shutil.copytree(watch.state, kept)
    try:
        (watch.state / "manifest.json").write_bytes(data.draw(spoilt(whole)))
        for command in (lambda: ad_histories(watch, "ad-000001"), lambda: run_watch(watch)):
            # Only these: 2 where its rules, its shape or its ads were made into others.
            with suppress(SeenbyError):
                command()
    finally:
        shutil.rmtree(watch.state)
        kept.rename(watch.state)


@st.composite
def spoilt(draw: st.DrawFn, whole: bytes) -> bytes:
    """A manifest cut, with other bytes in it, or with another value somewhere."""
    how = draw(st.sampled_from(["cut", "bytes", "value", "value", "value"]))
    at = draw(st.integers(0, len(whole) - 1))
    if how == "cut":
        return whole[:at]
    if how == "bytes":
        return whole[:at] + draw(st.binary(min_size=1, max_size=4)) + whole[at + 1 :]
    told = json.loads(whole)
    place, key = draw(st.sampled_from(list(places(told))))
    others = [value[name] for value, name in places(json.loads(whole))]
    place[key] = draw(st.sampled_from([*others, None, -1, 0, 1, 10**30, "", "a", [], {}, "2026-05-03", "\ud800"]))
    return json.dumps(told).encode()


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document that holds a value."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


def test_a_manifest_is_written_as_it_ever_was(watch: WatchSettings) -> None:
    """Sorted, a key a line, letters as they are: states that exist must stay as they are, byte for byte."""
    text = (watch.state / "manifest.json").read_text()
    assert manifest_text(WatchFolder(watch).manifest()) == text
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def test_what_a_first_run_left_that_was_killed_twice_is_cleared_and_the_watch_begins(tmp_path: Path) -> None:
    """Over a file that a kill left, DuckDB writes one under another name, which a second kill leaves too."""
    write_world(tmp_path, ads=6, days=1)
    watch = write_config(tmp_path)
    for name in ("00000001-2026-05-01-0.parquet", "tmp_00000001-2026-05-01-0.parquet"):
        (watch.state / "days").mkdir(parents=True, exist_ok=True)
        (watch.state / "days" / name).write_bytes(b"half")
    assert run_watch(watch).taken == ("2026-05-01",)
    assert [path.name for path in (watch.state / "days").iterdir()] == ["00000001-2026-05-01-0.parquet"]


def test_a_draft_of_the_manifest_that_a_kill_left_is_cleared_by_the_next_run_with_nothing_new(
    watch: WatchSettings, manifest: Path
) -> None:
    code = (
        "import os, sys; from pathlib import Path; from seenby.evidence.atomic_write import writing_whole\n"
        "with writing_whole(Path(sys.argv[1])) as stream: os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(manifest)])
    assert len(list(watch.state.glob(".*"))) == 1
    run_watch(watch)
    assert list(watch.state.glob(".*")) == []


def test_a_second_run_is_told_which_folder_and_which_process(watch: WatchSettings) -> None:
    with (
        WatchFolder(watch).lock(),
        pytest.raises(FolderInUse, match=r"state: another .*: it is process \d+, at"),
    ):
        run_watch(watch)


@pytest.mark.parametrize("line", [{}, {"alarm": "a"}, {"told": True}, {"alarm": "a", "more": 1}])
def test_a_list_of_what_was_told_with_a_line_that_is_none_is_named(tmp_path: Path, line: dict[str, object]) -> None:
    (tmp_path / TOLD).write_text(json.dumps({**line, BEFORE: ""}) + "\n")
    with pytest.raises(Damaged, match=r"told\.jsonl, row 1: is not what was written"):
        deliver(tmp_path, (), lambda _: "")
