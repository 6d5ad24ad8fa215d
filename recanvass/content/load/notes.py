"""News notes and standing pages.

Owns their front matter. Keeps the Markdown below it as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.content import markdown
from recanvass.content.files import SourceFile
from recanvass.content.load.layout import ContestFiles, stem
from recanvass.content.load.names import Known, look_up, look_up_all, path_id, source
from recanvass.content.schema.keys import (
    NEWS,
    NEWS_AUTHOR,
    NEWS_CONTEST,
    NEWS_DATE,
    NEWS_DRAFT,
    NEWS_PLACES,
    NEWS_RELEASE,
    NEWS_REVIEWS,
    NEWS_SOURCE,
    NEWS_SUMMARY,
    NEWS_TITLE,
    PAGE,
    PAGE_SUMMARY,
    PAGE_TITLE,
)
from recanvass.content.schema.records import Values
from recanvass.content.syntax import Document, Scalar, read_front_matter
from recanvass.core.dates import in_order
from recanvass.core.diagnostics import Report, Span
from recanvass.core.model import AreaId, ContestId, Note, Page, ReleaseId, ReviewId


class Topics(Struct, frozen=True):
    """What a note may be about; releases and reviews by contest."""

    contests: Known
    releases: Mapping[str, Known]
    reviews: Mapping[str, Known]
    areas: Known


def topics(contests: Iterable[ContestFiles], areas: Known) -> Topics:
    """Return everything that stands in the folders, faulty or not."""
    folders = tuple(contests)
    return Topics(
        contests=Known("contest", "E307", {files.id: files for files in folders}),
        releases={
            files.id: Known("release", "E304", dict.fromkeys(release.id for release in files.releases))
            for files in folders
        },
        reviews={
            files.id: Known("review", "E308", dict.fromkeys(stem(file.path) for file in files.reviews))
            for files in folders
        },
        areas=areas,
    )


def notes(
    files: Sequence[SourceFile], about: Topics, report: Report, *, author: str, zone: ZoneInfo, drafts: bool
) -> tuple[Note, ...]:
    """Return the notes, newest first; drafts are checked too, and left out unless asked for.

    Emits E123, E202, E204, E301, E304, E307 and E308.
    """
    found = [_note(file, about, author, report) for file in files]
    shown = [note for note in found if note is not None and (drafts or not note.is_draft)]
    shown.sort(key=lambda note: note.slug)
    return tuple(sorted(shown, key=lambda note: in_order(note.published, zone), reverse=True))


def _document(file: SourceFile, report: Report) -> Document | None:
    """Return the front matter and the text; emits E123 where the text is not converted to a page."""
    document = read_front_matter(file, report)
    found = markdown.problem(document.body) if document is not None else None
    if document is not None and found is not None:
        line, reason = found
        hint = "write it with fewer levels, or part it into several notes"
        report.add("E123", Span(file.path, document.body_line + line - 1, 1), reason, hint=hint)
    return document


def _note(file: SourceFile, about: Topics, author: str, report: Report) -> Note | None:
    slug = path_id(stem(file.path), file.path, report)
    document = _document(file, report)
    values = NEWS.read(document.front, report) if document is not None else None
    if document is None or values is None:
        return None
    contest = _contest(values, about, report)
    release, reviews = _release(values, contest, about, report), _reviews(values, contest, about, report)
    areas = look_up_all(values.get(NEWS_PLACES), about.areas, report)
    if slug is None or not values.is_complete:
        return None
    return Note(
        slug=slug,
        title=values[NEWS_TITLE],
        published=values[NEWS_DATE],
        summary=values[NEWS_SUMMARY],
        author=values.get(NEWS_AUTHOR) or author,
        body=document.body,
        body_line=document.body_line,
        span=values.span,
        title_at=values.at(NEWS_TITLE),
        summary_at=values.at(NEWS_SUMMARY),
        source=source(values.get(NEWS_SOURCE)),
        contest=contest,
        release=release,
        areas=tuple(AreaId(area) for area in areas),
        reviews=reviews,
        is_draft=values.get(NEWS_DRAFT) or False,
    )


def _contest(values: Values, about: Topics, report: Report) -> ContestId | None:
    named = values.get(NEWS_CONTEST)
    if named is not None:
        found = look_up(named, about.contests, report)
        return ContestId(found) if found is not None else None
    if len(about.contests.ids) == 1:
        return ContestId(next(iter(about.contests.ids)))
    if NEWS_RELEASE.key in values or NEWS_REVIEWS.key in values:
        names = ", ".join(about.contests.ids)
        hint = f"add 'contest: …', one of: {names}" if names else "add a contest below content/contests/ first"
        report.add("E202", values.span, "the note names a release or a review, but no 'contest'", hint=hint)
    return None


def _release(values: Values, contest: ContestId | None, about: Topics, report: Report) -> ReleaseId | None:
    named = values.get(NEWS_RELEASE)
    if named is None or contest is None:
        return None
    found = look_up(named, about.releases[contest], report)
    return ReleaseId(found) if found is not None else None


def _reviews(values: Values, contest: ContestId | None, about: Topics, report: Report) -> tuple[ReviewId, ...]:
    named: tuple[Scalar, ...] = values.get(NEWS_REVIEWS) or ()
    found = look_up_all(named, about.reviews[contest], report) if contest is not None else ()
    return tuple(ReviewId(name) for name in found)


def pages(files: Iterable[SourceFile], report: Report) -> tuple[Page, ...]:
    """Return the standing pages by slug; emits E123 and E204."""
    found = [_page(file, report) for file in files]
    return tuple(page for page in found if page is not None)


def _page(file: SourceFile, report: Report) -> Page | None:
    slug = path_id(stem(file.path), file.path, report)
    document = _document(file, report)
    values = PAGE.read(document.front, report) if document is not None else None
    if document is None or values is None or slug is None or not values.is_complete:
        return None
    return Page(slug, values[PAGE_TITLE], values[PAGE_SUMMARY], document.body, document.body_line, values.span)
