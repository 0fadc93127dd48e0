"""Findings in; one self-contained page, a summary for the terminal, and JSON out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seenby.report.json_schema import json_schema, to_json

if TYPE_CHECKING:
    from rich.console import Console

    from seenby.model import Audit, StudyResult, Sweep

__all__ = [
    "json_schema",
    "render_page",
    "render_study",
    "render_study_terminal",
    "render_sweep",
    "render_terminal",
    "sweep_csv",
    "sweep_json",
    "to_json",
]


def render_page(audit: Audit) -> str:
    """The audit as one HTML page, complete in one file; see `seenby.report.render`."""
    # The template engine takes longer to load than most exports take to read, and JSON does without it.
    from seenby.report import render

    return render.render_page(audit)


def render_terminal(audit: Audit, console: Console) -> None:
    """Print the audit's summary; see `seenby.report.audit.audit_terminal`."""
    from seenby.report.audit import audit_terminal

    audit_terminal.render_terminal(audit, console)


def render_study(result: StudyResult) -> str:
    """The study as one self-contained HTML page; see `seenby.report.study.study_html`."""
    from seenby.report.study import study_html

    return study_html.render_study(result)


def render_study_terminal(result: StudyResult, console: Console) -> None:
    """Print what a study comes to; see `seenby.report.study.study_terminal`."""
    from seenby.report.study import study_terminal

    study_terminal.render_study_terminal(result, console)


def render_sweep(sweep: Sweep) -> str:
    """A sweep of simulated worlds as one HTML page; see `seenby.report.sweep.sweep_html`."""
    from seenby.report.sweep import sweep_html

    return sweep_html.render_sweep(sweep)


def sweep_csv(sweep: Sweep) -> str:
    """Every row of a sweep as CSV; see `seenby.report.sweep.sweep_html`."""
    from seenby.report.sweep import sweep_html

    return sweep_html.sweep_csv(sweep)


def sweep_json(sweep: Sweep) -> str:
    """A sweep as JSON in the shape ``seenby/sweep/1``; see `seenby.report.sweep.sweep_html`."""
    from seenby.report.sweep import sweep_html

    return sweep_html.sweep_json(sweep)
