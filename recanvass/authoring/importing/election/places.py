"""Places of election files by level: state, county, municipality, precinct, and counts that are no place.

Owns which place a row is about, and the ids of places that are new. A place that the site has is found by its names.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from recanvass.authoring.importing.areas import NewPlace, place_id, slug_of
from recanvass.authoring.importing.election.words import is_central, same
from recanvass.authoring.importing.matching import is_total
from recanvass.content.load.places import Gazetteer
from recanvass.core.ids import AreaId, KindId
from recanvass.core.model import Kind, Place

CENTRAL = KindId("central-count")
_KINDS = {
    CENTRAL: Kind(CENTRAL, "Central count", "Central counts"),
    KindId("county"): Kind(KindId("county"), "County", "Counties"),
    KindId("parish"): Kind(KindId("parish"), "Parish", "Parishes"),
    KindId("city"): Kind(KindId("city"), "City", "Cities"),
    KindId("municipality"): Kind(KindId("municipality"), "Municipality", "Municipalities"),
}
Where = tuple[str, str, str]
"""The names of a place in a row: of the county, the municipality and the precinct."""


def kind_of(name: str) -> Kind:
    """Return a kind with its plural."""
    slug = KindId(slug_of(name))
    return _KINDS.get(slug) or Kind(slug, name.capitalize(), f"{name.capitalize()}s")


class Levels(Struct, frozen=True):
    """The kinds of counties, municipalities and precincts."""

    county: KindId = KindId("county")
    town: KindId = KindId("municipality")
    precinct: KindId = KindId("precinct")


class Stand(Struct, frozen=True):
    """The place that a row is about, and whether the row says that it is a sum."""

    area: AreaId
    is_sum: bool = False


class PlaceBook(Struct):
    """Every place by its names, those of the site and those that are new.

    `above` leads from a place to the one it lies in. `counties` are the names in the column of counties.
    """

    root: AreaId
    levels: Levels
    kinds: dict[KindId, Kind] = field(default_factory=dict)
    new_kinds: dict[KindId, Kind] = field(default_factory=dict)
    above: dict[AreaId, AreaId | None] = field(default_factory=dict)
    kind: dict[AreaId, KindId] = field(default_factory=dict)
    name: dict[AreaId, str] = field(default_factory=dict)
    new: dict[AreaId, NewPlace] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    fips: dict[str, str] = field(default_factory=dict)
    found: dict[tuple[AreaId, str], AreaId] = field(default_factory=dict)
    doubtful: dict[Where, tuple[AreaId, ...]] = field(default_factory=dict)
    clashes: dict[Where, AreaId] = field(default_factory=dict)
    known: dict[Where, Stand] = field(default_factory=dict)
    below: dict[tuple[AreaId, str], list[AreaId]] = field(default_factory=dict)
    counties: frozenset[str] = frozenset()

    def stand(self, where: Where) -> Stand:
        """Return the place of a row, which is made if the site does not have it."""
        stand = self.known.get(where)
        if stand is None:
            stand = self.known[where] = self._stand(where)
        return stand

    def _stand(self, where: Where) -> Stand:
        county, town, precinct = where
        if precinct and not county and not town:
            # A row of a whole county, or of all of them, may have its name where the others have that of a precinct.
            if self.counties and same(precinct) in _with_kind(self.name[self.root], self.kind[self.root]):
                return Stand(self.root)
            if same(precinct) in self.counties:
                county, precinct = precinct, ""
        area, is_sum = self.root, False
        for text, kind in ((county, self.levels.county), (town, self.levels.town)):
            if text and is_total(text):
                return Stand(area, is_sum=True)
            if text:
                area = self._one(where, text, area, kind)
        if not precinct:
            return Stand(area)
        if is_total(precinct):
            return Stand(area, is_sum=True)
        kind = CENTRAL if is_central(precinct, county) else self.levels.precinct
        return Stand(self._one(where, precinct, area, kind), is_sum=is_sum)

    def _one(self, where: Where, text: str, parent: AreaId, kind: KindId) -> AreaId:
        """Return the place of a name below another one."""
        name = same(text)
        listed = self._fitting(self.below.get((parent, name), []), parent, kind)
        if len(listed) > 1:
            own = [one for one in listed if self.above.get(one) == parent]
            listed = own if len(own) == 1 else listed
        if listed:
            if len(listed) > 1:
                self.doubtful[where] = tuple(listed)
            return listed[0]
        if kind == self.levels.county and self.kind[parent] == kind and name in _with_kind(self.name[parent], kind):
            return parent
        return self._new(where, text, parent, kind)

    def _fitting(self, listed: list[AreaId], parent: AreaId, kind: KindId) -> list[AreaId]:
        """Return those of several places that are of the level of a column."""
        levels = (self.levels.county, self.levels.town)
        if kind in levels:
            of_kind = [one for one in listed if self.kind[one] == kind]
            return of_kind or [one for one in listed if self.above[one] == parent and one not in self.new]
        own = [one for one in listed if self.above[one] == parent]
        return own or [one for one in listed if self.kind[one] not in levels]

    def _new(self, where: Where, text: str, parent: AreaId, kind: KindId) -> AreaId:
        self.need(kind)
        stem = place_id(text, parent if kind != self.levels.county else None, kind) or AreaId(f"{parent}-{kind}")
        made = stem
        if kind == self.levels.county and made in self.taken:
            made = AreaId(f"{stem}-{kind}")
        number = 2
        while made in self.taken:
            if made not in self.new:
                self.clashes[where] = made
            made = AreaId(f"{stem}-{number}")
            number += 1
        further = {"fips": f'"{self.fips[text]}"'} if kind == self.levels.county and text in self.fips else {}
        self.new[made] = NewPlace(made, text, kind, parent, further)
        self.add(made, (text,), kind, parent)
        return made

    def need(self, kind: KindId) -> None:
        """Declare a kind if the site does not have it."""
        if kind not in self.kinds:
            self.kinds[kind] = self.new_kinds[kind] = kind_of(kind.replace("-", " "))

    def add(self, area: AreaId, names: Iterable[str], kind: KindId, parent: AreaId | None) -> None:
        """Add a place with all its names, to be found below each place that it lies in."""
        names = list(names)
        self.above[area], self.kind[area], self.name[area] = parent, kind, names[0] if names else area
        self.taken.add(area)
        compared = dict.fromkeys(map(same, names))
        place = parent
        while place is not None:
            for name in compared:
                listed = self.below.setdefault((place, name), [])
                if area not in listed:
                    listed.append(area)
            place = self.above.get(place)

    def chain(self, area: AreaId) -> list[AreaId]:
        """Return a place and those that it lies in, up to the topmost."""
        found: list[AreaId] = []
        place: AreaId | None = area
        while place is not None:
            found.append(place)
            place = self.above.get(place)
        return found

    def leaves(self) -> dict[AreaId, list[AreaId]]:
        """Return the places without any place in them, below each place, itself among them."""
        parents = {parent for parent in self.above.values() if parent is not None}
        found: dict[AreaId, list[AreaId]] = {}
        for area in self.above:
            if area not in parents:
                for place in self.chain(area):
                    found.setdefault(place, []).append(area)
        return found


def _with_kind(name: str, kind: str) -> tuple[str, str, str]:
    """Return a name as it is compared, with and without the word for what the place is: Lee, Lee County."""
    plain, word = same(name), same(kind.replace("-", " "))
    return plain, f"{plain} {word}", plain.removesuffix(f" {word}")


def place_book(
    gazette: Gazetteer | None,
    root: NewPlace | AreaId,
    levels: Levels,
    fips: Mapping[str, str],
    *,
    counties: Iterable[str],
) -> PlaceBook:
    """Return the places of the site, ready to be found; a root that is new is the first new place."""
    book = PlaceBook(
        AreaId(root.id if isinstance(root, NewPlace) else root),
        levels,
        fips=dict(fips),
        counties=frozenset(map(same, counties)),
    )
    if gazette is not None:
        book.kinds |= gazette.kinds
        book.taken |= {str(name) for name in gazette.groups}
        for place in _from_the_top(gazette.places):
            book.add(
                place.id, (place.name, *([place.code] if place.code else ()), *place.aliases), place.kind, place.parent
            )
            kind = gazette.kinds[place.kind].name if place.kind in gazette.kinds else ""
            above = place.parent
            while above is not None:
                for name in _with_kind(place.name, kind):
                    listed = book.below.setdefault((above, name), [])
                    listed += [place.id] if place.id not in listed else []
                above = book.above.get(above)
    if isinstance(root, NewPlace):
        book.need(root.kind)
        book.new[root.id] = root
        book.add(root.id, (root.name,), root.kind, None)
    return book


def _from_the_top(places: Mapping[AreaId, Place]) -> list[Place]:
    """Return places so that each comes after the one that it lies in."""
    ordered: dict[AreaId, Place] = {}

    def put(place: Place) -> None:
        if place.id not in ordered:
            if place.parent is not None and place.parent in places:
                put(places[place.parent])
            ordered[place.id] = place

    for place in places.values():
        put(place)
    return list(ordered.values())


def new_root(told: tuple[str | None, str, str] | None) -> NewPlace | None:
    """Return the place that the editor names as the one that all others lie in."""
    if told is None:
        return None
    name, text, kind = told
    return NewPlace(AreaId(name or slug_of(text)), text, KindId(slug_of(kind)), None)


__all__ = ["CENTRAL", "Levels", "PlaceBook", "Stand", "kind_of", "new_root", "place_book"]
