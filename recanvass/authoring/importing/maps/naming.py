"""Which outline of a file is which place: by an id, a code or a name, and by the county around it if names repeat.

Owns the property of the outlines that names their places. Must not pick one of several places that fit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct

from recanvass.authoring.importing.likeness import numbered, plain_number
from recanvass.authoring.importing.maps.features import Feature, FeatureLayer
from recanvass.authoring.importing.matching import Names
from recanvass.content.load.places import Gazetteer
from recanvass.content.load.topojson import FaultyError
from recanvass.content.schema.keys import PlaceRecord
from recanvass.core.ids import AreaId, KindId
from recanvass.core.messages import worded
from recanvass.core.model import Place

_FIPS = PlaceRecord.fips.key
_COUNTERS = frozenset(
    {"objectid", "fid", "ogc_fid", "gid", "oid", "shape_area", "shape_leng", "shape_length", "shape_len"}
)
"""Properties by which a map program counts or measures outlines; they only name places if the editor says so."""


class NamedOutlines(Struct, frozen=True):
    """The outlines of places of one kind.

    `key` is the property that names the places, `within` the one that names what lies around them. `left` are those of
    no place, `unclear` those of several.
    """

    kind: KindId
    layer: FeatureLayer
    key: str
    within: str | None
    places: Mapping[AreaId, Sequence[Feature]]
    left: Sequence[Feature]
    unclear: Sequence[Feature]

    @property
    def worth(self) -> tuple[int, int]:
        """What speaks for a property: places with one outline, then all places."""
        return sum(len(found) == 1 for found in self.places.values()), len(self.places)


class _Known(Struct, frozen=True):
    """The places of a kind by all their names, and what lies around them."""

    kind: KindId
    names: Names[AreaId]
    numbers: Mapping[str, Sequence[AreaId]]
    around: Names[AreaId]
    above: Mapping[AreaId, frozenset[AreaId]]

    def find(self, text: str) -> tuple[AreaId, ...]:
        """Return the places that a name or code may mean; leading zeros make no difference."""
        return self.names.find(text) or tuple(self.numbers.get(plain_number(text), ()))


def named_outlines(
    layers: Sequence[FeatureLayer], gazette: Gazetteer, kind: KindId | None, key: str | None
) -> NamedOutlines:
    """Return the outlines of the kind of places, and by the property, that fit best; raises FaultyError (E433)."""
    kinds = [kind] if kind is not None else list(gazette.kinds)
    found = [
        one
        for known in (_known(gazette, name) for name in kinds)
        for layer in layers
        for one in _by_each_key(layer, known, key)
    ]
    best = max(found, key=lambda one: one.worth, default=None)
    if best is None or not best.places:
        what = (
            worded("one of: %(plural)s", plural=gazette.kinds[kind].plural)
            if kind is not None
            else worded("a place of this site")
        )
        count = sum(len(layer.features) for layer in layers)
        message = worded("none of the %(count)s outlines is %(what)s", count=f"{count:,}", what=what) + (
            worded(" by '%(key)s'", key=key) if key else ""
        )
        raise FaultyError(message, _offered(layers), "E433")
    for other in found:
        if other.kind == best.kind and other.layer is best.layer and 2 * other.worth[0] > best.worth[0]:
            _check_agreement(best, other)
    return best


def _offered(layers: Sequence[FeatureLayer]) -> str:
    """Return a hint with the properties of a file and their first values."""
    first: dict[str, str] = {}
    for layer in layers:
        for feature in layer.features:
            first = {**feature.properties, **first}
    shown = ", ".join(f"{key} '{text}'" for key, text in list(first.items())[:8])
    if not shown:
        return worded("its outlines have no ids or properties that name places; export it with its attributes")
    return worded(
        "it has %(shown)s; give the places that name, alias or code, or choose the property with --match", shown=shown
    )


def _check_agreement(best: NamedOutlines, other: NamedOutlines) -> None:
    """Refuse two properties that name different places for one outline, unless one of them was asked for."""
    of = {id(feature): place for place, features in best.places.items() for feature in features}
    for place, features in other.places.items():
        for feature in features:
            if of.get(id(feature), place) != place:
                names = worded(
                    "'%(best)s' says %(of)s, '%(other)s' says %(place)s",
                    best=best.key,
                    of=of[id(feature)],
                    other=other.key,
                    place=place,
                )
                message = worded("two properties of an outline name different places: %(names)s", names=names)
                raise FaultyError(
                    message, worded("choose the right one, for example --match %(best)s", best=best.key), "E433"
                )


def _known(gazette: Gazetteer, kind: KindId) -> _Known:
    names: Names[AreaId] = Names()
    around: Names[AreaId] = Names()
    above: dict[AreaId, frozenset[AreaId]] = {}
    for place in gazette.places.values():
        if place.kind == kind:
            names.add(place.id, _names(place))
            above[place.id] = frozenset(_chain(place, gazette.places))
    for area in dict.fromkeys(area for areas in above.values() for area in areas):
        around.add(area, _names(gazette.places[area]))
    return _Known(kind, names, numbered(names), around, above)


def _names(place: Place) -> Iterable[str]:
    return filter(None, (place.name, *place.aliases, place.code, dict(place.attributes).get(_FIPS)))


def _chain(place: Place, places: Mapping[AreaId, Place]) -> Iterable[AreaId]:
    while place.parent is not None and place.parent in places:
        place = places[place.parent]
        yield place.id


def _by_each_key(layer: FeatureLayer, known: _Known, key: str | None) -> Iterable[NamedOutlines]:
    every = dict.fromkeys(name for feature in layer.features for name in feature.properties)
    find = cache(known.find)
    wanted = [key] if key is not None else [name for name in every if name.lower() not in _COUNTERS]
    for name in wanted:
        fits = [find(feature.properties.get(name, "")) for feature in layer.features]
        if not any(fits):
            continue
        within = _within(layer, known, [other for other in every if other != name], fits)
        yield _named(layer, known, (name, within), fits)


def _within(layer: FeatureLayer, known: _Known, keys: Iterable[str], fits: Sequence[Sequence[AreaId]]) -> str | None:
    """Return the property that says what lies around outlines whose names repeat; None where they do not."""
    met = Counter(found[0] for found in fits if len(found) == 1)
    doubtful = [
        (feature, found)
        for feature, found in zip(layer.features, fits, strict=True)
        if len(found) > 1 or (found and met[found[0]] > 1)
    ]
    find = cache(known.around.find)
    solved: Counter[str] = Counter()
    for key in keys if doubtful else ():
        inside = Counter(
            places[0]
            for feature, found in doubtful
            if len(places := _inside(found, find(feature.properties.get(key, "")), known)) == 1
        )
        solved[key] = sum(count == 1 for count in inside.values())
    best = solved.most_common(1)
    return best[0][0] if best and best[0][1] else None


def _inside(places: Sequence[AreaId], around: Sequence[AreaId], known: _Known) -> list[AreaId]:
    return [place for place in places if known.above[place].intersection(around)]


def _named(
    layer: FeatureLayer, known: _Known, keys: tuple[str, str | None], fits: Sequence[Sequence[AreaId]]
) -> NamedOutlines:
    key, within = keys
    places: dict[AreaId, list[Feature]] = defaultdict(list)
    left: list[Feature] = []
    unclear: list[Feature] = []
    for feature, found in zip(layer.features, fits, strict=True):
        around = feature.properties.get(within, "") if within is not None else ""
        inside = _inside(found, known.around.find(around), known) if around else found
        if len(inside) == 1:
            places[inside[0]].append(feature)
        else:
            (unclear if inside else left).append(feature)
    return NamedOutlines(known.kind, layer, key, within, places, left, unclear)
