"""Pages of areas: a contest as a whole, its places and groups, and the lists of them."""

from collections.abc import Iterator

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.model import AreaId, Group, Kind, KindId, Place, Reporting
from recanvass.pages import sources
from recanvass.pages.charts.flow import flow
from recanvass.pages.context import Edition, Stage, area_link, link
from recanvass.pages.findings import findings_of
from recanvass.pages.history import history_of
from recanvass.pages.maps.atlas import Detail, atlas
from recanvass.pages.models.pages import AreaListPage, AreaPage
from recanvass.pages.models.parts import AreaTable, Fact, Frame, LeadLine, Link
from recanvass.pages.notes import note_cards
from recanvass.pages.offers import offer
from recanvass.pages.page_frame import contest_frame
from recanvass.pages.requests import rows
from recanvass.pages.social_card import with_card
from recanvass.pages.tables import area_table, difference_table, lead_line, reporting_line, result_tables
from recanvass.results.tabulate import WITHOUT_RESULTS, Basis, areas_above, figures, reporting_of
from recanvass.text import formatting

MAX_CONTENTS = 30
"""Links to the parts of a page beyond which they fold away."""
ATTRIBUTES = {"fips": "FIPS code"}


def contest_page(stage: Stage) -> AreaPage:
    """Return the page of a contest: the whole result, then the ways into it."""
    contest = stage.contest
    here = urls.contest(contest)
    lead = lead_line(stage, contest.root, stage.shown)
    titles = (contest.title, f"{contest.title}: {answer(stage, lead)}")
    frame = with_card(stage, stage.shown, contest_frame(stage, here, titles))
    kicker = formatting.day(contest.date, stage.site.timezone)
    return _area_page(stage, contest.root, frame, (here, kicker, contest.title, lead))


def area_page(stage: Stage, area: AreaId) -> AreaPage:
    """Return the page of a place or a group."""
    contest, found = stage.contest, stage.edition.area(area)
    here = urls.area(contest, found)
    place_trail = tuple(_trail(stage, here, found)) if isinstance(found, Place) else ()
    kicker = _kicker(stage.edition, found) if isinstance(found, Place) else _group_kicker(stage.edition, found.kind)
    title = (
        f"{found.name}, {_within(stage.edition, found)}" if isinstance(found, Place) and found.parent else found.name
    )
    lead = lead_line(stage, area, stage.shown)
    titles = (found.name, f"{title}: {answer(stage, lead)}")
    frame = contest_frame(stage, here, titles, place_trail)
    return _area_page(stage, area, frame, (here, kicker, found.name, lead))


def _area_page(stage: Stage, area: AreaId, frame: Frame, opening: tuple[str, str, str, LeadLine | None]) -> AreaPage:
    here, kicker, heading, lead = opening
    found = stage.edition.area(area)
    is_whole = here == urls.contest(stage.contest)
    is_area = area in stage.results.areas
    tables = () if _is_silent(stage, area) else result_tables(stage, here, area, stage.shown)
    return AreaPage(
        frame=frame,
        kicker=kicker,
        is_place=isinstance(found, Place) and not is_whole,
        heading=heading,
        intro=(stage.contest.context or "") if is_whole else (getattr(found, "note", None) or ""),
        lead=None if _is_silent(stage, area) else lead,
        reporting=reporting_line(stage, area, stage.shown) if is_area else None,
        status="" if is_area else _status(stage, area),
        silence=silence(stage, area, stage.shown),
        tables=tables,
        atlas=atlas(stage, here, area, Detail.ALL if is_whole else Detail.PICTURE) if is_area else None,
        flow=flow(stage, area) if is_area else None,
        facts=() if is_whole else tuple(_facts(stage, here, area)),
        differences=difference_table(stage, here, stage.shown, area),
        sources=sources.of_unit(stage, here, area),
        ledger=rows.of_area(stage, here, area),
        findings=None if is_whole else findings_of(stage, here, area),
        history=history_of(stage, here, area),
        areas=tuple(_inside(stage, here, area)),
        links=_ways_in(stage, here) if is_whole else _statement(stage, here, found),
        embed=offer(stage, here, found, tables) if is_area and isinstance(found, Place) else None,
        notes=note_cards(stage.edition, stage.edition.notes_of.get((stage.contest.id, area), ()), here),
    )


