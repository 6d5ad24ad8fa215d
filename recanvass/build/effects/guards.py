"""Which changes to what readers have seen must be confirmed before they are published.

Owns the guards. Must not know how a change is confirmed.
"""

from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from recanvass.build.effects.changes import ContestEffect, Effect, FactChange, FigureChange, RequestChange
from recanvass.build.effects.downloads import LISTED
from recanvass.core.kinds import RequestState, Status, TurnoutKey


class GuardKind(Enum):
    """What has to be confirmed, the most serious first."""

    OUTCOME = "outcome"
    LEADER = "leader"
    TOTAL = "total"
    GONE = "gone"
    STATUS = "status"
    RULES = "rules"
    REQUEST = "request"
    FIGURES = "figures"


_FINALITY = [status.value for status in Status]
"""The statuses of a release, the most final last."""
_RULES = {
    "contest": frozenset({"kind", "place", "group", "seats", "share_of", "thresholds", "advance"}),
    "tally": frozenset({"decides", "tolerance"}),
    "choice": frozenset({"candidate", "in_total"}),
}
"""What decides who is ahead, by what it is said of."""
_OPEN = RequestState.FILED.value
_FOLLOWS = {
    state.value: (RequestState.WITHDRAWN.value, RequestState.COMPLETED.value)
    for state in (RequestState.ACCEPTED, RequestState.PARTLY_ACCEPTED)
}
"""What may follow an answer to a request without taking it back."""


class BrokenGuard(Struct, frozen=True):
    """A change that has to be confirmed, and the contest that it is in; None if a whole contest is gone."""

    kind: GuardKind
    effect: ContestEffect | None = None


def broken(effect: Effect, allowed: int = 0) -> tuple[BrokenGuard, ...]:
    """Return what has to be confirmed, the most serious first.

    Without that, published figures of up to `allowed` places may change, unless a leader changes or a total falls.
    New contests, new releases, places that report for the first time and answers to requests need no confirmation, and
    what the corrections log explains has it.
    """
    found = [BrokenGuard(GuardKind.GONE)] if effect.gone else []
    open_ones = [unexplained(one) for one in effect.contests]
    places = sum(len({change.area for change in one.figures}) for one in open_ones)
    for one in open_ones:
        has_votes = any(not change.turnout for change in one.figures)
        kinds = {
            GuardKind.OUTCOME: any(change.before for change in one.outcomes),
            GuardKind.LEADER: changes_leader(one) and has_votes,
            GuardKind.TOTAL: falls(one) and has_votes,
            GuardKind.GONE: bool(one.gone),
            GuardKind.STATUS: any(map(is_less_final, one.facts)),
            GuardKind.RULES: any(map(is_rule, one.facts)),
            GuardKind.REQUEST: any(map(takes_back, one.requests)),
            GuardKind.FIGURES: bool(one.figures) and places > allowed,
        }
        found += (BrokenGuard(kind, one) for kind, is_broken in kinds.items() if is_broken)
    order = list(GuardKind)
    return tuple(sorted(found, key=lambda guard: order.index(guard.kind)))


def unexplained(effect: ContestEffect) -> ContestEffect:
    """Return an effect without the figures and the answers to requests that the contest's corrections explain."""
    contest = effect.contest
    known = {
        (figure.area, figure.tally or "", figure.choice or "", _key(figure.turnout), figure.after, correction.release)
        for correction in contest.corrections
        for figure in correction.figures
    }

    def is_known(change: FigureChange) -> bool:
        releases = (None, *(contest.releases[index].id for index in change.releases))
        figure = (change.area, change.tally, change.choice, change.turnout, change.after)
        return any((*figure, release) in known for release in releases)

    answers = {
        (answer.request, answer.area or "", answer.after.value if answer.after is not None else "")
        for correction in contest.corrections
        for answer in correction.answers
    }
    return replace(
        effect,
        figures=tuple(change for change in effect.figures if not is_known(change)),
        requests=tuple(one for one in effect.requests if (one.request, one.area, one.after) not in answers),
    )


def _key(turnout: TurnoutKey | None) -> str:
    return turnout.value if turnout is not None else ""


def is_less_final(change: FactChange) -> bool:
    """Tell whether a release is less final than readers were told, such as unofficial after it was certified."""
    if (change.about, change.key) != ("release", "status"):
        return False
    places = [_FINALITY.index(value) if value in _FINALITY else -1 for value in (change.before, change.after)]
    return places[0] > places[1]


def is_rule(change: FactChange) -> bool:
    """Tell whether it changes who is ahead, whatever the figures say; a new candidate or tally changes nothing."""
    return change.key in _RULES.get(change.about, ())


def takes_back(change: RequestChange) -> bool:
    """Tell whether readers no longer find a request, a place of it or an answer that they were told.

    An answer to what was open takes nothing back, and neither does the end of what was accepted.
    """
    if not change.before:
        return False
    if not change.after:
        return True
    if change.area:
        return change.before != LISTED
    return change.before != _OPEN and change.after not in _FOLLOWS.get(change.before, ())


def changes_leader(effect: ContestEffect) -> bool:
    """Tell whether somebody else leads the whole contest."""
    return any(one.is_other_leader and one.area == effect.contest.root for one in effect.standings)


def falls(effect: ContestEffect) -> bool:
    """Tell whether a total of the whole contest is lower than it was."""
    return any(one.after < one.before for one in effect.totals)
