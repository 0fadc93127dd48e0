"""Judging, reporting and verifying a study's folder."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.study.steps import making

from seenby.errors import SeenbyError, StoppedByGuard, UsageError
from seenby.evidence import MANIFEST
from seenby.evidence.hash_chain import Chain
from seenby.model import Estimate, Finding, StudyResult
from seenby.study.folder import COLLECTED, FINDINGS, JOURNAL, REGISTRATION, SOURCES, STUDY, StudyFolder
from seenby.study.steps import judge, report, verify
from seenby.study.steps.rebuild import _same_table


def compared(told: StudyResult, arm: str) -> Finding:
    return next(one for one in told.compared if one.arms and one.arms[0] == arm)


def share_of_men(told: StudyResult, arm: str) -> float:
    return told.arms[arm].share["gender"]["male"].middle


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that was judged, reported and sealed; tests put back what they change."""
    place = tmp_path_factory.mktemp("studies") / "charm"
    folder = making.charm(place)
    making.deviate(folder, "Looked at on Tuesday.")
    judge(place)
    report(place)
    return place


def test_the_article_comes_out_estimated_women_item_men_child_more_men(tmp_path: Path) -> None:
    told = judge(making.charm(tmp_path / "charm").root)
    assert told.aim.estimated["gender"]["female"].low > 2 * told.aim.estimated["gender"]["male"].high
    assert share_of_men(told, "item") == pytest.approx(0.64, abs=0.02)
    assert share_of_men(told, "child") == pytest.approx(0.94, abs=0.02)
    child = compared(told, "child")
    assert child.verdict == "goes beyond"
    assert isinstance(child.estimate, Estimate)
    assert child.estimate.low > 0.2
    assert [step.name for step in child.steps][-1] == "from “hidden” to “child”"
    assert sum(run.kind == "twin" for run in child.runs) == 4
    assert any("drawn by lot" in line for line in child.otherwise)
    assert [one.about for one in told.delivered if one.verdict == "goes beyond"]


def test_the_other_direction_comes_out_as_the_other_direction(tmp_path: Path) -> None:
    plan = making.plan_of(("adult", "child"))
    told = judge(making.folder_of(tmp_path / "s", plan, making.rows_of(plan, making.PORTRAITS)).root)
    finding = compared(told, "child")
    assert finding.verdict == "goes beyond"
    assert isinstance(finding.estimate, Estimate)
    assert finding.estimate.high < 0
    assert "fewer" in finding.sentence


def test_no_difference_between_the_arms_does_not_go_beyond(tmp_path: Path) -> None:
    plan = making.plan_of(("item", "child"))
    told = judge(making.folder_of(tmp_path / "s", plan, making.rows_of(plan, {"item": 0.6, "child": 0.6}, 3)).root)
    assert compared(told, "child").verdict in ("within", "too little to tell")


def test_too_few_pairs_say_so_and_claim_nothing(tmp_path: Path) -> None:
    plan = making.plan_of(("item", "child"), pairs=2, twins=0)
    told = judge(making.folder_of(tmp_path / "s", plan, making.rows_of(plan, {"item": 0.6, "child": 0.63})).root)
    assert not [one for one in told.compared if one.verdict == "goes beyond"]
    assert told.compared
    assert "number of pairs here is 2" in told.compared[0].sentence


def test_one_arm_is_counted_and_compared_with_nothing(tmp_path: Path) -> None:
    plan = making.plan_of(("item",), pairs=2)
    folder = making.folder_of(tmp_path / "s", plan, making.rows_of(plan, {"item": 0.6}))
    told = judge(folder.root)
    assert told.compared == ()
    assert told.delivered
    assert "compares nothing" in report(folder.root).page.read_text()


def test_without_a_registration_every_place_says_so(tmp_path: Path) -> None:
    folder = making.charm(tmp_path / "s", registered=False)
    told = judge(folder.root)
    assert not told.registered
    assert json.loads(folder.path(FINDINGS).read_text())["registration"]["registered"] is False
    page = report(folder.root).page.read_text()
    assert "This study was not registered" in page
    assert "are sealed in the registration" not in page


