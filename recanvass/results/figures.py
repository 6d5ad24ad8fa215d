"""The figures of record of an area: what a table, a sentence and a download show of it.

Owns which of several statements counts. Must not format anything or know any page.
"""

from collections.abc import Sequence
from enum import Enum
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, KindId, Number, TallyId
from recanvass.core.kinds import ReleaseKind
from recanvass.core.model import Contest, Place, Published, Site
from recanvass.results.histories import (
    Entry,
    PublishedEntry,
    Results,
    entry,
    partly_inside,
    published,
    remainder,
    reporting_counts,
)
from recanvass.results.moves import holds_more
from recanvass.results.ranking import Lead, Ranked, agrees, decimals_of, has_gaps, lead, standing
from recanvass.results.reporting import is_all_in
from recanvass.results.tabulate import results as fold


class Basis(Enum):
    """What a table of figures rests on."""

    NONE = "none"
    UNITS = "units"
    PUBLISHED = "published"
    MIXED = "mixed"


class Figures(Struct, frozen=True):
    """One tally of one area as it stood: the figure of record a choice, in ballot order.

    A figure is None where none was reported. `releases` says for each which release it comes from, `decimals` how
    exactly it was stated. `total` leaves out choices that the source leaves out of its own. It is None where figures
    are missing or of different releases, so that their sum would be no one's figure. `unknown` says for how many
    places each figure is not known; it is empty if none is missing. The figures are open if one that is not known
    could be the highest: nothing can then be said of ranks. A choice that a total leaves out makes no figures open.
    """

    tally: TallyId
    basis: Basis
    counts: tuple[Number | None, ...]
    releases: tuple[int | None, ...]
    decimals: tuple[int, ...]
    total: Number | None
    unknown: tuple[int, ...] = ()
    is_open: bool = False


class Difference(Struct, frozen=True):
    """A published total that is not the sum of the units at its own precision. `total_of_units` is exact.

    `is_all_in` says whether every unit has a figure in that sum, or a status by which none is expected.
    """

    area: AreaId
    tally: TallyId
    choice: int
    published: Number
    total_of_units: Number
    is_all_in: bool = True


def deciding(results: Results, release: int) -> Tally:
    """Return the tally that decides a contest.

    In a ranked count, that is the last round that was published up to a release for all places that have a first one.
    """
    contest = results.contest
    rounds = sorted(
        (tally for tally in contest.tallies if tally.round is not None), key=lambda tally: -(tally.round or 0)
    )
    stated = next((tally for tally in contest.tallies if tally.decides), contest.tallies[0])
    if not rounds or stated.round is None:
        return stated
    return next((tally for tally in rounds if _is_round_whole(results, contest.root, tally, release)), stated)


def _is_round_whole(results: Results, area: AreaId, tally: Tally, release: int) -> bool:
    """Tell whether a round was published for an area, and for as many of its places as the first round."""
    if figures(results, area, tally, release).basis is not Basis.UNITS:
        return published(results, area, tally.id, release) is not None
    first = next(one for one in results.contest.tallies if one.round == 1)
    before, now = (entry(results, area, one.id, release) for one in (first, tally))
    return now is not None and (before is None or now.places >= before.places)


def baseline(results: Results, area: AreaId, tally: Tally, release: int) -> int | None:
    """Return the release that the figures of a release are compared with; None for the first one.

    It is the one before, unless that has some figures as published and others as sums: then the last one of one kind.
    """
    earlier = range(release - 1, -1, -1)
    one_kind = (index for index in earlier if figures(results, area, tally, index).basis is not Basis.MIXED)
    return next(one_kind, release - 1) if release else None


def lead_of(contest: Contest, shown: Figures) -> Lead | None:
    """Return who leads by figures of record; None if nobody has anything, or if a figure that is not known may lead."""
    return None if shown.is_open else lead(contest, shown.counts, tolerance=_tally(contest, shown).tolerance)


