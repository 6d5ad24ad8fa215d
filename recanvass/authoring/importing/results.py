"""A table of results as a release of a contest.

Owns the steps from the table to the texts of files. Must not write them.
"""

from collections.abc import Mapping

from msgspec import Struct, structs

from recanvass.authoring.importing import changes
from recanvass.authoring.importing.areas import Areas, areas_of
from recanvass.authoring.importing.ballots import Ballot, ballot
from recanvass.authoring.importing.changes import NewText, Stated, Wanted
from recanvass.authoring.importing.collect import (
    Collected,
    CollectionRules,
    Collector,
    KnownNames,
    TotalsOption,
)
from recanvass.authoring.importing.column_checks import Columns
from recanvass.authoring.importing.edits import EditedText, Folder, NotEditableError
from recanvass.authoring.importing.header import columns, is_header
from recanvass.authoring.importing.mapping import Meanings, SiteIds, load_meanings, told_by
from recanvass.authoring.importing.matching import normal, quoted_list
from recanvass.authoring.importing.offices import row_filter
from recanvass.authoring.importing.outcome import ImportOptions, ImportResult, Read, errors, typed, with_texts
from recanvass.authoring.importing.place_files import place_texts
from recanvass.authoring.importing.reading import InputTable, TableRecord, records
from recanvass.authoring.importing.said import said
from recanvass.authoring.importing.target import TargetRelease, new_head, option_of
from recanvass.authoring.importing.turnout import TURNOUT_FILE, Values, changed_turnout, turnout_text
from recanvass.authoring.importing.unmatched import report_unmatched
from recanvass.authoring.importing.writing import raw_texts
from recanvass.build.pipeline import Loaded
from recanvass.build.texts import of_terminal
from recanvass.cache.store import Memory
from recanvass.checks import expectations
from recanvass.content import files as sources
from recanvass.content import load
from recanvass.content.files import CONTENT, SourceFile
from recanvass.content.load import unknown_ids
from recanvass.core.diagnostics import Diagnostic, Report, Span
from recanvass.core.ids import AreaId, ContestId, KindId
from recanvass.core.messages import worded, worded_plural
from recanvass.core.model import Contest, Site
from recanvass.results import tabulate
from recanvass.results.histories import Results, entry
from recanvass.text import figure_references

_CONTESTS = f"{CONTENT}/contests/"


class _Site(Struct, frozen=True):
    """The site with the release in it, before it states anything new."""

    site: Site
    results: Results
    index: int
    files: Mapping[str, SourceFile]
    is_new: bool

    @property
    def contest(self) -> Contest:
        """The contest that the figures are of."""
        return self.results.contest


class _RefusedImportError(Exception):
    """Ends an import; the messages say why."""

    def __init__(self, found: tuple[Diagnostic, ...], files: Mapping[str, SourceFile]) -> None:
        super().__init__()
        self.outcome = ImportResult(found, sources=files)


def import_results(options: ImportOptions, target: TargetRelease) -> ImportResult:
    """Return the files that a table of results makes, or every reason why it makes none."""
    try:
        return _import(options, target)
    except _RefusedImportError as refused:
        return refused.outcome


def _import(options: ImportOptions, target: TargetRelease) -> ImportResult:
    report, memory = Report(), Memory()
    before = _before(options, target, memory)
    files = dict(before.files)
    told = _meanings(options, before, files, report)
    known = areas_of(before.site, before.contest, told)
    rules = _rules(target, before, report)
    if rules.ignores_zeros:
        known.ignore_zeros()
    table = told_by(options.table, told)
    collector = _collected(table, before, known, told, rules=rules, report=report)
    found = collector.found if collector is not None else Collected()
    stated = (
        changes.complete(table, found, before.contest, absent_is_zero=rules.absent_is_zero, report=report)
        if not errors(report.items)
        else {}
    )
    _refuse(report, files)
    folder = Folder(before.files, raw_texts(options.root, before.files))
    changed = changes.only_changed(before.results, before.index, stated)
    if rules.totals is TotalsOption.CHANGED:
        found.totals = changes.changed_totals(before.results, before.index, found.totals, changed)
    turnout = collector.turnout.by_place if collector is not None and before.contest.turnout_from is None else {}
    turnout = changed_turnout(before.contest, before.index, turnout)
    new = _new_texts(before, target, known, changed, found=found, turnout=turnout, folder=folder)
    made = {one.path: one.text for one in new}
    files = with_texts(files, made)
    after = typed(options.root, files, memory)
    faults = _new_faults(options, before, after, memory)
    if faults:
        raise _RefusedImportError(faults, files)
    results = after.results[ContestId(target.contest)]
    _hold_against(results, before.index, stated)
    impact = expectations.impact(after.site or before.site, results, before.index, of_terminal())
    return ImportResult(
        diagnostics=report.ordered(),
        files=made,
        before=folder.raw,
        said=(*table.noticed.notes, *(said(collector, before.contest, stated, known) if collector is not None else ())),
        effect=expectations.lines(impact),
        done=_done(new, folder.raw),
        records=(expectations.as_record(impact),),
        sources=files,
        read=Read(
            before={before.contest.id: before.results},
            after=after,
            columns=tuple(collector.columns.labels) if collector is not None else (),
            figures=frozenset((before.contest.id, area) for area in stated),
        ),
    )


