"""The outlines in a file of TopoJSON.

Owns what makes outlines usable: rings that are closed, degrees on the globe, no more points than a page can use. Must
not know places or the keys that a map file adds.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import NoReturn, TypeGuard

from recanvass.content.files import SourceFile
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded
from recanvass.core.topology import Arcs, Degrees, Topology, gap

MAX_CHARACTERS = 4_000_000
MAX_POINTS = 100_000
"""The limit for all rings together. A point of a shared arc counts for each of its rings."""
_DEGREES = worded("use [longitude, latitude] in degrees, not projected coordinates")
_EXPORT = worded("export the outlines again as TopoJSON")
_SIMPLIFY = worded("simplify the outlines; the map is only 1,000 steps wide")


class FaultyError(Exception):
    """The outlines of a file cannot be used; says why, and what to do."""

    def __init__(self, message: str, hint: str = _EXPORT, code: str = "E431") -> None:
        """Keep what is to be reported."""
        super().__init__(message)
        self.hint = hint
        self.code = code


def json_object(file: SourceFile, report: Report) -> Mapping[str, object] | None:
    """Return the object that a JSON file is; emits E110, E111, E430 and E432."""
    if len(file.text) > MAX_CHARACTERS:
        message = worded("the map has more than %(count)s characters", count=f"{MAX_CHARACTERS:,}")
        report.add("E432", Span(file.path), message, hint=_SIMPLIFY)
        return None
    tree: object = None
    try:
        # Python's reader takes NaN and Infinity, which JSON does not know, unless it is given this function.
        tree = json.loads(file.text, parse_constant=_refuse_constant) if file.text.strip() else None
    except json.JSONDecodeError as error:
        message = worded("invalid JSON: %(msg)s%(other_msg)s", msg=error.msg[:1].lower(), other_msg=error.msg[1:])
        report.add("E430", Span(file.path, error.lineno, error.colno), message, hint=_EXPORT)
    except RecursionError:
        report.add("E110", Span(file.path), worded("brackets are nested too deep here"), hint=_EXPORT)
    except ValueError:
        report.add("E430", Span(file.path), worded("the file has a number that isn't valid JSON"), hint=_EXPORT)
    else:
        if is_object(tree):
            return tree
        if tree is None:
            report.add("E111", Span(file.path), worded("empty file"), hint=worded("put a map in it, or delete it"))
        else:
            report.add("E430", Span(file.path), worded("a map must be a JSON object: { … }"), hint=_EXPORT)
    return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def topology(tree: Mapping[str, object]) -> Topology:
    """Return the outlines; raises FaultyError (E431, E432) for the first reason why they cannot be used."""
    if tree.get("type") != "Topology":
        raise FaultyError(worded('this is not TopoJSON: its "type" is not "Topology"'))
    arcs = tuple(_arcs(tree))
    regions: dict[str, tuple[Arcs, ...]] = {}
    for region in _geometries(tree):
        name = region.get("id")
        if not isinstance(name, str | int) or isinstance(name, bool) or str(name) in regions:
            raise FaultyError(
                worded("missing or duplicate region id: %(name)s", name=str(name)[:40]),
                worded('give each geometry its own "id"'),
            )
        rings = tuple(_rings(region, str(name), len(arcs)))
        if rings:
            regions[str(name)] = rings
    outlines = Topology(arcs, regions)
    _check_outlines(outlines)
    return outlines


def _check_outlines(outlines: Topology) -> None:
    rings = [(name, ring) for name, rings in outlines.regions.items() for ring in rings]
    count = sum(len(outlines.arcs[index]) for _, ring in rings for index in map(_position, ring))
    if count > MAX_POINTS:
        raise FaultyError(
            worded(
                "the outlines have %(count)s points, more than %(max_points)s",
                count=f"{count:,}",
                max_points=f"{MAX_POINTS:,}",
            ),
            _SIMPLIFY,
            "E432",
        )
    for name, ring in rings:
        broken = gap(outlines, ring)
        if broken is not None:
            message = worded(
                "the outline of '%(name)s' is open: arc %(broken)s doesn't meet arc %(other_broken)s",
                name=name,
                broken=broken[0],
                other_broken=broken[1],
            )
            raise FaultyError(message)
    for name, parts in outlines.regions.items():
        points = [point for ring in parts for index in map(_position, ring) for point in outlines.arcs[index]]
        if any(min(axis) == max(axis) for axis in zip(*points, strict=True)):
            raise FaultyError(worded("the outline of '%(name)s' has no area", name=name))


def _position(index: int) -> int:
    return index if index >= 0 else ~index


def _arcs(tree: Mapping[str, object]) -> Iterator[tuple[Degrees, ...]]:
    arcs = tree.get("arcs")
    if not _is_list(arcs):
        raise FaultyError(worded('the map has no list of "arcs"'))
    scale, translate = _transform(tree.get("transform"))
    is_quantised = "transform" in tree
    for index, arc in enumerate(arcs):
        if not _is_list(arc) or len(arc) < len(("from", "to")):
            raise FaultyError(worded("arc %(index)s isn't a list of two or more points", index=index))
        x = y = 0.0
        points = []
        for point in arc:
            across, up = _pair(point, worded("arc %(index)s", index=index))
            x, y = (x + across, y + up) if is_quantised else (across, up)
            points.append((x * scale[0] + translate[0], y * scale[1] + translate[1]))
        if not all(abs(west) <= 180 and abs(north) <= 90 for west, north in points):  # noqa: PLR2004 -- degrees
            raise FaultyError(worded("arc %(index)s leaves the globe", index=index), _DEGREES)
        yield tuple(points)


def _transform(given: object) -> tuple[Degrees, Degrees]:
    if given is None:
        return (1.0, 1.0), (0.0, 0.0)
    if not is_object(given):
        raise FaultyError(worded('"transform" isn\'t an object with "scale" and "translate"'))
    return _pair(given.get("scale"), '"scale"'), _pair(given.get("translate"), '"translate"')


def _pair(value: object, where: str) -> Degrees:
    if not _is_list(value) or len(value) < len(("longitude", "latitude")) or not all(map(_is_number, value[:2])):
        raise FaultyError(worded("%(where)s has something that isn't a pair of numbers", where=where), _DEGREES)
    first, second = value[:2]
    return float(str(first)), float(str(second))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(float(str(value)[:400]))


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list)


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Tell whether a value is an object of JSON."""
    return isinstance(value, dict)


