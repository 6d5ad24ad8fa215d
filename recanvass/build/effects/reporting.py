"""How far places are in, and their turnout, compared with what a site said of them.

Owns the comparison of the downloads of both. Must not compare figures of choices.
"""

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from recanvass.build.effects import downloads
from recanvass.build.effects.changes import FactChange, FigureChange, runs
from recanvass.build.effects.downloads import Row
from recanvass.core import urls
from recanvass.core.ids import Number
from recanvass.core.kinds import Reporting
from recanvass.core.messages import worded
from recanvass.core.model import Contest
from recanvass.exports import rehearsals
from recanvass.exports.reporting import BALLOTS, EXHAUSTED, PLACE
from recanvass.publish.published import SiteFiles

_NO_FIGURES = frozenset({rehearsals.COLUMN[0], *(name for name, _ in PLACE)})
_COUNTS = ("places_reported", "places")
_PLAIN = frozenset({Reporting.REPORTED.value, Reporting.NOT_REPORTED.value, ""})
"""What is said of a place that has no row, and of which its figures tell which it is."""


class ReportingSide(Struct, frozen=True):
    """What a release that readers know says of a place, as it was and as it is now; empty where it has no row."""

    release: int
    area: str
    before: Row
    after: Row

    @property
    def is_unit(self) -> bool:
        """Whether the place reports, and contains no others."""
        return not (self.before or self.after).get("places")

    @property
    def figures(self) -> Iterator[tuple[str, Number | None, Number | None]]:
        """The figures that differ, each after its column."""
        for column in dict.fromkeys((*self.before, *self.after)):
            before, after = (downloads.number(row.get(column) or "") for row in self._cells(column))
            if before != after:
                yield column, before, after

    def _cells(self, column: str) -> tuple[Row, Row]:
        return ({}, {}) if column in _NO_FIGURES else (self.before, self.after)


def reporting_sides(
    published: SiteFiles, new: SiteFiles, contest: Contest, *, known: Collection[str], lacking: set[str]
) -> tuple[ReportingSide, ...]:
    """Return the places of which the known releases say something else, and note what the published site lacks."""
    sides = []
    for index, release in enumerate(contest.releases):
        path = urls.release_reporting(contest, release)
        if release.id not in known:
            continue
        if path not in published.paths:
            lacking.add(worded("turnout as of each release"))
        elif downloads.differ(published, new, path):
            found = downloads.place_rows(published, new, path)
            areas = dict.fromkeys((*found.old, *found.new))
            sides += [ReportingSide(index, one, found.old.get(one, {}), found.new.get(one, {})) for one in areas]
    return tuple(sides)


def turnout_changes(sides: Iterable[ReportingSide]) -> Iterator[FigureChange]:
    """Yield the figures of turnout that are others now. A sum is none: what it adds up is told."""
    found = (
        ((side.area, *_key(column), before, after, not side.is_unit), side.release)
        for side in sides
        for column, before, after in side.figures
        if before is not None and (side.is_unit or column in _stated(side))
    )
    for (area, turnout, tally, before, after, is_total), releases in runs(found):
        yield FigureChange(area, tally, "", before, after, releases, is_total, turnout)


def _key(column: str) -> tuple[str, str]:
    """Return the key of turnout that a column holds, and the part or the round that it is of."""
    for start in (BALLOTS, EXHAUSTED):
        if column.startswith(start):
            return start.removesuffix("_"), column.removeprefix(start)
    return column, ""


def _stated(side: ReportingSide) -> Collection[str]:
    return {column for row in (side.before, side.after) for column in (row.get("stated") or "").split()}


def first_turnout(sides: Iterable[ReportingSide]) -> frozenset[str]:
    """Return the places that have turnout in a release in which they had none."""
    return frozenset(side.area for side in sides if any(before is None for _, before, _ in side.figures))


def reporting_changes(sides: Iterable[ReportingSide]) -> Iterator[FactChange]:
    """Yield the places that are in otherwise than before, or of which another number is."""
    found = (((side.area, *change), side.release) for side in sides for change in _reporting(side))
    return (FactChange("place", *key, releases) for key, releases in runs(found))


def _reporting(side: ReportingSide) -> Iterator[tuple[str, str | None, str | None]]:
    before, after = (row.get("status") or "" for row in (side.before, side.after))
    if before != after and not {before, after} <= _PLAIN:
        yield "status", before or None, after or None
    for column in _COUNTS if side.before and side.after else ():
        if side.before.get(column) != side.after.get(column):
            yield column, side.before.get(column) or None, side.after.get(column) or None
