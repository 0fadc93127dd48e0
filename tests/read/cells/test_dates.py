from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.read.cells.dates import decide_dates, snapshot_time

THIRD = date(2020, 9, 3)
DAYS = st.dates(date(2007, 1, 1), date(2044, 12, 31))
DATELIKE = st.text(alphabet="0123456789-/. :,TZ年月日SeptOngoing+", max_size=24)


def one(text: str) -> date | None:
    return decide_dates({"start": [text]}).parse(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2020-09-03", "2020/09/03", "2020/9/3", "2020.09.03", "2020 09 03", "20200903", "2020. 9. 3."),
        *("2020-09-03T00:00:00+0000", "2020-09-03T13:21:05.123Z", "2020-09-03 13:21:05", "2020-09-03 13:21 UTC"),
        *(
            "3 Sept 2020",
            "3 Sep 2020",
            "Sep 3, 2020",
            "September 3, 2020",
            "Sept. 3, 2020",
            "3-Sep-20",
            "3rd September 2020",
        ),
        *(
            "3. September 2020",
            "3 septembre 2020",
            "3 de septiembre de 2020",
            "3 settembre 2020",
            "3 de setembro de 2020",
        ),
        *("3 september 2020", "3 września 2020", "2020年9月3日", "２０２０年９月３日", "2020 Sep 3", "3 SEP 2020"),
    ],
)
def test_a_date_with_one_reading_is_read(text: str) -> None:
    assert one(text) == THIRD


@pytest.mark.parametrize(
    ("text", "month"), [("1er mars 2020", 3), ("1 août 2020", 8), ("1º de março de 2020", 3), ("1 Dez. 2020", 12)]
)
def test_months_are_known_in_other_languages(text: str, month: int) -> None:
    assert one(text) == date(2020, month, 1)


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "Ongoing", "ongoing", "Laufend", "En cours", "継続中"])
def test_no_end_is_none_and_not_unreadable(text: str) -> None:
    plan = decide_dates({"end": [text]})
    assert plan.parse(text) is None
    assert plan.unreadable == ()


@pytest.mark.parametrize(
    "text", ["hello", "99/99/2020", "2020-02-30", "September 2020", "12", "44077", "1/2", "3/9/0020", "x" * 999]
)
def test_what_is_no_date_is_named_as_unreadable_and_not_guessed(text: str) -> None:
    plan = decide_dates({"start": ["2020-09-03", text]})
    assert plan.parse(text) is None
    assert plan.unreadable == (text,)
    assert plan.parse("2020-09-03") == THIRD


def test_spreadsheet_day_numbers_are_dates_only_when_told() -> None:
    assert decide_dates({"start": ["44077"]}, serials=True).parse("44077") == THIRD
    assert decide_dates({"start": ["44077"]}).parse("44077") is None


@pytest.mark.parametrize("text", ["03/09/2020", "03-09-2020", "3 9 2020", "03/09/20"])
def test_an_ambiguous_date_is_not_guessed_and_both_readings_are_named(text: str) -> None:
    plan = decide_dates({"start": [text]})
    assert plan.ambiguous
    assert plan.parse(text) is None
    assert "2020-09-03" in plan.note
    assert "2020-03-09" in plan.note


def test_a_date_that_reads_alike_either_way_is_read_in_an_ambiguous_file() -> None:
    plan = decide_dates({"start": ["03/09/2020", "04/04/2020"]})
    assert plan.ambiguous
    assert plan.parse("04/04/2020") == date(2020, 4, 4)


def test_one_decisive_date_decides_for_every_column() -> None:
    plan = decide_dates({"start": ["03/09/2020"], "end": ["25/09/2020"]})
    assert not plan.ambiguous
    assert plan.parse("03/09/2020") == THIRD
    assert decide_dates({"start": ["09/03/2020"], "day": ["09/25/2020"]}).parse("09/03/2020") == THIRD


def test_dots_are_written_day_first() -> None:
    assert one("03.09.2020") == THIRD
    assert one("3. 9. 2020") == THIRD


def test_a_dotted_date_that_can_only_be_month_first_still_decides() -> None:
    assert decide_dates({"start": ["09.03.2020", "09.25.2020"]}).parse("09.03.2020") == THIRD


