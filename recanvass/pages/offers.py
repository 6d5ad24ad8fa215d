"""What a page offers to those who want its figures on a page of their own."""

from collections.abc import Sequence

from recanvass.content import markdown
from recanvass.core import urls
from recanvass.core.model import Place
from recanvass.pages.context import ContestContext
from recanvass.pages.models.parts import Embed
from recanvass.pages.models.result_parts import ResultTable

HEAD_PX = 520
ROW_PX = 50
"""What all but the rows of an embed takes, and each row, between a phone and a wide page."""


def offer(context: ContestContext, here: str, place: Place, tables: Sequence[ResultTable]) -> Embed | None:
    """Return the embed of a place, or of the whole contest; none where the site's public address is not known."""
    text, contest = context.catalogue.text, context.contest
    note = text("It always shows the latest release.")
    title = contest.title if place.id == contest.root else f"{contest.title}, {place.name}"
    about = (text("Results: %(title)s", title=title), note, tables)
    return _offer(context, here, urls.embed(contest, place), about)


def release_offer(context: ContestContext, here: str, index: int, tables: Sequence[ResultTable]) -> Embed | None:
    """Return the embed of a release; none where the site's public address is not known."""
    text, contest = context.catalogue.text, context.contest
    release = contest.releases[index]
    note = text("It keeps showing this release, with a notice if a newer one is out.")
    title = f"{contest.title}, {release.title}"
    about = (text("Results: %(title)s", title=title), note, tables)
    return _offer(context, here, urls.release_embed(contest, release), about)


def _offer(
    context: ContestContext, here: str, path: str, about: tuple[str, str, Sequence[ResultTable]]
) -> Embed | None:
    if not context.shared.base_url:
        return None
    title, note, tables = about
    rows = len(tables[0].rows) + len(tables[0].zeros) if tables else 0
    return Embed(
        code=markdown.iframe(urls.public(path, context.shared.base_url), title, HEAD_PX + rows * ROW_PX),
        note=note,
        page=urls.root_from(here) + path,
    )
