"""What a table changes against the figures in force, and the texts of the files that say so.

Owns which figures a release has to state, in which file each goes, and that files are edited and never written anew.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.cells import Absent, Found, as_number, zero_of
from recanvass.authoring.importing.collect import Cells, Collected, whole
from recanvass.authoring.importing.edits import (
    Edit,
    EditedText,
    Folder,
    NotEditableError,
    appended,
    end_of,
    insertion,
    is_flow,
    put_figures,
)
from recanvass.authoring.importing.matching import quoted_list
from recanvass.authoring.importing.reading import InputTable
from recanvass.content.files import CONTENT, SourceFile
from recanvass.content.schema.figure_keys import CSV_CHOICE, CSV_PLACE
from recanvass.content.schema.keys import ReleaseRecord
from recanvass.content.syntax import CsvRow, Keys, read_csv, read_yaml
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Release
from recanvass.results.histories import Results, entry, published

Counts = tuple[Number | None, ...]
Stated = Mapping[AreaId, Mapping[TallyId, Counts]]
"""Figures by unit and tally, one a choice in ballot order; None is withheld by the source."""
_Gap = tuple[AreaId, int]
"""A place that misses a figure, and the first line about it."""
CSV_FILE = "results.csv"
_UNSTATED = (None, Absent.BLANK, Absent.MISSING)
"""No figure, and no word that the source hides it."""


class Wanted(Struct, frozen=True):
    """Where changes go: the contest with the release, whether new rows are CSV, and in which place each unit lies."""

    contest: Contest
    release: Release
    is_csv: bool
    parents: Mapping[AreaId, AreaId | None]


class NewText(Struct, frozen=True):
    """A file as it is to be: its path in the site, its text with its own line ends, and how many places it is about."""

    path: str
    text: str
    places: int


def complete(
    table: InputTable, found: Collected, contest: Contest, *, absent_is_zero: bool, report: Report
) -> dict[AreaId, dict[TallyId, Counts]]:
    """Return the figures of each unit whole; emits E314 and E810."""
    named = {
        index
        for cells in found.units.values()
        for counts in cells.counts.values()
        for index, count in enumerate(counts)
        if count not in _UNSTATED
    }
    if not absent_is_zero and found.units:
        _report_absent(table, contest, named, report)
    kept: dict[AreaId, dict[TallyId, Counts]] = {}
    every: dict[tuple[TallyId, tuple[int, ...], bool], list[_Gap]] = {}
    for area, cells in found.units.items():
        for tally in (tally for tally in contest.tallies if tally.id in cells.counts):
            counts = cells.counts[tally.id]
            if all(count in _UNSTATED for count in counts):
                continue
            lines = _on_line(contest, tally) & named
            gaps = [index for index, count in enumerate(counts) if _is_gap(count, index in lines, absent_is_zero)]
            if gaps:
                is_said = any(counts[index] is Absent.MISSING for index in gaps)
                every.setdefault((tally.id, tuple(gaps), is_said), []).append((area, cells.first))
                continue
            kept.setdefault(area, {})[tally.id] = tuple(
                zero_of(tally) if count in _UNSTATED else as_number(count) for count in counts
            )
    _report_gaps(table, contest, every, report)
    return kept


def _on_line(contest: Contest, tally: Tally) -> set[int]:
    """Return the choices that a tally counts: of a party's line, those whom the party nominates."""
    party = tally.party
    return {index for index, one in enumerate(contest.choices) if party is None or party in one.parties}


def _is_gap(count: Found, is_named: bool, absent_is_zero: bool) -> bool:  # noqa: FBT001
    """Tell whether a figure is missing beside others. One that the table says is missing is never zero."""
    if count is Absent.MISSING:
        return True
    return count in _UNSTATED and is_named and not absent_is_zero


