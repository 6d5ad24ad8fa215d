"""What is worth an alert: a new release, a new leader, a request that was answered, an answer that is overdue.

Owns that choice and its sentences. Must not send anything.
"""

from collections.abc import Iterator

from msgspec import Struct

from recanvass.build.effects.changes import ContestEffect, Effect
from recanvass.core.ids import Moment
from recanvass.core.kinds import RequestState
from recanvass.core.model import Request, Site
from recanvass.results.answers import answer
from recanvass.results.figures import deciding, figures, lead_of
from recanvass.results.histories import Results
from recanvass.text import formatting, terms
from recanvass.text.catalogue import ENGLISH
from recanvass.text.sentences import sentence


class Alert(Struct, frozen=True):
    """One thing to tell: `kind` is release, leader or request; `about` the id of the release or request."""

    kind: str
    contest: str
    about: str
    text: str


class DueAnswer(Struct, frozen=True):
    """An answer that a request waits for."""

    due: Moment
    alert: Alert

    @property
    def key(self) -> str:
        """What tells it from every other, and from itself at another time."""
        return f"{self.alert.contest}/{self.alert.about} {self.due.isoformat()}"


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
    yield from _of_requests(effect)


def _leaders(results: Results, index: int) -> tuple[int, ...]:
    found = lead_of(results.contest, figures(results, results.contest.root, deciding(results, index), index))
    return found.leaders if found is not None else ()


def _of_requests(effect: ContestEffect) -> Iterator[Alert]:
    contest = effect.contest
    titles = {str(one.id): terms.request_title(ENGLISH, one) for one in contest.requests}
    for change in effect.requests:
        if not change.area and change.request in titles:
            said = f"{change.before} → {change.after}" if change.before else change.after
            yield Alert("request", contest.id, change.request, f"{titles[change.request]}: {said}")


def due_answers(site: Site) -> tuple[DueAnswer, ...]:
    """Return the answers that requests of a site wait for, each with what there is to tell once it is overdue."""
    return tuple(
        DueAnswer(request.answer_due, Alert("request", contest.id, request.id, _overdue(site, request)))
        for contest in site.contests
        for request in contest.requests
        if request.answer_due is not None and request.state is RequestState.FILED and request.answered is None
    )


def _overdue(site: Site, request: Request) -> str:
    due = request.answer_due
    when = formatting.moment(due, site.timezone) if due is not None else ""
    return f"{terms.request_title(ENGLISH, request)}: answer overdue since {when}"
