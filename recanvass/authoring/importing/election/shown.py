"""A proposal as a table for the terminal, and as a plan.

Owns what is said of a proposal. Must not decide anything.
"""

import json
from collections.abc import Iterator, Sequence

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.areas import slug_of
from recanvass.authoring.importing.election.importing import ElectionOutcome
from recanvass.authoring.importing.election.offices import WholeBallot
from recanvass.authoring.importing.election.places import CENTRAL
from recanvass.authoring.importing.election.plan import ElectionPlan
from recanvass.authoring.importing.election.proposal import Proposal, ProposedContest, said_of_kind
from recanvass.authoring.importing.election.rows import Measure, ReadRows, used_columns
from recanvass.authoring.importing.matching import quoted_list
from recanvass.core.kinds import ContestKind
from recanvass.core.messages import worded, worded_plural
from recanvass.text.formatting import counted

_WIDEST = 46
_MAX_NAMES = 8


def proposal_lines(outcome: ElectionOutcome) -> Iterator[str]:
    """Yield what would be made: a table of contests, and what was read, compared and left out."""
    read, proposal = outcome.read, outcome.proposal
    if read is None or proposal is None:
        return
    yield from _table(outcome, proposal)
    yield ""
    yield _read(read)
    yield from (note for table in read.tables for note in table.noticed.notes)
    yield from used_columns(read)
    yield from _places(proposal)
    yield from _figures(proposal)
    yield from _left_out(read, proposal)
    yield from _not_told(proposal)
    if outcome.unchanged:
        yield worded(
            "Unchanged: %(contests)s.",
            contests=worded_plural("%(count)s contest", "%(count)s contests", outcome.unchanged),
        )


def _table(outcome: ElectionOutcome, proposal: Proposal) -> Iterator[str]:
    rows = [(worded("Contest"), "", worded("Choices"), worded("Places"), worded("Votes"), "")]
    for one in proposal.contests:
        total = one.total
        note = worded("new")
        if one.existing is not None:
            changed = outcome.changed.get(one.id, 0)
            note = (
                worded("%(places)s changed", places=worded_plural("%(count)s place", "%(count)s places", changed))
                if changed
                else worded("no change")
            )
        seats = worded("%(seats)s seats", seats=one.seats) if one.seats != 1 else said_of_kind(one)
        votes = f"{total:,}" if total is not None else worded("withheld")
        title = one.existing.title if one.existing is not None else one.title
        rows.append((title, seats, str(len(one.counted.choices)), f"{len(one.by_place):,}", votes, note))
    widths = [min(max(len(row[column]) for row in rows), _WIDEST) for column in range(len(rows[0]))]
    for row in rows:
        cells = [_fitting(text, widths[column], column) for column, text in enumerate(row) if widths[column]]
        yield "  ".join(cells).rstrip()


def _fitting(text: str, width: int, column: int) -> str:
    text = text if len(text) <= width else f"{text[: width - 1]}…"
    return text.rjust(width) if column in (2, 3, 4) else text.ljust(width)


def _read(read: ReadRows) -> str:
    files = worded_plural("%(count)s file", "%(count)s files", len(read.tables))
    line = worded(
        "Read %(rows)s of %(files)s.", rows=worded_plural("%(count)s row", "%(count)s rows", read.lines), files=files
    )
    if read.repeated:
        repeats = worded_plural("%(count)s row repeats another", "%(count)s rows repeat others", read.repeated)
        line += worded(" %(repeats)s exactly; each is used once.", repeats=repeats)
    return line


def _places(proposal: Proposal) -> Iterator[str]:
    book = proposal.book
    for kind in dict.fromkeys(place.kind for place in book.new.values()):
        places = [place for place in book.new.values() if place.kind == kind]
        of_kind = book.kinds[kind]
        count = counted(len(places), of_kind.name.lower(), of_kind.plural.lower())
        line = worded("New: %(count)s", count=count)
        if kind == CENTRAL:
            names = dict.fromkeys(place.name for place in places)
            line += worded(", for rows that aren't places: %(list)s", list=quoted_list(list(names), most=_MAX_NAMES))
        yield f"{line}."
    if proposal.groups:
        groups = worded_plural("%(count)s group", "%(count)s groups", len(proposal.groups))
        yield worded("New: %(groups)s of places, for contests that only some places vote in.", groups=groups)


