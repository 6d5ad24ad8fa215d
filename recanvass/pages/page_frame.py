"""What surrounds a page: its head, the ways through the site, its stamp, and what it tells programs of itself."""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.model import Contest, Release
from recanvass.pages.context import ContestContext, SharedContext, link, release_stamp
from recanvass.pages.models.parts import FeedLink, Frame, LanguageLink, Link, Stamp
from recanvass.text.catalogue import name_of

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
_SAMPLE = Decimal("1234.5")
ATOM = "application/atom+xml"
PREVIEW_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'").replace(
    "connect-src 'self'", "connect-src 'self' ws:"
)


def contest_frame(
    context: ContestContext,
    here: str,
    titles: tuple[str, str],
    trail: Iterable[Link] = (),
    *,
    release: Release | None = None,
) -> Frame:
    """Return the frame of a page of a contest, stamped with `release` or the release shown.

    `titles` are the page's title and its description; `trail` leads from the contest to the page above.
    """
    shared, contest = context.shared, context.contest
    home = link(here, contest.title, urls.contest(contest))
    crumbs = (home, *trail) if here != urls.contest(contest) else ()
    around = _around(shared, urls.root_from(here), contest)
    stamp = release_stamp(shared, contest, release or context.release, here)
    return _framed(shared, (here, *titles), crumbs, (around, stamp))


