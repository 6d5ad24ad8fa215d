"""Every file of the site, from the edition.

Owns the list of pages and downloads and that no two share a path. Makes none of them: each is made where and when it
is needed, so that a site of any size is never held whole.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct

from recanvass.core import urls
from recanvass.core.artifact import Artifact, Facts, ready
from recanvass.core.diagnostics import Report, Span
from recanvass.core.model import Place
from recanvass.exports import findings as clashes
from recanvass.exports import nist, openelections, sources, tables
from recanvass.pages import (
    areas,
    choices,
    embeds,
    feeds,
    findings,
    notes,
    releases,
    search,
    site,
    social_card,
    statements,
)
from recanvass.pages.context import Edition, Stage, link
from recanvass.pages.models.parts import Download
from recanvass.pages.requests import ledger


class _File(Struct, frozen=True):
    """A download before it is listed: its path, what it holds, its columns and how to make it."""

    path: str
    description: str
    columns: tuple[tuple[str, str], ...]
    make: Callable[[], bytes | Iterable[bytes]]


def artifacts(edition: Edition, stages: Sequence[Stage]) -> Iterator[Artifact]:
    """Yield every file of the site but its assets, what tells of downloads and the manifest; pages before downloads."""
    paths = []
    for page in _pages(edition, stages):
        paths.append(page.path)
        yield page
    paths += [page.path for page in about_downloads(edition, stages, {})]
    yield Artifact(urls.NOT_FOUND, "pages/404.html", partial(site.not_found_page, edition))
    yield ready(".nojekyll", b"")
    yield Artifact(urls.SEARCH, None, partial(search.search_index, edition, stages))
    if edition.as_of is None:
        yield Artifact(urls.LATEST, None, partial(search.latest, edition, stages))
    yield from _feeds(edition, stages, paths)
    for stage in stages:
        yield from _embeds(stage)
    for file in (file for stage in stages for file in _downloads(stage)):
        yield Artifact(file.path, None, file.make)


def about_downloads(edition: Edition, stages: Sequence[Stage], made: Mapping[str, Facts]) -> Iterator[Artifact]:
    """Yield the pages that tell of downloads and are made after them: `made` says of each by path what it became."""
    files = tuple(file for stage in stages for file in _downloads(stage))
    yield Artifact(urls.DATA, "pages/data.html", partial(_data_page, edition, files, made))
    for stage in stages:
        for area in stage.results.areas:
            place = stage.site.places.get(area)
            if place is not None:
                make = partial(_statement, stage, place, made)
                yield Artifact(urls.statement(stage.contest, place), "pages/statement.html", make)


def _data_page(edition: Edition, files: Iterable[_File], made: Mapping[str, Facts]) -> object:
    return site.data_page(edition, [_listed(file, made[file.path].size) for file in files])


def _statement(stage: Stage, place: Place, made: Mapping[str, Facts]) -> object:
    file = urls.release_download(stage.contest, stage.release)
    return statements.statement_page(stage, place, made[file].hash)


def _pages(edition: Edition, stages: Sequence[Stage]) -> Iterator[Artifact]:
    yield Artifact(urls.HOME, "pages/home.html", partial(site.home_page, edition, stages))
    for stage in stages:
        yield from _contest(stage)
    if edition.site.notes:
        yield Artifact(urls.NEWS, "pages/news.html", partial(notes.news_page, edition))
    for note in edition.site.notes:
        yield Artifact(urls.note(note), "pages/note.html", partial(notes.note_page, edition, note))
    for page in edition.site.pages:
        yield Artifact(urls.page(page), "pages/page.html", partial(notes.standing_page, edition, page))
    yield Artifact(urls.FIND, "pages/find.html", partial(site.find_page, edition, stages))


def _feeds(edition: Edition, stages: Sequence[Stage], paths: Sequence[str]) -> Iterator[Artifact]:
    if not edition.base_url:
        return
    if edition.site.notes:
        yield Artifact(urls.FEED, "feeds/atom.xml", partial(feeds.note_feed, edition, urls.FEED))
        yield Artifact(urls.JSON_FEED, None, lambda: feeds.json_feed(feeds.note_feed(edition, urls.JSON_FEED)))
    if stages:
        yield Artifact(urls.CHANGES_FEED, "feeds/atom.xml", partial(feeds.change_feed, edition, stages))
    for path, template, make in feeds.sitemaps(edition, paths):
        yield Artifact(path, template, make)


def _contest(stage: Stage) -> Iterator[Artifact]:
    contest = stage.contest
    yield Artifact(urls.contest(contest), "pages/area.html", partial(areas.contest_page, stage))
    for kind in areas.kinds_of(stage):
        yield Artifact(urls.kind(contest, kind.id), "pages/areas.html", partial(areas.kind_page, stage, kind))
    if any(area in stage.site.groups for area in stage.results.areas):
        yield Artifact(urls.groups(contest), "pages/areas.html", partial(areas.groups_page, stage))
    for area in (*stage.results.areas, *contest.units):
        path = urls.area(contest, stage.edition.area(area))
        yield Artifact(path, "pages/area.html", partial(areas.area_page, stage, area))
    for choice in contest.choices:
        path = urls.choice(contest, choice)
        yield Artifact(path, "pages/choice.html", partial(choices.choice_page, stage, choice))
    yield Artifact(urls.releases(contest), "pages/releases.html", partial(releases.releases_page, stage))
    for index, release in enumerate(contest.releases[: stage.shown + 1]):
        path = urls.release(contest, release)
        yield Artifact(path, "pages/release.html", partial(releases.release_page, stage, index))
    if contest.id in stage.edition.found_in:
        yield Artifact(urls.findings(contest), "pages/findings.html", partial(findings.findings_page, stage))
    if contest.reviews:
        yield Artifact(urls.reviews(contest), "pages/reviews.html", partial(ledger.reviews_page, stage))
    for review in contest.reviews:
        path = urls.review(contest, review)
        yield Artifact(path, "pages/review.html", partial(ledger.review_page, stage, review))


def _embeds(stage: Stage) -> Iterator[Artifact]:
    contest = stage.contest
    for area in stage.results.areas:
        place = stage.site.places.get(area)
        if place is not None:
            make = partial(embeds.place_embed, stage, place)
            yield Artifact(urls.embed(contest, place), "pages/embed.html", make)
    for index, release in enumerate(contest.releases[: stage.shown + 1]):
        path = urls.release_embed(contest, release)
        yield Artifact(path, "pages/embed.html", partial(embeds.release_embed, stage, index))
        if social_card.has_card(stage, index):
            yield Artifact(urls.card(contest, release), None, partial(social_card.png, stage, index))


def _downloads(stage: Stage) -> Iterator[_File]:
    contest, results, shown = stage.contest, stage.results, stage.shown
    place = stage.site

    def file(
        name: str, description: str, columns: tuple[tuple[str, str], ...], make: Callable[[], bytes | Iterable[bytes]]
    ) -> _File:
        return _File(urls.download(contest, name), description, columns, make)

    title = contest.releases[shown].title
    yield file(
        "results.csv",
        f"All figures as of: {title}.",
        tables.RESULTS,
        partial(tables.results_csv, place, results, shown),
    )
    yield file(
        "results.json",
        f"The same as one JSON object, as of: {title}.",
        (),
        partial(tables.results_json, place, results, shown),
    )
    make = partial(tables.changes_csv, results, shown)
    yield file("changes.csv", "What each release changed.", tables.CHANGES, make)
    yield file(
        "totals.csv",
        "Totals as published beside the sums of the units.",
        tables.TOTALS,
        partial(tables.totals_csv, place, results, shown),
    )
    yield file(
        "openelections.csv",
        f"The units' figures in the layout of OpenElections, as of: {title}.",
        openelections.openelections_columns(contest),
        partial(openelections.openelections_csv, place, results, shown),
    )
    yield file(
        "nist.json",
        f"The figures of places and units as NIST SP 1500-100 version 2 states them, as of: {title}.",
        (),
        partial(nist.nist_json, place, results, shown),
    )
    if contest.reviews:
        make = partial(tables.reviews_csv, place, results)
        yield file("reviews.csv", "Every line of every request.", tables.REVIEWS, make)
    if contest.id in stage.edition.found_in:
        yield file("findings.csv", clashes.WHAT, clashes.FINDINGS, partial(_findings, stage))
    for index, release in enumerate(contest.releases[: shown + 1]):
        name = urls.release_download(contest, release).removeprefix(urls.download(contest, ""))
        text = f"The units' figures as they stood on: {release.title}."
        yield file(name, text, tables.release_columns(contest), partial(tables.release_csv, results, index))
        if index:
            name = urls.release_changes(contest, release).removeprefix(urls.download(contest, ""))
            text = f"What this release changed: {release.title}."
            yield file(name, text, tables.CHANGES, partial(tables.release_changes_csv, results, index))
        if index in stage.reconciled:
            name = urls.release_sources(contest, release).removeprefix(urls.download(contest, ""))
            text = f"Figures in which the sources of this release are not at one: {release.title}."
            make = partial(_sources, stage, index)
            yield file(name, text, sources.SOURCES, make)


def _findings(stage: Stage) -> bytes:
    return clashes.findings_csv(stage.site, stage.results, findings.every(stage))


def _sources(stage: Stage, index: int) -> bytes:
    return sources.sources_csv(stage.site, stage.results, stage.reconciled[index])


def _listed(file: _File, size: int) -> Download:
    kilobytes = -(-size // 1000)
    title = file.path.removeprefix("data/")
    return Download(link(urls.DATA, title, file.path), file.description, f"{kilobytes:,} kB", file.columns)


def check(artifacts: Iterable[Artifact], report: Report) -> None:
    """Report paths that two artifacts share on a file system without case."""
    seen: dict[str, str] = {}
    for artifact in artifacts:
        other = seen.setdefault(artifact.path.casefold(), artifact.path)
        if other is not artifact.path:
            report.add(
                "E410",
                Span(artifact.path),
                f"two pages have the address '{other}'",
                hint="rename one of the two",
            )
