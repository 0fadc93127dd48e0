"""What the platform tells: intervals that hold the truth, and nothing it could not know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import seenby
from seenby.model import Interval
from seenby.platforms.simulated import NONE, deliveries, prepare, preset, report_rows, run
from seenby.platforms.simulated.auction.kernels import IMPRESSIONS, SPEND
from seenby.platforms.simulated.results.reporting import told, visible
from seenby.platforms.simulated.world_settings import ReportSettings
from seenby.worlds.export import write_world

EXACT = ReportSettings()


@pytest.fixture(scope="module")
def made():
    return preset("charm-2024", people=30_000, days=3)


@pytest.fixture(scope="module")
def platform(made):
    platform = prepare(made, 1)
    run(platform, 72)
    return platform


def total(rows, fold, name="impressions"):
    values = [getattr(row, name) for row in rows if row.fold == fold]
    return sum(value.low for value in values), sum(value.high for value in values)


def test_every_fold_adds_up_to_the_truth(platform):
    rows = deliveries(platform)
    truth = int(platform.states.wins[platform.reported].sum())
    spent = int(platform.states.spent[platform.reported].sum()) / 1e6
    for fold in ("people", "time", "placement"):
        assert total(rows, fold) == (truth, truth)
        assert total(rows, fold, "spend")[0] == pytest.approx(spent)
    reach = int((platform.memory.seen > 0).sum())
    assert total(rows, "people", "reach") == (reach, reach)
    assert {row.reach for row in rows if row.fold != "people"} == {None}


def test_an_unknown_gender_is_a_row_of_its_own(platform):
    genders = {row.gender for row in deliveries(platform) if row.fold == "people"}
    assert genders == {"female", "male", "unknown"}


def test_an_audit_of_the_exported_table_reads_the_same_figures(platform, made, tmp_path):
    write_world([platform], made, NONE, tmp_path)
    found = seenby.audit(tmp_path / "delivery.csv", mapping=tmp_path / "mapping.toml", aim=tmp_path / "aim.toml")
    mine: dict[str, dict[str, float]] = {}
    for row in deliveries(platform):
        if row.fold == "people" and row.gender != "unknown":
            assert row.ad.ad is not None
            counts = mine.setdefault(row.ad.ad, {"female": 0.0, "male": 0.0})
            assert row.impressions is not None
            counts[row.gender] += row.impressions.low
    for ad in found.ads:
        assert ad.key.ad is not None
        known = mine[ad.key.ad]
        share = known["male"] / sum(known.values())
        assert ad.share["gender"]["male"].low == pytest.approx(share)
        assert ad.aim is not None
        assert isinstance(ad.gap, Interval)
    assert {ad.key.ad for ad in found.ads} == set(mine)


@given(count=st.integers(0, 10**7), step=st.integers(1, 1_000), hide=st.integers(0, 200))
def test_a_told_count_always_holds_the_count(count, step, hide):
    for settings in (
        ReportSettings(round_to=step, hide_below=hide),
        ReportSettings(bands=(100, 1_000, 10_000), hide_below=hide),
    ):
        found = told(count, settings)
        assert found.low <= count <= found.high
    if 0 < count < hide:
        assert found == Interval(1, hide - 1)


def test_a_withheld_cell_is_neither_zero_nor_missing(platform):
    rows = list(report_rows(platform, ReportSettings(hide_below=20)))
    withheld = [row for row in rows if row.spend is None]
    assert withheld
    assert {row.impressions for row in withheld} == {Interval(1, 19)}
    assert len(rows) == len(list(report_rows(platform, EXACT)))


def test_late_counts_come_and_withdrawn_ones_go(platform):
    now = visible(platform, EXACT)[..., IMPRESSIONS]
    late = visible(platform, ReportSettings(late=0.3, late_days=1))[..., IMPRESSIONS]
    assert late[2].sum() < now[2].sum()
    assert (late[:2] == now[:2]).all()
    gone = visible(platform, ReportSettings(withdrawn=0.2, withdrawn_days=2))[..., IMPRESSIONS]
    assert gone[0].sum() < now[0].sum()
    assert (gone[1:] == now[1:]).all()
    again = visible(platform, ReportSettings(withdrawn=0.2, withdrawn_days=2))[..., IMPRESSIONS]
    assert (again == gone).all()


def test_the_last_days_may_be_missing(platform):
    shown = visible(platform, ReportSettings(delay_days=1))
    assert shown[2].sum() == 0
    assert (shown[:2] == visible(platform, EXACT)[:2]).all()
    assert not any(row.day.day == 4 for row in report_rows(platform, ReportSettings(delay_days=1)))


def test_money_stays_with_its_impressions(platform):
    settings = ReportSettings(withdrawn=0.5, withdrawn_days=0)
    whole, left = visible(platform, EXACT), visible(platform, settings)
    assert (left[..., SPEND] <= whole[..., SPEND]).all()
    assert left[..., SPEND].sum() == pytest.approx(whole[..., SPEND].sum() / 2, rel=0.1)


def test_bands_without_an_upper_end_are_open():
    assert told(20_000, ReportSettings(bands=(100, 10_000))) == Interval(10_000, np.inf)


def test_a_preset_may_report_badly(made):
    assert replace(made, report=ReportSettings(round_to=10)).report.round_to == 10