def _refuse(report: Report, files: Mapping[str, SourceFile]) -> None:
    if errors(report.items):
        raise _RefusedImportError(report.ordered(), files)


def _before(options: ImportOptions, target: TargetRelease, memory: Memory) -> _Site:
    """Return the site as it is, with the release that is to state the figures."""
    report = Report()
    files = dict(sources.read(options.root, report))
    is_new = target.path not in files
    contests = {path.split("/")[2]: None for path in files if path.startswith(_CONTESTS)}
    if target.contest not in contests:
        hint = report.suggestion(target.contest, contests) or worded("create its contest.yml first")
        report.add(
            "E307", Span("--contest"), worded("unknown contest '%(contest)s'", contest=target.contest), hint=hint
        )
    if is_new:
        head = new_head(target, report)
        files[target.path] = SourceFile(target.path, head)
    elif target.head:
        message = worded(
            "the release '%(release)s' already exists and has its own title and source", release=target.release
        )
        hint = worded(
            "leave out %(head)s, or edit %(target)s",
            head=", ".join(option_of(key) for key in target.head),
            target=target.path,
        )
        report.add("E809", Span("--release"), message, hint=hint)
    _refuse(report, files)
    files = _without_unreleased(files)
    site = load.site(dict(sorted(files.items())), report, drafts=True, memory=memory)
    faults = tuple(one for one in errors(report.ordered()) if not _is_of_text(one))
    contest = next((one for one in site.contests if one.id == target.contest), None) if site is not None else None
    if faults or site is None or contest is None:
        raise _RefusedImportError(faults, files)
    results = tabulate.results(site, contest)
    index = next(number for number, one in enumerate(results.contest.releases) if one.id == target.release)
    if results.contest.releases[index].accounts:
        message = worded("this release has several sources, and the table doesn't say which one it is")
        hint = worded("add its figures by hand to one of that source's files, or import them as a separate release")
        report.add("E811", results.contest.releases[index].span, message, hint=hint)
        _refuse(report, files)
    return _Site(site, results, index, files, is_new)


def _new_faults(options: ImportOptions, before: _Site, after: Loaded, memory: Memory) -> tuple[Diagnostic, ...]:
    """Return what stands in the way of the files as they are to be; faults that a note has already do not."""
    found = errors(after.diagnostics)
    if not any(map(_is_of_text, found)):
        return found
    known = set(filter(_is_of_text, errors(typed(options.root, before.files, memory).diagnostics)))
    return tuple(one for one in found if one not in known)


def _is_of_text(fault: Diagnostic) -> bool:
    return fault.span.path.startswith(figure_references.TEXTS)


def _without_unreleased(files: Mapping[str, SourceFile]) -> dict[str, SourceFile]:
    """Return the files of a site without contests that have no release yet, which an import may be about to change."""
    parts = {path: path.split("/") for path in files if path.startswith(_CONTESTS)}
    released = {words[2] for words in parts.values() if words[3:4] == ["releases"]}
    return {path: file for path, file in files.items() if path not in parts or parts[path][2] in released}


def _meanings(options: ImportOptions, before: _Site, files: dict[str, SourceFile], report: Report) -> Meanings:
    if options.mapping is None:
        return Meanings()
    file = sources.read_single(options.mapping, report)
    files[file.path] = file
    contest = before.contest
    known = SiteIds(
        tallies=unknown_ids.KnownIds("tally", "E303", dict.fromkeys(tally.id for tally in contest.tallies)),
        choices=unknown_ids.KnownIds("choice", "E302", dict.fromkeys(choice.id for choice in contest.choices)),
        places=unknown_ids.KnownIds(
            "place or group", "E301", dict.fromkeys([*before.site.places, *before.site.groups])
        ),
    )
    told = load_meanings(file, known, report)
    _refuse(report, files)
    del files[file.path]
    return told


def _rules(target: TargetRelease, before: _Site, report: Report) -> CollectionRules:
    """Return the rules with the kind of new places, where such are allowed; emits E306 and E802."""
    rules = target.rules
    if not target.allows_new:
        return rules
    kinds = dict.fromkeys(before.site.places[unit].kind for unit in before.contest.units)
    if target.new_kind is None and len(kinds) != 1:
        hint = worded("say which with --place-kind: %(kinds)s", kinds=", ".join(kinds))
        report.add("E306", Span("--allow-new-places"), worded("new places could have several kinds"), hint=hint)
        return rules
    kind = target.new_kind or next(iter(kinds))
    if kind not in before.site.kinds:
        hint = report.suggestion(kind, before.site.kinds)
        report.add("E306", Span("--place-kind"), worded("unknown kind '%(kind)s'", kind=kind), hint=hint)
    return structs.replace(rules, new_kind=KindId(kind))


