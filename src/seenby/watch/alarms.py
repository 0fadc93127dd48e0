"""Which streams may be called beyond on a day, out of all that are watched, and what is said of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from seenby.model.watching import Alarm, Stream
from seenby.stats.arrays import FloatArray, IntArray
from seenby.stats.many import adjust_peak
from seenby.stats.special import log_twice_normal_cdf
from seenby.stats.tipping import tipping_watch
from seenby.watch.phrases import cell_words, in_tenths, per_hundred, say
from seenby.watch.settings import WatchSettings
from seenby.watch.state import State
from seenby.watch.taking import Taker

MOST = 10_000
MOST_TIPPING = 200
MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Raised:
    """One stream of one ad that may be called beyond."""

    part: int
    row: int
    stream: int
    log_e: float
    at_least: float


@dataclass(frozen=True, slots=True)
class Found:
    """What stands on a day: alarms with the surest excess first, how many streams were watched, the bar they passed."""

    raised: tuple[Raised, ...]
    streams: int
    alpha: float


def find(taker: Taker) -> Found:
    """The streams that stand in alarm after the last day."""
    settings = taker.settings
    raised, watched, alpha = list[Raised](), 0, 0.0
    for against in ("aim", "past"):
        streams = [at for at, stream in enumerate(settings.streams) if stream.against == against]
        log_e = [(part, at, taker.evidence[part][at]) for part in sorted(taker.evidence) for at in streams]
        valid = sum(int((values > -np.inf).sum()) for *_, values in log_e)
        watched += valid
        if not valid:
            continue
        if against == "aim":
            bar, alpha = _aim_bar(taker, log_e, settings.file.q)
        else:
            past = settings.file.past
            bar = float(np.log((past.mean_days if past else 1.0) * valid))
        if bar == np.inf:
            continue
        raised += [one for part, at, values in log_e for one in _above(taker, part, at, values, bar)]
    ranked = sorted(raised, key=lambda one: (-one.at_least, one.part, one.row, one.stream))
    return Found(tuple(ranked), watched, alpha)


def _aim_bar(taker: Taker, values: Sequence[tuple[int, int, FloatArray]], q: float) -> tuple[float, float]:
    """The least evidence that e-BH lets pass (infinite where it lets nothing), and q k / N, the bar it was held to."""
    stays, likely, number = taker.settings.file.flags == "stay", list[FloatArray](), 0
    for part, at, log_e in values:
        known = log_e > -np.inf
        shown = adjust_peak(np.maximum(taker.state_of(part)[f"peak_{at}"], 0)) if stays else log_e
        likely.append(shown[known & (shown >= -np.log(q))])
        number += int(known.sum())
    return bar_of(np.concatenate(likely), number, q)


def bar_of(likely: FloatArray, number: int, q: float) -> tuple[float, float]:
    """The least log E that e-BH lets pass (infinite where it lets nothing), and q k / N, the bar it was held to.

    The same as `seenby.stats.many.e_bh` on all, given only those of at least 1 / q: no other can pass, as k <= N.
    """
    ranked = np.sort(likely)[::-1]
    ranks = np.arange(1, ranked.size + 1)
    passed = np.flatnonzero(ranked >= np.log(number / q) - np.log(ranks))
    if not passed.size:
        return np.inf, 0.0
    return float(ranked[passed[-1]]), q * float(passed[-1] + 1) / number


def _above(taker: Taker, part: int, at: int, values: FloatArray, bar: float) -> list[Raised]:
    state = taker.state_of(part)
    stream = taker.settings.streams[at]
    if stream.against == "aim" and taker.settings.file.flags == "stay":
        values = np.where(values > -np.inf, adjust_peak(np.maximum(state[f"peak_{at}"], 0)), -np.inf)
    rows: IntArray = np.flatnonzero(values >= bar)
    if not rows.size:
        return []
    cell = taker.rules().cells[at]
    low = lower_bound(
        state[f"excess_{at}"][rows], state[f"weight_{at}"][rows], state[f"prior_{cell}"][rows], taker.settings.file.q
    )
    return [Raised(part, int(row), at, float(values[row]), float(bound)) for row, bound in zip(rows, low, strict=True)]


def lower_bound(excess: FloatArray, weight: FloatArray, prior: FloatArray, alpha: float) -> FloatArray:
    """The lower end of the mean excess over the limit that holds on all days at once, one-sided at 1 - alpha.

    The excess d at which E of the day process against (limit + d) would be 1/alpha: with z = (S - d V) / sqrt(r + V),
    z^2 / 2 + log(2 Phi(z)) + log(r / (r + V)) / 2 = log(1/alpha), solved for z by bisection. Minus infinity before the
    first day.
    """
    need = -np.log(alpha) - 0.5 * np.log(prior / (prior + weight))
    low, high = np.zeros(need.shape), np.sqrt(2 * need) + 1
    for _ in range(60):
        middle = (low + high) / 2
        reached = middle * middle / 2 + log_twice_normal_cdf(middle, out=np.empty(middle.shape)) >= need
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    safe = np.where(weight > 0, weight, 1.0)
    return np.where(weight > 0, (excess - high * np.sqrt(prior + weight)) / safe, -np.inf)


def describe(taker: Taker, found: Found) -> tuple[Alarm, ...]:
    """The alarms in words, the first of them with their tipping points."""
    raised = found.raised[:MOST]
    names: dict[tuple[int, int], tuple[str, str | None]] = {}
    for part in {one.part for one in raised}:
        rows = sorted({one.row for one in raised if one.part == part})
        names |= {(part, row): name for row, name in taker.engine.names_at(taker.names(part), rows).items()}
    tipping = _tipping(taker, raised[:MOST_TIPPING], found.alpha)
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
    beyond, money = _beyond(stream, value, taker.settings, limit)
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


def _beyond(
    stream: Stream, value: dict[str, float], settings: WatchSettings, limit: float
) -> tuple[float | None, float | None]:
    """Impressions beyond (or short of) the aim as it stands now, and what those beyond cost."""
    line = settings.file.expected.line / 100 if settings.file.expected else 0.0
    if stream.against == "past":
        return None, None
    if stream.side == "below":
        return max((limit + line) * value["total"] - value["count"], 0.0), None
    beyond = max(value["count"] - max(limit - line, 0.0) * value["total"], 0.0)
    if not settings.file.input.columns.spend or not value["count"]:
        return beyond, None
    return beyond, beyond / value["count"] * value["spend"] / MILLIONTHS


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


def _tipping(taker: Taker, raised: Sequence[Raised], alpha: float) -> dict[int, float]:
    """By place in the list, the clustering that would overturn an alarm against the aim whose days are all at hand."""
    chosen = [(at, one) for at, one in enumerate(raised) if taker.settings.streams[one.stream].against == "aim"]
    days = [day for day in taker.manifest.days if day.counts]
    if not chosen or len(days) < len(taker.manifest.days) or not 0 < alpha < 1:
        return {}
    found: dict[int, float] = {}
    for part in {one.part for _, one in chosen}:
        rows = sorted({one.row for _, one in chosen if one.part == part})
        files = {day.day: taker.folder.within(day.counts[part]) for day in days}
        kept = taker.engine.days_at(files, rows)
        for at, one in ((at, one) for at, one in chosen if one.part == part):
            found[at] = _tip(taker, one, list(kept.values()), alpha)
    return found


def _tip(taker: Taker, one: Raised, kept: Sequence[dict[str, FloatArray]], alpha: float) -> float:
    stream, cell = taker.settings.streams[one.stream], taker.rules().cells[one.stream]
    name = f"least_{cell}" if stream.side == "above" else f"most_{cell}"
    counts, totals = np.zeros(len(kept)), np.zeros(len(kept))
    for day, columns in enumerate(kept):
        place = np.flatnonzero(columns["row"] == one.row)
        if place.size:
            totals[day] = columns[f"total_{cell}"][place[0]]
            counts[day] = min(columns.get(name, columns[f"least_{cell}"])[place[0]], totals[day])
    limit = float(taker.state_of(one.part)[f"limit_{one.stream}"][one.row])
    first = totals[totals > 0][0]
    return float(tipping_watch(counts, totals, limit, per_day=first, side=stream.side, alpha=alpha).rho[0])
