"""Outlines with as much detail as a file of a given size can hold.

Owns which detail goes first: a border keeps it in proportion to the smaller of the two places that it parts, so that
precincts of a city and of open country lose the same share of theirs.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from recanvass.authoring.importing.maps.borders import shared_arcs
from recanvass.authoring.importing.maps.features import GRID
from recanvass.authoring.importing.maps.regions import Cell, Region, Ring, arc_number, doubled_area, map_file
from recanvass.authoring.importing.maps.thinning import Line, line
from recanvass.content.load.topojson import MAX_CHARACTERS, MAX_POINTS, FaultyError
from recanvass.core.messages import worded

_SHARES = (5000, 3500, 2500, 1750, 1250, 900, 625, 450, 320, 220, 160, 110, 80, 56, 40, 28, 20, 14, 10, 7, 5, 3, 2)
"""What is tried: a corner is left out if it spans less than one part in so many of a place. The first is never seen."""
_LENS = 2
"""A ring of so many arcs has no area unless one of them keeps a corner."""
_ENDS, _BEND = 2, 3
_KB = 1000


class Reduced(Struct, frozen=True):
    """The text of a map, how many points it has, and how many there were."""

    text: str
    points: int
    before: int


class _Outlines(Struct, frozen=True):
    """Regions and their doubled areas, with lines by the numbers of arcs.

    `beside` is the smallest of the regions beside each line, `uses` how many rings have it, `fewest` how many points it
    keeps whatever happens.
    """

    regions: Sequence[Region]
    areas: Sequence[int]
    lines: Sequence[Line]
    beside: Mapping[int, int]
    uses: Mapping[int, int]
    fewest: Mapping[int, int]


def reduced(shapes: Mapping[str, Sequence[Sequence[Sequence[Cell]]]], head: Mapping[str, object], size: int) -> Reduced:
    """Return a map of shapes by the ids of their places; raises FaultyError (E432) if it cannot be that small."""
    outlines = _outlines(shapes)
    limit = min(size, MAX_CHARACTERS)
    tried: dict[int, Reduced] = {}

    def fits(at: int) -> int:
        tried[at] = _drawn(outlines, head, _SHARES[at])
        return int(len(tried[at].text) <= limit and tried[at].points <= MAX_POINTS)

    best = bisect_left(range(len(_SHARES)), 1, key=fits)
    if best == len(_SHARES):
        smallest = tried[best - 1]
        what = worded(
            "%(value)s kB and %(points)s points",
            value=f"{-(-len(smallest.text) // _KB):,}",
            points=f"{smallest.points:,}",
        )
        message = worded(
            "even simplified, the outlines of %(count)s places need %(what)s", count=f"{len(shapes):,}", what=what
        )
        raise FaultyError(message, worded("use a larger --size, or import some of them"), "E432")
    return tried[best]


def _outlines(shapes: Mapping[str, Sequence[Sequence[Sequence[Cell]]]]) -> _Outlines:
    arcs, cut = shared_arcs(list(shapes.values()))
    cells = dict(enumerate(arcs))
    regions = [Region(code, code, polygons) for code, polygons in zip(shapes, cut, strict=True)]
    areas = [sum(doubled_area(polygon[0], cells) for polygon in region.polygons) for region in regions]
    beside: dict[int, int] = {}
    fewest: dict[int, int] = {}
    for region, area in zip(regions, areas, strict=True):
        for ring in region.rings:
            for number in map(arc_number, ring):
                beside[number] = min(area, beside.get(number, area))
                fewest[number] = max(_BEND if len(ring) == _LENS else _ENDS, fewest.get(number, _ENDS))
    uses = Counter(number for region in regions for number in region.arcs)
    return _Outlines(regions, areas, [line(arc) for arc in arcs], beside, uses, fewest)


def _drawn(outlines: _Outlines, head: Mapping[str, object], share: int) -> Reduced:
    """Return the map in which no corner spans less than a share of a place."""
    cells = {
        number: one.thinned(outlines.beside[number] // share, outlines.fewest[number])
        for number, one in enumerate(outlines.lines)
    }
    regions = []
    for region, area in zip(outlines.regions, outlines.areas, strict=True):
        if not any(doubled_area(polygon[0], cells) for polygon in region.polygons):
            cells |= {number: list(outlines.lines[number].points) for number in region.arcs}
        regions.append(_without_islands(outlines, region, cells, area // share))
    text = map_file(head, GRID, regions, cells)
    points = sum(len(cells[number]) for region in regions for number in region.arcs)
    before = sum(len(outlines.lines[number].points) for region in outlines.regions for number in region.arcs)
    return Reduced(text, points, before)


def _without_islands(outlines: _Outlines, region: Region, cells: Mapping[int, Sequence[Cell]], least: int) -> Region:
    """Return a region without islands and lakes that are too small; what another region fills is none of them."""

    def stays(ring: Ring) -> bool:
        is_shared = any(outlines.uses[arc_number(index)] > 1 for index in ring)
        return is_shared or doubled_area(ring, cells) > least

    largest = max(region.polygons, key=lambda polygon: doubled_area(polygon[0], cells))
    kept = [polygon for polygon in region.polygons if polygon is largest or stays(polygon[0])]
    return Region(region.code, region.name, [[polygon[0], *filter(stays, polygon[1:])] for polygon in kept])