def test_a_period_cannot_end_before_it_starts() -> None:
    plan = decide_dates({"start": ["01/09/2020"], "end": ["10/08/2020"]})
    assert plan.parse("10/08/2020") == date(2020, 10, 8)


def test_days_lie_within_the_period() -> None:
    plan = decide_dates({"start": ["2020-09-01"], "end": ["2020-09-10"], "day": ["03/09/2020"]})
    assert plan.parse("03/09/2020") == THIRD


def test_an_open_end_is_no_evidence_that_days_lie_before_it() -> None:
    plan = decide_dates({"start": ["2020-01-01"], "end": ["2020-06-01", "Ongoing"], "day": ["03/09/2020"]})
    assert plan.ambiguous


def test_days_that_follow_each_other_decide() -> None:
    days = ["01/09/2020", "02/09/2020", "04/09/2020"]
    assert decide_dates({"day": days}).parse("04/09/2020") == date(2020, 9, 4)
    assert decide_dates({"day": ["09/01/2020", "09/02/2020", "09/04/2020"]}).parse("09/04/2020") == date(2020, 9, 4)


def test_firsts_of_the_month_are_not_taken_for_days_that_follow_each_other() -> None:
    assert decide_dates({"day": ["01/01/2020", "01/02/2020", "01/03/2020"]}).ambiguous


def test_two_days_are_too_few_to_decide() -> None:
    assert decide_dates({"day": ["01/09/2020", "02/09/2020"]}).ambiguous


def test_days_that_follow_each_other_in_either_order_do_not_decide() -> None:
    assert decide_dates({"day": ["01/02/2020", "02/01/2020", "01/01/2020"]}).ambiguous


def test_two_digit_years_may_stand_first_when_nothing_else_fits() -> None:
    assert decide_dates({"start": ["20/09/03", "20/10/15"]}).parse("20/09/03") == THIRD


def test_the_expected_order_only_breaks_ties() -> None:
    assert decide_dates({"start": ["03/09/2020"]}, hint="dmy").parse("03/09/2020") == THIRD
    plan = decide_dates({"start": ["09/03/2020"], "end": ["09/25/2020"]}, hint="dmy")
    assert plan.parse("09/03/2020") == THIRD


def test_dates_that_contradict_each_other_are_said_and_the_doubtful_ones_left_unread() -> None:
    plan = decide_dates({"start": ["25/08/2020", "08/26/2020", "03/09/2020"]})
    assert plan.ambiguous
    assert "others only month first" in plan.note
    assert plan.parse("25/08/2020") == date(2020, 8, 25)
    assert plan.parse("03/09/2020") is None


def test_a_file_of_iso_dates_does_not_decide_for_others() -> None:
    plan = decide_dates({"start": ["2020-09-03"]})
    assert not plan.ambiguous
    assert plan.parse("03/09/2020") is None


@given(st.lists(st.one_of(st.text(max_size=70), DATELIKE)), st.booleans())
def test_no_text_makes_reading_dates_raise(texts: list[str], serials: bool) -> None:
    plan = decide_dates({"start": texts, "day": texts[::2]}, serials=serials)
    assert plan.ambiguous == bool(plan.note)
    for text in texts:
        found = plan.parse(text)
        assert found is None or 1982 <= found.year <= 2200


@given(
    st.lists(DAYS, min_size=1, max_size=2),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%y", "%Y-%m-%d", "%y/%m/%d"]),
)
def test_a_formatted_date_is_given_back_or_left_unread_but_never_another(days: list[date], form: str) -> None:
    plan = decide_dates({"day": [day.strftime(form) for day in days]})
    for day in days:
        assert plan.parse(day.strftime(form)) in (day, None)


@given(DAYS)
def test_a_date_with_the_month_in_words_is_given_back(day: date) -> None:
    for form in ("%d %B %Y", "%b %d, %Y", "%d-%b-%y", "%Y年%m月%d日"):
        assert one(day.strftime(form)) == day


