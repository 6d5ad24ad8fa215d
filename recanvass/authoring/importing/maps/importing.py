"""The map of a state's counties, or of all states, as a file of content/maps/.

Owns which outline is which place. Must not write the file.
"""

from pathlib import Path

from msgspec import structs

from recanvass.authoring.importing.maps.cutting import Region, map_text
from recanvass.authoring.importing.maps.outlines import ALL, LICENCE, SOURCE, STATES, atlas_of
from recanvass.authoring.importing.matching import Names, quoted_list
from recanvass.authoring.importing.outcome import ImportResult, errors, typed, with_texts
from recanvass.authoring.importing.writing import raw_texts
from recanvass.cache.store import Memory
from recanvass.content import files as sources
from recanvass.content.files import CONTENT, SourceFile
from recanvass.content.load.layout import layout
from recanvass.content.load.places import Gazetteer, gazetteer
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import AreaId, KindId
from recanvass.core.model import Place

_FIRST_CITY = 510
"""Cities that belong to no county have codes from here on."""
_FIPS = "fips"
_MAX_NAMES = 12


def import_map(root: Path, state: str, kind: str | None) -> ImportResult:
    """Return the file of a map, or every reason why there is none; emits E301, E306 and what the map emits."""
    report = Report()
    files = dict(sources.read(root, report))
    gazette = gazetteer(layout(files, Report()).places, report)
    state = state.upper()
    wanted = KindId(kind or ("state" if state == ALL else "county"))
    if state not in (ALL, *STATES):
        hint = report.suggestion(state, STATES) or "write a postal abbreviation such as KY, or US for the map of states"
        report.add("E301", Span("--state"), f"unknown state '{state}'", hint=hint)
    if wanted not in gazette.kinds:
        hint = report.suggestion(wanted, gazette.kinds) or "add it in content/places/, or name another with --kind"
        report.add("E306", Span("--kind"), f"unknown kind '{wanted}'", hint=hint)
    if errors(report.items):
        return ImportResult(report.ordered(), sources=files)
    atlas, regions = atlas_of(state)
    named = _named(regions, [place for place in gazette.places.values() if place.kind == wanted])
    if not named:
        plural = gazette.kinds[wanted].plural.lower()
        message = f"the site has none of the {len(regions)} {plural} of {state}"
        report.add("E301", Span("--state"), message, hint="import the places first, with import places")
        return ImportResult(report.ordered(), sources=files)
    found = [Region(place, region.name, region.polygons) for place, region in named.items()]
    head = {"kind": wanted, "key": "id", "source": SOURCE, "licence": LICENCE}
    path = f"{CONTENT}/maps/{wanted}.json" if state == ALL else f"{CONTENT}/maps/{state.lower()}-{wanted}.json"
    told = tuple(_said(gazette, wanted, named, regions))
    return structs.replace(_checked(root, files, path, map_text(atlas, found, head)), said=told)


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
    return ImportResult((), made, raw, done=dict.fromkeys(made, "" if path in raw else "new"), sources=after)


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
    lines = [f"Matched {len(named)} of {len(regions)} outlines."]
    absent = [place.name for place in gazette.places.values() if place.kind == kind and place.id not in named]
    left = [region.name for region in regions if region not in named.values()]
    if absent:
        lines.append(f"Places without an outline: {quoted_list(absent, most=_MAX_NAMES)}.")
    if left:
        lines.append(f"Outlines without a place, left out: {quoted_list(left, most=_MAX_NAMES)}.")
    return lines
