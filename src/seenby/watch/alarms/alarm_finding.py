"""An alarm as a finding of claim C, in the words of the room that judges: the only place where one is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf

from seenby.judge.claims.claim_c_rules import once_in
from seenby.judge.phrases import not_shown, overturned, phrase
from seenby.model.ad import AdKey
from seenby.model.alarm import Stream
from seenby.model.finding import Check, Estimate, Finding, Verdict
from seenby.watch.alarms.phrases import cell_words, in_tenths, per_hundred
from seenby.watch.settings import WatchSettings

UNIT = "impressions"
"""What a watch counts."""

UNKNOWN = "unknown"
"""The platform of an ad where the input does not say which it ran on."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an alarm says, before it is put in words.

    Attributes:
        ad: The ad, as the input names it.
        account: Whose it is, where the input says so.
        stream: What is followed.
        on: The last day in the state.
        since: The day from which the running excess went up on balance.
        days: How many days the ad was shown.
        share: The share of the cell.
        limit: The share it is held against.
        excess: The weighted mean excess over the limit, in the direction that would be too far.
        at_least: The lower end of that excess.
        log_e: The evidence; of a drift the logarithm of its detector.
        tipping: The clustering that would overturn it, where it is known.
        streams: How many streams are watched.
        ads: How many ads.
    """

    ad: str
    account: str | None
    stream: Stream
    on: str
    since: str
    days: int
    share: float
    limit: float
    excess: float
    at_least: float
    log_e: float
    tipping: float | None
    streams: int
    ads: int

    @property
    def drifts(self) -> bool:
        """Whether it is the ad's own past that it left."""
        return self.stream.against == "past"


def finding_of(said: Said, settings: WatchSettings) -> Finding:
    """The finding that an alarm is."""
    words = _words(said, settings)
    return Finding(
        claim="C",
        verdict=Verdict.BEYOND,
        sentence=_sentence(said, settings),
        subject=AdKey(_platform(settings), account=said.account, ad=said.ad),
        aspect="drift" if said.drifts else "by day",
        dimension=" and ".join(said.stream.cell.dimensions),
        group=" and ".join(value for _, value in said.stream.cell.values),
        unit=UNIT,
        estimate=Estimate(
            # One-sided: how far at least is what is known on all days at once, and there is no upper end.
            said.at_least,
            inf,
            f"share {'beyond' if said.stream.side == 'above' else 'short of'} the limit",
            value=said.excess,
        ),
        tipping_point=said.tipping,
        checks=_checks(settings),
        not_shown=not_shown(*(("drift_why", "records") if said.drifts else ("cause", "wander", "records"))),
        method=_method(said, words),
        luck=_luck(said, words),
        otherwise=(phrase("drift" if said.drifts else "alarm", "other"),),
        since=date.fromisoformat(said.since[: len("2026-05-01")]),
    )


def _words(said: Said, settings: WatchSettings) -> dict[str, str]:
    file = settings.file
    past = file.past
    return {
        "limit": f"{said.limit:.3f}",
        "rho": f"{file.rho_max:g}",
        "log_e": f"{said.log_e:.2f}",
        "once": once_in(said.log_e),
        "false": f"{file.q * 100:g}",
        "streams": f"{said.streams:,}",
        "ads": f"{said.ads:,}",
        "first": f"{past.first_days if past else 0}",
        "factor": f"{past.factor if past else 0:g}",
        "mean_days": f"{past.mean_days if past else 0:,g}",
        "overturned": overturned(said.tipping),
    }


def _sentence(said: Said, settings: WatchSettings) -> str:
    file, stream = settings.file, said.stream
    line = file.expected.line if file.expected else 0.0
    expected = said.limit - line / 100 if stream.side == "above" else said.limit + line / 100
    # Without a line the limit is the aim itself, and "more than 0 points beyond" is no English.
    itself = "_itself" if stream.against == "aim" and not line else ""
    return phrase(
        "alarm",
        f"{stream.side}_{stream.against}{itself}",
        since=said.since.replace("T", " "),
        ad=said.ad,
        group=cell_words(stream.cell),
        line=f"{line:g}",
        share=per_hundred(said.share),
        days=_counted(said),
        expected=in_tenths(min(max(expected, 0.0), 1.0)),
        limit=in_tenths(said.limit),
        first=str(file.past.first_days if file.past else 0),
    )


def _counted(said: Said) -> str:
    """How many days there were; reports, where several came in a day."""
    return f"{said.days} days" if len(said.on) == len("2026-05-01") else f"{said.days} reports"


def _method(said: Said, words: dict[str, str]) -> str:
    if said.drifts:
        return phrase("alarm", "method_past", detector=phrase("drift", "detector", **words))
    return phrase("alarm", "method_aim", process=phrase("days", "process", **words), **words)


def _luck(said: Said, words: dict[str, str]) -> str:
    return phrase("drift" if said.drifts else "days", "luck_beyond", **words)


def _checks(settings: WatchSettings) -> tuple[Check, ...]:
    """Whether figures are counted exactly: tables hold whole numbers, and exports say so only of each figure."""
    if settings.file.input.kind == "exports":
        return ()
    return (Check("figures-exact", True, phrase("checks", "figures-exact")),)


def _platform(settings: WatchSettings) -> str:
    return "meta" if settings.file.input.kind == "api" else UNKNOWN
