"""A watch: what is looked at every day, and what it says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from seenby.model.finding import Finding

ALARM_SCHEMA = "seenby/alarm/1"

Side = Literal["above", "below"]
Against = Literal["aim", "past"]
Dimension = Literal["gender", "age", "placement"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A group that is watched: the rows whose values are these, out of the rows where they are known.

    Attributes:
        name: As the settings spell it: ``gender: male, age: 13-17``.
        values: The value of each dimension, in the order of the name.
    """

    name: str
    values: tuple[tuple[Dimension, str], ...]

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What it is cut by."""
        return tuple(dimension for dimension, _ in self.values)


@dataclass(frozen=True, slots=True)
class Stream:
    """What is followed in every ad: a cell, the direction that would be too far, and against what."""

    cell: Cell
    side: Side
    against: Against

    @property
    def name(self) -> str:
        """The same in one line: ``gender: male, above the aim``."""
        return f"{self.cell.name}, {self.side} the {self.against}"


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding of claim C: one ad and cell that went beyond its limit, as far as one may say so on that day.

    Attributes:
        ad: The ad, as the input names it.
        account: Whose it is, where the input says so.
        stream: Cell, direction and yardstick in one line.
        on: The last day taken when this was said.
        since: The day from which the running excess went up on balance.
        days: How many days the ad has been watched.
        share: The share of the cell over all days, of the rows where it is known.
        limit: The share that it was held against on that day.
        at_least: The lower end of the excess over the limit, as a share; what alarms are ranked by.
        log_e: The evidence against the aim; of a drift, the logarithm of its detector.
        impressions_beyond: Impressions of the cell beyond (or short of) what the aim would have given it over all days.
            Of a drift, those since its first days, beyond (or short of) what its share in the first days, without the
            factor, would have given it. Where the input gives ranges, the first days' share is taken at the end that
            allows most, and later impressions from the lower ends of the counts: of an excess, at least so many.
        money_beyond: What those beyond cost at the cell's mean price over all days of the ad, in the currency of the
            input; None of those it fell short of, and where no spend is told.
        finding: The same as audits put it: the sentence for a person, how far it went, what would overturn it, what was
            checked and what it does not show.
        drift: Whether it is the ad's own past that it left.
    """

    ad: str
    account: str | None
    stream: str
    on: str
    since: str
    days: int
    share: float
    limit: float
    at_least: float
    log_e: float
    impressions_beyond: float | None
    money_beyond: float | None
    finding: Finding
    drift: bool = False

    @property
    def sentence(self) -> str:
        """The alarm for a person."""
        return self.finding.sentence

    @property
    def tipping_point(self) -> float | None:
        """How clustered a day would have to be for the finding to fall.

        That is the declared clustering from which on neither E nor, of a drift, M would ever have reached its bar. None
        where the days are not at hand (all of them; of a drift those after its first days), and after the first 200
        alarms.
        """
        return self.finding.tipping_point

    @property
    def key(self) -> str:
        """What makes it the same alarm on another day."""
        return f"{self.ad}\n{self.stream}"

    def as_json(self) -> dict[str, object]:
        """The alarm in the shape ``seenby/alarm/1``, with its finding in the shape that audits have."""
        return {
            "schema": ALARM_SCHEMA,
            "ad": self.ad,
            "account": self.account,
            "stream": self.stream,
            "on": self.on,
            "since": self.since,
            "days": self.days,
            "share": self.share,
            "limit": self.limit,
            "at_least": self.at_least,
            "log_e": self.log_e,
            "tipping_point": self.tipping_point,
            "impressions_beyond": self.impressions_beyond,
            "money_beyond": self.money_beyond,
            "sentence": self.sentence,
            "drift": self.drift,
            "finding": self.finding.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Unwatched:
    """Ads or days that were there and could not be watched, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class WatchedDay:
    """One day, or one point of one ad's history: the share, and all of the past that it may be trusted with.

    ``low`` and ``high`` are the confidence sequence of the mean share so far, which holds on all days at once.
    """

    day: str
    least: float
    most: float
    total: float
    low: float
    high: float
    log_e: float
    limit: float | None


@dataclass(frozen=True, slots=True)
class AdHistory:
    """One ad's days in one stream."""

    ad: str
    stream: str
    days: tuple[WatchedDay, ...]

    def as_json(self) -> dict[str, object]:
        """``{"ad", "stream", "days"}``."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Watched:
    """What a run of the watch came to.

    Attributes:
        version: Of seenby.
        on: The last day taken; empty where there was none yet.
        taken: Days taken by this run, oldest first.
        again: Days that had been taken before and came with other figures; they were worked out again.
        ads: Ads known.
        streams: Ads times streams that have a limit, which the false alarms are counted over.
        q: The stated share of false ones among alarms against the aim.
        mean_days: Mean days between false alarms of drift, over all ads together; None where none is looked for.
        alarms: Those that stand on that day, the surest excess first.
        most: Alarms in all, where the list was cut.
        unwatched: What was there and could not be watched.
        notes: What a person should know: a day that came too late, an aim that changed.
        histories: Of the first alarms, the days behind them.
        waits: Why files or days could not be taken and wait for the next run; they stand among the notes too.
        code: The exit code that belongs to the first of them; 0 for none.
    """

    version: str
    on: str
    taken: tuple[str, ...]
    again: tuple[str, ...]
    ads: int
    streams: int
    q: float
    mean_days: float | None
    alarms: tuple[Alarm, ...]
    most: int
    unwatched: tuple[Unwatched, ...] = ()
    notes: tuple[str, ...] = ()
    histories: tuple[AdHistory, ...] = ()
    waits: tuple[str, ...] = ()
    code: int = 0
