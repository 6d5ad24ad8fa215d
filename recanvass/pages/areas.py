"""Pages of areas: a contest as a whole, its places and groups.

Owns what such a page can show. Each part is made when the template asks for it, so that what a site's own template
leaves out costs nothing.
"""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ids import AreaId, KindId
from recanvass.core.kinds import WITHOUT_RESULTS, Reporting
from recanvass.core.model import Group, Place
from recanvass.pages import area_facts, feed_links, sources
from recanvass.pages.area_lists import groups_by_kind, kinds_of
from recanvass.pages.area_rows import area_table
from recanvass.pages.breakdowns import breakdown, threshold_bars
from recanvass.pages.charts.flow import flow
from recanvass.pages.charts.lead_chart import lead_chart
from recanvass.pages.context import ContestContext, link
from recanvass.pages.corrections import links_to_corrections
from recanvass.pages.findings import findings_of
from recanvass.pages.history import history_of
from recanvass.pages.lead_lines import Said, declared_line, lead_line, said_of, status_line
from recanvass.pages.maps.atlas import atlas
from recanvass.pages.maps.leaders import first_mode
from recanvass.pages.maps.pages import contest_map
from recanvass.pages.models.clashes import PlaceFindings
from recanvass.pages.models.movement import DifferenceTable, History, LeadChart
from recanvass.pages.models.parts import Declared, Embed, Fact, Frame, LeadLine, LedgerTable, Link, NoteCard
from recanvass.pages.models.pictures import Atlas, Flow
from recanvass.pages.models.result_parts import AreaTable, Breakdown, ReportingLine, ResultTable, ThresholdBar
from recanvass.pages.models.source_comparison import SourceTable
from recanvass.pages.notes import note_cards
from recanvass.pages.offers import offer
from recanvass.pages.page_frame import contest_frame
from recanvass.pages.requests import rows
from recanvass.pages.result_tables import difference_table, reporting_line, result_tables
from recanvass.pages.social_card import with_card
from recanvass.pages.turnout import turnout_facts
from recanvass.results.figures import Basis, figures
from recanvass.results.histories import reporting_of
from recanvass.text import terms

MOST_INSIDE = 30
"""Places of a kind that the pages of the whole contest list; where there are more, there is a list of them."""


class AreaPage(Struct, frozen=True, dict=True):
    """area.html: a place or a group in a contest. What follows its fields is made when it is asked for."""

    _context: ContestContext
    _area: AreaId

    @cached_property
    def _found(self) -> Place | Group:
        return self._context.shared.area(self._area)

    @cached_property
    def _here(self) -> str:
        return urls.area(self._context.contest, self._found)

    @cached_property
    def _is_sum(self) -> bool:
        return self._area in self._context.results.areas

    @cached_property
    def _is_silent(self) -> bool:
        """Whether this is a unit without results, so that a table could show only zeros that mean nothing."""
        state = reporting_of(self._context.results, self._area, self._context.shown)
        return not self._is_sum and state in WITHOUT_RESULTS

    @cached_property
    def _said(self) -> Said | None:
        return said_of(self._context, self._area, self._context.shown)

    @cached_property
    def frame(self) -> Frame:
        """What surrounds the page.

        Precincts of many counties have one name. The title is all that a browser's tab or a search engine shows.
        """
        context, found = self._context, self._found
        trail = tuple(area_facts.trail(context, self._here, found)) if isinstance(found, Place) else ()
        within = area_facts.within(context.shared, found) if isinstance(found, Place) and found.parent else ""
        title = f"{found.name}, {within}" if within else found.name
        about = f"{title}: {status_line(context, self._said)}"
        frame = replace(contest_frame(context, self._here, (found.name, about), trail), title=title)
        frame = with_card(context, context.shown, frame, self._area)
        return feed_links.place_frame(context, frame, self._area)

    @cached_property
    def kicker(self) -> str:
        """What it is, such as "Precinct in Scott"."""
        found, shared = self._found, self._context.shared
        return (
            area_facts.kicker(shared, found)
            if isinstance(found, Place)
            else area_facts.group_kicker(shared, found.kind)
        )

    @cached_property
    def is_place(self) -> bool:
        """Whether a reader can remember it as their own."""
        return isinstance(self._found, Place)

    @cached_property
    def heading(self) -> str:
        """Its name."""
        return self._found.name

    @cached_property
    def intro(self) -> str:
        """What the content says of it."""
        return getattr(self._found, "note", None) or ""

    @cached_property
    def lead(self) -> LeadLine | None:
        """The answer."""
        context = self._context
        if self._is_silent or self._said is None:
            return None
        return lead_line(context, self._area, context.shown, said=self._said)

    @cached_property
    def reporting(self) -> ReportingLine | None:
        """How many of its parts have reported."""
        return reporting_line(self._context, self._area, self._context.shown) if self._is_sum else None

    @cached_property
    def status(self) -> str:
        """Why a unit has no results."""
        return "" if self._is_sum else _status(self._context, self._area)

    @cached_property
    def silence(self) -> str:
        """That the release holds no figures for it."""
        return silence(self._context, self._area, self._context.shown)

    @cached_property
    def declared(self) -> Declared | None:
        """Who declared the outcome."""
        return None

    @cached_property
    def chart(self) -> LeadChart | None:
        """The lead over the releases."""
        return None

    @cached_property
    def tables(self) -> tuple[ResultTable, ...]:
        """Its results, a table for each tally."""
        if self._is_silent:
            return ()
        return result_tables(self._context, self._here, self._area, self._context.shown)

    @cached_property
    def thresholds(self) -> tuple[ThresholdBar, ...]:
        """What the leader needs, and has."""
        return ()

    @cached_property
    def breakdown(self) -> Breakdown | None:
        """Parts and rounds of the tally that decides."""
        if not self.tables:
            return None
        return breakdown(self._context, urls.root_from(self._here), self._area, self._context.shown)

    @cached_property
    def atlas(self) -> Atlas | None:
        """Its map."""
        return atlas(self._context, self._here, self._area, first_mode) if self._is_sum else None

    @cached_property
    def flow(self) -> Flow | None:
        """How counts changed from one tally to the next."""
        return flow(self._context, self._area) if self._is_sum else None

    @cached_property
    def facts_title(self) -> str:
        """The heading of its facts."""
        return self._context.catalogue.text("About this place")

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Its codes, worth, turnout and the areas that it is in."""
        return tuple(area_facts.facts(self._context, self._here, self._area))

    @cached_property
    def differences(self) -> DifferenceTable | None:
        """Where a published total is not the sum."""
        return difference_table(self._context, self._here, self._context.shown, self._area)

    @cached_property
    def sources(self) -> SourceTable | None:
        """What each source says, where several do."""
        return sources.of_unit(self._context, self._here, self._area)

    @cached_property
    def ledger(self) -> LedgerTable | None:
        """The requests that cover it."""
        return rows.of_area(self._context, self._here, self._area)

    @cached_property
    def findings(self) -> PlaceFindings | None:
        """What checks found in its numbers."""
        return findings_of(self._context, self._here, self._area)

    @cached_property
    def history(self) -> History | None:
        """How its numbers changed."""
        return history_of(self._context, self._here, self._area)

    @cached_property
    def areas(self) -> tuple[AreaTable, ...]:
        """The places in it, a table for each kind."""
        return tuple(_inside(self._context, self._here, self._area))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The ways on from here."""
        return _statement(self._context, self._here, self._found)

    @cached_property
    def embed(self) -> Embed | None:
        """What other pages can take over."""
        if not self._is_sum or not isinstance(self._found, Place):
            return None
        return offer(self._context, self._here, self._found, self.tables)

    @cached_property
    def notes(self) -> tuple[NoteCard, ...]:
        """The notes that name it."""
        named = self._context.shared.notes_of.get((self._context.contest.id, self._area), ())
        return note_cards(self._context.shared, named, self._here)


