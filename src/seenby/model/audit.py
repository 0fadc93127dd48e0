"""The answer of ``seenby audit``: per ad who it was shown to, and all that is needed to believe or doubt it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape

from seenby.model.ad import AdKey, Metric
from seenby.model.aim import Aim
from seenby.model.finding import Finding, NotMeasurable
from seenby.model.interval import Interval
from seenby.model.source import Health, Period, Source

SCHEMA = "seenby/audit/1"
"""The shape in which an audit is written as JSON."""

TEN_POINTS = 0.10
"""The yardstick of the 2022 settlement between the US Department of Justice and Meta over housing ads: the gap
between the eligible and the actual audience was to be at most 10 points for most ads (docs/explanation.md)."""

SMALL_UNKNOWN = 0.10
"""With more unknown than this share, a verdict must hold wherever they belong."""

Groups = Mapping[str, Interval]
"""An interval for each group of one dimension."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one group cost, in the ad's currency. None where the export does not say.

    Attributes:
        spend: Money spent on the group.
        per_thousand: Money for a thousand impressions.
        per_person: Money for one account reached.
        frequency: Impressions for one account reached.
    """

    spend: Interval | None
    per_thousand: Interval | None
    per_person: Interval | None
    frequency: Interval | None

    def as_json(self) -> dict[str, object]:
        """Each figure as an interval, or null."""
        return {name: _json(getattr(self, name)) for name in ("spend", "per_thousand", "per_person", "frequency")}


@dataclass(frozen=True, slots=True)
class Point:
    """The shares of one dimension's groups at one day or snapshot.

    ``known`` is the metric itself over all groups on record, where the source has counts: what the shares are of.
    """

    at: date | datetime
    share: Groups
    cumulative: bool
    known: Interval | None = None

    def as_json(self) -> dict[str, object]:
        """``{"at", "cumulative", "known", "share"}``."""
        known = _json(self.known)
        return {"at": self.at.isoformat(), "cumulative": self.cumulative, "known": known, "share": _groups(self.share)}


@dataclass(frozen=True, slots=True)
class AdResult:
    """One ad: what was bought, who it was shown to, who it was aimed at, and what each group cost.

    ``share`` is of those whose group the platform knows; ``share_with_unknown`` is the worst case over where the
    unknown belong; both map a dimension to its groups. ``counts`` holds the metric itself by group, the unknown
    among them. ``gap`` is the share of the metric that would have to move for delivery to match the aim, taken
    over ``gap_dimension``; ``gaps`` has it for every dimension. ``aimed`` is the share of the audience aimed at that
    each group is, as far as the aim says. ``outside`` is the share shown to groups outside the aim. ``unknown`` is the
    share of the metric whose gender (or age, without genders) is not known. ``apart`` is the least and most by which
    the ad's shares differ from those of all ads together, half the sum of the differences.
    ``restated`` says that figures changed after the period had ended.

    Not in JSON, because findings and notes say it: ``unheld`` are the parts of the aim that delivery could not be held
    against, ``gap_with_unknown`` is the gap wherever many unknown belong, ``outside_only`` says that the gap is only
    what went outside an aim without sizes, ``covered`` is the share of the delivery that a breakdown covers where it
    lacks some.
    """

    key: AdKey
    period: Period
    metric: Metric
    impressions: Interval | None
    reach: Interval | None
    spend: Interval | None
    currency: str | None
    share: Mapping[str, Groups]
    share_with_unknown: Mapping[str, Groups]
    counts: Mapping[str, Groups]
    unknown: Interval | None
    aim: Aim | None
    gap: Interval | NotMeasurable
    gap_dimension: str | None = None
    gaps: Mapping[str, Interval | NotMeasurable] = field(default_factory=dict)
    outside: Mapping[str, Interval] = field(default_factory=dict)
    aimed: Mapping[str, Groups] = field(default_factory=dict)
    cost: Mapping[str, Mapping[str, Cost]] = field(default_factory=dict)
    over_time: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    snapshots: int = 1
    restated: bool = False
    apart: Interval | None = None
    sources: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()
    gap_with_unknown: Interval | None = None
    outside_only: bool = False
    covered: Mapping[str, Interval] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The ad in the shape ``seenby/audit/1``."""
        start, end = self.period
        money = {**self.spend.as_json(), "currency": self.currency} if self.spend else None
        return {
            **self.key.as_json(),
            "period": [start.isoformat() if start else None, end.isoformat() if end else None],
            "impressions": _json(self.impressions),
            "reach": _json(self.reach),
            "spend": money,
            "share": {name: _groups(groups) for name, groups in self.share.items()},
            "share_with_unknown": {name: _groups(groups) for name, groups in self.share_with_unknown.items()},
            "counts": {name: _groups(groups) for name, groups in self.counts.items()},
            "unknown": _json(self.unknown),
            "metric": self.metric,
            "aim": self.aim.as_json() if self.aim else None,
            "gap": self.gap.as_json(),
            "gap_dimension": self.gap_dimension,
            "gaps": {name: gap.as_json() for name, gap in self.gaps.items()},
            "outside_aim": _groups(self.outside),
            "aimed": {name: _groups(groups) for name, groups in self.aimed.items()},
            "cost": {
                name: {group: cost.as_json() for group, cost in groups.items()} for name, groups in self.cost.items()
            },
            "over_time": {name: [point.as_json() for point in line] for name, line in self.over_time.items()},
            "snapshots": self.snapshots,
            "restated": self.restated,
            "apart": _json(self.apart),
            "sources": list(self.sources),
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything one run of ``seenby audit`` found.

    ``notes`` say, per platform, what its figures mean. ``together`` are groups of ads that ran side by side and could
    be compared, if they differ in one thing; nothing is compared unasked.
    """

    version: str
    sources: tuple[Source, ...]
    ads: tuple[AdResult, ...]
    findings: tuple[Finding, ...]
    health: tuple[Health, ...]
    notes: Mapping[str, str]
    line: float
    together: tuple[tuple[AdKey, ...], ...] = ()

    def as_json(self) -> dict[str, object]:
        """The audit in the shape ``seenby/audit/1``."""
        return {
            "schema": SCHEMA,
            "version": self.version,
            "line": self.line,
            "sources": [source.as_json() for source in self.sources],
            "ads": [ad.as_json() for ad in self.ads],
            "findings": [finding.as_json() for finding in self.findings],
            "health": [note.as_json() for note in self.health],
            "notes": dict(self.notes),
            "together": [[key.as_json() for key in group] for group in self.together],
        }

    def _repr_html_(self) -> str:
        """The audit for a notebook: its findings as a table."""
        rows = "".join(
            f"<tr><td>{escape(finding.subject.name)}</td><td>{escape(finding.sentence)}</td>"
            f"<td>{escape(finding.verdict)}</td></tr>"
            for finding in self.findings
        )
        head = "<tr><th scope='col'>Ad</th><th scope='col'>Finding</th><th scope='col'>Verdict</th></tr>"
        return f"<table><caption>Who was it shown to?</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _json(interval: Interval | None) -> dict[str, float | None] | None:
    return interval.as_json() if interval is not None else None


def _groups(groups: Groups) -> dict[str, object]:
    return {group: interval.as_json() for group, interval in groups.items()}
