"""The units' figures in the layout of OpenElections.

Owns its columns: those of https://openelections.net, then one a tally where there are several, then the ids of this
site, by which the file can be read back.
"""

from collections.abc import Iterator

from recanvass.derive import Results, entry
from recanvass.exports import cells
from recanvass.exports.tables import stated_tallies
from recanvass.model import AreaId, Contest, Site

_HEAD = (
    ("county", "name of the place the unit lies in"),
    ("precinct", "name of the unit"),
    ("office", "what is decided"),
    ("district", "name of the group to which the contest is restricted; empty where it is not"),
    ("party", "party of the candidate"),
    ("candidate", "name of the candidate or option"),
)
_TAIL = (("place", "id of the unit"), ("choice", "id of the candidate or option"))


def openelections_columns(contest: Contest) -> tuple[tuple[str, str], ...]:
    """Return the columns: `votes` for the only tally that units state, or one of its own id for each of several."""
    tallies = stated_tallies(contest)
    if len(tallies) == 1:
        return (*_HEAD, ("votes", f"{tallies[0].name}, in {tallies[0].unit}"), *_TAIL)
    return (*_HEAD, *((tally.id, f"{tally.name}, in {tally.unit}") for tally in tallies), *_TAIL)


def openelections_csv(site: Site, results: Results, release: int) -> bytes:
    """Return one row a unit and choice as of a release; units of which nothing was reported are left out."""
    return cells.table(openelections_columns(results.contest), _rows(site, results, release))


def _rows(site: Site, results: Results, release: int) -> Iterator[tuple[str, ...]]:
    contest = results.contest
    district = site.groups[contest.group].name if contest.group is not None else ""
    about = (cells.text(contest.title), cells.text(district))
    for unit in contest.units:
        found = [entry(results, unit, tally.id, release) for tally in stated_tallies(contest)]
        if not any(found):
            continue
        names = (_county(site, contest, unit), cells.text(site.places[unit].name))
        for index, choice in enumerate(contest.choices):
            figures = (cells.number(one.counts[index]) if one is not None else "" for one in found)
            named = (cells.text(choice.party or ""), cells.text(choice.name))
            yield (*names, *about, *named, *figures, unit, choice.id)


def _county(site: Site, contest: Contest, unit: AreaId) -> str:
    parent = site.places[unit].parent
    return cells.text(site.places[parent].name) if parent is not None and parent != contest.root else ""
