"""Names of files and ads that look like markup, or that would drive a terminal, are shown as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.table import Table

from seenby.cli.output import screen, talk

TABLE = "Ad name,Gender,Impressions\n{ad},female,30\n{ad},male,70\n"
OBEYED = "\x1b]0;x\x07\x1b[2J\x9b31m\u202e\u2066\x08"


@pytest.mark.parametrize("name", ["[/x]", "[red]", "[link=file:///x]a", "[bold"])
def test_names_of_files_and_folders_are_no_markup(seenby, tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name.replace('/', '')}.csv"
    file.write_text(TABLE.format(ad=name))
    out = tmp_path / name.strip("/")
    done = seenby("audit", file, "--out", out)
    assert done.returncode == 0, done.stderr
    assert str(out.resolve()) in done.stderr.replace("\n", "")
    assert (out / "index.html").is_file()


@pytest.mark.parametrize("make", [talk, screen])
def test_nothing_that_is_said_drives_a_terminal(make, capsys) -> None:
    console = make()
    console.print(f"“a{OBEYED}b” [/x]\nnext")
    said = "".join(capsys.readouterr())
    assert "[/x]\nnext" in said
    assert not {sign for sign in OBEYED if not sign.isprintable()} & set(said)


def test_what_is_no_text_is_left_to_the_library(capsys) -> None:
    table = Table("Ad")
    table.add_row("A")
    screen().print(table)
    assert "A" in capsys.readouterr().out
