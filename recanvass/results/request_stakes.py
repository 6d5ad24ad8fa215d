"""What is at stake in a request: what its units held before it, and what moved in them until it was settled.

Owns sums over the units of a request, in int and Decimal, from figures as released. Must not project, weigh or judge,
nor know any page.
"""

from collections.abc import Sequence
from operator import add, sub
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.core.ballot import Tally
from recanvass.core.dates import is_before
from recanvass.core.ids import AreaId, Number, ReleaseId
from recanvass.core.model import Request
from recanvass.results.histories import Results, WholeCounts, entry, known
from recanvass.results.moves import has_unknown
from recanvass.results.ranking import Lead, lead
from recanvass.results.request_units import units_of_request


class Held(Struct, frozen=True):
    """What the units of a request held in one tally: one figure a choice, in ballot order.

    `stated` is the index of the last release that stated figures of units in this tally; `missing` counts the
    units of the request that had none by then.
    """

    tally: Tally
    counts: WholeCounts
    stated: int
    missing: int


class Moved(Struct, frozen=True):
    """How the lead of the first over the second changed, and where.

    `until` is the index of the release at which figures are compared; it is later than that which settled the
    request where that one stated no units. `inside` and `outside` add up to `total`.
    """

    until: int
    is_later: bool
    inside: Number
    outside: Number

    @property
    def total(self) -> Number:
        """The whole change."""
        return self.inside + self.outside


class Stakes(Struct, frozen=True):
    """A request in figures, as its units stood in the release of index `before`, the last before it was filed.

    `held` has one item a tally that units state, in ballot order; `whole` and `rest` are the sums of all units and of
    all others in the tally that decides, `lead` and `lead_without` who led in them. `pair` are the positions of the
    first and the second of `whole`; None where fewer than two choices had anything, and then nothing `moved`.
    """

    units: tuple[AreaId, ...]
    before: int
    held: tuple[Held, ...]
    deciding: Held
    whole: WholeCounts
    rest: WholeCounts
    lead: Lead | None
    lead_without: Lead | None
    pair: tuple[int, int] | None
    moved: Moved | None


def stakes(results: Results, request: Request, zone: ZoneInfo, shown: int) -> Stakes | None:
    """Return the figures of a request, from releases up to the one of index `shown`.

    None where it lists no unit, and where no unit had figures in the deciding tally before it was filed.
    """
    contest = results.contest
    units = units_of_request(results, request)
    earlier = [i for i, one in enumerate(contest.releases[: shown + 1]) if is_before(one.as_of, request.filed, zone)]
    if not units or not earlier:
        return None
    before = earlier[-1]
    sums = [_held(results, units, tally, before) for tally in contest.tallies]
    held = tuple(one for one in sums if one is not None)
    deciding = next((one for one in held if one.tally.decides), None)
    if deciding is None or deciding.missing == len(units):
        return None
    whole = _sum(results, contest.units, deciding.tally, before)
    rest = tuple(map(sub, whole, deciding.counts))
    tolerance, is_known = deciding.tally.tolerance, not _is_unknown(results, deciding.tally, before)
    found = lead(contest, whole, tolerance=tolerance) if is_known else None
    pair = _pair(found)
    then = (units, deciding, before, whole)
    return Stakes(
        units=units,
        before=before,
        held=held,
        deciding=deciding,
        whole=whole,
        rest=rest,
        lead=found,
        lead_without=lead(contest, rest, tolerance=tolerance) if is_known else None,
        pair=pair,
        moved=_moved(results, request, then, pair, shown=shown) if pair is not None else None,
    )


def _held(results: Results, units: Sequence[AreaId], tally: Tally, release: int) -> Held | None:
    stated = [i for i in range(release + 1) if _states(results, tally, i)]
    if not stated:
        return None
    missing = sum(entry(results, unit, tally.id, release) is None for unit in units)
    return Held(tally, _sum(results, units, tally, release), stated[-1], missing)


def _states(results: Results, tally: Tally, release: int) -> bool:
    return any(tally.id in row.tallies for row in results.contest.releases[release].rows.values())


def _is_unknown(results: Results, tally: Tally, release: int) -> bool:
    """Tell whether figures of units are not known, so that nobody can tell who leads in their sum."""
    found = (entry(results, unit, tally.id, release) for unit in results.contest.units)
    return any(one is not None and has_unknown(tally, one) for one in found)


def _sum(results: Results, units: Sequence[AreaId], tally: Tally, release: int) -> WholeCounts:
    total: WholeCounts = (0,) * len(results.contest.choices)
    for unit in units:
        found = entry(results, unit, tally.id, release)
        total = tuple(map(add, total, known(found.counts))) if found is not None else total
    return total


def _pair(found: Lead | None) -> tuple[int, int] | None:
    order = (*found.leaders, *found.runners_up) if found is not None else ()
    return (order[0], order[1]) if len(order) > 1 else None


def _moved(
    results: Results,
    request: Request,
    then: tuple[Sequence[AreaId], Held, int, WholeCounts],
    pair: tuple[int, int],
    *,
    shown: int,
) -> Moved | None:
    units, held, before, whole = then
    settled = _index(results, request.resolved_by)
    if settled is None or settled > shown or settled <= before:
        return None
    until = next((i for i in range(settled, shown + 1) if _states(results, held.tally, i)), None)
    if until is None:
        return None
    inside = _ahead(_sum(results, units, held.tally, until), pair) - _ahead(held.counts, pair)
    total = _ahead(_sum(results, results.contest.units, held.tally, until), pair) - _ahead(whole, pair)
    return Moved(until, until > settled, inside, total - inside)


def _ahead(counts: WholeCounts, pair: tuple[int, int]) -> Number:
    first, second = pair
    return counts[first] - counts[second]


def _index(results: Results, release: ReleaseId | None) -> int | None:
    return next((i for i, one in enumerate(results.contest.releases) if one.id == release), None)
