"""Exports whose headers no list has: the refusal shows a line for --columns that, pasted, reads the file.

The kind: the words for genders are known in more languages than headers are. What the columns hold is told from their
cells, shown and never used unasked.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.read.looking import exact, look, only, refused

from seenby.model import Interval

HEBREW = "תחילת הדיווח,סיום הדיווח,שם המודעה,גיל,מין,חשיפות\n{}"
HUNGARIAN = "Jelentés kezdete,Jelentés vége,Hirdetés neve,Életkor,Nem,Megjelenések\n{}"
FINNISH = "Mainoksen nimi X,Sukupuoli X,Ikä X,Tavoittavuus X,Näyttökerrat X,Käytetty summa X (EUR)\n{}"
UNKNOWN: dict[str, tuple[str, tuple[str, str]]] = {
    "hebrew": (HEBREW, ("2026-01-01,2026-01-31,Ad A,18-24,נקבה,100", "2026-01-01,2026-01-31,Ad A,18-24,זכר,300")),
    "hungarian": (HUNGARIAN, ("2026-01-01,2026-01-31,Ad A,18-24,nő,100", "2026-01-01,2026-01-31,Ad A,18-24,férfi,300")),
    "finnish, with reach and money": (FINNISH, ("Ad A,nainen,18-24,90,100,1.50", "Ad A,mies,18-24,200,300,2.50")),
    "croatian, campaign and ad": (
        "Kampanja X,Oglas X,Spol X,Prikazi X\n{}",
        ("C,Ad A,žena,100", "C,Ad A,muškarac,300"),
    ),
    "words nobody else has": ("alpha,beta,gamma\n{}", ("Ad A,female,100", "Ad A,male,300")),
    "quotation marks": ('"al""pha",be\\ta,ga#mma\n{}', ("Ad A,female,100", "Ad A,male,300")),
    "below a preamble": ("Some report\n\nalpha,beta,gamma\n{}", ("Ad A,female,100", "Ad A,male,300")),
}


def pasted(folder: Path, said: str) -> Path:
    """The line that a refusal shows, in a file of its own."""
    line = re.search(r"put the line (.*?) into a file", said)
    assert line, said
    path = folder / "columns.toml"
    path.write_text(line[1] + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", UNKNOWN)
def test_the_line_that_a_refusal_shows_reads_the_file(tmp_path: Path, kind: str) -> None:
    header, rows = UNKNOWN[kind]
    content = header.format("\n".join(rows) + "\n")
    said = refused(tmp_path, content)
    assert "--columns" in said
    ad = only(look(tmp_path, content, columns=pasted(tmp_path, said)))
    assert exact(ad.share["gender"]) == {"female": 0.25, "male": 0.75}
    assert (ad.impressions, ad.key.ad) == (Interval.exact(400), "Ad A")


def test_periods_and_money_are_shown_too(tmp_path: Path) -> None:
    for kind in ("hungarian", "finnish, with reach and money"):
        header, rows = UNKNOWN[kind]
        content = header.format("\n".join(rows) + "\n")
        ad = only(look(tmp_path, content, columns=pasted(tmp_path, refused(tmp_path, content))))
        if kind == "hungarian":
            assert tuple(map(str, ad.period)) == ("2026-01-01", "2026-01-31")
        else:
            assert ad.spend == Interval.exact(4.0)


@pytest.mark.parametrize("content", ["alpha,beta\nx,1\ny,2\n", "alpha,beta\nfemale,x\nmale,y\n", "a,b\n"])
def test_where_no_cells_tell_enough_no_line_is_shown(tmp_path: Path, content: str) -> None:
    assert "put the line" not in refused(tmp_path, content)


@pytest.mark.real
@pytest.mark.parametrize("name", ["043-language-he.csv", "045-language-hu.csv"])
def test_field_cases(tmp_path: Path, real_data: Path, name: str) -> None:
    content = (real_data.parents[1] / "field-cases" / name).read_bytes()
    found = look(tmp_path, content, columns=pasted(tmp_path, refused(tmp_path, content)))
    assert exact(only(found).share["gender"]) == {"female": 0.25, "male": 0.75}
