"""Outlines of invented precincts as map programs write them: winding borders that neighbours share point by point."""

import json
import random
from collections.abc import Mapping, Sequence
from itertools import pairwise

Point = tuple[float, float]
BENDS = 6
"""Each border is halved so often, with a bend at each half."""


def _winding(start: Point, end: Point, bends: random.Random, depth: int) -> list[Point]:
    if not depth:
        return [start]
    across, up = end[0] - start[0], end[1] - start[1]
    aside = bends.uniform(-0.15, 0.15)
    middle = (start[0] + across / 2 - up * aside, start[1] + up / 2 + across * aside)
    return [*_winding(start, middle, bends, depth - 1), *_winding(middle, end, bends, depth - 1)]


def rings(count: int, west: float = -91.5, depth: int = BENDS) -> list[list[Point]]:
    """Return `count` times `count` outlines, each begun at another of its points, which is also its last one."""
    bends = random.Random(count)
    every = [(x, y) for x in range(count + 1) for y in range(count + 1)]
    corners = {(x, y): (west + x / 10 + bends.uniform(0, 0.05), 40 + y / 10 + bends.uniform(0, 0.05)) for x, y in every}
    borders: dict[tuple[tuple[int, int], tuple[int, int]], list[Point]] = {}
    for x, y in every:
        for end in ((x + 1, y), (x, y + 1)):
            if end in corners:
                border = [*_winding(corners[x, y], corners[end], bends, depth), corners[end]]
                borders[(x, y), end], borders[end, (x, y)] = border, border[::-1]
    found = []
    for x, y in (one for one in every if count not in one):
        around = ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y))
        ring = [point for pair in pairwise(around) for point in borders[pair][:-1]]
        begin = bends.randrange(len(ring))
        found.append([*ring[begin:], *ring[: begin + 1]])
    return found


def geojson(properties: Sequence[Mapping[str, object]], outlines: Sequence[Sequence[Point]] | None = None) -> str:
    """Return a file of outlines, one for each record of properties; without outlines, of a square of precincts."""
    side = next(side for side in range(1, 99) if side * side >= len(properties))
    shapes = rings(side) if outlines is None else outlines
    features = [
        {"type": "Feature", "properties": own, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for own, ring in zip(properties, shapes, strict=False)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    return json.dumps({"type": "FeatureCollection", "name": "prec", "crs": crs, "features": features})
