"""What a choice needs to be elected, or a measure to pass, and whether it has it.

Owns the arithmetic of thresholds, in whole numbers and exact fractions. Must not say what follows: only an outcome
makes a winner.
"""

import math
from fractions import Fraction

from msgspec import Struct

from recanvass.core.ballot import Requirement
from recanvass.core.ids import Number
from recanvass.core.kinds import Base
from recanvass.core.model import Site, Turnout
from recanvass.results.figures import Figures, deciding, figures
from recanvass.results.histories import Results
from recanvass.results.turnout import turnout


class Test(Struct, frozen=True):
    """One requirement compared with the figures: how many are needed and whether that is reached; None is not known.

    `base` is what its share is a share of.
    """

    requirement: Requirement
    needed: int | None
    is_reached: bool | None
    base: Number | None = None


def needed(requirement: Requirement, base: Number | None) -> int | None:
    """Return the smallest whole number that meets a requirement; None if its base is not known."""
    if requirement.count is not None:
        return requirement.count + requirement.is_more_than
    if requirement.share is None or base is None:
        return None
    exact = requirement.share * Fraction(base)
    return math.floor(exact) + 1 if requirement.is_more_than else math.ceil(exact)


def tests(site: Site, results: Results, shown: Figures, *, choice: int, release: int) -> tuple[Test, ...]:
    """Return each requirement of a contest for one choice, from its figures of record at the contest's place."""
    contest = results.contest
    told = turnout(site, results, contest.root, release) if contest.requirements else Turnout()
    count = shown.counts[choice]
    found = []
    for requirement in contest.requirements:
        base = _base(requirement, shown, told)
        need = needed(requirement, base)
        has = told.ballots if requirement.of_ballots_cast else count
        is_reached = None if need is None or has is None else _is_reached(requirement, has, need, base)
        if not is_reached and not requirement.of_ballots_cast and shown.unknown and shown.unknown[choice]:
            is_reached = None  # it has at least so many
        found.append(Test(requirement, need, is_reached, base))
    return tuple(found)


def _is_reached(requirement: Requirement, has: Number, need: int, base: Number | None) -> bool:
    """Tell whether a figure is enough. One with decimals need not be a whole number more."""
    if isinstance(has, int) or requirement.share is None or base is None:
        return Fraction(has) >= need
    exact = requirement.share * Fraction(base)
    return Fraction(has) > exact if requirement.is_more_than else Fraction(has) >= exact


def _base(requirement: Requirement, shown: Figures, told: Turnout) -> Number | None:
    by_base = {Base.VOTES: shown.total, Base.BALLOTS: told.ballots, Base.REGISTERED: told.registered}
    return by_base[requirement.base]


def failed(found: tuple[Test, ...]) -> Test | None:
    """Return the first requirement that is not met or not known to be; None if all are met."""
    return next((test for test in found if not test.is_reached), None)


def passes(site: Site, results: Results, release: int) -> bool | None:
    """Tell whether the figures reach what a measure needs; None if that is not known."""
    contest = results.contest
    shown = figures(results, contest.root, deciding(results, release), release)
    yes = next((index for index, choice in enumerate(contest.choices) if choice.id == "yes"), None)
    if not contest.is_question or yes is None or not any(shown.counts):
        return None
    found = [test.is_reached for test in tests(site, results, shown, choice=yes, release=release)]
    return False if False in found else None if None in found else True
