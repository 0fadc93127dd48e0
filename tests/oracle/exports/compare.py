"""The judge: what an audit says, held against what is true."""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.oracle.exports.case import Case
from tests.oracle.exports.truth import UNKNOWN, Unit, together

from seenby.errors import SeenbyError
from seenby.model import AdResult, Aims, Audit, Interval
from seenby.pipeline import Judged, judged, measured
from seenby.read import read
from seenby.store import Workbench

EXACT, INSIDE, SAID, UNREAD, REFUSED, WRONG, CRASH = (
    "exact",
    "inside",
    "said",
    "not read",
    "refused",
    "SILENTLY WRONG",
    "CRASH",
)
OUTCOMES = (EXACT, INSIDE, SAID, UNREAD, REFUSED, WRONG, CRASH)


@dataclass(frozen=True)
class Verdict:
    """How one case came out, and what is to be known of it."""

    outcome: str
    text: str
    problems: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()

    @property
    def fails(self) -> bool:
        """Whether the reader was wrong and did not say so."""
        return self.outcome in (WRONG, CRASH)


@dataclass(frozen=True)
class Problem:
    """One figure that is not as it should be: what kind it is, and what it says."""

    kind: str
    text: str
    missing: bool = False


def judge(case: Case, bench: Workbench, folder: Path | None = None) -> Verdict:
    """The verdict over one case, read on a workbench that is used again and again."""
    with tempfile.TemporaryDirectory() as made:
        place = folder or Path(made)
        paths = []
        for name, content in case.files:
            (place / name).write_bytes(content)
            paths.append(place / name)
        try:
            audit = _audited(paths, bench)
        except SeenbyError as error:
            return Verdict(REFUSED, f"{case}: {error}")
        except Exception as error:  # noqa: BLE001  # a crash is an outcome, and is counted
            return Verdict(CRASH, f"{case}: {type(error).__name__}: {error}")
    return verdict(case, audit)


def _audited(paths: list[Path], bench: Workbench) -> Audit:
    """The audit as the command makes it, on a bench that is swept after each file."""
    with bench.connection.cursor() as connection:
        try:
            reading = read(paths, replace(bench, connection=connection))
        finally:
            for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                connection.execute(f"DROP TABLE {name}")
    return judged(measured(reading, Aims()), Judged())


def verdict(case: Case, audit: Audit) -> Verdict:
    """What the audit's figures are worth, given the truth and the notes."""
    problems, exact = _held(case, audit)
    codes = frozenset(note.code for note in audit.health)
    if any(source.rows_left_out for source in audit.sources):
        # The page lists them with their numbers.
        codes |= {"rows-left-out"}
    if not problems:
        return Verdict(EXACT if exact else INSIDE, str(case), (), codes)
    unsaid = [problem for problem in problems if not codes & case.codes_for(problem.kind)]
    texts = tuple(problem.text for problem in problems)
    if not unsaid:
        return Verdict(SAID, str(case), texts, codes)
    if all(problem.missing and problem.kind in case.may_miss for problem in unsaid):
        return Verdict(UNREAD, str(case), texts, codes)
    text = "; ".join(problem.text for problem in unsaid[:4])
    return Verdict(WRONG, f"{case}: {text} (notes: {', '.join(sorted(codes)) or 'none'})", texts, codes)


def _held(case: Case, audit: Audit) -> tuple[list[Problem], bool]:
    problems: list[Problem] = []
    exact = True
    results = {_path(ad, case): ad for ad in audit.ads}
    units, melted = _units(case)
    problems += [Problem("melted", f"{path} is several ads") for path in melted]
    problems += [Problem("lost", f"{path} is lost", missing=True) for path in units if path not in results]
    problems += [Problem("invented", f"{path} is invented") for path in results if path not in units]
    counts = Counter(_path(ad, case) for ad in audit.ads)
    problems += [Problem("split", f"{path} comes {count} times") for path, count in counts.items() if count > 1]
    for path, unit in units.items():
        if path in results:
            found, is_exact = _ad(case, unit, results[path])
            problems += found
            exact &= is_exact
    return problems, exact


def _units(case: Case) -> tuple[dict[tuple[str, ...], Unit], list[tuple[str, ...]]]:
    """What the files still tell apart, and which of it stands for several units."""
    units: dict[tuple[str, ...], Unit] = {}
    melted: list[tuple[str, ...]] = []
    for unit in case.world.units:
        names = tuple(unit.names[level] for level in case.levels)
        path = (*names, unit.number) if case.by_number else names
        if path in units:
            melted.append(path)
        cells = together(units[path].cells, unit.cells) if path in units else unit.cells
        units[path] = Unit(unit.names, unit.number, cells)
    return units, melted


