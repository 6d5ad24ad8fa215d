"""A town of four wards around one point, with their outlines, and a fifth that is a boat and has none."""

import json

from tests.sites import files_of

PLACES = """\
kinds:
  state: {name: State, plural: States}
  ward: {name: Ward, plural: Wards}
places:
  lake: {name: Lake, kind: state}
  n1: {name: North 1, kind: ward, parent: lake}
  n2: {name: North 2, kind: ward, parent: lake}
  s1: {name: South 1, kind: ward, parent: lake}
  s2: {name: South 2, kind: ward, parent: lake}
  boat: {name: House boats, kind: ward, parent: lake}
"""
FIRST = """\
n1: {votes: {ada: 90, bob: 10}, points: {ada: 9, bob: 1}}
n2: {votes: {ada: 52, bob: 48}, points: {ada: 5.2, bob: 4.8}}
s1: {votes: {ada: 40, bob: 60}, points: {ada: 4, bob: 6}}
s2: {votes: {ada: 7, bob: 7}, points: {ada: 1, bob: 1}}
"""
SECOND = "n2: {points: {ada: 5, bob: 4.9}}\n"
QUARTERS = files_of(FIRST, SECOND, extra={"content/places/places.yml": PLACES})


def squares(*names: str) -> str:
    """Return a map of four squares, one degree wide, west before east and north before south."""
    names = names or ("n1", "n2", "s1", "s2")
    arcs = [
        [[-91, 42], [1, 0]],  # the northern side, west to east
        [[-90, 42], [1, 0]],
        [[-89, 42], [0, -1]],  # the eastern side, north to south
        [[-89, 41], [0, -1]],
        [[-90, 42], [0, -1]],  # from the north to the middle
        [[-89, 40], [-1, 0]],  # the southern side, east to west
        [[-90, 40], [-1, 0]],
        [[-91, 40], [0, 1]],  # the western side, south to north
        [[-91, 41], [1, 0]],  # from the west to the middle, and on
        [[-90, 41], [1, 0]],
        [[-90, 41], [0, -1]],  # from the middle to the south
        [[-91, 41], [0, 1]],  # the rest of the western side
    ]
    rings = ([[0, 4, -9, 11]], [[1, 2, -10, -5]], [[8, 10, 6, 7]], [[9, 3, 5, -11]])
    regions = [{"type": "Polygon", "id": name, "arcs": ring} for name, ring in zip(names, rings, strict=True)]
    tree = {
        "type": "Topology",
        "kind": "ward",
        "source": {"name": "The surveyor", "url": "https://example.org/map"},
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "objects": {"wards": {"type": "GeometryCollection", "geometries": regions}},
        "arcs": arcs,
    }
    return json.dumps(tree)
