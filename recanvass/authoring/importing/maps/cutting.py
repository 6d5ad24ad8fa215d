"""A part of an atlas as a small map: outlines thinned on a grid, where neighbours keep their shared border.

Owns exact arithmetic on outlines: no coordinate passes through a binary fraction. Must not know any place.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

GRID = 2400
"""Into how many steps the longer side of a map is quantised."""
LEAST_AREA = 14
"""A corner that spans a smaller triangle with its neighbours, in steps of the grid squared, is left out."""
_DIGITS = Decimal("0.000001")
_RING = 4
_WHOLE = Decimal(1)

Point = tuple[Decimal, Decimal]
Cell = tuple[int, int]
Ring = list[int]


class Region(Struct, frozen=True):
    """An area of an atlas: its code, its name, and its polygons as rings of arcs."""

    code: str
    name: str
    polygons: Sequence[Sequence[Sequence[int]]]


class PackagedAtlas(Struct, frozen=True):
    """Arcs as they are stored, with the scale and the corner that make degrees of them."""

    arcs: Sequence[Sequence[Sequence[int]]]
    scale: Point
    corner: Point

    def degrees(self, number: int) -> list[Point]:
        """Return the points of one arc."""
        x = y = 0
        points = []
        for across, up in self.arcs[number]:
            x, y = x + across, y + up
            points.append((x * self.scale[0] + self.corner[0], y * self.scale[1] + self.corner[1]))
        return points


class _Grid(Struct, frozen=True):
    step: Decimal
    west: Decimal
    south: Decimal

    def cell(self, point: Point) -> Cell:
        """Return the nearest point of the grid."""
        x, y = (point[0] - self.west) / self.step, (point[1] - self.south) / self.step
        return int(x.quantize(_WHOLE)), int(y.quantize(_WHOLE))


def map_text(atlas: PackagedAtlas, regions: Sequence[Region], head: Mapping[str, object]) -> str:
    """Return a map as text, a line each region and each arc, so that a difference can be read.

    `head` are the keys at its top, among them the kind of its places. An island that is lost on the grid is left out. A
    region that would be lost is not thinned.
    """
    numbers = list(dict.fromkeys(_arc(index) for region in regions for index in _indices(region)))
    drawn = {number: atlas.degrees(number) for number in numbers}
    grid = _grid([point for arc in drawn.values() for point in arc])
    exact = {number: [grid.cell(point) for point in arc] for number, arc in drawn.items()}
    cells = {number: thinned(arc) for number, arc in exact.items()}
    lost = [region for region in regions if not _visible(region, cells)]
    cells |= {_arc(index): exact[_arc(index)] for region in lost for index in _indices(region)}
    every = [(region.code, _visible(region, cells)) for region in regions]
    kept = [(code, polygons) for code, polygons in every if polygons]
    used = list(dict.fromkeys(_arc(index) for _, polygons in kept for ring in _rings(polygons) for index in ring))
    place = {number: position for position, number in enumerate(used)}
    shapes = [_shape(code, polygons, place) for code, polygons in kept]
    transform = f'{{"scale": [{grid.step}, {grid.step}], "translate": [{grid.west}, {grid.south}]}}'
    lines = ['"type": "Topology"', *(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items())]
    lines.append(f'"transform": {transform}')
    arcs = [json.dumps(deltas(cells[number]), separators=(",", ":")) for number in used]
    return (
        "{\n" + ",\n".join(lines) + f',\n"objects": {{{json.dumps(head["kind"])}: {{"type": "GeometryCollection", '
        '"geometries": [\n' + ",\n".join(shapes) + '\n]}},\n"arcs": [\n' + ",\n".join(arcs) + "\n]\n}\n"
    )


def _arc(index: int) -> int:
    return index if index >= 0 else ~index


def _rings(polygons: Iterable[Sequence[Ring]]) -> Iterator[Ring]:
    for polygon in polygons:
        yield from polygon


def _indices(region: Region) -> Iterator[int]:
    for polygon in region.polygons:
        for ring in polygon:
            yield from ring


def _grid(points: Sequence[Point]) -> _Grid:
    """Return a step in degrees, and the south-west corner, all with six decimals."""
    west, south = (min(point[axis] for point in points) for axis in (0, 1))
    east, north = (max(point[axis] for point in points) for axis in (0, 1))
    step = max(east - west, north - south) / GRID
    return _Grid(step.quantize(_DIGITS), west.quantize(_DIGITS), south.quantize(_DIGITS))


def thinned(arc: Sequence[Cell]) -> list[Cell]:
    """Leave out the corners that matter least (Visvalingam); both ends stay, and four points of a closed arc.

    An arc that the grid shrinks to one point is that point twice: the arcs on both sides of it stay joined.
    """
    kept = [point for index, point in enumerate(arc) if index == 0 or point != arc[index - 1]]
    if len(kept) == 1:
        return kept * 2
    least = _RING if kept[0] == kept[-1] else 2
    areas = [_doubled_area(*kept[index - 1 : index + 2]) for index in range(1, len(kept) - 1)]
    while len(kept) > least:
        smallest = min(areas)
        if smallest >= 2 * LEAST_AREA:
            break
        at = areas.index(smallest)
        del areas[at], kept[at + 1]
        for index in (at - 1, at):
            if 0 <= index < len(areas):
                areas[index] = _doubled_area(*kept[index : index + 3])
    return kept


def _doubled_area(first: Cell, second: Cell, third: Cell) -> int:
    return abs((second[0] - first[0]) * (third[1] - first[1]) - (third[0] - first[0]) * (second[1] - first[1]))


def _visible(region: Region, cells: Mapping[int, Sequence[Cell]]) -> list[list[Ring]]:
    """Return the polygons of a region that still have an area."""
    found = []
    for polygon in region.polygons:
        rings = [list(ring) for ring in polygon if _area(ring, cells)]
        if rings and _area(polygon[0], cells):
            found.append(rings)
    return found


def _area(ring: Sequence[int], cells: Mapping[int, Sequence[Cell]]) -> int:
    """Return the doubled area of a ring in steps of the grid squared."""
    points: list[Cell] = []
    for index in ring:
        arc = cells[_arc(index)]
        points += arc if index >= 0 else reversed(arc)
    pairs = zip(points, [*points[1:], *points[:1]], strict=True)
    return abs(sum(x * below - left * y for (x, y), (left, below) in pairs))


def _shape(code: str, polygons: Sequence[Sequence[Ring]], place: Mapping[int, int]) -> str:
    new = [
        [[place[index] if index >= 0 else ~place[~index] for index in ring] for ring in polygon] for polygon in polygons
    ]
    is_one = len(new) == 1
    shape = {"type": "Polygon" if is_one else "MultiPolygon", "id": code, "arcs": new[0] if is_one else new}
    return json.dumps(shape, separators=(",", ":"))


def deltas(arc: Sequence[Cell]) -> list[Cell]:
    """Return each point of an arc as the way from the one before it."""
    before = [(0, 0), *arc]
    return [(x - left, y - below) for (x, y), (left, below) in zip(arc, before, strict=False)]
