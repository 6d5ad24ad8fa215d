"""Maps: outlines as they are read, projected and put in order, against what is known of Iowa; files made to hurt."""

import json
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from recanvass.content.load.topojson import MAX_CHARACTERS
from recanvass.core import topology
from recanvass.core.ids import AreaId
from recanvass.core.topology import WIDTH, Drawing, Point, Shape, Topology, doubled_area
from tests.sites import ROOT, iowa, read
from tests.squares import QUARTERS, squares

FILE = "content/maps/wards.json"
NEIGHBOURS = {
    "scott": {"cedar", "clinton", "muscatine"},
    "polk": {"boone", "dallas", "jasper", "marion", "story", "warren"},
    "lee": {"des-moines", "henry", "van-buren"},
    "lyon": {"osceola", "sioux"},
}
"""All counties that share a border of some length; Polk and Madison meet in a point."""


def outlines() -> Topology:
    (found,) = iowa()[0].maps
    return found.outlines


@pytest.fixture(scope="module")
def drawn() -> Drawing:
    return topology.drawing(outlines(), outlines().regions)


def box(points: list[Point]) -> tuple[int, int, int, int]:
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def test_the_map_of_iowa_has_its_99_counties_each_with_a_closed_outline() -> None:
    site, _ = iowa()
    (found,) = site.maps
    counties = [place for place in site.places.values() if place.kind == "county"]
    assert len(counties) == 99
    assert set(found.outlines.regions) == {place.id for place in counties}
    assert all(
        topology.gap(found.outlines, ring) is None for rings in found.outlines.regions.values() for ring in rings
    )
    assert found.source is not None
    assert "Census" in found.source.name


def test_regions_are_found_by_their_fips_code() -> None:
    tree = json.loads((ROOT / "content/maps/iowa.json").read_text(encoding="utf-8"))
    codes = [region["id"] for region in tree["objects"]["county"]["geometries"]]
    assert codes == [f"19{number:03}" for number in range(1, 198, 2)]
    assert dict(iowa()[0].places[AreaId("scott")].attributes)["fips"] == "19163"
    assert "Permission to use, copy" in tree["licence"]


def test_the_outlines_lie_where_iowa_does() -> None:
    points = [point for arc in outlines().arcs for point in arc]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    assert (round(west, 2), round(east, 2)) == (-96.63, -90.14)
    assert (round(south, 2), round(north, 2)) == (40.38, 43.5)


def test_the_picture_has_the_right_proportions(drawn: Drawing) -> None:
    points = [point for shape in drawn.shapes for ring in shape.rings for point in ring]
    assert box(points) == (0, 0, WIDTH, drawn.height)
    # 310 miles across and 199 miles down, by the Iowa Data Center
    assert WIDTH / drawn.height == pytest.approx(310 / 199, rel=0.02)
    areas = {shape.key: abs(doubled_area(shape.rings[0])) for shape in drawn.shapes}
    assert max(areas, key=lambda key: areas[key]) == "kossuth"  # the largest, 973 square miles
    assert areas["kossuth"] / areas["scott"] == pytest.approx(974 / 468, rel=0.05)


def test_labels_stand_within_their_counties(drawn: Drawing) -> None:
    assert [shape.key for shape in drawn.shapes if not _holds(shape.rings[0], shape.label)] == []


def _holds(ring: tuple[Point, ...], point: Point) -> bool:
    x, y = point
    inside = False
    for (left, above), (right, below) in pairwise((*ring, ring[0])):
        if (above > y) != (below > y) and x < left + (right - left) * (y - above) / (below - above):
            inside = not inside
    return inside


def test_counties_stand_in_reading_order(drawn: Drawing) -> None:
    keys = [shape.key for shape in drawn.shapes]
    assert keys[:3] == ["lyon", "osceola", "dickinson"]
    assert keys[9] == "allamakee"
    assert keys[-1] == "lee"
    middle = {shape.key: shape.label for shape in drawn.shapes}
    assert min(middle, key=lambda key: sum(middle[key])) == "lyon"
    assert max(middle, key=lambda key: sum(middle[key])) == "lee"
    assert min(middle, key=lambda key: middle[key][1] - middle[key][0]) == "allamakee"
    assert max(middle, key=lambda key: middle[key][1] - middle[key][0]) == "fremont"


@pytest.mark.parametrize("county", NEIGHBOURS)
def test_neighbours_share_their_border(county: str, drawn: Drawing) -> None:
    sides = {shape.key: _sides(shape) for shape in drawn.shapes}
    assert {other for other in sides if other != county and sides[other] & sides[county]} == NEIGHBOURS[county]


def _sides(shape: Shape) -> set[frozenset[Point]]:
    return {frozenset(side) for ring in shape.rings for side in pairwise((*ring, ring[0]))}


def test_no_side_belongs_to_more_than_two_counties(drawn: Drawing) -> None:
    assert max(Counter(side for shape in drawn.shapes for side in _sides(shape)).values()) == 2


def test_some_regions_alone_fill_the_picture() -> None:
    few = topology.drawing(outlines(), ["clinton", "jackson", "muscatine", "scott"])
    points = [point for shape in few.shapes for ring in shape.rings for point in ring]
    _, top, _, bottom = box(points)
    assert (top, bottom) == (0, few.height) == (0, WIDTH)
    assert [shape.key for shape in few.shapes] == ["jackson", "clinton", "muscatine", "scott"]


