from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from tests.report import samples

from seenby.model import Audit, Interval
from seenby.report import render_terminal
from seenby.report.terminal_bars import ASCII_SIGNS, BAR, BLOCK_SIGNS, bar


def printed(audit: Audit, width: int = 80, encoding: str = "utf-8", color: bool = False) -> str:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding)
    render_terminal(audit, Console(file=out, width=width, force_terminal=color, no_color=not color))
    out.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("name", samples.ALL)
def test_no_line_is_wider_than_the_terminal(name: str) -> None:
    for width in (60, 80, 120):
        assert all(cell_len(line) <= width for line in printed(samples.ALL[name](), width).splitlines())


def test_the_sentences_are_those_of_the_findings() -> None:
    text = " ".join(printed(samples.five_ads()).split())
    for finding in samples.five_ads().findings:
        assert finding.sentence in text


def test_each_group_has_a_bar_and_a_figure() -> None:
    lines = printed(samples.one_ad()).splitlines()
    (women,) = (line.split() for line in lines if line.startswith("  women "))
    assert women == ["women", "████" + "·" * 26, "12", "aimed", "57–66"]


def test_zero_a_range_and_a_small_share_are_told_apart() -> None:
    assert bar(Interval(0, 0), BLOCK_SIGNS) == "│" + "·" * 29
    assert bar(Interval(0.001, 0.001), BLOCK_SIGNS) == "█" + "·" * 29
    assert bar(Interval(0.5, 0.8), ASCII_SIGNS) == "#" * 15 + "-" * 9 + "." * 6


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_bar_is_always_as_long_as_the_scale(one: float, other: float) -> None:
    assert len(bar(Interval(*sorted((one, other))), ASCII_SIGNS)) == BAR


def test_many_ads_become_a_table() -> None:
    text = printed(samples.many_ads(50))
    assert "and 30 more, in the page and in --json" in text
    assert text.count("Spring classe…") == 20


def test_twelve_ads_are_twelve_blocks() -> None:
    text = printed(samples.many_ads(12))
    assert text.count("Not known") == 12
    assert "more, in the page" not in text


def test_not_measurable_carries_its_reason() -> None:
    text = " ".join(printed(samples.not_measurable()).split())
    assert "Gap not measurable: the export has one age and gender" in text
    assert "nan" not in text.lower().replace("finance", "")


def test_plain_letters_where_the_terminal_has_no_others() -> None:
    text = printed(samples.five_ads(), encoding="ascii")
    assert "aimed 57-66" in text
    assert "####" in text


def test_no_name_drives_the_terminal() -> None:
    text = printed(samples.hard_names())
    assert not set(text) & {"\x1b", "\x07", "\x00", "\u202e"}


def test_markup_in_a_name_is_only_text() -> None:
    assert "[red]sale[/red]" in printed(samples.named("[red]sale[/red]"), color=True)


@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(codec=None), max_size=80))
def test_any_name_can_be_printed(name: str) -> None:
    for encoding in ("utf-8", "ascii", "cp1252"):
        assert not set(printed(samples.named(name), encoding=encoding)) & {"\x1b", "\x9b", "\x07", "\u202e"}


def test_an_audit_of_nothing_says_so() -> None:
    assert "No ad could be read from these files." in printed(samples.nothing())
