"""What of an effect is worth an alert: a new release, a new leader, a request that was answered or is overdue.

Owns that choice and its sentences. Must not send anything.
"""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.build.effects.changes import ContestEffect, Effect
from recanvass.core.dates import in_order, is_before
from recanvass.core.kinds import RequestState
from recanvass.core.model import Request, Site
from recanvass.results.answers import answer
from recanvass.results.figures import deciding, figures, lead_of
from recanvass.results.histories import Results
from recanvass.text import terms
from recanvass.text.catalogue import ENGLISH
from recanvass.text.sentences import sentence


class Alert(Struct, frozen=True):
    """One thing to tell: `kind` is release, leader or request; `about` the id of the release or request."""

    kind: str
    contest: str
    about: str
    text: str


def alerts_of(site: Site, effect: Effect) -> tuple[Alert, ...]:
    """Return what of an effect is worth an alert, contest by contest."""
    return tuple(alert for one in effect.contests for alert in _of_contest(site, one))


def _of_contest(site: Site, effect: ContestEffect) -> Iterator[Alert]:
    results, contest = effect.results, effect.contest
    for release in effect.added:
        index = contest.releases.index(release)
        said = sentence(ENGLISH, site, answer(site, results, contest.root, index))
        yield Alert("release", contest.id, release.id, f"{contest.title}, {release.title}: {said}")
        if index and _leaders(results, index) != _leaders(results, index - 1):
            yield Alert("leader", contest.id, release.id, f"New leader. {said}")
    newest = len(contest.releases) - 1
    for change in effect.standings:
        if change.area == contest.root and change.is_other_leader and newest in change.releases:
            said = sentence(ENGLISH, site, answer(site, results, contest.root, newest))
            yield Alert("leader", contest.id, contest.releases[newest].id, f"New leader. {said}")
    yield from _of_requests(site, effect)


def _leaders(results: Results, index: int) -> tuple[int, ...]:
    found = lead_of(results.contest, figures(results, results.contest.root, deciding(results, index), index))
    return found.leaders if found is not None else ()


def _of_requests(site: Site, effect: ContestEffect) -> Iterator[Alert]:
    contest = effect.contest
    titles = {str(one.id): terms.request_title(ENGLISH, one) for one in contest.requests}
    for change in effect.requests:
        if not change.area and change.request in titles:
            said = f"{change.before} → {change.after}" if change.before else change.after
            yield Alert("request", contest.id, change.request, f"{titles[change.request]}: {said}")
    zone = ZoneInfo(site.timezone)
    added = {release.id for release in effect.added}
    moments = [one.as_of for one in contest.releases if one.id not in added]
    last, now = (
        max(some, key=lambda moment: in_order(moment, zone), default=None)
        for some in (moments, [one.as_of for one in contest.releases])
    )
    for request in contest.requests:
        due = request.answer_due
        was_due = due is not None and last is not None and is_before(due, last, zone)
        if due is not None and now is not None and is_before(due, now, zone) and not was_due and _is_open(request):
            yield Alert("request", contest.id, request.id, f"{titles[str(request.id)]}: the answer is overdue")


def _is_open(request: Request) -> bool:
    return request.state is RequestState.FILED and request.answered is None