def test_islands_too_small_to_be_seen_are_left_out_and_the_mainland_never() -> None:
    arcs = (
        ((0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (10.0, 0.0), (0.0, 0.0)),
        ((11.0, 0.0), (11.0, 0.001), (11.001, 0.001), (11.0, 0.0)),
        ((12.0, 0.0), (12.0, 0.001), (12.001, 0.001), (12.0, 0.0)),
    )
    drawn = topology.drawing(Topology(arcs, {"a": ((0,), (1,)), "b": ((2,),)}), "ab")
    assert {shape.key: len(shape.rings) for shape in drawn.shapes} == {"a": 1, "b": 1}


def test_tiles_are_equal_and_stand_in_order() -> None:
    keys = [str(number) for number in range(19)]
    drawn = topology.tiles(keys)
    assert [shape.key for shape in drawn.shapes] == keys
    boxes = [box([*shape.rings[0]]) for shape in drawn.shapes]
    assert len({(right - left, bottom - top) for left, top, right, bottom in boxes}) == 1
    assert max(right for _, _, right, _ in boxes) <= WIDTH
    assert max(bottom for *_, bottom in boxes) <= drawn.height
    assert len({top for _, top, *_ in boxes}) == 3
    assert all(_holds(shape.rings[0], shape.label) for shape in drawn.shapes)


def faults(text: str) -> list[tuple[str, int]]:
    _, found = read({**QUARTERS, FILE: text})
    return [(fault.code, fault.span.line) for fault in found]


def changed(**changes: Any) -> str:
    tree = json.loads(squares())
    tree.update(changes)
    return json.dumps({key: value for key, value in tree.items() if value is not ...})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (squares(), []),
        ("", ["E111"]),
        ("[]", ["E430"]),
        ("null", ["E111"]),
        ("{", ["E430"]),
        ('{"type": Infinity}', ["E430"]),
        (f'{{"type": {"9" * 5000}}}', ["E430"]),
        ("[" * 200_000, ["E110"]),
        (" " * (MAX_CHARACTERS + 1), ["E432"]),
        (changed(kind=...), ["E202"]),
        (changed(kind=7), ["E220"]),
        (changed(kind="wart"), ["E306"]),
        (changed(key="names"), ["E217"]),
        (changed(key=None), ["E217"]),
        (changed(key="fips"), ["E433"]),
        (changed(source="me"), ["E431"]),
        (changed(source={"name": "Me", "url": "javascript:alert(1)"}), ["E219"]),
        (changed(type="FeatureCollection"), ["E431"]),
        (changed(arcs=...), ["E431"]),
        (changed(arcs={}), ["E431"]),
        (changed(arcs=[[]]), ["E431"]),
        (changed(arcs=[[[0, 0]]]), ["E431"]),
        (changed(arcs=[[[0, 0], [0, "1"]]]), ["E431"]),
        (changed(arcs=[[[0, 0], [0, True]]]), ["E431"]),
        (changed(arcs=[[[0, 0], [0]]]), ["E431"]),
        (changed(arcs=[[[0, 0], [181, 0]]]), ["E431"]),
        (changed(arcs=[[[0, 0], [10**400, 0]]]), ["E431"]),
        (changed(transform=[1, 1]), ["E431"]),
        (changed(transform={"scale": [1, 1]}), ["E431"]),
        (changed(transform={"scale": [1, 1e999], "translate": [0, 0]}), ["E430"]),
        (changed(objects={}), ["E431"]),
        (changed(objects={"a": {}, "b": {}}), ["E431"]),
        (changed(objects={"a": {"geometries": [3]}}), ["E431"]),
        (changed(objects={"a": {"geometries": []}}), ["E433"]),
        (changed(objects={"a": {"geometries": [{"id": "n1", "type": None}]}}), ["E433"]),
        (changed(objects={"a": {"geometries": [{"type": "Polygon", "arcs": [[0]]}]}}), ["E431"]),
        (changed(objects={"a": {"geometries": [{"id": "n1", "type": "Point", "arcs": [[0]]}]}}), ["E431"]),
        (changed(objects={"a": {"geometries": [{"id": "n1", "type": "Polygon", "arcs": [[]]}]}}), ["E431"]),
        (changed(objects={"a": {"geometries": [{"id": "n1", "type": "Polygon", "arcs": [[99]]}]}}), ["E431"]),
        (changed(objects={"a": {"geometries": [{"id": "n1", "type": "Polygon", "arcs": [[-99]]}]}}), ["E431"]),
        (changed(objects={"a": {"geometries": [{"id": "n1", "type": "Polygon", "arcs": [["0"]]}]}}), ["E431"]),
        (changed(objects={"a": {"geometries": [{"id": "n1", "type": "MultiPolygon", "arcs": [0]}]}}), ["E431"]),
        (changed(objects={"a": {"geometries": [{"id": "n1", "type": "Polygon", "arcs": [[0]]}] * 2}}), ["E431"]),
        (changed(arcs=[[[0, 0], [0, 0], [0, 0]]] * 4), ["E431"]),
    ],
)
def test_a_file_that_is_no_map_is_told_and_never_raises(text: str, codes: list[str]) -> None:
    assert [code for code, _ in faults(text)] == codes


def test_a_region_without_a_place_is_left_out() -> None:
    site, found = read({**QUARTERS, FILE: squares("n1", "n2", "s1", "elsewhere")})
    assert found == ()
    assert site is not None
    assert list(site.maps[0].outlines.regions) == ["n1", "n2", "s1"]
