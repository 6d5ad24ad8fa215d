"""Feeds of notes and of releases, and the list of all pages for search engines.

Owns what a feed says. Addresses are whole ones, so there are feeds only where the site's public address is known; the
id of an entry is the address of its page, which is permanent. Dates without an hour are midnight in the site's zone.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ids import Moment
from recanvass.core.model import Note, Release
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.pages.corrections import anchor, what_changed
from recanvass.pages.lead_lines import release_sentence
from recanvass.pages.releases import changed_text
from recanvass.text import formatting, terms

MAX_ADDRESSES = 50_000
"""How many addresses one file of a sitemap may hold (sitemaps.org)."""


class FeedEntry(Struct, frozen=True):
    """One note or one release. `updated` is a time with its offset; what is said of a release may be empty."""

    id: str
    title: str
    updated: str
    author: str
    summary: str
    release: str
    status: str
    status_text: str
    as_of: str


class Feed(Struct, frozen=True):
    """feeds/atom.xml: entries, the newest first. `address` is the feed's own, `pages` that of the pages it is about."""

    language: str
    title: str
    subtitle: str
    address: str
    pages: str
    updated: str
    author: str
    entries: tuple[FeedEntry, ...]


class Sitemap(Struct, frozen=True):
    """feeds/sitemap.xml and feeds/sitemap_index.xml: addresses of pages, or of files that list pages."""

    addresses: tuple[str, ...]


def note_feed(shared: SharedContext, path: str) -> Feed:
    """Return the feed of all notes."""
    entries = tuple(_note(shared, note) for note in shared.site.notes)
    return feed_of_entries(shared, (shared.site.title, path), urls.NEWS, entries)


def change_feed(shared: SharedContext, contexts: Iterable[ContestContext]) -> Feed:
    """Return the feed of all releases up to those shown, with what each changed."""
    dated = [
        (formatting.instant(release.as_of, shared.site.timezone), context, index)
        for context in contexts
        for index, release in enumerate(context.contest.releases[: context.shown + 1])
    ]
    dated.sort(key=lambda one: datetime.fromisoformat(one[0]))
    entries = tuple(_change(context, index) for _, context, index in reversed(dated))
    title = shared.catalogue.text("%(site)s: releases", site=shared.site.title)
    return feed_of_entries(shared, (title, urls.CHANGES_FEED), urls.HOME, entries)


def correction_feed(shared: SharedContext, contexts: Iterable[ContestContext]) -> Feed:
    """Return the feed of all corrections of published numbers."""
    dated = [
        (formatting.instant(one.published, shared.site.timezone), context, index)
        for context in contexts
        for index, one in enumerate(context.contest.corrections)
    ]
    dated.sort(key=lambda one: datetime.fromisoformat(one[0]), reverse=True)
    entries = tuple(_correction(context, index) for _, context, index in dated)
    title = shared.catalogue.text("%(site)s: corrections", site=shared.site.title)
    return feed_of_entries(shared, (title, urls.CORRECTIONS_FEED), urls.HOME, entries)


def _correction(context: ContestContext, index: int) -> FeedEntry:
    contest, shared = context.contest, context.shared
    one = contest.corrections[index]
    release = next((found for found in contest.releases if found.id == one.release), None)
    about = f"{contest.title}, {release.title}" if release is not None else contest.title
    texts = (context.catalogue.text("Correction: %(about)s", about=about), one.by or shared.site.publisher.name)
    entry = feed_entry(
        shared, urls.corrections(contest), (*texts, what_changed(context, one)), None, updated=one.published
    )
    return replace(entry, id=f"{entry.id}#{anchor(context, index)}")


def feed_of_entries(shared: SharedContext, title: tuple[str, str], pages: str, entries: tuple[FeedEntry, ...]) -> Feed:
    """Return a feed: `title` is its title and its path, `pages` the path of the pages it is about."""
    site = shared.site
    return Feed(
        language=site.languages.read,
        title=_titled(shared, title[0]),
        subtitle=site.description,
        address=urls.public(title[1], shared.base_url),
        pages=urls.public(pages, shared.base_url),
        updated=entries[0].updated,
        author=site.publisher.name,
        entries=entries,
    )


