"""What is said of each stream that was called beyond."""

from __future__ import annotations

from dataclasses import replace

from seenby.model.alarm import Alarm, Stream
from seenby.watch.alarms.phrases import cell_words, in_tenths, per_hundred, say
from seenby.watch.alarms.select_alarms import Found, Raised
from seenby.watch.alarms.tipping_points import tipping_points
from seenby.watch.ingest import Taker
from seenby.watch.settings import WatchSettings
from seenby.watch.state.state import State

MOST = 10_000
MILLIONTHS = 1_000_000


def describe(taker: Taker, found: Found) -> tuple[Alarm, ...]:
    """The alarms in words, the first of them with their tipping points."""
    raised = found.raised[:MOST]
    names: dict[tuple[int, int], tuple[str, str | None]] = {}
    for part in {one.part for one in raised}:
        rows = sorted({one.row for one in raised if one.part == part})
        names |= {(part, row): name for row, name in taker.engine.names_at(taker.names(part), rows).items()}
    tipping = tipping_points(taker, found)
    return tuple(_alarm(taker, one, names[one.part, one.row], tipping.get(at)) for at, one in enumerate(raised))


def _alarm(taker: Taker, one: Raised, name: tuple[str, str | None], tipping: float | None) -> Alarm:
    state, stream = taker.state_of(one.part), taker.settings.streams[one.stream]
    cell = taker.rules().cells[one.stream]
    value = {key: float(state[f"{key}_{cell}"][one.row]) for key in ("count", "total", "spend")}
    limit, since = (float(state[f"{key}_{one.stream}"][one.row]) for key in ("limit", "since"))
    days = taker.manifest.days
    at = min(max(int(since), 0), len(days) - 1)
    share = value["count"] / value["total"]
    if stream.against == "past":
        share = _share_since(state, one, limit, above=stream.side == "above")
        beyond, money = _beyond_past(state, one, stream, value, taker.settings)
    else:
        beyond, money = _beyond_aim(stream, value, taker.settings, limit)
    alarm = Alarm(
        ad=name[0],
        account=name[1],
        stream=stream.name,
        on=taker.manifest.last,
        since=days[at].day,
        days=int(state["days"][one.row]),
        share=share,
        limit=limit,
        at_least=one.at_least,
        log_e=one.log_e,
        tipping_point=tipping,
        impressions_beyond=beyond,
        money_beyond=money,
        sentence="",
        drift=stream.against == "past",
    )
    return _worded(alarm, stream, taker.settings)


def _share_since(state: State, one: Raised, limit: float, *, above: bool) -> float:
    """The mean share since the first days: the limit and the weighted mean excess over it."""
    weight = float(state[f"weight_{one.stream}"][one.row])
    sign = 1.0 if above else -1.0
    return min(max(limit + sign * float(state[f"excess_{one.stream}"][one.row]) / max(weight, 1e-300), 0.0), 1.0)


def _beyond_aim(
    stream: Stream, value: dict[str, float], settings: WatchSettings, limit: float
) -> tuple[float, float | None]:
    """Impressions beyond (or short of) the aim as it stands now, and what those beyond cost."""
    line = settings.file.expected.line / 100 if settings.file.expected else 0.0
    if stream.side == "below":
        return max((limit + line) * value["total"] - value["count"], 0.0), None
    beyond = max(value["count"] - max(limit - line, 0.0) * value["total"], 0.0)
    return beyond, _cost(beyond, value, settings)


def _beyond_past(
    state: State, one: Raised, stream: Stream, value: dict[str, float], settings: WatchSettings
) -> tuple[float, float | None]:
    """Impressions since the first days beyond (or short of) what their share would have given, and what those cost."""
    base, whole = (float(state[f"{name}_{one.stream}"][one.row]) for name in ("base", "whole"))
    later = value["count"] - base - base / whole * (value["total"] - whole)
    if stream.side == "below":
        return max(-later, 0.0), None
    beyond = max(later, 0.0)
    return beyond, _cost(beyond, value, settings)


def _cost(beyond: float, value: dict[str, float], settings: WatchSettings) -> float | None:
    """At the mean price of the cell's impressions over all days of the ad; None where no spend is told."""
    if not settings.file.input.columns.spend or not value["count"]:
        return None
    return beyond / value["count"] * value["spend"] / MILLIONTHS


def _worded(alarm: Alarm, stream: Stream, settings: WatchSettings) -> Alarm:
    line = settings.file.expected.line if settings.file.expected else 0.0
    expected = alarm.limit - line / 100 if stream.side == "above" else alarm.limit + line / 100
    itself = "_itself" if stream.against == "aim" and not line else ""
    sentence = say(
        "alarm",
        f"{stream.side}_{stream.against}{itself}",
        since=alarm.since.replace("T", " "),
        ad=alarm.ad,
        group=cell_words(stream.cell),
        line=f"{line:g}",
        share=per_hundred(alarm.share),
        days=_counted(alarm),
        expected=in_tenths(min(max(expected, 0.0), 1.0)),
        limit=in_tenths(alarm.limit),
        first=str(settings.file.past.first_days if settings.file.past else 0),
    )
    return replace(alarm, sentence=sentence)


def _counted(alarm: Alarm) -> str:
    """How many days there were; reports, where several came in a day."""
    return f"{alarm.days} days" if len(alarm.on) == len("2026-05-01") else f"{alarm.days} reports"
