"""Which changes to what readers have seen must be confirmed before they are published.

Owns the guards. Must not know how a change is confirmed.
"""

from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from recanvass.build.effects.comparing import ContestEffect, Effect, FigureChange


class GuardKind(Enum):
    """What has to be confirmed, the most serious first."""

    OUTCOME = "outcome"
    LEADER = "leader"
    TOTAL = "total"
    GONE = "gone"
    FIGURES = "figures"


class BrokenGuard(Struct, frozen=True):
    """A change that has to be confirmed, and the contest that it is in; None if a whole contest is gone."""

    kind: GuardKind
    effect: ContestEffect | None = None


def broken(effect: Effect, allowed: int = 0) -> tuple[BrokenGuard, ...]:
    """Return what has to be confirmed, the most serious first.

    Without that, published figures of up to `allowed` places may change, unless a leader changes or a total falls.
    New contests, new releases and places that report for the first time need no confirmation, and figures that the
    corrections log explains have it.
    """
    found = [BrokenGuard(GuardKind.GONE)] if effect.gone else []
    open_ones = [unexplained(one) for one in effect.contests]
    places = sum(len({change.area for change in one.figures}) for one in open_ones)
    for one in open_ones:
        kinds = {
            GuardKind.OUTCOME: one.outcome is not None and bool(one.outcome.before),
            GuardKind.LEADER: changes_leader(one) and bool(one.figures),
            GuardKind.TOTAL: falls(one) and bool(one.figures),
            GuardKind.GONE: bool(one.gone),
            GuardKind.FIGURES: bool(one.figures) and places > allowed,
        }
        found += (BrokenGuard(kind, one) for kind, is_broken in kinds.items() if is_broken)
    order = list(GuardKind)
    return tuple(sorted(found, key=lambda guard: order.index(guard.kind)))


def unexplained(effect: ContestEffect) -> ContestEffect:
    """Return an effect without the figures that the contest's corrections explain."""
    contest = effect.contest
    known = {
        (figure.area, figure.tally, figure.choice, figure.after, correction.release)
        for correction in contest.corrections
        for figure in correction.figures
    }

    def is_known(change: FigureChange) -> bool:
        releases = (None, *(contest.releases[index].id for index in change.releases))
        figure = (change.area, change.tally, change.choice, change.after)
        return any((*figure, release) in known for release in releases)

    return replace(effect, figures=tuple(change for change in effect.figures if not is_known(change)))


def changes_leader(effect: ContestEffect) -> bool:
    """Tell whether somebody else leads the whole contest."""
    return any(one.is_other_leader and one.area == effect.contest.root for one in effect.standings)


def falls(effect: ContestEffect) -> bool:
    """Tell whether a total of the whole contest is lower than it was."""
    return any(one.after < one.before for one in effect.totals)
