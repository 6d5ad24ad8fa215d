"""The packaged outlines of states and counties: us-atlas 3, from the US Census Bureau.

Owns where they are, the codes of the states, and what has to be said of their source.
"""

import gzip
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from recanvass.authoring.importing.maps.cutting import PackagedAtlas
from recanvass.authoring.importing.maps.regions import Region

FILE = Path(__file__).parent / "us-atlas-10m.json.gz"
ALL = "US"
"""Stands for the map of all states."""
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
STATES = dict(
    pair.split(":")
    for pair in [
        "AL:01",
        "AK:02",
        "AZ:04",
        "AR:05",
        "CA:06",
        "CO:08",
        "CT:09",
        "DE:10",
        "DC:11",
        "FL:12",
        "GA:13",
        "HI:15",
        "ID:16",
        "IL:17",
        "IN:18",
        "IA:19",
        "KS:20",
        "KY:21",
        "LA:22",
        "ME:23",
        "MD:24",
        "MA:25",
        "MI:26",
        "MN:27",
        "MS:28",
        "MO:29",
        "MT:30",
        "NE:31",
        "NV:32",
        "NH:33",
        "NJ:34",
        "NM:35",
        "NY:36",
        "NC:37",
        "ND:38",
        "OH:39",
        "OK:40",
        "OR:41",
        "PA:42",
        "RI:44",
        "SC:45",
        "SD:46",
        "TN:47",
        "TX:48",
        "UT:49",
        "VT:50",
        "VA:51",
        "WA:53",
        "WV:54",
        "WI:55",
        "WY:56",
        "PR:72",
    ]
)
"""Codes of the states by their postal abbreviation."""
_ALASKA = "02"
_CORNERS = 3


def atlas_of(state: str) -> tuple[PackagedAtlas, list[Region]]:
    """Return the outlines of the counties of a state, by its postal abbreviation, or of all states."""
    with gzip.open(FILE) as file:
        tree = json.loads(file.read(), parse_float=Decimal)
    scale, corner = (tuple(map(Decimal, tree["transform"][key])) for key in ("scale", "translate"))
    atlas = PackagedAtlas(tree["arcs"], (scale[0], scale[1]), (corner[0], corner[1]))
    name = "states" if state == ALL else "counties"
    wanted = tuple(STATES.values()) if state == ALL else STATES[state]
    shapes = [one for one in tree["objects"][name]["geometries"] if one["id"].startswith(wanted) and one.get("arcs")]
    regions = [_region(one, atlas) for one in sorted(shapes, key=lambda one: str(one["id"]))]
    return atlas, [region for region in regions if any(_has_area(polygon, atlas) for polygon in region.polygons)]


def _region(shape: dict[str, Any], atlas: PackagedAtlas) -> Region:
    arcs = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    code = str(shape["id"])
    if code.startswith(_ALASKA):
        # Its last islands lie beyond the 180th meridian, on the other side of a map of the world.
        arcs = [polygon for polygon in arcs if not _is_east(polygon, atlas)]
    return Region(code, shape["properties"]["name"], arcs)


def _has_area(polygon: Sequence[Sequence[int]], atlas: PackagedAtlas) -> bool:
    """Tell whether an outline is more than a line; the atlas has a city that is none."""
    points = {point for index in polygon[0] for point in atlas.degrees(index if index >= 0 else ~index)}
    return len(points) >= _CORNERS


def _is_east(polygon: list[list[int]], atlas: PackagedAtlas) -> bool:
    index = polygon[0][0]
    return atlas.degrees(index if index >= 0 else ~index)[0][0] > 0