def _report_absent(table: InputTable, contest: Contest, named: Iterable[int], report: Report) -> None:
    absent = [choice.name for index, choice in enumerate(contest.choices) if index not in set(named)]
    if absent:
        message = worded("the file has no figures for %(absent)s", absent=quoted_list(absent))
        hint = worded("add --absent-as-zero if a candidate left out has no votes")
        report.add("E810", Span(table.name), message, hint=hint)


def _report_gaps(
    table: InputTable,
    contest: Contest,
    gaps: Mapping[tuple[TallyId, tuple[int, ...], bool], Sequence[_Gap]],
    report: Report,
) -> None:
    """Report figures that are missing beside others (E810), all places that miss the same ones in one message."""
    for (tally, indexes, is_said), found in gaps.items():
        names = quoted_list([contest.choices[index].name for index in indexes])
        area, line = found[0]
        more = worded(" and %(count)s more places", count=len(found) - 1) if len(found) > 1 else ""
        message = worded(
            "for '%(area)s'%(more)s, the file has figures in '%(tally)s' for some candidates but not for %(names)s",
            area=area,
            more=more,
            tally=tally,
            names=names,
        )
        hint = worded("add the figure, even if it is 0, or add --absent-as-zero")
        if is_said:
            hint = worded("if the source hides these figures, say so with --withheld instead of --missing")
        report.add("E810", Span(table.name, line, 1), message, hint=hint)


def only_changed(results: Results, index: int, stated: Stated) -> dict[AreaId, dict[TallyId, Counts]]:
    """Return the tallies of units that differ from the figures in force at a release, in the order of content."""
    changed: dict[AreaId, dict[TallyId, Counts]] = {}
    known = dict.fromkeys(results.contest.units)
    for unit in (*known, *(area for area in stated if area not in known)):
        for tally in (tally.id for tally in results.contest.tallies if tally.id in stated.get(unit, {})):
            before = entry(results, unit, tally, index)
            if before is None or before.counts != stated[unit][tally]:
                changed.setdefault(unit, {})[tally] = stated[unit][tally]
    return changed


def changed_totals(
    results: Results, index: int, totals: Mapping[AreaId, Cells], changed: Stated
) -> dict[AreaId, Cells]:
    """Return the totals that differ from those published up to a release, or that changed places are part of."""
    kept = {}
    for area, cells in totals.items():
        stated = whole(cells.counts)
        known = {tally: published(results, area, tally, index) for tally in stated}
        figures = {tally: one.published.figures if one is not None else {} for tally, one in known.items()}
        is_same = all(
            counts == [figures[tally].get(choice.id) for choice in results.contest.choices]
            for tally, counts in stated.items()
        )
        is_above_changes = not changed.keys().isdisjoint(results.areas.get(area, ()))
        if not is_same or (is_above_changes and stated):
            kept[area] = cells
    return kept


def folder_of(contest: Contest, release: Release) -> str:
    """Return the folder of a release."""
    return f"{CONTENT}/contests/{contest.id}/releases/{release.id}"


def new_texts(wanted: Wanted, changed: Stated, folder: Folder) -> list[NewText]:
    """Return the files that say what changes; raises NotEditableError with a text that names the file."""
    by_file: dict[str, dict[AreaId, Mapping[TallyId, Counts]]] = {}
    for unit, tallies in changed.items():
        row = wanted.release.rows.get(unit)
        path = row.span.path if row is not None else _new_path(wanted, unit, folder)
        by_file.setdefault(path, {})[unit] = tallies
    made = []
    for path, units in by_file.items():
        try:
            made.append(NewText(path, _edited(wanted, path, units, folder), len(units)))
        except NotEditableError as error:
            message = f"{path}: {error}"
            raise NotEditableError(message) from error
    return made


