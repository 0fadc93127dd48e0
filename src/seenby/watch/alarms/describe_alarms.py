"""What is said of each stream that was called beyond: its figures, and the finding they come to."""

from __future__ import annotations

from dataclasses import dataclass

from seenby.model.alarm import Alarm, Stream
from seenby.watch.alarms.alarm_finding import Said, finding_of
from seenby.watch.alarms.select_alarms import Found, Raised
from seenby.watch.alarms.tipping_points import tipping_points
from seenby.watch.ingest import Ingester
from seenby.watch.state_columns import CellColumns, PastColumns, State, StreamColumns

MOST = 10_000
MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Standing:
    """One stream of one ad that stands in alarm, and what the state knows of it.

    Attributes:
        stream: What is followed.
        row: The ad's place.
        days: How many days it was shown.
        columns: The state's of the stream.
        cell: Those of its cell.
    """

    stream: Stream
    row: int
    days: int
    columns: StreamColumns
    cell: CellColumns

    @property
    def limit(self) -> float:
        """The share it is held against."""
        return float(self.columns.limit[self.row])

    @property
    def excess(self) -> float:
        """The weighted mean excess over the limit, in the direction that would be too far."""
        return float(self.columns.excess[self.row]) / max(float(self.columns.weight[self.row]), 1e-300)

    @property
    def counts(self) -> tuple[float, float]:
        """Impressions of the cell over all days, and of those whose groups are known."""
        return float(self.cell.count[self.row]), float(self.cell.total[self.row])


def describe(ingester: Ingester, flagged: Found) -> tuple[Alarm, ...]:
    """The alarms in words, the first of them with their tipping points."""
    raised = flagged.raised[:MOST]
    tipping = tipping_points(ingester, flagged)
    alarms: dict[int, Alarm] = {}
    # Part by part: the state of one has to fit into memory, and is read from the disk once.
    for part in sorted({one.part for one in raised}):
        some = {at: one for at, one in enumerate(raised) if one.part == part}
        rows = sorted({one.row for one in some.values()})
        names = ingester.engine.tables.names_at(ingester.names(part), rows)
        state = ingester.state_of(part)
        for at, one in some.items():
            alarms[at] = _alarm(ingester, state, one, names[one.row], tipping.get(at), flagged)
    return tuple(alarms[at] for at in range(len(raised)))


def _alarm(
    ingester: Ingester,
    state: State,
    one: Raised,
    name: tuple[str, str | None],
    tipping: float | None,
    flagged: Found,
) -> Alarm:
    stands = _standing(ingester, state, one)
    stream, days = stands.stream, ingester.manifest.days
    # The number of the day after the lowest excess; that may be tomorrow's, of an ad that was only just beyond.
    since = days[min(max(int(stands.columns.since[one.row]), 0), len(days) - 1)].day
    share, (beyond, money) = _share(stands), _beyond(ingester, stands)
    # The sentence and the figures beside it are made of the same numbers, so that they cannot part.
    said = Said(
        ad=name[0],
        account=name[1],
        stream=stream,
        on=ingester.manifest.last,
        since=since,
        days=stands.days,
        share=share,
        limit=stands.limit,
        excess=stands.excess,
        at_least=one.at_least,
        log_e=one.log_e,
        tipping=tipping,
        streams=flagged.streams,
        ads=sum(ingester.manifest.ads),
    )
    return Alarm(
        ad=name[0],
        account=name[1],
        stream=stream.name,
        on=said.on,
        since=since,
        days=stands.days,
        share=share,
        limit=stands.limit,
        at_least=one.at_least,
        log_e=one.log_e,
        impressions_beyond=beyond,
        money_beyond=money,
        finding=finding_of(said, ingester.settings),
        drift=stream.against == "past",
    )


def _standing(ingester: Ingester, state: State, one: Raised) -> Standing:
    cell = state.cells[ingester.rules().cells[one.stream]]
    stream = ingester.settings.streams[one.stream]
    return Standing(stream, one.row, int(state.days[one.row]), state.streams[one.stream], cell)


def _share(stands: Standing) -> float:
    """The share over all days; of a drift the mean share since its first days, as the limit and the excess over it."""
    if stands.stream.against == "aim":
        count, total = stands.counts
        return count / total
    sign = 1.0 if stands.stream.side == "above" else -1.0
    return min(max(stands.limit + sign * stands.excess, 0.0), 1.0)


def _beyond(ingester: Ingester, stands: Standing) -> tuple[float, float | None]:
    """Impressions beyond (or short of) what would have been expected, and what those beyond cost."""
    columns, row = stands.columns, stands.row
    if isinstance(columns, PastColumns):
        beyond = _beyond_past(stands, float(columns.base[row]), float(columns.whole[row]))
    else:
        expected = ingester.settings.file.expected
        beyond = _beyond_aim(stands, expected.line / 100 if expected else 0.0)
    return beyond, None if stands.stream.side == "below" else _cost(ingester, stands, beyond)


def _beyond_aim(stands: Standing, line: float) -> float:
    """Impressions beyond (or short of) the aim as it stands now."""
    count, total = stands.counts
    if stands.stream.side == "below":
        return max((stands.limit + line) * total - count, 0.0)
    return max(count - max(stands.limit - line, 0.0) * total, 0.0)


def _beyond_past(stands: Standing, base: float, whole: float) -> float:
    """Impressions since the first days beyond (or short of) what their share would have given."""
    count, total = stands.counts
    later = count - base - base / whole * (total - whole)
    return max(-later if stands.stream.side == "below" else later, 0.0)


def _cost(ingester: Ingester, stands: Standing, beyond: float) -> float | None:
    """At the mean price of the cell's impressions over all days of the ad; None where no spend is told."""
    count, _ = stands.counts
    if not ingester.settings.file.input.columns.spend or not count:
        return None
    return beyond / count * float(stands.cell.spend[stands.row]) / MILLIONTHS
