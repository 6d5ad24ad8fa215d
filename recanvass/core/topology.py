"""Outlines of places to shapes in user units: regions of a topology projected, or equal tiles where there are none.

Owns projection, reading order and where a label stands. Must not know places, results or markup. Floats are fine here:
no result passes through.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

WIDTH = 1000
TILES_ACROSS = 8
TILE_HEIGHT = 96
GAP = 5
"""Between two tiles."""

Degrees = tuple[float, float]
"""Longitude, latitude."""
Point = tuple[int, int]
Arcs = tuple[int, ...]
"""One ring: the arcs that make it up, in order; `~index` stands for an arc taken from its end."""


class Topology(Struct, frozen=True):
    """Outlines that share their borders: each region is made of rings, each ring of arcs (TopoJSON)."""

    arcs: tuple[tuple[Degrees, ...], ...]
    regions: Mapping[str, tuple[Arcs, ...]]


class Shape(Struct, frozen=True):
    """A region: its closed rings without the repeated last point, and where its label stands."""

    key: str
    rings: tuple[tuple[Point, ...], ...]
    label: Point


class Drawing(Struct, frozen=True):
    """Shapes in reading order, in a picture that is `WIDTH` wide."""

    height: int
    shapes: tuple[Shape, ...]


def gap(topology: Topology, ring: Arcs) -> tuple[int, int] | None:
    """Return two arcs that follow each other in a ring without meeting; None where the ring is closed."""
    for before, after in pairwise((*ring, ring[0])):
        if _arc(topology, before)[-1] != _arc(topology, after)[0]:
            return before, after
    return None


def _arc(topology: Topology, index: int) -> Sequence[Degrees]:
    return topology.arcs[index] if index >= 0 else topology.arcs[~index][::-1]


def drawing(topology: Topology, keys: Iterable[str]) -> Drawing:
    """Return some regions of a topology, which fill the picture.

    An equirectangular projection, true to scale along the parallel through the middle. A ring that is too small to be
    seen is left out, but never the largest of a region.
    """
    rings = {key: [_ring(topology, ring) for ring in topology.regions[key]] for key in keys}
    points = [point for parts in rings.values() for ring in parts for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrowing = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrowing, north - south)
    left = (WIDTH - (east - west) * narrowing * scale) / 2

    def place(point: Degrees) -> Point:
        return round(left + (point[0] - west) * narrowing * scale), round((north - point[1]) * scale)

    shapes = [_shape(key, [[place(point) for point in ring] for ring in parts]) for key, parts in rings.items()]
    return Drawing(round((north - south) * scale), tuple(_in_reading_order(shapes)))


def _ring(topology: Topology, arcs: Arcs) -> list[Degrees]:
    """Return the points of a ring; those in which two arcs meet stand once."""
    return [point for index in arcs for point in _arc(topology, index)[:-1]]


def _shape(key: str, rings: Iterable[Sequence[Point]]) -> Shape:
    whole = [_corners(ring) for ring in rings]
    largest = max(whole, key=lambda ring: abs(doubled_area(ring)))
    seen = tuple(ring for ring in whole if ring is largest or abs(doubled_area(ring)) > 1)
    return Shape(key, seen, _middle(largest))


def _corners(ring: Sequence[Point]) -> tuple[Point, ...]:
    """Return a ring without points that fall on the one before; a ring that is a single point keeps it."""
    return tuple(point for before, point in pairwise((ring[-1], *ring)) if point != before) or (ring[0],)


def doubled_area(ring: Sequence[Point]) -> int:
    """Return twice the area of a closed ring; its sign says which way round it goes."""
    return sum(x * below - right * y for (x, y), (right, below) in pairwise((*ring, *ring[:1])))


def _middle(ring: Sequence[Point]) -> Point:
    """Return the centre of gravity of a ring; one of its corners where it has no area."""
    area = doubled_area(ring)
    if not area:
        return ring[0]
    sides = [(one, other, one[0] * other[1] - other[0] * one[1]) for one, other in pairwise((*ring, ring[0]))]
    x = sum((one[0] + other[0]) * cross for one, other, cross in sides)
    y = sum((one[1] + other[1]) * cross for one, other, cross in sides)
    return round(x / (3 * area)), round(y / (3 * area))


def _in_reading_order(shapes: Iterable[Shape]) -> Iterator[Shape]:
    """Yield shapes line by line, from the north-west to the south-east.

    A line ends where a label stands half a shape lower than the first one of it; half of the shapes are higher.
    """
    from_above = sorted(shapes, key=lambda shape: shape.label[1])
    heights = sorted(_height(shape) for shape in from_above)
    line: list[Shape] = []
    for shape in from_above:
        if line and 2 * (shape.label[1] - line[0].label[1]) > heights[len(heights) // 2]:
            yield from sorted(line, key=lambda one: one.label[0])
            line = []
        line.append(shape)
    yield from sorted(line, key=lambda one: one.label[0])


def _height(shape: Shape) -> int:
    levels = [y for ring in shape.rings for _, y in ring]
    return max(levels) - min(levels)


def tiles(keys: Sequence[str]) -> Drawing:
    """Return one equal tile a key, line by line in their order."""
    step = WIDTH // TILES_ACROSS
    shapes = []
    for index, key in enumerate(keys):
        top, left = (part * size for part, size in zip(divmod(index, TILES_ACROSS), (TILE_HEIGHT, step), strict=True))
        right, bottom = left + step - GAP, top + TILE_HEIGHT - GAP
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        shapes.append(Shape(key, (corners,), ((left + right) // 2, (top + bottom) // 2)))
    return Drawing(-(-len(keys) // TILES_ACROSS) * TILE_HEIGHT, tuple(shapes))
