from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from seenby.model import Interval, Observed
from seenby.report.charts import Bar, Line, Mark, Row, Rung, differences, dots, ladder, paired_bars, timeline
from seenby.report.charts.scale import Scale
from seenby.report.svg import across

NS = "{http://www.w3.org/2000/svg}"
ANY = st.text(st.characters(codec=None), max_size=60)
SHARE = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: Interval(*sorted(pair)))


def exact(value: float) -> Interval:
    return Interval(value, value)


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def of_class(svg: str, name: str) -> list[ET.Element]:
    return [one for one in drawn(svg).iter() if name in one.get("class", "").split()]


def texts(svg: str) -> list[str]:
    return [(one.text or "").strip("\u2068\u2069") for one in drawn(svg).iter(f"{NS}text")]


def bars(*some: Bar) -> str:
    return paired_bars("f", "Title", "Desc", some, "of every 100")


def test_a_picture_is_one_image_with_title_and_description() -> None:
    root = drawn(bars(Bar("women", exact(0.2))))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "f-title"
    named = {one.get("id"): one.text for one in root.iter()}
    assert named["f-title"] == "Title"
    assert named["f-desc"] == "Desc"


def test_a_range_is_solid_hatched_and_has_both_ends() -> None:
    svg = bars(Bar("women", Interval(0.2, 0.5), exact(0.4)))
    (maybe,) = (one for one in of_class(svg, "maybe") if one.get("width", "").endswith("%"))
    assert (maybe.get("x"), maybe.get("width"), maybe.get("fill")) == ("20%", "30%", "url(#f-range)")
    assert [one.get("x1") for one in of_class(svg, "end")] == ["20%", "50%"]
    assert "aimed 40, shown 20–50" in texts(svg)


def test_unknown_withheld_zero_and_not_reported_look_different() -> None:
    svg = bars(
        Bar("zero", exact(0)),
        Bar("withheld", Interval(0, 0.1)),
        Bar("missing", None),
        Bar("lost", exact(0.3), unknown=True),
    )
    assert len(of_class(svg, "none")) == 1
    assert len([one for one in of_class(svg, "maybe") if "%" in one.get("width", "")]) == 1
    assert len(of_class(svg, "absent")) == 1
    (lost,) = (one for one in of_class(svg, "unknown") if "%" in one.get("width", ""))
    assert lost.get("fill") == "url(#f-dots)"
    assert texts(svg).count("0") == 2  # the figure and the scale
    assert {"0–10", "not reported", "30"} <= set(texts(svg))


def test_without_any_aim_there_is_no_aimed_bar() -> None:
    assert not of_class(bars(Bar("women", exact(0.2))), "aimed")
    assert "shown to" in texts(bars(Bar("women", exact(0.2))))


def test_the_zero_line_is_drawn() -> None:
    (zero,) = of_class(bars(Bar("women", exact(0.2))), "zero")
    assert zero.get("x1") == "0%"


def test_sixty_rows_and_long_names() -> None:
    names = {"first": "women", "second": "men"}
    rows = [Row(f"{'A very long name ' * 9}{i}", (Mark("first", exact(i / 60)),)) for i in range(60)]
    svg = dots("f", "t", "d", rows, names, "u")
    labels = [text for text in texts(svg) if text.endswith(tuple(map(str, range(60)))) and "…" in text]
    assert len(labels) == 60
    assert len(set(labels)) == 60
    assert "men" not in texts(svg)


def test_an_exact_figure_is_one_mark_and_a_range_two() -> None:
    names = {"first": "women", "second": "men"}
    row = Row("ad", (Mark("first", exact(0.4)), Mark("second", Interval(0.5, 0.6))))
    svg = dots("f", "t", "d", [row, Row("none", note="not reported")], names, "u")
    circles = [one for one in of_class(svg, "first") if "%" in one.get("cx", "")]
    squares = [one for one in of_class(svg, "second") if "%" in one.get("x", "")]
    assert [one.get("cx") for one in circles] == ["40%"]
    assert [one.get("x") for one in squares] == ["50%", "60%"]
    assert "not reported" in texts(svg)


def test_aim_and_delivery_are_joined_when_they_are_apart() -> None:
    apart = Row("a", (Mark("first", exact(0.9)), Mark("aim", Interval(0.3, 0.4))))
    inside = Row("b", (Mark("first", exact(0.35)), Mark("aim", Interval(0.3, 0.4))))
    svg = dots("f", "t", "d", [apart, inside], {"first": "shown", "aim": "aimed"}, "u")
    (link,) = of_class(svg, "link")
    assert (link.get("x1"), link.get("x2")) == ("40%", "90%")


def steps(svg: str, name: str) -> list[str]:
    return [one.get("d", "") for one in of_class(svg, name) if "step" in one.get("class", "")]


def test_a_missing_report_breaks_the_line() -> None:
    days = [date(2026, 5, 1) + timedelta(days=i) for i in range(4)]
    svg = timeline("f", "t", "d", days, [Line("women", (exact(0.5), exact(0.6), None, exact(0.7)))], "u")
    assert len(steps(svg, "first-line")) == 2
    assert {"2026-05-01", "2026-05-04"} <= set(texts(svg))


