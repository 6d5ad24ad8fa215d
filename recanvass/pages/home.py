"""The home page: the one contest of a site with how its count changed, or all contests by office."""

from collections.abc import Iterable, Iterator

from recanvass.core import urls
from recanvass.pages.areas import silence
from recanvass.pages.charts.lead_chart import lead_chart
from recanvass.pages.context import ContestContext, SharedContext, link, release_stamp
from recanvass.pages.corrections import links_to_corrections
from recanvass.pages.key_facts import key_facts
from recanvass.pages.lead_lines import lead_line, said_of, status_line
from recanvass.pages.maps.pages import contest_map
from recanvass.pages.models.parts import Link
from recanvass.pages.models.site_pages import ContestStory, HomePage
from recanvass.pages.notes import note_cards
from recanvass.pages.page_frame import frame
from recanvass.pages.races import office_sections, race_cards
from recanvass.pages.requests.funnels import funnels
from recanvass.pages.result_tables import reporting_line, result_tables
from recanvass.pages.social_card import with_card
from recanvass.results.chambers import chambers
from recanvass.results.figures import Basis, figures
from recanvass.text.chambers import chamber_line

NOTES_ON_HOME = 3
ANSWERS_IN_CARD = 3
KINDS_ON_HOME = 3


def home_page(shared: SharedContext, contexts: Iterable[ContestContext]) -> HomePage:
    """Return the home page: the story of one contest, or the races by office; then the newest notes."""
    here = urls.HOME
    site, text = shared.site, shared.catalogue.text
    contexts = tuple(contexts)
    answers = [
        status_line(context, said_of(context, context.contest.root, context.shown))
        for context in contexts[:ANSWERS_IN_CARD]
    ]
    only = contexts[0] if len(contexts) == 1 else None
    around = frame(shared, here, (site.title, f"{' '.join(answers)} {site.description}".strip()))
    return HomePage(
        frame=with_card(only, only.shown, around) if only is not None else around,
        heading=site.title,
        summary=site.description,
        story=_story(only, here) if only is not None else None,
        chambers=tuple(_chambers(shared, contexts)),
        closest=race_cards(contexts, here) if only is None else (),
        offices=office_sections(shared, contexts, here) if only is None else (),
        places=tuple(_places(only, here)) if only is not None else (),
        notes=note_cards(shared, site.notes[:NOTES_ON_HOME], here),
        all_notes=link(here, text("All news"), urls.NEWS),
    )


def _chambers(shared: SharedContext, contexts: Iterable[ContestContext]) -> Iterator[str]:
    """Yield how each chamber stands that contests of the site fill."""
    folded = ((context.results, context.shown) for context in contexts)
    yield from (chamber_line(shared.catalogue, shared.site, found) for found in chambers(shared.site, folded))


def _places(context: ContestContext, here: str) -> Iterator[Link]:
    """Yield a link to the list of each kind of place in a contest."""
    kinds = dict.fromkeys(
        context.site.places[area].kind
        for area in (*context.results.areas, *context.contest.units)
        if area in context.site.places and area != context.contest.root
    )
    for kind in list(kinds)[:KINDS_ON_HOME]:
        places = context.catalogue.within(context.site.kinds[kind].plural)
        yield link(here, context.catalogue.text("All %(places)s", places=places), urls.kind(context.contest, kind))


def _story(context: ContestContext, here: str) -> ContestStory:
    contest, text = context.contest, context.catalogue.text
    shown = figures(context.results, contest.root, context.deciding, context.shown)
    return ContestStory(
        title=contest.title,
        stamp=release_stamp(context.shared, contest, context.release, here),
        lead=lead_line(context, contest.root, context.shown),
        chart=lead_chart(context, here),
        facts=key_facts(context),
        date=context.catalogue.day(contest.date, context.site.timezone),
        context=contest.context or "",
        reporting=reporting_line(context, contest.root, context.shown),
        tables=result_tables(context, here, contest.root, context.shown),
        differs=silence(context, contest.root, context.shown) if shown.basis is not Basis.UNITS else "",
        atlas=contest_map(context, here),
        funnels=funnels(context),
        requests=link(here, text("All requests"), urls.requests(contest)) if contest.requests else None,
        links=(
            link(here, text("Full results"), urls.contest(contest)),
            link(here, text("Every release"), urls.releases(contest)),
            *links_to_corrections(context, here),
        ),
    )
