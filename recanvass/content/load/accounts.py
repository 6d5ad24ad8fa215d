"""The results files of a release, by the source that states them.

Owns which file belongs to which of several sources, and which source was chosen. Must not compare their figures.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recanvass.content.files import SourceFile
from recanvass.content.load.unknown_ids import KnownIds, declare_ids, look_up
from recanvass.content.schema.keys import ChosenRecord, FurtherSourceRecord, ReleaseRecord, ReleaseSourceRecord
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report, did_you_mean, has_errors
from recanvass.core.ids import AreaId, SourceId
from recanvass.core.messages import worded
from recanvass.core.model import Account, Row, Source

HEAD = "release.yml"
Reader = Callable[[SourceFile, Report], Iterable[Row]]
"""Yields the rows of one results file."""


class Accounts(Struct, frozen=True):
    """The rows of a release. If several sources state them: those of the chosen source, and every account in `all`."""

    rows: Mapping[AreaId, Row]
    source: Source | None = None
    all: tuple[Account, ...] = ()


class _SourceFiles(Struct, frozen=True):
    """One of several sources before its files are read: its id as typed, and the record that names it."""

    id: Scalar
    record: ReleaseSourceRecord | FurtherSourceRecord
    files: tuple[SourceFile, ...]


def load_accounts(
    files: Iterable[SourceFile], release: ReleaseRecord | None, read: Reader, report: Report
) -> Accounts | None:
    """Return what the files beside a release.yml state; None if a file could belong to several sources.

    A file that no further source names belongs to the source of the release. Emits E202, E310, E315, E320, E420 to
    E423 and what figures emit.
    """
    beside = {file.path.rpartition("/")[2]: file for file in files}
    if release is None or not _is_readable(release):
        _check_each(beside.values(), read, report)
        return None
    if not release.sources:
        _refuse_lone_choice(release, report)
        return Accounts(_rows(beside.values(), read, report))
    mark = len(report.items)
    sources = _sources(release, beside, report)
    chosen = _chosen(release, [source.id for source in sources], report)
    if chosen is None or has_errors(report.items[mark:]):
        _check_each(beside.values(), read, report)
        return None
    return _accounts(sources, chosen, read, report)


def _is_readable(release: ReleaseRecord) -> bool:
    """Tell whether all sources of a release are known."""
    is_lone = not release.sources and ReleaseRecord.sources not in release.faulty
    return is_lone or bool(release.sources and release.get(ReleaseRecord.source) is not None)


def _check_each(files: Iterable[SourceFile], read: Reader, report: Report) -> None:
    """Report faults within each file, since it is unknown which files belong together."""
    for file in files:
        _rows([file], read, report)


def _accounts(sources: Iterable[_SourceFiles], chosen: ChosenRecord, read: Reader, report: Report) -> Accounts | None:
    accounts = []
    for source in sources:
        rows = _rows(source.files, read, report)
        if source.record.is_complete:
            reason = chosen.reason if source.id.text == chosen.source.text else None
            published_by = Source(source.record.name, source.record.url)
            accounts.append(Account(SourceId(source.id.text), published_by, rows, reason))
    taken = next((account for account in accounts if account.reason is not None), None)
    return Accounts(taken.rows, taken.source, tuple(accounts)) if taken is not None else None


def _sources(release: ReleaseRecord, beside: Mapping[str, SourceFile], report: Report) -> tuple[_SourceFiles, ...]:
    """Return the sources that have figures, that of the release first; emits E202, E310, E420, E421 and E423."""
    first: dict[str, Scalar] = {}
    sources = []
    for record in release.sources:
        names = record.get(FurtherSourceRecord.files)
        own = [name for name in names or () if _claim(name, beside, first, report)]
        if names == ():
            hint = worded("name its files of figures, beside release.yml")
            report.add("E423", record.at(FurtherSourceRecord.files), worded("this source has no files"), hint=hint)
        if (key := record.get(FurtherSourceRecord.id)) is not None:
            sources.append(_SourceFiles(key, record, tuple(beside[name.text] for name in own)))
    rest = tuple(file for name, file in beside.items() if name not in first)
    if rest:
        sources.insert(0, _SourceFiles(_id_of(release.source, rest, report), release.source, rest))
    declare_ids([source.id for source in sources if source.id.text], worded("each source"), report)
    return tuple(sources)


def _id_of(source: ReleaseSourceRecord, files: Sequence[SourceFile], report: Report) -> Scalar:
    """Return the id of the release's own source, which it needs once there are others; emits E202."""
    if source.id is not None:
        return source.id
    if ReleaseSourceRecord.id not in source.faulty:
        name = files[0].path.rpartition("/")[2]
        hint = worded("add 'id: …' so that 'chosen' can name it; for now its id is '%(name)s'", name=name)
        report.add("E202", source.span, worded("there are several sources, and this one has no 'id'"), hint=hint)
    span = source.span
    return Scalar("", span.path, span.line, span.column, span.length)


