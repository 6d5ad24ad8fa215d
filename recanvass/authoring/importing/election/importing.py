"""Election files as a proposal, and the proposal as files that make a sound site.

Owns the steps from the rows to the texts. Must not write them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.areas import NewPlace, slug_of
from recanvass.authoring.importing.changes import CSV_FILE, Wanted
from recanvass.authoring.importing.edits import Folder, NotEditableError
from recanvass.authoring.importing.election import content_files, faults, updates
from recanvass.authoring.importing.election.columns import place_kind
from recanvass.authoring.importing.election.contests import Counted, RuleSet, counted
from recanvass.authoring.importing.election.current import CurrentSite, current_site
from recanvass.authoring.importing.election.offices import Ballot, ballot
from recanvass.authoring.importing.election.places import Levels, PlaceBook, kind_of, new_root, place_book
from recanvass.authoring.importing.election.plan import HEAD, ElectionPlan
from recanvass.authoring.importing.election.proposal import (
    Proposal,
    ProposedContest,
    add_contest,
    add_parties,
    place_contests,
    place_turnout,
)
from recanvass.authoring.importing.election.rows import ReadRows, read_rows
from recanvass.authoring.importing.election.turnout import columns_of, turnout_of
from recanvass.authoring.importing.matching import normal
from recanvass.authoring.importing.outcome import ImportResult, errors, typed, with_texts
from recanvass.authoring.importing.reading import InputTable
from recanvass.cache.store import Memory
from recanvass.content import load
from recanvass.content.files import CONTENT, SourceFile
from recanvass.content.schema.keys import ReleaseRecord
from recanvass.content.schema.source_keys import SourceRecord
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Diagnostic, Report, Span
from recanvass.core.ids import AreaId, ContestId, KindId
from recanvass.results import tabulate
from recanvass.results.histories import Results, entry

_DAY = re.compile(r"(?<!\d)(20\d\d|19\d\d)-?(\d\d)-?(\d\d)(?!\d)")
_NEEDED = ("title", "kind", "status", "as_of", "source")


class ElectionImport(Struct, frozen=True):
    """What the command is told: the site's folder, the files, the plan and the rules."""

    root: Path
    tables: tuple[InputTable, ...]
    plan: ElectionPlan
    rules: RuleSet
    plan_file: SourceFile | None = None


class Outcome(Struct):
    """What came of it: the proposal, the files and messages. `missing` are what the editor has to say."""

    read: ReadRows | None = None
    ballot: Ballot | None = None
    proposal: Proposal | None = None
    result: ImportResult = field(default_factory=ImportResult)
    missing: tuple[str, ...] = ()
    unchanged: int = 0
    changed: dict[ContestId, int] = field(default_factory=dict)


class _StopError(Exception):
    """Ends the import; the report says why."""


def import_election(told: ElectionImport, ask: Callable[[str], str | None]) -> Outcome:
    """Return what election files make, or every reason why they make nothing; `ask` asks the editor, if one is there."""
    report, memory, found = Report(), Memory(), Outcome()
    now = current_site(told.root, memory)
    try:
        _import(told, now, found, ask, report=report, memory=memory)
    except _StopError:
        files = {**now.files, **({told.plan_file.path: told.plan_file} if told.plan_file is not None else {})}
        found.result = ImportResult(report.ordered(), sources=files)
    return found


def _stop(report: Report, more: Sequence[Diagnostic] = ()) -> None:
    report.items += more
    if errors(report.items):
        raise _StopError


def _import(
    told: ElectionImport,
    now: CurrentSite,
    found: Outcome,
    ask: Callable[[str], str | None],
    *,
    report: Report,
    memory: Memory,
) -> None:
    _stop(report, now.faults)
    read = found.read = read_rows(told.tables, told.plan, report)
    _stop(report)
    found.ballot = ballot(read, told.plan, report)
    day = _day(told, read, ask, report)
    book = _book(told, now, read, ask, report=report)
    head = _head(told, ask, report)
    if found.ballot.alike:
        # Which rows are one contest is open, so nothing further can be said of them.
        raise _StopError
    if book is None or day is None:
        raise _StopError
    counted_contests = [
        counted(one, read, book, told.plan, told.rules) for one in found.ballot.contests.values() if one.rows
    ]
    for one in counted_contests:
        faults.report_counted(one, read, book, told.rules, report=report)
    proposal = _proposal(told, now, found, book, day=day, contests=counted_contests, report=report)
    faults.report_doubtful(read, book, report)
    _stop(report)
    found.proposal = proposal
    _check_rows(found, proposal)
    _write(told, now, found, head, report=report, memory=memory)


