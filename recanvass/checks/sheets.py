"""Units' sheets: the figures of each unit as they stand at each release that states anything of it.

Owns how rows become sheets. A tally of which a figure is missing is kept apart, so that no rule takes it for whole.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recanvass.checks.rule import UnitSheet
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, TallyId
from recanvass.core.kinds import ReleaseKind, Reporting
from recanvass.core.model import Contest, Place, Row, Site, Stated
from recanvass.results import histories
from recanvass.results.histories import Counts, Results, TurnoutEntry
from recanvass.results.moves import sum_of_known
from recanvass.results.parts import sums_of

NEVER = -1
"""The release of a sheet of which nothing was stated yet."""
Sums = tuple[tuple[TallyId, tuple[TallyId, ...]], ...]


class UnitFacts(Struct, frozen=True):
    """What the sheets of some units are made of.

    `rows` has the rows of the units, by release; `turnout` what was stated of it, by unit. `sums` are the tallies that
    their parts make up.
    """

    places: tuple[Place, ...]
    rows: tuple[tuple[Row | None, ...], ...]
    turnout: tuple[tuple[TurnoutEntry, ...], ...]
    sums: Sums


def facts(site: Site, results: Results, units: Sequence[AreaId]) -> UnitFacts:
    """Return what the sheets of units are made of. Audits are left out: their figures are never in force."""
    contest = results.contest
    return UnitFacts(
        tuple(site.places[unit] for unit in units),
        tuple(_rows(contest, index, units) for index in range(len(contest.releases))),
        tuple(tuple(results.turnout.get(unit, ())) for unit in units) if results.turnout else ((),) * len(units),
        sums_of(contest.tallies),
    )


def _rows(contest: Contest, index: int, units: Sequence[AreaId]) -> tuple[Row | None, ...]:
    release = contest.releases[index]
    if release.kind is ReleaseKind.AUDIT:
        return (None,) * len(units)
    return tuple(map(release.rows.get, units))


def sheets(of: UnitFacts, _: Report) -> Mapping[AreaId, Mapping[int, UnitSheet]]:
    """Return units' sheets by the releases that state anything of them."""
    found: dict[AreaId, dict[int, UnitSheet]] = {}
    for place, rows, history in zip(of.places, zip(*of.rows, strict=True), of.turnout, strict=True):
        before = UnitSheet(place, NEVER, None, {}, {}, {}, {}, None, None)
        told = {one.release: one for one in history}
        known: TurnoutEntry | None = None
        by_release = found[place.id] = {}
        for index, row in enumerate(rows):
            known = told.get(index, known)
            if row is not None:
                before = _sheet(row, index, before, of.sums)
            elif index in told and before.release != NEVER:
                before = replace(before, release=index, row=None, earlier=before)
            if before.release == index:
                by_release[index] = before = replace(before, turnout=known) if known is not None else before
    return found


def _sheet(row: Row, index: int, before: UnitSheet, sums: Sums) -> UnitSheet:
    """Return a unit's sheet with what a release states of it."""
    counts, since, was, totals = dict(before.counts), dict(before.since), dict(before.was), dict(before.totals)
    partial = dict(before.partial)
    stated = {tally: _kept(tally, one, before) for tally, one in row.tallies.items()}
    for tally, figures in (_with_sums(stated, before, sums) if sums else stated).items():
        since[tally] = index
        whole, known = histories.whole(figures), counts.get(tally)
        partial.pop(tally, None)
        if whole is None:
            partial[tally] = figures
            for mapping in (counts, was, totals):
                mapping.pop(tally, None)
        elif known != whole:
            counts[tally], totals[tally] = whole, sum(whole)
            if known is not None:
                was[tally] = known
    return UnitSheet(
        before.place,
        index,
        row,
        counts,
        since,
        was,
        totals,
        _reporting(row, before.reporting),
        before if before.release != NEVER else None,
        partial,
        before.turnout,
        row.lot or before.lot,
    )


def _kept(tally: TallyId, stated: Stated, before: UnitSheet) -> Counts:
    """Return the figures of a row; choices that it leaves out keep what they had."""
    old = before.figures(tally) if stated.left_out else None
    if old is None:
        return stated.counts
    pairs = enumerate(zip(stated.counts, old, strict=True))
    return tuple(was if position in stated.left_out else now for position, (now, was) in pairs)


def _with_sums(stated: Mapping[TallyId, Counts], before: UnitSheet, sums: Sums) -> Mapping[TallyId, Counts]:
    """Return what a row states, with each tally that it leaves out and whose parts are all known."""
    found = dict(stated)
    for whole, parts in sums:
        if whole in found or not any(part in found for part in parts):
            continue
        each = [found[part] if part in found else before.figures(part) for part in parts]
        known = [counts for counts in each if counts is not None]
        if len(known) == len(each):
            found[whole] = tuple(sum_of_known(figures) for figures in zip(*known, strict=True))
    return found


def _reporting(row: Row, before: Reporting | None) -> Reporting | None:
    """Return how a unit reports: as a release says, reported where it states figures, else as before."""
    return row.reporting or (Reporting.REPORTED if row.tallies else before)