def _path(ad: AdResult, case: Case) -> tuple[str, ...]:
    names = tuple(str(getattr(ad.key, level)) for level in case.levels)
    return (*names, dict(ad.key.ids).get("ad", "")) if case.by_number else names


def _ad(case: Case, unit: Unit, ad: AdResult) -> tuple[list[Problem], bool]:
    problems: list[Problem] = []
    exact = True
    whole = unit.whole()
    name = "/".join(unit.path)
    for kind, value, given in (
        ("impressions", float(whole.impressions), ad.impressions),
        ("reach", float(whole.people), ad.reach),
        ("spend", whole.cents / 100, ad.spend),
    ):
        if kind not in case.metrics:
            continue
        if given is None:
            problems.append(Problem(kind, f"{name}: no {kind}", missing=True))
        elif not _holds(given, value, case.slack if kind == "spend" else 0.0):
            problems.append(Problem(kind, f"{name}: {kind} {_shown(given)}, in truth {value:g}"))
        exact &= given is not None and (given.is_exact or math.isclose(given.low, given.high))
    for found, is_exact in (_shares(case, unit, ad, dimension) for dimension in case.dimensions):
        problems += found
        exact &= is_exact
    problems += _period(case, ad, name)
    problems += _days(case, unit, ad)
    return problems, exact


def _shares(case: Case, unit: Unit, ad: AdResult, dimension: str) -> tuple[list[Problem], bool]:
    """Whether the shares of one dimension hold the truth, and whether they are exact."""
    truth = _true_shares(unit, dimension, ad.metric)
    if not truth:
        return [], True
    given, name = ad.share.get(dimension), "/".join(unit.path)
    if given is None:
        return [Problem(dimension, f"{name}: no shares by {dimension}", missing=True)], False
    problems: list[Problem] = []
    exact = True
    for group in {*truth, *given}:
        true = truth.get(group, 0.0)
        spelled = given.get(group)
        if spelled is None and true == 0:
            continue
        if spelled is None:
            problems.append(Problem(dimension, f"{name}: no {group} ({true:.3f}) by {dimension}"))
            continue
        if not _holds(spelled, true):
            shown = _shown(spelled)
            problems.append(Problem(dimension, f"{name}: {group} {shown} by {dimension}, in truth {true:.5f}"))
        exact &= spelled.width < 1e-9
    return problems, exact


def _true_shares(unit: Unit, dimension: str, metric: str) -> dict[str, float]:
    by = ("age", "gender") if dimension == "age_gender" else (dimension,)
    counts: dict[str, float] = {}
    for group, figures in unit.grouped(by).items():
        if UNKNOWN not in group:
            counts[" · ".join(group)] = float(figures.impressions if metric == "impressions" else figures.people)
    known = sum(counts.values())
    return {group: count / known for group, count in counts.items()} if known else {}


def _period(case: Case, ad: AdResult, name: str) -> Iterator[Problem]:
    start, end = ad.period
    wanted = (case.world.date(0), case.world.date(case.world.days - 1))
    if case.has_period and (start, end) != wanted and (start or end):
        yield Problem("period", f"{name}: {start} to {end}, in truth {wanted[0]} to {wanted[1]}")


def _days(case: Case, unit: Unit, ad: AdResult) -> Iterator[Problem]:
    """The shares of women by day, where the export has days."""
    if not case.has_days or ad.metric != "impressions":
        return
    by_day = unit.grouped(("day", "gender"))
    for point in ad.over_time.get("gender", ()):
        day = next((day for day in range(case.world.days) if case.world.date(day) == point.at), None)
        counts = {gender: by_day[day, gender].impressions for gender in ("female", "male") if (day, gender) in by_day}
        if day is None:
            yield Problem("day", f"{unit.path}: a day {point.at} that never was")
        elif counts and "female" in point.share:
            true = counts.get("female", 0) / sum(counts.values())
            if not _holds(point.share["female"], true):
                yield Problem(
                    "day", f"{unit.path}: {point.at} female {_shown(point.share['female'])}, truth {true:.5f}"
                )


def _holds(interval: Interval, value: float, off: float = 0.0) -> bool:
    slack = 1e-6 * max(1.0, abs(value)) + off
    return interval.low - slack <= value <= interval.high + slack


def _shown(interval: Interval) -> str:
    return f"{interval.low:g} to {interval.high:g}" if interval.width > 1e-9 else f"{interval.low:g}"
