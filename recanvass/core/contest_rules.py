"""The rules of a contest: the parameters that content states for the checks of its results.

Must not know what a check makes of them.
"""

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction

from msgspec import Struct, field


class PackName(Enum):
    """A pack of rules that a contest can name. All other packs check every contest."""

    CAUCUS = "caucus"


class Allocation(Enum):
    """How delegates are divided among the groups of a caucus."""

    NEAREST = "nearest"
    LARGEST_REMAINDER = "largest-remainder"


TURNOUT = "turnout"
"""What `people` says if those who attended are the voters of a place's turnout."""


class Caucus(Struct, frozen=True):
    """The rules of a caucus: who may win delegates, and how many.

    `first`, `final` and `awards` are the tallies of the two alignments and of what the groups win. `people` is the
    tally whose total says how many attended, or `turnout`, whose voters do. `delegates` is the key of a place's worth
    that says how many delegates it elects. `viability` holds shares and `by_attendance` delegates, each from a number
    on, lowest first. `draw` names what settles equal decimals. Without a `source`, the rules are those of whoever
    publishes the results.
    """

    title: str
    first: str
    final: str
    awards: str
    people: str
    delegates: str
    viability: tuple[tuple[int, Fraction], ...]
    by_attendance: tuple[tuple[int, int], ...] = ()
    allocation: Allocation = Allocation.NEAREST
    draw: str = "lot"
    source: str | None = None
    source_url: str | None = None

    @property
    def is_attendance_known(self) -> bool:
        """Whether attendance was published. If not, the total of the first alignment stands in for it."""
        return self.people != self.first

    @property
    def is_attendance_turnout(self) -> bool:
        """Whether those who attended are the voters of a place's turnout."""
        return self.people == TURNOUT

    def has_groups(self, delegates: int) -> bool:
        """Tell whether people form groups at a place that elects so many delegates; with fewer, a plurality wins."""
        return delegates >= self.viability[0][0]

    def threshold(self, delegates: int) -> Fraction:
        """Return the share of those attending that makes a group viable."""
        return next((share for least, share in reversed(self.viability) if delegates >= least), Fraction(0))

    def delegates_by_attendance(self, people: int) -> int:
        """Return how many delegates a place elects that has no number of its own."""
        return next((count for least, count in reversed(self.by_attendance) if people >= least), 0)


class Rules(Struct, frozen=True):
    """What the checks need to know of a contest.

    `tallies` leads from `ballots` and `registered` to the id of a tally. `votes_each` is how many votes one ballot has.
    `caucus` holds the rules of a caucus, if the contest is one.
    """

    tallies: Mapping[str, str] = field(default_factory=dict)
    votes_each: int = 1
    caucus: Caucus | None = None


GENERAL = Rules()
"""The rules of a contest that states none."""
