"""Ballots that are not yet counted, as far as they could still change who is ahead.

Owns when they could. Must not project: it says what is possible, not what is likely.
"""

from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core.kinds import Base, Status
from recanvass.core.model import Site
from recanvass.results.answers import in_force
from recanvass.results.figures import deciding, figures
from recanvass.results.histories import Results, outcome
from recanvass.results.races import race
from recanvass.results.thresholds import failed, tests
from recanvass.results.turnout import turnout


class EnoughFor(Enum):
    """What ballots that are not yet counted are enough for."""

    TIE = "a tie"
    LEAD = "another leader"
    RESULT = "another result of a question"


class Outstanding(Struct, frozen=True):
    """How many ballots are known to be uncounted, and what they are enough for."""

    ballots: int
    reach: EnoughFor


def outstanding(site: Site, results: Results, release: int) -> Outstanding | None:
    """Return the uncounted ballots of a contest if they are as many as the margin, or more.

    None once an outcome was declared or the figures are certified, and where votes are not what decides.
    """
    contest, tally = results.contest, deciding(results, release)
    is_over = contest.releases[in_force(contest, release)].status is Status.CERTIFIED
    is_of_votes = not tally.decimals and tally.award is None and contest.rules.caucus is None
    if is_over or not is_of_votes or outcome(contest, release) is not None:
        return None
    ballots = turnout(site, results, contest.root, release).outstanding
    if not ballots:
        return None
    if contest.is_question:
        return Outstanding(ballots, EnoughFor.RESULT) if _may_turn(site, results, release, ballots) else None
    found = race(site, results, release)
    margin = found.margins[release] if found is not None else None
    if margin is None:
        return None
    size = margin.value if margin.value >= 0 else -margin.value
    if size > ballots:
        return None
    return Outstanding(ballots, EnoughFor.TIE if size == ballots else EnoughFor.LEAD)


def _may_turn(site: Site, results: Results, release: int, ballots: int) -> bool:
    """Tell whether a question passes if all of these ballots say yes, and fails if all say no."""
    contest = results.contest
    shown = figures(results, contest.root, deciding(results, release), release)
    yes = next((index for index, choice in enumerate(contest.choices) if choice.id == "yes"), None)
    is_of_votes = all(one.base is Base.VOTES and one.share is not None for one in contest.requirements)
    if yes is None or shown.total is None or shown.is_open or not is_of_votes:
        return False
    ends = []
    for more in (0, ballots):
        counts = tuple((n or 0) + more if index == yes else n for index, n in enumerate(shown.counts))
        then = replace(shown, counts=counts, total=shown.total + ballots)
        ends.append(failed(tests(site, results, then, choice=yes, release=release)) is None)
    return ends[0] != ends[1]