def _figures(proposal: Proposal) -> Iterator[str]:
    figures = [one.counted.figures for one in proposal.contests]
    parts = dict.fromkeys(
        tally.name for one in proposal.contests for tally in one.counted.tallies if tally.part_of and not tally.party
    )
    if parts:
        yield worded("Ways to vote, as parts of the votes: %(list)s.", list=quoted_list(list(parts), most=_MAX_NAMES))
    added = sum(one.added for one in figures)
    if added:
        yield worded(
            "Added together: %(figures)s of candidates on several party lines.",
            figures=worded_plural("%(count)s figure", "%(count)s figures", added),
        )
    compared = sum(one.compared for one in figures)
    if compared:
        yield worded("Totals that match the sum of their rows: %(compared)s.", compared=f"{compared:,}")
    uncompared = sum(one.uncompared for one in figures)
    if uncompared:
        yield worded(
            "Totals not compared, because a figure is masked or missing: %(uncompared)s.", uncompared=f"{uncompared:,}"
        )
    unequal = sum(len(one.unequal) for one in figures)
    if unequal:
        yield worded("Totals that don't add up: %(unequal)s.", unequal=f"{unequal:,}")
    zeros = sum(one.zeros for one in figures)
    if zeros:
        yield worded(
            "Set to zero because of --absent-as-zero: %(figures)s.",
            figures=worded_plural("%(count)s figure", "%(count)s figures", zeros),
        )
    keys = dict.fromkeys(
        key.partition(".")[0]
        for by_place in (proposal.turnout, *(one.turnout for one in proposal.contests))
        for values in by_place.values()
        for key in values
    )
    if keys:
        yield worded("Turnout: %(keys)s.", keys=", ".join(keys))


def _left_out(read: ReadRows, proposal: Proposal) -> Iterator[str]:
    out = {**read.left_out, **proposal.left_out}
    if out:
        shown = ", ".join(
            f"'{name}' ({worded_plural('%(count)s row', '%(count)s rows', count)})" for name, count in out.items()
        )
        yield worded("Left out: %(shown)s.", shown=shown)
    if read.withheld:
        yield worded(
            "Masked in the file, so withheld on the site: %(figures)s.",
            figures=worded_plural("%(count)s figure", "%(count)s figures", read.withheld),
        )


def _not_told(proposal: Proposal) -> Iterator[str]:
    """Say what the files do not say, so that a default was taken."""
    seats = [one for one in proposal.contests if "seats" in one.notes and one.existing is None]
    if seats:
        contests = worded_plural("%(count)s contest", "%(count)s contests", len(seats))
        each = worded("it has") if len(seats) == 1 else worded("each has")
        yield worded(
            "The file doesn't say how many are elected in %(contests)s, so %(each)s 1 seat.",
            contests=contests,
            each=each,
        )
    leaves = proposal.book.leaves()
    partial = [
        worded(
            "%(title)s (%(count)s of %(other_count)s places)",
            title=one.title,
            count=f"{len(proposal.groups[one.group].leaves):,}",
            other_count=f"{len(leaves[one.root]):,}",
        )
        for one in proposal.contests
        if one.group in proposal.groups and not one.counted.of.district
    ]
    if partial:
        names = quoted_list(partial, most=_MAX_NAMES)
        yield worded(
            "Some places have no rows of these contests, so they cover only the others: %(names)s.", names=names
        )
    persons = [one.title for one in proposal.contests if "who stays or goes" in one.notes]
    if persons:
        yield worded(
            "Unclear who stays or goes, so these are measures: %(persons)s.",
            persons=quoted_list(persons, most=_MAX_NAMES),
        )
    several = [
        f"{choice.name} ({one.title})"
        for one in proposal.contests
        for choice in one.counted.choices
        if len(choice.parties) > 1 and not any(tally.party for tally in one.counted.tallies)
    ]
    if several:
        yield worded("Names with several parties: %(several)s.", several=quoted_list(several, most=_MAX_NAMES))


def plan_text(outcome: ElectionOutcome, plan: ElectionPlan, files: Sequence[str]) -> str:
    """Return the proposal as a plan, short enough to be edited."""
    lines = [
        worded(
            "# A plan by 'import election' for %(files)s. Correct what is wrong, and run the command again with",
            files=", ".join(files),
        ),
        worded("# this plan. If you delete something, the command proposes it again."),
    ]
    lines += _setting(outcome, plan)
    if outcome.ballot is not None:
        lines += _alike(outcome.ballot, plan)
    if outcome.proposal is not None:
        lines += _declared(outcome.proposal)
    elif outcome.read is not None:
        lines += _measured(outcome.read.measures)
    return "\n".join(lines) + "\n"


