"""Why an election cannot come in: rows that contradict each other, missing figures, sums that do not add up.

Owns those messages, one for one cause however many rows it has. Must not decide what is a fault.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from recanvass.authoring.importing.cells import Absent
from recanvass.authoring.importing.election.contests import Counted, RuleSet
from recanvass.authoring.importing.election.places import PlaceBook
from recanvass.authoring.importing.election.proposal import Proposal, ProposedContest
from recanvass.authoring.importing.election.rows import ElectionRow, ReadRows, records_at
from recanvass.authoring.importing.election.words import same
from recanvass.authoring.importing.hints import alias_line
from recanvass.authoring.importing.matching import quoted_list
from recanvass.authoring.importing.reading import InputTable, records
from recanvass.authoring.importing.texts import flow, number, shell_word
from recanvass.core.diagnostics import Diagnostic, Report, Span
from recanvass.core.ids import AreaId
from recanvass.core.model import Place
from recanvass.text.formatting import counted

_MAX_PAIRS = 20


def with_lines(items: Sequence[Diagnostic], tables: Sequence[InputTable]) -> list[Diagnostic]:
    """Return messages about rows of the files, each with the line that it is about."""
    wanted: dict[str, set[int]] = {}
    for one in items:
        if one.quoted is None and one.span.line > 0:
            wanted.setdefault(one.span.path, set()).add(one.span.line)
    lines: dict[tuple[str, int], tuple[Span, str]] = {}
    for table in (table for table in tables if table.name in wanted):
        for record in records(table, Report()):
            if record.line in wanted[table.name]:
                span = table.span(record)
                lines[table.name, record.line] = span, table.line(span, record)
    found = []
    for one in items:
        shown = lines.get((one.span.path, one.span.line)) if one.quoted is None else None
        found.append(replace(one, span=shown[0], quoted=shown[1]) if shown is not None else one)
    return found


def report_counted(one: Counted, read: ReadRows, book: PlaceBook, rules: RuleSet, *, report: Report) -> None:
    """Report what stands in the way of the figures of a contest; emits E806, E807 and E810."""
    report_clashes(one.figures.clashes, read, report, what=one.of.name)
    _report_gaps(one, read, book, report)
    if rules.totals == "refuse":
        _report_sums(one, read, report)
    for area in one.figures.sums_of_others:
        name = book.name[area]
        if name not in rules.kept:
            row = next(row for row in one.of.rows if book.stand(row.where).area == area)
            message = f"'{name}' equals the sum of the other places in '{one.of.name}', so it may be a total"
            word = shell_word(name)
            hint = f"leave it out with --ignore {word}, or add --keep {word} if it is a place"
            report.add("E806", read.span(row), message, hint=hint)


def report_repeated(read: ReadRows, report: Report) -> None:
    """Report rows that are there twice, word for word: nobody knows whether both were counted (E807)."""
    if read.first_repeated is None:
        return
    table, record, first = read.first_repeated
    message = f"this row repeats line {first} exactly"
    if read.repeated > 1:
        message += f", and {counted(read.repeated - 1, 'row repeats', 'rows repeat')} others"
    hint = "delete the extra rows, or add --repeated-rows once to use each one once"
    table.fault("E807", record, None, message, hint=hint, first=first, report=report)


def report_clashes(
    clashes: Sequence[tuple[ElectionRow, ElectionRow]], read: ReadRows, report: Report, *, what: str
) -> None:
    """Report two rows that state the same figure, both with their line and what they say."""
    pairs = list(dict.fromkeys((_at(first), _at(second)) for first, second in clashes))
    if not pairs:
        return
    shown = clashes[:_MAX_PAIRS]
    by_line = {
        (table.name, record.line): (table, record)
        for table, record in records_at(read, [row for pair in shown for row in pair])
    }
    for first, second in dict.fromkeys(shown):
        (table, old), (other, new) = (by_line[read.tables[row.table].name, row.line] for row in (first, second))
        figures = "appears in two rows" if first.counts == second.counts else "has two figures"
        message = f"'{second.choice or second.office}' at {read.place_name(second)} {figures}"
        at = f"line {old.line}" + (f" of {table.name}" if table.name != other.name else "")
        hint = f"{at} says: {old.text.strip()[:200]} — delete the wrong row{_differing(read, first, old, new)}"
        other.fault("E807", new, None, f"{message} ({what})", hint=hint, first=old.line, report=report)
    if len(pairs) > _MAX_PAIRS:
        message = f"{len(pairs) - _MAX_PAIRS:,} more rows of {what} contradict other rows"
        report.add("E807", read.span(clashes[-1][1]), message, hint="the first ones are above")


def _at(row: ElectionRow) -> tuple[int, int]:
    return row.table, row.line


def _differing(read: ReadRows, row: ElectionRow, old: object, new: object) -> str:
    """Name the unused columns in which two rows differ: one of them may tell the contests or places apart."""
    head = read.headers[row.table]
    cells, others = getattr(old, "cells", []), getattr(new, "cells", [])
    if len(cells) != len(others):
        return ""
    names = [head.labels[index] for index in head.unused if cells[index] != others[index] and head.labels[index]]
    if not names:
        return ""
    role = next((role for role in ("municipality", "precinct", "county") if role not in head.roles), "municipality")
    place, election = flow([(role, names[0])]), flow([("election", names[0])])
    return (
        f"; or, if {quoted_list(names)} tells places apart, write in a plan: columns: {place}; "
        f"if it tells elections apart: columns: {election}"
    )


def _report_gaps(one: Counted, read: ReadRows, book: PlaceBook, report: Report) -> None:
    if not one.figures.gaps:
        return
    count = sum(map(len, one.figures.gaps.values()))
    names = list(dict.fromkeys(name for _, name in one.figures.gaps))
    area = next(iter(one.figures.gaps.values()))[0]
    figures = f"{count:,} figures are" if count > 1 else "a figure is"
    message = f"{figures} missing in '{one.of.name}': {quoted_list(names)}, first at {book.name[area]}"
    hint = "add them, with 0 for no votes, or add --absent-as-zero if candidates left out have no votes"
    head = read.headers[one.of.rows[0].table]
    if _has_own_choices(one) and "precinct" in head.roles:
        label = head.labels[head.roles["precinct"]]
        line = f"columns: {flow([('district', label)])}"
        hint = f"each {label} has its own candidates; if each is a separate contest, write in a plan: {line}"
    report.add("E810", read.span(one.of.rows[0]), message, hint=hint)


def _has_own_choices(one: Counted) -> bool:
    """Tell whether no candidate has figures at two places, so that each place may be a contest."""
    places: dict[str, set[tuple[str, str, str]]] = {}
    for row in one.of.rows:
        places.setdefault(same(row.choice), set()).add(row.where)
    return all(len(where) == 1 for where in places.values())


def _report_sums(one: Counted, read: ReadRows, report: Report) -> None:
    unequal = one.figures.unequal
    for row, choice, printed, whole in unequal[:_MAX_PAIRS]:
        said = "withheld" if isinstance(printed, Absent) or printed is None else number(printed)
        whom = f" of '{choice}'" if choice else ""
        message = (
            f"the total{whom} at {read.place_name(row) or 'the top'} is {said}, but its rows add up to {number(whole)}"
        )
        hint = "correct it, or use --totals publish to keep it as a published total or --totals skip to leave it out"
        report.add("E806", read.span(row), f"{message} ({one.of.name})", hint=hint)
    if len(unequal) > _MAX_PAIRS:
        message = f"{len(unequal) - _MAX_PAIRS:,} more totals of '{one.of.name}' don't add up"
        report.add("E806", read.span(unequal[-1][0]), message, hint="the first ones are above")


def report_doubtful(read: ReadRows, book: PlaceBook, places: Mapping[AreaId, Place], report: Report) -> None:
    """Report names that fit several places, and new places that take an id which another place has (E805, E803)."""
    rows = {row.where: row for row in reversed(read.rows)}
    for where, areas in book.doubtful.items():
        message = f"'{', '.join(filter(None, where))}' could be {quoted_list(areas)}"
        hint = "add a column for the county or municipality, or an alias to the place"
        report.add("E805", read.span(rows[where]), message, hint=hint)
    for where, area in book.clashes.items():
        name = next(text for text in reversed(where) if text)
        message = f"unknown place '{', '.join(filter(None, where))}'; its id would be '{area}', which another place has"
        hint = "rename one of them in the file so their ids differ"
        if area in places:
            place = places[area]
            hint = f"did you mean '{place.name}'? {alias_line(area, place.span.path, place.aliases, name)}"
        report.add("E803", read.span(rows[where]), message, hint=hint)


def report_strange(strange: Mapping[tuple[str, str], Sequence[ElectionRow]], read: ReadRows, report: Report) -> None:
    """Report cells of the plan's columns that hold no figure, one message for each text (E812)."""
    for (label, text), rows in strange.items():
        count = f" ({len(rows):,} rows)" if len(rows) > 1 else ""
        hint = f"add --missing {shell_word(text)} if it means nothing was reported"
        report.add("E812", read.span(rows[0]), f"'{text}' in the column '{label}' is not a figure{count}", hint=hint)


def report_same_ids(proposal: Proposal, read: ReadRows, report: Report) -> None:
    """Report contests that would have one id (E830)."""
    seen: dict[str, ProposedContest] = {}
    for one in proposal.contests:
        first = seen.setdefault(one.id, one)
        if first is not one:
            message = f"'{first.counted.of.name}' and '{one.counted.of.name}' would both have the id '{one.id}'"
            hint = f"give one of them another id in a plan: contests: {{{one.id}: {{id: {one.id}-2}}}}"
            report.add("E830", read.span(one.counted.of.rows[0]), message, hint=hint)
