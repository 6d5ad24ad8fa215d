"""The borders that outlines share, found by their points: each stretch between two neighbours becomes one arc.

Owns where an outline is cut. Outlines that touch in a point are cut there; a border that is drawn twice with different
points stays two.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from recanvass.authoring.importing.maps.regions import Cell

Points = Sequence[Cell]


class SharedArcs:
    """Arcs, each once whichever way round it is met."""

    __slots__ = ("_numbers", "arcs")

    def __init__(self) -> None:
        """Start empty."""
        self.arcs: list[tuple[Cell, ...]] = []
        self._numbers: dict[tuple[Cell, ...], int] = {}

    def index(self, arc: tuple[Cell, ...]) -> int:
        """Return the number of an arc, `~number` if it is there the other way round."""
        if arc in self._numbers:
            return self._numbers[arc]
        turned = arc[::-1]
        if turned in self._numbers:
            return ~self._numbers[turned]
        self._numbers[arc] = len(self.arcs)
        self.arcs.append(arc)
        return len(self.arcs) - 1


def shared_arcs(
    shapes: Sequence[Sequence[Sequence[Points]]],
) -> tuple[list[tuple[Cell, ...]], list[list[list[list[int]]]]]:
    """Return the arcs of some shapes, and each shape with rings of arcs in place of points.

    No ring repeats its first point at its end.
    """
    ends = _junctions(ring for polygons in shapes for polygon in polygons for ring in polygon)
    shared = SharedArcs()
    cut = [
        [[[shared.index(arc) for arc in _pieces(ring, ends)] for ring in polygon] for polygon in polygons]
        for polygons in shapes
    ]
    return shared.arcs, cut


def _junctions(rings: Iterable[Points]) -> set[Cell]:
    """Return the points at which rings meet or part: those that do not have the same two neighbours in each."""
    near: dict[Cell, tuple[Cell, Cell]] = {}
    found = set()
    for ring in rings:
        for at, point in enumerate(ring):
            left, right = ring[at - 1], ring[at + 1 - len(ring)]
            both = (left, right) if left < right else (right, left)
            if near.setdefault(point, both) != both:
                found.add(point)
    return found


def _pieces(ring: Points, ends: set[Cell]) -> Iterator[tuple[Cell, ...]]:
    """Yield a ring from end to end; one without ends is a piece that begins with its least point."""
    cuts = [at for at, point in enumerate(ring) if point in ends] or [ring.index(min(ring))]
    turned = [*ring[cuts[0] :], *ring[: cuts[0] + 1]]
    stops = [at - cuts[0] for at in cuts] + [len(ring)]
    for begin, end in pairwise(stops):
        yield tuple(turned[begin : end + 1])
