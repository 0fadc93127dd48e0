"""What the report says, by room: each callable takes a section and a key of one TOML file, and fills the words in.

Templates in ``templates/`` keep the words of their fixed markup, which nobody could read apart from it. Whatever
Python hands to them, to a picture or to a terminal stands in the TOML files, which are read when first something is
said.
"""

from __future__ import annotations

from seenby.sentences import Sentences

say = Sentences("seenby.report", "report_sentences.toml")
"""What every page shares: figures, groups, counts, the tables of sources."""

say_audit = Sentences("seenby.report.audit", "audit_sentences.toml")
"""An audit's page and its summary for the terminal; other pages borrow its figures and tables with their words."""

say_chart = Sentences("seenby.report.charts", "chart_sentences.toml")
"""Keys and labels inside pictures."""

say_study = Sentences("seenby.report.study", "study_sentences.toml")
"""A study's page."""

say_answer = Sentences("seenby.report.study", "answers.toml")
"""What a study answers: by the objection and the state of the study."""

say_sweep = Sentences("seenby.report.sweep", "sweep_sentences.toml")
"""The page of many simulated runs."""

say_watch = Sentences("seenby.report.watch", "watch_sentences.toml")
"""The page of a watch."""
