from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.model import Interval
from seenby.read.cells.numbers import NumberStyle, decide_style, parse_count, parse_money, parse_share

POINT, COMMA = NumberStyle(".", undecided=False), NumberStyle(",", undecided=False)
UNDECIDED = NumberStyle(".", undecided=True)
STYLES = st.sampled_from([POINT, COMMA, UNDECIDED])
PARSERS = st.sampled_from([parse_count, parse_money, parse_share])
NUMBERLIKE = st.text(alphabet="0123456789.,-+<>≥≤ '%€$KMBeE–\u00a0\u202fEURn/a１²_x", max_size=20)
PARTS = [
    "0",
    "1",
    "7",
    "12",
    "345",
    "1,234",
    "1.234",
    ",",
    ".",
    "-",
    "–",
    " ",
    "K",
    "M",
    "b",
    "%",
    "€",
    "EUR",
    "<",
    "≥",
]
CELLS = st.builds("".join, st.lists(st.sampled_from([*PARTS, "+", "E+17", "e-5", "'"]), max_size=6))
Parse = Callable[[str, NumberStyle], Interval | None]


def span(low: float, high: float) -> Interval:
    return Interval(low, high)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        ("1598", 1598),
        ("1,598", 1598),
        ("9,236", 9236),
        ("12,34,567", 1_234_567),
        ("1 234 567", 1_234_567),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("1\u2009234", 1234),
        ("1'234", 1234),
        ("1’234", 1234),
        ("１２３", 123),
        ("１，２３４", 1234),
        (" 42 ", 42),
        ("\ufeff42", 42),
        ("12.0", 12),
        ("12.00", 12),
        ("999999999999999", 999_999_999_999_999),
    ],
)
def test_a_count_is_read_as_written_with_a_decimal_point(text: str, count: int) -> None:
    assert parse_count(text, POINT) == span(count, count)


@pytest.mark.parametrize(("text", "count"), [("1.598", 1598), ("1.234.567", 1_234_567), ("12,0", 12), ("5.000", 5000)])
def test_a_count_is_read_as_written_with_a_decimal_comma(text: str, count: int) -> None:
    assert parse_count(text, COMMA) == span(count, count)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5,000-9,999", 5000, 9999),
        ("5,000–9,999", 5000, 9999),
        ("5,000 — 9,999", 5000, 9999),
        ("10K-100K", 10_000, 100_000),
        ("10～20", 10, 20),
        ("30K", 29_500, 30_499),
        ("1.5k", 1450, 1549),
        ("2M", 1_500_000, 2_499_999),
        ("0K", 0, 499),
        (">1M", 1_000_001, math.inf),
        ("≥1,000,000", 1_000_000, math.inf),
        (">= 1,000,000", 1_000_000, math.inf),
        ("1000+", 1000, math.inf),
        ("<100", 0, 99),
        ("≤100", 0, 100),
        ("1.2E+3", 1150, 1249),
    ],
)
def test_a_band_or_a_rounded_count_keeps_all_it_may_stand_for(text: str, low: float, high: float) -> None:
    assert parse_count(text, POINT) == span(low, high)


@pytest.mark.parametrize("text", ["1.2E+17", "1,2E+17"])
@pytest.mark.parametrize("style", [POINT, COMMA, UNDECIDED])
def test_an_id_that_a_spreadsheet_cut_short_is_half_a_digit_wide_in_any_style(text: str, style: NumberStyle) -> None:
    found = parse_count(text, style)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((1.15e17, 1.25e17))


@pytest.mark.parametrize("parse", [parse_count, parse_money, parse_share])
@pytest.mark.parametrize("text", ["", " ", "-", "--", " --", "–", "—", "n/a", "N/A", "\u00a0", "−"])
def test_a_cell_that_reports_nothing_is_none_and_not_zero(text: str, parse: Parse) -> None:
    assert parse(text, POINT) is None
    assert parse(text, UNDECIDED) is None


@pytest.mark.parametrize("parse", [parse_count, parse_money, parse_share])
@pytest.mark.parametrize(
    "text",
    [
        *("-5", "−5", "(5)", "NaN", "nan", "Infinity", "inf", "0x1F", "1_000", "True", "false", "1e400", "007", "00"),
        *("1,23,4", "12,3456", "1.2.3", "12²", "①", "½", "٣", "2020-09-01", "01/09/2020", "abc", "1,,000", "1-2-3"),
        *("<1-2", "9-5", "1 000,000", "x" * 1000, "9" * 1000, "null", "5 apples", "=1+1", "100 %%"),
    ],
)
def test_what_is_no_number_is_refused_without_quoting_it(text: str, parse: Parse) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        parse(text, POINT)
    assert len(text) < 3 or text not in str(caught.value)