def test_a_level_is_held_until_the_next_report() -> None:
    days = [date(2026, 5, 1), date(2026, 5, 2)]
    svg = timeline("f", "t", "d", days, [Line("women", (exact(0.5), exact(1.0)))], "u")
    assert steps(svg, "first-line") == ["M90.0 75.0L970.0 75.0L970.0 0.0"]


def test_time_is_to_scale_and_the_same_in_every_zone() -> None:
    moments = [datetime(2026, 5, 1, 0), datetime(2026, 5, 1, 6, tzinfo=UTC), date(2026, 5, 2)]  # noqa: DTZ001
    svg = timeline("f", "t", "d", moments, [Line("women", (exact(0.5),) * 3)], "u")
    circles = [one.get("cx") for one in of_class(svg, "first")]
    assert circles == ["9%", "31%", "97%"]


def test_many_groups_get_a_panel_each() -> None:
    days = [date(2026, 5, 1), date(2026, 5, 2)]
    lines = [Line(name, (exact(0.1), exact(0.2))) for name in ("18-24", "25-34", "35-44")]
    svg = timeline("f", "t", "d", days, lines, "u")
    assert {"18-24", "25-34", "35-44"} <= set(texts(svg))
    assert len(of_class(svg, "zero")) == 3
    assert not of_class(svg, "second-line")


def test_one_report_is_a_mark_in_the_middle() -> None:
    svg = timeline("f", "t", "d", [date(2026, 5, 1)], [Line("women", (exact(0.1),))], "u")
    assert [one.get("cx") for one in of_class(svg, "first")] == ["53%"]


@settings(deadline=None, max_examples=60)
@given(ANY, st.none() | SHARE, st.none() | SHARE, st.none() | SHARE)
def test_any_label_and_any_share_can_be_drawn(
    label: str, one: Interval | None, other: Interval | None, worst: Interval | None
) -> None:
    for svg in (
        paired_bars("f", label, label, [Bar(label, one, other, worst)], label),
        dots(
            "f",
            label,
            label,
            [Row(label, tuple(Mark(s, v, worst) for s, v in (("first", one), ("aim", other)) if v))],
            {"first": label, "aim": label},
            label,
        ),
        timeline("f", label, label, [date(2026, 1, 1), date(2026, 1, 2)], [Line(label, (one, other))], label),
    ):
        drawn(svg)
        assert "nan" not in svg
        assert "inf" not in svg.replace(label, "")


def test_the_same_input_gives_the_same_bytes() -> None:
    assert bars(Bar("women", Interval(0.2, 0.5))) == bars(Bar("women", Interval(0.2, 0.5)))


def test_identical_ads_are_a_band_as_wide_on_either_side() -> None:
    pairs = [Observed("one", Interval(0.06, 0.09))]
    twins = [Observed("a", exact(-0.04), "twin"), Observed("b", exact(0.02), "twin")]
    svg = differences("f", "t", "d", pairs, twins, "points")
    scale = Scale.over([0.09, 0.06, 0.04, -0.04])
    assert [one.get("x1") for one in of_class(svg, "twins-edge")] == [across(scale.at(end)) for end in (-0.04, 0.04)]
    assert len([one for one in of_class(svg, "twin") if "%" in one.get("cx", "")]) == 2
    assert len([one for one in of_class(svg, "first") if "%" in one.get("cx", "")]) == 2
    assert {"+6.0 to +9.0", "2 pairs", "identical ads", "a pair"} <= set(texts(svg))


def test_the_band_is_that_of_all_twins_though_only_some_are_drawn() -> None:
    twins = [Observed("", exact(0.001 * i), "twin") for i in range(400)]
    svg = differences("f", "t", "d", [], twins, "points")
    rings = [one for one in of_class(svg, "twin") if "%" in one.get("cx", "")]
    edge = of_class(svg, "twins-edge")[1].get("x1", "").rstrip("%")
    assert len(rings) == 200
    assert float(edge) > float(rings[-1].get("cx", "").rstrip("%")) + 10


def test_without_twins_there_is_no_band() -> None:
    svg = differences("f", "t", "d", [Observed("one", exact(-0.2))], [], "points")
    assert not of_class(svg, "twins-band")
    assert "identical ads" not in texts(svg)


def test_zero_is_always_on_the_scale_and_no_mark_on_its_edge() -> None:
    for values in ([0.06], [-0.2, -0.1], [0.0], [], [0.0001], [3.0, -7.0]):
        scale = Scale.over(values)
        assert scale.low <= 0 <= scale.high
        inside = [scale.at(value) for value in values if 0 < abs(value) < 1]
        assert all(0 < at < 1 for at in inside)
        drawing, _ = scale.drawn(0, 10, "points")
        assert len(of_class(f"<g xmlns='http://www.w3.org/2000/svg'>{drawing}</g>", "zero")) == 1


def test_a_ladder_goes_from_share_to_share() -> None:
    rungs = [Rung("item", 0.36, 0.43, Interval(0.34, 0.45)), Rung("child", 0.43, 0.52), Rung("start", None, 0.1)]
    svg = ladder("f", "t", "d", rungs, "of every 100")
    assert {"36 → 43", "43 → 52", "→ 10"} <= set(texts(svg))
    assert [one.get("x1") for one in of_class(svg, "link")] == ["43%", "52%"]
    assert "range of the step" in texts(svg)
    assert "range of the step" not in texts(ladder("f", "t", "d", rungs[1:], "of every 100"))
