from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seenby.report.sanitise import REPLACED, clip, columns, isolated, plain, shown_name

ANY = st.text(st.characters(codec=None))


@given(ANY)
def test_plain_text_can_be_encoded_and_holds_no_control(text: str) -> None:
    cleaned = plain(text)
    cleaned.encode()
    assert all(char >= " " and char not in "\x7f\x1b\u202e\ufeff\ufffe" for char in cleaned)


def test_what_is_removed_leaves_a_sign() -> None:
    assert plain("a\x1b[31mb\ud800") == f"a{REPLACED}[31mb{REPLACED}"
    assert plain("two\r\nlines\tand more") == "two lines and more"


@given(ANY, st.integers(3, 60))
def test_a_clipped_name_fits_and_keeps_both_ends(text: str, width: int) -> None:
    clipped = clip(text, width)
    assert columns(clipped) <= width
    if columns(plain(text)) <= width:
        assert clipped == plain(text)
    else:
        assert "…" in clipped


def test_wide_letters_take_two_columns() -> None:
    assert columns("東京") == 4
    assert clip("abcdefghij", 7) == "abc…hij"
    assert len(shown_name("x" * 1000)) == 300


def test_a_name_is_isolated_from_its_neighbours() -> None:
    assert isolated("إعلان\u202e") == f"\u2068إعلان{REPLACED}\u2069"


def test_an_emoji_made_of_several_is_as_wide_as_it_is_shown() -> None:
    family = "👩\u200d👧"
    assert columns(family) == 2
    assert clip(f"{family}ab", 4) == f"{family}ab", "it fits, so nothing is cut"


def test_marks_that_take_no_room_are_kept_with_their_letter() -> None:
    assert columns("e\u0301") == 1
    assert clip("e\u0301" * 10, 5) == "e\u0301e\u0301…e\u0301e\u0301"