@pytest.mark.parametrize("text", ["12.5", "0.1", "1.2345K", "10.5-11", "5E-1"])
def test_a_count_with_a_real_fraction_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="fraction"):
        parse_count(text, POINT)


@pytest.mark.parametrize("text", ["18-24", "13–17", "65+", "55-64"])
@pytest.mark.parametrize("parse", [parse_count, parse_money])
def test_a_band_of_ages_among_figures_is_refused_because_its_row_has_slid(text: str, parse: Parse) -> None:
    with pytest.raises(ValueError, match="ages"):
        parse(text, POINT)


def test_an_ids_digits_are_not_a_count() -> None:
    with pytest.raises(ValueError, match="id"):
        parse_count("120211234567890123", POINT)


def test_a_count_with_three_zero_decimals_is_refused_where_it_could_be_thousands() -> None:
    with pytest.raises(ValueError, match="thousands"):
        parse_count("5.000", POINT)


@pytest.mark.parametrize(
    ("text", "style", "amount"),
    [
        ("3.3429824561404", POINT, 3.3429824561404),
        ("1,234.56", POINT, 1234.56),
        ("1.234,56", COMMA, 1234.56),
        ("1 234,56", COMMA, 1234.56),
        ("1'234.50", POINT, 1234.5),
        ("$1,234.56", POINT, 1234.56),
        ("1.234,56 €", COMMA, 1234.56),
        ("€ 12,50", COMMA, 12.5),
        ("EUR 12.50", POINT, 12.5),
        ("12.50 USD", POINT, 12.5),
        ("R$ 1.234,56", COMMA, 1234.56),
        ("12,50 zł", COMMA, 12.5),
        ("kr 100", POINT, 100),
        ("￥１，２３４", POINT, 1234),
        (".5", POINT, 0.5),
        ("0", POINT, 0),
        ("0,00", COMMA, 0),
        ("12,34,678.5", POINT, 1_234_678.5),
    ],
)
def test_money_is_exact_whatever_sign_or_code_stands_beside_it(text: str, style: NumberStyle, amount: float) -> None:
    assert parse_money(text, style) == span(amount, amount)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$100-$199", 100, 199),
        ("€5,000–€9,999", 5000, 9999),
        ("≤100 €", 0, 100),
        ("<€100", 0, 100),
        ("30K", 29_500, 30_500),
        (">1M", 1e6, math.inf),
        ("5e-05", 4.5e-05, 5.5e-05),
    ],
)
def test_money_in_bands_is_an_interval_of_any_amounts(text: str, low: float, high: float) -> None:
    assert parse_money(text, POINT) == span(low, high)


@pytest.mark.parametrize("text", ["USD 5 €", "$5 $", "$5-€6", "ABC 5", "5 MAY"])
def test_money_in_two_currencies_or_none_that_exists_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="currency"):
        parse_money(text, POINT)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12 %", 11.5, 12.5),
        ("12%", 11.5, 12.5),
        ("12", 11.5, 12.5),
        ("12.5%", 12.45, 12.55),
        ("0.29%", 0.285, 0.295),
        ("0 %", 0, 0.5),
        ("100%", 99.5, 100),
        ("<1 %", 0, 1),
        (">99%", 99, 100),
        ("50-60 %", 50, 60),
        ("１２％", 11.5, 12.5),
    ],
)
def test_a_share_is_half_a_digit_wide_and_stays_within_0_and_100(text: str, low: float, high: float) -> None:
    assert parse_share(text, POINT) == span(low, high)


@pytest.mark.parametrize("text", ["101", "100.1 %", "1,234 %"])
def test_a_share_above_100_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="100"):
        parse_share(text, POINT)


