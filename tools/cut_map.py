"""Cut the counties of one state out of the atlas of the United States and write them as a map for content/maps/.

Owns how an outline is thinned and quantised, so that a map is small and neighbours keep their shared border. The atlas
is the file counties-10m.json of the npm package us-atlas, version 3 (`npm pack us-atlas@3`).

Usage: python3 tools/cut_map.py ATLAS STATE_FIPS TARGET
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

GRID = 2400
"""Into how many steps the longer side of the map is quantised."""
LEAST_AREA = 14
"""A corner that spans a smaller triangle with its neighbours, in steps of the grid squared, is left out."""
SOURCE = {
    "name": "US Census Bureau, cartographic boundaries of 2017, by way of us-atlas 3",
    "url": "https://github.com/topojson/us-atlas",
}
LICENCE = (
    "us-atlas, Copyright 2013-2019 Michael Bostock. Permission to use, copy, modify, and/or distribute this software "
    "for any purpose with or without fee is hereby granted, provided that the above copyright notice and this "
    'permission notice appear in all copies. THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL '
    "WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO "
    "EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES "
    "WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER "
    "TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE."
)

Point = tuple[float, float]
Cell = tuple[int, int]
Nested = int | list["Nested"]
"""Numbers of arcs, in rings, in polygons."""


def cut(atlas: Mapping[str, Any], state: str) -> dict[str, Any]:
    """Return the map of a state's counties, its arcs in the order in which counties first use them."""
    counties = [one for one in atlas["objects"]["counties"]["geometries"] if one["id"].startswith(state)]
    numbers = list(dict.fromkeys(index if index >= 0 else ~index for one in counties for index in _indices(one)))
    arcs = [_degrees(atlas["arcs"][number], atlas["transform"]) for number in numbers]
    scale, translate = _grid([point for arc in arcs for point in arc])
    cells = [_thinned([_cell(point, scale, translate) for point in arc]) for arc in arcs]
    place = {number: position for position, number in enumerate(numbers)}
    regions = [
        {"type": one["type"], "id": one["id"], "arcs": _renumbered(one["arcs"], place)}
        for one in sorted(counties, key=lambda one: one["id"])
    ]
    return {
        "type": "Topology",
        "kind": "county",
        "key": "fips",
        "source": SOURCE,
        "licence": LICENCE,
        "transform": {"scale": [scale, scale], "translate": list(translate)},
        "objects": {"county": {"type": "GeometryCollection", "geometries": regions}},
        "arcs": [_deltas(arc) for arc in cells],
    }


def _indices(region: Mapping[str, Any]) -> Iterable[int]:
    pending = [region["arcs"]]
    while pending:
        item = pending.pop(0)
        if isinstance(item, int):
            yield item
        else:
            pending = [*item, *pending]


def _renumbered(arcs: Nested, place: Mapping[int, int]) -> Nested:
    if isinstance(arcs, list):
        return [_renumbered(item, place) for item in arcs]
    return place[arcs] if arcs >= 0 else ~place[~arcs]


def _degrees(arc: Sequence[Sequence[int]], transform: Mapping[str, Any]) -> list[Point]:
    x = y = 0
    points = []
    for across, up in arc:
        x, y = x + across, y + up
        points.append(
            (
                x * transform["scale"][0] + transform["translate"][0],
                y * transform["scale"][1] + transform["translate"][1],
            )
        )
    return points


def _grid(points: Sequence[Point]) -> tuple[float, tuple[float, float]]:
    """Return degrees a step, and the south-west corner, both with six decimals."""
    west, south = (min(point[axis] for point in points) for axis in (0, 1))
    east, north = (max(point[axis] for point in points) for axis in (0, 1))
    return round(max(east - west, north - south) / GRID, 6), (round(west, 6), round(south, 6))


def _cell(point: Point, scale: float, translate: tuple[float, float]) -> Cell:
    x, y = (round((value - start) / scale) for value, start in zip(point, translate, strict=True))
    return x, y


def _thinned(arc: list[Cell]) -> list[Cell]:
    """Leave out the corners that matter least (Visvalingam); both ends stay, and four points of a closed arc."""
    kept = [point for index, point in enumerate(arc) if index == 0 or point != arc[index - 1]]
    least = 4 if kept[0] == kept[-1] else 2
    while len(kept) > least:
        areas = [_doubled_area(*kept[index - 1 : index + 2]) for index in range(1, len(kept) - 1)]
        smallest = min(areas)
        if smallest >= 2 * LEAST_AREA:
            break
        del kept[areas.index(smallest) + 1]
    return kept


def _doubled_area(first: Cell, second: Cell, third: Cell) -> int:
    return abs((second[0] - first[0]) * (third[1] - first[1]) - (third[0] - first[0]) * (second[1] - first[1]))


def _deltas(arc: Sequence[Cell]) -> list[Cell]:
    before = [(0, 0), *arc]
    return [(x - left, y - below) for (x, y), (left, below) in zip(arc, before, strict=False)]


def text(made: Mapping[str, Any]) -> str:
    """Return a map as text, a line each county and each arc, so that a difference can be read."""
    regions = made["objects"]["county"]["geometries"]
    lines = {key: json.dumps(value) for key, value in made.items() if key not in ("objects", "arcs")}
    head = ",\n".join(f'"{key}": {value}' for key, value in lines.items())
    shapes = ",\n".join(json.dumps(region, separators=(",", ":")) for region in regions)
    arcs = ",\n".join(json.dumps(arc, separators=(",", ":")) for arc in made["arcs"])
    return (
        f'{{\n{head},\n"objects": {{"county": {{"type": "GeometryCollection", "geometries": [\n{shapes}\n]}}}},\n'
        f'"arcs": [\n{arcs}\n]\n}}\n'
    )


if __name__ == "__main__":
    source, state, target = sys.argv[1:]
    atlas = json.loads(Path(source).read_text(encoding="utf-8"))
    Path(target).write_text(text(cut(atlas, state)), encoding="utf-8")
    print(target)
