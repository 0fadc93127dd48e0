"""The one-minute job: exports in, an audit out. Read, settle, measure, judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from seenby.judge import TEN_POINTS, judge_delivered, judge_pairs, platform_notes, together
from seenby.measure import Question, measure
from seenby.model import Aims, Audit, Health, Metric
from seenby.read import Options, Progress, Reading, read, settle
from seenby.store import workbench
from seenby.version import VERSION


def audit(
    paths: Iterable[Path | str] | Path | str,
    *,
    aim: Path | str | None = None,
    mapping: Path | str | None = None,
    columns: Path | str | None = None,
    metric: Metric | None = None,
    line: float = TEN_POINTS,
    baseline: str | None = None,
    pairs: Sequence[tuple[str, str]] = (),
    progress: Progress | None = None,
) -> Audit:
    """Who the ads in these exports were shown to.

    Args:
        paths: Files, folders and archives of exports.
        aim: A TOML file that says who the ads were aimed at.
        mapping: A TOML file that says what the columns of an unknown table are.
        columns: A TOML file with more column names.
        metric: ``impressions`` or ``reach``; by default impressions where there are any.
        line: The gap, as a share, from which delivery counts as another audience than the aim.
        baseline: The name or id of the ad that every other is compared with.
        pairs: Names or ids of two ads each, to be compared.
        progress: Called as each file is begun.

    Returns:
        The audit, in the nouns of `seenby.model`.

    Raises:
        UsageError: When a path or a settings file makes no sense.
        Unreadable: When an export cannot be read.
    """
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    aims = _aims(Path(aim)) if aim else Aims()
    options = Options(
        mapping=Path(mapping) if mapping else None,
        columns=Path(columns) if columns else None,
    )
    with workbench() as bench:
        reading = read(given, bench, options, progress)
    found = _audit(reading, aims, metric, line)
    compared = judge_pairs(found.ads, pairs, baseline)
    return replace(found, findings=(*found.findings, *compared))


def _aims(path: Path) -> Aims:
    # Settings files need a library that takes longer to load than most exports take to read.
    from seenby.read.aims import read_aims

    return read_aims(path)


def _audit(reading: Reading, aims: Aims, metric: Metric | None, line: float) -> Audit:
    series = settle(reading)
    question = Question(
        metric=metric,
        aims={**reading.aims, **aims.by_ad},
        everyone=aims.everyone,
        share_of=reading.share_of,
        sources=[source.path for source in reading.sources],
    )
    ads = measure(series.deliveries, series.history, question)
    health = (*reading.health, *series.health)
    return Audit(
        version=VERSION,
        sources=reading.fingerprinted(),
        ads=ads,
        findings=judge_delivered(ads, line, _one_cell_sources(health)),
        health=health,
        notes=platform_notes(ad.key.platform for ad in ads),
        line=line,
        together=together(ads),
    )


def _one_cell_sources(health: Iterable[Health]) -> set[str]:
    return {note.where for note in health if note.code == "one-cell-per-ad"}
