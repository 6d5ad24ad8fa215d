"""The corners of a line that matter least, in the order in which they can be left out (Visvalingam).

Owns that order. Must not know which line it is.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from msgspec import Struct

from recanvass.authoring.importing.maps.regions import Cell

_RING = 4


class Line(Struct, frozen=True):
    """A line without repeated points, and its corners from the least, each with the doubled area it stands for."""

    points: Sequence[Cell]
    corners: Sequence[tuple[int, int]]

    def thinned(self, least: int, fewest: int = 2) -> list[Cell]:
        """Leave out corners that stand for less than a doubled area.

        Both ends stay, and four points of a closed line. A line that is one point is that point twice: the lines on
        both sides of it stay joined.
        """
        if len(self.points) == 1:
            return [*self.points] * 2
        fewest = _RING if self.points[0] == self.points[-1] else fewest
        most = max(0, len(self.points) - fewest)
        lost = {at for area, at in self.corners[:most] if area < least}
        return [point for at, point in enumerate(self.points) if at not in lost]


def line(points: Sequence[Cell]) -> Line:
    """Return a line with the order of its corners."""
    points = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    before, after = list(range(-1, len(points) - 1)), list(range(1, len(points) + 1))
    areas = {at: _doubled_area(*points[at - 1 : at + 2]) for at in range(1, len(points) - 1)}
    heap = [(area, at) for at, area in areas.items()]
    heapify(heap)
    corners = []
    reached = 0
    while heap:
        area, at = heappop(heap)
        if areas.get(at) != area:
            continue
        del areas[at]
        reached = max(reached, area)
        corners.append((reached, at))
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for near in (left, right):
            if near in areas:
                areas[near] = _doubled_area(points[before[near]], points[near], points[after[near]])
                heappush(heap, (areas[near], near))
    return Line(points, corners)


def _doubled_area(first: Cell, second: Cell, third: Cell) -> int:
    return abs((second[0] - first[0]) * (third[1] - first[1]) - (third[0] - first[0]) * (second[1] - first[1]))
