"""The picture of a study: the audience estimated beforehand and who each arm was shown to, by gender and age."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from seenby.model import FEMALE, MALE, UNKNOWN, Groups, Interval, StudyResult
from seenby.model.audience import JOIN, group_order, joint_group
from seenby.report import formatting
from seenby.report.audit.figures import Figure
from seenby.report.audit.tables import Column, Table
from seenby.report.charts import Band, Panel, people
from seenby.report.numbering import Numbers
from seenby.report.sanitise import clip
from seenby.report.sentences import say_study

MOST_BANDS, NAME = 12, 40


def article_figure(result: StudyResult, numbers: Numbers) -> Figure | None:
    """The panels, and a table of the same figures; None where neither gender nor age is known of any arm."""
    panels = _panels(result)
    if not any(panel.women or panel.men or panel.bands for panel in panels):
        return None
    number = numbers.figure()
    expected = len(panels) > len(result.arms)
    caption = say_study("picture", "expected-and-shown" if expected else "shown")
    note = say_study("picture", "note", metric=formatting.metric(result.plan.study.metric))
    drawn = people(f"figure-{number}", say_study("picture", "title"), panels)
    return Figure(number, caption, drawn, _table(panels, numbers.table()), note)


def _panels(result: StudyResult) -> tuple[Panel, ...]:
    some = [
        _panel(name, ad.share.get("gender", {}), ad.share.get("age_gender", {})) for name, ad in result.arms.items()
    ]
    first = next(iter(result.arms.values()), None)
    aimed = first.aimed if first is not None and result.aim.estimated else {}
    meant = _panel(say_study("picture", "estimated"), aimed.get("gender", {}), aimed.get("age_gender", {}))
    return (meant, *some) if aimed else tuple(some)


def _panel(name: str, genders: Groups, joint: Groups) -> Panel:
    ages = {group.split(JOIN, maxsplit=1)[0] for group in joint if JOIN in group} - {UNKNOWN}
    bands = sorted(ages, key=lambda age: group_order("age", age))[:MOST_BANDS]
    found = tuple(_band(band, joint) for band in bands)
    return Panel(clip(name, NAME), genders.get(FEMALE), genders.get(MALE), found)


def _band(age: str, joint: Groups) -> Band:
    return Band(age, *(joint.get(joint_group(age, gender)) for gender in (FEMALE, MALE)))


def _table(panels: Sequence[Panel], number: int) -> Table:
    columns = (
        Column(say_study("picture", "group")),
        *(Column(formatting.every(panel.name), "share") for panel in panels),
    )
    women, men = say_study("picture", "women"), say_study("picture", "men")
    totals = [(women, *(panel.women for panel in panels)), (men, *(panel.men for panel in panels))]
    rows = [*totals, *_rows(panels)]
    return Table(number, say_study("picture", "table"), columns, tuple(rows))


def _rows(panels: Sequence[Panel]) -> Iterable[tuple[str | Interval | None, ...]]:
    ages = sorted({band.label for panel in panels for band in panel.bands}, key=lambda age: group_order("age", age))
    bands = [{band.label: band for band in panel.bands} for panel in panels]
    for gender in (FEMALE, MALE):
        for age in ages:
            each = (own.get(age) for own in bands)
            figures = ((band.women if gender == FEMALE else band.men) if band else None for band in each)
            yield (formatting.group("age_gender", joint_group(age, gender)).capitalize(), *figures)