def standing_of(contest: Contest, shown: Figures) -> tuple[Ranked, ...]:
    """Return the choices as a table lists them; nobody has a rank that a figure which is not known may change."""
    ranked = standing(contest, shown.counts, tolerance=_tally(contest, shown).tolerance)
    return tuple(replace(one, rank=None) for one in ranked) if shown.is_open else ranked


def _tally(contest: Contest, shown: Figures) -> Tally:
    return next(tally for tally in contest.tallies if tally.id == shown.tally)


def figures(results: Results, area: AreaId, tally: Tally, release: int) -> Figures:
    """Return the figures of record of an area at a release.

    The sum of the units, unless totals were published since they last changed: then each figure as published. Where
    those agree with the sums at their own precision the total stays the exact sum. Where they do not they stand
    alone, and a choice which they left out keeps the older sum, with its release. A total also stands while units are
    missing from the sum and it is no smaller.
    """
    found = _of_record(results, area, tally, release)
    return replace(found, is_open=True) if found.unknown and _is_open(results, area, found, release) else found


def _of_record(results: Results, area: AreaId, tally: Tally, release: int) -> Figures:
    choices = len(results.contest.choices)
    summed = entry(results, area, tally.id, release)
    stated = published(results, area, tally.id, release)
    if stated is not None and (
        summed is None or stated.release >= summed.release or _holds(results, area, tally, release)
    ):
        return _published_figures(results.contest, tally, _whole_total(results, stated, area, tally), summed)
    if summed is None:
        nothing = (None,) * choices
        return Figures(tally.id, Basis.NONE, nothing, nothing, (tally.decimals,) * choices, None)
    return _summed_figures(results.contest, tally, summed)


def _is_open(results: Results, area: AreaId, shown: Figures, release: int) -> bool:
    """Tell whether a figure of a candidate is known in part only, or withheld. One left out of a total is neither."""
    contest = results.contest
    missing = set()
    for index, choice in enumerate(contest.choices):
        if shown.unknown[index] and choice.in_total and (choice.is_candidate or contest.is_question):
            if shown.counts[index] is not None:
                return True
            missing.add(index)
    if not missing:
        return False
    tally, units = _tally(contest, shown), set(results.areas.get(area, (area,)))
    if partly_inside(results, area, tally.id, release):
        return True
    return any(
        not missing.isdisjoint(withheld_choices(results, place, tally, release))
        for place in results.withholding
        if place == area or units.issuperset(results.areas.get(place, (place,)))
    )


def _holds(results: Results, area: AreaId, tally: Tally, release: int) -> bool:
    """Tell whether a total that is older than the newest units is still what is passed upward."""
    more = remainder(results, area, tally.id, release)
    return more is not None and holds_more(more)


def _whole_total(results: Results, stated: PublishedEntry, area: AreaId, tally: Tally) -> PublishedEntry:
    """Return a total with the choices that it leaves out as the totals before it had them, where no sum has them."""
    before = [one for one in results.published.get((area, tally.id), ()) if one.release < stated.release]
    if not before or entry(results, area, tally.id, stated.release) is not None:
        return stated
    given = dict(stated.published.figures)
    for one in before:
        missing = one.published.figures.keys() - given.keys() - stated.published.withheld
        given |= {choice: one.published.figures[choice] for choice in missing}
    return PublishedEntry(stated.release, replace(stated.published, figures=given))


def _summed_figures(contest: Contest, tally: Tally, summed: Entry) -> Figures:
    counts, choices = summed.counts, len(summed.counts)
    exact = (tally.decimals,) * choices
    total = _total(contest, tally, counts, summed.unknown)
    unknown = summed.unknown if (tally.round or 1) == 1 else ()
    return Figures(tally.id, Basis.UNITS, counts, (summed.release,) * choices, exact, total, unknown)


