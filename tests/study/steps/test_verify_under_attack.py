"""Whoever alters a study's folder, seals it again or fills it with traps is found out, and nothing hangs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.study.steps import making

from seenby.evidence import MANIFEST, differences, read_manifest, seal
from seenby.evidence.hash_chain import BEFORE, Chain
from seenby.study.folder import (
    BY_HAND,
    COLLECTED,
    DEVIATIONS,
    FINDINGS,
    PLAN,
    REGISTRATION,
    SOURCES,
    STUDY,
    TABLES,
)
from seenby.study.steps import judge, report, verify
from seenby.version import VERSION

PAGE = "report/index.html"
TABLE = f"{TABLES}/delivery.parquet"
Trap = Callable[[Path], object]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that was judged, reported and sealed; nobody changes it."""
    folder = making.charm(tmp_path_factory.mktemp("studies") / "charm")
    making.deviate(folder, "Looked at on Tuesday.")
    judge(folder.root)
    report(folder.root)
    return folder.root


@pytest.fixture
def bent(sealed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sealed, tmp_path / "bent")


def bend(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def named(folder: Path) -> set[str]:
    found = verify(folder)
    assert not found.sound
    return {one.path for one in found.differences}


def test_a_flip_anywhere_along_any_file_is_named(bent: Path) -> None:
    manifest = read_manifest(bent)
    for one in manifest.files:
        path = bent / one.path
        content = path.read_bytes()
        for at in range(0, len(content), 97 * max(1, len(content) // 9_700)):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            assert {found.path for found in differences(bent, manifest)} == {one.path}
        path.write_bytes(content)


def test_a_page_that_was_bent_and_sealed_again_is_named(bent: Path) -> None:
    bend(bent / PAGE, "goes beyond", "within")
    seal(bent, VERSION)
    assert named(bent) == {PAGE}


def test_a_table_that_was_bent_and_sealed_again_is_named(bent: Path) -> None:
    import duckdb

    rows = duckdb.read_parquet(str(bent / TABLE))
    more = duckdb.sql("SELECT * REPLACE (impressions_low + 1 AS impressions_low) FROM rows")
    assert rows is not None
    assert more is not None
    more.write_parquet(str(bent / "t"))
    (bent / "t").replace(bent / TABLE)
    seal(bent, VERSION)
    assert named(bent) == {TABLE}
    (bent / TABLE).write_bytes(b"PAR1 and no more")
    seal(bent, VERSION)
    assert named(bent) == {TABLE}


def test_a_table_of_the_same_rows_packed_otherwise_is_sound(bent: Path) -> None:
    import duckdb

    duckdb.read_parquet(str(bent / TABLE)).write_parquet(str(bent / "t"), compression="zstd")
    assert (bent / "t").read_bytes() != (bent / TABLE).read_bytes()
    (bent / "t").replace(bent / TABLE)
    seal(bent, VERSION)
    assert verify(bent).sound


@pytest.mark.parametrize("old_new", [('"seed": 7', '"seed": 8'), ("{", "[")])
def test_a_plan_other_than_the_registered_one_is_named_though_sealed_again(
    bent: Path, old_new: tuple[str, str]
) -> None:
    bend(bent / PLAN, *old_new)
    seal(bent, VERSION)
    assert named(bent) == {PLAN}


def test_steps_by_hand_that_the_plan_does_not_give_are_named_though_sealed_again(bent: Path) -> None:
    (bent / BY_HAND).write_text("Give the child ten times the money.")
    seal(bent, VERSION)
    assert named(bent) == {BY_HAND}


def test_a_page_whose_findings_were_taken_out_is_named(bent: Path) -> None:
    (bent / FINDINGS).unlink()
    seal(bent, VERSION)
    assert named(bent) == {FINDINGS}


@pytest.mark.parametrize("text", ['"schema": "other",\n "schema"', '"extra": null,\n "schema"', ' "schema"'])
def test_findings_with_a_key_twice_or_too_many_or_set_otherwise_are_not_the_same(bent: Path, text: str) -> None:
    bend(bent / FINDINGS, '"schema"', text)
    seal(bent, VERSION)
    assert not verify(bent).agrees


TRAPS: Mapping[str, Trap] = {
    "pipe": os.mkfifo,
    "link to what never ends": lambda path: path.symlink_to("/dev/zero"),
    "link to nothing": lambda path: path.symlink_to("nowhere"),
    "folder": os.mkdir,
}


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("name", [COLLECTED, DEVIATIONS, FINDINGS, MANIFEST, PLAN, REGISTRATION, STUDY, PAGE])
def test_what_is_no_file_is_named_and_never_opened(bent: Path, name: str, trap: str) -> None:
    (bent / name).unlink()
    TRAPS[trap](bent / name)
    assert named(bent) == {name}


def collected_as(folder: Path, **other: Any) -> None:
    """Another list of what was collected, its chain whole, sealed again."""
    rows = [json.loads(line) for line in (folder / COLLECTED).read_text().splitlines()]
    (folder / COLLECTED).unlink()
    chain = Chain(folder / COLLECTED)
    for row in rows:
        row.pop(BEFORE)
        chain.append({**row, **(other if row["what"] == "delivery" else {})})
    seal(folder, VERSION)


@pytest.mark.parametrize("sources", [["/dev/zero"], ["../study.toml"], ["x" * 64 + "/../../../y"], 5, None, [[1], {}]])
def test_a_list_of_sources_that_leads_out_of_the_folder_is_not_followed(bent: Path, sources: object) -> None:
    collected_as(bent, sources=sources)
    found = verify(bent)
    assert not found.agrees
    assert "could not be judged again: collected.jsonl" in found.again


@pytest.mark.parametrize("content", [b"", b"[]", b"\x00" * 99, b'{"data":[NaN]}', b'{"data":[{"ad_id":1e999999}]}'])
def test_a_source_that_no_reader_reads_is_called_by_its_name_in_the_folder(bent: Path, content: bytes) -> None:
    name = f"{hashlib.sha256(content).hexdigest()}.json"
    (bent / SOURCES / name).write_bytes(content)
    collected_as(bent, sources=[name])
    found = verify(bent)
    assert not found.agrees
    assert f"{SOURCES}/{name}" in found.again


@pytest.mark.parametrize("picture", ["/dev/zero", "../../../../../../../dev/zero"])
def test_a_picture_outside_the_folder_is_never_opened(bent: Path, picture: str) -> None:
    bend(bent / REGISTRATION, "pictures/item.png", picture)
    seal(bent, VERSION)
    assert not verify(bent).agrees


def test_only_a_published_hash_shows_a_whole_study_that_was_made_anew(sealed: Path, tmp_path: Path) -> None:
    plan = making.plan_of(tuple(making.CHARM))
    forged = making.folder_of(tmp_path / "forged", plan, making.rows_of(plan, {**making.CHARM, "child": 0.5})).root
    judge(forged)
    made = report(forged)
    published = read_manifest(sealed).root
    assert verify(forged).sound
    assert verify(forged, made.root).sound
    assert [one.path for one in verify(forged, published).differences] == [MANIFEST]
    assert [one.path for one in verify(forged, registration="0" * 64).differences] == [REGISTRATION]
    assert verify(forged, registration=verify(forged).registration.upper()).sound
