"""What a simulated world is made of: frozen settings, written as TOML, where an unknown key is an error."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from seenby.errors import SettingsError
from seenby.spelling import which_of

Kind = TypeVar("Kind")
Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Interest:
    """A topic; each attribute is the share of a group that has it. Parents have it ``parents`` times as often."""

    name: str
    women: float
    men: float
    parents: float = 1.0


@dataclass(frozen=True, slots=True)
class Factor:
    """Something a picture may hold, and who responds to it.

    ``responds`` maps a group (see `seenby.platforms.simulated.people.demographics`) to log-odds of an action for one
    unit of the factor; a person in several groups adds them up. ``spread`` is the standard deviation between people
    besides.
    ``figure`` marks what a black box over the figure takes away.
    """

    name: str
    responds: Shares = field(default_factory=dict)
    spread: float = 0.0
    figure: bool = False


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """Who lives in the world. Lists by age go with `seenby.platforms.simulated.people.demographics.BANDS`.

    Attributes:
        number: How many.
        women: Share of women.
        gender_unknown: Share whose gender the platform has no record of.
        ages: Weight of each age band.
        places: Weight of each place.
        mothers: Share of women with a child at home, by age band.
        fathers: The same of men.
        engaged: Share of women and of men in the small engaged group, by ``women`` and ``men``.
        engaged_ages: How much likelier each age band is to be in it.
        carries: How strongly behaviour carries each attribute (``gender``, ``age``, ``parent``, ``engaged``,
            ``interests``), against a noise of standard deviation 1.
        visits_a_day: Mean number of advertising opportunities of a person in a day.
        evenness: Shape of the gamma distribution of visits between people; larger is more even.
    """

    number: int = 1_000_000
    women: float = 0.5
    gender_unknown: float = 0.02
    ages: tuple[float, ...] = (0.16, 0.24, 0.20, 0.16, 0.13, 0.11)
    places: Shares = field(default_factory=lambda: {"north": 0.5, "south": 0.5})
    mothers: tuple[float, ...] = (0.08, 0.38, 0.58, 0.40, 0.12, 0.03)
    fathers: tuple[float, ...] = (0.04, 0.28, 0.52, 0.42, 0.16, 0.04)
    engaged: Shares = field(default_factory=dict)
    engaged_ages: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    carries: Shares = field(default_factory=dict)
    visits_a_day: float = 4.0
    evenness: float = 2.0


@dataclass(frozen=True, slots=True)
class MarketSettings:
    """What everybody else bids.

    Attributes:
        median: Median of the best outside bid for a thousand impressions of men, in the currency.
        women_dearer: How many times as much for women.
        sigma: Standard deviation of its log.
        ages: How many times as much for each age band.
        currency: ISO 4217.
    """

    median: float = 8.0
    women_dearer: float = 1.3
    sigma: float = 0.5
    ages: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class BackgroundSettings:
    """Other advertisers that the platform models one by one: how many, and what each may spend in a day."""

    ads: int = 0
    budget_a_day: float = 20.0
    spread: float = 0.4


@dataclass(frozen=True, slots=True)
class PlatformSettings:
    """How the platform decides.

    Attributes:
        prior: Strength of the image prior; 0 is off, 1 takes the history of similar pictures at its word.
        learning: Variance that the platform allows a weight of an ad's own before it has seen anything; 0 is off.
        exploration: How much of the remaining doubt is drawn each tick (1 is Thompson sampling); 0 is off.
        history: People to whom each kind of picture was shown before, from which the image prior was learned.
        history_rate: Share of them that responded where no factor matters. Higher than the rate of actions, because
            platforms learn from every look.
        base_rate: Share of views that end in an action where no factor matters.
        pace: Step of the pacing in each tick.
        ticks_a_day: Ticks in a day; weights and pacing are frozen inside one.
        fatigue: What a repeat is worth of the view before it.
        placements: Share of each placement.
        controller_batch: Impressions between two measurements of the per-segment controller.
        controller_step: Largest step of a segment's multiplier, in logs.
        controller_noise: Scale of the Laplace noise on the counts it measures.
        controller_limit: Largest multiplier, in logs.
    """

    prior: float = 0.5
    learning: float = 0.001
    exploration: float = 0.2
    history: int = 400_000
    history_rate: float = 0.2
    base_rate: float = 0.02
    pace: float = 0.15
    ticks_a_day: int = 24
    fatigue: float = 0.85
    placements: Shares = field(default_factory=lambda: {"feed": 0.5, "stories": 0.3, "reels": 0.2})
    controller_batch: int = 300
    controller_step: float = 0.2
    controller_noise: float = 5.0
    controller_limit: float = 3.0


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What the platform makes of its counts before it shows them (see `seenby.platforms.simulated.results.reporting`).

    Attributes:
        round_to: Counts are rounded to a multiple of this.
        bands: Lower ends of the bands counts are shown in; none for counts.
        hide_below: Cells with fewer impressions are withheld.
        delay_days: The last days are not in the report yet.
        late: Share of a day's impressions that is counted only ``late_days`` after it.
        late_days: See ``late``.
        withdrawn: Share of a day's impressions taken back ``withdrawn_days`` after it, as not valid.
        withdrawn_days: See ``withdrawn``.
    """

    round_to: int = 1
    bands: tuple[int, ...] = ()
    hide_below: int = 0
    delay_days: int = 0
    late: float = 0.0
    late_days: int = 1
    withdrawn: float = 0.0
    withdrawn_days: int = 3


