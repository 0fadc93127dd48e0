"""What a watch says on a day, as one page: the alarms, the days behind the first, what could not be watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from seenby.model import Interval
from seenby.model.alarm import AdHistory, Alarm, Watched, WatchedDay
from seenby.report import formatting
from seenby.report.audit.figures import Figure
from seenby.report.audit.tables import Cell, Column, Table
from seenby.report.charts import Line, Mark, Row, dots, timeline
from seenby.report.numbering import Numbers
from seenby.report.render import MOST_BYTES, environment
from seenby.report.sanitise import shown_name
from seenby.report.sentences import say_watch

MOST_ROWS, MOST_DAYS, MOST_SAID = 100, 250, 20
MOST_LINKED = 400
"""Alarms that the page's own CSV holds; all of them are in the JSON."""


@dataclass(frozen=True, slots=True)
class WatchPage:
    """What the template shows."""

    watched: Watched
    summary: tuple[str, ...]
    basis: tuple[str, ...]
    said: tuple[Alarm, ...]
    alarms: Table | None
    picture: Figure | None
    figures: tuple[Figure, ...]


def render_watch(watched: Watched) -> str:
    """What stands today as one self-contained page under 500 KB."""
    template = environment().get_template("watch.html")
    for rows in (MOST_LINKED, MOST_ROWS, MOST_SAID):
        text = template.render(page=watch_page(watched, rows))
        if len(text.encode()) <= MOST_BYTES:
            break
    return text


def render_histories(version: str, histories: Sequence[AdHistory]) -> str:
    """One ad's days in every stream as one self-contained page."""
    numbers = Numbers()
    figures = tuple(_history(one, numbers) for one in histories if one.days)
    return environment().get_template("watch_ad.html").render(ad=histories[0].ad, version=version, figures=figures)


def watch_page(watched: Watched, rows: int = MOST_LINKED) -> WatchPage:
    """The page of what stands; its table holds so many rows."""
    numbers, said = Numbers(), watched.alarms[: min(rows, MOST_SAID)]
    picture = _apart(said, numbers) if said else None
    table = _alarms(watched, numbers.table(), rows) if watched.alarms else None
    basis = [say_watch("basis", "limits", q=f"{watched.q * 100:g}")]
    if watched.mean_days is not None:
        basis.append(say_watch("basis", "drifts", days=f"{watched.mean_days:g}"))
    summary = (
        say_watch("summary", "day", day=watched.on) if watched.on else say_watch("summary", "no-day"),
        formatting.number(watched.ads, "ad"),
        formatting.number(watched.most, "alarm"),
    )
    figures = tuple(_history(one, numbers) for one in watched.histories if one.days)
    return WatchPage(watched, summary, tuple(basis), said, table, picture, figures)


def _apart(said: Sequence[Alarm], numbers: Numbers) -> Figure:
    """How far each of the first alarms lies from its limit; the figures stand in the table."""
    number = numbers.figure()
    rows = [
        Row(
            say_watch("picture", "row", ad=alarm.ad, stream=alarm.stream.rpartition(", ")[0]),
            (Mark("aim", Interval.exact(alarm.limit)), Mark("first", Interval.exact(alarm.share))),
        )
        for alarm in said
    ]
    title = say_watch("picture", "title")
    desc = "; ".join(_heard(row) for row in rows)
    key = {"aim": say_watch("picture", "limit"), "first": say_watch("picture", "so-far")}
    svg = dots(f"figure-{number}", title, desc, rows, key, say_watch("picture", "unit"))
    return Figure(number, title, svg, None)


def _heard(row: Row) -> str:
    limit, share = (formatting.share(mark.value) for mark in row.marks)
    return say_watch("picture", "heard", row=row.label, limit=limit, share=share)


def _alarms(watched: Watched, number: int, most: int) -> Table:
    left = watched.most - min(len(watched.alarms), most)
    note = say_watch("alarms", "more", left=f"{left:,}") if left else ""
    rows = tuple(_row(alarm) for alarm in watched.alarms[:most])
    return Table(number, say_watch("alarms", "caption"), _alarm_columns(), rows, min(MOST_ROWS, most), note)


def _alarm_columns() -> tuple[Column, ...]:
    return (
        Column(say_watch("alarms", "ad")),
        Column(say_watch("alarms", "account")),
        Column(say_watch("alarms", "watched")),
        Column(say_watch("alarms", "since"), "day"),
        Column(say_watch("alarms", "beyond"), "points"),
        Column(say_watch("alarms", "share"), "share"),
        Column(say_watch("alarms", "limit"), "share"),
        Column(say_watch("alarms", "impressions"), "count"),
        Column(say_watch("alarms", "cost"), "money"),
        Column(say_watch("alarms", "tipping-point")),
    )


def _row(alarm: Alarm) -> tuple[Cell, ...]:
    tipping = "" if alarm.tipping_point is None else f"{alarm.tipping_point:.3f}"
    return (
        alarm.ad,
        alarm.account or "",
        alarm.stream,
        alarm.since,
        Interval.exact(alarm.at_least),
        Interval.exact(alarm.share),
        Interval.exact(alarm.limit),
        "" if alarm.impressions_beyond is None else Interval.exact(round(alarm.impressions_beyond)),
        "" if alarm.money_beyond is None else Interval.exact(alarm.money_beyond),
        tipping,
    )


def _history(history: AdHistory, numbers: Numbers) -> Figure:
    """The confidence sequence over the days, and the limit beside it."""
    days = history.days[-MOST_DAYS:]
    number = numbers.figure()
    lines = [Line(say_watch("days", "mean"), tuple(Interval(day.low, day.high) for day in days))]
    last = days[-1]
    if last.limit is not None:
        limits = tuple(Interval.exact(day.limit) for day in days if day.limit is not None)
        lines.append(Line(say_watch("picture", "limit"), limits))
    desc = say_watch("days", "heard", day=last.day, low=f"{last.low * 100:.0f}", high=f"{last.high * 100:.0f}")
    title = say_watch("days", "title", stream=history.stream)
    moments = [_moment(day.day) for day in days]
    svg = timeline(f"figure-{number}", title, desc, moments, lines, say_watch("picture", "unit"))
    caption = say_watch("days", "caption", title=title, ad=shown_name(history.ad))
    return Figure(number, caption, svg, _days(history, days, numbers.table()), say_watch("days", "note"))


def _days(history: AdHistory, days: Sequence[WatchedDay], number: int) -> Table:
    columns = (
        Column(say_watch("days", "day"), "day"),
        Column(say_watch("days", "share"), "share"),
        Column(say_watch("days", "mean-share"), "share"),
        Column(say_watch("days", "impressions"), "count"),
    )
    rows = tuple(map(_day, reversed(days)))
    return Table(number, say_watch("days", "table", stream=history.stream), columns, rows, MOST_ROWS)


def _day(day: WatchedDay) -> tuple[Cell, ...]:
    share = Interval(day.least / day.total, day.most / day.total) if day.total else None
    return (day.day, share, Interval(day.low, day.high), Interval.exact(day.total))


def _moment(label: str) -> date | datetime:
    """A day's label as a moment; one that is none stands where it comes."""
    return datetime.fromisoformat(label) if len(label) > len("2026-01-01") else date.fromisoformat(label)
