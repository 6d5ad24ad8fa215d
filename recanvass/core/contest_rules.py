"""What a contest tells the checks of its results.

Owns the settings under `rules` in contest.yml, typed. Must not know what any pack makes of them.
"""

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction

from msgspec import Struct, field

FIRST, FINAL, AWARDS = "first", "final", "sde"
"""The tallies of a caucus, where its contest does not name others."""


class PackName(Enum):
    """A pack of rules that a contest can name beside those that hold for every contest."""

    IOWA_CAUCUS_2020 = "iowa-caucus-2020"


class Rules(Struct, frozen=True):
    """A pack of rules beside the general ones, and what the rules need to know of the contest.

    `tallies` lead from a part in the rules (first, final, awards, ballots, registered) to the id of a tally; what they
    do not name is the pack's own. `viability` holds shares and `by_attendance` delegates, both from so many on, the
    fewest first. `votes_each` is how many votes one ballot has.
    """

    pack: PackName | None = None
    tallies: Mapping[str, str] = field(default_factory=dict)
    viability: tuple[tuple[int, Fraction], ...] = ()
    by_attendance: tuple[tuple[int, int], ...] = ()
    votes_each: int = 1


GENERAL = Rules()
"""What holds where a contest says nothing."""
