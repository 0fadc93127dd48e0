"""What to know about a source before believing it: totals that do not fit, reach that cannot be, odd cells."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from seenby.model import AdKey, AdResult, Delivery, Health, Interval
from seenby.model.source import MOST_NAMED
from seenby.model.wording.in_every_100 import in_every_hundred
from seenby.read.sentences import LIST, listed, say
from seenby.read.tables.load import Loaded

SLACK_PER_ROW = 0.5
"""A total may differ from the sum of rounded rows by half a unit a row."""

SLACK_OF_HUNDRED = 1.0
"""Percentages may miss 100 by one, beyond their own rounding."""

SLACK_OF_LEVELS = 0.01
"""Breakdowns of one ad may miss each other by a hundredth: platforms estimate each on its own."""

FEWEST_GROUPS = 2
LEAST_TOTAL = 20
"""Below it, a group is as large as all others together by chance."""

ONE_CELL = "one-cell-per-ad"

People = Mapping[AdKey, Mapping[frozenset[str], list[Delivery]]]


def check_source(label: str, loaded: Loaded, deliveries: Sequence[Delivery]) -> list[Health]:
    """What is worth knowing about one source, in the order in which it matters."""
    people = [delivery for delivery in deliveries if delivery.fold == "people"]
    return [
        *_one_cell_each(label, people),
        *(_totals(label, loaded, people) if loaded.shape.levels else ()),
        *(_percentages(label, deliveries) if "share" in loaded.shape.metrics else ()),
        *_like_totals(label, people),
        *_impossible_reach(label, people),
        *_currencies(label, deliveries),
    ]


def condensed(notes: Sequence[Health]) -> tuple[Health, ...]:
    """The notes, where a piece of information that recurs in many files is said once, with the number of files."""
    files = Counter(note.code for note in notes if _is_of_a_file(note))
    condensed_notes: dict[object, Health] = {}
    for place, note in enumerate(notes):
        if not _is_of_a_file(note) or files[note.code] < 3:
            condensed_notes[place] = note
        elif note.code not in condensed_notes:
            message = say("condensed", "said", note=note.message, count=f"{files[note.code] - 1}")
            condensed_notes[note.code] = replace(note, message=message)
    return tuple(condensed_notes.values())


def _is_of_a_file(note: Health) -> bool:
    """Whether it says nothing of single ads, so that it means the same of one file as of another."""
    return note.severity == "info" and not note.about


def covering_part(ads: Sequence[AdResult]) -> Iterator[Health]:
    """A note of the ads of which a breakdown lacks much of the delivery, once they are measured.

    Args:
        ads: What was measured.
    """
    parts = [(ad.key, _cover_in_words(ad)) for ad in ads if ad.covered]
    if parts:
        note = listed(say("breakdown-covers-part", "said", ads=LIST), parts)
        yield Health.of_each("breakdown-covers-part", "warning", note)


def _cover_in_words(ad: AdResult) -> str:
    dimension, part = min(ad.covered.items(), key=lambda item: item[1].high)
    return say(
        "breakdown-covers-part",
        "ad",
        ad=ad.key.name,
        dimension=dimension.replace("_", " and "),
        share=in_every_hundred(part),
        units=say("breakdown-covers-part", "impressions" if ad.metric == "impressions" else "reach"),
    )


def is_one_cell_each(deliveries: Sequence[Delivery]) -> bool:
    """Whether every ad of a joint age and gender table has exactly one cell, and none of them unknown.

    Delivery never looks like that; such a table says who each ad was aimed at.
    """
    cells: dict[AdKey, set[tuple[str, str]]] = defaultdict(set)
    for delivery in deliveries:
        if delivery.fold == "people" and delivery.age and delivery.gender:
            cells[delivery.ad].add((delivery.age, delivery.gender))
    known = all("unknown" not in cell for groups in cells.values() for cell in groups)
    return len(cells) > 1 and known and all(len(groups) == 1 for groups in cells.values())


def without_people(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The deliveries of a table whose ages and genders are aims: each ad as a whole."""
    return [
        row._replace(gender="", age="", breakdowns=row.breakdowns - {"gender", "age"})
        for row in deliveries
        if row.fold != "time"
    ]


