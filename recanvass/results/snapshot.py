"""A site as it stood at a release or on a day: later releases, requests and notes are left out.

Owns what was known when. Must not compute results: an earlier site is a site like any other.
"""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core.dates import in_order, is_before
from recanvass.core.diagnostics import Report, Span, did_you_mean
from recanvass.core.ids import Moment, ReleaseId
from recanvass.core.kinds import Disposition, RequestState
from recanvass.core.messages import worded
from recanvass.core.model import Announced, Contest, Note, Release, Request, Site

OPTION = Span("--as-of")
_KNOWN_WITH_THE_ANSWER = frozenset({Disposition.INCOMPLETE, Disposition.INELIGIBLE, Disposition.REJECTED})


class Limit(Struct, frozen=True):
    """The last moment that counts. Where a release set it, `release` is the last one of the contests that have it."""

    moment: Moment
    release: ReleaseId | None
    zone: ZoneInfo

    def holds(self, moment: Moment) -> bool:
        """Tell whether something had happened; a day counts as whole where either side has no hour."""
        return not is_before(self.moment, moment, self.zone)


def limit(site: Site, asked: str, report: Report) -> Limit | None:
    """Return what `--as-of` asks for: the id of a release, or a day written year-month-day.

    Reports E304 for what is neither, and E411 for a day before the first release.
    """
    zone = ZoneInfo(site.timezone)
    releases = [release for contest in site.contests for release in contest.releases]
    for release in releases:
        if release.id == asked:
            return Limit(release.as_of, release.id, zone)
    try:
        chosen = Limit(date.fromisoformat(asked), None, zone)
    except ValueError:
        hint = did_you_mean(asked, [release.id for release in releases])
        report.add("E304", OPTION, worded("'%(asked)s' is not a release or a date", asked=asked), hint=hint)
        return None
    if any(chosen.holds(release.as_of) for release in releases):
        return chosen
    first = min(releases, key=lambda release: in_order(release.as_of, zone), default=None)
    hint = (
        worded("the first one is %(first)s", first=first.id) if first is not None else worded("there is no release yet")
    )
    report.add("E411", OPTION, worded("no release by %(asked)s", asked=asked), hint=hint)
    return None


def site_as_of(site: Site, limit: Limit) -> Site:
    """Return the site with only what was known by a limit; a contest without a release by then goes with its notes."""
    contests = tuple(_contest(contest, limit) for contest in site.contests)
    kept = tuple(contest for contest in contests if contest.releases)
    notes = (_note(note, kept) for note in site.notes if limit.holds(note.published))
    return replace(site, contests=kept, notes=tuple(note for note in notes if note is not None))


def _contest(contest: Contest, limit: Limit) -> Contest:
    ids = [release.id for release in contest.releases]
    if limit.release in ids:
        releases = contest.releases[: ids.index(limit.release) + 1]
    else:
        releases = tuple(release for release in contest.releases if limit.holds(release.as_of))
    requests = tuple(_request(request, releases, limit) for request in contest.requests if limit.holds(request.filed))
    known = {None, *(release.id for release in releases)}
    asked = {request.id for request in requests}
    corrections = tuple(
        replace(one, answers=tuple(answer for answer in one.answers if answer.request in asked))
        for one in contest.corrections
        if limit.holds(one.published) and one.release in known
    )
    return replace(contest, releases=releases, requests=requests, corrections=corrections)


def _request(request: Request, releases: Iterable[Release], limit: Limit) -> Request:
    is_answered = request.answered is not None and limit.holds(request.answered)
    is_completed = request.completed is not None and limit.holds(request.completed)
    if request.answered is None and request.completed is None:
        is_answered = is_completed = True
    announced = request.announced
    if announced is not None and not is_completed:
        announced = replace(announced, corrected=None) if is_answered else Announced(announced.places)
    known = frozenset(Disposition) if is_completed else _KNOWN_WITH_THE_ANSWER if is_answered else frozenset()
    items = tuple(
        item if item.disposition in known else replace(item, disposition=None, reason=None) for item in request.items
    )
    resolved_by = request.resolved_by if request.resolved_by in {release.id for release in releases} else None
    return replace(
        request,
        state=_state(request, is_answered=is_answered, is_completed=is_completed),
        items=items,
        outcomes=tuple(outcome for outcome in request.outcomes if outcome.disposition in known),
        answered=request.answered if is_answered else None,
        completed=request.completed if is_completed else None,
        announced=announced,
        resolved_by=resolved_by,
    )


def _state(request: Request, *, is_answered: bool, is_completed: bool) -> RequestState:
    if is_completed or (is_answered and request.state is not RequestState.COMPLETED):
        return request.state
    if not is_answered:
        return RequestState.FILED
    accepted = request.announced.accepted if request.announced is not None else None
    if accepted == 0:
        return RequestState.REJECTED
    is_part = request.announced is not None and accepted is not None and accepted < request.announced.places
    return RequestState.PARTLY_ACCEPTED if is_part else RequestState.ACCEPTED


def _note(note: Note, contests: Iterable[Contest]) -> Note | None:
    """Return a note with the requests that had been made; None where its contest or release was not there yet."""
    if note.contest is None:
        return note
    contest = next((contest for contest in contests if contest.id == note.contest), None)
    if contest is None or note.release not in {None, *(release.id for release in contest.releases)}:
        return None
    requests = {request.id for request in contest.requests}
    return replace(note, requests=tuple(request for request in note.requests if request in requests))
