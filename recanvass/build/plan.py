"""Every file of the site, from what its pages share.

Owns the list of pages and downloads and that no two share a path. Makes none of them: each is made where and when it
is needed, so that a site of any size is never held whole.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core import addresses, urls
from recanvass.core.artifact import Artifact, Facts, ready
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded
from recanvass.core.model import Place
from recanvass.exports import contest as contest_facts
from recanvass.exports import corrections as corrected
from recanvass.exports import findings as clashes
from recanvass.exports import nist, openelections, rehearsals, reporting, sources, tables
from recanvass.exports import places as all_places
from recanvass.pages import (
    alert_feeds,
    area_lists,
    areas,
    ballots,
    choices,
    corrections,
    embeds,
    feed_links,
    feeds,
    findings,
    home,
    moved,
    notes,
    races,
    releases,
    search,
    site,
    social_card,
    statements,
)
from recanvass.pages.context import ContestContext, SharedContext, file_link
from recanvass.pages.maps import pages as map_pages
from recanvass.pages.models.parts import Download
from recanvass.pages.releases import as_counted
from recanvass.pages.requests import ledger


class SiteContext(Struct, frozen=True):
    """The site in one of its languages: what its pages share, and each contest on it."""

    shared: SharedContext
    contexts: tuple[ContestContext, ...]


class _File(Struct, frozen=True):
    """A download before it is listed: its path, what it holds, its columns and how to make it."""

    path: str
    description: str
    columns: tuple[tuple[str, str], ...]
    make: Callable[[], bytes | Iterable[bytes]]


def artifacts(sites: Sequence[SiteContext]) -> Iterator[Artifact]:
    """Yield every file of the site but its assets, what tells of downloads and the manifest; pages before downloads.

    The downloads of the first language are those of all.
    """
    paths = []
    for one in sites:
        for page in _pages(one.shared, one.contexts):
            placed = _placed(one, page)
            paths.append(placed.path)
            yield placed
        paths += [_placed(one, page).path for page in _about_downloads(one, (), {})]
        for file in (*_beside_pages(one.shared, one.contexts), *_at_former_addresses(one)):
            yield _placed(one, file)
    yield ready(".nojekyll", b"")
    for published in sites[0].shared.site.files:
        yield ready(published.path, published.content)
    first = sites[0]
    if first.shared.site.is_rehearsal:
        yield ready(urls.REHEARSAL, rehearsals.mark())
    if first.shared.base_url:
        for path, template, make in feeds.sitemaps(first.shared, paths):
            yield Artifact(path, template, make)
    yield from downloads(first)


def downloads(one: SiteContext) -> Iterator[Artifact]:
    """Yield the downloads of the site."""
    return (Artifact(file.path, None, file.make) for file in _files(one))


def about_downloads(sites: Sequence[SiteContext], made: Mapping[str, Facts]) -> Iterator[Artifact]:
    """Yield the pages that tell of downloads and are made after them: `made` says of each by path what it became."""
    for one in sites:
        for page in _about_downloads(one, tuple(_files(one)), made):
            yield _placed(one, page)


def _at_former_addresses(one: SiteContext) -> Iterator[Artifact]:
    """Yield a page for each former address of another."""
    if one.shared.site.moved:
        pages = (
            *_pages(one.shared, one.contexts),
            *_about_downloads(one, (), {}),
            *_beside_pages(one.shared, one.contexts),
        )
        paths = [page.path for page in pages]
        for old, new in addresses.redirects(paths, one.shared.site.moved).items():
            yield Artifact(old, "pages/moved.html", partial(moved.moved_page, one.shared, old, new))


def _placed(one: SiteContext, file: Artifact) -> Artifact:
    """Return a file in the folder of its language."""
    folder, language = one.shared.folder, one.shared.site.languages.read
    return replace(file, path=folder + file.path, language=language) if folder else file


def _beside_pages(shared: SharedContext, contexts: Sequence[ContestContext]) -> Iterator[Artifact]:
    """Yield what each language has beside its pages."""
    yield Artifact(urls.NOT_FOUND, "pages/404.html", partial(site.not_found_page, shared))
    yield Artifact(urls.SEARCH, None, partial(search.search_index, shared, contexts))
    if shared.as_of is None:
        yield Artifact(urls.LATEST, None, partial(search.latest, shared, contexts))
    yield from _feeds(shared, contexts)
    for context in contexts:
        yield from _embeds(context)
        yield from _alerts(context)


def _about_downloads(one: SiteContext, files: Sequence[_File], made: Mapping[str, Facts]) -> Iterator[Artifact]:
    shared = one.shared
    yield Artifact(urls.DATA, "pages/data.html", partial(_data_page, shared, files, made))
    for context in one.contexts:
        for area in context.results.areas:
            place = context.site.places.get(area)
            if place is not None:
                make = partial(_statement, context, place, made)
                yield Artifact(urls.statement(context.contest, place), "pages/statement.html", make)


def _files(one: SiteContext) -> Iterator[_File]:
    files = (*(file for context in one.contexts for file in _downloads(context)), _places(one.shared))
    return map(partial(_rehearsed, one.shared), files) if one.shared.site.is_rehearsal else iter(files)


def _places(shared: SharedContext) -> _File:
    columns = all_places.columns(shared.site, shared.catalogue)
    what = shared.catalogue.text(all_places.WHAT)
    return _File(urls.ALL_PLACES, what, columns, partial(all_places.places_csv, shared.site))


def _rehearsed(shared: SharedContext, file: _File) -> _File:
    """Return a download that says that it is of a rehearsal."""
    more = tables.meanings((rehearsals.COLUMN,), shared.catalogue) if file.columns else ()
    return replace(file, columns=(*file.columns, *more), make=partial(rehearsals.marked, file.path, file.make))


def _data_page(shared: SharedContext, files: Iterable[_File], made: Mapping[str, Facts]) -> object:
    return site.data_page(shared, [_listed(shared, file, made[file.path].size) for file in files])


def _statement(context: ContestContext, place: Place, made: Mapping[str, Facts]) -> object:
    file = urls.release_results(context.contest, context.release)
    return statements.statement_page(context, place, made[file].hash)


def _pages(shared: SharedContext, contexts: Sequence[ContestContext]) -> Iterator[Artifact]:
    yield Artifact(urls.HOME, "pages/home.html", partial(home.home_page, shared, contexts))
    for context in contexts:
        yield from _contest(context)
    yield from _several(shared, contexts)
    if shared.site.notes:
        yield Artifact(urls.NEWS, "pages/news.html", partial(notes.news_page, shared))
    for note in shared.site.notes:
        yield Artifact(urls.note(note), "pages/note.html", partial(notes.note_page, shared, note, contexts))
    for page in shared.site.pages:
        yield Artifact(urls.page(page), "pages/page.html", partial(notes.standing_page, shared, page))
    yield Artifact(urls.FIND, "pages/find.html", partial(site.find_page, shared, contexts))


def _several(shared: SharedContext, contexts: Sequence[ContestContext]) -> Iterator[Artifact]:
    """Yield the pages that a site of several contests has: offices, and the ballot of each place."""
    if len(contexts) < len(("one", "another")):
        return
    for office in dict.fromkeys(context.contest.office for context in contexts):
        if office is not None:
            yield Artifact(
                urls.office(office), "pages/office.html", partial(races.office_page, shared, contexts, office)
            )
    for area, several in ballots.ballots(contexts).items():
        place = shared.site.places[area]
        yield Artifact(urls.ballot(place), "pages/ballot.html", partial(ballots.ballot_page, shared, several, place))


def _feeds(shared: SharedContext, contexts: Sequence[ContestContext]) -> Iterator[Artifact]:
    if not shared.base_url:
        return
    if shared.site.notes:
        yield Artifact(urls.FEED, "feeds/atom.xml", partial(feeds.note_feed, shared, urls.FEED))
        yield Artifact(urls.JSON_FEED, None, lambda: feeds.json_feed(feeds.note_feed(shared, urls.JSON_FEED)))
    if contexts:
        yield Artifact(urls.CHANGES_FEED, "feeds/atom.xml", partial(feeds.change_feed, shared, contexts))
    if any(context.contest.corrections for context in contexts):
        yield Artifact(urls.CORRECTIONS_FEED, "feeds/atom.xml", partial(feeds.correction_feed, shared, contexts))


def _alerts(context: ContestContext) -> Iterator[Artifact]:
    """Yield the feeds of single requests and places, and the calendar of requests."""
    contest = context.contest
    if feed_links.has_deadlines(context):
        yield Artifact(urls.deadlines(contest), None, partial(alert_feeds.deadlines, context))
    if not context.shared.base_url:
        return
    for request in contest.requests:
        path = urls.feed_of(urls.request(contest, request))
        yield Artifact(path, "feeds/atom.xml", partial(alert_feeds.request_feed, context, request))
    for area in (*context.results.areas, *contest.units) if context.site.has_place_feeds else ():
        path = urls.feed_of(urls.area(contest, context.shared.area(area)))
        yield Artifact(path, "feeds/atom.xml", partial(alert_feeds.place_feed, context, area))


def _contest(context: ContestContext) -> Iterator[Artifact]:
    contest = context.contest
    yield Artifact(urls.contest(contest), "pages/area.html", partial(areas.ContestPage, context, contest.root))
    for kind in area_lists.kinds_of(context):
        yield Artifact(urls.kind(contest, kind.id), "pages/areas.html", partial(area_lists.kind_page, context, kind))
    if any(area in context.site.groups for area in context.results.areas):
        yield Artifact(urls.groups(contest), "pages/areas.html", partial(area_lists.groups_page, context))
    for area in (*context.results.areas, *contest.units):
        path = urls.area(contest, context.shared.area(area))
        yield Artifact(path, "pages/area.html", partial(areas.AreaPage, context, area))
    for layer in map_pages.other_layers(context):
        path = urls.map_of(contest, layer.id)
        yield Artifact(path, "pages/map.html", partial(map_pages.map_page, context, layer.id))
    for choice in contest.choices:
        path = urls.choice(contest, choice)
        yield Artifact(path, "pages/choice.html", partial(choices.choice_page, context, choice))
    yield Artifact(urls.releases(contest), "pages/releases.html", partial(releases.releases_page, context))
    for index, release in enumerate(contest.releases[: context.shown + 1]):
        path = urls.release(contest, release)
        yield Artifact(path, "pages/release.html", partial(releases.release_page, context, index))
    yield from _beside_releases(context)


def _beside_releases(context: ContestContext) -> Iterator[Artifact]:
    contest = context.contest
    if contest.id in context.shared.found_in:
        yield Artifact(urls.findings(contest), "pages/findings.html", partial(findings.findings_page, context))
    if contest.corrections:
        path = urls.corrections(contest)
        yield Artifact(path, "pages/corrections.html", partial(corrections.corrections_page, context))
    if contest.requests:
        yield Artifact(urls.requests(contest), "pages/reviews.html", partial(ledger.requests_page, context))
    for request in contest.requests:
        path = urls.request(contest, request)
        yield Artifact(path, "pages/review.html", partial(ledger.request_page, context, request))


def _embeds(context: ContestContext) -> Iterator[Artifact]:
    contest = context.contest
    for area in context.results.areas:
        place = context.site.places.get(area)
        if place is not None:
            make = partial(embeds.place_embed, context, place)
            yield Artifact(urls.embed(contest, place), "pages/embed.html", make)
            if area != contest.root and social_card.has_card(context, context.shown, area):
                draw = partial(social_card.png, context, context.shown, area)
                yield Artifact(urls.area_card(contest, place, contest.releases[context.shown]), None, draw)
    for index, release in enumerate(contest.releases[: context.shown + 1]):
        path = urls.release_embed(contest, release)
        yield Artifact(path, "pages/embed.html", partial(embeds.release_embed, context, index))
        if social_card.has_card(context, index, contest.root):
            draw = partial(social_card.png, context, index, contest.root)
            yield Artifact(urls.card(contest, release), None, draw)


def _downloads(context: ContestContext) -> Iterator[_File]:
    contest, results, shown = context.contest, context.results, context.shown
    site, catalogue, text = context.site, context.catalogue, context.catalogue.text
    title = contest.releases[shown].title
    yield _file(
        context,
        ("results.csv", text("All figures as of: %(release)s.", release=title)),
        tables.RESULTS,
        partial(tables.results_csv, site, results, shown),
    )
    yield _file(
        context,
        ("results.json", text("The same results as one JSON object, as of %(release)s.", release=title)),
        (),
        partial(tables.results_json, site, results, shown),
    )
    make = partial(tables.changes_csv, results, shown)
    yield _file(context, ("changes.csv", text("What each release changed.")), tables.CHANGES, make)
    what = text("Totals as published, beside the sums of the reporting places.")
    yield _file(context, ("totals.csv", what), tables.TOTALS, partial(tables.totals_csv, site, results, shown))
    yield _file(
        context,
        (
            "openelections.csv",
            text("Results for every reporting place in the OpenElections layout, as of %(release)s.", release=title),
        ),
        openelections.openelections_columns(contest, shown, catalogue),
        partial(openelections.openelections_csv, site, results, shown),
    )
    what = text("Results for every place in the NIST SP 1500-100 version 2 format, as of %(release)s.", release=title)
    yield _file(context, ("nist.json", what), (), partial(nist.nist_json, site, results, shown))
    make = partial(contest_facts.contest_json, site, contest)
    yield _file(context, ("contest.json", text(contest_facts.WHAT)), (), make)
    if contest.requests:
        make = partial(tables.requests_csv, site, results)
        yield _file(context, ("reviews.csv", text("Every row of every request.")), tables.REQUESTS, make)
    if contest.id in context.shared.found_in:
        make = partial(_findings, context)
        yield _file(context, ("findings.csv", text(clashes.WHAT)), clashes.FINDINGS, make)
    if contest.corrections:
        make = partial(corrected.corrections_csv, site, contest)
        yield _file(context, ("corrections.csv", text(corrected.WHAT)), corrected.CORRECTIONS, make)
    for index in range(shown + 1):
        yield from _downloads_of_release(context, index)


def _downloads_of_release(context: ContestContext, index: int) -> Iterator[_File]:
    contest, results, catalogue, text = context.contest, context.results, context.catalogue, context.catalogue.text
    release = contest.releases[index]
    name = urls.release_results(contest, release).removeprefix(urls.download(contest, ""))
    what = text("Results for every county and larger place as of %(release)s.", release=release.title)
    yield _file(context, (name, what), tables.RESULTS, partial(_release_results, context, index))
    name = urls.release_download(contest, release).removeprefix(urls.download(contest, ""))
    what = text("Results for every reporting place as of %(release)s.", release=release.title)
    columns = tables.release_columns(contest, catalogue)
    yield _file(context, (name, what), columns, partial(_release_figures, context, index))
    name = urls.release_reporting(contest, release).removeprefix(urls.download(contest, ""))
    what = text("Places reporting, and turnout, as of %(release)s.", release=release.title)
    make = partial(reporting.reporting_csv, context.site, context.results, index)
    yield _file(context, (name, what), reporting.columns(contest), make)
    if index:
        name = urls.release_changes(contest, release).removeprefix(urls.download(contest, ""))
        what = text("What this release changed: %(release)s.", release=release.title)
        yield _file(context, (name, what), tables.CHANGES, partial(tables.release_changes_csv, results, index))
    if index in context.reconciled:
        name = urls.release_sources(contest, release).removeprefix(urls.download(contest, ""))
        what = text("Where the sources of this release disagree: %(release)s.", release=release.title)
        yield _file(context, (name, what), sources.SOURCES, partial(_sources, context, index))


def _release_results(context: ContestContext, index: int) -> Iterable[bytes]:
    return tables.release_results_csv(context.site, as_counted(context, index).results, index)


def _release_figures(context: ContestContext, index: int) -> Iterable[bytes]:
    return tables.release_csv(as_counted(context, index).results, index)


def _file(
    context: ContestContext,
    about: tuple[str, str],
    columns: tuple[tuple[str, str], ...],
    make: Callable[[], bytes | Iterable[bytes]],
) -> _File:
    """Return a download by its name and what it holds."""
    name, description = about
    columns = tables.meanings(columns, context.catalogue)
    return _File(urls.download(context.contest, name), description, columns, make)


def _findings(context: ContestContext) -> bytes:
    return clashes.findings_csv(context.site, context.results, findings.every(context), context.catalogue)


def _sources(context: ContestContext, index: int) -> bytes:
    return sources.sources_csv(context.site, context.results, context.reconciled[index])


def _listed(shared: SharedContext, file: _File, size: int) -> Download:
    catalogue, kilobytes = shared.catalogue, -(-size // 1000)
    title = file.path.removeprefix("data/")
    size_text = catalogue.text("%(count)s kB", count=catalogue.number(kilobytes))
    return Download(file_link(shared, urls.DATA, title, file.path), file.description, size_text, file.columns)


def check(artifacts: Iterable[Artifact], report: Report) -> None:
    """Report paths that two artifacts share on a file system without case."""
    seen: dict[str, str] = {}
    for artifact in artifacts:
        other = seen.setdefault(artifact.path.casefold(), artifact.path)
        if other is not artifact.path:
            message = worded("two pages have the address '%(other)s'", other=other)
            hint = worded("rename one of them")
            report.add("E410", Span(artifact.path), message, hint=hint)
