"""What follows from the releases: folded figures, sums, changes and reporting.

Owns exact arithmetic on results, in int and Decimal only; rounds nothing. Must not format anything or know any page.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from operator import attrgetter, sub

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core.model import AreaId, Contest, KindId, Number, Place, Published, Reporting, Site, Tally, TallyId
from recanvass.results.ranking import agrees, decimals_of

Counts = tuple[Number, ...]
"""One figure a choice, in ballot order."""

WITHOUT_RESULTS = frozenset({Reporting.NOT_REPORTED, Reporting.NO_MEETING, Reporting.EXCLUDED})
"""What is said of units that no figures are in force for."""

_release_of = attrgetter("release")


class Entry(Struct, frozen=True):
    """The figures of one tally of one area from `release` (its index, oldest first) until the next entry."""

    release: int
    counts: Counts


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


class Basis(Enum):
    """What a table of figures rests on."""

    NONE = "none"
    UNITS = "units"
    PUBLISHED = "published"
    MIXED = "mixed"


class Figures(Struct, frozen=True):
    """One tally of one area as it stood: the figure of record a choice, in ballot order.

    A figure is None where none was reported. `releases` says for each which release it comes from, `decimals` how
    exactly it was stated. `total` is None where figures are missing or of different releases, so that their sum
    would be no one's figure.
    """

    tally: TallyId
    basis: Basis
    counts: tuple[Number | None, ...]
    releases: tuple[int | None, ...]
    decimals: tuple[int, ...]
    total: Number | None


class Difference(Struct, frozen=True):
    """A published total that is not the sum of the units at its own precision. `total_of_units` is exact."""

    area: AreaId
    tally: TallyId
    choice: int
    published: Number
    total_of_units: Number


class Results(Struct, frozen=True):
    """A contest's releases folded.

    `areas` holds each place with units below it, and each group with units in it, with those units in the order
    of content. `entries` holds units and areas alike; only what a release touched has an entry. `reporting` is that of
    units, `counted` that of areas. `changes` has one item a release, its changes sorted by unit, then tally.
    """

    contest: Contest
    areas: Mapping[AreaId, tuple[AreaId, ...]]
    entries: Mapping[AreaId, Mapping[TallyId, Sequence[Entry]]]
    reporting: Mapping[AreaId, Sequence[ReportingEntry]]
    counted: Mapping[AreaId, Sequence[ReportingCounts]]
    published: Mapping[tuple[AreaId, TallyId], Sequence[PublishedEntry]]
    changes: Sequence[tuple[Change, ...]]


def results(site: Site, contest: Contest) -> Results:
    """Fold a contest's releases."""
    above = _above(site, contest)
    areas = _units_by_area(above)
    entries: dict[AreaId, dict[TallyId, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    reporting: dict[AreaId, list[ReportingEntry]] = defaultdict(list)
    counted = {area: [ReportingCounts(-1, ((Reporting.NOT_REPORTED, len(units)),))] for area, units in areas.items()}
    changes = []
    for index in range(len(contest.releases)):
        changed = _fold_rows(contest, index, entries, reporting)
        changes.append(changed)
        _fold_areas(changed, index, above, entries)
        told = {unit: reporting[unit] for unit in contest.units if unit in contest.releases[index].rows}
        _fold_reporting(told, index, above, counted)
    return Results(contest, areas, entries, reporting, counted, _published(contest), tuple(changes))


def areas_above(site: Site, contest: Contest, unit: AreaId) -> tuple[AreaId, ...]:
    """Return the places above a unit up to the contest's root, nearest first, then all groups that hold it."""
    places: list[AreaId] = []
    groups: dict[AreaId, None] = {}
    place: Place | None = site.places[unit]
    inside = True
    while place is not None:
        groups.update(dict.fromkeys(place.groups))
        if inside and place.id != unit:
            places.append(place.id)
        inside = inside and place.id != contest.root
        place = site.places[place.parent] if place.parent is not None else None
    return (*places, *groups)


def _above(site: Site, contest: Contest) -> dict[AreaId, tuple[AreaId, ...]]:
    """Return the areas above each unit; units with one parent and the same groups share them."""
    shared: dict[object, tuple[AreaId, ...]] = {}
    found = {}
    for unit in contest.units:
        place = site.places[unit]
        key = (place.parent, place.groups, unit == contest.root)
        if key not in shared:
            shared[key] = areas_above(site, contest, unit)
        found[unit] = shared[key]
    return found


def _units_by_area(above: Mapping[AreaId, tuple[AreaId, ...]]) -> dict[AreaId, tuple[AreaId, ...]]:
    units: dict[AreaId, list[AreaId]] = defaultdict(list)
    for unit, areas in above.items():
        for area in areas:
            units[area].append(unit)
    return {area: tuple(inside) for area, inside in units.items()}


def _fold_rows(
    contest: Contest,
    index: int,
    entries: Mapping[AreaId, Mapping[TallyId, list[Entry]]],
    reporting: Mapping[AreaId, list[ReportingEntry]],
) -> tuple[Change, ...]:
    changed = []
    release = contest.releases[index]
    for row in (release.rows[unit] for unit in contest.units if unit in release.rows):
        state = row.reporting or (Reporting.REPORTED if row.tallies else None)
        known = reporting[row.place]
        if state is not None and (not known or known[-1].reporting is not state):
            known.append(ReportingEntry(index, state))
        for tally in (tally.id for tally in contest.tallies if tally.id in row.tallies):
            history = entries[row.place][tally]
            before, after = history[-1].counts if history else None, row.tallies[tally].counts
            if before != after:
                changed.append(Change(row.place, tally, before, after))
                history.append(Entry(index, after))
    return tuple(changed)


def _fold_areas(
    changed: Iterable[Change],
    index: int,
    above: Mapping[AreaId, tuple[AreaId, ...]],
    entries: Mapping[AreaId, Mapping[TallyId, list[Entry]]],
) -> None:
    moves: dict[tuple[AreaId, TallyId], list[Counts]] = defaultdict(list)
    for change in changed:
        moved = change.after if change.before is None else tuple(map(sub, change.after, change.before))
        for area in above[change.area]:
            moves[area, change.tally].append(moved)
    for (area, tally), all_moved in moves.items():
        history = entries[area][tally]
        known = (history[-1].counts,) if history else ()
        history.append(Entry(index, tuple(map(sum, zip(*known, *all_moved, strict=True)))))


def _fold_reporting(
    told: Mapping[AreaId, Sequence[ReportingEntry]],
    index: int,
    above: Mapping[AreaId, tuple[AreaId, ...]],
    counted: Mapping[AreaId, list[ReportingCounts]],
) -> None:
    steps: Counter[tuple[tuple[AreaId, ...], Reporting, Reporting]] = Counter()
    for unit, history in told.items():
        if history and history[-1].release == index:
            before = history[-2].reporting if len(history) > 1 else Reporting.NOT_REPORTED
            steps[above[unit], before, history[-1].reporting] += 1
    moves: dict[AreaId, Counter[Reporting]] = defaultdict(Counter)
    for (areas, before, after), units in steps.items():
        for area in areas:
            moves[area][before] -= units
            moves[area][after] += units
    for area, moved in moves.items():
        known = Counter(dict(counted[area][-1].counts))
        known.update(moved)
        counted[area].append(ReportingCounts(index, tuple((state, count) for state, count in known.items() if count)))


def _published(contest: Contest) -> dict[tuple[AreaId, TallyId], list[PublishedEntry]]:
    published: dict[tuple[AreaId, TallyId], list[PublishedEntry]] = defaultdict(list)
    for index, release in enumerate(contest.releases):
        for total in release.totals:
            published[total.area, total.tally].append(PublishedEntry(index, total))
    return published


def latest(history: Sequence[Entry], release: int) -> Entry | None:
    """Return the entry in force at a release."""
    at = bisect_right(history, release, key=_release_of)
    return history[at - 1] if at else None


def entry(results: Results, area: AreaId, tally: TallyId, release: int) -> Entry | None:
    """Return what the units of an area (or the unit itself) add up to at a release; None before the first report."""
    tallies = results.entries.get(area)
    return latest(tallies[tally], release) if tallies is not None and tally in tallies else None


def published(results: Results, area: AreaId, tally: TallyId, release: int) -> PublishedEntry | None:
    """Return the newest total that was published for an area up to a release."""
    history = results.published.get((area, tally), ())
    at = bisect_right(history, release, key=_release_of)
    return history[at - 1] if at else None


def figures(results: Results, area: AreaId, tally: Tally, release: int) -> Figures:
    """Return the figures of record of an area at a release.

    The sum of the units, unless totals were published since they last changed: then each figure as published. Where
    those agree with the sums at their own precision the total stays the exact sum. Where they do not they stand
    alone, and a choice which they left out keeps the older sum, with its release.
    """
    choices = len(results.contest.choices)
    summed = entry(results, area, tally.id, release)
    stated = published(results, area, tally.id, release)
    if stated is not None and (summed is None or stated.release >= summed.release):
        return _published_figures(results.contest, tally, stated, summed)
    if summed is None:
        nothing = (None,) * choices
        return Figures(tally.id, Basis.NONE, nothing, nothing, (tally.decimals,) * choices, None)
    return _summed_figures(tally, summed)


def _summed_figures(tally: Tally, summed: Entry) -> Figures:
    counts, choices = summed.counts, len(summed.counts)
    exact = (tally.decimals,) * choices
    return Figures(tally.id, Basis.UNITS, counts, (summed.release,) * choices, exact, _total(counts))


def _published_figures(contest: Contest, tally: Tally, stated: PublishedEntry, summed: Entry | None) -> Figures:
    given = stated.published.figures
    precision = max(map(decimals_of, given.values()), default=0)
    decimals = tuple(precision if choice.id in given else tally.decimals for choice in contest.choices)
    if summed is None:
        counts = tuple(given.get(choice.id) for choice in contest.choices)
        releases = tuple(None if count is None else stated.release for count in counts)
        return Figures(tally.id, Basis.PUBLISHED, counts, releases, decimals, _total(counts))
    pairs = zip(contest.choices, summed.counts, strict=True)
    counts = tuple(given.get(choice.id, count) for choice, count in pairs)
    if _agree(contest, stated.published, summed):
        if precision < tally.show:
            return _summed_figures(tally, summed)
        exact = _summed_figures(tally, summed)
        return replace(exact, counts=counts, decimals=decimals)
    releases = tuple(stated.release if choice.id in given else summed.release for choice in contest.choices)
    is_whole = len(given) == len(contest.choices)
    basis, total = (Basis.PUBLISHED, _total(counts)) if is_whole else (Basis.MIXED, None)
    return Figures(tally.id, basis, counts, releases, decimals, total)


def _total(counts: Sequence[Number | None]) -> Number | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def _agree(contest: Contest, stated: Published, summed: Entry) -> bool:
    return all(
        agrees(stated.figures[choice.id], count)
        for choice, count in zip(contest.choices, summed.counts, strict=True)
        if choice.id in stated.figures
    )


def differences(results: Results, release: int, area: AreaId | None = None) -> tuple[Difference, ...]:
    """Return where the totals of one release are not the sums of the units at that release, in the order stated.

    They are those of one area, or of all.
    """
    found = []
    for total in results.contest.releases[release].totals:
        if area is not None and area != total.area:
            continue
        summed = entry(results, total.area, total.tally, release)
        if summed is None:
            continue
        for index, choice in enumerate(results.contest.choices):
            stated = total.figures.get(choice.id)
            if stated is not None and not agrees(stated, summed.counts[index]):
                found.append(Difference(total.area, total.tally, index, stated, summed.counts[index]))
    return tuple(found)


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


def area_of_kind(site: Site, unit: AreaId, kind: KindId) -> AreaId | None:
    """Return the place above a unit, or the group around it, that is of a kind: its county, its district."""
    place: Place | None = site.places[unit]
    while place is not None:
        if place.kind == kind:
            return place.id
        for group in place.groups:
            if site.groups[group].kind == kind:
                return group
        place = site.places[place.parent] if place.parent is not None else None
    return None