@pytest.mark.parametrize(
    ("whole", "parts", "hint", "decimal", "undecided"),
    [
        (["1598"], ["3.3429824561404"], None, ".", False),
        (["1.234"], ["3.490"], None, ",", False),
        (["1,234"], ["3,490"], None, ".", False),
        (["12.0"], [], None, ".", False),
        (["5.000"], [], ".", ",", False),
        (["1598"], ["1.234,56"], None, ",", False),
        (["12"], ["1234.567"], ",", ".", False),
        (["12"], ["0.123"], None, ".", False),
        (["12"], ["1.234.567"], None, ",", False),
        (["12"], ["12,5 %"], None, ",", False),
        (["12"], ["3.490"], None, ".", True),
        (["12"], ["3.490"], ",", ",", False),
        (["12"], ["3.490"], ".", ".", False),
        (["5,000–9,999"], ["3.490"], ",", ".", False),
        ([], [], None, ".", False),
        (["abc", "n/a", ""], ["-"], ",", ",", False),
    ],
)
def test_one_style_is_decided_from_all_cells_and_a_hint_only_breaks_ties(
    whole: list[str], parts: list[str], hint: str | None, decimal: str, undecided: bool
) -> None:
    found = decide_style(whole, parts, hint)
    assert (found.decimal, found.undecided) == (decimal, undecided)


@pytest.mark.parametrize(
    ("whole", "parts"),
    [(["1.234"], ["3.49"]), ([], ["3,49", "3.49"]), (["1,234", "1.234"], []), (["5.000"], ["0.5"])],
)
def test_cells_that_contradict_each_other_are_refused(whole: list[str], parts: list[str]) -> None:
    with pytest.raises(ValueError, match="contradict"):
        decide_style(whole, parts)


def test_an_undecided_amount_holds_both_readings() -> None:
    assert parse_money("3.490", UNDECIDED) == span(3.49, 3490)


def test_an_undecided_cell_with_only_one_reading_is_that_reading() -> None:
    assert parse_money("3.49", UNDECIDED) == span(3.49, 3.49)
    assert parse_count("1.234", UNDECIDED) == span(1234, 1234)


@given(st.one_of(st.text(max_size=80), NUMBERLIKE, CELLS), STYLES, PARSERS)
def test_no_text_does_worse_than_a_value_error_or_gives_nan(text: str, style: NumberStyle, parse: Parse) -> None:
    try:
        found = parse(text, style)
    except ValueError:
        return
    if found is not None:
        assert 0 <= found.low <= found.high
        assert not math.isnan(found.high)
        assert math.isfinite(found.low)


@given(st.lists(NUMBERLIKE), st.lists(CELLS), st.sampled_from([None, ".", ","]))
def test_no_cells_make_deciding_a_style_do_worse_than_a_value_error(
    whole: list[str], parts: list[str], hint: str | None
) -> None:
    with suppress(ValueError):
        assert decide_style(whole, parts, hint).decimal in (".", ",")


def dress(text: str, style: NumberStyle) -> str:
    """A number written the English way, in a style."""
    return text if style is POINT else text.translate(str.maketrans(",.", ".,"))


@given(st.integers(0, 10**15 - 1), st.sampled_from([POINT, COMMA]))
def test_a_formatted_count_is_given_back(count: int, style: NumberStyle) -> None:
    for text in (str(count), dress(f"{count:,}", style), f"{count:,}".replace(",", "\u202f")):
        assert parse_count(text, style) == span(count, count)


@given(st.integers(0, 10**12), st.sampled_from([POINT, COMMA]), st.sampled_from(["", "€", "$", "EUR ", " USD"]))
def test_a_formatted_amount_is_given_back(cents: int, style: NumberStyle, currency: str) -> None:
    written = dress(f"{cents // 100:,}.{cents % 100:02}", style)
    text = written + currency if currency.startswith(" ") else currency + written
    found = parse_money(text, style)
    assert found is not None
    assert found.is_exact
    assert found.low == float(f"{cents // 100}.{cents % 100:02}")


@given(st.integers(0, 1000), st.sampled_from([POINT, COMMA]))
def test_a_formatted_share_holds_the_share_it_was_rounded_from(tenths: int, style: NumberStyle) -> None:
    found = parse_share(dress(f"{tenths / 10:.1f} %", style), style)
    assert found is not None
    assert found.low <= tenths / 10 <= found.high
    assert found.width <= 0.1 + 1e-9


@given(
    st.lists(st.integers(0, 10**9), min_size=1),
    st.lists(st.integers(0, 10**7), min_size=1),
    st.sampled_from([POINT, COMMA]),
)
def test_the_style_a_file_was_written_in_is_never_taken_for_the_other(
    counts: list[int], cents: list[int], style: NumberStyle
) -> None:
    whole = [dress(f"{count:,}", style) for count in counts]
    parts = [dress(f"{amount / 100:,.2f}", style) for amount in cents]
    assert decide_style(whole, parts) == style