def _claim(name: Scalar, beside: Mapping[str, SourceFile], first: dict[str, Scalar], report: Report) -> bool:
    """Note the source that names a file `first`; tell whether the file exists and this source is the first."""
    if name.text not in beside:
        message = worded("no file '%(name)s' beside release.yml", name=name.text)
        hint = worded("name files with figures of places") if name.text == HEAD else did_you_mean(name.text, beside)
        report.add("E420", name.span, message, hint=hint)
        return False
    before = first.setdefault(name.text, name)
    if before is not name:
        message = worded("duplicate file '%(name)s'", name=name.text)
        hint = worded("keep it under one source; each source needs its own files")
        report.add("E421", name.span, message, hint=hint, related=[before.span])
    return before is name


def _chosen(release: ReleaseRecord, ids: Sequence[Scalar], report: Report) -> ChosenRecord | None:
    """Return which source was chosen, and why; emits E320, E422 and E423."""
    chosen = release.chosen
    if chosen is None:
        if ReleaseRecord.chosen not in release.faulty:
            hint = worded("add 'chosen: {source: …, reason: …}'")
            message = worded("there are several sources, but none is chosen")
            report.add("E422", release.at(ReleaseRecord.sources), message, hint=hint)
        return None
    name, own = chosen.get(ChosenRecord.source), release.source.id
    known = {SourceId(key.text): key for key in ids if key.text}
    if name is not None and own is not None and name.text == own.text and own.text not in known:
        message = worded("the source '%(own)s' has no files here, so it has no figures", own=own.text)
        report.add(
            "E423", name.span, message, hint=worded("choose a source with files, or give this one some under 'files'")
        )
        return None
    is_known = look_up(name, KnownIds("source", "E320", known), report) is not None
    return chosen if is_known and chosen.is_complete else None


def _refuse_lone_choice(release: ReleaseRecord, report: Report) -> None:
    if release.chosen is not None:
        hint = worded("list the others under 'sources', or delete 'chosen'")
        report.add("E422", release.at(ReleaseRecord.chosen), worded("'chosen' needs more than one source"), hint=hint)


def _rows(files: Iterable[SourceFile], read: Reader, report: Report) -> dict[AreaId, Row]:
    """Return the rows of one source's files by unit; emits E315 for a unit that has two."""
    rows: dict[AreaId, Row] = {}
    for file in files:
        for row in read(file, report):
            first = rows.setdefault(row.place, row)
            if first is row:
                continue
            merged = _with_turnout(first, row) or _with_turnout(row, first)
            if merged is not None:
                rows[row.place] = merged
                continue
            message = worded("duplicate place '%(place)s' in this release", place=row.place)
            hint = worded("keep one; a place has one set of figures in a release")
            report.add("E315", row.span, message, hint=hint, related=[first.span])
    return rows


def _with_turnout(row: Row, other: Row) -> Row | None:
    """Return a row with the turnout of another that states nothing else, as a file of turnout alone does."""
    is_alone = other.turnout is not None and replace(other, turnout=None) == Row(other.place, other.span, {})
    return replace(row, turnout=other.turnout) if is_alone and row.turnout is None else None
