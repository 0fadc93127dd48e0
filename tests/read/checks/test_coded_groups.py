"""Genders and ages written as codes: refused with the mapping to write, and read with it.

The kind: numbers, letters of a language that no list has, true and false, under a header that is read or under one
that only says "gender" in other words. A slip of cells, which has words for groups beside it, is still called one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.read.looking import exact, look, only, refused


def table(header: str, *codes: str, age: str = "18-24") -> str:
    rows = (f"Camp,{age},{code},{100 * count}\n" for count, code in enumerate(codes, 1))
    return f"campaign,age,{header},Impressions\n{''.join(rows)}"


CODED = [
    ("gender", ("1", "3")),
    ("gender", ("0", "1", "2")),
    ("gender", ("1.0", "2.0")),
    ("gender", ("1", "2", "unknown")),
    ("gender", ("true", "false")),
    ("gender", ("N", "F")),
    ("gender", ("ж", "м")),
    ("gender_code", ("1", "2")),
    ("Sex ID", ("0", "1")),
    ("is_male", ("true", "false")),
    ("isFemale", ("0", "1")),
]


@pytest.mark.parametrize(("header", "codes"), CODED)
def test_coded_genders_are_refused_with_the_mapping_that_reads_them(
    tmp_path: Path, header: str, codes: tuple[str, ...]
) -> None:
    content = table(header, *codes)
    said = refused(tmp_path, content)
    assert "[values.gender]" in said
    assert "shifted" not in said
    lines = re.findall(r'"([^"]+)" = "…"', said)
    assert set(lines) == set(codes) - {"unknown"}
    meaning = dict(zip(lines, ("female", "male", "unknown"), strict=False))
    mapping = tmp_path / "mapping.toml"
    columns = f'campaign = "campaign"\nage = "age"\ngender = "{header}"\nimpressions = "Impressions"\n'
    values = "".join(f'"{code}" = "{group}"\n' for code, group in meaning.items())
    mapping.write_text(f'platform = "meta"\n[columns]\n{columns}[values.gender]\n{values}', encoding="utf-8")
    counts = exact(only(look(tmp_path, content, mapping=mapping)).counts["gender"])
    given = {code: 100 * count for count, code in enumerate(codes, 1)}
    assert all(counts[group] == given[code] for code, group in meaning.items() if group != "unknown")


def test_coded_ages_are_refused_with_the_mapping(tmp_path: Path) -> None:
    content = "campaign,age,gender,Impressions\nCamp,1,male,100\nCamp,2,female,300\n"
    assert "[values.age]" in refused(tmp_path, content)


def test_a_slip_of_cells_is_still_called_one(tmp_path: Path) -> None:
    assert "shifted" in refused(tmp_path, table("gender", "1", "male"))
    assert "shifted" in refused(tmp_path, table("gender", "100", "300"))


@pytest.mark.parametrize("header", ["target_gender", "gender_split", "men", "Age and sex"])
def test_a_column_that_need_not_be_who_saw_the_ad_is_let_be(tmp_path: Path, header: str) -> None:
    assert only(look(tmp_path, table(header, "1", "2"))).share["age"].keys() == {"18-24"}


@pytest.mark.real
def test_field_case(tmp_path: Path, real_data: Path) -> None:
    said = refused(tmp_path, (real_data.parents[1] / "field-cases" / "050-genders-as-numbers.csv").read_bytes())
    assert '"1" = "…", "2" = "…"' in said