def _geometries(tree: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    collections = tree.get("objects")
    if not is_object(collections) or len(collections) != 1:
        hint = worded("keep the one with the outlines of the kind")
        raise FaultyError(worded('"objects" must have exactly one collection of regions'), hint)
    (collection,) = collections.values()
    regions = collection.get("geometries") if is_object(collection) else None
    if not _is_list(regions):
        raise FaultyError(worded('the collection in "objects" has no list of "geometries"'))
    for region in regions:
        if not is_object(region):
            raise FaultyError(worded("a region isn't an object"))
        yield region


def _rings(region: Mapping[str, object], name: str, count: int) -> Iterator[Arcs]:
    kind, arcs = region.get("type"), region.get("arcs")
    if kind is None:
        return
    polygons = {"Polygon": [arcs], "MultiPolygon": arcs}.get(str(kind))
    if not _is_list(polygons):
        raise FaultyError(worded("region '%(name)s' isn't a Polygon or MultiPolygon", name=name))
    for polygon in polygons:
        for ring in polygon if _is_list(polygon) else [None]:
            if not _is_list(ring) or not ring or not all(_is_arc(index, count) for index in ring):
                raise FaultyError(worded("a ring of region '%(name)s' isn't a list of this file's arcs", name=name))
            yield tuple(int(str(index)) for index in ring)


def _is_arc(index: object, count: int) -> bool:
    return isinstance(index, int) and not isinstance(index, bool) and -count <= index < count