def _published_figures(contest: Contest, tally: Tally, stated: PublishedEntry, summed: Entry | None) -> Figures:
    given = stated.published.figures
    precision = max(map(decimals_of, given.values()), default=0)
    decimals = tuple(precision if choice.id in given else tally.decimals for choice in contest.choices)
    if summed is None:
        counts = tuple(given.get(choice.id) for choice in contest.choices)
        releases = tuple(None if count is None else stated.release for count in counts)
        total = _total(contest, tally, counts)
        return Figures(tally.id, Basis.PUBLISHED, counts, releases, decimals, total, _gaps(tally, counts))
    pairs = zip(contest.choices, summed.counts, strict=True)
    counts = tuple(given.get(choice.id, count) for choice, count in pairs)
    if _agree(contest, stated.published, summed):
        exact = _summed_figures(contest, tally, summed)
        if precision < tally.show:
            return exact
        return replace(exact, counts=counts, decimals=decimals)
    releases = tuple(stated.release if choice.id in given else summed.release for choice in contest.choices)
    is_whole = all(choice.id in given or not choice.in_total for choice in contest.choices)
    basis, total = (Basis.PUBLISHED, _total(contest, tally, counts)) if is_whole else (Basis.MIXED, None)
    return Figures(tally.id, basis, counts, releases, decimals, total, summed.unknown if not is_whole else ())


def _gaps(tally: Tally, counts: Sequence[Number | None]) -> tuple[int, ...]:
    return tuple(int(count is None) for count in counts) if has_gaps(counts) and (tally.round or 1) == 1 else ()


def _total(
    contest: Contest, tally: Tally, counts: Sequence[Number | None], unknown: Sequence[int] = ()
) -> Number | None:
    """Return the sum of the choices that count into a total; None if one of them is not known.

    In a later round, a choice without a figure is out of the count.
    """
    if not contest.leaves_out and not unknown and not has_gaps(counts):
        return sum(cast("Sequence[Number]", counts))
    is_later_round = (tally.round or 1) > 1
    total: Number | None = None
    for index, (choice, count) in enumerate(zip(contest.choices, counts, strict=True)):
        if not choice.in_total:
            continue
        if not is_later_round and (count is None or (unknown and unknown[index])):
            return None
        if count is not None:
            total = count if total is None else total + count
    return total


def _agree(contest: Contest, stated: Published, summed: Entry) -> bool:
    return not any(summed.unknown) and all(
        count is not None and agrees(stated.figures[choice.id], count)
        for choice, count in zip(contest.choices, summed.counts, strict=True)
        if choice.id in stated.figures
    )


def differences(results: Results, release: int, area: AreaId | None = None) -> tuple[Difference, ...]:
    """Return where the totals of one release are not the sums of the units at that release, in the order stated.

    They are those of one area, or of all. A total that stands for units which are missing differs from nothing, and
    neither does that of an audit, which is no figure in force.
    """
    if results.contest.releases[release].kind is ReleaseKind.AUDIT:
        return ()
    totals = results.contest.releases[release].totals
    return tuple(
        found
        for total in totals
        if area is None or area == total.area
        for found in differences_of(results, total, release)
    )


def differences_of(results: Results, total: Published, release: int) -> tuple[Difference, ...]:
    """Return where a total is not the sum of the units at a release, at or after the one that stated it."""
    contest = results.contest
    summed = entry(results, total.area, total.tally, release)
    more = remainder(results, total.area, total.tally, release)
    is_held = more is not None and not more.places and holds_more(more)
    if summed is None or is_held or _is_at_least(results, total, summed):
        return ()
    tally = next(tally for tally in contest.tallies if tally.id == total.tally)
    every = is_all_in(reporting_counts(results, total.area, release), summed, tally)
    pairs = (
        (total.figures.get(choice.id), count) for choice, count in zip(contest.choices, summed.counts, strict=True)
    )
    return tuple(
        Difference(total.area, total.tally, index, stated, added, every)
        for index, (stated, added) in enumerate(pairs)
        if stated is not None and added is not None and not agrees(stated, added)
    )


