"""News notes and standing pages."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from recanvass.content import markdown
from recanvass.core import urls
from recanvass.core.model import Note, Page
from recanvass.pages.context import ContestContext, SharedContext, area_link, link, release_stamp
from recanvass.pages.models.parts import Link, NoteCard, Superseded
from recanvass.pages.models.site_pages import NewsPage, NotePage, StandingPage
from recanvass.pages.page_frame import frame, publisher
from recanvass.pages.social_card import with_card
from recanvass.text import formatting, terms


def news_page(shared: SharedContext) -> NewsPage:
    """Return the list of all notes, newest first."""
    here = urls.NEWS
    text = shared.catalogue.text
    titles = (text("News"), text("News from %(site)s", site=shared.site.title))
    return NewsPage(frame(shared, here, titles), titles[0], note_cards(shared, shared.site.notes, here))


def note_cards(shared: SharedContext, notes: Iterable[Note], here: str) -> tuple[NoteCard, ...]:
    """Return a card a note, in the order given."""
    return tuple(
        NoteCard(
            title=link(here, note.title, urls.note(note)),
            time=shared.catalogue.moment(note.published, shared.site.timezone),
            machine_time=note.published.isoformat(),
            summary=note.summary,
            is_draft=note.is_draft,
            superseded=older.release.text if (older := _superseded(shared, note, here)) is not None else "",
        )
        for note in notes
    )


def _superseded(shared: SharedContext, note: Note, here: str) -> Superseded | None:
    contest = next((found for found in shared.site.contests if found.id == note.contest), None)
    if contest is None:
        return None
    *older, newest = contest.releases
    release = next((found for found in older if found.id == note.release), None)
    if release is None:
        return None
    links = (link(here, found.title, urls.release(contest, found)) for found in (release, newest))
    return Superseded(*links)


def note_page(shared: SharedContext, note: Note, contexts: Sequence[ContestContext]) -> NotePage:
    """Return the page of a note, with links to the release, the places and the requests it is about.

    Its card is that of its release; without one, that of its contest as it stands.
    """
    here = urls.note(note)
    trail = (link(here, shared.catalogue.text("News"), urls.NEWS),)
    contest = next((found for found in shared.site.contests if found.id == note.contest), None)
    releases = contest.releases if contest is not None else ()
    release = next((found for found in releases if found.id == note.release), None)
    stamp = release_stamp(shared, contest, release, here) if contest is not None and release is not None else None
    around = frame(shared, here, (note.title, note.summary), trail, stamp=stamp)
    context = next((found for found in contexts if found.contest is contest), None)
    if context is not None:
        around = with_card(context, releases.index(release) if release is not None else context.shown, around)
    return NotePage(
        frame=replace(around, kind="article", linked=_article(shared, note, around.canonical)),
        heading=note.title,
        time=shared.catalogue.moment(note.published, shared.site.timezone),
        machine_time=note.published.isoformat(),
        author=note.author,
        summary=note.summary,
        body=body(shared, note, here),
        language=_language(shared, note),
        source=Link(note.source.name, note.source.url or "") if note.source is not None else None,
        is_draft=note.is_draft,
        superseded=_superseded(shared, note, here),
        related=tuple(_related(shared, note, here)),
    )


def body(shared: SharedContext, text: Note | Page, here: str) -> markdown.SafeHtml:
    """Return the text of a note or a page at a path as HTML."""
    way_back = shared.catalogue.text("Jump back to footnote %(number)s in the text", number="%d")
    html = markdown.to_html(text.body, shared.figures.get(text.span.path), way_back)
    above = shared.above(urls.root_from(here))
    beside = {path.rpartition("/")[2]: above + path for path in _beside(shared, here)}
    return markdown.with_files_at(markdown.with_downloads_at(html, shared.above("")), beside)


def _beside(shared: SharedContext, here: str) -> Iterator[str]:
    """Yield the files that lie beside a text: in the folder above that of its page."""
    folder = here.split("/")[:-2]
    return (file.path for file in shared.site.files if file.path.split("/")[:-1] == folder)


def _language(shared: SharedContext, text: Note | Page) -> str:
    """Return the language of a text that is not translated; empty where it is that of the page."""
    of = shared.site.languages.of(text.span.path)
    return of if of != shared.site.languages.read else ""


def _article(shared: SharedContext, note: Note, address: str) -> str:
    """Describe a note to programs; only where its public address is known."""
    if not address:
        return ""
    return markdown.linked_data(
        {
            "@type": "NewsArticle",
            "headline": note.title,
            "description": note.summary,
            "datePublished": formatting.instant(note.published, shared.site.timezone),
            "url": address,
            "author": {"@type": "Person", "name": note.author} if note.author else publisher(shared),
            "publisher": publisher(shared),
        }
    )


def _related(shared: SharedContext, note: Note, here: str) -> Iterator[Link]:
    if note.contest is None:
        return
    contest = next(found for found in shared.site.contests if found.id == note.contest)
    for release in contest.releases:
        if release.id == note.release:
            yield link(here, release.title, urls.release(contest, release))
    for request in contest.requests:
        if request.id in note.requests:
            yield link(here, terms.request_title(shared.catalogue, request), urls.request(contest, request))
    for area in note.areas:
        yield area_link(shared, contest, here, area)


def standing_page(shared: SharedContext, page: Page) -> StandingPage:
    """Return a standing page."""
    return StandingPage(
        frame=frame(shared, urls.page(page), (page.title, page.summary)),
        heading=page.title,
        summary=page.summary,
        body=body(shared, page, urls.page(page)),
        language=_language(shared, page),
    )
