"""Lists of areas: all places of a kind, and all groups."""

from collections.abc import Iterator

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ids import AreaId
from recanvass.core.model import Kind
from recanvass.pages.area_rows import MOST_LISTED, area_table
from recanvass.pages.context import ContestContext
from recanvass.pages.models.pages import AreaListPage
from recanvass.pages.models.parts import Link
from recanvass.pages.models.result_parts import AreaTable
from recanvass.pages.page_frame import contest_frame

MAX_CONTENTS = 30
"""Links to the parts of a page beyond which they fold away."""


def groups_by_kind(context: ContestContext) -> Iterator[tuple[str, str, tuple[AreaId, ...]]]:
    """Yield (id, heading, groups) for each kind of group and for the groups without a kind."""
    groups = [group for group in context.site.groups.values() if group.id in context.results.areas]
    for kind in dict.fromkeys(group.kind for group in groups):
        title = (
            context.site.kinds[kind].plural if kind is not None else context.catalogue.text("Other groups of places")
        )
        yield kind or "groups", title, tuple(group.id for group in groups if group.kind == kind)


def kinds_of(context: ContestContext) -> tuple[Kind, ...]:
    """Return the kinds of place that have results in a contest, in declared order."""
    areas = [*context.results.areas, *context.contest.units]
    present = {context.site.places[area].kind for area in areas if area in context.site.places}
    return tuple(kind for kind in context.site.kinds.values() if kind.id in present)


def kind_page(context: ContestContext, kind: Kind) -> AreaListPage:
    """Return the list of all places of one kind, in sections by the place above.

    Beyond `MOST_LISTED` it is a list of the places above, on whose pages they stand: nobody reads a list that long.
    """
    here = urls.kind(context.contest, kind.id)
    areas = [*context.results.areas, *context.contest.units]
    places = [place for area in areas if (place := context.site.places.get(area)) and place.kind == kind.id]
    by_parent: dict[AreaId | None, list[AreaId]] = {}
    for place in places:
        by_parent.setdefault(place.parent, []).append(place.id)
    catalogue, count = context.catalogue, len(places)
    noun = catalogue.within(kind.name if count == 1 else kind.plural)
    intro = catalogue.text("%(count)s %(places)s.", count=catalogue.number(count), places=noun)
    above = [parent for parent in by_parent if parent is not None]
    tables: tuple[AreaTable, ...]
    if count > MOST_LISTED and len(above) == len(by_parent) > 1:
        tables = (area_table(context, here, (kind.id, catalogue.text("Select a place to see its parts")), above),)
    elif len(by_parent) > 1 and len(places) > len(by_parent):
        tables = tuple(
            area_table(context, here, (parent or kind.id, context.shared.area(parent).name if parent else ""), inside)
            for parent, inside in by_parent.items()
        )
    else:
        tables = (area_table(context, here, (kind.id, kind.plural), [place.id for place in places]),)
    return _list_page(context, here, kind.plural, intro=intro, tables=tables)


def groups_page(context: ContestContext) -> AreaListPage:
    """Return the list of all groups."""
    here = urls.groups(context.contest)
    tables = tuple(area_table(context, here, (name, title), groups) for name, title, groups in groups_by_kind(context))
    text = context.catalogue.text
    intro = text("Districts and other groups that cross boundaries.")
    return _list_page(context, here, text("Groups of places"), intro=intro, tables=tables)


def _list_page(
    context: ContestContext, here: str, title: str, *, intro: str, tables: tuple[AreaTable, ...]
) -> AreaListPage:
    catalogue = context.catalogue
    description = catalogue.text("%(places)s: results of %(contest)s", places=title, contest=context.contest.title)
    frame = contest_frame(context, here, (title, description))
    is_split = len(tables) > 1
    jump = catalogue.text("Jump to one of %(count)s parts of this page", count=catalogue.number(len(tables)))
    return AreaListPage(
        frame=frame,
        heading=title,
        intro=intro,
        file=tables[0].file if is_split else "",
        jump=jump if len(tables) > MAX_CONTENTS else "",
        contents=tuple(Link(table.title, f"#{table.id}") for table in tables) if is_split else (),
        tables=tuple(replace(table, file="") for table in tables) if is_split else tables,
    )