def answer(stage: Stage, line: LeadLine | None) -> str:
    """Say who leads an area and how final that is, for titles and cards."""
    status = formatting.STATUSES[stage.release.status].lower()
    return f"{line.text} ({status}, {stage.release.title})." if line is not None else "no results reported yet."


def _is_silent(stage: Stage, area: AreaId) -> bool:
    """Tell whether an area is a unit without results, so that a table could show only zeros that mean nothing."""
    return area not in stage.results.areas and reporting_of(stage.results, area, stage.shown) in WITHOUT_RESULTS


def _status(stage: Stage, unit: AreaId) -> str:
    state = reporting_of(stage.results, unit, stage.shown)
    if state is Reporting.NO_MEETING:
        return "No meeting was held here, so there are no results, even where a source prints zeros for it."
    if state is Reporting.NOT_REPORTED:
        return f"Not reported as of {stage.release.title}."
    return "" if state is Reporting.REPORTED else f"{formatting.REPORTING[state]}."


def silence(stage: Stage, area: AreaId, release: int) -> str:
    """Say so where a release was published without the units' figures and the area's own figures are older."""
    stated = stage.contest.releases[release]
    if stated.rows or not stated.totals:
        return ""
    shown = figures(stage.results, area, stage.deciding, release)
    if shown.basis is not Basis.UNITS:
        return f"{stated.title} was published as totals only, without figures for single units."
    return (
        f"No detail for single places was published with: {stated.title}. The figures here are from earlier releases."
    )


def _trail(stage: Stage, here: str, place: Place) -> Iterator[Link]:
    above = [place.id, *areas_above(stage.site, stage.contest, place.id)]
    for area in reversed(above):
        found = stage.site.places.get(area)
        if found is not None and found.id not in (place.id, stage.contest.root):
            yield area_link(stage.edition, stage.contest, here, area)


def _within(edition: Edition, place: Place) -> str:
    parent = edition.site.places[place.parent] if place.parent is not None else None
    return parent.name if parent is not None else ""


def _kicker(edition: Edition, place: Place) -> str:
    kind = edition.site.kinds[place.kind].name
    return f"{kind} in {_within(edition, place)}" if place.parent is not None else kind


def _group_kicker(edition: Edition, kind: KindId | None) -> str:
    return edition.site.kinds[kind].name if kind is not None else "Group of places"


def _facts(stage: Stage, here: str, area: AreaId) -> Iterator[Fact]:
    found = stage.edition.area(area)
    if not isinstance(found, Place):
        yield from _worth(stage, found)
        if found.source is not None:
            yield Fact("Source", found.source.name, found.source.url or "")
        return
    yield Fact("Id", found.id)
    if found.code is not None:
        yield Fact("Code", found.code)
    yield from _worth(stage, found)
    for key, value in found.attributes:
        yield Fact(ATTRIBUTES.get(key, key), value)
    for above in areas_above(stage.site, stage.contest, found.id):
        way = area_link(stage.edition, stage.contest, here, above)
        around = stage.edition.area(above)
        label = stage.site.kinds[around.kind].name if around.kind is not None else "Group"
        yield Fact(label, way.text, way.href)
    also = [alias for alias in found.aliases if alias not in (found.name, found.code)]
    if also:
        yield Fact("Also printed as", "; ".join(also))


def _worth(stage: Stage, area: Place | Group) -> Iterator[Fact]:
    """Yield what an area has to award, under the names that the contest gives it."""
    rules = stage.contest.rules.caucus
    tallies = [tally for tally in stage.contest.tallies if not tally.only or area.kind in tally.only]
    names = {str(tally.id): f"Apportioned {formatting.lower_first(tally.short)}" for tally in tallies}
    if rules is not None:
        names[rules.delegates] = "Delegates to be elected"
    for key, figure in area.worth.items():
        yield Fact(names.get(key, key.replace("-", " ").capitalize()), str(figure))


def _inside(stage: Stage, here: str, area: AreaId) -> Iterator[AreaTable]:
    found = stage.edition.area(area)
    by_kind: dict[KindId, list[AreaId]] = {}
    for inside in stage.inside.get(area, ()):
        by_kind.setdefault(stage.site.places[inside].kind, []).append(inside)
    for kind, places in by_kind.items():
        yield area_table(stage, here, (kind, stage.site.kinds[kind].plural), places)
    if isinstance(found, Place) and found.id == stage.contest.root:
        for kind_id, title, groups in groups_by_kind(stage):
            yield area_table(stage, here, (kind_id, title), groups)


