"""A study as one HTML string, in the style of every other page, as JSON's companion for people."""

from __future__ import annotations

from seenby.model import StudyResult
from seenby.report.render import environment
from seenby.report.study.study_page import study_page


def render_study(result: StudyResult) -> str:
    """The study as one self-contained page under 500 KB: the same bytes for the same study, no script, no address."""
    return environment().get_template("study.html").render(page=study_page(result))
