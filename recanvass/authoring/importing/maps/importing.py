"""A map as a file of content/maps/: of a state's counties, of all states, or of outlines in a file.

Owns where the map goes and what is told of it. Must not write the file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, structs

from recanvass.authoring.importing.likeness import likely
from recanvass.authoring.importing.maps.cutting import map_text
from recanvass.authoring.importing.maps.features import Feature, feature_layers
from recanvass.authoring.importing.maps.naming import NamedOutlines, named_outlines
from recanvass.authoring.importing.maps.outlines import ALL, LICENCE, SOURCE, STATES, atlas_of
from recanvass.authoring.importing.maps.reducing import Reduced, reduced
from recanvass.authoring.importing.maps.regions import Cell, Region
from recanvass.authoring.importing.matching import Names, quoted_list
from recanvass.authoring.importing.outcome import ImportResult, errors, typed, with_texts
from recanvass.authoring.importing.reading import InputTable, whole_file
from recanvass.authoring.importing.writing import raw_texts
from recanvass.cache.store import Memory
from recanvass.content import files as sources
from recanvass.content.files import CONTENT, SourceFile
from recanvass.content.load.layout import layout
from recanvass.content.load.places import Gazetteer, gazetteer
from recanvass.content.load.topojson import FaultyError
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import AreaId, KindId
from recanvass.core.messages import worded
from recanvass.core.model import Place

_FIRST_CITY = 510
"""Cities that belong to no county have codes from here on."""
_FIPS = "fips"
_MAX_NAMES = 12
_KB = 1000
_SIZE = 200 * _KB
"""How large a map may be if nobody says so; with many places, a kilobyte for each."""


class WantedMap(Struct, frozen=True):
    """What the editor asked for of a file of outlines: all but the file may be None."""

    file: InputTable
    kind: str | None
    match: str | None
    size: int | None
    source: Mapping[str, str]


def import_outlines(root: Path, wanted: WantedMap) -> ImportResult:
    """Return the file of a map made of outlines, or every reason why there is none.

    Emits E100, E101, E306, E430, E431, E432, E433 and what the map emits.
    """
    report = Report()
    files = dict(sources.read(root, report))
    gazette = gazetteer(layout(files, Report()).places, report)
    kind = KindId(wanted.kind) if wanted.kind is not None else None
    if kind is not None and kind not in gazette.kinds:
        _report_kind(kind, gazette, report)
    data = whole_file(wanted.file, report)
    if data is None or errors(report.items):
        return ImportResult(report.ordered(), sources=files)
    try:
        found = named_outlines(feature_layers(data), gazette, kind, wanted.match)
        head = {"kind": found.kind, "key": "id", **({"source": wanted.source} if wanted.source else {})}
        shapes = {str(place): _polygons(features) for place, features in found.places.items()}
        size = wanted.size or max(_SIZE, _KB * len(shapes))
        drawn = reduced(shapes, head, size)
    except FaultyError as fault:
        report.add(fault.code, Span(wanted.file.name), str(fault), hint=fault.hint)
        return ImportResult(report.ordered(), sources=files)
    path = _path_of(found.kind, files)
    return structs.replace(_checked(root, files, path, drawn.text), said=tuple(_told(gazette, found, drawn)))


def _polygons(features: Iterable[Feature]) -> list[Sequence[Sequence[Cell]]]:
    return [polygon for feature in features for polygon in feature.polygons]


def _path_of(kind: KindId, files: Mapping[str, SourceFile]) -> str:
    """Return the file of the map of a kind, be it there already or not."""
    maps = (one for one in layout(files, Report()).maps if f'"kind": "{kind}"' in one.text)
    return next((one.path for one in maps), f"{CONTENT}/maps/{kind}.json")


def _told(gazette: Gazetteer, found: NamedOutlines, drawn: Reduced) -> Iterator[str]:
    features, plural = found.layer.features, gazette.kinds[found.kind].plural.lower()
    within = worded(" within '%(within)s'", within=found.within) if found.within is not None else ""
    yield worded(
        "Matched %(count)s %(plural)s with %(other_count)s outlines by '%(key)s'%(within)s.",
        count=f"{len(found.places):,}",
        plural=plural,
        other_count=f"{len(features):,}",
        key=found.key,
        within=within,
    )
    several = [gazette.places[place].name for place, own in found.places.items() if len(own) > 1]
    absent = [one for one in gazette.places.values() if one.kind == found.kind and one.id not in found.places]
    left = [feature.properties.get(found.key, worded("(no name)")) for feature in found.left]
    unclear = [feature.properties[found.key] for feature in found.unclear]
    for told, names in (
        (worded("Several outlines each, drawn as one of these %(plural)s", plural=plural), several),
        (worded("%(capitalize)s without an outline", capitalize=plural.capitalize()), [place.name for place in absent]),
        (worded("Outlines without a place, left out"), left),
        (worded("Outlines that fit several places, left out"), unclear),
        (worded("These may be the same; if they are, add the name to the place's aliases"), _alike(left, absent)),
    ):
        if names:
            yield f"{told}: {quoted_list(names, most=_MAX_NAMES)}."
    if found.layer.without:
        yield worded("Without an outline in the file: %(without)s of its entries.", without=f"{found.layer.without:,}")
    yield worded(
        "Simplified: %(points)s of %(before)s points, %(value)s kB.",
        points=f"{drawn.points:,}",
        before=f"{drawn.before:,}",
        value=f"{-(-len(drawn.text) // _KB):,}",
    )


def _alike(left: Iterable[str], absent: Iterable[Place]) -> list[str]:
    names: Names[AreaId] = Names()
    by_id = {place.id: place for place in absent}
    for place in by_id.values():
        names.add(place.id, (place.name, *place.aliases))
    pairs = ((text, likely(text, names)) for text in dict.fromkeys(left))
    return [f"{text} = {by_id[place].name}" for text, place in pairs if place is not None]


def import_map(root: Path, state: str, kind: str | None) -> ImportResult:
    """Return the file of a map, or every reason why there is none; emits E301, E306 and what the map emits."""
    report = Report()
    files = dict(sources.read(root, report))
    gazette = gazetteer(layout(files, Report()).places, report)
    state = state.upper()
    wanted = KindId(kind or ("state" if state == ALL else "county"))
    if state not in (ALL, *STATES):
        hint = report.suggestion(state, STATES) or worded(
            "write a postal abbreviation such as KY, or US for the map of states"
        )
        report.add("E301", Span("--state"), worded("unknown state '%(state)s'", state=state), hint=hint)
    if wanted not in gazette.kinds:
        _report_kind(wanted, gazette, report)
    if errors(report.items):
        return ImportResult(report.ordered(), sources=files)
    atlas, regions = atlas_of(state)
    named = _named(regions, [place for place in gazette.places.values() if place.kind == wanted])
    if not named:
        plural = gazette.kinds[wanted].plural.lower()
        message = worded(
            "the site has none of the %(count)s %(plural)s of %(state)s", count=len(regions), plural=plural, state=state
        )
        report.add("E301", Span("--state"), message, hint=worded("import the places first, with import places"))
        return ImportResult(report.ordered(), sources=files)
    found = [Region(place, region.name, region.polygons) for place, region in named.items()]
    head = {"kind": wanted, "key": "id", "source": SOURCE, "licence": LICENCE}
    path = f"{CONTENT}/maps/{wanted}.json" if state == ALL else f"{CONTENT}/maps/{state.lower()}-{wanted}.json"
    told = tuple(_said(gazette, wanted, named, regions))
    return structs.replace(_checked(root, files, path, map_text(atlas, found, head)), said=told)


def _report_kind(kind: KindId, gazette: Gazetteer, report: Report) -> None:
    hint = report.suggestion(kind, gazette.kinds) or worded("add it in content/places/, or name another with --kind")
    report.add("E306", Span("--kind"), worded("unknown kind '%(kind)s'", kind=kind), hint=hint)


def _checked(root: Path, files: dict[str, SourceFile], path: str, text: str) -> ImportResult:
    """Return the file if the site is as sound with it as without it."""
    raw = raw_texts(root, files)
    made = {path: text} if raw.get(path) != text else {}
    after = with_texts(files, made)
    memory = Memory()
    known = set(errors(typed(root, files, memory).diagnostics))
    faults = [one for one in errors(typed(root, after, memory).diagnostics) if one not in known]
    if faults:
        return ImportResult(tuple(faults), sources=after)
    done = dict.fromkeys(made, "" if path in raw else worded("new"))
    return ImportResult((), made, raw, done=done, sources=after)


def _named(regions: list[Region], places: list[Place]) -> dict[AreaId, Region]:
    """Return the outline of each place, by its code or by its name; none where a name fits several places."""
    names: Names[AreaId] = Names()
    codes = {dict(place.attributes).get(_FIPS, ""): place.id for place in places}
    for place in places:
        names.add(place.id, (place.name, *place.aliases))
    found: dict[AreaId, Region] = {}
    for region in regions:
        fits = (codes[region.code],) if region.code in codes else _of_name(region, names)
        if len(fits) == 1:
            found.setdefault(fits[0], region)
    return found


def _of_name(region: Region, names: Names[AreaId]) -> tuple[AreaId, ...]:
    is_city = len(region.code) > len("00") and int(region.code[2:]) >= _FIRST_CITY
    ends = ("city",) if is_city else ("county", "parish", "borough", "municipality", "census area")
    longer = [found for end in ends if (found := names.find(f"{region.name} {end}"))]
    return longer[0] if longer else names.find(region.name)


def _said(gazette: Gazetteer, kind: KindId, named: dict[AreaId, Region], regions: list[Region]) -> list[str]:
    lines = [worded("Matched %(count)s of %(other_count)s outlines.", count=len(named), other_count=len(regions))]
    absent = [place.name for place in gazette.places.values() if place.kind == kind and place.id not in named]
    left = [region.name for region in regions if region not in named.values()]
    if absent:
        lines.append(worded("Places without an outline: %(absent)s.", absent=quoted_list(absent, most=_MAX_NAMES)))
    if left:
        lines.append(worded("Outlines without a place, left out: %(left)s.", left=quoted_list(left, most=_MAX_NAMES)))
    return lines
