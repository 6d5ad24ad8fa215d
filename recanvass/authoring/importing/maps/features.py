"""The outlines in a file of GeoJSON or TopoJSON, with what the file says of each.

Owns reading them, on a grid of about a metre. Must not know any place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import DecodeError, Raw, Struct, ValidationError, json

from recanvass.authoring.importing.maps.regions import Cell, Grid
from recanvass.content.load.topojson import FaultyError
from recanvass.core.messages import worded

GRID = Grid(Decimal("0.00001"), Decimal(0), Decimal(0))
"""A step is a metre or less, which no map of a page can show."""
ID = "id"
"""What the id of an outline is called, beside the names of its properties."""
_EAST, _NORTH = 180, 90
_AXES = 2
_CORNERS = 3
_DEGREES = worded("export it in WGS 84 (EPSG:4326); at mapshaper.org, type -proj wgs84 in the console")
_EXPORT = worded("export the places as GeoJSON with polygons, for example at mapshaper.org, which reads shapefiles too")

_Rings = list[list[list[Decimal]]]
_Drawn = tuple[Mapping[str, object], Sequence[Sequence[Sequence[Cell]]]]


class Feature(Struct, frozen=True):
    """An outline: what the file says of it, and its polygons as rings of points; no ring repeats its first point."""

    properties: Mapping[str, str]
    polygons: Sequence[Sequence[Sequence[Cell]]]


class FeatureLayer(Struct, frozen=True):
    """The outlines that stand together in a file; `without` counts those that are not there."""

    name: str
    features: Sequence[Feature]
    without: int


class _Node(Struct):
    """An object of GeoJSON, whatever it is."""

    type: str
    id: object = None
    properties: dict[str, object] | None = None
    geometry: "_Node | None" = None
    features: list["_Node"] = []
    geometries: list["_Node"] = []
    coordinates: Raw = Raw(b"[]")


class _Shape(Struct):
    """An object of TopoJSON; one without an outline has null for a type."""

    type: str | None = None
    id: object = None
    properties: dict[str, object] | None = None
    geometries: list["_Shape"] = []
    arcs: Raw = Raw(b"[]")


class _Transform(Struct):
    scale: tuple[Decimal, Decimal]
    translate: tuple[Decimal, Decimal]


class _Topology(Struct):
    arcs: list[list[list[Decimal]]]
    objects: dict[str, _Shape]
    transform: _Transform | None = None


def feature_layers(data: bytes) -> list[FeatureLayer]:
    """Return the layers of a file that have outlines; raises FaultyError."""
    text = data.removeprefix(b"\xef\xbb\xbf")
    try:
        tree = json.decode(text, type=_Node)
        is_topology = tree.type == "Topology"
        found = list(_topojson(json.decode(text, type=_Topology))) if is_topology else [_layer("", _geojson(tree))]
    except ValidationError as error:
        message = worded(
            "it isn't GeoJSON or TopoJSON: %(error)s%(other_error)s",
            error=str(error)[:1].lower(),
            other_error=str(error)[1:],
        )
        raise FaultyError(message, _EXPORT) from None
    except (DecodeError, RecursionError, UnicodeDecodeError):
        raise FaultyError(worded("it isn't JSON"), _EXPORT, "E430") from None
    except IndexError:
        raise FaultyError(worded("an outline names a missing arc"), _EXPORT) from None
    layers = [layer for layer in found if layer.features]
    if not layers:
        raise FaultyError(worded("it has no outlines: no Polygon and no MultiPolygon with an area"), _EXPORT)
    return layers


def _layer(name: str, drawn: Iterable[_Drawn]) -> FeatureLayer:
    features, without = [], 0
    for properties, polygons in drawn:
        rings = [[_ring(ring) for ring in polygon] for polygon in polygons]
        seen = [[ring for ring in polygon if _has_area(ring)] for polygon in rings if polygon and _has_area(polygon[0])]
        if seen:
            features.append(Feature(dict(_texts(properties)), seen))
        else:
            without += 1
    return FeatureLayer(name, features, without)


def _texts(properties: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what can name a place: texts and numbers, a whole one without a fraction of zero."""
    for key, value in properties.items():
        if isinstance(value, str):
            yield key, " ".join(value.split())
        elif value is not None and not isinstance(value, bool | dict | list):
            yield key, str(value).removesuffix(".0")


def _ring(points: Sequence[Cell]) -> list[Cell]:
    """Return a ring without repeated points; the first is not there again at the end."""
    ring = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


def _has_area(ring: Sequence[Cell]) -> bool:
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return len(ring) >= _CORNERS and sum(x * below - left * y for (x, y), (left, below) in pairs) != 0


def _cell(x: Decimal, y: Decimal) -> Cell:
    if not (abs(x) <= _EAST and abs(y) <= _NORTH):
        raise FaultyError(worded("its coordinates are not in degrees of longitude and latitude"), _DEGREES)
    return GRID.cell((x, y))


def _named(one: _Node | _Shape) -> Mapping[str, object]:
    return {ID: one.id, **(one.properties or {})}


def _geojson(tree: _Node) -> Iterator[_Drawn]:
    """Yield the polygons of GeoJSON with what is said of them, whatever they are wrapped in."""
    for node in tree.features or tree.geometries:
        yield from _geojson(node)
    if tree.type == "Feature":
        parts = _geojson(tree.geometry) if tree.geometry is not None else ()
        yield _named(tree), [polygon for _, polygons in parts for polygon in polygons]
    elif tree.type == "Polygon":
        yield {}, [_cells(json.decode(tree.coordinates, type=_Rings))]
    elif tree.type == "MultiPolygon":
        yield {}, [_cells(polygon) for polygon in json.decode(tree.coordinates, type=list[_Rings])]


def _cells(polygon: _Rings) -> list[list[Cell]]:
    if any(len(point) < _AXES for ring in polygon for point in ring):
        raise FaultyError(worded("a point of an outline has no latitude"), _EXPORT)
    return [[_cell(*point[:_AXES]) for point in ring] for ring in polygon]


def _topojson(tree: _Topology) -> Iterator[FeatureLayer]:
    arcs = [list(_arc(arc, tree.transform)) for arc in tree.arcs]
    for name, collection in tree.objects.items():
        yield _layer(name, (_shape(shape, arcs) for shape in collection.geometries or [collection]))


def _arc(arc: Sequence[Sequence[Decimal]], transform: _Transform | None) -> Iterator[Cell]:
    x = y = Decimal(0)
    for right, above, *_ in arc:
        x, y = (right, above) if transform is None else (x + right, y + above)
        across, up = transform.scale if transform is not None else (1, 1)
        west, south = transform.translate if transform is not None else (0, 0)
        yield _cell(x * across + west, y * up + south)


def _shape(shape: _Shape, arcs: Sequence[Sequence[Cell]]) -> _Drawn:
    polygons: list[list[list[int]]] = []
    if shape.type == "Polygon":
        polygons = [json.decode(shape.arcs, type=list[list[int]])]
    elif shape.type == "MultiPolygon":
        polygons = json.decode(shape.arcs, type=list[list[list[int]]])
    return _named(shape), [[_joined(ring, arcs) for ring in polygon] for polygon in polygons]


def _joined(ring: Sequence[int], arcs: Sequence[Sequence[Cell]]) -> list[Cell]:
    return [point for index in ring for point in (arcs[index] if index >= 0 else arcs[~index][::-1])]