def _is_at_least(results: Results, total: Published, summed: Entry) -> bool:
    """Tell whether figures are missing from a sum, so that a total that is no smaller contradicts nothing."""
    pairs = zip(results.contest.choices, summed.counts, strict=True)
    return bool(summed.unknown) and all(
        (total.figures.get(choice.id, count) or 0) >= (count or 0) for choice, count in pairs
    )


def not_broken_down(results: Results, area: AreaId, tally: Tally, release: int) -> tuple[Number | None, ...] | None:
    """Return what an area's total has more than the places below it, a choice; None if they add up to it."""
    more = remainder(results, area, tally.id, release)
    return more.counts if more is not None and any(more.counts) and not more.places else None


def passed_upward(results: Results, area: AreaId, tally: Tally, release: int) -> tuple[Number | None, ...] | None:
    """Return what a place passes upward: what the places below it add up to, and what its total has more; or None.

    What a release moved in a place is counted from this, so that a total that is taken apart moves nothing.
    """
    summed, more = (find(results, area, tally.id, release) for find in (entry, remainder))
    if summed is None or more is None:
        return summed.counts if summed is not None else more.counts if more is not None else None
    pairs = zip(summed.counts, more.counts, strict=True)
    return tuple(None if now is None and then is None else (now or 0) + (then or 0) for now, then in pairs)


def without_detail(results: Results, area: AreaId, tally: Tally, release: int) -> bool:
    """Tell whether an area has a total, and no place in it has figures."""
    more = remainder(results, area, tally.id, release)
    return more is not None and bool(more.places)


def exhausted(results: Results, area: AreaId, tally: Tally, release: int) -> tuple[Number, bool] | None:
    """Return the ballots of an area without a choice left in a round, and whether that is computed; None if unknown.

    As stated; otherwise the total of the first round less that of this one.
    """
    if tally.round is None or tally.round == 1:
        return None
    stated = published(results, area, tally.id, release)
    own = entry(results, area, tally.id, release)
    for said in (
        stated.published.exhausted if stated is not None else None,
        own.exhausted if own is not None else None,
    ):
        if said is not None:
            return said, False
    first = next(other for other in results.contest.tallies if other.round == 1)
    if not _is_round_whole(results, area, tally, release):
        return None
    total, now = (figures(results, area, one, release).total for one in (first, tally))
    return (total - now, True) if total is not None and now is not None else None


def withheld_choices(results: Results, area: AreaId, tally: Tally, release: int) -> frozenset[int]:
    """Return the choices whose figures the source withholds at a place, as far as it states them itself."""
    if area not in results.withholding or (tally.round or 1) > 1:
        return frozenset()
    found = published(results, area, tally.id, release)
    for index in range(release, found.release if found is not None else -1, -1):
        stated = results.contest.releases[index]
        row = stated.rows.get(area) if stated.kind is not ReleaseKind.AUDIT else None
        one = row.tallies.get(tally.id) if row is not None else None
        if one is not None:
            return frozenset(at for at, n in enumerate(one.counts) if n is None and at not in one.left_out)
    hidden = found.published.withheld if found is not None else frozenset()
    return frozenset(at for at, one in enumerate(results.contest.choices) if one.id in hidden)


def withheld(results: Results, area: AreaId, tally: Tally, release: int) -> int:
    """Return for how many places the source withholds figures that would count into those of an area."""
    places = dict.fromkeys((*results.areas.get(area, ()), area))
    return sum(bool(withheld_choices(results, place, tally, release)) for place in places)


def audited(site: Site, contest: Contest, release: int) -> Results:
    """Return the figures of an audit alone, which are never in force."""
    kinds = (ReleaseKind.REVIEW if index == release else ReleaseKind.AUDIT for index in range(len(contest.releases)))
    releases = tuple(replace(one, kind=kind) for one, kind in zip(contest.releases, kinds, strict=True))
    return fold(site, replace(contest, releases=releases))


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
