"""The units' figures in the layout of OpenElections.

Owns its columns: those of https://openelections.net, then one a tally where there are several, then the ids of this
site, by which the file can be read back.
"""

from collections.abc import Iterable, Iterator

from recanvass.core.ballot import Choice, Tally
from recanvass.core.ids import AreaId, ChoiceId, Number
from recanvass.core.kinds import DecidedBy
from recanvass.core.model import Contest, Site
from recanvass.exports import cells
from recanvass.exports.tables import meanings, stated_tallies, tally_column
from recanvass.results.figures import exhausted, without_detail
from recanvass.results.histories import Results, entry, outcome, remainder
from recanvass.results.turnout import turnout
from recanvass.text.catalogue import ENGLISH, Catalogue, msgid

_HEAD = (
    ("county", msgid("name of the place that contains it")),
    ("precinct", msgid("name of the reporting place")),
    ("office", msgid("the office or question")),
    ("district", msgid("name of the district or group that votes in the contest; empty if everyone does")),
    ("party", msgid("party of the candidate")),
    ("candidate", msgid("name of the candidate or option")),
)
_TAIL = (
    ("place", msgid("id of the reporting place")),
    ("choice", msgid("id of the candidate or option; empty for turnout")),
)
_WINNER = ("winner", msgid("TRUE for a declared winner; otherwise empty"))
VOTES = "votes"
TURNOUT_OFFICES = ("Registered Voters", "Ballots Cast")
"""What stands in place of an office in rows of turnout."""
TURNOUT_CHOICES = ("Over Votes", "Under Votes", "Blank", "Exhausted")
"""What stands in place of a candidate in rows of ballots that chose nobody."""


def openelections_columns(
    contest: Contest, release: int, catalogue: Catalogue = ENGLISH
) -> tuple[tuple[str, str], ...]:
    """Return the columns: `votes` for the tally that decides, then its parts and rounds.

    A contest that counts several things, as a caucus does, has a column of its own id for each of them. There is a
    column of winners once some were declared.
    """
    tallies = stated_tallies(contest)
    counts = [tally_column(tally, _column(contest, tally), catalogue) for tally in tallies]
    tail = (*_TAIL, _WINNER) if _winners(contest, release) else _TAIL
    return (*meanings(_HEAD, catalogue), *counts, *meanings(tail, catalogue))


def _winners(contest: Contest, release: int) -> frozenset[ChoiceId]:
    declared = outcome(contest, release)
    is_known = declared is not None and declared[1].by is not DecidedBy.PROJECTION
    return frozenset(declared[1].winners) if declared is not None and is_known else frozenset()


def _column(contest: Contest, tally: Tally) -> str:
    """Return the name of a tally's column. The last round of a ranked count is what the votes came to."""
    main = [one for one in stated_tallies(contest) if one.part_of is None and one.round is None and one.award is None]
    last = max((one.round or 0 for one in contest.tallies), default=0)
    if tally.round is not None:
        return f"round_{tally.round}" if tally.round < last else VOTES
    if tally.part_of is not None:
        return tally.id.replace("-", "_")
    return VOTES if len(main) == 1 and tally.decides else tally.id


def openelections_csv(site: Site, results: Results, release: int) -> Iterator[bytes]:
    """Return one row a place and choice as of a release; units of which nothing was reported are left out.

    A place above units of which only a total was published has its rows after them, without a precinct. What is known
    of turnout follows the choices of each place.
    """
    head = cells.head(openelections_columns(results.contest, release))
    tallies = stated_tallies(results.contest)
    alone = [
        area for area in results.remainders if any(without_detail(results, area, tally, release) for tally in tallies)
    ]
    return cells.chunks(_lines(site, results, release, (*results.contest.units, *alone)), head=head)


def _lines(site: Site, results: Results, release: int, areas: Iterable[AreaId]) -> Iterator[list[str]]:
    contest = results.contest
    district = contest.district or (site.groups[contest.group].name if contest.group is not None else "")
    office = site.offices[contest.office].name if contest.office is not None else contest.title
    about = ",".join(cells.field(cells.text(text)) for text in (office, district))
    winners = _winners(contest, release)
    ends = [f"{choice.id},{'TRUE' * (choice.id in winners)}" if winners else choice.id for choice in contest.choices]
    choices = list(zip(ends, (",".join(_named(choice)) for choice in contest.choices), strict=True))
    nothing = [""] * len(choices)
    for area in areas:
        is_unit = area not in results.areas
        stated = entry if is_unit else remainder
        found = [stated(results, area, tally.id, release) for tally in stated_tallies(contest)]
        if any(found):
            name = site.places[area].name
            county = _county(site, contest, area) if is_unit else cells.text(name)
            place = cells.field(cells.text(name)) if is_unit else ""
            county_and_place = f"{cells.field(county)},{place}"
            start = f"{county_and_place},{about}"
            columns = [nothing if one is None else map(cells.number, one.counts) for one in found]
            yield [
                f"{start},{name},{','.join(figures)},{area},{choice}\n"
                for (choice, name), *figures in zip(choices, *columns, strict=True)
            ]
            end = f"{area},," if winners else f"{area},"
            yield [
                f"{county_and_place},{what},,{name},{','.join(map(cells.number, figures))},{end}\n"
                for what, name, figures in _turnout(site, results, area, release, about=about)
            ]


def _turnout(
    site: Site, results: Results, area: AreaId, release: int, *, about: str
) -> Iterator[tuple[str, str, list[Number | None]]]:
    """Yield office and district, candidate and figures of each row that counts no choice, where something is known.

    A contest without a column of votes has none.
    """
    tallies = stated_tallies(results.contest)
    columns = [_column(results.contest, tally) for tally in tallies]
    if VOTES not in columns:
        return
    told = turnout(site, results, area, release)
    registered, ballots = (f"{office}," for office in TURNOUT_OFFICES)
    over, under, blank, without_choice = TURNOUT_CHOICES
    rows: list[tuple[str, str, list[Number | None]]] = [
        (what, name, [count if column == VOTES else None for column in columns])
        for what, name, count in (
            (registered, "", told.registered),
            (ballots, "", told.ballots),
            (about, over, told.overvotes),
            (about, under, told.undervotes),
            (about, blank, told.blank),
        )
    ]
    rows[1][2][:] = [
        told.ballots if column == VOTES else told.by_part.get(tally.id)
        for column, tally in zip(columns, tallies, strict=True)
    ]
    left = [exhausted(results, area, tally, release) for tally in tallies]
    rows.append((about, without_choice, [one[0] if one is not None else None for one in left]))
    yield from (row for row in rows if any(count is not None for count in row[2]))


def _named(choice: Choice) -> Iterator[str]:
    """Yield the party and the name; the persons of a ticket with a slash between them."""
    for text in (choice.party or "", " / ".join(choice.ticket) or choice.name):
        yield cells.field(cells.text(text))


def _county(site: Site, contest: Contest, unit: AreaId) -> str:
    parent = site.places[unit].parent
    return cells.text(site.places[parent].name) if parent is not None and parent != contest.root else ""