def groups_by_kind(stage: Stage) -> Iterator[tuple[str, str, tuple[AreaId, ...]]]:
    """Yield (id, heading, groups) for each kind of group and for the groups without a kind."""
    groups = [group for group in stage.site.groups.values() if group.id in stage.results.areas]
    for kind in dict.fromkeys(group.kind for group in groups):
        title = stage.site.kinds[kind].plural if kind is not None else "Other groups of places"
        yield kind or "groups", title, tuple(group.id for group in groups if group.kind == kind)


def kinds_of(stage: Stage) -> tuple[Kind, ...]:
    """Return the kinds of place that have results in a contest, in declared order."""
    areas = [*stage.results.areas, *stage.contest.units]
    present = {stage.site.places[area].kind for area in areas if area in stage.site.places}
    return tuple(kind for kind in stage.site.kinds.values() if kind.id in present)


def kind_page(stage: Stage, kind: Kind) -> AreaListPage:
    """Return the list of all places of one kind; a long list is cut into sections by the place above."""
    here = urls.kind(stage.contest, kind.id)
    areas = [*stage.results.areas, *stage.contest.units]
    places = [place for area in areas if (place := stage.site.places.get(area)) and place.kind == kind.id]
    by_parent: dict[AreaId | None, list[AreaId]] = {}
    for place in places:
        by_parent.setdefault(place.parent, []).append(place.id)
    if len(by_parent) > 1 and len(places) > len(by_parent):
        tables = tuple(
            area_table(stage, here, (parent or kind.id, stage.edition.area(parent).name if parent else ""), inside)
            for parent, inside in by_parent.items()
        )
    else:
        tables = (area_table(stage, here, (kind.id, kind.plural), [place.id for place in places]),)
    intro = formatting.counted(len(places), formatting.lower_first(kind.name), formatting.lower_first(kind.plural))
    return _list_page(stage, here, kind.plural, intro=f"{intro}.", tables=tables)


def groups_page(stage: Stage) -> AreaListPage:
    """Return the list of all groups."""
    here = urls.groups(stage.contest)
    tables = tuple(area_table(stage, here, (name, title), groups) for name, title, groups in groups_by_kind(stage))
    intro = "Sets of places that cut across the map."
    return _list_page(stage, here, "Groups of places", intro=intro, tables=tables)


def _list_page(stage: Stage, here: str, title: str, *, intro: str, tables: tuple[AreaTable, ...]) -> AreaListPage:
    frame = contest_frame(stage, here, (title, f"{title}: results of {stage.contest.title}"))
    is_split = len(tables) > 1
    return AreaListPage(
        frame=frame,
        heading=title,
        intro=intro,
        file=tables[0].file if is_split else "",
        jump=f"Jump to one of {len(tables)} parts of this page" if len(tables) > MAX_CONTENTS else "",
        contents=tuple(Link(table.title, f"#{table.id}") for table in tables) if is_split else (),
        tables=tuple(replace(table, file="") for table in tables) if is_split else tables,
    )


def _ways_in(stage: Stage, here: str) -> tuple[Link, ...]:
    contest = stage.contest
    ways = [link(here, kind.plural, urls.kind(contest, kind.id)) for kind in kinds_of(stage)]
    if stage.site.groups:
        ways.append(link(here, "Groups of places", urls.groups(contest)))
    ways.append(link(here, "Releases", urls.releases(contest)))
    if contest.reviews:
        ways.append(link(here, "Recanvass and recount requests", urls.reviews(contest)))
    if contest.id in stage.edition.found_in:
        ways.append(link(here, "What the rules find in the figures", urls.findings(contest)))
    root = stage.site.places[contest.root]
    return (*ways, *_statement(stage, here, root), link(here, "Downloads", urls.DATA))


def _statement(stage: Stage, here: str, area: Place | Group) -> tuple[Link, ...]:
    if area.id not in stage.results.areas or not isinstance(area, Place):
        return ()
    return (link(here, "Statement of results, to print", urls.statement(stage.contest, area)),)