def _totals(label: str, loaded: Loaded, people: Sequence[Delivery]) -> Iterator[Health]:
    """Total rows, of ads and of all, against the sums of the rows they stand for."""
    by_level: dict[AdKey, dict[frozenset[str], list[Delivery]]] = defaultdict(lambda: defaultdict(list))
    for delivery in people:
        by_level[delivery.ad][delivery.breakdowns].append(delivery)
    yield from _ad_totals(label, by_level, "impressions")
    if "impressions" not in loaded.shape.metrics or loaded.shape.person_fields > {"gender", "age"}:
        yield from _ad_totals(label, by_level, "reach")
    yield from _grand_totals(label, loaded, by_level)
    yield from _levels_apart(label, by_level)


def _one_cell_each(label: str, people: Sequence[Delivery]) -> Iterator[Health]:
    if is_one_cell_each(people):
        yield Health("one-cell-per-ad", "refused", say("one-cell-per-ad", "said"), label)


def _ad_totals(label: str, people: People, metric: str) -> Iterator[Health]:
    """Totals of ads against their parts; reach only where nothing else is known, because it hardly ever adds up."""
    misfits = 0
    for ad, levels in people.items():
        whole = _known_sum(levels.get(frozenset(), []), metric)
        sums = [(_known_sum(rows, metric), sum(row.rows for row in rows)) for level, rows in levels.items() if level]
        parts = [(part, count) for part, count in sums if part]
        if whole and parts and not any(_fits(whole, part, count) for part, count in parts):
            misfits += 1
            if misfits <= MOST_NAMED:
                said, summed, counted = _figures(whole, parts[0][0], metric)
                note = say("total-does-not-fit", "ad", ad=ad.name, said=said, people=counted, sum=summed)
                yield Health("total-does-not-fit", "warning", note, label, (ad,))
    if misfits > MOST_NAMED:
        note = say("total-does-not-fit", "more", count=f"{misfits - MOST_NAMED}")
        yield Health("total-does-not-fit", "warning", note, label)


def _grand_totals(label: str, loaded: Loaded, people: People) -> Iterator[Health]:
    sums: dict[frozenset[str], list[Delivery]] = defaultdict(list)
    for levels in people.values():
        for level, rows in levels.items():
            sums[level] += rows
    parts = [(_known_sum(rows, "impressions"), sum(row.rows for row in rows)) for rows in sums.values()]
    said = {total["impressions"] for total in loaded.grand_totals if "impressions" in total}
    fits = {whole: any(_fits(whole, part, count) for part, count in parts) for whole in said}
    for whole in sorted(said):
        # Beside the total of all, a platform gives those of its networks, which are less and no contradiction.
        is_of_a_part = any(fits[other] and whole.high <= other.low for other in said)
        if parts and not fits[whole] and not is_of_a_part:
            largest = max((part for part, _ in parts if part), default=None)
            total, summed, counted = _figures(whole, largest, "impressions")
            note = say("total-does-not-fit", "all", said=total, people=counted, sum=summed)
            yield Health("total-does-not-fit", "warning", note, label)


def _levels_apart(label: str, people: People) -> Iterator[Health]:
    """Breakdowns of one ad in one file that add up to different numbers, so that one of them lacks somebody."""
    apart = []
    for ad, levels in people.items():
        sums = {level: total for level, rows in levels.items() if level and (total := _known_sum(rows, "impressions"))}
        low, high = (choose(sums, key=lambda level: sums[level].low, default=None) for choose in (min, max))
        if low is not None and high is not None and sums[low].high < sums[high].low * (1 - SLACK_OF_LEVELS):
            most, least = (_level_in_words(level, sums[level]) for level in (high, low))
            apart.append((ad, say("breakdowns-apart", "ad", ad=ad.name, most=most, least=least)))
    if apart:
        note = listed(say("breakdowns-apart", "said", ads=LIST), apart)
        yield Health.of_each("breakdowns-apart", "warning", note, label)


def _level_in_words(level: frozenset[str], impressions: Interval) -> str:
    return say("breakdowns-apart", "level", level=" and ".join(sorted(level)), impressions=f"{impressions.low:,.0f}")


