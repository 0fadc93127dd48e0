"""The one-minute job: exports in, an audit out. Read, settle, measure, judge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from seenby.model import TEN_POINTS, AdResult, Aims, Arms, Audit, Finding, Health, Metric
from seenby.model.progress import ShowProgress, no_progress
from seenby.read import Options, Reading, Series, read, settle
from seenby.read.tables.plausibility import covering_part
from seenby.store import workbench
from seenby.version import VERSION

if TYPE_CHECKING:
    from seenby.measure import Question

LATER_ROOMS = ("seenby.measure", "seenby.judge")
"""Loaded while the first file is read: they bring NumPy, and reading waits for the disk and the engine."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be held against what."""

    line: float = TEN_POINTS
    baseline: str | None = None
    pairs: Sequence[tuple[str, str]] = ()
    arms: Arms = field(default_factory=Arms)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was read, settled and measured, before anything is judged.

    Attributes:
        reading: What was read.
        series: The deliveries that count, and those of every snapshot.
        question: What was asked of them.
        aims: Who the ads were aimed at.
        ads: What was measured of each.
    """

    reading: Reading
    series: Series
    question: Question
    aims: Aims
    ads: tuple[AdResult, ...]


def audit(
    paths: Iterable[Path | str] | Path | str,
    *,
    aim: Path | str | Aims | None = None,
    mapping: Path | str | None = None,
    columns: Path | str | None = None,
    encoding: str | None = None,
    metric: Metric | None = None,
    line: float = TEN_POINTS,
    baseline: str | None = None,
    pairs: Sequence[tuple[str, str]] = (),
    arms: Path | str | Arms | None = None,
    only: Collection[str] | None = None,
    engine: str = "duckdb",
    master: str | None = None,
    progress: ShowProgress = no_progress,
) -> Audit:
    """Who the ads in these exports were shown to, in the nouns of `seenby.model`.

    Args:
        paths: Files, folders and archives of exports.
        aim: A TOML file that says who the ads were aimed at, or what such a file would say.
        mapping: A TOML file that says what the columns of an unknown table are.
        columns: A TOML file with more column names.
        encoding: The code page of text files that are not Unicode, such as ``cp1250``; by default the one under which
            most of their column names and words are known.
        metric: ``impressions`` or ``reach``; by default impressions where there are any.
        line: The gap, as a share, from which delivery counts as another audience than the aim.
        baseline: The name or id of the ad that every other is compared with.
        pairs: Names or ids of two ads each, to be compared.
        arms: A TOML file that says which ads ran against each other and which were identical, or what it would say.
        only: Names or ids of the ads that are meant; all others are left out, and no note names them.
        engine: What folds the rows: ``duckdb``, or ``spark`` (extra ``[spark]``, and Java) for the same audit.
        master: Where Spark runs; by default in the session that is running, else on this machine.
        progress: Called as each file is begun.

    Returns:
        The audit, in the nouns of `seenby.model`.

    Raises:
        UsageError: When a path or a settings file makes no sense, or the engine is not there.
        Unreadable: When an export cannot be read.
    """
    Thread(target=lambda: [import_module(room) for room in LATER_ROOMS], daemon=True).start()
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    aims = _aims(aim) if aim else Aims()
    options = Options(Path(mapping) if mapping else None, Path(columns) if columns else None, encoding)
    design = _arms(arms) if arms else Arms()
    with workbench(engine, master) as bench:
        reading = read(given, bench, options, progress)
    found = measured(reading if only is None else reading.only(only), aims, metric)
    return judged(found, Judged(line, baseline, pairs, design))


def measured(reading: Reading, aims: Aims, metric: Metric | None = None) -> Measured:
    """What was read, settled and measured: the first half of an audit, for whoever must look before judging.

    Args:
        reading: What was read.
        aims: Who the ads were aimed at.
        metric: ``impressions`` or ``reach``; by default impressions where there are any.
    """
    from seenby.measure import Question, measure

    series = settle(reading)
    question = Question(
        metric=metric,
        aims={**reading.aims, **aims.by_ad},
        everyone=aims.everyone,
        share_of=reading.share_of,
        sources=[source.path for source in reading.sources],
        restated=series.restated,
    )
    return Measured(reading, series, question, aims, measure(series.deliveries, series.history, question))


def _aims(aims: Path | str | Aims) -> Aims:
    if isinstance(aims, Aims):
        return aims
    # Settings files need a library that takes longer to load than most exports take to read.
    from seenby.read.aims_file import read_aims

    return read_aims(Path(aims))


def _arms(arms: Path | str | Arms) -> Arms:
    if isinstance(arms, Arms):
        return arms
    from seenby.read.arms_file import read_arms

    return read_arms(Path(arms))


def judged(measurement: Measured, wanted: Judged) -> Audit:
    """What was measured, judged: the second half of an audit.

    Raises:
        UsageError: When a name that is to be compared fits no ad, or several.
    """
    from seenby.judge import judge_delivered, platform_notes, together

    reading, series, ads = measurement.reading, measurement.series, measurement.ads
    health = (*reading.health, *series.health, *covering_part(ads), *_aims_of_nobody(measurement.aims, ads))
    one_cell = _one_cell_sources(health)
    return Audit(
        version=VERSION,
        sources=reading.fingerprinted(),
        ads=ads,
        findings=(
            *judge_delivered(ads, wanted.line, one_cell, unread_sources=_unread_sources(reading.health, ads)),
            *_compared(measurement, wanted, one_cell),
            *_by_day([ad for ad in ads if not one_cell & {*ad.sources}], wanted.line),
        ),
        health=health,
        notes=platform_notes(ad.key.platform for ad in ads),
        line=wanted.line,
        together=together(ads),
    )


def _compared(measurement: Measured, wanted: Judged, one_cell: Collection[str]) -> Iterator[Finding]:
    """Claims B and D: what somebody asked to be compared. Nothing is compared unasked."""
    from seenby.judge import find_ad, judge_arms, judge_pairs
    from seenby.measure import variants

    ads, arms = measurement.ads, wanted.arms
    yield from judge_pairs(ads, wanted.pairs, wanted.baseline, arms.twins, one_cell)
    if arms.arms:
        placed = {find_ad(ads, name).key for names in arms.arms.values() for name in names}
        others = variants(measurement.series.deliveries, measurement.series.history, measurement.question, placed)
        yield from judge_arms(ads, arms, others, one_cell)


def _by_day(ads: Sequence[AdResult], line: float) -> Iterator[Finding]:
    """Claim C: looked for wherever an export has days."""
    if any(ad.over_time for ad in ads):
        from seenby.judge import judge_days, judge_drift

        yield from judge_days(ads, line)
        yield from judge_drift(ads)


def _aims_of_nobody(aims: Aims, ads: Sequence[AdResult]) -> Iterator[Health]:
    """A name in an aim that no ad bears is a slip of the pen, and must not pass for a comparison."""
    named = {name for ad in ads for name in ad.key.names}
    for name in aims.by_ad:
        if name not in named:
            note = f"The aim names “{name}”, which none of the ads is called; nothing was held against it."
            yield Health("aim-of-no-ad", "warning", note, "--aim")


def _unread_sources(health: Iterable[Health], ads: Sequence[AdResult]) -> set[str]:
    """The sources with a column that may be people or places and was not read; a note may name a sheet of one."""
    codes = ("people-not-read", "places-not-read", "rows-say-otherwise")
    places = [note.where for note in health if note.code in codes]
    sources = {source for ad in ads for source in ad.sources}
    return {source for source in sources if any(f"{place}, ".startswith(f"{source}, ") for place in places)}


def _one_cell_sources(health: Iterable[Health]) -> set[str]:
    return {note.where for note in health if note.code == "one-cell-per-ad"}