def _setting(outcome: ElectionOutcome, plan: ElectionPlan) -> Iterator[str]:
    proposal = outcome.proposal
    day = proposal.day if proposal is not None else plan.day
    if day is not None:
        yield f"date: {day.isoformat()}"
    root = proposal.book.new.get(proposal.book.root) if proposal is not None else None
    if root is not None:
        yield f"place: {texts.flow((('id', root.id), ('name', root.name), ('kind', root.kind)))}"
    elif plan.place is not None:
        name, text, kind = plan.place
        told = f"id: {texts.scalar(name)}, " if name else ""
        yield f"place: {{{told}name: {texts.scalar(text)}, kind: {texts.scalar(kind)}}}"
    if plan.release:
        pairs = [f"{key}: {text if key == 'as_of' else texts.scalar(text)}" for key, text in plan.release.items()]
        yield f"release: {{{', '.join(pairs)}}}"
    if plan.stage:
        yield f"stage: {plan.stage}"
    if plan.office:
        yield f"office: {texts.scalar(plan.office)}"
    for key, headers in (("columns", plan.columns), ("turnout", plan.turnout), ("worth", plan.worth)):
        if headers:
            yield f"{key}: {texts.flow(headers.items())}"
    yield from _tallies(plan)


def _tallies(plan: ElectionPlan) -> Iterator[str]:
    if plan.tallies:
        yield "tallies:"
    for tally in plan.tallies:
        pairs = [("id", tally.id), ("name", tally.name), ("unit", tally.unit), ("column", tally.column or tally.id)]
        pairs += [("part_of", tally.part_of)] if tally.part_of else []
        shown = [f"{key}: {texts.scalar(text)}" for key, text in pairs]
        shown += [f"decimals: {tally.decimals}"] if tally.decimals else []
        shown += ["decides: true"] if tally.decides else []
        yield f"  - {{{', '.join(shown)}}}"


def _measured(measures: Sequence[Measure]) -> Iterator[str]:
    """Yield lines for columns of numbers of which only the editor knows what they count."""
    counts = [one.label for one in measures if not one.is_of_place]
    if counts:
        yield worded(
            "# The file has no column called votes. These columns hold numbers. Keep those that count something for"
        )
        yield worded("# each candidate, name them, and add 'decides: true' to the one that decides.")
        yield "tallies:"
    for label in counts:
        pairs = (("id", slug_of(label)), ("name", label.replace("_", " ").capitalize()), ("unit", "votes"))
        yield f"  - {texts.flow((*pairs, ('column', label)))}"
    fixed = [one.label for one in measures if one.is_of_place]
    if fixed:
        yield worded("# These numbers are the same in every row of a place: %(fixed)s.", fixed=", ".join(fixed))
        yield worded("# If they are turnout, or what the place has to award, write lines like these without the #:")
        yield f"# turnout: {texts.flow([('voters', fixed[0])])}"
        yield f"# worth: {texts.flow([('delegates', fixed[-1])])}"


def _alike(ballot: WholeBallot, plan: ElectionPlan) -> Iterator[str]:
    if not ballot.alike and not plan.alike:
        return
    yield worded(
        "# Names that look alike: write 'same: true' if they are the same (readers see the first), 'same: "
        "false' if not."
    )
    yield "alike:"
    known = [(one.names, one.contest, one.same) for one in plan.alike]
    for names, contest, is_same in [*known, *((names, contest, None) for names, contest in ballot.alike)]:
        shown = ", ".join(json.dumps(name, ensure_ascii=False) for name in names)
        where = f"contest: {texts.scalar(contest)}, " if contest is not None else ""
        answer = "" if is_same is None else str(is_same).lower()
        yield f"  - {{names: [{shown}], {where}same: {answer}}}"


def _declared(proposal: Proposal) -> Iterator[str]:
    if proposal.parties:
        yield worded("# Parties: keep the ids; change names and colors as you like.")
        yield "parties:"
    for party in proposal.parties.values():
        pairs = [f"name: {texts.scalar(party.name)}"]
        pairs += [f"short: {texts.scalar(party.short)}"] if party.short else []
        pairs += [f'colour: "{party.colour}"'] if party.colour else []
        pairs += [f"aliases: [{', '.join(map(texts.scalar, party.aliases))}]"] if party.aliases else []
        yield f"  {texts.scalar(party.id)}: {{{', '.join(pairs)}}}"
    if proposal.offices:
        yield "offices:"
        yield from (f"  {texts.scalar(key)}: {{name: {texts.scalar(name)}}}" for key, name in proposal.offices.items())
    new = [one for one in proposal.contests if one.existing is None]
    if new:
        yield "contests:"
        yield from (f"  {texts.scalar(one.id)}: {{{_contest(one)}}}" for one in new)


def _contest(one: ProposedContest) -> str:
    pairs = [f"title: {texts.scalar(one.title)}"]
    if one.kind is not ContestKind.CANDIDATES:
        pairs.append(f"kind: {one.kind.value}")
        pairs += [f"person: {texts.scalar(one.person)}"] if one.person else []
    else:
        pairs.append(f"seats: {one.seats}")
        pairs += [f"vote_for: {one.vote_for}"] if one.vote_for is not None else []
    return ", ".join(pairs)
