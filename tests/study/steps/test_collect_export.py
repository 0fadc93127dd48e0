"""``collect --from``: a person's export, matched by the names of the plan, in whatever language it came."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.study.steps import making

from seenby.errors import SeenbyError, UsageError
from seenby.evidence.hash_chain import read_chain
from seenby.model import Plan
from seenby.study.folder import COLLECTED, SOURCES, StudyFolder
from seenby.study.steps import judge, report, take_in, verify

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
GERMAN = {
    "Name der Werbeanzeige": "ad_name",
    "Alter": "age",
    "Geschlecht": "gender",
    "Impressionen": "impressions",
    "Reichweite": "reach",
    "Ausgegebener Betrag (EUR)": "spend",
    "Berichtsstart": "date_start",
    "Berichtsende": "date_stop",
}
ENGLISH = {
    "Ad name": "ad_name",
    "Age": "age",
    "Gender": "gender",
    "Impressions": "impressions",
    "Reach": "reach",
    "Amount spent (EUR)": "spend",
    "Reporting starts": "date_start",
    "Reporting ends": "date_stop",
}
IN_GERMAN = {"female": "Weiblich", "male": "Männlich"}


def export(path: Path, rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], german: bool = False) -> Path:
    """An ads manager's CSV."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        write = csv.writer(stream)
        write.writerow(columns)
        for row in rows:
            cells = [str(row[name]) for name in columns.values()]
            if german:
                cells[2], cells[5] = IN_GERMAN[cells[2]], cells[5].replace(".", ",")
            write.writerow(cells)
    return path


def by_hand(path: Path) -> tuple[StudyFolder, Plan]:
    plan = making.plan_of(tuple(making.CHARM), api="", accounts=())
    return making.folder_of(path, plan, None), plan


@pytest.mark.parametrize("german", [False, True])
def test_an_export_by_hand_is_judged_in_any_language_we_read(tmp_path: Path, german: bool) -> None:
    folder, plan = by_hand(tmp_path / "s")
    file = export(tmp_path / "Bericht.csv", making.rows_of(plan, making.CHARM), GERMAN if german else ENGLISH, german)
    taken = take_in(folder.root, [file], now=NOW)
    assert (len(taken.found), taken.missing, taken.others) == (len(plan.slots), (), 0)
    told = judge(folder.root)
    child = next(one for one in told.compared if one.arms and one.arms[0] == "child")
    assert child.verdict == "goes beyond"
    assert told.arms["child"].share["gender"]["male"].middle == pytest.approx(0.94, abs=0.02)
    assert not told.simulated
    assert "Nothing in this page is real" not in report(folder.root).page.read_text()
    assert verify(folder.root).sound


def test_the_export_is_kept_byte_for_byte_and_listed_with_its_own_name(tmp_path: Path) -> None:
    folder, plan = by_hand(tmp_path / "s")
    file = export(tmp_path / "My export.CSV", making.rows_of(plan, making.CHARM), ENGLISH)
    taken = take_in(folder.root, [file], now=NOW)
    name = f"{hashlib.sha256(file.read_bytes()).hexdigest()}.csv"
    assert taken.files == (name,)
    assert (folder.root / SOURCES / name).read_bytes() == file.read_bytes()
    entry = read_chain(folder.path(COLLECTED))[-1]
    assert entry == {
        "at": "2026-03-09T08:00:00+00:00", "what": "export", "sources": [name], "final": False, "name": "My export.CSV",
    }  # fmt: skip


def test_what_is_missing_is_named_and_what_is_not_ours_is_only_counted(tmp_path: Path) -> None:
    folder, plan = by_hand(tmp_path / "s")
    rows = making.rows_of(plan, making.CHARM, leave=("p02-1", "t01-2"))
    theirs = [{**row, "ad_name": f"Other {number}"} for number in (1, 2) for row in rows[:2]]
    taken = take_in(folder.root, [export(tmp_path / "e.csv", [*rows, *theirs], ENGLISH)], now=NOW)
    assert [slot.ident for slot in taken.missing] == ["p02-1", "t01-2"]
    assert taken.others == 2
    assert "Other" not in json.dumps(taken.as_json())


def test_a_file_without_any_ad_of_the_study_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    folder, plan = by_hand(tmp_path / "s")
    rows = [{**row, "ad_name": "Somebody's"} for row in making.rows_of(plan, making.CHARM)[:4]]
    with pytest.raises(UsageError, match="none of this study's ads") as raised:
        take_in(folder.root, [export(tmp_path / "e.csv", rows, ENGLISH)], now=NOW)
    assert "Somebody" not in str(raised.value)
    assert not folder.has(COLLECTED)
    assert not folder.has(SOURCES)


def test_a_later_export_of_the_same_ads_counts_and_both_are_kept(tmp_path: Path) -> None:
    folder, plan = by_hand(tmp_path / "s")
    rows = making.rows_of(plan, making.CHARM)
    early = [{**row, "impressions": "1"} for row in rows]
    take_in(folder.root, [export(tmp_path / "one.csv", early, ENGLISH)], now=datetime(2026, 3, 2, 12, tzinfo=UTC))
    take_in(folder.root, [export(tmp_path / "two.csv", rows, ENGLISH)], now=NOW)
    told = judge(folder.root)
    impressions = told.arms["item"].impressions
    assert impressions is not None
    assert impressions.low > 1_000
    assert [one.name for one in told.sources] == ["one.csv", "two.csv"]


def test_parts_of_the_ads_in_several_files_make_one_study(tmp_path: Path) -> None:
    folder, plan = by_hand(tmp_path / "s")
    rows = making.rows_of(plan, making.CHARM)
    half = len(rows) // 16 * 8
    files = [export(tmp_path / f"{name}.csv", some, ENGLISH) for name, some in (("a", rows[:half]), ("b", rows[half:]))]
    taken = take_in(folder.root, files, now=NOW)
    assert taken.missing == ()
    assert judge(folder.root).left_out == ()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_file_is_taken_in_or_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    folder, _ = by_hand(tmp_path / "s")
    (tmp_path / "any.csv").write_bytes(content)
    with pytest.raises(SeenbyError):
        take_in(folder.root, [tmp_path / "any.csv"], now=NOW)
    assert not folder.has(COLLECTED)


def test_amounts_of_two_currencies_are_not_held_against_each_other(tmp_path: Path) -> None:
    folder, plan = by_hand(tmp_path / "s")
    rows = making.rows_of(plan, making.CHARM)
    dear = [{**row, "spend": f"{float(row['spend']) * 150:.2f}"} for row in rows if "p01-1" in row["ad_name"]]
    rest = [row for row in rows if "p01-1" not in row["ad_name"]]
    yen = {name.replace("EUR", "JPY"): key for name, key in ENGLISH.items()}
    take_in(folder.root, [export(tmp_path / "yen.csv", dear, yen), export(tmp_path / "euro.csv", rest, ENGLISH)])
    told = judge(folder.root)
    assert told.left_out == ()
    assert any("p01-1" in line and "Not counted: 1 of 7" in line for one in told.compared for line in one.otherwise)
