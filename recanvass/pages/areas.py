"""Pages of areas: a contest as a whole, its places and groups, and the lists of them."""

from collections.abc import Iterator

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ids import AreaId, KindId
from recanvass.core.kinds import WITHOUT_RESULTS, Reporting
from recanvass.core.model import Group, Kind, Place
from recanvass.pages import feed_links, sources
from recanvass.pages.area_tables import MOST_LISTED, area_table
from recanvass.pages.breakdowns import breakdown, threshold_bars
from recanvass.pages.charts.flow import flow
from recanvass.pages.charts.lead_chart import lead_chart
from recanvass.pages.context import ContestContext, SharedContext, area_link, link
from recanvass.pages.corrections import links_to_corrections
from recanvass.pages.findings import findings_of
from recanvass.pages.history import history_of
from recanvass.pages.leads import declared_line, lead_line
from recanvass.pages.maps.atlas import atlas
from recanvass.pages.maps.leaders import first_mode
from recanvass.pages.maps.pages import contest_map
from recanvass.pages.models.movement import History
from recanvass.pages.models.pages import AreaListPage, AreaPage
from recanvass.pages.models.parts import Fact, Frame, LeadLine, Link
from recanvass.pages.models.result_parts import AreaTable
from recanvass.pages.notes import note_cards
from recanvass.pages.offers import offer
from recanvass.pages.page_frame import contest_frame
from recanvass.pages.requests import rows
from recanvass.pages.social_card import with_card
from recanvass.pages.tables import difference_table, reporting_line, result_tables
from recanvass.pages.turnout import turnout_facts
from recanvass.results.areas import areas_above
from recanvass.results.figures import Basis, figures
from recanvass.results.histories import reporting_of
from recanvass.text import formatting, terms
from recanvass.text.catalogue import msgid

MAX_CONTENTS = 30
"""Links to the parts of a page beyond which they fold away."""
ATTRIBUTES = {"fips": msgid("FIPS code")}


MOST_INSIDE = 30
"""Places of a kind that the pages of the whole contest list; where there are more, there is a list of them."""


def contest_page(context: ContestContext) -> AreaPage:
    """Return the page of a contest: the whole result, then the ways into it."""
    contest = context.contest
    here = urls.contest(contest)
    lead = lead_line(context, contest.root, context.shown)
    titles = (contest.title, f"{contest.title}: {answer(context, lead)}")
    frame = with_card(context, context.shown, contest_frame(context, here, titles))
    kicker = context.catalogue.day(contest.date, context.site.timezone)
    return _area_page(context, contest.root, frame, (here, kicker, contest.title, lead))


def area_page(context: ContestContext, area: AreaId) -> AreaPage:
    """Return the page of a place or a group."""
    contest, found = context.contest, context.shared.area(area)
    here = urls.area(contest, found)
    place_trail = tuple(_trail(context, here, found)) if isinstance(found, Place) else ()
    kicker = _kicker(context.shared, found) if isinstance(found, Place) else _group_kicker(context.shared, found.kind)
    title = (
        f"{found.name}, {_within(context.shared, found)}" if isinstance(found, Place) and found.parent else found.name
    )
    lead = lead_line(context, area, context.shown)
    titles = (found.name, f"{title}: {answer(context, lead)}")
    # Precincts of many counties have one name, and the title is all that a browser's tab or a search engine shows.
    frame = replace(contest_frame(context, here, titles, place_trail), title=title)
    frame = with_card(context, context.shown, frame, area)
    frame = feed_links.place_frame(context, frame, area)
    return _area_page(context, area, frame, (here, kicker, found.name, lead))