def _collected(
    table: InputTable, before: _Site, known: Areas, told: Meanings, *, rules: CollectionRules, report: Report
) -> Collector | None:
    """Read the whole table; its faults are in the report."""
    listed = ballot(before.contest, told)
    if rules.place is not None and rules.place not in known.above:
        hint = report.suggestion(rules.place, known.above)
        report.add(
            "E301", Span("--place"), worded("'%(place)s' is not a place that reports", place=rules.place), hint=hint
        )
        return None
    rows: list[TableRecord] = []
    collector: Collector | None = None
    for record in records(table, report):
        if collector is None:
            if not rows or is_header(record, rows, told.header_rows):
                rows.append(record)
                continue
            collector = _collector(table, rows, known, rules, listed=listed, told=told, report=report)
            if collector is None:
                return None
        collector.take(record)
        if collector.is_full:
            break
    if collector is None:
        if rows and not report.items:
            message = worded("the file has a header but no rows")
            hint = worded("check the file you saved")
            report.add("E111", Span(table.name), message, hint=hint)
        return None
    report_unmatched(collector, before.files, report)
    return collector


def _collector(
    table: InputTable,
    rows: list[TableRecord],
    known: Areas,
    rules: CollectionRules,
    *,
    listed: Ballot,
    told: Meanings,
    report: Report,
) -> Collector | None:
    header = columns(table, rows, listed, told, areas=known, place=rules.place, report=report)
    rows_taken, absent = row_filter(rules.wanted, header.labels, header.roles)
    positions = {normal(text): index for index, text in reversed(list(enumerate(header.labels)))}
    absent += [name for name in rules.sum_over if normal(name) not in positions]
    for name in absent:
        message = worded("unknown column '%(name)s'", name=name)
        hint = worded("columns: %(labels)s", labels=quoted_list(header.labels))
        table.fault("E802", rows[0], None, message, hint=hint, report=report)
    if errors(report.items):
        return None
    rows_taken.counts = _figure_columns(header)
    summed = tuple(positions[normal(name)] for name in rules.sum_over)
    return Collector(table, header, KnownNames(listed, known, rows_taken, summed), rules)


def _figure_columns(header: Columns) -> tuple[int, ...]:
    told = [header.roles[role] for role in ("count",) if role in header.roles]
    return tuple(dict.fromkeys([*(index for index, _, _ in header.figures), *told]))


def _new_texts(
    before: _Site,
    target: TargetRelease,
    known: Areas,
    changed: Stated,
    *,
    found: Collected,
    turnout: Mapping[AreaId, Values],
    folder: Folder,
) -> list[NewText]:
    site, contest = before.site, before.contest
    parents: dict[AreaId, AreaId | None] = {unit: place.parent for unit, place in site.places.items()}
    parents |= {unit: place.parent for unit, place in known.new.items()}
    wanted = Wanted(contest, contest.releases[before.index], target.is_csv, parents)
    head = folder.files[target.path]
    try:
        new = place_texts(known.new.values(), site.kinds, folder)
        new += changes.new_texts(wanted, changed, folder)
        if turnout:
            path = f"{changes.folder_of(contest, wanted.release)}/{TURNOUT_FILE}"
            new.append(NewText(path, turnout_text(path, turnout, folder), len(turnout)))
        if found.totals:
            text = EditedText(folder.raw.get(target.path, head.text))
            new.append(NewText(target.path, changes.with_totals(contest, head, text, found.totals), len(found.totals)))
        elif before.is_new:
            new.append(NewText(target.path, head.text, 0))
        if target.stamp is not None and not before.is_new and new:
            new = changes.stamped(new, head, folder.raw[target.path], target.stamp)
    except NotEditableError as error:
        report = Report()
        path, _, reason = str(error).partition(": ")
        message = worded("the import can't change single figures here: %(reason)s", reason=reason)
        report.add("E811", Span(path), message, hint=worded("change it by hand, then run the command again"))
        raise _RefusedImportError(report.ordered(), before.files) from error
    return [one for one in new if folder.raw.get(one.path) != one.text]


def _hold_against(results: Results, index: int, stated: Stated) -> None:
    """Make sure that what would be written reads back as the figures of the table."""
    for unit, tallies in stated.items():
        for tally, counts in tallies.items():
            found = entry(results, unit, tally, index)
            if found is None or found.counts != counts:
                message = f"{unit}, {tally}: {counts} would read back as {found}"
                raise AssertionError(message)


def _done(new: list[NewText], raw: Mapping[str, str]) -> dict[str, str]:
    """Say of each file how many places it is about, and whether it is new."""
    return {
        one.path: ", ".join(
            [
                *([worded("new")] if one.path not in raw else []),
                *([worded_plural("%(count)s place", "%(count)s places", one.places)] if one.places else []),
            ]
        )
        for one in new
    }
