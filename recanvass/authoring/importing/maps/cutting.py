"""A part of the packaged atlas as a small map: outlines thinned on a grid, where neighbours keep their shared border.

Owns how fine that grid is. Must not know any place.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from recanvass.authoring.importing.maps.regions import Cell, Grid, Point, Region, doubled_area, map_file
from recanvass.authoring.importing.maps.thinning import line

GRID = 2400
"""Into how many steps the longer side of a map is quantised."""
LEAST_AREA = 14
"""A corner that spans a smaller triangle with its neighbours, in steps of the grid squared, is left out."""
_DIGITS = Decimal("0.000001")


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


def map_text(atlas: PackagedAtlas, regions: Sequence[Region], head: Mapping[str, object]) -> str:
    """Return a map as the text of its file.

    `head` are the keys at its top, among them the kind of its places. An island that is lost on the grid is left out. A
    region that would be lost is not thinned.
    """
    drawn = {number: atlas.degrees(number) for region in regions for number in region.arcs}
    grid = _grid([point for arc in drawn.values() for point in arc])
    exact = {number: [grid.cell(point) for point in arc] for number, arc in drawn.items()}
    cells = {number: line(arc).thinned(2 * LEAST_AREA) for number, arc in exact.items()}
    lost = [region for region in regions if not _visible(region, cells).polygons]
    cells |= {number: exact[number] for region in lost for number in region.arcs}
    seen = (_visible(region, cells) for region in regions)
    return map_file(head, grid, (region for region in seen if region.polygons), cells)


def _grid(points: Sequence[Point]) -> Grid:
    """Return a step in degrees, and the south-west corner, all with six decimals."""
    west, south = (min(point[axis] for point in points) for axis in (0, 1))
    east, north = (max(point[axis] for point in points) for axis in (0, 1))
    step = max(east - west, north - south) / GRID
    return Grid(step.quantize(_DIGITS), west.quantize(_DIGITS), south.quantize(_DIGITS))


def _visible(region: Region, cells: Mapping[int, Sequence[Cell]]) -> Region:
    """Return a region with the polygons that still have an area."""
    found = []
    for polygon in region.polygons:
        rings = [list(ring) for ring in polygon if doubled_area(ring, cells)]
        if rings and doubled_area(polygon[0], cells):
            found.append(rings)
    return Region(region.code, region.name, found)