def _day(told: ElectionImport, read: ReadRows, ask: Callable[[str], str | None], report: Report) -> date | None:
    """Return the day of the election: as said, from the column, or from the name of the file; emits E822."""
    if told.plan.day is not None:
        return told.plan.day
    days = {day for text in read.days if (day := _as_day(text)) is not None}
    days = days or {day for table in read.tables if (day := _as_day(Path(table.name).name)) is not None}
    if len(days) == 1:
        return days.pop()
    answer = ask("date")
    day = _as_day(answer) if answer else None
    if day is None:
        message = "the files do not say on which day the election was"
        if days:
            message = f"the files are of several days: {', '.join(sorted(map(str, days)))}"
        report.add("E822", Span("--date"), message, hint="add --date 2024-11-05, with the day of the election")
    return day


def _as_day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _book(
    told: ElectionImport, now: CurrentSite, read: ReadRows, ask: Callable[[str], str | None], *, report: Report
) -> PlaceBook | None:
    """Return the places, in the one that all of them lie in; emits E822."""
    levels = _levels(read, now)
    counties = dict.fromkeys(normal(row.county) for row in read.rows if row.county)
    tops = [place for place in (now.gazette.places.values() if now.gazette else ()) if place.parent is None]
    root: NewPlace | AreaId | None = None
    wanted = told.plan.place
    if tops:
        named = [place for place in tops if wanted is None or normal(wanted[1]) in (normal(place.name), place.id)]
        root = named[0].id if len(named) == 1 else None
        if root is None:
            names = ", ".join(place.name for place in tops)
            message = f"the site has several places that lie in no other: {names}"
            report.add("E822", Span("--place"), message, hint="say which one the election is in, with --place NAME")
            return None
    elif wanted is None and len(read.states) == 1:
        root = _named(next(iter(read.states)), "state")
    elif wanted is None and len(counties) == 1 and not read.states:
        county = next(row.county for row in read.rows if row.county)
        root = _named(county, levels.county)
    else:
        root = new_root(wanted)
        answer = ask("place") if root is None else None
        root = _named(answer, "state") if answer else root
    if root is None:
        message = f"the files have {len(counties):,} counties, and no place that they lie in"
        report.add("E822", Span("--place"), message, hint='add --place "Iowa", with the name of the state')
        return None
    return place_book(now.gazette, root, levels, read.fips)


def _named(text: str, kind: str) -> NewPlace:
    shown = text.title() if text.isupper() else text
    return NewPlace(AreaId(slug_of(shown)), shown, KindId(slug_of(kind)), None)


def _levels(read: ReadRows, now: CurrentSite) -> Levels:
    """Return the kinds of places, named after the columns; those of the site, where it has some of its own."""
    head = read.headers[0]
    names = {
        role: kind_of(place_kind(head.labels, head.roles[role], role)).id
        for role in ("county", "municipality", "precinct")
        if role in head.roles
    }
    levels = Levels(
        county=names.get("county", KindId("county")),
        town=names.get("municipality", KindId("municipality")),
        precinct=names.get("precinct", KindId("precinct")),
    )
    if now.gazette is None:
        return levels
    inner = {place.kind for place in now.gazette.places.values() if place.id in now.gazette.children and place.parent}
    outer = {place.kind for place in now.gazette.places.values() if place.id not in now.gazette.children}
    return Levels(
        county=next(iter(inner)) if len(inner) == 1 and levels.county not in now.gazette.kinds else levels.county,
        town=levels.town,
        precinct=next(iter(outer)) if len(outer) == 1 and levels.precinct not in now.gazette.kinds else levels.precinct,
    )


def _head(told: ElectionImport, ask: Callable[[str], str | None], report: Report) -> dict[str, str]:
    """Return what release.yml says; emits E809 for all that is missing, and what its keys emit."""
    head = dict(told.plan.release)
    for key in _NEEDED:
        if key not in head and (answer := ask(key)):
            head[key] = answer
    missing = [f"--{key.replace('_', '-')}" for key in _NEEDED if key not in head]
    if missing:
        hint = "--kind, for example partial or complete; --status, for example unofficial-complete; --as-of 2024-11-05"
        report.add("E809", Span("release"), f"the release is new and needs {', '.join(missing)}", hint=hint)
        return head
    types = {
        **{key: getattr(ReleaseRecord, key) for key in _NEEDED[:-1]},
        "source": SourceRecord.name,
        "url": SourceRecord.url,
    }
    for key in HEAD:
        if key in head:
            types[key].type.read(Scalar(head[key], f"--{key.replace('_', '-')}", 0, 0, 1), report)
    head.setdefault("id", slug_of(f"{head['as_of'][:10]}-{head['kind']}"))
    return head


