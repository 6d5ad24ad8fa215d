"""Every file of the site, from the edition.

Owns the list of pages and downloads and that no two share a path. Makes views one by one, so that a site of any size
is never held whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from recanvass import urls
from recanvass.artifact import Artifact
from recanvass.diagnostics import Report, Span
from recanvass.exports import clashes, tables
from recanvass.views import areas, choices, feeds, findings, ledger, notes, releases, site
from recanvass.views.edition import Edition, Stage, link
from recanvass.views.parts import Download


@dataclass(frozen=True, slots=True)
class _File:
    """A download before it is listed: its path, its title, what it holds, its columns and its bytes."""

    path: str
    title: str
    description: str
    columns: tuple[tuple[str, str], ...]
    content: bytes


def artifacts(edition: Edition, stages: Sequence[Stage]) -> Iterator[Artifact]:
    """Yield every file of the site but its assets and its manifest, pages before downloads."""
    paths = []
    for page in _pages(edition, stages):
        paths.append(page.path)
        yield page
    yield Artifact(urls.NOT_FOUND, "pages/404.html", site.not_found_page(edition))
    yield Artifact(".nojekyll", None, b"")
    yield from _feeds(edition, stages, (*paths, urls.DATA))
    files = [file for stage in stages for file in _downloads(stage)]
    yield Artifact(urls.DATA, "pages/data.html", site.data_page(edition, map(_listed, files)))
    for file in files:
        yield Artifact(file.path, None, file.content)


def _pages(edition: Edition, stages: Sequence[Stage]) -> Iterator[Artifact]:
    yield Artifact(urls.HOME, "pages/home.html", site.home_page(edition, stages))
    for stage in stages:
        yield from _contest(stage)
    if edition.site.notes:
        yield Artifact(urls.NEWS, "pages/news.html", notes.news_page(edition))
    for note in edition.site.notes:
        yield Artifact(urls.note(note), "pages/note.html", notes.note_page(edition, note))
    for page in edition.site.pages:
        yield Artifact(urls.page(page), "pages/page.html", notes.standing_page(edition, page))
    yield Artifact(urls.FIND, "pages/find.html", site.find_page(edition, stages))


def _feeds(edition: Edition, stages: Sequence[Stage], paths: Sequence[str]) -> Iterator[Artifact]:
    if not edition.base_url:
        return
    if edition.site.notes:
        yield Artifact(urls.FEED, "feeds/atom.xml", feeds.note_feed(edition, urls.FEED))
        yield Artifact(urls.JSON_FEED, None, feeds.json_feed(feeds.note_feed(edition, urls.JSON_FEED)))
    if stages:
        yield Artifact(urls.CHANGES_FEED, "feeds/atom.xml", feeds.change_feed(edition, stages))
    for path, template, view in feeds.sitemaps(edition, paths):
        yield Artifact(path, template, view)


def _contest(stage: Stage) -> Iterator[Artifact]:
    contest = stage.contest
    yield Artifact(urls.contest(contest), "pages/area.html", areas.contest_page(stage))
    for kind in areas.kinds_of(stage):
        yield Artifact(urls.kind(contest, kind.id), "pages/areas.html", areas.kind_page(stage, kind))
    if any(area in stage.site.groups for area in stage.results.areas):
        yield Artifact(urls.groups(contest), "pages/areas.html", areas.groups_page(stage))
    for area in (*stage.results.areas, *contest.units):
        path = urls.area(contest, stage.edition.area(area))
        yield Artifact(path, "pages/area.html", areas.area_page(stage, area))
    for choice in contest.choices:
        yield Artifact(urls.choice(contest, choice), "pages/choice.html", choices.choice_page(stage, choice))
    yield Artifact(urls.releases(contest), "pages/releases.html", releases.releases_page(stage))
    for index, release in enumerate(contest.releases[: stage.shown + 1]):
        view = releases.release_page(stage, index)
        yield Artifact(urls.release(contest, release), "pages/release.html", view)
    if stage.findings:
        yield Artifact(urls.findings(contest), "pages/findings.html", findings.findings_page(stage))
    if contest.reviews:
        yield Artifact(urls.reviews(contest), "pages/reviews.html", ledger.reviews_page(stage))
    for review in contest.reviews:
        view_of_review = ledger.review_page(stage, review)
        yield Artifact(urls.review(contest, review), "pages/review.html", view_of_review)


def _downloads(stage: Stage) -> Iterator[_File]:
    contest, results, shown = stage.contest, stage.results, stage.shown
    place = stage.site

    def file(name: str, description: str, columns: tuple[tuple[str, str], ...], content: bytes) -> _File:
        return _File(
            urls.download(contest, name),
            urls.download(contest, name).removeprefix("data/"),
            description,
            columns,
            content,
        )

    title = contest.releases[shown].title
    yield file(
        "results.csv",
        f"All figures as of: {title}.",
        tables.RESULTS,
        tables.results_csv(place, results, shown),
    )
    yield file(
        "results.json",
        f"The same as one JSON object, as of: {title}.",
        (),
        tables.results_json(place, results, shown),
    )
    yield file("changes.csv", "What each release changed.", tables.CHANGES, tables.changes_csv(results, shown))
    yield file(
        "totals.csv",
        "Totals as published beside the sums of the units.",
        tables.TOTALS,
        tables.totals_csv(place, results, shown),
    )
    if contest.reviews:
        yield file("reviews.csv", "Every line of every request.", tables.REVIEWS, tables.reviews_csv(place, results))
    if stage.findings:
        text = (
            "Figures that do not go together, by the rule that says so, with the releases that brought and ended each."
        )
        yield file("findings.csv", text, clashes.FINDINGS, clashes.findings_csv(place, results, stage.findings))
    for index, release in enumerate(contest.releases[: shown + 1]):
        name = urls.release_download(contest, release).removeprefix(urls.download(contest, ""))
        text = f"The units' figures as they stood on: {release.title}."
        yield file(name, text, tables.release_columns(contest), tables.release_csv(results, index))
        if index:
            name = urls.release_changes(contest, release).removeprefix(urls.download(contest, ""))
            text = f"What this release changed: {release.title}."
            yield file(name, text, tables.CHANGES, tables.release_changes_csv(results, index))


def _listed(file: _File) -> Download:
    kilobytes = -(-len(file.content) // 1000)
    return Download(link(urls.DATA, file.title, file.path), file.description, f"{kilobytes:,} kB", file.columns)


def checked(artifacts: Iterable[Artifact], report: Report) -> Iterator[Artifact]:
    """Pass artifacts through and report paths that two of them share on a file system without case."""
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
        yield artifact
