"""Map files as outlines of places: TopoJSON with three keys of our own.

Owns the keys of a map file and how regions find their places. Must not project or draw anything.
"""

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from recanvass.content.files import SourceFile
from recanvass.content.load.places import Gazetteer
from recanvass.content.load.topojson import FaultyError, is_object, json_object, topology
from recanvass.content.load.unknown_ids import look_up
from recanvass.content.schema.keys import PlaceRecord
from recanvass.content.schema.scalars import Url
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import KindId
from recanvass.core.messages import worded
from recanvass.core.model import Map, Place, Source
from recanvass.core.topology import Topology

KIND = "kind"
KEY = "key"
SOURCE = "source"
ID = "id"
_CODE = PlaceRecord.code.key
_KEYS = (ID, _CODE, PlaceRecord.fips.key)


def load_maps(files: Iterable[SourceFile], gazetteer: Gazetteer, report: Report) -> tuple[Map, ...]:
    """Return the maps that can be used; emits E110, E111, E219, E220, E306, E430, E431, E432 and E433."""
    maps: dict[KindId, Map] = {}
    for file in files:
        drawn = None if file.is_refused else _map(file, gazetteer, report)
        if drawn is None:
            continue
        first = maps.setdefault(drawn.kind, drawn)
        if first is not drawn:
            plural = gazetteer.kinds[drawn.kind].plural
            hint = worded("delete one of the files")
            message = worded("duplicate map of %(plural)s", plural=plural)
            report.add("E433", drawn.span, message, hint=hint, related=[first.span])
    return tuple(maps.values())


def _map(file: SourceFile, gazetteer: Gazetteer, report: Report) -> Map | None:
    tree = json_object(file, report)
    if tree is None:
        return None
    kind = _kind(file, tree, gazetteer, report)
    key = _key(file, tree, report)
    source = _source(file, tree.get(SOURCE), report)
    try:
        outlines = topology(tree)
    except FaultyError as fault:
        report.add(fault.code, Span(file.path), str(fault), hint=fault.hint)
        return None
    if kind is None or key is None:
        return None
    return _match_places(Map(kind, outlines, Span(file.path), source), key, gazetteer, report)


def _scalar(file: SourceFile, name: str, value: object) -> Scalar:
    """Return the value of a key of the map, with its first position in the file."""
    text = value if isinstance(value, str) else ""
    written = re.search(rf'"{name}"\s*:\s*"({re.escape(text)})"', file.text) if text else None
    if written is None:
        return Scalar(text, file.path, 0, 0, 1)
    start = written.start(1)
    line = file.text.count("\n", 0, start) + 1
    return Scalar(text, file.path, line, start - file.text.rfind("\n", 0, start), len(text))


def _kind(file: SourceFile, tree: Mapping[str, object], gazetteer: Gazetteer, report: Report) -> KindId | None:
    if KIND not in tree:
        hint = worded('add "%(kind)s": "county", with the id of a kind, after the opening {', kind=KIND)
        report.add("E202", Span(file.path), worded("the map has no '%(kind)s'", kind=KIND), hint=hint)
        return None
    kind = look_up(_scalar(file, KIND, tree[KIND]), gazetteer.known_kinds, report)
    return kind if kind in gazetteer.kinds else None


def _key(file: SourceFile, tree: Mapping[str, object], report: Report) -> str | None:
    scalar = _scalar(file, KEY, tree.get(KEY, ID))
    if scalar.text in _KEYS:
        return scalar.text
    message = worded("'%(text)s' is not a key of a place", text=scalar.text)
    hint = worded("write one of: %(keys)s", keys=", ".join(_KEYS))
    report.add("E217", scalar.span, message, hint=hint)
    return None


def _source(file: SourceFile, given: object, report: Report) -> Source | None:
    if given is None:
        return None
    if not is_object(given) or not isinstance(given.get("name"), str) or not given["name"]:
        hint = worded('write "%(source)s": {"name": "…", "url": "https://…"}, or leave it out', source=SOURCE)
        report.add("E431", Span(file.path), worded("the map's source has no name"), hint=hint)
        return None
    url = Url().read(_scalar(file, "url", given["url"]), report) if "url" in given else None
    return Source(str(given["name"]), url)


def _match_places(drawn: Map, key: str, gazetteer: Gazetteer, report: Report) -> Map | None:
    """Return a map with its regions by the ids of their places; a region without a place is left out."""
    outlines = drawn.outlines
    places = [place for place in gazetteer.places.values() if place.kind == drawn.kind]
    by_place = ((str(place.id), outlines.regions.get(_value(place, key))) for place in places)
    regions = {place: rings for place, rings in by_place if rings is not None}
    if regions:
        return replace(drawn, outlines=Topology(outlines.arcs, regions))
    if gazetteer.is_sound:
        plural = gazetteer.kinds[drawn.kind].plural
        message = worded(
            "none of the map's %(count)s regions matches any of the %(plural)s",
            count=f"{len(outlines.regions):,}",
            plural=plural,
        )
        hint = worded(
            "each region's id must equal the place's '%(key)s'; to use another key, set \"%(other_key)s\" to one "
            "of: %(keys)s",
            key=key,
            other_key=KEY,
            keys=", ".join(_KEYS),
        )
        report.add("E433", drawn.span, message, hint=hint)
    return None


def _value(place: Place, key: str) -> str:
    return {ID: str(place.id), _CODE: place.code or "", **dict(place.attributes)}.get(key, "")
