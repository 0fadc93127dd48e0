"""Files in, deliveries out: every file is recognised, read, fingerprinted, and counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from seenby.errors import SeenbyError, UnknownFormat, Unreadable, UsageError
from seenby.model import Aim, Delivery, Health, Period, Source
from seenby.model.audience import PEOPLE
from seenby.model.progress import Progress, ShowProgress, no_progress
from seenby.read.cells.dates import snapshot_time
from seenby.read.cells.folded_text import fold
from seenby.read.cells.headers import own_spellings
from seenby.read.checks.missing_pages import more_pages
from seenby.read.contract import METRICS, Options, Peek, Reader, Sheet
from seenby.read.files.code_pages import UTF8, Encoding
from seenby.read.files.encoding import encoding_of
from seenby.read.files.encoding_doubts import check_encoding, encoding_notes, refuse_doubtful_groups
from seenby.read.files.json_grid import RecordGrid
from seenby.read.files.open_files import RawFile, collect
from seenby.read.files.tabular import TextGrid
from seenby.read.registry import detect
from seenby.read.sentences import say
from seenby.read.tables.deliveries import understand
from seenby.read.tables.fold import Scan, scan
from seenby.read.tables.plausibility import ONE_CELL, check_source, condensed, without_people
from seenby.store import Workbench


@dataclass(frozen=True)
class Reading:
    """Everything that was read, before snapshots are told from parts.

    Attributes:
        sources: The files, in order, before their fingerprints are known; `fingerprinted` waits for those.
        deliveries: What they say.
        aims: Aims found in the exports, by the ad's id or name.
        share_of: For each source, what its percentages are shares of.
        health: What was noticed.
        fingerprints: For each source its fingerprint, which may still be in the making.
    """

    sources: tuple[Source, ...]
    deliveries: tuple[Delivery, ...]
    aims: Mapping[str, Aim] = field(default_factory=dict)
    share_of: tuple[str, ...] = ()
    health: tuple[Health, ...] = ()
    fingerprints: tuple[Future[str], ...] = ()

    def only(self, names: Collection[str]) -> Reading:
        """Only the ads that one of these names or ids fits; no note is about another.

        The rows come in one order, whatever order the engine gave them in, so that sums are the same to the last bit.
        """
        meant = {ad for ad in {row.ad for row in self.deliveries} if not {*ad.names}.isdisjoint(names)}
        return replace(
            self,
            deliveries=tuple(sorted((row for row in self.deliveries if row.ad in meant), key=_in_order)),
            aims={name: aim for name, aim in self.aims.items() if any(name in ad.names for ad in meant)},
            health=tuple(left for note in self.health if (left := note.only(meant)) is not None),
        )

    def fingerprinted(self) -> tuple[Source, ...]:
        """The sources with their fingerprints, which for large files are still being taken while others measure."""
        return tuple(
            replace(source, sha256=found.result())
            for source, found in zip(self.sources, self.fingerprints, strict=True)
        )


def read(
    paths: Iterable[Path | str],
    bench: Workbench,
    options: Options | None = None,
    progress: ShowProgress = no_progress,
) -> Reading:
    """Read exports, folders and archives of exports.

    A file named by the user must be readable. In a folder or archive, what cannot be read is left aside and said so,
    as long as something can.

    Raises:
        UsageError: When there is no path, or one that does not exist.
        Unreadable: When a file cannot be read.
    """
    options = options or Options()
    given, known = check_encoding(options.encoding), partial(_own_spellings, options)
    raws = [replace(raw, encoding=given, known=known) for raw in collect(paths)]
    if not raws:
        raise UsageError("no file was given", remedy="name an export")
    reading = _Pile(sizes=Counter(raw.size for raw in raws if not raw.packed), packed=any(raw.packed for raw in raws))
    hashing = ThreadPoolExecutor(max_workers=1)
    for done, raw in enumerate(raws):
        progress(Progress(raw.name, done, len(raws)))
        _add(reading, raw, bench, options, hashing)
    hashing.shutdown(wait=False)
    progress(Progress("", len(raws), len(raws)))
    if not reading.sources:
        raise reading.refused[0]
    return reading.whole()


@dataclass
class _Pile:
    """What has been read so far."""

    sources: list[Source] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    aims: dict[str, Aim] = field(default_factory=dict)
    share_of: list[str] = field(default_factory=list)
    health: list[Health] = field(default_factory=list)
    refused: list[SeenbyError] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    sizes: Counter[int] = field(default_factory=Counter)
    packed: bool = False
    fingerprints: list[Future[str]] = field(default_factory=list)

    def earlier_copy(self, raw: RawFile) -> str | None:
        """The path under which the same bytes were read before.

        A plain file of a size that no other has is not compared, so that nobody waits for its fingerprint.
        """
        if not raw.packed and self.sizes[raw.size] == 1 and not self.packed:
            return None
        before = self.seen.setdefault(raw.content_sha256, raw.shown)
        return before if before != raw.shown else None

    def whole(self) -> Reading:
        return Reading(
            tuple(self.sources),
            tuple(self.deliveries),
            self.aims,
            tuple(self.share_of),
            condensed(self.health),
            tuple(self.fingerprints),
        )


def _add(pile: _Pile, raw: RawFile, bench: Workbench, options: Options, hashing: Executor) -> None:
    try:
        before = pile.earlier_copy(raw)
        if before is not None:
            pile.health.append(
                Health("same-export-twice", "warning", say("same-export-twice", "said", before=before), raw.shown)
            )
            return
        # By content, never by name: exports are renamed, and "Untitled report" is anybody's.
        reader, peek, unasked = detect(raw, options)
        sheet = reader.read(peek)
        if not set(sheet.fields) & set(METRICS):
            raise UnknownFormat("holds no figures of delivery", where=sheet.label, remedy="export it again with them")
        # Taken while the file is scanned and measured: nobody waits for it.
        fingerprint = hashing.submit(_fingerprint, raw)
        scanned = scan(sheet, bench, len(pile.sources))
        encoding = _encoding(raw, peek)
        for name in PEOPLE:
            refuse_doubtful_groups(encoding, name, set(scanned.columns[name]), sheet.label)
        deliveries, noticed = understand(scanned, sheet, bench, len(pile.sources))
        if not deliveries:
            raise UnknownFormat("holds no rows of delivery", where=sheet.label, remedy="export it again")
    except Unreadable as error:
        # Whoever names a file wants that file; in a folder there may be lock files, pivots and notes beside exports.
        if not raw.gathered:
            raise
        pile.refused.append(error)
        pile.health.append(Health("file-left-aside", "refused", str(error), raw.shown))
        return
    is_json = peek.document is not None or any(isinstance(grid, RecordGrid) for grid in peek.grids)
    pages = more_pages(raw) if is_json else ()
    checked = check_source(sheet.label, scanned.loaded, deliveries)
    noticed = [
        *unasked,
        *sheet.health,
        *encoding_notes(encoding, raw.shown),
        *pages,
        *scanned.loaded.health,
        *noticed,
        *checked,
    ]
    # One cell for each ad is whom it was aimed at. Its figures as a whole are real, its groups are none.
    if any(note.code == ONE_CELL for note in noticed):
        deliveries = without_people(deliveries)
    pile.health += noticed
    pile.sources.append(_source(raw, reader, sheet, scanned, deliveries))
    pile.fingerprints.append(fingerprint)
    pile.deliveries += deliveries
    pile.aims |= sheet.aims
    pile.share_of.append(sheet.share_of)


def _encoding(raw: RawFile, peek: Peek) -> Encoding:
    """How the text that was read had been encoded; a workbook says so itself."""
    if peek.document is not None:
        return encoding_of(raw)
    return next((grid.decoded for grid in peek.grids if isinstance(grid, TextGrid)), Encoding(UTF8))


def _own_spellings(options: Options) -> frozenset[str]:
    """The columns and words in the user's own files, which tell a code page as our lists do."""
    found: frozenset[str] = own_spellings(options.columns) if options.columns else frozenset()
    if options.mapping:
        # The library for settings takes longer to load than most exports take to read.
        from seenby.read.tables.mapping import read_mapping

        mapped = read_mapping(options.mapping)
        words = (word for words in mapped.values.values() for word in words)
        found |= {fold(text) for text in (*mapped.columns.values(), *words)}
    return found


def _in_order(row: Delivery) -> tuple[object, ...]:
    levels = tuple(level or "" for level in (row.ad.account, row.ad.campaign, row.ad.ad_set, row.ad.ad))
    groups = (row.gender, row.age, row.country, row.region, row.placement, str(row.day or ""))
    return (row.source, row.ad.platform, levels, row.ad.ids, row.fold, sorted(row.breakdowns), groups)


def _fingerprint(raw: RawFile) -> str:
    return raw.sha256


def _source(raw: RawFile, reader: Reader, sheet: Sheet, scanned: Scan, deliveries: Sequence[Delivery]) -> Source:
    return Source(
        path=raw.shown,
        sha256="",
        reader=reader.name,
        reader_version=reader.version,
        rows_read=scanned.loaded.rows_read,
        rows_left_out=scanned.loaded.left_out,
        period=_period(deliveries),
        snapshot_at=sheet.snapshot_at or snapshot_time(raw.name),
        language=sheet.language,
    )


def _period(deliveries: Sequence[Delivery]) -> Period:
    starts = {delivery.start for delivery in deliveries if delivery.start}
    ends = {delivery.end for delivery in deliveries if delivery.end}
    return (min(starts, default=None), max(ends, default=None))
