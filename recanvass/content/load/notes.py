"""News notes and standing pages.

Owns their front matter. Keeps the Markdown below it as it is.
"""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.content import losses, markdown
from recanvass.content.files import SourceFile
from recanvass.content.load.layout import ContestFiles, stem
from recanvass.content.load.translations import TextFiles, document
from recanvass.content.load.unknown_ids import KnownIds, look_up, look_up_all, path_id
from recanvass.content.schema.keys import NoteRecord, PageRecord
from recanvass.content.syntax import Document
from recanvass.core.dates import in_order
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import AreaId, ContestId, ReleaseId, RequestId
from recanvass.core.messages import worded
from recanvass.core.model import Note, Page


class Topics(Struct, frozen=True):
    """What a note may be about; releases and requests by contest."""

    contests: KnownIds[ContestId]
    releases: Mapping[ContestId, KnownIds[ReleaseId]]
    requests: Mapping[ContestId, KnownIds[RequestId]]
    areas: KnownIds[AreaId]


def topics(contests: Sequence[ContestFiles], areas: KnownIds[AreaId]) -> Topics:
    """Return everything that has a file or folder, faulty or not."""
    releases, requests = {}, {}
    for files in contests:
        release_ids = dict.fromkeys(ReleaseId(release.id) for release in files.releases)
        request_ids = dict.fromkeys(RequestId(stem(file.path)) for file in files.requests)
        releases[ContestId(files.id)] = KnownIds("release", "E304", release_ids)
        requests[ContestId(files.id)] = KnownIds("request", "E308", request_ids)
    return Topics(KnownIds("contest", "E307", dict.fromkeys(releases)), releases, requests, areas)


def load_notes(
    texts: TextFiles, about: Topics, report: Report, *, author: str, zone: ZoneInfo, drafts: bool
) -> tuple[Note, ...]:
    """Return the notes, newest first; drafts are checked too, and left out unless asked for.

    Emits E123, E202, E204, E301, E304, E307 and E308.
    """
    loaded = [_note(file, _document(texts, file, report), about, report, author=author) for file in texts.originals]
    notes = [note for note in loaded if note is not None and (drafts or not note.is_draft)]
    notes.sort(key=lambda note: note.slug)
    return tuple(sorted(notes, key=lambda note: in_order(note.published, zone), reverse=True))


def _document(texts: TextFiles, file: SourceFile, report: Report) -> Document | None:
    """Return the front matter and the text; emits E123 if the text cannot be converted to a page."""
    found = document(file, texts.translations.get(file.path), report)
    problem = markdown.problem(found.body) if found is not None else None
    if found is not None and problem is not None:
        line, reason = problem
        hint = worded("use fewer levels, or split it into several notes")
        report.add("E123", Span(found.front.path, found.body_line + line - 1, 1), reason, hint=hint)
    if found is not None:
        _report_losses(found, report)
    return found


def _report_losses(found: Document, report: Report) -> None:
    """Report pictures without an alternative text (E125) and what no page may have (W621)."""
    for line, column, loss in losses.in_lines(found.body, losses.losses(found.body)):
        span = Span(found.front.path, found.body_line + line - 1, column)
        if loss.what:
            hint = worded("delete it, or put the picture beside the text and name it by its file's name")
            report.add("W621", span, worded("not published: %(loss)s", loss=loss.what), hint=hint)
        else:
            hint = worded("say what it shows, in the square brackets: ![…](…)")
            report.add("E125", span, worded("this picture has no alternative text"), hint=hint)


def _note(file: SourceFile, document: Document | None, about: Topics, report: Report, *, author: str) -> Note | None:
    slug = path_id(stem(file.path), file.path, report)
    record = _record(document, report) if document is not None else None
    if document is None or record is None:
        return None
    contest = _contest(record, about, report)
    release = look_up(record.release, about.releases[contest], report) if contest is not None else None
    requests = look_up_all(record.reviews, about.requests[contest], report) if contest is not None else ()
    areas = look_up_all(record.places, about.areas, report)
    summary = record.get(NoteRecord.summary) or ("" if record.draft else None)
    if slug is None or None in (record.get(NoteRecord.title), record.get(NoteRecord.date)) or summary is None:
        return None
    return Note(
        slug=slug,
        title=record.title,
        published=record.date,
        summary=summary,
        author=record.author or author,
        body=document.body,
        body_line=document.body_line,
        span=record.span,
        title_at=record.at(NoteRecord.title),
        summary_at=record.at(NoteRecord.summary),
        source=record.source,
        contest=contest,
        release=release,
        areas=areas,
        requests=requests,
        is_draft=record.draft,
    )


def _record(document: Document, report: Report) -> NoteRecord | None:
    """Return the front matter. A draft that was just begun has an empty summary, which is missing once it isn't one."""
    own = Report()
    record = NoteRecord.read(document.front, own)
    blank = record.at(NoteRecord.summary) if record is not None and record.draft else None
    report.items += [one for one in own.items if (one.code, one.span) != ("E220", blank)]
    return record


def _contest(record: NoteRecord, about: Topics, report: Report) -> ContestId | None:
    """Return the contest that a note is about; emits E202 and E307."""
    contests = about.contests.ids
    if record.contest is not None:
        return look_up(record.contest, about.contests, report)
    if len(contests) == 1:
        return next(iter(contests))
    if record.release is not None or record.get(NoteRecord.reviews) is not None:
        names = ", ".join(contests)
        hint = (
            worded("add 'contest: …', one of: %(names)s", names=names)
            if names
            else worded("add a contest in content/contests/ first")
        )
        report.add("E202", record.span, worded("the note names a release or a request but no 'contest'"), hint=hint)
    return None


def load_pages(texts: TextFiles, report: Report) -> tuple[Page, ...]:
    """Return the standing pages by slug; emits E123 and E204."""
    pages = [_page(file, _document(texts, file, report), report) for file in texts.originals]
    return tuple(page for page in pages if page is not None)


def _page(file: SourceFile, document: Document | None, report: Report) -> Page | None:
    slug = path_id(stem(file.path), file.path, report)
    record = PageRecord.read(document.front, report) if document is not None else None
    if document is None or record is None or slug is None or not record.is_complete:
        return None
    return Page(slug, record.title, record.summary, document.body, document.body_line, record.span)
