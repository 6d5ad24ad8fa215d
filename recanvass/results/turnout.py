"""Turnout in force: who could vote, who did, and what became of the ballots.

Owns which statement of it counts at a place. Must not judge it; `checks` does.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter
from zoneinfo import ZoneInfo

from msgspec.structs import asdict, replace

from recanvass.core.dates import in_order
from recanvass.core.ids import AreaId, TallyId
from recanvass.core.kinds import WITHOUT_RESULTS, ReleaseKind, Reporting
from recanvass.core.model import Contest, Place, Site, Turnout
from recanvass.results.histories import SETTLED, Results, TurnoutEntry, Turnouts, reporting_of

KEYS = tuple(key for key in Turnout.__struct_fields__ if key != "by_part")
_OF_CONTEST = ("overvotes", "undervotes", "blank")
"""What is no statement about the ballots of all contests, so that no other contest can state it."""
_OF_PLACE = ("registered", "ballots")
"""What a place states in the places files where no release does."""
_NOTHING = Turnout()

_release_of = attrgetter("release")


def turnouts(site: Site, contest: Contest) -> Turnouts:
    """Fold what releases state of turnout, by place; what another contest states of the same ballots comes first."""
    stated: dict[AreaId, list[TurnoutEntry]] = defaultdict(list)
    source = next((other for other in site.contests if other.id == contest.turnout_from), None)
    if source is not None:
        _borrow(site, contest, source, stated)
    for index, release in enumerate(contest.releases):
        if release.kind is ReleaseKind.AUDIT:
            continue
        for area, row in (*release.rows.items(), *release.higher.items()):
            if row.turnout is not None:
                stated[area].append(TurnoutEntry(index, row.turnout))
    return {area: _folded(sorted(entries, key=_release_of)) for area, entries in stated.items()}


def _borrow(site: Site, contest: Contest, source: Contest, stated: Mapping[AreaId, list[TurnoutEntry]]) -> None:
    """Add what another contest states, from the first release on that is not older."""
    zone = ZoneInfo(site.timezone)
    moments = [in_order(release.as_of, zone) for release in contest.releases]
    for release in source.releases:
        moment = in_order(release.as_of, zone)
        index = next((at for at, own in enumerate(moments) if own >= moment), None)
        if index is None or release.kind is ReleaseKind.AUDIT:
            continue
        for area, row in (*release.rows.items(), *release.higher.items()):
            if row.turnout is not None:
                own = replace(row.turnout, **dict.fromkeys(_OF_CONTEST), by_part={})
                stated[area].append(TurnoutEntry(index, own))


def _folded(stated: Sequence[TurnoutEntry]) -> Sequence[TurnoutEntry]:
    """Return what is in force from each release on: every number as it was last stated."""
    history: list[TurnoutEntry] = []
    for index, told in ((entry.release, entry.turnout) for entry in stated):
        before = history[-1].turnout if history else _NOTHING
        merged = replace(before, **{key: value for key, value in asdict(told).items() if value not in (None, {})})
        if history and history[-1].release == index:
            history.pop()
        history.append(TurnoutEntry(index, merged))
    return history


def turnout(site: Site, results: Results, area: AreaId, release: int) -> Turnout:
    """Return the turnout of a place or group at a release.

    As stated for it; a key that nobody states there is the sum of its units if each of them that has results states it.
    """
    stated = stated_turnout(site, results, area, release)
    units = results.areas.get(area)
    if units is None or not (results.turnout or _states_any(site, units)):
        return stated
    states = {unit: reporting_of(results, unit, release) for unit in units}
    in_total = [unit for unit, state in states.items() if state is Reporting.IN_TOTAL]
    counted = [unit for unit, state in states.items() if state not in WITHOUT_RESULTS]
    of_units = [stated_turnout(site, results, unit, release) for unit in counted]
    if not of_units and not in_total:
        return stated
    sums: dict[str, int | None] = {}
    for key in KEYS:
        if getattr(stated, key) is not None:
            continue
        missing = [*in_total, *(unit for unit, one in zip(counted, of_units, strict=True) if getattr(one, key) is None)]
        held = _held(site, results, area, release, key=key, units=missing) if missing else {}
        if held is not None:
            covered = {unit for place in held for unit in results.areas[place]}
            own = (getattr(one, key) for unit, one in zip(counted, of_units, strict=True) if unit not in covered)
            sums[key] = sum((*held.values(), *own))
    parts: dict[TallyId, int] = {}
    is_alike = bool(of_units) and not in_total
    if (
        is_alike
        and stated.ballots is None
        and all(one.by_part.keys() == of_units[0].by_part.keys() for one in of_units)
    ):
        parts = {part: sum(one.by_part[part] for one in of_units) for part in of_units[0].by_part}
    return replace(stated, **sums, **({"by_part": parts} if parts else {}))


def _held(
    site: Site, results: Results, area: AreaId, release: int, *, key: str, units: Sequence[AreaId]
) -> Mapping[AreaId, int] | None:
    """Return what places between an area and units that state nothing say for them; None if one has no such place.

    Such a place counts only if nothing more is expected from it, so that all keys are those of the same units.
    """
    inside = set(results.areas[area])
    held: dict[AreaId, int] = {}
    for unit in units:
        place = site.places[unit]
        while place.parent is not None and place.parent in results.areas and place.parent != area:
            place = site.places[place.parent]
            value = getattr(stated_turnout(site, results, place.id, release), key)
            below = results.areas[place.id]
            if not inside.issuperset(below):
                return None
            if value is not None and all(reporting_of(results, one, release) in SETTLED for one in below):
                held[place.id] = value
                break
        else:
            return None
    members = {place: set(results.areas[place]) for place in held}
    return {place: held[place] for place, own in members.items() if not any(own < other for other in members.values())}


def stated_turnout(site: Site, results: Results, area: AreaId, release: int) -> Turnout:
    """Return the turnout that is stated for a place or group itself at a release, without any sum."""
    history = results.turnout.get(area, ())
    at = bisect_right(history, release, key=_release_of)
    stated = history[at - 1].turnout if at else _NOTHING
    place = site.places.get(area)
    if place is None or not place.attributes:
        return stated
    own = {key: value for key, value in _of_place(place).items() if getattr(stated, key) is None}
    return replace(stated, **own) if own else stated


def _of_place(place: Place) -> Mapping[str, int]:
    return {key: int(value) for key, value in place.attributes if key in _OF_PLACE}


def has_turnout(site: Site, results: Results) -> bool:
    """Tell whether a contest has turnout at any place."""
    return bool(results.turnout) or any(_of_place(site.places[unit]) for unit in results.contest.units)


def _states_any(site: Site, units: Sequence[AreaId]) -> bool:
    return any(_of_place(site.places[unit]) for unit in units[:1])


def took_part(found: Turnout) -> int | None:
    """Return how many took part: those who voted, else the ballots that were counted."""
    return found.voters if found.voters is not None else found.ballots
