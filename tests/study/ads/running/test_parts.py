"""The parts of a run: its acts, its journal, its schedule, its snapshots, and what a person sees of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from tests.study.ads.running.making import folder, plan, platform, running, seen, stop_when

from seenby.cli.progress import progress
from seenby.errors import Damaged, StoppedByGuard
from seenby.evidence.hash_chain import Chain, read_chain
from seenby.platforms.base import Shown
from seenby.platforms.simulated.api import create_app, serving
from seenby.study.ads.running import RunProgress, run, stop
from seenby.study.ads.running.collect import day_over
from seenby.study.ads.running.journal_entries import (
    AIM,
    BEGIN,
    COLLECT,
    END,
    LOOK,
    START,
    STOP,
    SWITCH_OFF,
    SWITCH_ON,
    AimTranslated,
    AudienceKept,
    Begun,
    DeliveryKept,
    Looked,
    Started,
    Stopped,
    audience,
)
from seenby.study.ads.running.objects import acts_of
from seenby.study.entry_kinds import SCHEDULE, Contents, ObjectMade, Scheduled, made
from seenby.study.folder import COLLECTED, DEVIATIONS, JOURNAL, StudyFolder
from seenby.study.journal import Dated, Journal
from seenby.study.schedule import Schedule, planned

SEAL = "0123456789abcdef" * 4
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_acts_of_a_plan_are_always_the_same_and_each_has_a_name_of_its_own():
    wanted = plan(3, 2, accounts=("act_101", "act_102"))
    acts = list(acts_of(wanted, SEAL))
    assert acts == list(acts_of(wanted, SEAL))
    assert len({(act.kind, act.of) for act in acts}) == len(acts)
    assert sum(act.budget for act in acts) == wanted.greatest_spend
    assert [act.name for act in acts if act.kind == "campaign"] == ["study 0123456789ab"] * 2
    assert {act.kind for act in acts if act.slot} == {"ad set", "creative", "ad"}
    names = {act.name for act in acts if act.slot}
    assert not any(arm.name in name for arm in wanted.study.arms for name in names), "a name does not tell the arm"


def test_a_journal_knows_what_was_intended_and_never_done(tmp_path):
    journal, ad = Journal(StudyFolder(tmp_path), lambda: NOON), made("ad")
    journal.intend(ad, "p01-1")
    journal.intend(ad, "p01-1")
    assert len(journal.entries) == 1, "an act whose outcome is open is not intended again"
    assert journal.pending(ad, "p01-1")
    again = Journal(StudyFolder(tmp_path), lambda: NOON)
    assert again.pending(ad, "p01-1")
    again.fail(ad, 100, "p01-1")
    again.intend(ad, "p01-1")
    again.complete(ad, ObjectMade("5"), "p01-1")
    assert not again.pending(ad, "p01-1")
    assert again.ident("ad", "p01-1") == "5"
    assert again.place(ad, "p01-1") == 4
    with pytest.raises(KeyError):
        again.ident("ad", "p01-2")


LINES: tuple[tuple[str, str, Any, Any, dict[str, Any]], ...] = (
    (
        "begin",
        "study",
        Begun(SEAL, {"act_1": 7}, {"act_1": "2"}),
        BEGIN,
        {"registration": SEAL, "spent": {"act_1": 7}, "pages": {"act_1": "2"}},
    ),
    ("aim", "study", AimTranslated({"age_min": 18, "genders": [1]}), AIM, {"spec": {"age_min": 18, "genders": [1]}}),
    (
        "schedule",
        "study",
        Scheduled(("2026-03-03T00:00:00+00:00", "2026-03-04T00:00:00+00:00")),
        SCHEDULE,
        {"borders": ["2026-03-03T00:00:00+00:00", "2026-03-04T00:00:00+00:00"], "at_once": False},
    ),
    ("ad set", "p01-1", ObjectMade("5"), made("ad set"), {"id": "5"}),
    ("ad", "p01-1", ObjectMade("6", adopted=True), made("ad"), {"id": "6", "adopted": True}),
    ("audience after", "study", AudienceKept(("a.json",)), audience("after"), {"sources": ["a.json"]}),
    ("switch on", "act_1", Contents(), SWITCH_ON, {}),
    ("start", "study", Started("2026-03-03T00:00:00+00:00"), START, {"start": "2026-03-03T00:00:00+00:00"}),
    ("collect", "study", DeliveryKept(("b.json",), final=True), COLLECT, {"sources": ["b.json"], "final": True}),
    ("stop", "study", Stopped("cap"), STOP, {"why": "cap"}),
    ("end", "study", Contents(), END, {}),
)
"""An act in the file, of whom, what it says, its kind, and the fields of its line."""


@pytest.mark.parametrize(("act", "of", "what", "kind", "told"), LINES, ids=[line[0] for line in LINES])
def test_what_a_run_writes_of_an_act_is_what_it_reads_when_it_is_resumed(tmp_path, act, of, what, kind, told):
    Journal(StudyFolder(tmp_path), lambda: NOON).complete(kind, what, of)
    (line,) = read_chain(tmp_path / JOURNAL)
    assert line == {"act": act, "of": of, "state": "done", "at": "2026-03-02T12:00:00+00:00", **told}
    resumed = Journal(StudyFolder(tmp_path), lambda: NOON)
    assert resumed.done(kind, of) == Dated(NOON, what)
    assert resumed.last(kind, of) == ("done", NOON)


def test_a_note_an_intention_and_a_refusal_are_not_taken_for_something_done(tmp_path):
    journal = Journal(StudyFolder(tmp_path), lambda: NOON)
    journal.note(LOOK, Looked(5, None, 9))
    journal.fail(LOOK, 2)
    journal.intend(SWITCH_OFF, "act_1", why="a person stopped it")
    said = [{name: told for name, told in line.items() if name not in ("at", "of")} for line in journal.entries]
    assert said == [
        {"act": "look", "state": "noted", "spent": 5, "comments": None, "impressions": 9},
        {"act": "look", "state": "failed", "code": 2},
        {"act": "switch off", "state": "intended", "why": "a person stopped it"},
    ]
    assert journal.done(LOOK) is journal.done(SWITCH_OFF, "act_1") is None
    assert journal.noted(LOOK) == Dated(NOON, Looked(5, None, 9))
    assert journal.last(LOOK) == ("failed", NOON)


def test_a_line_of_an_earlier_version_is_read_and_one_without_its_heart_is_damaged(tmp_path):
    line = {"of": "study", "state": "done", "at": NOON.isoformat()}
    chain = Chain(tmp_path / JOURNAL)
    chain.append({**line, "act": "schedule", "borders": ["2026-03-03T00:00:00+00:00"], "since": "unknown here"})
    chain.append({**line, "act": "aim"})
    journal = Journal(StudyFolder(tmp_path), lambda: NOON)
    assert journal.done(SCHEDULE) == Dated(NOON, Scheduled(("2026-03-03T00:00:00+00:00",), at_once=False))
    with pytest.raises(Damaged, match="“aim” does not say “spec”"):
        journal.done(AIM)


ZONES = st.sampled_from(["Etc/UTC", "Europe/Amsterdam", "America/Los_Angeles", "Asia/Tokyo", "", "No/Where"])


@given(
    seconds=st.integers(0, 365 * 86_400),
    hours=st.integers(0, 48),
    days=st.integers(1, 30),
    waves=st.integers(1, 4),
    zone=ZONES,
)
def test_a_run_is_whole_days_of_the_accounts_time_and_never_begins_too_soon(seconds, hours, days, waves, zone):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    found = planned(now, timedelta(hours=hours), days, waves, zone)
    where = UTC if zone in ("", "No/Where") else ZoneInfo(zone)
    start, end = (moment.astimezone(where) for moment in (found.start, found.end))
    assert found.start >= now + timedelta(hours=hours)
    assert found.start < now + timedelta(hours=hours + 25)
    assert (start.hour, start.minute, end.hour, end.minute) == (0, 0, 0, 0)
    assert (end.date() - start.date()).days == days * waves
    assert len(found.borders) == waves + 1
    assert all(moment.astimezone(where).hour == 0 for moment in found.borders)


def test_a_day_across_the_change_of_clocks_is_a_day():
    found = planned(datetime(2026, 3, 28, 12, tzinfo=UTC), timedelta(hours=2), 1, 1, "Europe/Amsterdam")
    assert found.end - found.start == timedelta(hours=23)


def test_a_snapshot_is_due_when_a_day_has_ended_and_not_at_the_end():
    start = datetime(2026, 3, 3, tzinfo=UTC)
    whole = Schedule((start, start + timedelta(days=2)))
    hour = timedelta(hours=1)
    assert day_over(whole, start + 23 * hour, start + 24 * hour)
    assert not day_over(whole, start + 24 * hour, start + 25 * hour)
    assert not day_over(whole, start + 47 * hour, start + 48 * hour)


def test_a_run_of_days_keeps_a_snapshot_of_each_and_the_audience_before_and_after(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)
    wanted = plan(1, 1, days=3, accounts=("act_101", "act_102"))
    with serving(create_app(one)) as address, running(address, root, wanted) as context:
        run(context)
    lines = [(entry["what"], entry["at"][:10], len(entry["sources"])) for entry in read_chain(root / COLLECTED)]
    assert lines == [
        ("audience", "2026-03-02", 1), ("delivery", "2026-03-04", 2), ("delivery", "2026-03-05", 2),
        ("audience", "2026-03-06", 1), ("delivery", "2026-03-06", 2),
    ]  # fmt: skip
    cells = json.loads(StudyFolder(root).source(read_chain(root / COLLECTED)[0]["sources"][0]))
    assert len(cells) == 3 * 7
    assert {"cell", "asked", "answer"} == set(cells[0])
    rows = json.loads(StudyFolder(root).source(read_chain(root / COLLECTED)[-1]["sources"][0]))["data"]
    assert {row["date_start"] for row in rows} <= {"2026-03-03", "2026-03-04", "2026-03-05"}
    assert {"ad_name", "ad_id", "age", "gender", "impressions", "spend", "account_currency"} <= set(rows[0])


def test_waves_run_one_after_another_and_each_starts_together(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)
    wanted = plan(2, 2, waves=2)
    with serving(create_app(one)) as address, running(address, root, wanted) as context:
        run(context)
    begun = {one.registry.nodes[ad].values["name"]: n for ad, n in one.running.numbers.items()}
    starts = {slot.ident: one.engine.campaigns[begun[slot.ad]].start for slot in wanted.slots}
    assert starts == {slot.ident: 24 + 24 * slot.wave for slot in wanted.slots}
    assert not (root / DEVIATIONS).exists()


def test_what_was_collected_is_what_the_reader_of_reports_reads(tmp_path):
    import seenby

    one, root = platform(), tmp_path / "study"
    folder(root)
    with serving(create_app(one)) as address, running(address, root, plan()) as context:
        outcome = run(context)
    found = seenby.audit([root / "sources" / name for name in outcome.sources])
    shown = {ad.key.ad: ad.impressions.low for ad in found.ads if ad.impressions}
    assert shown == {name: float(count) for name, (count, _) in seen(one).delivery.items()}


def test_other_ads_of_the_account_are_not_collected(tmp_path):
    from tests.contract.making import an_ad

    one, root = platform(), tmp_path / "study"
    folder(root)
    other = an_ad(one, "somebody else's")
    with serving(create_app(one)) as address, running(address, root, plan()) as context:
        outcome = run(context)
    assert one.running.spent(other["ad"]) > 0
    told = [StudyFolder(root).source(name).decode() for name in outcome.sources]
    assert not any("somebody" in text for text in told)


def test_stopped_before_anything_was_shown_a_study_is_over(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)
    with serving(create_app(one)) as address, running(address, root, plan()) as context:
        asks = replace(context, tell=stop_when("asking how large the audience is", context))
        for _ in range(2):
            with pytest.raises(StoppedByGuard, match="before anything was shown"):
                run(asks if not read_chain(root / JOURNAL) else context)
        stop(context)
    assert not list(root.glob(".*"))
    assert len(read_chain(root / DEVIATIONS)) == 1
    one.step(60)
    assert seen(one).spent == 0


def test_what_is_seen_of_a_run_holds_no_groups_and_says_why(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    console = Console(record=True, force_terminal=True, width=100, file=StringIO())
    with progress(console) as tell:
        tell(RunProgress("making", at=NOON))
        tell(RunProgress("running", at=NOON, until=NOON, arms={"item [alone]": Shown(1_234, 567)}))
    text = console.export_text()
    assert "1,234" in text
    assert "5.67" in text
    assert "[alone]" in text
    assert "not looked at before the end" in text


def test_without_a_terminal_each_step_is_a_line(capsys):
    with progress(Console(stderr=True)) as tell:
        for doing in ("making", "making", "checking"):
            tell(RunProgress(doing, at=NOON))
    assert capsys.readouterr().err.splitlines() == ["2026-03-02 12:00  making", "2026-03-02 12:00  checking"]