def _area_page(
    context: ContestContext, area: AreaId, frame: Frame, opening: tuple[str, str, str, LeadLine | None]
) -> AreaPage:
    here, kicker, heading, lead = opening
    found = context.shared.area(area)
    is_whole = here == urls.contest(context.contest)
    is_area = area in context.results.areas
    tables = () if _is_silent(context, area) else result_tables(context, here, area, context.shown)
    return AreaPage(
        frame=frame,
        kicker=kicker,
        is_place=isinstance(found, Place) and not is_whole,
        heading=heading,
        intro=(context.contest.context or "") if is_whole else (getattr(found, "note", None) or ""),
        lead=None if _is_silent(context, area) else lead,
        reporting=reporting_line(context, area, context.shown) if is_area else None,
        status="" if is_area else _status(context, area),
        silence=silence(context, area, context.shown),
        declared=declared_line(context, context.shown) if is_whole else None,
        chart=lead_chart(context, here) if is_whole and len(context.site.contests) > 1 else None,
        tables=tables,
        thresholds=threshold_bars(context, context.shown) if is_whole else (),
        breakdown=breakdown(context, urls.root_from(here), area, context.shown) if tables else None,
        atlas=(contest_map(context, here) if is_whole else atlas(context, here, area, first_mode)) if is_area else None,
        flow=flow(context, area) if is_area else None,
        facts_title=_facts_title(context, is_whole=is_whole),
        facts=tuple(turnout_facts(context, area) if is_whole else _facts(context, here, area)),
        differences=difference_table(context, here, context.shown, area),
        sources=sources.of_unit(context, here, area),
        ledger=rows.of_area(context, here, area),
        findings=None if is_whole else findings_of(context, here, area),
        history=_first_table(history_of(context, here, area)) if is_whole else history_of(context, here, area),
        areas=tuple(
            table
            for table in _inside(context, here, area)
            if area != context.contest.root or len(table.rows) <= MOST_INSIDE
        ),
        links=_ways_in(context, here) if is_whole else _statement(context, here, found),
        embed=offer(context, here, found, tables) if is_area and isinstance(found, Place) else None,
        notes=note_cards(context.shared, context.shared.notes_of.get((context.contest.id, area), ()), here),
    )


def answer(context: ContestContext, line: LeadLine | None) -> str:
    """Say who leads an area and how final that is, for titles and cards."""
    catalogue = context.catalogue
    if line is None:
        return catalogue.text("no results reported yet.")
    status = catalogue.text(terms.STATUSES[context.release.status])
    return f"{line.text} {status}, {context.release.title}."


def _is_silent(context: ContestContext, area: AreaId) -> bool:
    """Tell whether an area is a unit without results, so that a table could show only zeros that mean nothing."""
    return area not in context.results.areas and reporting_of(context.results, area, context.shown) in WITHOUT_RESULTS


def _status(context: ContestContext, unit: AreaId) -> str:
    state, text = reporting_of(context.results, unit, context.shown), context.catalogue.text
    if state is Reporting.NO_MEETING:
        return text("This site did not meet, so it has no results. Some sources print zeros.")
    if state is Reporting.NOT_REPORTED:
        return text("Not reported as of %(release)s.", release=context.release.title)
    return "" if state is Reporting.REPORTED else f"{text(terms.REPORTING[state])}."


def silence(context: ContestContext, area: AreaId, release: int) -> str:
    """Say so where a release was published without the units' figures and the area's own figures are older."""
    stated = context.contest.releases[release]
    if stated.rows or not stated.totals:
        return ""
    shown, text = figures(context.results, area, context.deciding, release), context.catalogue.text
    if shown.basis is not Basis.UNITS:
        return text("%(release)s has totals only, with no results for individual places.", release=stated.title)
    return text(
        "%(release)s has no results for individual places. The numbers here are from earlier releases.",
        release=stated.title,
    )


def _trail(context: ContestContext, here: str, place: Place) -> Iterator[Link]:
    above = [place.id, *areas_above(context.site, context.contest, place.id)]
    for area in reversed(above):
        found = context.site.places.get(area)
        if found is not None and found.id not in (place.id, context.contest.root):
            yield area_link(context.shared, context.contest, here, area)


def _within(shared: SharedContext, place: Place) -> str:
    parent = shared.site.places[place.parent] if place.parent is not None else None
    return parent.name if parent is not None else ""


def _kicker(shared: SharedContext, place: Place) -> str:
    kind = shared.site.kinds[place.kind].name
    if place.parent is None:
        return kind
    return shared.catalogue.text("%(kind)s in %(place)s", kind=kind, place=_within(shared, place))


