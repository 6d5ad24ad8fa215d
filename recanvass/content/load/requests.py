"""Requests for a recanvass or a recount.

Owns the files of requests. Must not decide whether what a request says is right: lists are kept as printed, with places
named twice.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.content.files import SourceFile
from recanvass.content.load.announcements import check_counts
from recanvass.content.load.layout import ContestFiles, stem
from recanvass.content.load.places import below, members
from recanvass.content.load.scope import Scope, area_inside, choice_of
from recanvass.content.load.unknown_ids import KnownIds, look_up, path_id, read_record
from recanvass.content.schema.keys import OUTCOME, DispositionRecord, EntryRecord, RequestRecord
from recanvass.content.syntax import Keys, Scalar
from recanvass.core.dates import in_order, is_before
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, ChoiceId, Moment, ReleaseId, RequestId
from recanvass.core.messages import worded
from recanvass.core.model import Request, RequestItem

_WORD = re.compile(r"[a-z0-9-]+")
_NEAR = 0.75


class _Releases(Struct, frozen=True):
    """The releases that a request may name, when the sound ones were published, and the site's time zone."""

    known: KnownIds[ReleaseId]
    published: Mapping[ReleaseId, Moment]
    zone: ZoneInfo


def load_requests(
    files: ContestFiles, scope: Scope | None, zone: ZoneInfo, report: Report, *, published: Mapping[ReleaseId, Moment]
) -> tuple[Request, ...]:
    """Return the sound requests by the time they were filed, then by id.

    `published` says when each sound release was published. Without a scope, only faults of their own are reported.
    Emits E204, E301, E302, E304, E305, E313, E409, E412 and E413.
    """
    known = KnownIds("release", "E304", dict.fromkeys(ReleaseId(release.id) for release in files.releases))
    releases = _Releases(known, published, zone)
    loaded = [_request(file, releases, scope, report) for file in files.requests]
    requests = [request for request in loaded if request is not None]
    return tuple(sorted(requests, key=lambda request: (in_order(request.filed, zone), request.id)))


def _request(file: SourceFile, releases: _Releases, scope: Scope | None, report: Report) -> Request | None:
    name = path_id(stem(file.path), file.path, report)
    record = read_record(file, RequestRecord, report)
    if record is None:
        return None
    release = _resolved_by(record, releases, report)
    check_counts(record.get(RequestRecord.announced), record.at(RequestRecord.announced), report)
    if scope is None:
        return None
    requester, requested_by = _requester(record, scope, report)
    items = tuple(_items(record.places, scope, report))
    outcomes = tuple(_outcomes(record.dispositions, items, scope, report))
    if name is None or not record.is_complete:
        return None
    return Request(
        id=RequestId(name),
        title=record.title,
        kind=record.kind,
        requested_by=requested_by,
        requester=requester,
        filed=record.filed,
        state=record.state,
        source=record.source,
        span=record.span,
        items=items,
        outcomes=outcomes,
        answer_due=record.answer_due,
        answered=record.answered,
        completed=record.completed,
        announced=record.announced,
        resolved_by=release,
        note=record.note,
    )


def _resolved_by(record: RequestRecord, releases: _Releases, report: Report) -> ReleaseId | None:
    """Return the release that settled a request; emits E304, and E413 if it is older than the request."""
    release = look_up(record.resolved_by, releases.known, report)
    if record.resolved_by is None or release is None:
        return None
    filed, published = record.get(RequestRecord.filed), releases.published.get(release)
    if filed is not None and published is not None and is_before(published, filed, releases.zone):
        message = worded(
            "release '%(release)s' came out on %(published)s, before this request was filed",
            release=release,
            published=published.isoformat(),
        )
        hint = worded("name the release that shows the outcome, or correct 'filed'")
        related = [record.at(RequestRecord.filed)]
        report.add("E413", record.resolved_by.span, message, hint=hint, related=related)
    return release


def _requester(record: RequestRecord, scope: Scope, report: Report) -> tuple[ChoiceId | None, str]:
    """Return the choice that asks and its name, or the free text; emits E302 for a word that is nearly an id."""
    scalar = record.get(RequestRecord.requested_by)
    if scalar is None:
        return None, ""
    for choice in scope.contest.choices:
        if choice.id == scalar.text:
            return choice.id, choice.name
    is_word = _WORD.fullmatch(scalar.text)
    if is_word and difflib.get_close_matches(scalar.text, scope.positions, n=1, cutoff=_NEAR):
        choice_of(scalar, scope, report)
    return None, scalar.text.strip()


def _items(entries: Iterable[EntryRecord], scope: Scope, report: Report) -> Iterator[RequestItem]:
    for entry in entries:
        if (entry.place is None) == (entry.group is None):
            count = (
                worded("both 'place' and 'group'") if entry.place is not None else worded("neither 'place' nor 'group'")
            )
            hint = worded("write the id of one place, or of one group")
            report.add("E409", entry.span, worded("the entry has %(count)s", count=count), hint=hint)
        gazetteer = scope.gazetteer
        if entry.place is not None:
            area = _area(entry.place, gazetteer.known_places, scope, report)
        else:
            area = _area(entry.group, gazetteer.known_groups, scope, report)
        if area is not None:
            yield RequestItem(area, entry.span, entry.printed, entry.disposition, entry.reason)


def _area(scalar: Scalar | None, known: KnownIds[AreaId], scope: Scope, report: Report) -> AreaId | None:
    if scalar is None or look_up(scalar, known, report) is None:
        return None
    return area_inside(scalar, scope, report)


def _outcomes(tree: Keys | None, items: Iterable[RequestItem], scope: Scope, report: Report) -> Iterator[RequestItem]:
    """Yield the outcomes of units that the request covers; emits E301, E313 and E412."""
    if tree is None:
        return
    covered = _units_of(items, scope)
    listed = {item.area: item for item in reversed(tuple(items)) if item.disposition is not None}
    for key, node in tree.entries:
        outcome = OUTCOME.read(node, report)
        area = area_inside(key, scope, report)
        if area is None or outcome is None or not outcome.is_complete or not scope.gazetteer.is_sound:
            continue
        if area not in covered:
            hint = worded("correct the id, or add the place under 'places'; a group covers every place in it")
            report.add("E412", key.span, worded("the request does not cover '%(area)s'", area=area), hint=hint)
            continue
        disposition, first = outcome.disposition, listed.get(area)
        if first is not None and first.disposition is not None and first.disposition is not disposition:
            message = worded(
                "'%(area)s' is '%(disposition)s' here but '%(other_disposition)s' under 'places'",
                area=area,
                disposition=disposition.value,
                other_disposition=first.disposition.value,
            )
            hint = worded("keep the right disposition and delete the other")
            report.add("E412", outcome.at(DispositionRecord.disposition), message, hint=hint, related=[first.span])
        yield RequestItem(area, key.span, None, disposition, outcome.reason)


def _units_of(items: Iterable[RequestItem], scope: Scope) -> set[str]:
    """Return the units that entries cover: by themselves, through a group, or through a place above them."""
    gazetteer = scope.gazetteer
    covered: set[AreaId] = set()
    for item in items:
        covered.update(
            members(gazetteer, item.area) if item.area in gazetteer.groups else below(gazetteer, [item.area])
        )
    return scope.units.keys() & covered
