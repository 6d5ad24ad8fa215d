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
from recanvass.core.messages import worded, worded_plural
from recanvass.core.model import Place

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
            message = worded(
                "'%(name)s' equals the sum of the other places in '%(of)s', so it may be a total",
                name=name,
                of=one.of.name,
            )
            word = shell_word(name)
            hint = worded("leave it out with --ignore %(word)s, or add --keep %(word)s if it is a place", word=word)
            report.add("E806", read.span(row), message, hint=hint)


def report_repeated(read: ReadRows, report: Report) -> None:
    """Report rows that are there twice, word for word: nobody knows whether both were counted (E807)."""
    if read.first_repeated is None:
        return
    table, record, first = read.first_repeated
    message = worded("this row repeats line %(first)s exactly", first=first)
    if read.repeated > 1:
        message += worded(
            ", and %(rows)s others",
            rows=worded_plural("%(count)s row repeats", "%(count)s rows repeat", read.repeated - 1),
        )
    hint = worded("delete the extra rows, or add --repeated-rows once to use each one once")
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
        figures = worded("appears in two rows") if first.counts == second.counts else worded("has two figures")
        message = worded(
            "'%(choice)s' at %(place)s %(figures)s",
            choice=second.choice or second.office,
            place=read.place_name(second),
            figures=figures,
        )
        at = worded("line %(line)s", line=old.line) + (
            worded(" of %(table)s", table=table.name) if table.name != other.name else ""
        )
        hint = worded(
            "%(at)s says: %(old)s — delete the wrong row%(differing)s",
            at=at,
            old=old.text.strip()[:200],
            differing=_differing(read, first, old, new),
        )
        other.fault("E807", new, None, f"{message} ({what})", hint=hint, first=old.line, report=report)
    if len(pairs) > _MAX_PAIRS:
        message = worded(
            "%(count)s more rows of %(what)s contradict other rows", count=f"{len(pairs) - _MAX_PAIRS:,}", what=what
        )
        report.add("E807", read.span(clashes[-1][1]), message, hint=worded("the first ones are above"))


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
    return worded(
        "; or, if %(names)s tells places apart, write in a plan: columns: %(place)s; if it tells elections "
        "apart: columns: %(election)s",
        names=quoted_list(names),
        place=place,
        election=election,
    )


def _report_gaps(one: Counted, read: ReadRows, book: PlaceBook, report: Report) -> None:
    if not one.figures.gaps:
        return
    count = sum(map(len, one.figures.gaps.values()))
    names = list(dict.fromkeys(name for _, name in one.figures.gaps))
    area = next(iter(one.figures.gaps.values()))[0]
    figures = worded("%(count)s figures are", count=f"{count:,}") if count > 1 else worded("a figure is")
    message = worded(
        "%(figures)s missing in '%(of)s': %(names)s, first at %(book)s",
        figures=figures,
        of=one.of.name,
        names=quoted_list(names),
        book=book.name[area],
    )
    hint = worded("add them, with 0 for no votes, or add --absent-as-zero if candidates left out have no votes")
    head = read.headers[one.of.rows[0].table]
    if _has_own_choices(one) and "precinct" in head.roles:
        label = head.labels[head.roles["precinct"]]
        line = f"columns: {flow([('district', label)])}"
        hint = worded(
            "each %(label)s has its own candidates; if each is a separate contest, write in a plan: %(line)s",
            label=label,
            line=line,
        )
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
        said = worded("withheld") if isinstance(printed, Absent) or printed is None else number(printed)
        whom = worded(" of '%(choice)s'", choice=choice) if choice else ""
        message = worded(
            "the total%(whom)s at %(place)s is %(said)s, but its rows add up to %(whole)s",
            whom=whom,
            place=read.place_name(row) or worded("the top"),
            said=said,
            whole=number(whole),
        )
        hint = worded(
            "correct it, or use --totals publish to keep it as a published total or --totals skip to leave it out"
        )
        report.add("E806", read.span(row), f"{message} ({one.of.name})", hint=hint)
    if len(unequal) > _MAX_PAIRS:
        message = worded(
            "%(count)s more totals of '%(of)s' don't add up", count=f"{len(unequal) - _MAX_PAIRS:,}", of=one.of.name
        )
        report.add("E806", read.span(unequal[-1][0]), message, hint=worded("the first ones are above"))


def report_doubtful(read: ReadRows, book: PlaceBook, places: Mapping[AreaId, Place], report: Report) -> None:
    """Report names that fit several places, and new places that take an id which another place has (E805, E803)."""
    rows = {row.where: row for row in reversed(read.rows)}
    for where, areas in book.doubtful.items():
        message = worded(
            "'%(place)s' could be %(areas)s", place=", ".join(filter(None, where)), areas=quoted_list(areas)
        )
        hint = worded("add a column for the county or municipality, or an alias to the place")
        report.add("E805", read.span(rows[where]), message, hint=hint)
    for where, area in book.clashes.items():
        name = next(text for text in reversed(where) if text)
        message = worded(
            "unknown place '%(place)s'; its id would be '%(area)s', which another place has",
            place=", ".join(filter(None, where)),
            area=area,
        )
        hint = worded("rename one of them in the file so their ids differ")
        if area in places:
            place = places[area]
            hint = worded(
                "did you mean '%(place)s'? %(alias_line)s",
                place=place.name,
                alias_line=alias_line(area, place.span.path, place.aliases, name),
            )
        report.add("E803", read.span(rows[where]), message, hint=hint)


def report_strange(strange: Mapping[tuple[str, str], Sequence[ElectionRow]], read: ReadRows, report: Report) -> None:
    """Report cells of the plan's columns that hold no figure, one message for each text (E812)."""
    for (label, text), rows in strange.items():
        count = worded(" (%(count)s rows)", count=f"{len(rows):,}") if len(rows) > 1 else ""
        hint = worded("add --missing %(text)s if it means nothing was reported", text=shell_word(text))
        message = worded(
            "'%(text)s' in the column '%(label)s' is not a figure%(count)s", text=text, label=label, count=count
        )
        report.add("E812", read.span(rows[0]), message, hint=hint)


def report_same_ids(proposal: Proposal, read: ReadRows, report: Report) -> None:
    """Report contests that would have one id (E830)."""
    seen: dict[str, ProposedContest] = {}
    for one in proposal.contests:
        first = seen.setdefault(one.id, one)
        if first is not one:
            message = worded(
                "'%(of)s' and '%(other_of)s' would both have the id '%(id)s'",
                of=first.counted.of.name,
                other_of=one.counted.of.name,
                id=one.id,
            )
            hint = worded("give one of them another id in a plan: contests: {%(id)s: {id: %(id)s-2}}", id=one.id)
            report.add("E830", read.span(one.counted.of.rows[0]), message, hint=hint)