@given(DAYS, st.integers(3, 60), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_a_run_of_days_is_never_read_in_the_wrong_order(first: date, many: int, form: str) -> None:
    days = [first + timedelta(days=step) for step in range(many)]
    plan = decide_dates({"day": [day.strftime(form) for day in days]})
    for day in days:
        assert plan.parse(day.strftime(form)) in (day, None)
    if many > 12:
        assert not plan.ambiguous


@pytest.mark.parametrize(
    "name",
    [
        *("2020-09-03_13:21.csv", "2020-09-03_13-21", "2020-09-03 13.21.csv", "20200903T1321.csv", "20200903_1321"),
        *("exports/2020-09-01/2020-09-03_13-21.csv", "report-2020-09-03T13:21Z.json", "x 2020-09-03 at 1.21 PM.csv"),
        "202009031321.csv",
    ],
)
def test_a_date_and_time_in_a_file_name_is_when_it_was_exported(name: str) -> None:
    assert snapshot_time(name) == datetime.fromisoformat("2020-09-03T13:21")


def test_seconds_in_a_file_name_count() -> None:
    assert snapshot_time("20200903_132105.csv") == datetime.fromisoformat("2020-09-03T13:21:05")


@pytest.mark.parametrize(
    "name",
    [
        "2020-09-03.csv",
        "report 3 Sept 2020.csv",
        "Report-Sep-3-2020.csv",
        "v2-2020-09-03 (1).csv",
        "2020年9月3日.csv",
    ],
)
def test_a_date_alone_counts_as_the_start_of_its_day(name: str) -> None:
    assert snapshot_time(name) == datetime.fromisoformat("2020-09-03")


@pytest.mark.parametrize(
    "name",
    [
        *("Untitled-Report-Aug-1-2020-Aug-30-2020.csv", "Untitled-Report-Aug-30-2020-Aug-30-2020.csv"),
        *("Account-Ads-1-Aug-2020-30-Aug-2020.csv", "2020-08-01_2020-08-30.csv", "20200801-20200830.csv"),
        *("1-août-2020-30-août-2020.csv", "ads_2026_01_23-_-2026_02_13.xlsx", "1-30 Sep 2020.csv", "03-09-2020.csv"),
        *("Gender report.csv", "", "figure_8.csv", "12345678901234567.csv", "x" * 10_000),
    ],
)
def test_a_period_or_no_date_in_a_file_name_is_no_time(name: str) -> None:
    assert snapshot_time(name) is None


@given(st.one_of(st.text(), DATELIKE))
def test_no_file_name_makes_reading_its_time_raise(name: str) -> None:
    found = snapshot_time(name)
    assert found is None or found.year >= 1990


@given(
    st.builds(datetime.combine, DAYS, st.times()),
    st.sampled_from(["%Y-%m-%d_%H:%M", "%Y%m%dT%H%M%S", "%Y-%m-%d %H-%M"]),
)
def test_a_formatted_time_in_a_file_name_is_given_back(when: datetime, form: str) -> None:
    kept = when.replace(microsecond=0) if "%S" in form else when.replace(second=0, microsecond=0)
    assert snapshot_time(f"export {when.strftime(form)}.csv") == kept


@pytest.mark.parametrize(
    "columns",
    [
        {"start": ["03/09/2020"], "end": ["2020-09-03"]},
        {"start": ["2020-01-01", "03/09/2020"], "end": ["2020-09-02", "2020-09-03"]},
        {"start": ["2020-03-09"], "day": ["03/09/2020"]},
        {"day": ["03/09/2020"], "end": ["2020-09-03"]},
    ],
)
def test_a_period_of_one_day_and_a_day_at_the_edge_of_its_period_contradict_nothing(columns) -> None:
    """In one order the dates meet, in the other they lie apart: both are possible, so neither is chosen."""
    plan = decide_dates(columns)
    assert plan.ambiguous
    assert plan.parse("03/09/2020") is None


@pytest.mark.parametrize(
    ("columns", "day"),
    [
        ({"start": ["03/09/2020"], "end": ["2020-03-09"]}, date(2020, 3, 9)),
        ({"start": ["2020-09-03"], "day": ["03/09/2020"]}, THIRD),
        ({"day": ["03/09/2020"], "end": ["2020-03-09"]}, date(2020, 3, 9)),
    ],
)
def test_the_order_in_which_the_dates_meet_is_right_where_the_other_runs_backwards(columns, day) -> None:
    assert decide_dates(columns).parse("03/09/2020") == day