def _known_sum(rows: Sequence[Delivery], metric: str) -> Interval | None:
    """The sum over the rows that report the metric: a total is held against what there is."""
    return Interval.total(figure for row in rows if (figure := getattr(row, metric)) is not None)


def _fits(whole: Interval, parts: Interval | None, rows: int) -> bool:
    slack = SLACK_PER_ROW * rows if not whole.is_exact or (parts and not parts.is_exact) else 0.0
    return parts is None or (parts.low - slack <= whole.high and whole.low <= parts.high + slack)


def _figures(whole: Interval, parts: Interval | None, metric: str) -> tuple[str, str, str]:
    """What a total row says, what its rows add up to, and what is counted, in words."""
    counted = say("total-does-not-fit", "impressions" if metric == "impressions" else "people")
    summed = f"{parts.low:,.0f}" if parts else say("total-does-not-fit", "nothing")
    return f"{whole.low:,.0f}", summed, counted


def _percentages(label: str, deliveries: Sequence[Delivery]) -> Iterator[Health]:
    """Percentages of one ad's people must make up 100; of its places at most that, because lists of them are cut."""
    sums: dict[tuple[AdKey, str, frozenset[str]], list[Interval]] = defaultdict(list)
    for row in deliveries:
        made = row.breakdowns & {"gender", "age"} if row.fold == "people" else row.fold in row.breakdowns
        if row.share and made:
            sums[row.ad, row.fold, row.breakdowns].append(row.share)
    odd: list[tuple[AdKey, str]] = []
    for (ad, fold, _), shares in sums.items():
        whole = Interval.total(shares)
        if whole and (whole.low > 100 + SLACK_OF_HUNDRED or (fold == "people" and whole.high < 100 - SLACK_OF_HUNDRED)):
            odd.append((ad, say("shares-do-not-add-up", "ad", ad=ad.name, sum=f"{whole.middle:.3g}")))
    if odd:
        note = listed(say("shares-do-not-add-up", "said", ads=LIST), odd)
        yield Health.of_each("shares-do-not-add-up", "warning", note, label)


def _like_totals(label: str, people: Sequence[Delivery]) -> Iterator[Health]:
    """A group that is no gender and no age, and in every ad as much as all others together."""
    for dimension in ("gender", "age"):
        counts: dict[tuple[AdKey, frozenset[str]], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for row in people:
            group = getattr(row, dimension)
            if group and row.impressions:
                counts[row.ad, row.breakdowns][group] += row.impressions.low
        ads = [groups for groups in counts.values() if len(groups) > FEWEST_GROUPS]
        odd = {group for groups in ads for group in groups if not _is_one_group(dimension, group)}
        for group in sorted(odd):
            having = [groups for groups in ads if group in groups]
            if all(LEAST_TOTAL <= groups[group] == sum(groups.values()) - groups[group] for groups in having):
                note = say("group-like-a-total", "said", group=group, dimension=dimension)
                yield Health("group-like-a-total", "warning", note, label)


def _is_one_group(dimension: str, group: str) -> bool:
    return group in ("female", "male") if dimension == "gender" else group[0].isdigit()


def _impossible_reach(label: str, people: Sequence[Delivery]) -> Iterator[Health]:
    both = [(row.impressions, row.reach) for row in people if row.impressions and row.reach]
    early = sum(reach.high == 0 and shown.low > 0 for shown, reach in both)
    if early:
        note = say("reach-provisional", "said", cells=f"{early}", all=f"{len(both)}")
        yield Health("reach-provisional", "info", note, label)
    beyond = sum(reach.low > shown.high and not math.isinf(shown.high) for shown, reach in both)
    if beyond:
        note = say("reach-above-impressions", "said", cells=f"{beyond}", all=f"{len(both)}")
        yield Health("reach-above-impressions", "info", note, label)


def _currencies(label: str, deliveries: Sequence[Delivery]) -> Iterator[Health]:
    named = {row.currency for row in deliveries if row.currency}
    currencies = sorted({part for name in named for part in name.split("/")})
    if len(currencies) > 1:
        note = say("mixed-currencies", "said", currencies=", ".join(currencies))
        yield Health("mixed-currencies", "warning", note, label)
