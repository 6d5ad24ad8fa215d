"""Embeds: the answer of a contest or of a place in it, small and without script, for the pages of others."""

from recanvass.core import urls
from recanvass.core.kinds import ReleaseKind
from recanvass.core.model import Place
from recanvass.pages.areas import silence
from recanvass.pages.context import ContestContext, link
from recanvass.pages.lead_lines import lead_line
from recanvass.pages.models.pages import EmbedPage
from recanvass.pages.page_frame import contest_frame
from recanvass.pages.releases import as_counted
from recanvass.pages.result_tables import reporting_line, result_tables


def place_embed(context: ContestContext, place: Place) -> EmbedPage:
    """Return the embed of a place, or of the whole contest; it stands on the newest release."""
    contest = context.contest
    is_whole = place.id == contest.root
    page = urls.contest(contest) if is_whole else urls.place(contest, place)
    return _embed(context, place, context.shown, (urls.embed(contest, place), page))


def release_embed(context: ContestContext, index: int) -> EmbedPage:
    """Return the embed of a contest as of one of its releases, which says when there is a newer one."""
    contest = context.contest
    release = contest.releases[index]
    root = context.site.places[contest.root]
    paths = (urls.release_embed(contest, release), urls.release(contest, release))
    return _embed(context, root, index, paths, is_of_audit=release.kind is ReleaseKind.AUDIT)


def _embed(
    context: ContestContext, place: Place, index: int, paths: tuple[str, str], *, is_of_audit: bool = False
) -> EmbedPage:
    here, page = paths
    contest, newest = context.contest, context.release
    is_whole = place.id == contest.root
    heading = contest.title if is_whole else place.name
    release = contest.releases[index]
    text = context.catalogue.text
    titles = (heading, text("%(name)s: results as of %(release)s", name=heading, release=release.title))
    own = as_counted(context, index) if is_of_audit else context
    tables = result_tables(own, here, place.id, index)
    return EmbedPage(
        frame=contest_frame(context, here, titles, release=release),
        kicker="" if is_whole else contest.title,
        heading=link(here, heading, page),
        newer=link(here, newest.title, urls.release(contest, newest)) if index != context.shown else None,
        lead=lead_line(context, place.id, index, of_release=is_of_audit),
        reporting=reporting_line(own, place.id, index),
        silence=silence(context, place.id, index) if tables else text("No results reported yet."),
        table=tables[0] if tables else None,
        full=link(here, text("All results at %(site)s", site=context.site.title), page),
    )
