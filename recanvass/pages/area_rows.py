"""The tables of areas: a row a place, with who is ahead in it and what stands out."""

from collections.abc import Iterable

from recanvass.core import urls
from recanvass.core.ids import AreaId
from recanvass.core.kinds import RequestKind
from recanvass.core.model import Place
from recanvass.pages.context import ContestContext, file_href, link
from recanvass.pages.lead_lines import level_with
from recanvass.pages.models.result_parts import AreaRow, AreaTable
from recanvass.pages.result_tables import results_file
from recanvass.pages.turnout import turnout_text
from recanvass.results.figures import (
    figures,
    lead_of,
)
from recanvass.results.histories import reporting_counts, reporting_of
from recanvass.results.reporting import expected, reported
from recanvass.text import formatting, terms
from recanvass.text.catalogue import msgid

MOST_LISTED = 600
"""Places that one page lists."""
_REQUEST_MARKS = {
    RequestKind.RECANVASS: msgid("recanvass requested"),
    RequestKind.RECOUNT: msgid("recount requested"),
}


def area_table(context: ContestContext, here: str, title: tuple[str, str], areas: Iterable[AreaId]) -> AreaTable:
    """Return a list of areas with who leads in each; `title` is the table's id and its heading."""
    rows = tuple(area_row(context, here, area) for area in areas)
    return AreaTable(
        id=title[0],
        title=title[1],
        within="",
        tally=context.deciding.short,
        unit=context.deciding.unit,
        file=file_href(context.shared, here, results_file(context, context.shown)),
        has_codes=any(row.code for row in rows),
        has_turnout=any(row.turnout for row in rows),
        rows=rows,
    )


def area_row(context: ContestContext, here: str, area: AreaId) -> AreaRow:
    """Return an area in a line: who is ahead there, by how much, and what readers should know of it."""
    place = context.shared.area(area)
    catalogue, tally = context.catalogue, context.deciding
    shown = figures(context.results, area, tally, context.shown)
    found = lead_of(context.contest, shown)
    leader, colour, margin = formatting.MISSING, 0, formatting.MISSING
    if found is not None and found.ahead is not None:
        leader, margin = context.contest.choices[found.ahead].name, ""
    elif found is not None and len(found.leaders) == 1:
        leader = context.contest.choices[found.leaders[0]].name
        colour = context.colours[found.leaders[0]]
        margin = catalogue.number(found.margin, tally.show)
    elif found is not None:
        leader = level_with(context, found.leaders, shown)
        margin = catalogue.number(found.margin, tally.show)
    return AreaRow(
        name=link(here, place.name, urls.area(context.contest, place)),
        code=(place.code or "") if isinstance(place, Place) else "",
        within="",
        leader=leader,
        colour=colour,
        margin=margin,
        total=catalogue.number(shown.total, tally.show),
        turnout=turnout_text(context, area),
        reporting=_reporting(context, area),
        marks=_marks(context, area),
    )


def _reporting(context: ContestContext, area: AreaId) -> str:
    catalogue = context.catalogue
    if area not in context.results.areas:
        return catalogue.text(terms.REPORTING[reporting_of(context.results, area, context.shown)])
    counts = reporting_counts(context.results, area, context.shown)
    part, whole = catalogue.number(reported(counts)), catalogue.number(expected(counts))
    return catalogue.text("%(part)s of %(whole)s", part=part, whole=whole)


def _marks(context: ContestContext, area: AreaId) -> tuple[str, ...]:
    units = context.results.areas.get(area, (area,))
    kinds = {line.request.kind for unit in units for line in context.request_lines.get(unit, ())}
    catalogue = context.catalogue
    marks = [catalogue.text(_REQUEST_MARKS[kind]) for kind in RequestKind if kind in kinds]
    if area in context.disputes:
        marks.append(catalogue.text("sources differ"))
    changed = sum(unit in context.changed for unit in units)
    if changed:
        is_area = area in context.results.areas
        number = catalogue.plural("%(count)s changed", "%(count)s changed", changed) if is_area else ""
        marks.append(number or catalogue.text("changed"))
    return tuple(marks)