def _proposal(
    told: ElectionImport,
    now: CurrentSite,
    found: Outcome,
    book: PlaceBook,
    *,
    day: date,
    contests: Sequence[Counted],
    report: Report,
) -> Proposal:
    site = now.loaded.site if now.loaded is not None else None
    read, listed = found.read, found.ballot
    proposal = Proposal(day, book)
    if read is None or listed is None:
        return proposal
    add_parties(proposal, contests, told.plan, site)
    for one in contests:
        add_contest(proposal, one, told.plan, site)
    _check_ids(proposal, read, report)
    of_places = turnout_of(listed.turnout, read, book)
    faults.report_clashes(of_places.clashes, read, report, what="turnout")
    proposal.turnout = of_places.by_place
    for made in proposal.contests:
        own = turnout_of(made.counted.of.turnout, read, book)
        faults.report_clashes(own.clashes, read, report, what=f"turnout of {made.title}")
        made.turnout = own.by_place
    mark = len(of_places.clashes)
    proposal.worth, by_column = columns_of(read, book, of_places)
    faults.report_clashes(of_places.clashes[mark:], read, report, what="columns of the plan")
    for area, values in by_column.items():
        proposal.turnout[area] = {**proposal.turnout.get(area, {}), **values}
    place_contests(proposal)
    place_turnout(proposal, site)
    _extend_groups(proposal)
    return proposal


def _check_ids(proposal: Proposal, read: ReadRows, report: Report) -> None:
    seen: dict[str, ProposedContest] = {}
    for one in proposal.contests:
        first = seen.setdefault(one.id, one)
        if first is not one:
            message = f"'{first.counted.of.name}' and '{one.counted.of.name}' would both have the id '{one.id}'"
            hint = f"give one of them another id in a plan: contests: {{{one.id}: {{id: …}}}}, or another name"
            report.add("E821", read.span(one.counted.of.rows[0]), message, hint=hint)


def _extend_groups(proposal: Proposal) -> None:
    """Note places that a contest of the site is held in from now on, since a file has figures of them."""
    leaves = proposal.book.leaves()
    for one in proposal.contests:
        contest = one.existing
        if contest is None or contest.group is None:
            continue
        known = set(contest.units)
        for area in one.by_place:
            for leaf in leaves.get(area, [area]):
                if leaf not in known and not known & set(proposal.book.chain(leaf)):
                    proposal.more_groups.setdefault(leaf, []).append(contest.group)


def _check_rows(found: Outcome, proposal: Proposal) -> None:
    """Make sure that each row that was read is a figure, a sum, a turnout figure, or left out by name."""
    read, listed = found.read, found.ballot
    if read is None or listed is None:
        return
    used = sum(len(one.rows) + len(one.sums) + len(one.turnout) for one in listed.contests.values())
    used += len(listed.turnout) + read.repeated + sum(read.left_out.values())
    if used != read.lines:
        message = f"{read.lines - used} rows would be lost"
        raise AssertionError(message)
    del proposal


def _write(
    told: ElectionImport, now: CurrentSite, found: Outcome, head: Mapping[str, str], *, report: Report, memory: Memory
) -> None:
    """Make the files, type the site as it would be, and hold every figure against it."""
    proposal, read = found.proposal, found.read
    if proposal is None or read is None:
        return
    folder = Folder(now.files, now.raw)
    renamed = {
        one.id: updates.in_ballot_order(one, read, absent_is_zero=told.rules.absent_is_zero, report=report)
        for one in proposal.contests
    }
    _stop(report)
    places = now.gazette.places if now.gazette is not None else {}
    try:
        made = content_files.declarations(proposal, folder, places, f"election-{head['id']}")
        results = _with_release(now, proposal, head, memory)
        for one in proposal.contests:
            made |= _contest_files(one, found, head, renamed[one.id], folder=folder, before=results.get(one.id))
    except NotEditableError as error:
        path, _, reason = str(error).partition(": ")
        hint = "change it by hand, then run the command again"
        report.add("E811", Span(path), f"this cannot be changed by the import: {reason}", hint=hint)
        raise _StopError from error
    made = {path: text for path, text in made.items() if now.raw.get(path) != text}
    files = with_texts(now.files, made)
    after = typed(told.root, files, memory)
    if errors(after.diagnostics):
        report.items += errors(after.diagnostics)
        found.result = ImportResult(report.ordered(), sources=files)
        return
    _hold_against(after.results, renamed, head)
    before = {path: text for path, text in now.raw.items() if path in made}
    found.result = ImportResult(report.ordered(), files=made, before=before, sources=files)


