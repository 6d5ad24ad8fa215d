"""What a table names and nothing on the site is called: each name once, with what to write.

Owns those messages. Must not match names itself.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from recanvass.authoring.importing.collect import Collector, Unknown
from recanvass.authoring.importing.hints import choice_hint, mapping_line
from recanvass.authoring.importing.matching import quoted_list
from recanvass.authoring.importing.offices import report_offices
from recanvass.authoring.importing.reading import records
from recanvass.authoring.importing.texts import quoted, scalar
from recanvass.content.files import SourceFile
from recanvass.content.schema.keys import PlaceRecord, PlacesFileRecord
from recanvass.content.syntax import Items, Keys, Node, read_yaml
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId
from recanvass.core.model import Place

_MAX_HINTS = 50
"""Looking for the nearest name takes time, and no more messages than these are printed."""


def report_unmatched(of: Collector, files: Mapping[str, SourceFile], report: Report) -> None:
    """Report all faults of a table, and each name that fits nothing or several things; `files` are those of the site.

    Where the table holds several contests only that is said. Emits E803, E804, E805 and E808.
    """
    if report_offices(of.table, of.filter, of.table.reading.ignored, report):
        return
    of.finish()
    of.reader.report_to(of.report)
    _report_repeats(of)
    report.items += of.report.items
    for number, ((county, place), one) in enumerate(of.unknown_places.items()):
        if county and not place:
            _report_county(of, county, one, report, files=files)
        else:
            _report_place(of, (county, place), one, report, files=files, with_hint=number < _MAX_HINTS)
    for name, one in of.unknown_choices.items():
        _report_choice(of, name, one, report)


def _report_repeats(of: Collector) -> None:
    """Report figures that are stated again, with the rows that stated them first, which are read once more."""
    if not of.repeats.again:
        return
    wanted = {one.first for one in of.repeats.again}
    first = {record.line: record for record in records(of.table, Report()) if record.line in wanted}
    used = [*(column for column, _, _ in of.columns.figures), *(column for column, _ in of.columns.totals)]
    used += [of.columns.roles[role] for role in ("count",) if role in of.columns.roles]
    of.repeats.report_to(first, used, of.report)


def _report_choice(of: Collector, name: str, one: Unknown, report: Report) -> None:
    named = of.ballot.choices.find(name)
    code, message = "E804", f"no choice of the contest is called '{name}'"
    hint = choice_hint(name, of.ballot)
    if len(named) > 1:
        code, message = "E805", f"'{name}' could be {quoted_list(named)}"
        hint = f"say which in a mapping file: {mapping_line('choices', named[0], name)}"
    elif of.areas.units.find(name):
        choice, place = (of.columns.labels[of.columns.roles[role]] for role in ("choice", "place"))
        message += f", but a place is; the column '{choice}' was taken for the choices, '{place}' for the places"
        hint = "say which column is which in a mapping file: "
        hint += f"columns: {{place: {scalar(choice)}, choice: {scalar(place)}}}"
    of.table.fault(code, one.record, one.cell, f"{message}{_rows(one)}", hint=hint, report=report)


def _report_county(
    of: Collector, county: str, one: Unknown, report: Report, *, files: Mapping[str, SourceFile]
) -> None:
    within = of.areas.county(county)
    nearest = of.areas.areas.nearest(county)
    code, message = "E803", f"no place is called '{county}'"
    hint = _place_hint(of, nearest, county, files) if nearest else "declare it in content/places/"
    if within:
        code, message = "E805", f"'{county}' could be {quoted_list(within)}"
        hint = f"say which in a mapping file: {mapping_line('places', within[0], county)}"
    column = of.columns.roles["county"]
    of.table.fault(code, one.record, column, f"{message}{_rows(one)}", hint=hint, report=report)


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
            hint = f"say in a mapping file where the place lies: columns: {{county: {scalar(told)}}}"
        of.table.fault("E805", one.record, one.cell, f"{message}{_rows(one)}", hint=hint, report=report)
        return
    nearest = of.areas.nearest(place, around) if with_hint else None
    if of.rules.new_kind is not None:
        hint = "no id can be made of its name, or another place has it: declare it in content/places/"
    elif nearest is not None:
        hint = _place_hint(of, nearest, place, files)
    else:
        hint = "correct the name, or create all places that are missing with --allow-new-places"
    where = f" in '{around}'" if around else ""
    message = f"no place{where} is called '{place}'{_rows(one)}"
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
        return f"did you mean '{nearest}'? Then say so in a mapping file: {mapping_line('places', nearest, name)}"
    return f"did you mean '{place.name}'? Then {_alias(nearest, place, name, files[place.span.path])}"


def _alias(area: AreaId, place: Place, name: str, file: SourceFile) -> str:
    """Return what to write, and where, so that a place is known by one more name."""
    path, new = file.path, quoted(name)
    if path.endswith(".csv"):
        return f"write for {area} in {path}, line {place.span.line}, column aliases: {'|'.join([*place.aliases, name])}"
    keys = _places_in(file)[area]
    given = next((value for key, value in keys.entries if key.text == PlaceRecord.aliases.key), None)
    if isinstance(given, Items):
        if not _begins_with(file, given, "["):
            return f"add a line below {path}, line {given.items[-1].line}, indented like it: - {new}"
        shown = ", ".join([*map(scalar, place.aliases), new])
        return f"change the aliases of {area} in {path}, line {given.line}: aliases: [{shown}]"
    if _begins_with(file, keys, "{"):
        return f"write for {area} in {path}, line {keys.line}, right after the {{: aliases: [{new}],"
    return f"add a line above {path}, line {keys.entries[0][0].line}, indented like it: aliases: [{new}]"


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


def _rows(one: Unknown) -> str:
    return f" ({one.rows} rows)" if one.rows > 1 else ""