@dataclass(frozen=True, slots=True)
class ArmSettings:
    """One ad of a preset: what its picture holds, and whether its figure is covered by a black box.

    ``copies`` is how many ads run with this picture; they are dealt out among the markets in turn.
    """

    name: str
    picture: Shares
    covered: bool = False
    advertiser: str = "shop"
    budget: float = 30.0
    places: tuple[str, ...] = ()
    copies: int = 1


@dataclass(frozen=True, slots=True)
class AimSettings:
    """Whom the arms of a preset are aimed at; empty is everybody."""

    genders: tuple[str, ...] = ()
    ages: tuple[int, ...] = ()
    interests: tuple[str, ...] = ()
    suggestion: bool = False


@dataclass(frozen=True, slots=True)
class Preset:
    """A world and what is run in it.

    ``fitted`` names the settings that were chosen so that the figures come out; ``measured`` says for each other
    setting that matters where it comes from. ``days`` is how long the arms run. ``markets`` is how many countries there
    are side by side, each with people, an auction and an advertiser of its own.
    """

    name: str
    title: str
    about: str
    days: int
    fitted: tuple[str, ...]
    measured: Mapping[str, str]
    people: PeopleSettings
    market: MarketSettings
    platform: PlatformSettings
    arms: tuple[ArmSettings, ...]
    factors: tuple[Factor, ...]
    interests: tuple[Interest, ...] = ()
    aim: AimSettings = field(default_factory=AimSettings)
    background: BackgroundSettings = field(default_factory=BackgroundSettings)
    report: ReportSettings = field(default_factory=ReportSettings)
    markets: int = 1


def read_preset(text: str, where: str) -> Preset:
    """The preset in a TOML text.

    Raises:
        SettingsError: When it is not valid TOML, a key is unknown or missing, or a value is of another kind.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"is not valid TOML ({error})", where=where, remedy="compare it with a preset") from error
    return build(Preset, table, where)


def build(kind: type[Kind], table: Mapping[str, Any], where: str) -> Kind:
    """The settings in a table, strictly.

    Raises:
        SettingsError: Naming the key that does not fit.
    """
    hints = get_type_hints(kind)
    unknown = sorted(set(table) - set(hints))
    if unknown:
        raise SettingsError(
            f"there is no setting “{unknown[0]}”",
            where=where,
            remedy=which_of(unknown[0], hints, "use"),
        )
    missing = [
        one.name
        for one in fields(kind)  # type: ignore[arg-type]
        if one.name not in table and one.default is MISSING and one.default_factory is MISSING
    ]
    if missing:
        raise SettingsError(f"“{missing[0]}” is missing", where=where, remedy="add it")
    return kind(**{key: _value(hints[key], value, f"{where}, {key}") for key, value in table.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    """A value as its setting's kind wants it."""
    if is_dataclass(hint) and isinstance(value, Mapping):
        return build(hint, value, where)  # type: ignore[arg-type]
    if get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_value(get_args(hint)[0], one, where) for one in value)
    if hint is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
        return value
    if isinstance(value, Mapping) and get_origin(hint) not in (tuple, None):
        return {key: _value(get_args(hint)[1], one, where) for key, one in value.items()}
    raise SettingsError("is not of the kind this setting takes", where=where, remedy="compare it with a preset")
