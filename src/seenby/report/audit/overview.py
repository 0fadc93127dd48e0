"""The picture of many ads: which groups it is drawn for, and what it leaves to the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seenby.model import AdResult
from seenby.report import formatting
from seenby.report.audit.figures import Figure, unit
from seenby.report.audit.selection import telling_groups
from seenby.report.charts import Mark, Row, dots
from seenby.report.display_names import Names
from seenby.report.numbering import Numbers
from seenby.report.sanitise import shown_name
from seenby.report.sentences import say, say_audit

MOST_ROWS = 40


def of_ads(ads: Sequence[AdResult], names: Names, dimension: str, numbers: Numbers) -> Figure:
    """Dots of many ads: the share of one or two groups, and of the audience aimed at."""
    some = ads[:MOST_ROWS]
    groups = telling_groups(some, dimension)
    rows = [_row(ad, names[ad.key], dimension, groups) for ad in some]
    number = numbers.figure()
    spoken = formatting.listed([formatting.group(dimension, group) for group in groups])
    of_people = dimension in ("gender", "age", "age_gender")
    title = say_audit("overview", "recorded" if of_people else "places", groups=spoken)
    key = _key([formatting.group(dimension, group) for group in groups])
    desc = "; ".join(_heard(row, key) for row in rows)
    svg = dots(f"figure-{number}", title, desc, rows, key, unit(some, dimension))
    return Figure(number, title, svg, None, _left_out(ads, groups, spoken))


def _row(ad: AdResult, name: str, dimension: str, groups: Sequence[str]) -> Row:
    shares, wide = ad.share.get(dimension, {}), ad.share_with_unknown.get(dimension, {})
    marks = [
        Mark(shape, shares[group], wide.get(group) if wide.get(group) != shares[group] else None)
        for shape, group in zip(("first", "second"), groups, strict=False)
        if group in shares
    ]
    if marks and all(mark.value.width >= 1 for mark in marks):
        return Row(name, (), say_audit("overview", "anything"))
    meant = ad.aimed.get(dimension, {}) if len(groups) == 1 else {}
    if marks and groups[0] in meant:
        marks.append(Mark("aim", meant[groups[0]]))
    return Row(name, tuple(marks), "" if marks else say("figure", "not-reported"))


def _key(groups: Sequence[str]) -> dict[str, str]:
    """What each shape stands for: two groups, or one group as it was aimed at and shown to."""
    if len(groups) == 1:
        return {
            "aim": say_audit("overview", "aimed", group=groups[0]),
            "first": say_audit("overview", "shown", group=groups[0]),
        }
    return dict(zip(("first", "second"), groups, strict=False))


def _left_out(ads: Sequence[AdResult], groups: Sequence[str], spoken: str) -> str:
    """What the table has and the picture has not."""
    notes = []
    if len(ads) > MOST_ROWS:
        notes.append(say_audit("overview", "first-of", most=f"{MOST_ROWS}", many=f"{len(ads):,}"))
    if len(groups) == 1:
        notes.append(say_audit("overview", "one-group", group=spoken))
    return " ".join(notes)


def _heard(row: Row, key: Mapping[str, str]) -> str:
    figures = ", ".join(
        say_audit("overview", "mark", group=key[mark.shape], share=formatting.share(mark.value)) for mark in row.marks
    )
    return say_audit("overview", "heard", ad=shown_name(row.label), figures=figures or row.note)