def test_a_study_that_was_changed_after_registration_is_not_judged(tmp_path: Path) -> None:
    folder = making.charm(tmp_path / "s")
    folder.path(STUDY).write_text("another question")
    with pytest.raises(StoppedByGuard, match=r"study\.toml"):
        judge(folder.root)
    assert not folder.has(FINDINGS)


@pytest.mark.parametrize(
    ("by", "what", "spoils", "out"),
    [
        ("seenby", "Words that name no set.", ["p03", "p04"], {"p03", "p04"}),
        ("seenby", "The ad p03-2 was rejected by the platform while it ran.", [], set()),
        ("person", "I think that p03 was odd.", ["p03"], set()),
    ],
)
def test_a_line_says_itself_which_sets_it_spoils_and_its_words_are_not_read(
    tmp_path: Path, by: str, what: str, spoils: list[str], out: set[str]
) -> None:
    folder = making.charm(tmp_path / "s")
    making.deviate(folder, what, by, spoils=spoils)
    assert {one.set for one in judge(folder.root).left_out} == out


@pytest.mark.parametrize(
    ("by", "what", "out"),
    [
        ("seenby", "The ad p03-2 was rejected by the platform while it ran.", {"p03"}),
        ("seenby", "In set p02 one ad cost more than 2 times another.", {"p02"}),
        ("seenby", "The start of p03-2 was moved to 10:00 UTC before it was shown.", set()),
        ("seenby", "The ad p03-2 began later than the others of its set.", set()),
        ("seenby", "Nothing in p033 or ap03 is a set of this study.", set()),
        ("person", "I think that p03 was odd.", set()),
    ],
)
def test_what_the_tool_noted_leaves_a_set_out_and_what_a_person_noted_is_shown(
    tmp_path: Path, by: str, what: str, out: set[str]
) -> None:
    folder = making.charm(tmp_path / "s")
    making.deviate(folder, what, by)
    told = judge(folder.root)
    assert {one.set for one in told.left_out} == out
    assert [one.what for one in told.deviations] == [what]
    assert what in report(folder.root).page.read_text()
    assert sum(run.kind == "pair" for run in compared(told, "child").runs) == 7 - len(out)


@pytest.mark.parametrize("name", ["a", "Droid", ".", "group", "charm 7f3a p01-", "kept as"])
def test_no_ad_of_anybody_else_takes_a_note_away_from_a_study(tmp_path: Path, name: str) -> None:
    plan = making.plan_of(("item",), pairs=2, twins=0)
    rows = making.rows_of(plan, {"item": 0.6})
    odd = [{**row, "gender": "Droid", "impressions": "7"} for row in rows if row["gender"] == "male"]
    other = [{**row, "ad_name": name, "ad_id": "1", "adset_name": name, "adset_id": "2"} for row in rows[:2]]
    told = judge(making.folder_of(tmp_path / "s", plan, [*rows, *odd, *other]).root)
    assert told.others == 1
    assert "group-not-recognised" in {note.code for note in told.audit.health}


def test_a_set_with_a_missing_ad_is_left_out_and_named(tmp_path: Path) -> None:
    plan = making.plan_of(tuple(making.CHARM))
    rows = making.rows_of(plan, making.CHARM, leave=("p02-1", "t01-2"))
    told = judge(making.folder_of(tmp_path / "s", plan, rows).root)
    assert {one.set: one.rule for one in told.left_out} == {"p02": "missing", "t01": "missing"}
    assert (told.slots["p02-1"], told.slots["p02-2"], told.slots["p01-1"]) == ("missing", "left out", "counted")


def test_a_set_whose_ads_cost_quite_different_sums_is_left_out(tmp_path: Path) -> None:
    plan = making.plan_of(tuple(making.CHARM))
    rows = making.rows_of(plan, making.CHARM)
    costly = [{**row, "spend": f"{float(row['spend']) * 5:.2f}"} if "p04-1" in row["ad_name"] else row for row in rows]
    told = judge(making.folder_of(tmp_path / "s", plan, costly).root)
    assert {one.set: one.rule for one in told.left_out} == {"p04": "unlike-spending"}


