"""What a sheet of figures holds: a row for each place, a column for each choice and tally.

Owns its first three lines: which contest and release it is of, names for people, ids for the import. Must not write it.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from recanvass.authoring.importing.texts import shown_figure
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId
from recanvass.core.model import Contest, Place, Site
from recanvass.results.histories import Results, entry

HEAD_ROWS = 3
"""Lines above the first place."""
ID_ROW = 2
"""Lines above the header that the import reads."""
LOCKED_COLUMNS = 3
_CONTEST, _RELEASE = "contest", "release"
_ADVICE = "Change only figures. An empty cell means nothing was reported."


class FigureSheet(Struct, frozen=True):
    """One sheet: its name and all its cells."""

    name: str
    rows: Sequence[Sequence[str]]


def figure_sheet(site: Site, results: Results, release: int) -> FigureSheet:
    """Return the figures of a contest in force at a release; a place without figures has empty cells."""
    contest = results.contest
    tallies = _tallies(contest)
    columns = [(tally, index) for index in range(len(contest.choices)) for tally in tallies]
    marks = [_CONTEST, contest.id, _RELEASE, contest.releases[release].id, _ADVICE]
    names = [_name(contest, tally, index, is_only=len(tallies) == 1) for tally, index in columns]
    ids = [_id(contest, tally, index, is_only=len(tallies) == 1) for tally, index in columns]
    rows = [marks, ["Id", "Place", "In", *names], ["place", "place name", "location", *ids]]
    rows += [[unit, *_told(site.places, unit), *_figures(results, unit, columns, release)] for unit in contest.units]
    return FigureSheet(contest.id, rows)


def marked(cells: Sequence[str]) -> tuple[str, str] | None:
    """Return the contest and the release that the first line of a sheet names, None if it is none of ours."""
    expected = (_CONTEST, _RELEASE)
    is_ours = len(cells) > len(expected) + 1 and (cells[0], cells[2]) == expected
    return (cells[1], cells[3]) if is_ours else None


def _tallies(contest: Contest) -> tuple[Tally, ...]:
    """Return the tallies that units state; the sum of parts is left out where no release states it."""
    stated = {tally for release in contest.releases for row in release.rows.values() for tally in row.tallies}
    possible = [tally for tally in contest.tallies if not tally.only and tally.award is None]
    return tuple(tally for tally in possible if tally.id in stated or not (tally.is_sum and stated))


def _name(contest: Contest, tally: Tally, index: int, *, is_only: bool) -> str:
    name = contest.choices[index].name
    return name if is_only else f"{name}: {tally.name}"


def _id(contest: Contest, tally: Tally, index: int, *, is_only: bool) -> str:
    name = contest.choices[index].id
    return name if is_only else f"{name} {tally.id}"


def _told(places: Mapping[AreaId, Place], unit: AreaId) -> tuple[str, str]:
    place = places[unit]
    return place.name, place.parent or ""


def _figures(results: Results, unit: AreaId, columns: Sequence[tuple[Tally, int]], release: int) -> Iterator[str]:
    for tally, index in columns:
        found = entry(results, unit, tally.id, release)
        yield "" if found is None else shown_figure(found.counts[index])
