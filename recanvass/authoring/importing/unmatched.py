"""What a table names and nothing on the site is called: each name once, with what to write.

Owns those messages. Must not match names itself.
"""

from recanvass.authoring.importing.collect import Collector, Unknown
from recanvass.authoring.importing.header import alias_line, choice_hint
from recanvass.authoring.importing.matching import quoted_list
from recanvass.core.diagnostics import Report, Span
from recanvass.core.model import AreaId

_MAX_HINTS = 50
"""Looking for the nearest name takes time, and no more messages than these are printed."""


def report_unmatched(of: Collector, report: Report) -> None:
    """Report all faults of a table, and each name that fits nothing or several things.

    Where the table holds several contests only that is said. Emits E803, E804, E805 and E808.
    """
    ours = [key for key, is_ours in of.found.offices.items() if is_ours]
    if len(ours) != 1 and of.found.offices:
        _report_offices(of, ours, report)
        return
    report.items += of.report.items
    for number, ((county, place), one) in enumerate(of.unknown_places.items()):
        if county and not place:
            _report_county(of, county, one, report)
        else:
            _report_place(of, (county, place), one, report, with_hint=number < _MAX_HINTS)
    for name, one in of.unknown_choices.items():
        named = of.ballot.choices.find(name)
        code, message = "E804", f"no choice of the contest is called '{name}'"
        hint = choice_hint(name, of.ballot)
        if len(named) > 1:
            code, message = "E805", f"'{name}' could be {quoted_list(named)}"
            hint = f"say which in a mapping file: 'choices: {{ID: [\"{name}\"]}}'"
        of.table.fault(code, one.record, one.cell, f"{message}{_rows(one)}", hint=hint, report=report)


def _report_county(of: Collector, county: str, one: Unknown, report: Report) -> None:
    within = of.areas.county(county)
    nearest = of.areas.areas.nearest(county)
    code, message = "E803", f"no place is called '{county}'"
    hint = _place_hint(of, nearest, county) if nearest else "declare it in content/places/"
    if within:
        code, message = "E805", f"'{county}' could be {quoted_list(within)}"
        hint = f"say which in a mapping file: 'places: {{ID: [\"{county}\"]}}'"
    column = of.columns.roles["county"]
    of.table.fault(code, one.record, column, f"{message}{_rows(one)}", hint=hint, report=report)


def _report_place(of: Collector, name: tuple[str, str], one: Unknown, report: Report, *, with_hint: bool) -> None:
    county, place = name
    around = of.areas.county(county)[0] if county else None
    units = of.areas.unit(place, around)
    if len(units) > 1:
        message = f"'{place}' could be {quoted_list(units)}"
        hint = f"add a column for the county, or say which in a mapping file: 'places: {{ID: [\"{place}\"]}}'"
        of.table.fault("E805", one.record, one.cell, f"{message}{_rows(one)}", hint=hint, report=report)
        return
    nearest = of.areas.nearest(place, around) if with_hint else None
    if of.rules.new_kind is not None:
        hint = "no id can be made of its name, or another place has it: declare it in content/places/"
    elif nearest is not None:
        hint = _place_hint(of, nearest, place)
    else:
        hint = "correct the name, or create all places that are missing with --allow-new-places"
    where = f" in '{around}'" if around else ""
    message = f"no place{where} is called '{place}'{_rows(one)}"
    of.table.fault("E803", one.record, one.cell, message, hint=hint, report=report)


def _place_hint(of: Collector, nearest: AreaId, name: str) -> str:
    place = of.areas.places.get(nearest)
    if place is None:
        return f"did you mean '{nearest}'? Then say so in a mapping file: 'places: {{{nearest}: [\"{name}\"]}}'"
    where = f"{place.span.path}, line {place.span.line}"
    return f"did you mean '{place.name}'? {alias_line(nearest, where, place.aliases, name)}"


def _report_offices(of: Collector, ours: list[tuple[str, str]], report: Report) -> None:
    named = list(dict.fromkeys(f"{office} {district}".strip() for office, district in ours or of.found.offices))
    asked = f"{of.rules.office or ''} {of.rules.district or ''}".strip()
    message = f"the file holds no contest '{asked}', but {quoted_list(named)}"
    if ours:
        message = f"the file holds {len(ours)} contests: {quoted_list(named)}"
    hint = "say which with --office and, where there are districts, --district"
    report.add("E808", Span(of.table.name), message, hint=hint)


def _rows(one: Unknown) -> str:
    return f" ({one.rows} rows)" if one.rows > 1 else ""
