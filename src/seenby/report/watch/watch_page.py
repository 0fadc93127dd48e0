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

MOST_ROWS, MOST_DAYS, MOST_SAID = 100, 250, 20
MOST_LINKED = 400
"""Alarms that the page's own CSV holds; all of them are in the JSON."""

ALARMS = (
    Column("Ad"),
    Column("Account"),
    Column("Watched"),
    Column("Since", "day"),
    Column("Points beyond the limit, at least", "points"),
    Column("Share, of 100", "share"),
    Column("Limit, of 100", "share"),
    Column("Impressions beyond the aim or past", "count"),
    Column("Their cost", "money"),
    Column("Tipping point"),
)
DAYS = (
    Column("Day", "day"),
    Column("Share that day, of 100", "share"),
    Column("Mean share so far, of 100", "share"),
    Column("Impressions known", "count"),
)
BASIS = (
    "Each ad is held against its own limit every day, group by group. Of the alarms against an aim that stand on one "
    "day, on average at most {q} in every 100 are there by luck, however many ads are watched and however often one "
    "looks."
)
DRIFTS = (
    "Alarms against an ad’s own past come by mistake at most once in {days} days on average, over all ads together."
)


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
    basis = [BASIS.format(q=f"{watched.q * 100:g}")]
    if watched.mean_days is not None:
        basis.append(DRIFTS.format(days=f"{watched.mean_days:g}"))
    summary = (
        f"Day {watched.on}" if watched.on else "No day yet",
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
            f"{alarm.ad}, {alarm.stream.rpartition(', ')[0]}",
            (Mark("aim", Interval.exact(alarm.limit)), Mark("first", Interval.exact(alarm.share))),
        )
        for alarm in said
    ]
    title = "What each ad came to, beside its limit"
    desc = "; ".join(
        f"{row.label}: limit {formatting.share(row.marks[0].value)}, {formatting.share(row.marks[1].value)}"
        for row in rows
    )
    svg = dots(f"figure-{number}", title, desc, rows, {"aim": "limit", "first": "so far"}, "of every 100 impressions")
    return Figure(number, title, svg, None)


def _alarms(watched: Watched, number: int, most: int) -> Table:
    left = watched.most - min(len(watched.alarms), most)
    note = f"{left:,} more alarms are in the JSON." if left else ""
    rows = tuple(_row(alarm) for alarm in watched.alarms[:most])
    return Table(number, "Alarms, the surest excess first", ALARMS, rows, min(MOST_ROWS, most), note)


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
    sequence = Line("mean share so far", tuple(Interval(day.low, day.high) for day in days))
    lines = [sequence]
    if days[-1].limit is not None:
        lines.append(Line("limit", tuple(Interval.exact(day.limit) for day in days if day.limit is not None)))
    last = days[-1]
    desc = (
        f"On {last.day} the mean share so far lay between {last.low * 100:.0f} and {last.high * 100:.0f} in every 100."
    )
    title = f"The mean share so far, day by day: {history.stream}"
    svg = timeline(
        f"figure-{number}", title, desc, [_moment(day.day) for day in days], lines, "of every 100 impressions"
    )
    table = Table(numbers.table(), f"Every day: {history.stream}", DAYS, tuple(map(_day, reversed(days))), MOST_ROWS)
    note = "The band holds the true mean share on all days at once, with confidence 95 in 100."
    return Figure(number, f"{title}. {shown_name(history.ad)}", svg, table, note)


def _day(day: WatchedDay) -> tuple[Cell, ...]:
    share = Interval(day.least / day.total, day.most / day.total) if day.total else None
    return (day.day, share, Interval(day.low, day.high), Interval.exact(day.total))


def _moment(label: str) -> date | datetime:
    """A day's label as a moment; one that is none stands where it comes."""
    return datetime.fromisoformat(label) if len(label) > len("2026-01-01") else date.fromisoformat(label)
