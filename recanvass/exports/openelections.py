"""The units' figures in the layout of OpenElections.

Owns its columns: those of https://openelections.net, then one a tally where there are several, then the ids of this
site, by which the file can be read back.
"""

from collections.abc import Iterable, Iterator

from recanvass.core.ballot import Choice
from recanvass.core.ids import AreaId
from recanvass.core.model import Contest, Site
from recanvass.exports import cells
from recanvass.exports.tables import meanings, stated_tallies, tally_column
from recanvass.results.histories import Results, entry
from recanvass.text.catalogue import ENGLISH, Catalogue, msgid

_HEAD = (
    ("county", msgid("name of the place the unit lies in")),
    ("precinct", msgid("name of the unit")),
    ("office", msgid("what is decided")),
    ("district", msgid("name of the group to which the contest is restricted; empty where it is not")),
    ("party", msgid("party of the candidate")),
    ("candidate", msgid("name of the candidate or option")),
)
_TAIL = (("place", msgid("id of the unit")), ("choice", msgid("id of the candidate or option")))


def openelections_columns(contest: Contest, catalogue: Catalogue = ENGLISH) -> tuple[tuple[str, str], ...]:
    """Return the columns: `votes` for the only tally that units state, or one of its own id for each of several."""
    tallies = stated_tallies(contest)
    if len(tallies) == 1:
        counts = [tally_column(tallies[0], "votes", catalogue)]
    else:
        counts = [tally_column(tally, tally.id, catalogue) for tally in tallies]
    return (*meanings(_HEAD, catalogue), *counts, *meanings(_TAIL, catalogue))


def openelections_csv(site: Site, results: Results, release: int) -> Iterator[bytes]:
    """Return one row a unit and choice as of a release; units of which nothing was reported are left out."""
    head = cells.head(openelections_columns(results.contest))
    return cells.chunks(_lines(site, results, release, results.contest.units), head=head)


def _lines(site: Site, results: Results, release: int, units: Iterable[AreaId]) -> Iterator[list[str]]:
    contest = results.contest
    district = site.groups[contest.group].name if contest.group is not None else ""
    about = ",".join(cells.field(cells.text(text)) for text in (contest.title, district))
    choices = [(choice.id, ",".join(_named(choice))) for choice in contest.choices]
    nothing = [""] * len(choices)
    for unit in units:
        found = [entry(results, unit, tally.id, release) for tally in stated_tallies(contest)]
        if any(found):
            place = cells.field(cells.text(site.places[unit].name))
            start = f"{cells.field(_county(site, contest, unit))},{place},{about}"
            columns = [nothing if one is None else map(cells.number, one.counts) for one in found]
            yield [
                f"{start},{name},{','.join(figures)},{unit},{choice}\n"
                for (choice, name), *figures in zip(choices, *columns, strict=True)
            ]


def _named(choice: Choice) -> Iterator[str]:
    for text in (choice.party or "", choice.name):
        yield cells.field(cells.text(text))


def _county(site: Site, contest: Contest, unit: AreaId) -> str:
    parent = site.places[unit].parent
    return cells.text(site.places[parent].name) if parent is not None and parent != contest.root else ""