@pytest.mark.parametrize(("cost", "out"), [("20.00", set()), ("20.01", {"p04"})])
def test_a_set_whose_ads_cost_as_unlike_as_the_study_allows_counts_and_beyond_that_it_does_not(
    tmp_path: Path, cost: str, out: set[str]
) -> None:
    plan = making.plan_of(tuple(making.CHARM))
    assert plan.study.stop.most_unlike == 2.0
    rows = making.rows_of(plan, making.CHARM)
    costs = {slot.ad: cost if slot.ident == "p04-1" else "10.00" for slot in plan.slots if slot.set == "p04"}
    # An ad's whole cost stands in its first row, so that it is exactly that.
    seen = set()
    for row in rows:
        if row["ad_name"] in costs:
            row["spend"] = "0.00" if row["ad_name"] in seen else costs[row["ad_name"]]
            seen.add(row["ad_name"])
    told = judge(making.folder_of(tmp_path / "s", plan, rows).root)
    assert {one.set for one in told.left_out} == out


def test_two_ads_with_one_name_leave_their_set_out(tmp_path: Path) -> None:
    plan = making.plan_of(tuple(making.CHARM))
    rows = making.rows_of(plan, making.CHARM)
    again = [{**row, "ad_id": "copy", "adset_id": "copy"} for row in rows if "p05-2" in row["ad_name"]]
    told = judge(making.folder_of(tmp_path / "s", plan, [*rows, *again]).root)
    assert {one.set: one.rule for one in told.left_out} == {"p05": "named-twice"}


def test_ads_that_are_none_of_the_study_are_counted_and_never_named(tmp_path: Path) -> None:
    plan = making.plan_of(tuple(making.CHARM))
    rows = making.rows_of(plan, making.CHARM)
    theirs = [
        {**row, "ad_name": "A family matter", "ad_id": "1", "adset_id": "2", "adset_name": "Private"}
        for row in rows[:4]
    ]
    folder = making.folder_of(tmp_path / "s", plan, [*rows, *theirs])
    told = judge(folder.root)
    report(folder.root)
    assert told.others == 1
    for name in (FINDINGS, "report/index.html"):
        assert "A family matter" not in folder.path(name).read_text()
        assert "Private" not in folder.path(name).read_text()


def test_the_same_sources_give_the_same_bytes_wherever_the_folder_lies(tmp_path: Path) -> None:
    one = making.charm(tmp_path / "one")
    shutil.copytree(one.root, tmp_path / "deeper" / "another one")
    roots = set()
    for path in (one.root, tmp_path / "deeper" / "another one"):
        judge(path)
        roots.add(report(path).root)
    assert len(roots) == 1
    for path in one.root.rglob("*"):
        assert not path.is_file() or str(tmp_path).encode() not in path.read_bytes()
        assert not path.is_file() or b"/tmp/" not in path.read_bytes()


def test_a_later_collection_counts_and_the_earlier_one_widens_what_fell(tmp_path: Path) -> None:
    plan = making.plan_of(tuple(making.CHARM))
    rows = making.rows_of(plan, making.CHARM)
    folder = making.folder_of(tmp_path / "s", plan, [{**row, "impressions": "1"} for row in rows])
    making.collect(folder, rows, at="2026-03-04T06:00:00+00:00")
    told = judge(folder.root)
    assert share_of_men(told, "item") == pytest.approx(0.64, abs=0.02)
    assert len(told.audit.sources) == 2
    assert all(source.path.startswith(f"{SOURCES}/") for source in told.audit.sources)


def test_a_collection_before_anything_was_shown_is_no_delivery(tmp_path: Path) -> None:
    plan = making.plan_of(tuple(making.CHARM))
    folder = making.folder_of(tmp_path / "s", plan, [])
    with pytest.raises(UsageError, match="collected"):
        judge(folder.root)
    making.collect(folder, making.rows_of(plan, making.CHARM), at="2026-03-04T06:00:00+00:00")
    assert judge(folder.root).compared


def test_what_cannot_be_judged_says_what_to_do_first(tmp_path: Path) -> None:
    (tmp_path / STUDY).write_text("")
    with pytest.raises(UsageError, match="seenby study plan"):
        judge(tmp_path)
    with pytest.raises(UsageError, match="seenby study judge"):
        report(tmp_path)


