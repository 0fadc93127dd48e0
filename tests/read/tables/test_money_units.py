"""Money in millionths and hundredths: by its header, by its amounts where the platform is known, or not read and said.

The kind: a table for programs says ``spend 1500000`` and means one and a half. Read as it stands it is a million times
too much, and no sum looks wrong.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.looking import codes, look, note, only

from seenby.model import Interval
from seenby.pipeline import audit


@pytest.mark.parametrize(
    ("header", "amounts"),
    [
        *(
            (name, ("1500000", "4500000"))
            for name in ("cost_micros", "costMicros", "metrics.cost_micros", "Spend (micros)")
        ),
        *((name, ("1500000", "4500000")) for name in ("spend_micro", "spend_in_micro_dollar", "cost_micro_amount")),
        *((name, ("150", "450")) for name in ("spend_cents", "Cost in cents", "spendCents")),
        *((name, ("1.5", "4.5")) for name in ("amount_spent_usd", "Spend (in EUR)", "cost_eur", "Media cost")),
    ],
)
def test_the_header_tells_the_unit(tmp_path: Path, header: str, amounts: tuple[str, str]) -> None:
    rows = f"A,2026-05-01,female,1000,{amounts[0]}\nA,2026-05-01,male,3000,{amounts[1]}\n"
    found = look(tmp_path, f"ad_name,date_start,gender,impressions,{header}\n{rows}")
    assert only(found).spend == Interval.exact(6.0)
    assert not {"spend-not-read", "money-unit-assumed"} & codes(found)


@pytest.mark.parametrize("header", ["average_cost_micros", "budget_micros", "cost_per_click_micros", "cpc_cents"])
def test_a_rate_or_a_budget_in_any_unit_is_not_what_was_spent(tmp_path: Path, header: str) -> None:
    found = look(tmp_path, f"ad_name,date_start,gender,impressions,{header}\nA,2026-05-01,male,3000,4500000\n")
    assert only(found).spend is None


def test_amounts_that_no_impression_costs_are_not_read_as_money(tmp_path: Path) -> None:
    rows = "A,2026-05-01,female,1000,1500000\nA,2026-05-01,male,3000,4500000\n"
    found = look(tmp_path, f"ad_name,date,gender,impressions,spend\n{rows}")
    assert only(found).spend is None
    assert only(found).impressions == Interval.exact(4000)
    assert "1,500 for each impression" in note(found, "spend-not-read").message


@pytest.mark.parametrize(
    "table",
    [
        "ad_name,gender,impressions,Amount spent (IDR)\nA,male,3000,450000\n",
        "ad_name,gender,impressions,spend,account_currency\nA,male,3000,450000,VND\n",
        "ad_name,gender,impressions,spend\nA,male,1,900\n",
        "ad_name,gender,impressions,spend\nA,male,3000,4500.50\n",
    ],
)
def test_money_that_may_well_be_is_read_as_it_stands(tmp_path: Path, table: str) -> None:
    assert only(look(tmp_path, table)).spend is not None


def test_snapchats_tables_for_programs_are_in_millionths_and_its_reports_are_not(tmp_path: Path) -> None:
    raw = look(tmp_path, "ad_id,date,impressions,spend,swipes,country\na,2026-05-01,3000,4500000,9,CA\n")
    modelled = look(tmp_path, "ad_id,date,impressions,spend,swipes,country\na,2026-05-01,3000,4.5,9,CA\n")
    assert {only(found).spend for found in (raw, modelled)} == {Interval.exact(4.5)}
    assert "millionths" in note(raw, "money-unit-assumed").message
    assert "money-unit-assumed" not in codes(modelled)


@pytest.mark.real
def test_field_case_of_a_snapchat_warehouse(real_data: Path) -> None:
    ad = only(audit(real_data.parents[1] / "field-cases" / "028-snapchat-warehouse.csv"))
    assert (ad.key.platform, ad.spend) == ("snapchat", Interval.exact(6.0))
