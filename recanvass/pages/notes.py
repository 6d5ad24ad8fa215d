"""News notes and standing pages."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from recanvass.content import markdown
from recanvass.core import urls
from recanvass.core.model import Note, Page
from recanvass.pages.context import Edition, area_link, link, release_stamp
from recanvass.pages.models.pages import NewsPage, NotePage, StandingPage
from recanvass.pages.models.parts import Link, NoteCard, Superseded
from recanvass.pages.page_frame import frame, publisher
from recanvass.text import formatting


def news_page(edition: Edition) -> NewsPage:
    """Return the list of all notes, newest first."""
    here = urls.NEWS
    titles = ("News", f"News notes of {edition.site.title}")
    return NewsPage(frame(edition, here, titles), "News", note_cards(edition, edition.site.notes, here))


def note_cards(edition: Edition, notes: Iterable[Note], here: str) -> tuple[NoteCard, ...]:
    """Return a card a note, in the order given."""
    return tuple(
        NoteCard(
            title=link(here, note.title, urls.note(note)),
            time=formatting.moment(note.published, edition.site.timezone),
            machine_time=note.published.isoformat(),
            summary=note.summary,
            is_draft=note.is_draft,
            superseded=older.release.text if (older := _superseded(edition, note, here)) is not None else "",
        )
        for note in notes
    )


def _superseded(edition: Edition, note: Note, here: str) -> Superseded | None:
    contest = next((found for found in edition.site.contests if found.id == note.contest), None)
    if contest is None:
        return None
    *older, newest = contest.releases
    release = next((found for found in older if found.id == note.release), None)
    if release is None:
        return None
    links = (link(here, found.title, urls.release(contest, found)) for found in (release, newest))
    return Superseded(*links)


def note_page(edition: Edition, note: Note) -> NotePage:
    """Return the page of a note, with links to the release, the places and the requests it is about."""
    here = urls.note(note)
    trail = (link(here, "News", urls.NEWS),)
    contest = next((found for found in edition.site.contests if found.id == note.contest), None)
    releases = contest.releases if contest is not None else ()
    release = next((found for found in releases if found.id == note.release), None)
    stamp = release_stamp(edition, contest, release, here) if contest is not None and release is not None else None
    around = frame(edition, here, (note.title, note.summary), trail, stamp=stamp)
    return NotePage(
        frame=replace(around, kind="article", linked=_article(edition, note, around.canonical)),
        heading=note.title,
        time=formatting.moment(note.published, edition.site.timezone),
        machine_time=note.published.isoformat(),
        author=note.author,
        summary=note.summary,
        body=markdown.to_html(note.body, edition.figures.get(note.span.path)),
        source=Link(note.source.name, note.source.url or "") if note.source is not None else None,
        is_draft=note.is_draft,
        superseded=_superseded(edition, note, here),
        related=tuple(_related(edition, note, here)),
    )


def _article(edition: Edition, note: Note, address: str) -> str:
    """Describe a note to programs; only where its public address is known."""
    if not address:
        return ""
    return markdown.linked_data(
        {
            "@type": "NewsArticle",
            "headline": note.title,
            "description": note.summary,
            "datePublished": formatting.instant(note.published, edition.site.timezone),
            "url": address,
            "author": {"@type": "Person", "name": note.author} if note.author else publisher(edition),
            "publisher": publisher(edition),
        }
    )


def _related(edition: Edition, note: Note, here: str) -> Iterator[Link]:
    if note.contest is None:
        return
    contest = next(found for found in edition.site.contests if found.id == note.contest)
    for release in contest.releases:
        if release.id == note.release:
            yield link(here, release.title, urls.release(contest, release))
    for review in contest.reviews:
        if review.id in note.reviews:
            yield link(here, review.title, urls.review(contest, review))
    for area in note.areas:
        yield area_link(edition, contest, here, area)


def standing_page(edition: Edition, page: Page) -> StandingPage:
    """Return a standing page."""
    return StandingPage(
        frame=frame(edition, urls.page(page), (page.title, page.summary)),
        heading=page.title,
        summary=page.summary,
        body=markdown.to_html(page.body, edition.figures.get(page.span.path)),
    )