def _group_kicker(shared: SharedContext, kind: KindId | None) -> str:
    return shared.site.kinds[kind].name if kind is not None else shared.catalogue.text("Group of places")


def _facts(context: ContestContext, here: str, area: AreaId) -> Iterator[Fact]:
    found, text = context.shared.area(area), context.catalogue.text
    if not isinstance(found, Place):
        yield from _worth(context, found)
        yield from turnout_facts(context, area)
        if found.source is not None:
            yield Fact(text("Source"), found.source.name, found.source.url or "")
        return
    yield Fact(text("Id"), found.id)
    if found.code is not None:
        yield Fact(text("Code"), found.code)
    yield from _worth(context, found)
    yield from turnout_facts(context, area)
    shown_by_turnout = ("registered", "ballots")
    for key, value in found.attributes:
        if key in shown_by_turnout:
            continue
        yield Fact(text(ATTRIBUTES[key]) if key in ATTRIBUTES else key, value)
    for above in areas_above(context.site, context.contest, found.id):
        way = area_link(context.shared, context.contest, here, above)
        around = context.shared.area(above)
        label = context.site.kinds[around.kind].name if around.kind is not None else text("Group")
        yield Fact(label, way.text, way.href)
    also = [alias for alias in found.aliases if alias not in (found.name, found.code)]
    if also:
        yield Fact(text("Also printed as"), "; ".join(also))


def _facts_title(context: ContestContext, *, is_whole: bool) -> str:
    text = context.catalogue.text
    return text("Turnout") if is_whole else text("About this place")


def _worth(context: ContestContext, area: Place | Group) -> Iterator[Fact]:
    """Yield what an area has to award, under the names that the contest gives it."""
    rules = context.contest.rules.caucus
    tallies = [tally for tally in context.contest.tallies if not tally.only or area.kind in tally.only]
    text = context.catalogue.text
    names = {
        str(tally.id): text("Apportioned %(tally)s", tally=formatting.lower_first(tally.short)) for tally in tallies
    }
    if rules is not None:
        names[rules.delegates] = text("Delegates to be elected")
    for key, figure in area.worth.items():
        yield Fact(names.get(key, key.replace("-", " ").capitalize()), str(figure))


def _first_table(history: History | None) -> History | None:
    """Return a history with the tally that decides alone; the page of the place at the root has all of it."""
    return replace(history, tables=history.tables[:1]) if history is not None else None


def _inside(context: ContestContext, here: str, area: AreaId) -> Iterator[AreaTable]:
    found = context.shared.area(area)
    by_kind: dict[KindId, list[AreaId]] = {}
    for inside in context.inside.get(area, ()):
        by_kind.setdefault(context.site.places[inside].kind, []).append(inside)
    for kind, places in by_kind.items():
        yield area_table(context, here, (kind, context.site.kinds[kind].plural), places)
    if isinstance(found, Place) and found.id == context.contest.root:
        for kind_id, title, groups in groups_by_kind(context):
            yield area_table(context, here, (kind_id, title), groups)


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


def _ways_in(context: ContestContext, here: str) -> tuple[Link, ...]:
    contest, text = context.contest, context.catalogue.text
    ways = [link(here, kind.plural, urls.kind(contest, kind.id)) for kind in kinds_of(context)]
    if context.site.groups:
        ways.append(link(here, text("Groups of places"), urls.groups(contest)))
    ways.append(link(here, text("Releases"), urls.releases(contest)))
    ways += links_to_corrections(context, here)
    if contest.requests:
        ways.append(link(here, text("Recanvass and recount requests"), urls.requests(contest)))
    if contest.id in context.shared.found_in:
        ways.append(link(here, text("Findings in these numbers"), urls.findings(contest)))
    root = context.site.places[contest.root]
    return (*ways, *_statement(context, here, root), link(here, text("Downloads"), urls.DATA))


def _statement(context: ContestContext, here: str, area: Place | Group) -> tuple[Link, ...]:
    if area.id not in context.results.areas or not isinstance(area, Place):
        return ()
    return (
        link(here, context.catalogue.text("Statement of results (to print)"), urls.statement(context.contest, area)),
    )
