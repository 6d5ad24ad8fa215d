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
from recanvass.core.messages import worded
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
    more = worded(" and %(count)s more places like it", count=len(changed) - 1) if len(changed) > 1 else ""
    message = worded(
        "unknown place '%(first)s'%(more)s%(rows_of)s; %(cause)s",
        first=first[1],
        more=more,
        rows_of=rows_of(one) if not more else "",
        cause=cause.value,
    )
    named = of.areas.places[area].name
    lines = ", ".join(f"{scalar(unit)}: [{quoted(place)}]" for (_, place), unit in changed.items())
    way = (
        worded("add --ignore-zeros")
        if cause is Cause.ZEROS
        else worded("say so in a mapping file: places: {%(lines)s}", lines=lines)
    )
    hint = worded(
        "did you mean '%(named)s'? Format the column as text and save the file again, or %(way)s", named=named, way=way
    )
    if len(hint) > MAX_MESSAGE:
        hint = worded("did you mean '%(named)s'? Format the column as text and save the file again", named=named)
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
    first = worded("the first ") if of.is_full else worded("these ")
    message = worded(
        "the site doesn't have %(first)s%(count)s places: %(names)s", first=first, count=f"{len(alone):,}", names=names
    )
    hint = worded("check that the file is for this contest, or create the missing places with --allow-new-places")
    of.table.fault("E803", one.record, one.cell, message, hint=hint, report=report)


def _report_county(
    of: Collector, county: str, one: Unknown, report: Report, *, files: Mapping[str, SourceFile]
) -> None:
    within = of.areas.county(county)
    nearest = likely(county, of.areas.areas)
    code, message = "E803", worded("unknown place '%(county)s'", county=county)
    hint = _place_hint(of, nearest, county, files) if nearest else worded("add it in content/places/")
    if within:
        code, message = "E805", worded("'%(county)s' could be %(within)s", county=county, within=quoted_list(within))
        hint = worded("say which in a mapping file: %(line)s", line=mapping_line("places", within[0], county))
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
        message = worded("'%(place)s' could be %(units)s", place=place, units=quoted_list(units))
        line = mapping_line("places", units[0], place)
        told = _tells_apart(of, one, units)
        hint = worded("add a column for the county, or say which in a mapping file: %(line)s", line=line)
        if told:
            hint = worded(
                "say in a mapping file where the place is: columns: {county: %(scalar)s}", scalar=scalar(told)
            )
        of.table.fault("E805", one.record, one.cell, f"{message}{rows_of(one)}", hint=hint, report=report)
        return
    nearest = of.areas.nearest(place, around) if with_hint else None
    if of.rules.new_kind is not None:
        hint = worded("its name makes no unique id; add the place in content/places/")
    elif nearest is not None:
        hint = _place_hint(of, nearest, place, files)
    else:
        hint = worded("correct the name, or create the missing places with --allow-new-places")
    where = worded(" in '%(around)s'", around=around) if around else ""
    message = worded("unknown place '%(place)s'%(where)s%(rows_of)s", place=place, where=where, rows_of=rows_of(one))
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
        return worded(
            "did you mean '%(nearest)s'? If so, write in a mapping file: %(line)s",
            nearest=nearest,
            line=mapping_line("places", nearest, name),
        )
    return worded(
        "did you mean '%(place)s'? If so, %(alias)s",
        place=place.name,
        alias=_alias(nearest, place, name, files[place.span.path]),
    )


def _alias(area: AreaId, place: Place, name: str, file: SourceFile) -> str:
    """Return what to write, and where, so that a place is known by one more name."""
    path, new = file.path, quoted(name)
    if path.endswith(".csv"):
        return worded(
            "write for %(area)s in %(path)s, line %(line)s, column aliases: %(value)s",
            area=area,
            path=path,
            line=place.span.line,
            value="|".join([*place.aliases, name]),
        )
    keys = _places_in(file)[area]
    given = next((value for key, value in keys.entries if key.text == PlaceRecord.aliases.key), None)
    if isinstance(given, Items):
        if not _begins_with(file, given, "["):
            return worded(
                "add below line %(line)s of %(path)s, with the same indent: - %(new)s",
                line=given.items[-1].line,
                path=path,
                new=new,
            )
        shown = ", ".join([*map(scalar, place.aliases), new])
        return worded(
            "change the aliases of %(area)s in %(path)s, line %(line)s: aliases: [%(shown)s]",
            area=area,
            path=path,
            line=given.line,
            shown=shown,
        )
    if _begins_with(file, keys, "{"):
        return worded(
            "write for %(area)s in %(path)s, line %(line)s, right after the {: aliases: [%(new)s],",
            area=area,
            path=path,
            line=keys.line,
            new=new,
        )
    return worded(
        "add above line %(line)s of %(path)s, with the same indent: aliases: [%(new)s]",
        line=keys.entries[0][0].line,
        path=path,
        new=new,
    )


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
