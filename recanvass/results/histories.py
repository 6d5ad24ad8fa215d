"""What releases made of each place, tally by tally: the values that folding yields, and what was in force when.

Owns lookups by release. Must not add anything up.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import cast

from msgspec import Struct

from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.kinds import Reporting
from recanvass.core.model import Contest, Outcome, Published, Turnout
from recanvass.results.ranking import has_gaps

Counts = tuple[Number | None, ...]
"""One figure a choice, in ballot order; None where there is none."""
WholeCounts = tuple[Number, ...]
"""One figure a choice, in ballot order, none of them missing."""

SETTLED = frozenset(Reporting) - {Reporting.NOT_REPORTED, Reporting.PARTIAL}
"""What is said of units that nothing more is expected from."""

_release_of = attrgetter("release")


class Entry(Struct, frozen=True):
    """The figures of one tally of one area from `release` (its index, oldest first) until the next entry.

    `places` is how many places with figures they add up, and `unknown` for how many of them each figure is missing; it
    is empty if no figure is.
    """

    release: int
    counts: Counts
    unknown: tuple[int, ...] = ()
    places: int = 1
    exhausted: Number | None = None


class Change(Struct, frozen=True):
    """What one release changed in one tally of one unit; `before` is None where nothing was reported before."""

    area: AreaId
    tally: TallyId
    before: Counts | None
    after: Counts


class PublishedEntry(Struct, frozen=True):
    """A total as published with the release of that index."""

    release: int
    published: Published


class ReportingEntry(Struct, frozen=True):
    """How far a unit's results are in from `release` on."""

    release: int
    reporting: Reporting


class ReportingCounts(Struct, frozen=True):
    """How many units of an area are in from `release` on, by how far; states of no unit are left out."""

    release: int
    counts: tuple[tuple[Reporting, int], ...]


class TurnoutEntry(Struct, frozen=True):
    """The turnout of a place from `release` (its index) until the next entry."""

    release: int
    turnout: Turnout


class PartlyInside(Struct, frozen=True):
    """The places of which, from `release` on, an unknown part of the total lies in a group.

    `gaps` has them with 1 for each choice of which something may be the group's, 0 for the others.
    """

    release: int
    gaps: Mapping[AreaId, tuple[int, ...]]


Turnouts = Mapping[AreaId, Sequence[TurnoutEntry]]
"""What was stated of turnout, by place."""


class Results(Struct, frozen=True):
    """A contest's releases folded. Audits are left out: they are no figures in force.

    `areas` holds each place with units below it, and each group with units in it, with those units in the order of
    content. `entries` holds units and areas alike; only what a release touched has an entry. What an area adds up is
    what the places right below it pass upward. `remainders` are what a published total has more than the places below
    it, as far as it is passed upward: all of it, if nothing below it was reported. `reporting` is that of units,
    `counted` that of areas. `partly` has the groups that hold only some units of a total. `changes` has one item a
    release, its changes sorted by unit, then tally. `withholding` are the places of which a release withholds a figure.
    """

    contest: Contest
    areas: Mapping[AreaId, tuple[AreaId, ...]]
    entries: Mapping[AreaId, Mapping[TallyId, Sequence[Entry]]]
    remainders: Mapping[AreaId, Mapping[TallyId, Sequence[Entry]]]
    reporting: Mapping[AreaId, Sequence[ReportingEntry]]
    counted: Mapping[AreaId, Sequence[ReportingCounts]]
    published: Mapping[tuple[AreaId, TallyId], Sequence[PublishedEntry]]
    changes: Sequence[tuple[Change, ...]]
    turnout: Turnouts
    partly: Mapping[tuple[AreaId, TallyId], Sequence[PartlyInside]] = {}
    withholding: frozenset[AreaId] = frozenset()


def whole(counts: Counts) -> WholeCounts | None:
    """Return figures of which none is missing; None if one is."""
    return None if has_gaps(counts) else cast("WholeCounts", counts)


def known(counts: Counts) -> WholeCounts:
    """Return figures with zero for those that are missing, to add up what is known."""
    return tuple(count or 0 for count in counts) if has_gaps(counts) else cast("WholeCounts", counts)


def latest(history: Sequence[Entry], release: int) -> Entry | None:
    """Return the entry in force at a release."""
    at = bisect_right(history, release, key=_release_of)
    return history[at - 1] if at else None


def entry(results: Results, area: AreaId, tally: TallyId, release: int) -> Entry | None:
    """Return what an area's places (or the unit itself) add up to at a release; None before the first report."""
    tallies = results.entries.get(area)
    return latest(tallies[tally], release) if tallies is not None and tally in tallies else None


def remainder(results: Results, area: AreaId, tally: TallyId, release: int) -> Entry | None:
    """Return what a total has more than the places below it, at a release; None if the places are what counts."""
    tallies = results.remainders.get(area)
    return latest(tallies[tally], release) if tallies is not None and tally in tallies else None


def partly_inside(results: Results, group: AreaId, tally: TallyId, release: int) -> tuple[AreaId, ...]:
    """Return the places of whose total an unknown part lies in a group at a release."""
    history = results.partly.get((group, tally), ())
    at = bisect_right(history, release, key=_release_of)
    return tuple(history[at - 1].gaps) if at else ()


def published(results: Results, area: AreaId, tally: TallyId, release: int) -> PublishedEntry | None:
    """Return the newest total that was published for an area up to a release."""
    history = results.published.get((area, tally), ())
    at = bisect_right(history, release, key=_release_of)
    return history[at - 1] if at else None


def reporting_of(results: Results, unit: AreaId, release: int) -> Reporting:
    """Return how far a unit's results are in at a release."""
    history = results.reporting.get(unit, ())
    at = bisect_right(history, release, key=_release_of)
    return history[at - 1].reporting if at else Reporting.NOT_REPORTED


def reporting_counts(results: Results, area: AreaId, release: int) -> Counter[Reporting]:
    """Count an area's units, or the unit itself, by how far their results are in at a release."""
    history = results.counted.get(area)
    if history is None:
        return Counter((reporting_of(results, area, release),))
    return Counter(dict(history[bisect_right(history, release, key=_release_of) - 1].counts))


def changed_units(changes: Iterable[Change]) -> tuple[AreaId, ...]:
    """Return the units that changes touch, each once, in their order."""
    return tuple(dict.fromkeys(change.area for change in changes))


def outcome(contest: Contest, release: int) -> tuple[int, Outcome] | None:
    """Return the outcome in force at a release and the index of the release that declared it."""
    for index in range(release, -1, -1):
        stated = contest.releases[index]
        if stated.outcome is not None:
            return index, stated.outcome
        if stated.withdraws_outcome:
            return None
    return None
