"""A later file of an election that the site has: what it changes, and the files that say so.

Owns which figures of a contest that is there changed. Nothing that an editor wrote is altered: not a name, not an id.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, count

from msgspec import Struct
from msgspec.structs import replace

from recanvass.authoring.importing.areas import slug_of
from recanvass.authoring.importing.ballots import ballot
from recanvass.authoring.importing.cells import Absent, as_number
from recanvass.authoring.importing.changes import Counts, Stated, Wanted, new_texts, only_changed
from recanvass.authoring.importing.edits import Folder
from recanvass.authoring.importing.election.choices import ProposedChoice
from recanvass.authoring.importing.election.content_files import PARTIES, choice_line, party_line
from recanvass.authoring.importing.election.contests import Cells
from recanvass.authoring.importing.election.places import PlaceBook
from recanvass.authoring.importing.election.proposal import Proposal, ProposedContest
from recanvass.authoring.importing.election.rows import ReadRows
from recanvass.authoring.importing.election.words import plain_write_in, same
from recanvass.authoring.importing.hints import choice_hint
from recanvass.authoring.importing.mapping import Meanings
from recanvass.authoring.importing.matching import quoted_list
from recanvass.authoring.importing.texts import scalar
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, ChoiceId, Number, TallyId
from recanvass.core.messages import worded
from recanvass.core.model import Contest
from recanvass.results.histories import Results, entry, published


class Renamed(Struct, frozen=True):
    """The figures of a contest in the order of the site, None for a masked one; `gaps` are choices without any."""

    stated: Stated
    gaps: tuple[str, ...] = ()


def in_ballot_order(
    one: ProposedContest, found: Proposal, read: ReadRows, *, absent_is_zero: bool, report: Report
) -> Renamed:
    """Return the figures with the choices as the site has them; emits E303, E313, E804 and E810."""
    contest = one.existing
    choices = one.counted.choices
    ids: Sequence[str | None] = [choice.id for choice in choices]
    order: Sequence[str] = [choice.id for choice in choices]
    if contest is not None:
        ids, order = _matched(one, contest, found, read=read, report=report), [choice.id for choice in contest.choices]
        _check_tallies(one, contest, read, report)
        _check_places(one, contest, found.book, read=read, report=report)
    where = {name: index for index, name in enumerate(ids) if name is not None}
    gaps = tuple(name for name in order if name not in where)
    if gaps and contest is not None and None not in ids and not absent_is_zero:
        message = worded(
            "the file has no figures for %(gaps)s in '%(contest)s'", gaps=quoted_list(gaps), contest=contest.title
        )
        hint = worded("add --absent-as-zero if they have no votes")
        report.add("E810", read.span(one.counted.of.rows[0]), message, hint=hint)
    stated: dict[AreaId, dict[TallyId, tuple[Number | None, ...]]] = {}
    for area, cells in one.by_place.items():
        for tally, counts in cells.items():
            row = [counts[where[name]] if name in where else 0 for name in order]
            plain = tuple(map(as_number, row))
            stated.setdefault(area, {})[TallyId(tally)] = plain
    return Renamed(stated, gaps)


def _matched(
    one: ProposedContest, contest: Contest, proposal: Proposal, *, read: ReadRows, report: Report
) -> list[str | None]:
    """Return the id on the site of each choice of the file."""
    known: dict[str, ChoiceId] = {}
    for own in contest.choices:
        for name in filter(None, (own.name, *own.aliases, " and ".join(own.ticket), own.id)):
            known.setdefault(same(name), own.id)
            if plain_write_in(name):
                known.setdefault("write in", own.id)
    found: list[str | None] = []
    for choice in one.counted.choices:
        ids = {known[name] for name in (*choice.names, *_plain(choice)) if name and name in known}
        if contest.is_question and choice.id in known.values():
            ids = {ChoiceId(choice.id)}
        found.append(next(iter(ids)) if len(ids) == 1 else None)
    listed, named = ballot(contest, Meanings()), {name for name in found if name is not None}
    for choice in (choice for choice, name in zip(one.counted.choices, found, strict=True) if name is None):
        row = next(row for row in one.counted.of.rows if same(row.choice) in choice.names)
        message = worded(
            "'%(contest)s' has no candidate or option '%(choice)s'", contest=contest.title, choice=row.choice
        )
        line = _declared(choice, one, contest, proposal)
        hint = choice_hint(row.choice, listed, contest.span.path, declared=line, named=named)
        report.add("E804", read.span(row), message, hint=hint)
    return found


def _check_places(one: ProposedContest, contest: Contest, book: PlaceBook, *, read: ReadRows, report: Report) -> None:
    """Report figures of places that lie outside of a contest (E313), with the place that has them all in it."""
    outside = [area for area in one.by_place if contest.root not in book.chain(area)]
    if not outside:
        return
    row = next(row for row in one.counted.of.rows if book.stand(row.where).area in outside)
    chains = [book.chain(area) for area in outside]
    common = next((place for place in book.chain(contest.root) if all(place in chain for chain in chains)), None)
    message = worded(
        "%(outside)s is outside '%(contest)s', which covers '%(root)s'",
        outside=quoted_list(outside),
        contest=contest.title,
        root=contest.root,
    )
    if len(outside) > 1:
        message = worded(
            "%(outside)s are outside '%(contest)s', which covers '%(root)s'",
            outside=quoted_list(outside),
            contest=contest.title,
            root=contest.root,
        )
    hint = worded("correct the parents of these places")
    if common is not None:
        hint = worded(
            "if it covers them too, write 'place: %(common)s' in %(span)s", common=common, span=contest.span.path
        )
    report.add("E313", read.span(row), message, hint=hint)


def _declared(choice: ProposedChoice, one: ProposedContest, contest: Contest, proposal: Proposal) -> str:
    """Return the line of a choice that is new, with an id of its own, and those of parties that are new with it."""
    taken = {own.id for own in contest.choices}
    ids = chain((choice.id, slug_of(choice.name)), (f"{choice.id}-{number}" for number in count(2)))
    free = next(name for name in ids if name and name not in taken)
    line = f"- {choice_line(replace(choice, id=free), one, proposal)}"
    new = dict.fromkeys(proposal.party_ids[same(party)] for party in choice.parties)
    parties = [party_line(proposal.parties[party]) for party in new if party in proposal.parties and not one.party]
    return line + "".join(worded(", and in %(parties)s: %(text)s", parties=PARTIES, text=text) for text in parties)


def _plain(choice: ProposedChoice) -> tuple[str, ...]:
    written_in = next((plain for text in choice.written if (plain := plain_write_in(text))), "")
    return (same(choice.name), same(" and ".join(choice.ticket)), written_in)


def _check_tallies(one: ProposedContest, contest: Contest, read: ReadRows, report: Report) -> None:
    known = {tally.id for tally in contest.tallies}
    stated = dict.fromkeys(tally for cells in one.by_place.values() for tally in cells)
    for tally in one.counted.tallies:
        if tally.id in stated and tally.id not in known:
            part = f", part_of: {tally.part_of}" if tally.part_of else ""
            line = f"- {{id: {tally.id}, name: {scalar(tally.name)}, unit: {tally.unit}{part}}}"
            message = worded(
                "the file has figures for a tally '%(tally)s', which '%(contest)s' doesn't have",
                tally=tally.id,
                contest=contest.title,
            )
            hint = worded("add a line to tallies in %(span)s: %(line)s", span=contest.span.path, line=line)
            report.add("E303", read.span(one.counted.of.rows[0]), message, hint=hint)


def changed_figures(results: Results, index: int, renamed: Renamed) -> dict[AreaId, dict[TallyId, Counts]]:
    """Return the tallies of places that differ from the figures in force."""
    changed = only_changed(results, index, renamed.stated)
    found = {
        area: {tally: counts for tally, counts in tallies.items() if in_force(results, area, tally, index) != counts}
        for area, tallies in changed.items()
    }
    return {area: tallies for area, tallies in found.items() if tallies}


def in_force(results: Results, area: AreaId, tally: TallyId, release: int) -> Counts | None:
    """Return the figures that a release or one before it states of a place, a place above others among them."""
    one = entry(results, area, tally, release) if area in results.contest.units else None
    total = published(results, area, tally, release) if one is None else None
    if total is not None:
        return tuple(total.published.figures.get(choice.id) for choice in results.contest.choices)
    return one.counts if one is not None else None


def edited_release(
    wanted: Wanted, changed: Mapping[AreaId, Mapping[TallyId, Counts]], folder: Folder
) -> dict[str, str]:
    """Return the files of a release that is there with changed figures; raises NotEditableError."""
    return {one.path: one.text for one in new_texts(wanted, changed, folder)}


def cells_of(
    one: ProposedContest, areas: Mapping[AreaId, Mapping[TallyId, object]], renamed: Renamed
) -> dict[AreaId, Cells]:
    """Return the figures of some places and tallies in the ballot order of the site, masked ones as such."""
    found: dict[AreaId, Cells] = {}
    for area, tallies in areas.items():
        for tally in tallies:
            is_masked = any(count is Absent.WITHHELD for count in one.by_place[area][tally])
            found.setdefault(area, {})[tally] = [
                Absent.WITHHELD if count is None and is_masked else count for count in renamed.stated[area][tally]
            ]
    return found