def _titled(shared: SharedContext, title: str) -> str:
    """Return a title, which says it where it is of a rehearsal: readers of feeds see no more than that."""
    return shared.catalogue.text("Rehearsal: %(title)s", title=title) if shared.site.is_rehearsal else title


def _note(shared: SharedContext, note: Note) -> FeedEntry:
    contest = next((found for found in shared.site.contests if found.id == note.contest), None)
    releases = contest.releases if contest is not None else ()
    release = next((found for found in releases if found.id == note.release), None)
    texts = (note.title, note.author, note.summary)
    return feed_entry(shared, urls.note(note), texts, release, updated=note.published)


def _change(context: ContestContext, index: int) -> FeedEntry:
    contest = context.contest
    release = contest.releases[index]
    title = f"{release.title}: {release_sentence(context, index)[0]}"
    if len(context.site.contests) > 1:
        title = f"{contest.title}, {title}"
    texts = (title, release.source.name, _said(context, index))
    return feed_entry(context.shared, urls.release(contest, release), texts, release, updated=release.as_of)


def _said(context: ContestContext, index: int) -> str:
    (now, _), changed = release_sentence(context, index), changed_text(context, index)
    if not index:
        return f"{now} {changed}."
    before, _ = release_sentence(context, index - 1)
    return context.catalogue.text("%(now)s Before: %(before)s %(changed)s.", now=now, before=before, changed=changed)


def feed_entry(
    shared: SharedContext, path: str, texts: tuple[str, str, str], release: Release | None, *, updated: Moment
) -> FeedEntry:
    """Return an entry about the page at a path: `texts` are its title, author and summary."""
    zone = shared.site.timezone
    title, author, summary = _titled(shared, texts[0]), *texts[1:]
    return FeedEntry(
        id=urls.public(path, shared.base_url),
        title=title,
        updated=formatting.instant(updated, zone),
        author=author,
        summary=summary,
        release=release.title if release is not None else "",
        status=release.status.value if release is not None else "",
        status_text=shared.catalogue.text(terms.STATUSES[release.status]) if release is not None else "",
        as_of=formatting.instant(release.as_of, zone) if release is not None else "",
    )


def json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1; what it says of an entry's release stands under `_release`."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.pages,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _item(entry: FeedEntry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.id,
        "title": entry.title,
        "content_text": entry.summary,
        "summary": entry.summary,
        "date_published": entry.updated,
        "authors": [{"name": entry.author}],
    }
    if entry.release:
        item["_release"] = {"title": entry.release, "status": entry.status, "as_of": entry.as_of}
    return item


def sitemaps(shared: SharedContext, paths: Sequence[str]) -> tuple[tuple[str, str, Callable[[], Sitemap]], ...]:
    """Return path, template and maker of each file of the sitemap: one, or an index and as many as it takes."""
    if len(paths) <= MAX_ADDRESSES:
        return ((urls.SITEMAP, "feeds/sitemap.xml", partial(_sitemap, shared, paths)),)
    parts = [paths[start : start + MAX_ADDRESSES] for start in range(0, len(paths), MAX_ADDRESSES)]
    names = [urls.sitemap_part(number) for number in range(1, len(parts) + 1)]
    index = partial(_sitemap, shared, names)
    files = [
        (name, "feeds/sitemap.xml", partial(_sitemap, shared, part)) for name, part in zip(names, parts, strict=True)
    ]
    return ((urls.SITEMAP, "feeds/sitemap_index.xml", index), *files)


def _sitemap(shared: SharedContext, paths: Sequence[str]) -> Sitemap:
    return Sitemap(tuple(urls.public(path, shared.base_url) for path in paths))
