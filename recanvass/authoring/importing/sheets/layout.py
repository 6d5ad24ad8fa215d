"""What a sheet of figures holds: a row for each place, a column for each choice and tally.

Owns its first three lines: which contest and release it is of, names for people, ids for the import. Must not write it.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from recanvass.authoring.importing.texts import number, shown_figure
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId
from recanvass.core.model import Contest, Place, Published, Site
from recanvass.results.figures import Basis, figures
from recanvass.results.histories import Results, entry, published

HEAD_ROWS = 3
"""Lines above the first place."""
ID_ROW = 2
"""Lines above the header that the import reads."""
LOCKED_COLUMNS = 3
_CONTEST, _RELEASE = "contest", "release"
_TURNOUT = {
    "registered": "Registered voters",
    "voters": "Voters",
    "ballots": "Ballots",
    "spoiled": "Spoiled ballots",
    "rejected": "Rejected ballots",
    "overvotes": "Overvotes",
    "undervotes": "Undervotes",
    "blank": "Blank ballots",
}
"""Figures of turnout that an import knows by their keys, with names for people."""
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
    turnout = _turnout_keys(contest)
    names = [_name(contest, tally, index, is_only=len(tallies) == 1) for tally, index in columns]
    ids = [_id(contest, tally, index, is_only=len(tallies) == 1) for tally, index in columns]
    rows = [marks, ["Id", "Place", "In", *names, *map(_TURNOUT.__getitem__, turnout)]]
    rows.append(["place", "place name", "location", *ids, *turnout])
    for unit in contest.units:
        cells = [*_figures(results, unit, columns, release), *_turnout(results, unit, turnout, release)]
        rows.append([unit, *_told(site.places, unit), *cells])
    for area in _with_totals(results, tallies, release):
        cells = [*_totals(results, area, columns, release), *_turnout(results, area, turnout, release)]
        rows.append([area, *_told(site.places, area), *cells])
    return FigureSheet(contest.id, rows)


def _turnout_keys(contest: Contest) -> tuple[str, ...]:
    """Return what the releases state of turnout, none if another contest states it."""
    rows = (row for release in contest.releases for row in (*release.rows.values(), *release.higher.values()))
    stated = [row.turnout for row in rows if row.turnout is not None] if contest.turnout_from is None else []
    return tuple(key for key in _TURNOUT if any(getattr(one, key) is not None for one in stated))


def _turnout(results: Results, area: AreaId, keys: Sequence[str], release: int) -> Iterator[str]:
    """Yield the figures of turnout that releases state of an area, as they are in force."""
    found = [one.turnout for one in results.turnout.get(area, ()) if one.release <= release]
    for key in keys:
        count = getattr(found[-1], key) if found else None
        yield "" if count is None else str(count)


def _with_totals(results: Results, tallies: Sequence[Tally], release: int) -> Iterator[AreaId]:
    """Yield the areas above units whose totals count as they were published, and those with turnout of their own."""
    stated = [*(area for area, _ in results.published), *results.turnout]
    for area in dict.fromkeys(area for area in stated if area not in results.contest.units):
        if area in results.turnout or any(_total(results, area, tally, release) for tally in tallies):
            yield area


def _total(results: Results, area: AreaId, tally: Tally, release: int) -> Published | None:
    is_sum = figures(results, area, tally, release).basis in (Basis.NONE, Basis.UNITS)
    found = published(results, area, tally.id, release)
    return None if found is None or is_sum else found.published


def _totals(results: Results, area: AreaId, columns: Sequence[tuple[Tally, int]], release: int) -> Iterator[str]:
    for tally, index in columns:
        found = _total(results, area, tally, release)
        count = found.figures.get(results.contest.choices[index].id) if found is not None else None
        yield "" if count is None else number(count)


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
