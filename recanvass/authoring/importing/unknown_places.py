"""Places that a table names and nothing on the site is called: each once, with what to write.

Owns those messages; all places that a spreadsheet changed in one way are one message. Must not match names itself.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

from recanvass.authoring.importing.collect import Collector, Unknown
from recanvass.authoring.importing.hints import mapping_line, rows_of
from recanvass.authoring.importing.likeness import Cause, changed_by_spreadsheet, likely, numbered
from recanvass.authoring.importing.matching import quoted_list
from recanvass.authoring.importing.texts import quoted, scalar
from recanvass.content.files import SourceFile
from recanvass.content.schema.keys import PlaceRecord, PlacesFileRecord
from recanvass.content.syntax import Items, Keys, Node, read_yaml
from recanvass.core.diagnostics import MAX_MESSAGE, Report
from recanvass.core.ids import AreaId
from recanvass.core.model import Place

_MAX_HINTS = 50
"""Looking for the nearest name takes time, and no more messages than these are printed."""
_MAX_ALONE = 20
"""So many places that are like nothing on the site are named one by one."""
_Named = tuple[tuple[str, str], Unknown]


def report_places(of: Collector, files: Mapping[str, SourceFile], report: Report) -> None:
    """Report each name that fits no place, or several; `files` are those of the site. Emits E803 and E805."""
    waiting = dict(of.unknown_places)
    for cause, changed in _changed(of, waiting).items():
        _report_changed(of, cause, changed, report)
        for name in changed:
            del waiting[name]
    alone: list[_Named] = []
    for number, ((county, place), one) in enumerate(waiting.items()):
        if county and not place:
            _report_county(of, county, one, report, files=files)
        elif _is_like_nothing(of, county, place, with_hint=number < _MAX_HINTS):
            alone.append(((county, place), one))
        else:
            _report_place(of, (county, place), one, report, files=files, with_hint=number < _MAX_HINTS)
    if len(alone) > _MAX_ALONE and of.rules.new_kind is None:
        _report_many(of, alone, report)
    else:
        for name, one in alone:
            _report_place(of, name, one, report, files=files, with_hint=False)


def _changed(of: Collector, waiting: Mapping[tuple[str, str], Unknown]) -> dict[Cause, dict[tuple[str, str], AreaId]]:
    """Return places that a spreadsheet changed, by how it did, each with the place that it is likely to be."""
    known = numbered(of.areas.units)
    found: dict[Cause, dict[tuple[str, str], AreaId]] = {}
    for county, place in waiting:
        around = _around(of, county)
        if not place or of.areas.unit(place, around):
            continue
        likeliest = changed_by_spreadsheet(place, known, partial(_lies_in, of, around))
        if likeliest is not None:
            found.setdefault(likeliest[0], {})[county, place] = likeliest[1]
    return found


def _around(of: Collector, county: str) -> AreaId | None:
    within = of.areas.county(county) if county else ()
    return within[0] if within else None


def _lies_in(of: Collector, around: AreaId | None, unit: AreaId) -> bool:
    return around is None or around in of.areas.above[unit]


def _report_changed(of: Collector, cause: Cause, changed: Mapping[tuple[str, str], AreaId], report: Report) -> None:
    first, area = next(iter(changed.items()))
    one = of.unknown_places[first]
    more = f" and {len(changed) - 1} more places like it" if len(changed) > 1 else ""
    message = f"unknown place '{first[1]}'{more}{rows_of(one) if not more else ''}; {cause.value}"
    named = of.areas.places[area].name
    lines = ", ".join(f"{scalar(unit)}: [{quoted(place)}]" for (_, place), unit in changed.items())
    way = "add --ignore-zeros" if cause is Cause.ZEROS else f"say so in a mapping file: places: {{{lines}}}"
    hint = f"did you mean '{named}'? Format the column as text and save the file again, or {way}"
    if len(hint) > MAX_MESSAGE:
        hint = f"did you mean '{named}'? Format the column as text and save the file again"
    of.table.fault("E803", one.record, one.cell, message, hint=hint, report=report)


def _is_like_nothing(of: Collector, county: str, place: str, *, with_hint: bool) -> bool:
    around = _around(of, county)
    if of.areas.unit(place, around):
        return False
    return not with_hint or of.areas.nearest(place, around) is None


def _report_many(of: Collector, alone: Sequence[_Named], report: Report) -> None:
    """Report many places that are like nothing on the site in one message."""
    _, one = alone[0]
    names = quoted_list([place for (_, place), _ in alone])
    first = "the first " if of.is_full else "these "
    message = f"the site doesn't have {first}{len(alone):,} places: {names}"
    hint = "check that the file is for this contest, or create the missing places with --allow-new-places"
    of.table.fault("E803", one.record, one.cell, message, hint=hint, report=report)


def _report_county(
    of: Collector, county: str, one: Unknown, report: Report, *, files: Mapping[str, SourceFile]
) -> None:
    within = of.areas.county(county)
    nearest = likely(county, of.areas.areas)
    code, message = "E803", f"unknown place '{county}'"
    hint = _place_hint(of, nearest, county, files) if nearest else "add it in content/places/"
    if within:
        code, message = "E805", f"'{county}' could be {quoted_list(within)}"
        hint = f"say which in a mapping file: {mapping_line('places', within[0], county)}"
    column = of.columns.roles["county"]
    of.table.fault(code, one.record, column, f"{message}{rows_of(one)}", hint=hint, report=report)


def _report_place(
    of: Collector,
    name: tuple[str, str],
    one: Unknown,
    report: Report,
    *,
    files: Mapping[str, SourceFile],
    with_hint: bool,
) -> None:
    county, place = name
    around = of.areas.county(county)[0] if county else None
    units = of.areas.unit(place, around)
    if len(units) > 1:
        message = f"'{place}' could be {quoted_list(units)}"
        line = mapping_line("places", units[0], place)
        told = _tells_apart(of, one, units)
        hint = f"add a column for the county, or say which in a mapping file: {line}"
        if told:
            hint = f"say in a mapping file where the place is: columns: {{county: {scalar(told)}}}"
        of.table.fault("E805", one.record, one.cell, f"{message}{rows_of(one)}", hint=hint, report=report)
        return
    nearest = of.areas.nearest(place, around) if with_hint else None
    if of.rules.new_kind is not None:
        hint = "its name makes no unique id; add the place in content/places/"
    elif nearest is not None:
        hint = _place_hint(of, nearest, place, files)
    else:
        hint = "correct the name, or create the missing places with --allow-new-places"
    where = f" in '{around}'" if around else ""
    message = f"unknown place '{place}'{where}{rows_of(one)}"
    of.table.fault("E803", one.record, one.cell, message, hint=hint, report=report)


def _tells_apart(of: Collector, one: Unknown, units: Sequence[AreaId]) -> str:
    """Return the column that nothing reads yet and that says in which place one of several units lies."""
    used = set(of.columns.roles.values()) - {of.columns.roles.get("county")}
    for index, label in enumerate(of.columns.labels):
        around = of.areas.areas.find(one.record.cells[index]) if index not in used and label else ()
        if len(around) == 1 and sum(around[0] in of.areas.above[unit] for unit in units) == 1:
            return label
    return ""


def _place_hint(of: Collector, nearest: AreaId, name: str, files: Mapping[str, SourceFile]) -> str:
    place = of.areas.places.get(nearest)
    if place is None:
        return f"did you mean '{nearest}'? If so, write in a mapping file: {mapping_line('places', nearest, name)}"
    return f"did you mean '{place.name}'? If so, {_alias(nearest, place, name, files[place.span.path])}"


def _alias(area: AreaId, place: Place, name: str, file: SourceFile) -> str:
    """Return what to write, and where, so that a place is known by one more name."""
    path, new = file.path, quoted(name)
    if path.endswith(".csv"):
        return f"write for {area} in {path}, line {place.span.line}, column aliases: {'|'.join([*place.aliases, name])}"
    keys = _places_in(file)[area]
    given = next((value for key, value in keys.entries if key.text == PlaceRecord.aliases.key), None)
    if isinstance(given, Items):
        if not _begins_with(file, given, "["):
            return f"add below line {given.items[-1].line} of {path}, with the same indent: - {new}"
        shown = ", ".join([*map(scalar, place.aliases), new])
        return f"change the aliases of {area} in {path}, line {given.line}: aliases: [{shown}]"
    if _begins_with(file, keys, "{"):
        return f"write for {area} in {path}, line {keys.line}, right after the {{: aliases: [{new}],"
    return f"add above line {keys.entries[0][0].line} of {path}, with the same indent: aliases: [{new}]"


@lru_cache(maxsize=8)
def _places_in(file: SourceFile) -> Mapping[str, Keys]:
    """Return the keys of each place in a file that was read before without faults."""
    whole = read_yaml(file, Report())
    entries = whole.entries if isinstance(whole, Keys) else []
    listed = next((value for key, value in entries if key.text == PlacesFileRecord.places.key), None)
    pairs = listed.entries if isinstance(listed, Keys) else []
    return {key.text: value for key, value in pairs if isinstance(value, Keys)}


def _begins_with(file: SourceFile, node: Node, sign: str) -> bool:
    line = file.line(node.line) or ""
    return line[node.column - 1 :].startswith(sign)