def test_the_table_has_the_counted_impressions_of_every_ad(sealed: Path) -> None:
    table = sealed / "tables" / "delivery.parquet"
    told = json.loads((sealed / FINDINGS).read_text())
    sums = dict(
        duckdb.execute(
            "SELECT ad, sum(impressions_low) FROM read_parquet(?) WHERE day IS NULL GROUP BY ad", [str(table)]
        ).fetchall()
    )
    assert sums == {ad["ad"]: ad["impressions"]["low"] for ad in told["audit"]["ads"]}


def test_findings_that_the_sources_do_not_come_to_are_not_reported(tmp_path: Path) -> None:
    folder = making.charm(tmp_path / "s")
    judge(folder.root)
    folder.path(FINDINGS).write_text("{}")
    with pytest.raises(StoppedByGuard, match="judge"):
        report(folder.root)


def test_judging_again_with_other_sources_takes_the_old_page_away(tmp_path: Path) -> None:
    folder = making.charm(tmp_path / "s")
    judge(folder.root)
    page = report(folder.root).page
    judge(folder.root)
    assert page.exists()
    making.deviate(folder, "The ad p03-2 was rejected by the platform while it ran.", "seenby")
    judge(folder.root)
    assert not page.exists()


def test_an_untouched_folder_verifies_moved_renamed_and_closed_to_writing(sealed: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(sealed, tmp_path / "elsewhere" / "renamed")
    paths = [moved, *moved.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        found = verify(moved)
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert found.sound, found
    assert found.root == json.loads((sealed / MANIFEST).read_text())["root"]
    assert "same findings" in found.again


def test_a_zip_of_the_folder_verifies(sealed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as archive:
        for path in sealed.rglob("*"):
            archive.write(path, Path("charm") / path.relative_to(sealed))
    assert verify(tmp_path / "sent.zip").sound


def test_another_root_than_the_published_one_is_named(sealed: Path) -> None:
    assert verify(sealed, json.loads((sealed / MANIFEST).read_text())["root"].upper()).sound
    assert [one.path for one in verify(sealed, "0" * 64).differences] == [MANIFEST]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_anywhere_is_named(sealed: Path, data: st.DataObject) -> None:
    files = sorted(path for path in sealed.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    before = path.read_bytes()
    at, flip = data.draw(st.integers(0, len(before) - 1)), data.draw(st.integers(1, 255))
    try:
        path.write_bytes(before[:at] + bytes([before[at] ^ flip]) + before[at + 1 :])
        found = verify(sealed)
    finally:
        path.write_bytes(before)
    assert not found.sound
    assert path.relative_to(sealed).as_posix() in {one.path for one in found.differences}


def test_a_table_whose_column_has_no_name_is_another_one(tmp_path: Path) -> None:
    """The engine gives up on bytes that are no text with an error of Python's own, not of its kind."""

    def write(path: Path) -> None:
        with duckdb.connect() as engine:
            engine.execute(f"COPY (SELECT 1 AS zzzzzzzz) TO '{path}' (FORMAT parquet, COMPRESSION uncompressed)")

    bent = tmp_path / "bent.parquet"
    write(bent)
    bent.write_bytes(bent.read_bytes().replace(b"zzzzzzzz", b"\xffzzzzzzz"))
    now: Any = SimpleNamespace(write_table=write)
    assert not _same_table(bent, now)


def test_findings_that_were_bent_and_sealed_again_are_found_by_judging_again(sealed: Path, tmp_path: Path) -> None:
    from seenby.evidence import seal

    bent = shutil.copytree(sealed, tmp_path / "bent")
    text = (bent / FINDINGS).read_text()
    (bent / FINDINGS).write_text(text.replace("goes beyond", "within", 1))
    seal(bent, "1")
    found = verify(bent)
    assert found.differences == ()
    assert not found.sound
    assert "something else at" in found.again


def test_a_broken_chain_is_named_with_its_row_even_when_it_was_sealed_again(sealed: Path, tmp_path: Path) -> None:
    from seenby.evidence import seal

    bent = shutil.copytree(sealed, tmp_path / "bent")
    lines = (bent / COLLECTED).read_text().splitlines(keepends=True)
    (bent / COLLECTED).write_text("".join(lines[1:]))
    seal(bent, "1")
    found = verify(bent)
    assert [(one.path, one.note) for one in found.differences] == [
        (COLLECTED, "is not what was written, from row 1 on")
    ]
    assert not found.agrees


def test_a_source_that_is_not_its_name_is_named_even_when_it_was_sealed_again(sealed: Path, tmp_path: Path) -> None:
    from seenby.evidence import seal

    bent = shutil.copytree(sealed, tmp_path / "bent")
    source = min((bent / SOURCES).iterdir())
    source.write_bytes(source.read_bytes() + b" ")
    seal(bent, "1")
    found = verify(bent)
    assert [one.path for one in found.differences] == [f"{SOURCES}/{source.name}"]


@pytest.mark.parametrize("whole", [True, False])
def test_a_registration_other_than_the_one_the_run_began_under_is_named(tmp_path: Path, whole: bool) -> None:
    folder = making.charm(tmp_path / "s")
    sealed = sha256(folder.path(REGISTRATION).read_bytes()).hexdigest()
    Chain(folder.path(JOURNAL)).append({"act": "begin", "registration": sealed if whole else "0" * 64})
    judge(folder.root)
    found = verify(folder.root)
    assert found.agrees
    assert [one.path for one in found.differences] == ([] if whole else [REGISTRATION])


def test_a_folder_that_was_never_sealed_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="seenby study report"):
        verify(making.charm(tmp_path / "s").root)


CELLS = st.none() | st.dictionaries(
    st.sampled_from(["gender", "age"]), st.none() | st.sampled_from(["female", "25-34", ""])
)
ENDS = st.sampled_from(["data", "estimate_ready", "estimate_mau_lower_bound", "estimate_mau_upper_bound"])
TOLD = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda some: st.lists(some, max_size=2) | st.dictionaries(ENDS, some),
)


@given(st.lists(st.fixed_dictionaries({}, optional={"cell": CELLS, "answer": TOLD}), max_size=3))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answer_of_a_platform_gives_an_estimate_or_none(tmp_path: Path, answers: list[object]) -> None:
    from seenby.model import Aim, KeptSource
    from seenby.study.ads.results.estimated_audience import with_estimates

    folder = StudyFolder(tmp_path)
    name = folder.keep(json.dumps(answers).encode(), ".json")
    found = with_estimates(Aim(), folder, (KeptSource(name, "audience", ""),))
    assert all(size.low <= size.high for groups in found.estimated.values() for size in groups.values())


def test_arms_with_budgets_of_their_own_are_compared_all_the_same(tmp_path: Path) -> None:
    plan = making.plan_of(("small", "large"))
    large = replace(plan.study.arms[1], budget=2.0)
    slots = tuple(replace(slot, budget=2_000) if slot.arm == "large" else slot for slot in plan.slots)
    plan = replace(plan, study=replace(plan.study, arms=(plan.study.arms[0], large)), slots=slots)
    rows = making.rows_of(plan, {"small": 0.6, "large": 0.8})
    names = {slot.ad for slot in slots if slot.arm == "large"}
    rows = [{**row, "spend": f"{float(row['spend']) * 2:.2f}"} if row["ad_name"] in names else row for row in rows]
    told = judge(making.folder_of(tmp_path / "s", plan, rows).root)
    assert told.left_out == ()
    assert compared(told, "large").verdict == "goes beyond"


def test_every_error_of_a_torn_folder_is_a_sentence(tmp_path: Path) -> None:
    folder = making.charm(tmp_path / "s")
    for name in (COLLECTED, REGISTRATION):
        before = folder.path(name).read_bytes()
        folder.path(name).write_bytes(before[: len(before) // 2] + b"\n")
        with pytest.raises(SeenbyError):
            judge(folder.root)
        folder.path(name).write_bytes(before)


def test_a_registration_whose_arms_do_not_fit_its_places_is_named(sealed: Path, tmp_path: Path) -> None:
    """One letter of an arm's name: the text is still that of a plan, and of none that could be judged."""
    bent = shutil.copytree(sealed, tmp_path / "bent")
    text = (bent / REGISTRATION).read_text()
    (bent / REGISTRATION).write_text(text.replace('"name": "child"', '"name": "dhild"', 1))
    found = verify(bent)
    assert REGISTRATION in {one.path for one in found.differences}
    assert not found.agrees
