"""``seenby audit`` as a user runs it: what is printed where, what is written, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from seenby.report import json_schema

EXPORT = """\
Ad set name,Gender,Impressions,Reach,Amount spent (EUR),Reporting starts,Reporting ends
Charm,female,323,323,0.61,2026-05-04,2026-05-10
Charm,male,1786,1781,3.49,2026-05-04,2026-05-10
Charm,unknown,7,7,0,2026-05-04,2026-05-10
"""
AIM = '[estimated_audience.gender]\nwomen = "70%"\nmen = "30%"\n'


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(EXPORT)
    return path


@pytest.fixture
def aim(tmp_path: Path) -> Path:
    path = tmp_path / "aim.toml"
    path.write_text(AIM)
    return path


def test_the_summary_is_data_and_the_place_of_the_page_is_talk(seenby, export, tmp_path):
    done = seenby("audit", export)
    assert done.returncode == 0
    assert "85 in every 100" in done.stdout
    assert "index.html" in done.stderr
    assert "index.html" not in done.stdout
    assert (tmp_path / "seenby-report" / "index.html").read_text().lower().startswith("<!doctype html>")


def test_json_fits_the_schema_and_nothing_else_is_printed_or_written(seenby, export, tmp_path):
    done = seenby("audit", export, "--json")
    found = json.loads(done.stdout)
    jsonschema.validate(found, json_schema())
    assert found["schema"] == "seenby/audit/1"
    assert found["ads"][0]["share"]["gender"]["female"] == {"low": 323 / 2109, "high": 323 / 2109}
    assert found["ads"][0]["ad_set"] == "Charm"
    assert done.stderr == ""
    assert not (tmp_path / "seenby-report").exists()


def test_out_chooses_the_folder(seenby, export, tmp_path):
    assert seenby("audit", export, "--out", "there").returncode == 0
    assert sorted(path.name for path in (tmp_path / "there").iterdir()) == ["audit.json", "index.html"]


def test_quiet_prints_no_talk(seenby, export):
    assert seenby("audit", export, "--quiet").stderr == ""


def test_a_gap_at_or_above_the_line_leaves_with_3(seenby, export, aim):
    assert seenby("audit", export, "--aim", aim).returncode == 0
    assert seenby("audit", export, "--aim", aim, "--fail-on").returncode == 3
    assert seenby("audit", export, "--aim", aim, "--fail-on", "10").returncode == 3
    assert seenby("audit", "--aim", aim, "--fail-on", export).returncode == 3


def test_a_gap_below_the_line_leaves_with_0(seenby, export, aim):
    assert seenby("audit", export, "--aim", aim, "--fail-on", "gap:60").returncode == 0


def test_fail_on_without_an_aim_is_not_measurable(seenby, export):
    done = seenby("audit", export, "--fail-on")
    assert done.returncode == 4
    assert "--aim" in done.stderr


def test_an_export_without_a_breakdown_is_not_measurable_and_still_gives_its_page(seenby, tmp_path):
    (tmp_path / "totals.csv").write_text("Ad set name,Impressions\nCharm,2116\n")
    done = seenby("audit", "totals.csv")
    assert done.returncode == 4
    assert "does not break delivery down" in done.stdout
    assert (tmp_path / "seenby-report" / "index.html").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit"], "no file was given"),
        (["audit", "nowhere.csv"], "no such file"),
        (["audit", "export.csv", "--fail-on", "150"], "number of points"),
        (["audit", "export.csv", "--aim", "nowhere.toml"], "nowhere.toml"),
        (["audit", "export.csv", "--metric", "clicks"], "clicks"),
        (["audit", "export.csv", "--no-such-option"], "no-such-option"),
        (["no-such-verb"], "no-such-verb"),
    ],
)
def test_a_call_that_makes_no_sense_leaves_with_2(seenby, export, arguments, words):
    done = seenby(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unreadable_file_leaves_with_7_in_one_sentence_and_writes_nothing(seenby, tmp_path):
    (tmp_path / "shifted.csv").write_text(EXPORT.replace("Charm,male,1786", "Charm,1786"))
    done = seenby("audit", "shifted.csv")
    assert done.returncode == 7
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "row 3" in done.stderr
    assert "export it again" in done.stderr
    assert not (tmp_path / "seenby-report").exists()


def test_an_error_of_ours_shows_no_traceback_unless_asked(seenby, export, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "broken"))
    done = seenby("audit", export)
    assert done.returncode == 1
    assert "our fault" in done.stderr
    assert "Traceback" not in done.stderr
    monkeypatch.setenv("SEENBY_TRACEBACK", "1")
    assert "Traceback" in seenby("audit", export).stderr


def test_enter_asks_writes_a_form_and_audits_it(seenby, tmp_path):
    answers = ["Charm, worn", "", "2,140", "20", "79", "", "", "", "", "", "", "", "25.00", "", "women", "25-44"]
    done = seenby("audit", "--enter", answers="\n".join(answers) + "\n")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "seenby-report" / "charm-worn.toml").exists()
    again = seenby("audit", tmp_path / "seenby-report" / "charm-worn.toml", "--json")
    ad = json.loads(again.stdout)["ads"][0]
    assert ad["ad"] == "Charm, worn"
    assert ad["metric"] == "reach"
    assert ad["reach"] == {"low": 2140, "high": 2140}
    men = ad["share"]["gender"]["male"]
    assert men["low"] == pytest.approx(78.5 / 99, abs=0.006)
    assert men["low"] < 0.79 / 0.99 < men["high"]
    assert ad["aim"]["genders"] == ["female"]
    assert ad["gap"]["low"] == men["low"]


def test_enter_asks_again_until_a_figure_is_one(seenby):
    answers = ["", "", "many", "2140", "half", "20", "80", *[""] * 7, "", "all", ""]
    done = seenby("audit", "--enter", "--json", answers="\n".join(answers) + "\n")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("no figure") == 2


def test_readers_are_listed_for_people_and_for_machines(seenby):
    assert "meta-ads-manager" in seenby("readers").stdout
    found = json.loads(seenby("readers", "--json").stdout)
    assert found["schema"] == "seenby/readers/1"
    assert {"name", "title", "version", "example", "from"} == set(found["readers"][0])


def test_help_starts_with_an_example(seenby):
    for command in ((), ("audit",), ("demo",), ("readers",)):
        assert "Example: seenby" in seenby(*command, "--help").stdout


@pytest.fixture
def two_ads(tmp_path: Path) -> Path:
    rows = EXPORT.splitlines()
    other = [row.replace("Charm,", "Bag,").replace("323", "1600").replace("1786", "225") for row in rows[1:]]
    path = tmp_path / "two.csv"
    path.write_text("\n".join([*rows, *other]))
    return path


def test_a_pair_is_compared_and_its_claim_kept_apart(seenby, two_ads):
    for how in (("--pair", "Bag", "Charm"), ("--baseline", "Charm")):
        done = seenby("audit", two_ads, *how, "--json")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        jsonschema.validate(found, json_schema())
        (finding,) = [one for one in found["findings"] if one["claim"] == "B"]
        assert (finding["subject"]["ad_set"], finding["against"]["ad_set"]) == ("Bag", "Charm")
        assert finding["verdict"] == "goes beyond"
        assert finding["tipping_point"] > 0.05
    assert "Ads that ran side by side" in seenby("audit", two_ads, "--baseline", "Charm").stdout


def test_a_pair_needs_two_names_that_exist(seenby, two_ads):
    assert seenby("audit", two_ads, "--pair", "Bag").returncode == 2
    done = seenby("audit", two_ads, "--pair", "Bag", "Nobody")
    assert done.returncode == 2
    assert "“Nobody”" in done.stderr
