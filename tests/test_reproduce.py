"""Published figures come out again, from the published files and nothing else."""

from __future__ import annotations

import json

import pytest

from seenby.errors import UsageError
from seenby.reproduce import known, reproduce

OF_WOMEN, CHANGED = b"1590,1598,1.0050314465409", b"1590,1600,1.0062893081761"
"""Reach, impressions and frequency of one row; a frequency that did not fit would be refused."""


@pytest.mark.real
def test_algorithmwatch_comes_out_to_six_places(real_data):
    found = reproduce("algorithmwatch-2020", real_data.parent)
    assert len(found.figures) == 7
    assert all(figure.agrees and figure.same_file for figure in found.figures)
    assert {finding.claim for finding in found.added} == {"B"}


@pytest.mark.real
def test_the_command_prints_published_beside_ours(seenby, real_data):
    done = seenby("reproduce", "algorithmwatch-2020", "--data", real_data.parent)
    assert done.returncode == 0, done.stderr
    assert "0.876577" in done.stdout
    assert "goes beyond" in done.stdout
    found = json.loads(seenby("reproduce", "algorithmwatch-2020", "--data", real_data.parent, "--json").stdout)
    assert found["schema"] == "seenby/reproduction/1"
    assert all(figure["agrees"] for figure in found["figures"])


@pytest.mark.real
def test_a_changed_file_is_said_and_a_changed_figure_leaves_with_3(seenby, real_data, tmp_path):
    for name in ("france/facebook/truck2-gender/2020-09-03_13:21.csv", "germany/facebook/gender/2020-08-27_08:56.csv"):
        copy = tmp_path / "input" / name
        copy.parent.mkdir(parents=True)
        copy.write_bytes((real_data / name).read_bytes().replace(OF_WOMEN, CHANGED))
    done = seenby("reproduce", "algorithmwatch-2020", "--data", tmp_path)
    assert done.returncode == 3
    assert "13:21.csv is another version of the published file" in done.stdout
    assert "08:56.csv is" not in done.stdout


def test_missing_files_are_refused_with_the_way_to_get_them(seenby, tmp_path):
    done = seenby("reproduce", "algorithmwatch-2020", "--data", tmp_path)
    assert done.returncode == 7
    assert "github.com/algorithmwatch" in done.stderr


def test_an_unknown_name_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(UsageError, match="algorithmwatch-2020"):
        reproduce("nobody-1999", tmp_path)
    assert known() == ["algorithmwatch-2020"]