def _with_release(
    now: CurrentSite, proposal: Proposal, head: Mapping[str, str], memory: Memory
) -> dict[ContestId, tuple[Results, int]]:
    """Return the results of contests that are there, with the release in its place before it states anything."""
    there = [one for one in proposal.contests if one.existing is not None]
    if not there:
        return {}
    files = dict(now.files)
    for one in there:
        path = _head_path(one, head)
        if path not in files:
            files[path] = SourceFile(path, _release_text(head))
    site = load.site(dict(sorted(files.items())), Report(), drafts=True, memory=memory)
    found = {}
    for contest in site.contests if site is not None else ():
        if contest.id in {one.id for one in there}:
            results = tabulate.results(site, contest) if site is not None else None
            index = next((i for i, release in enumerate(contest.releases) if release.id == head["id"]), None)
            if results is not None and index is not None:
                found[contest.id] = (results, index)
    return found


def _head_path(one: ProposedContest, head: Mapping[str, str]) -> str:
    return f"{CONTENT}/contests/{one.id}/releases/{head['id']}/release.yml"


def _release_text(head: Mapping[str, str]) -> str:
    source = {"name": head["source"], **({"url": head["url"]} if "url" in head else {})}
    return texts.release({key: head[key] for key in _NEEDED[:-1]}, source)


def _contest_files(
    one: ProposedContest,
    found: Outcome,
    head: Mapping[str, str],
    renamed: updates.Renamed,
    *,
    folder: Folder,
    before: tuple[Results, int] | None,
) -> dict[str, str]:
    """Return the files of one contest and its release."""
    proposal = found.proposal
    if proposal is None:
        return {}
    path = _head_path(one, head)
    beside = path.rpartition("/")[0]
    release = _release_text(head)
    if one.existing is None or before is None:
        choices = [choice.id for choice in one.counted.choices]
        if one.counted.figures.totals:
            release += content_files.totals_lines(one.counted.figures.totals, choices)
        made = {
            f"{CONTENT}/contests/{one.id}/contest.yml": content_files.contest_text(one, proposal),
            path: release,
            f"{beside}/{CSV_FILE}": content_files.figures_text(one, one.by_place, choices),
        }
        if one.turnout:
            made[f"{beside}/{content_files.TURNOUT_FILE}"] = content_files.turnout_text(one.turnout)
        return made
    results, index = before
    changed = updates.changed_figures(results, index, renamed)
    turnout = updates.changed_turnout(results, index, one.turnout)
    found.changed[one.id] = len(changed)
    contest = results.contest
    is_new = path not in folder.files
    last = one.existing.releases[-1].status if one.existing.releases else None
    if not changed and not turnout and (not is_new or (last is not None and last.value == head["status"])):
        found.unchanged += 1
        return {}
    order = [choice.id for choice in contest.choices]
    parents = {area: proposal.book.above.get(area) for area in proposal.book.above}
    made = {path: release} if is_new else {}
    if changed and is_new:
        cells = updates.cells_of(one, changed, renamed, order)
        made[f"{beside}/{CSV_FILE}"] = content_files.figures_text(one, cells, order)
    elif changed:
        wanted = Wanted(contest, contest.releases[index], is_csv=True, parents=parents)
        made |= updates.edited_release(wanted, changed, folder)
    if turnout:
        name = f"{beside}/{content_files.TURNOUT_FILE}"
        if name in folder.files:
            message = f"{name}: the turnout of this release is there already, with other figures"
            raise NotEditableError(message)
        made[name] = content_files.turnout_text(turnout)
    return made


def _hold_against(
    after: Mapping[ContestId, Results], renamed: Mapping[ContestId, updates.Renamed], head: Mapping[str, str]
) -> None:
    """Make sure that what would be written reads back as the figures of the files."""
    for name, stated in renamed.items():
        results = after[name]
        releases = [release.id for release in results.contest.releases]
        index = releases.index(head["id"]) if head["id"] in releases else len(releases) - 1
        units = set(results.contest.units)
        for area, tallies in stated.stated.items():
            for tally, counts in tallies.items():
                one = entry(results, area, tally, index) if area in units else None
                if area in units and (one is None or one.counts != counts):
                    message = f"{name}, {area}, {tally}: {counts} would read back as {one}"
                    raise AssertionError(message)