class ContestPage(AreaPage, frozen=True, dict=True):
    """area.html: a contest as a whole, which is the area at its root; the whole result, then the ways into it."""

    @cached_property
    def _here(self) -> str:
        return urls.contest(self._context.contest)

    @cached_property
    def frame(self) -> Frame:
        """What surrounds the page."""
        context, contest = self._context, self._context.contest
        about = f"{contest.title}: {status_line(context, self._said)}"
        return with_card(context, context.shown, contest_frame(context, self._here, (contest.title, about)))

    @cached_property
    def kicker(self) -> str:
        """Its day."""
        return self._context.catalogue.day(self._context.contest.date, self._context.site.timezone)

    @cached_property
    def is_place(self) -> bool:
        """A contest is none."""
        return False

    @cached_property
    def heading(self) -> str:
        """Its title."""
        return self._context.contest.title

    @cached_property
    def intro(self) -> str:
        """What the content says of it."""
        return self._context.contest.context or ""

    @cached_property
    def declared(self) -> Declared | None:
        """Who declared the outcome."""
        return declared_line(self._context, self._context.shown)

    @cached_property
    def chart(self) -> LeadChart | None:
        """The lead over the releases, which the home page of a single contest has."""
        return lead_chart(self._context, self._here) if len(self._context.site.contests) > 1 else None

    @cached_property
    def thresholds(self) -> tuple[ThresholdBar, ...]:
        """What the leader needs, and has."""
        return threshold_bars(self._context, self._context.shown)

    @cached_property
    def atlas(self) -> Atlas | None:
        """The map with all its modes."""
        return contest_map(self._context, self._here) if self._is_sum else None

    @cached_property
    def facts_title(self) -> str:
        """The heading of its facts."""
        return self._context.catalogue.text("Turnout")

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Its turnout."""
        return tuple(turnout_facts(self._context, self._area))

    @cached_property
    def findings(self) -> PlaceFindings | None:
        """None: they have a page of their own."""
        return None

    @cached_property
    def history(self) -> History | None:
        """How the tally that decides changed; the page of the place at the root has all of them."""
        found = history_of(self._context, self._here, self._area)
        return replace(found, tables=found.tables[:1]) if found is not None else None

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The ways into the contest."""
        return _ways_in(self._context, self._here)


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


def _status(context: ContestContext, unit: AreaId) -> str:
    state, text = reporting_of(context.results, unit, context.shown), context.catalogue.text
    if state is Reporting.NO_MEETING:
        return text("This site did not meet, so it has no results. Some sources print zeros.")
    if state is Reporting.NOT_REPORTED:
        return text("Not reported as of %(release)s.", release=context.release.title)
    return "" if state is Reporting.REPORTED else f"{text(terms.REPORTING[state])}."


def _inside(context: ContestContext, here: str, area: AreaId) -> Iterator[AreaTable]:
    found = context.shared.area(area)
    by_kind: dict[KindId, list[AreaId]] = {}
    for inside in context.inside.get(area, ()):
        by_kind.setdefault(context.site.places[inside].kind, []).append(inside)
    for kind, places in by_kind.items():
        if area != context.contest.root or len(places) <= MOST_INSIDE:
            yield area_table(context, here, (kind, context.site.kinds[kind].plural), places)
    if isinstance(found, Place) and found.id == context.contest.root:
        for kind_id, title, groups in groups_by_kind(context):
            if len(groups) <= MOST_INSIDE:
                yield area_table(context, here, (kind_id, title), groups)


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
