"""What surrounds a page: its head, the ways through the site, its stamp, and what it tells programs of itself."""

import json
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.model import Contest, Release
from recanvass.pages.context import Edition, Stage, link, release_stamp
from recanvass.pages.models.parts import FeedLink, Frame, Link, Stamp
from recanvass.text import formatting

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
ATOM = "application/atom+xml"
PREVIEW_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'").replace(
    "connect-src 'self'", "connect-src 'self' ws:"
)


def contest_frame(
    stage: Stage, here: str, titles: tuple[str, str], trail: Iterable[Link] = (), *, release: Release | None = None
) -> Frame:
    """Return the frame of a page of a contest, stamped with `release` or the release shown.

    `titles` are the page's title and its description; `trail` leads from the contest to the page above.
    """
    edition, contest = stage.edition, stage.contest
    home = link(here, contest.title, urls.contest(contest))
    crumbs = (home, *trail) if here != urls.contest(contest) else ()
    around = _around(edition, urls.root_from(here), contest)
    stamp = release_stamp(edition, contest, release or stage.release, here)
    return _framed(edition, (here, *titles), crumbs, (around, stamp))


def frame(
    edition: Edition,
    here: str,
    titles: tuple[str, str],
    trail: Iterable[Link] = (),
    *,
    stamp: Stamp | None = None,
    root: str | None = None,
) -> Frame:
    """Return what surrounds a page: `titles` are its title and its description.

    `root` leads to the root of the site where the page itself may be shown at any address.
    """
    around = _around(edition, urls.root_from(here) if root is None else root, None)
    return _framed(edition, (here, *titles), trail, (around, stamp or _only_stamp(edition, here)))


def _framed(
    edition: Edition, words: tuple[str, str, str], trail: Iterable[Link], known: tuple[Frame, Stamp | None]
) -> Frame:
    here, title, description = words
    around, stamp = known
    home = Link("Home", around.root + urls.HOME)
    return replace(
        around,
        title=title,
        description=description,
        canonical=urls.public(here, edition.base_url) if edition.base_url else "",
        breadcrumbs=() if here == urls.HOME else (home, *trail, Link(title, "", is_current=True)),
        stamp=stamp,
        navigation=_navigation(edition, here, around.root) if here in _targets(edition) else around.navigation,
    )


def _around(edition: Edition, root: str, contest: Contest | None) -> Frame:
    """Return what is alike around all pages, or those of a contest, from which `root` leads to the root of the site."""
    key = ("around", root, contest.id if contest is not None else "")
    return edition.once(key, lambda: _surroundings(edition, root, contest))


def _surroundings(edition: Edition, root: str, contest: Contest | None) -> Frame:
    site = edition.site
    return Frame(
        language=site.language,
        site_title=site.title,
        title="",
        description="",
        root=root,
        home=root + urls.HOME,
        canonical="",
        style=root + edition.style,
        script=root + edition.script,
        policy=PREVIEW_POLICY if edition.is_preview else POLICY,
        find=root + urls.FIND,
        index=root + urls.SEARCH,
        latest="" if edition.is_preview or edition.as_of else root + urls.LATEST,
        shown=_shown((contest,) if contest is not None else site.contests),
        navigation=_navigation(edition, "", root),
        breadcrumbs=(),
        stamp=None,
        publisher=Link(site.publisher.name, site.publisher.url or ""),
        contest=contest.title if contest is not None else "",
        banner=_banner(edition),
        is_rehearsal=edition.site.is_rehearsal,
        current=Link("See the newest results", edition.base_url) if edition.as_of and edition.base_url else None,
        feeds=tuple(FeedLink(text, root + path, kind) for text, path, kind in feeds_of(edition)),
    )


def publisher(edition: Edition) -> Mapping[str, str]:
    """Return who publishes the site, in the words of schema.org."""
    who = edition.site.publisher
    return {"@type": "Organization", "name": who.name, **({"url": who.url} if who.url else {})}


def _shown(contests: Iterable[Contest]) -> str:
    newest = ((contest.id, contest.releases[-1]) for contest in contests)
    return json.dumps([(contest, f"{release.id} {release.as_of.isoformat()}") for contest, release in newest])


def _banner(edition: Edition) -> str:
    if edition.site.is_rehearsal:
        return "A rehearsal: none of these figures are results."
    if edition.as_of is None:
        return ""
    moment = formatting.moment(edition.as_of.moment, edition.site.timezone)
    asked = edition.as_of.release
    releases = (release for contest in edition.site.contests for release in contest.releases)
    title = next((release.title for release in releases if release.id == asked), None)
    stood = f"with the release “{title}” of {moment}" if title is not None else f"at the end of {moment}"
    return f"An earlier state: these pages show the results as they stood {stood}."


def feeds_of(edition: Edition) -> tuple[tuple[str, str, str], ...]:
    """Return title, path and media type of each feed; none where the site's public address is not known."""
    if not edition.base_url:
        return ()
    notes = (("News", urls.FEED, ATOM), ("News", urls.JSON_FEED, "application/feed+json")) if edition.site.notes else ()
    return (*notes, ("Releases", urls.CHANGES_FEED, ATOM)) if edition.site.contests else notes


def _only_stamp(edition: Edition, here: str) -> Stamp | None:
    """Return the stamp of the only contest, for pages that are about the site; home and the missing page have none."""
    contests = edition.site.contests
    if len(contests) != 1 or here in (urls.HOME, urls.NOT_FOUND):
        return None
    return release_stamp(edition, contests[0], contests[0].releases[-1], here)


def _navigation(edition: Edition, here: str, root: str) -> tuple[Link, ...]:
    return tuple(Link(text, root + path, is_current=path == here) for path, text in _targets(edition).items())


def _targets(edition: Edition) -> Mapping[str, str]:
    return edition.once(("targets",), lambda: dict(_destinations(edition)))


def _destinations(edition: Edition) -> Iterator[tuple[str, str]]:
    contests = edition.site.contests
    for contest in contests:
        if len(contests) > 1:
            yield urls.contest(contest), contest.title
            continue
        yield urls.contest(contest), "Results"
        if contest.reviews:
            yield urls.reviews(contest), "Requests"
        yield urls.releases(contest), "Releases"
        if contest.id in edition.found_in:
            yield urls.findings(contest), "Findings"
    if edition.site.notes:
        yield urls.NEWS, "News"
    yield urls.DATA, "Data"
    for page in edition.site.pages:
        if page.slug in edition.site.navigation:
            yield urls.page(page), page.title