def _new_path(wanted: Wanted, unit: AreaId, folder: Folder) -> str:
    """Return the file for a unit the release does not state yet: one a parent, or one CSV file for all."""
    beside = folder_of(wanted.contest, wanted.release)
    if wanted.is_csv:
        return f"{beside}/{CSV_FILE}"
    stem = wanted.parents.get(unit) or unit
    if stem == "release":
        stem = AreaId("release-places")
    path = f"{beside}/{stem}.yml"
    file = folder.files.get(path)
    if file is None:
        return path
    root = read_yaml(file, Report())
    takes_rows = isinstance(root, Keys) and not is_flow(folder.text(path), root) and root.column == 1
    return path if takes_rows and "\n..." not in file.text else f"{beside}/{stem}-more.yml"


def _edited(wanted: Wanted, path: str, units: Stated, folder: Folder) -> str:
    file, text = folder.files.get(path), folder.text(path)
    if path.endswith(".csv"):
        return text.applied(_csv_edits(wanted.contest, file, text, units))
    root = read_yaml(file, Report()) if file is not None else None
    rows = {key.text: value for key, value in root.entries} if isinstance(root, Keys) else {}
    edits: list[Edit] = []
    new = []
    for unit, tallies in units.items():
        node = rows.get(unit)
        if isinstance(node, Keys):
            edits += _row_edits(wanted.contest, text, node, tallies)
        else:
            shown = {str(tally): texts.counts(wanted.contest.choices, counts) for tally, counts in tallies.items()}
            new.append(texts.row(unit, shown, 0))
    return text.applied([*edits, appended(text, "".join(new))] if new else edits)


def _row_edits(contest: Contest, text: EditedText, node: Keys, tallies: Mapping[TallyId, Counts]) -> list[Edit]:
    order = [tally.id for tally in contest.tallies]
    ballot = [choice.id for choice in contest.choices]
    given = {key.text: value for key, value in node.entries}
    missing = {tally: texts.counts(contest.choices, counts) for tally, counts in tallies.items() if tally not in given}
    edits: list[Edit] = []
    for tally, counts in tallies.items():
        value = given.get(tally)
        if isinstance(value, Keys):
            edits += put_figures(text, value, dict(zip(ballot, counts, strict=True)), ballot)
    if missing and not node.entries:
        start = text.offset(node.line, node.column)
        pairs = ", ".join(f"{texts.scalar(tally)}: {shown}" for tally, shown in missing.items())
        return [Edit(start, end_of(text, node), f"{{{pairs}}}")]
    return edits + [insertion(text, node, (tally, shown), order) for tally, shown in missing.items()]


def _csv_edits(contest: Contest, file: SourceFile | None, text: EditedText, units: Stated) -> list[Edit]:
    stated = list(dict.fromkeys(tally for tallies in units.values() for tally in tallies))
    rows = (read_csv(file, Report()) or []) if file is not None else []
    if rows:
        header = [cell.text for cell in rows[0].cells]
    else:
        header = [CSV_PLACE, CSV_CHOICE, *(tally.id for tally in contest.tallies if tally.id in stated)]
    absent = [tally for tally in stated if tally not in header]
    if absent:
        message = worded(
            "it has no column '%(absent)s'; add one to the header and to every row, with empty cells", absent=absent[0]
        )
        raise NotEditableError(message)
    place, choice = header.index(CSV_PLACE), header.index(CSV_CHOICE)
    lines = {(row.cells[place].text, row.cells[choice].text): row for row in rows[1:]}
    edits: list[Edit] = []
    new: list[list[str]] = [] if rows else [header]
    for unit, tallies in units.items():
        for index, one in enumerate(contest.choices):
            figures = {str(tally): texts.shown_figure(counts[index]) for tally, counts in tallies.items()}
            row = lines.get((unit, one.id))
            if row is not None:
                edits += _cell_edits(text, row, header, figures)
            else:
                cells: dict[str, str] = {CSV_PLACE: unit, CSV_CHOICE: one.id, **figures}
                new.append([cells.get(name, "") for name in header])
    return [*edits, appended(text, texts.csv_lines(new))] if new else edits


