"""Election files as a proposal, and the proposal as files that make a sound site.

Owns the steps from the rows to the texts. Must not write them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from recanvass.authoring.importing.edits import Folder, NotEditableError
from recanvass.authoring.importing.election import content_files, faults, updates
from recanvass.authoring.importing.election.contest_files import ContestWriter, check_readback, results_before
from recanvass.authoring.importing.election.contests import Counted, counted
from recanvass.authoring.importing.election.current import current_site
from recanvass.authoring.importing.election.offices import WholeBallot, ballot
from recanvass.authoring.importing.election.places import PlaceBook
from recanvass.authoring.importing.election.proposal import (
    Proposal,
    add_contest,
    add_parties,
    extend_groups,
    place_contests,
    place_turnout,
)
from recanvass.authoring.importing.election.rows import ElectionRow, ReadRows, figures_in, read_rows
from recanvass.authoring.importing.election.setting import day_of, place_book_of, release_head
from recanvass.authoring.importing.election.task import ElectionImport, ImportStoppedError, Task
from recanvass.authoring.importing.election.turnout import TurnoutFigures, columns_of, turnout_of
from recanvass.authoring.importing.outcome import ImportResult, Read, errors, typed, with_texts
from recanvass.cache.store import Memory
from recanvass.content.load import RESERVED
from recanvass.content.load.layout import layout, stem
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import ContestId
from recanvass.core.messages import worded
from recanvass.results.histories import Results


class ElectionOutcome(Struct):
    """The result: the proposal, the files and messages. `changed` are places with other figures, by contest."""

    read: ReadRows | None = None
    ballot: WholeBallot | None = None
    proposal: Proposal | None = None
    result: ImportResult = field(default_factory=ImportResult)
    unchanged: int = 0
    changed: dict[ContestId, int] = field(default_factory=dict)


def import_election(told: ElectionImport, ask: Callable[[str], str | None]) -> ElectionOutcome:
    """Return what election files make, or every reason why they make nothing; `ask` asks an editor at a terminal."""
    memory, found = Memory(), ElectionOutcome()
    task = Task(told, current_site(told.root, memory, told.plan.release), ask, Report(), memory)
    try:
        _import(task, found)
    except ImportStoppedError:
        files = {**task.before.files, **({told.plan_file.path: told.plan_file} if told.plan_file is not None else {})}
        found.result = ImportResult(task.report.ordered(), sources=files)
    shown = faults.with_lines(found.result.diagnostics, told.tables)
    found.result = replace(found.result, diagnostics=tuple(shown))
    return found


def _import(task: Task, found: ElectionOutcome) -> None:
    told, report = task.told, task.report
    task.stop_on_errors(task.before.faults)
    read = found.read = read_rows(told.tables, told.plan, report)
    if not told.rules.repeats_once:
        faults.report_repeated(read, report)
    task.stop_on_errors()
    listed = found.ballot = ballot(read, told.plan, report)
    day = day_of(task, read)
    book = place_book_of(task, read)
    head = release_head(task)
    if not listed.contests and not listed.alike:
        message = worded("no row of the files has votes for a candidate")
        report.add("E111", Span(told.tables[0].name), message, hint=worded("check that this is the results file"))
    if listed.alike or book is None or day is None:
        # Which rows are one contest is open, so nothing further can be said of them.
        raise ImportStoppedError
    contests = [counted(one, read, book, told.plan, rules=told.rules) for one in listed.contests.values()]
    for one in contests:
        faults.report_counted(one, read, book, told.rules, report=report)
    proposal = _proposal(task, found, day, book, contests=contests)
    gazette = task.before.gazette
    faults.report_doubtful(read, book, gazette.places if gazette is not None else {}, report)
    task.stop_on_errors()
    found.proposal = proposal
    _write(task, found, head)


def _proposal(
    task: Task, found: ElectionOutcome, day: date, book: PlaceBook, *, contests: Sequence[Counted]
) -> Proposal:
    site = task.before.loaded.site if task.before.loaded is not None else None
    read, listed, plan, report = found.read, found.ballot, task.told.plan, task.report
    pages = (stem(file.path) for file in layout(task.before.files, Report()).pages)
    proposal = Proposal(day, book, taken=RESERVED.union(pages))
    if read is None or listed is None:
        return proposal
    add_parties(proposal, contests, plan, site)
    for one in contests:
        add_contest(proposal, one, plan, site)
    faults.report_same_ids(proposal, read, report)
    # Ballots of one party are no turnout of the whole place, and the contests of the others must not show them.
    has_primaries = any(one.of.key[3] for one in contests)
    of_parties = [row for row in listed.turnout if has_primaries and row.party]
    whole = [row for row in listed.turnout if not (has_primaries and row.party)]
    turnout = turnout_of(whole, read, book)
    proposal.turnout = turnout.by_place
    stated = [turnout]
    faults.report_clashes(turnout.clashes, read, report, what="turnout")
    for made in proposal.contests:
        own = turnout_of(made.counted.of.turnout, read, book)
        stated.append(own)
        faults.report_clashes(own.clashes, read, report, what=worded("turnout of %(made)s", made=made.title))
        made.turnout = own.by_place
    columns = columns_of(read, book, plan)
    faults.report_clashes(columns.clashes, read, report, what=worded("columns about a place"))
    faults.report_strange(columns.strange, read, report)
    proposal.worth = columns.worth
    for label in columns.unused:
        read.tables[0].note(
            worded("The column '%(label)s' has different values within a place, so it isn't used.", label=label)
        )
    for area, values in columns.turnout.items():
        proposal.turnout[area] = {**proposal.turnout.get(area, {}), **values}
    place_contests(proposal)
    place_turnout(proposal)
    extend_groups(proposal)
    _check_rows(proposal, read, contests, stated, apart=[*listed.apart, *of_parties], report=report)
    return proposal


def _check_rows(
    proposal: Proposal,
    read: ReadRows,
    contests: Sequence[Counted],
    stated: Sequence[TurnoutFigures],
    *,
    apart: Sequence[ElectionRow],
    report: Report,
) -> None:
    """Make sure that each figure that was read is used, compared, or left out by name; emits E833."""
    kept = {id(one.counted) for one in proposal.contests}
    used = sum(one.figures.used for one in contests) + sum(one.used for one in stated)
    for turnout in stated:
        for name, count in turnout.unused.items():
            proposal.left_out[name] = proposal.left_out.get(name, 0) + count
    used += sum(_figures_in(one.of.turnout) for one in contests if id(one) not in kept)
    used += _figures_in(apart)
    for row in apart:
        name = ", ".join(filter(None, (row.office, row.choice, row.party)))
        proposal.left_out[name] = proposal.left_out.get(name, 0) + figures_in(row.counts)
    if used != read.figures:
        message = worded(
            "%(figures)s of the %(other_figures)s figures would be lost",
            figures=f"{read.figures - used:,}",
            other_figures=f"{read.figures:,}",
        )
        hint = worded(
            "this is a bug in Recanvass; please report it, and import the contests one at a time with 'import results'"
        )
        report.add("E833", Span(read.tables[0].name), message, hint=hint)


def _figures_in(rows: Sequence[ElectionRow]) -> int:
    return sum(figures_in(row.counts) for row in rows)


def _write(task: Task, found: ElectionOutcome, head: dict[str, str]) -> None:
    """Make the files, type the site as it would be, and compare every figure with it."""
    proposal, read, site, told = found.proposal, found.read, task.before, task.told
    if proposal is None or read is None:
        return
    renamed = {
        one.id: updates.in_ballot_order(
            one, proposal, read, absent_is_zero=told.rules.absent_is_zero, report=task.report
        )
        for one in proposal.contests
    }
    task.stop_on_errors()
    known = results_before(site, proposal, head, task.memory)
    made = _texts(task, found, head, renamed, known=known)
    made = {path: text for path, text in made.items() if site.raw.get(path) != text}
    files = with_texts(site.files, made)
    after = typed(told.root, files, task.memory)
    if errors(after.diagnostics):
        task.report.items += errors(after.diagnostics)
        found.result = ImportResult(task.report.ordered(), sources=files)
        return
    check_readback(after.results, renamed, head)
    before = {path: text for path, text in site.raw.items() if path in made}
    done = {path: "" if path in before else worded("new") for path in made}
    found.result = ImportResult(
        task.report.ordered(),
        files=made,
        before=before,
        done=done,
        sources=files,
        read=Read(
            before={name: results for name, (results, _) in known.items()},
            after=after,
            columns=tuple(label for one in read.headers for label in one.labels),
            figures=frozenset((one.id, area) for one in proposal.contests for area in one.by_place),
        ),
    )


def _texts(
    task: Task,
    found: ElectionOutcome,
    head: dict[str, str],
    renamed: Mapping[ContestId, updates.Renamed],
    *,
    known: Mapping[ContestId, tuple[Results, int]],
) -> dict[str, str]:
    """Return the texts of all files by path; emits E811."""
    proposal, site = found.proposal, task.before
    if proposal is None:
        return {}
    folder = Folder(site.files, site.raw)
    places = site.gazette.places if site.gazette is not None else {}
    try:
        made = content_files.declarations(proposal, folder, places, f"election-{head['id']}")
        writer = ContestWriter(proposal, head, folder, known, task.told.stamp)
        for one in proposal.contests:
            files = writer.files_of(one, renamed[one.id])
            made |= files.files
            found.changed[one.id] = files.changed
            found.unchanged += not files.is_changed
    except NotEditableError as error:
        path, _, reason = str(error).partition(": ")
        hint = worded("change it by hand, then run the command again")
        task.report.add(
            "E811", Span(path), worded("the import can't change this: %(reason)s", reason=reason), hint=hint
        )
        raise ImportStoppedError from error
    return made
