"""Lines of requests as tables: one a unit or group that a request names, with the outcome."""

from collections.abc import Iterable, Sequence

from recanvass.core import urls
from recanvass.core.ids import AreaId
from recanvass.core.model import Group, Place, Request, RequestItem
from recanvass.pages.context import ContestContext, RequestLine, area_link, file_href, link
from recanvass.pages.models.parts import LedgerRow, LedgerTable
from recanvass.pages.requests.requests import NOT_PUBLISHED, colour, requester
from recanvass.results.areas import areas_above
from recanvass.results.request_units import lines_of_request, units_of_item
from recanvass.text import terms
from recanvass.text.catalogue import Catalogue

_FEW = 6
_LEAST_FOLDED = 2


def of_area(context: ContestContext, here: str, area: AreaId) -> LedgerTable | None:
    """Return the lines of all requests that cover a unit, or that name a unit inside an area; None for none."""
    found = context.shared.area(area)
    if isinstance(found, Place) and area == context.contest.root:
        return None
    units = frozenset(context.results.areas.get(area, (area,)))
    if not any(unit in context.asked for unit in units):
        return None
    rows = tuple(row for request in context.contest.requests for row in _of_units(context, here, request, units))
    titles = ("requests", context.catalogue.text("Requests that name this place"), caption(context.catalogue, rows))
    is_one_place = all(row.unit_id == area for row in rows)
    return table(context, here, titles, rows, is_one_place=is_one_place) if rows else None


def _of_units(context: ContestContext, here: str, request: Request, units: frozenset[AreaId]) -> tuple[LedgerRow, ...]:
    """Return the lines that touch units; a group's line is left out where all of them have one of their own."""
    lines = lines_of_request(request)
    named = {line.area for line in lines}
    touched = [
        line
        for line in lines
        if line.area in units
        or (line.area in context.results.areas and (units & set(units_of_item(context.results, line))) - named)
    ]
    return _rows(context, here, request, touched)


def rows_of_request(context: ContestContext, here: str, request: Request) -> tuple[LedgerRow, ...]:
    """Return all lines of a request: one a unit or group it names, then one a unit of which only the outcome is told.

    A unit listed twice is one line with both names.
    """
    return _rows(context, here, request, lines_of_request(request))


def _rows(context: ContestContext, here: str, request: Request, lines: Iterable[RequestItem]) -> tuple[LedgerRow, ...]:
    by_area: dict[AreaId, list[RequestItem]] = {}
    for line in lines:
        by_area.setdefault(line.area, []).append(line)
    return tuple(_row(context, here, request, same) for same in by_area.values())


def _row(context: ContestContext, here: str, request: Request, lines: Sequence[RequestItem]) -> LedgerRow:
    area = lines[0].area
    is_unit = area not in context.results.areas
    text = context.catalogue.text
    dispositions = dict.fromkeys(text(terms.DISPOSITIONS[line.disposition]) for line in lines if line.disposition)
    above = parent(context, area)
    around = district(context, area)
    also = dict.fromkeys(requester(context, one.request) for one in others(context, request, area))
    return LedgerRow(
        id="",
        unit=area_link(context.shared, context.contest, here, area),
        unit_id=area if is_unit else "",
        via=_via(context, request, area),
        parent=above.name if above is not None else "",
        district=around.name if around is not None else "",
        printed="; ".join(dict.fromkeys(line.printed for line in lines if line.printed)),
        requester=requester(context, request),
        colour=colour(context, request),
        review=link(here, terms.request_title(context.catalogue, request), urls.request(context.contest, request)),
        disposition="; ".join(dispositions) or text(NOT_PUBLISHED),
        reason="; ".join(dict.fromkeys(line.reason for line in lines if line.reason)),
        others=context.catalogue.listed(tuple(also)),
    )


def _via(context: ContestContext, request: Request, area: AreaId) -> str:
    if any(item.area == area for item in request.items):
        return ""
    around = (item.area for item in request.items if area in units_of_item(context.results, item))
    return next((context.shared.area(found).name for found in around), "")


def parent(context: ContestContext, area: AreaId) -> Place | None:
    """Return the place right above a unit; None for anything that is no unit."""
    place = context.site.places.get(area) if area not in context.results.areas else None
    return context.site.places[place.parent] if place is not None and place.parent is not None else None


def district(context: ContestContext, area: AreaId) -> Group | None:
    """Return the first group with a kind around a unit, such as its congressional district."""
    return next((group for group in groups(context, area) if group.kind is not None), None)


def groups(context: ContestContext, area: AreaId) -> tuple[Group, ...]:
    """Return the groups that hold a unit; none for anything that is no unit."""
    if area in context.results.areas:
        return ()
    above = (context.site.groups.get(found) for found in areas_above(context.site, context.contest, area))
    return tuple(group for group in above if group is not None)


def others(context: ContestContext, request: Request, area: AreaId) -> tuple[RequestLine, ...]:
    """Return the lines of other requests of the same kind, from someone else, that cover a unit."""
    if area in context.results.areas:
        return ()
    same_kind = [one for one in context.request_lines.get(area, ()) if one.request.kind is request.kind]
    return tuple(one for one in same_kind if requester(context, one.request) != requester(context, request))


def table(
    context: ContestContext,
    here: str,
    titles: tuple[str, str, str],
    rows: tuple[LedgerRow, ...],
    *,
    is_one_request: bool = False,
    is_one_place: bool = False,
) -> LedgerTable:
    """Return lines as a table: `titles` are its id, its title and its caption."""
    name, title, text = titles
    units = [AreaId(row.unit_id) for row in rows if row.unit_id]
    # On its own page, a place says where it lies at the top.
    above = () if is_one_place else (parent(context, unit) for unit in units)
    around = () if is_one_place else (district(context, unit) for unit in units)
    few = _FEW if len(rows) > _FEW + _LEAST_FOLDED else len(rows)
    return LedgerTable(
        id=name,
        title=title,
        caption=text,
        is_one_request=is_one_request,
        parent_heading=_kinds(context, above),
        district_heading=_kinds(context, around),
        file=file_href(context.shared, here, urls.download(context.contest, "reviews.csv")),
        rows=rows,
        is_one_place=is_one_place,
        few=few,
        folds=context.catalogue.plural("%(count)s more", "%(count)s more", len(rows) - few) if len(rows) > few else "",
    )


def _kinds(context: ContestContext, found: Iterable[Place | Group | None]) -> str:
    present = {area.kind for area in found if area is not None}
    names = [kind.name for kind in context.site.kinds.values() if kind.id in present]
    catalogue = context.catalogue
    text = "".join(names[:1])
    for name in names[1:]:
        text = catalogue.text("%(kinds)s or %(kind)s", kinds=text, kind=catalogue.within(name))
    return text


def caption(catalogue: Catalogue, rows: Sequence[LedgerRow]) -> str:
    """Count lines, and the different units in them; one line needs no count."""
    if len(rows) == 1:
        return ""
    units = len({row.unit_id for row in rows if row.unit_id})
    lines = catalogue.plural("%(count)s row", "%(count)s rows", len(rows))
    if not units:
        return lines
    return catalogue.plural("%(lines)s, %(count)s place", "%(lines)s, %(count)s different places", units, lines=lines)
