"""Places as sources name them, matched with the places of the site.

Owns in which county a name is looked for, and the ids of places that are new. Must not read a table.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from recanvass.authoring.importing.likeness import likely, numbered, plain_number
from recanvass.authoring.importing.mapping import Meanings
from recanvass.authoring.importing.matching import Names, normal
from recanvass.core.ids import AreaId, KindId
from recanvass.core.model import Contest, Place, Site
from recanvass.core.urls import can_name_a_file

_APOSTROPHE = re.compile("['\u2018\u2019\u02bc`]")
_NOT_ID = re.compile(r"[^a-z0-9]+")


class NewPlace(Struct, frozen=True):
    """A place that a table names and the site does not have yet."""

    id: AreaId
    name: str
    kind: KindId
    parent: AreaId | None
    further: Mapping[str, str] = field(default_factory=dict)


class Areas(Struct):
    """Every place and group by its names; `units` are those that state figures, `above` what each of them lies in.

    `new` are the places that were made up on the way, in their order. `numbers` are names without leading zeros.
    """

    places: Mapping[AreaId, Place]
    root: AreaId
    units: Names[AreaId] = field(default_factory=Names)
    areas: Names[AreaId] = field(default_factory=Names)
    above: dict[AreaId, frozenset[AreaId]] = field(default_factory=dict)
    new: dict[AreaId, NewPlace] = field(default_factory=dict)
    numbers: dict[str, tuple[AreaId, ...]] = field(default_factory=dict)

    def ignore_zeros(self) -> None:
        """Let leading zeros make no difference from now on, where no name fits as it is."""
        self.numbers = numbered(self.units)

    def unit(self, text: str, county: AreaId | None) -> tuple[AreaId, ...]:
        """Return the units that a name stands for, within a county where one is given."""
        found = self.units.find(text, lambda unit: county is None or county in self.above[unit])
        if found or not self.numbers:
            return found
        named = self.numbers.get(plain_number(text), ())
        return tuple(unit for unit in named if county is None or county in self.above[unit])

    def county(self, text: str) -> tuple[AreaId, ...]:
        """Return what a cell in the column of counties stands for; a county before a state of the same name."""
        found = self.areas.find(text)
        return found if len(found) == 1 else tuple(area for area in found if area != self.root)

    def nearest(self, text: str, county: AreaId | None) -> AreaId | None:
        """Return the unit whose name is nearest."""
        return likely(text, self.units, lambda unit: county is None or county in self.above[unit])

    def add_unit(self, unit: AreaId, names: Iterable[str], above: frozenset[AreaId]) -> None:
        """Add one unit."""
        self.units.add(unit, names)
        self.above[unit] = above

    def create(self, name: str, kind: KindId, parent: AreaId) -> AreaId | None:
        """Add a place with an id made of where it lies and its name; None where no id can be made or it is taken."""
        made = place_id(name, parent if parent != self.root else None, kind)
        if made is None or made in self.places or made in self.new:
            return None
        self.new[made] = NewPlace(made, name, kind, parent)
        self.add_unit(made, (name,), frozenset({parent, *self.above.get(parent, ())}))
        return made


def areas_of(site: Site, contest: Contest, meanings: Meanings) -> Areas:
    """Return the places of a contest by their names: units, and all that lies around them."""
    places, groups = site.places, site.groups
    found = Areas(places, contest.root)
    chains: dict[AreaId | None, frozenset[AreaId]] = {None: frozenset()}
    around: dict[AreaId, None] = {contest.root: None}
    for unit in contest.units:
        place = places[unit]
        above = _above(place, places, chains)
        around.update(dict.fromkeys(above))
        found.add_unit(unit, _names(place), above | {unit})
    for area in around:
        if area in groups:
            found.areas.add(area, (groups[area].name,))
            continue
        place = places[area]
        kind = site.kinds[place.kind].name
        found.areas.add(area, (*_names(place), f"{place.name} {kind}"))
    for area, names in meanings.places.items():
        (found.units if area in found.above else found.areas).tell(area, names)
    return found


def _names(place: Place) -> tuple[str, ...]:
    code = (place.code,) if place.code else ()
    return (place.name, *code, *place.aliases)


def _above(
    place: Place, places: Mapping[AreaId, Place], chains: dict[AreaId | None, frozenset[AreaId]]
) -> frozenset[AreaId]:
    """Return the places above a place and the groups that hold it; `chains` keeps those of places above."""
    parent = place.parent
    if parent not in chains:
        above = places[parent] if parent is not None else place
        chains[parent] = _above(above, places, chains) | {above.id}
    return chains[parent] | frozenset(place.groups)


def place_id(name: str, parent: AreaId | None, kind: KindId) -> AreaId | None:
    """Return the id of a new place: where it lies and its name, never digits alone; None where no letter is left."""
    slug = slug_of(name)
    if not slug:
        return None
    if parent is not None:
        return AreaId(f"{parent}-{slug}")
    return AreaId(f"{kind}-{slug}" if slug.replace("-", "").isdigit() else slug)


def slug_of(name: str) -> str:
    """Return a name as part of an id: lower-case letters, digits and hyphens, and nothing that Windows refuses."""
    split = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", name))
    plain = "".join(char for char in split if not unicodedata.combining(char))
    slug = _NOT_ID.sub("-", plain.casefold()).strip("-") if normal(name) else ""
    return slug if can_name_a_file(slug) else f"{slug}-1"
