"""Areas as rings of shared arcs, on a grid of whole steps, and the text of a map file made of them.

Owns areas and the form of the file. No coordinate passes through a binary fraction. Must not know any place.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

Point = tuple[Decimal, Decimal]
Cell = tuple[int, int]
Ring = Sequence[int]
Polygons = Sequence[Sequence[Ring]]


class Region(Struct, frozen=True):
    """An area: its code, its name, and its polygons as rings of arcs; `~index` is an arc taken from its end."""

    code: str
    name: str
    polygons: Polygons

    @property
    def rings(self) -> Iterator[Ring]:
        """The rings of all polygons."""
        for polygon in self.polygons:
            yield from polygon

    @property
    def arcs(self) -> Iterator[int]:
        """The numbers of all arcs."""
        return (arc_number(index) for ring in self.rings for index in ring)


class Grid(Struct, frozen=True):
    """What makes degrees of whole steps."""

    step: Decimal
    west: Decimal
    south: Decimal

    def cell(self, point: Point) -> Cell:
        """Return the nearest point of the grid."""
        x, y = (point[0] - self.west) / self.step, (point[1] - self.south) / self.step
        return int(x.quantize(Decimal(1))), int(y.quantize(Decimal(1)))


def arc_number(index: int) -> int:
    """Return the number of an arc, whichever end it is taken from."""
    return index if index >= 0 else ~index


def doubled_area(ring: Ring, cells: Mapping[int, Sequence[Cell]]) -> int:
    """Return twice the area of a ring, in steps of the grid squared."""
    points: list[Cell] = []
    for index in ring:
        arc = cells[arc_number(index)]
        points += arc if index >= 0 else reversed(arc)
    pairs = zip(points, [*points[1:], *points[:1]], strict=True)
    return abs(sum(x * below - left * y for (x, y), (left, below) in pairs))


def map_file(head: Mapping[str, object], grid: Grid, regions: Iterable[Region], cells: Mapping[int, list[Cell]]) -> str:
    """Return a map as text, a line each region and each arc, so that a difference can be read.

    `head` are the keys at its top, among them the kind of its places. Arcs that no region has are left out.
    """
    regions = list(regions)
    used = list(dict.fromkeys(arc for region in regions for arc in region.arcs))
    position = {number: at for at, number in enumerate(used)}
    shapes = [_shape(region, position) for region in regions]
    transform = f'{{"scale": [{grid.step}, {grid.step}], "translate": [{grid.west}, {grid.south}]}}'
    lines = ['"type": "Topology"', *(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items())]
    lines.append(f'"transform": {transform}')
    arcs = [json.dumps(deltas(cells[number]), separators=(",", ":")) for number in used]
    return (
        "{\n" + ",\n".join(lines) + f',\n"objects": {{{json.dumps(head["kind"])}: {{"type": "GeometryCollection", '
        '"geometries": [\n' + ",\n".join(shapes) + '\n]}},\n"arcs": [\n' + ",\n".join(arcs) + "\n]\n}\n"
    )


def _shape(region: Region, position: Mapping[int, int]) -> str:
    new = [
        [[position[index] if index >= 0 else ~position[~index] for index in ring] for ring in polygon]
        for polygon in region.polygons
    ]
    is_one = len(new) == 1
    shape = {"type": "Polygon" if is_one else "MultiPolygon", "id": region.code, "arcs": new[0] if is_one else new}
    return json.dumps(shape, separators=(",", ":"))


def deltas(arc: Sequence[Cell]) -> list[Cell]:
    """Return each point of an arc as the way from the one before it."""
    before = [(0, 0), *arc]
    return [(x - left, y - below) for (x, y), (left, below) in zip(arc, before, strict=False)]