def _cell_edits(text: EditedText, row: CsvRow, header: Sequence[str], figures: Mapping[str, str]) -> list[Edit]:
    edits = []
    for tally, figure in figures.items():
        cell = row.cells[header.index(tally)]
        start = text.offset(cell.line, cell.column)
        if cell.text != figure:
            edits.append(Edit(start, start + (cell.length if cell.text else 0), figure))
    return edits


def with_totals(contest: Contest, head: SourceFile, text: EditedText, totals: Mapping[AreaId, Cells]) -> str:
    """Return release.yml with totals as published; those that it states already are corrected where they differ."""
    root = read_yaml(head, Report())
    if not isinstance(root, Keys) or is_flow(text, root):
        raise NotEditableError(worded("%(head)s: it is not written with one key per line", head=head.path))
    rows = {area: _published(contest, cells) for area, cells in totals.items()}
    node = next((value for key, value in root.entries if key.text == ReleaseRecord.totals.key), None)
    if not isinstance(node, Keys):
        lines = "".join(texts.row(area, shown, 2) for area, (shown, _) in rows.items())
        return text.applied([appended(text, f"{ReleaseRecord.totals.key}:\n{lines}")])
    if not node.entries:
        raise NotEditableError(worded("%(head)s: 'totals' is empty; delete that line", head=head.path))
    given = {key.text: value for key, value in node.entries}
    edits: list[Edit] = []
    for area, (shown, figures) in rows.items():
        known = given.get(area)
        if isinstance(known, Keys) and known.entries:
            edits += _total_edits(contest, text, known, figures)
        elif is_flow(text, node):
            pairs = ", ".join(f"{texts.scalar(tally)}: {counts}" for tally, counts in shown.items())
            edits.append(insertion(text, node, (area, f"{{{pairs}}}"), [area]))
        else:
            first = node.entries[0][0]
            at = text.line_start(text.offset(first.line, first.column))
            edits.append(Edit(at, at, texts.row(area, shown, first.column - 1)))
    return text.applied(edits)


def stamped(new: Sequence[NewText], head: SourceFile, raw: str, moment: str) -> list[NewText]:
    """Return the files with release.yml among them, in which `as_of` is that moment; `raw` is its text as it is."""
    edited = next((one for one in new if one.path == head.path), NewText(head.path, raw, 0))
    text = EditedText(edited.text)
    plain = SourceFile(head.path, edited.text.replace("\r\n", "\n").replace("\r", "\n"))
    root = read_yaml(plain, Report())
    entries = root.entries if isinstance(root, Keys) else ()
    node = next((value for key, value in entries if key.text == ReleaseRecord.as_of.key), None)
    if node is None:
        raise NotEditableError(worded("%(head)s: it has no 'as_of'", head=head.path))
    edit = Edit(text.offset(node.line, node.column), end_of(text, node), moment)
    others = [one for one in new if one.path != head.path]
    return [*others, NewText(head.path, text.applied([edit]), edited.places)]


def _published(contest: Contest, cells: Cells) -> tuple[dict[str, str], dict[TallyId, list[Number | None]]]:
    figures = whole(cells.counts)
    return {str(tally): texts.counts(contest.choices, counts, zeros=True) for tally, counts in figures.items()}, figures


def _total_edits(
    contest: Contest, text: EditedText, node: Keys, figures: Mapping[TallyId, Sequence[Number | None]]
) -> list[Edit]:
    order: list[str] = ["source", *(tally.id for tally in contest.tallies)]
    ballot = [choice.id for choice in contest.choices]
    given = {key.text: value for key, value in node.entries}
    edits: list[Edit] = []
    for tally, counts in figures.items():
        value = given.get(tally)
        pairs = zip(ballot, counts, strict=True)
        if isinstance(value, Keys):
            edits += put_figures(text, value, {choice: count for choice, count in pairs if count is not None}, ballot)
        else:
            edits.append(insertion(text, node, (tally, texts.counts(contest.choices, counts, zeros=True)), order))
    return edits