def frame(
    shared: SharedContext,
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
    around = _around(shared, urls.root_from(here) if root is None else root, None)
    return _framed(shared, (here, *titles), trail, (around, stamp or _only_stamp(shared, here)))


def _framed(
    shared: SharedContext, words: tuple[str, str, str], trail: Iterable[Link], known: tuple[Frame, Stamp | None]
) -> Frame:
    here, title, description = words
    around, stamp = known
    home = Link(shared.catalogue.text("Home"), around.root + urls.HOME)
    return replace(
        around,
        title=title,
        description=description,
        canonical=urls.public(here, shared.base_url) if shared.base_url else "",
        breadcrumbs=() if here == urls.HOME else (home, *trail, Link(title, "", is_current=True)),
        languages=tuple(_languages(shared, here, around.root)),
        stamp=stamp,
        navigation=tuple(replace(to, is_current=to.href == around.root + here) for to in around.navigation),
    )


def _languages(shared: SharedContext, here: str, root: str) -> Iterator[LanguageLink]:
    """Yield the page in each language of the site, if there are several; addresses are whole ones where known."""
    known = shared.site.languages
    for language in known.all if known.others else ():
        path = known.folder(language) + here
        href = shared.above(root) + path
        address = urls.public(path, shared.site_address) if shared.site_address else href
        name, is_current = name_of(language), language == known.read
        yield LanguageLink(language, name, href, address, is_current=is_current)


def _around(shared: SharedContext, root: str, contest: Contest | None) -> Frame:
    """Return what is alike around all pages, or those of a contest, from which `root` leads to the root of the site."""
    key = ("around", root, contest.id if contest is not None else "")
    return shared.once(key, lambda: _surroundings(shared, root, contest))


def _surroundings(shared: SharedContext, root: str, contest: Contest | None) -> Frame:
    site = shared.site
    return Frame(
        language=site.languages.read,
        sample=shared.catalogue.number(_SAMPLE, 1),
        site_title=site.title,
        title="",
        description="",
        root=root,
        home=root + urls.HOME,
        canonical="",
        style=shared.above(root) + shared.style,
        script=shared.above(root) + shared.script,
        icon=next((shared.above(root) + file.path for file in site.files if file.path.startswith("favicon.")), ""),
        policy=PREVIEW_POLICY if shared.is_preview else POLICY,
        find=root + urls.FIND,
        index=root + urls.SEARCH,
        latest="" if shared.is_preview or shared.as_of else root + urls.LATEST,
        shown=_shown((contest,) if contest is not None else site.contests),
        navigation=tuple(Link(text, root + path) for path, text in _destinations(shared, contest)),
        breadcrumbs=(),
        stamp=None,
        publisher=Link(site.publisher.name, site.publisher.url or ""),
        contest=contest.title if contest is not None else "",
        banner=_banner(shared),
        is_rehearsal=shared.site.is_rehearsal,
        current=_current(shared),
        feeds=tuple(FeedLink(text, root + path, kind) for text, path, kind in feeds_of(shared)),
    )


def _current(shared: SharedContext) -> Link | None:
    is_elsewhere = shared.as_of is not None and shared.base_url
    return Link(shared.catalogue.text("See the latest results"), shared.base_url) if is_elsewhere else None


def publisher(shared: SharedContext) -> Mapping[str, str]:
    """Return who publishes the site, in the words of schema.org."""
    who = shared.site.publisher
    return {"@type": "Organization", "name": who.name, **({"url": who.url} if who.url else {})}


def _shown(contests: Iterable[Contest]) -> str:
    newest = ((contest.id, contest.releases[-1]) for contest in contests)
    return json.dumps([(contest, f"{release.id} {release.as_of.isoformat()}") for contest, release in newest])


def _banner(shared: SharedContext) -> str:
    text = shared.catalogue.text
    if shared.site.is_rehearsal:
        return text("Rehearsal. These are not election results.")
    if shared.as_of is None:
        return ""
    moment = shared.catalogue.moment(shared.as_of.moment, shared.site.timezone)
    asked = shared.as_of.release
    releases = (release for contest in shared.site.contests for release in contest.releases)
    title = next((release.title for release in releases if release.id == asked), None)
    if title is None:
        return text(
            "Earlier results: these pages show the count as of the end of %(day)s. Later changes are left out.",
            day=moment,
        )
    return text(
        "Earlier results: these pages show the count as of “%(release)s,” published %(time)s. Later changes are "
        "left out.",
        release=title,
        time=moment,
    )


def with_feed(shared: SharedContext, frame: Frame, own: FeedLink) -> Frame:
    """Return a frame with a feed of the page's own, at a path of the site, before those of the whole site."""
    is_shown = own.type != ATOM or bool(shared.base_url)
    root = frame.find.removesuffix(urls.FIND)
    return replace(frame, feeds=(replace(own, href=root + own.href), *frame.feeds)) if is_shown else frame


def feeds_of(shared: SharedContext) -> tuple[tuple[str, str, str], ...]:
    """Return title, path and media type of each feed; none where the site's public address is not known."""
    if not shared.base_url:
        return ()
    news, releases = shared.catalogue.text("News"), shared.catalogue.text("Releases")
    notes = ((news, urls.FEED, ATOM), (news, urls.JSON_FEED, "application/feed+json")) if shared.site.notes else ()
    corrections = shared.catalogue.text("Corrections")
    has_corrections = any(contest.corrections for contest in shared.site.contests)
    corrected = ((corrections, urls.CORRECTIONS_FEED, ATOM),) if has_corrections else ()
    return (*notes, (releases, urls.CHANGES_FEED, ATOM), *corrected) if shared.site.contests else notes


def _only_stamp(shared: SharedContext, here: str) -> Stamp | None:
    """Return the stamp of the only contest, for pages that are about the site; home and the missing page have none."""
    contests = shared.site.contests
    if len(contests) != 1 or here in (urls.HOME, urls.NOT_FOUND):
        return None
    return release_stamp(shared, contests[0], contests[0].releases[-1], here)


def _destinations(shared: SharedContext, contest: Contest | None) -> Iterator[tuple[str, str]]:
    """Yield the ways through the site, and those through a contest on its own pages and where it is the only one."""
    contests, text = shared.site.contests, shared.catalogue.text
    is_only = len(contests) == 1
    yield urls.HOME, text("Result") if is_only else text("All contests")
    shown = contests[0] if is_only else contest
    if shown is not None:
        if not is_only:
            yield urls.contest(shown), text("Result")
        if shown.requests:
            yield urls.requests(shown), text("Requests")
        yield urls.releases(shown), text("Releases")
        if shown.id in shared.found_in:
            yield urls.findings(shown), text("Findings")
    if shared.site.notes:
        yield urls.NEWS, text("News")
    yield urls.DATA, text("Data")
    for page in shared.site.pages:
        if page.slug in shared.site.navigation:
            yield urls.page(page), page.title
