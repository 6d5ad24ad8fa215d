"""Which places and groups hold which units of a contest.

Owns the tree as a contest cuts it. Must not know figures.
"""

from collections import defaultdict
from collections.abc import Mapping

from recanvass.core.ids import AreaId
from recanvass.core.model import Contest, Place, Site


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


def areas_by_unit(site: Site, contest: Contest) -> dict[AreaId, tuple[AreaId, ...]]:
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


def units_by_area(above: Mapping[AreaId, tuple[AreaId, ...]]) -> dict[AreaId, tuple[AreaId, ...]]:
    """Return the units in each area, in the order of content."""
    units: dict[AreaId, list[AreaId]] = defaultdict(list)
    for unit, areas in above.items():
        for area in areas:
            units[area].append(unit)
    return {area: tuple(inside) for area, inside in units.items()}
