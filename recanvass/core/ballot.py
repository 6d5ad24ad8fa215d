"""What is on the ballot: choices, parties, offices, what is counted, and what a choice needs.

Owns frozen values only.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from msgspec import Struct, field

from recanvass.core.ids import ChoiceId, KindId, Number, OfficeId, PartyId, TallyId
from recanvass.core.kinds import AwardedBy, Base


class AwardRule(Struct, frozen=True):
    """How a tally follows from another at each place that has a worth. Only choices at the `threshold` take part."""

    of: TallyId
    by: AwardedBy
    threshold: Fraction = Fraction(0)


class Tally(Struct, frozen=True):
    """One thing that is counted for each choice.

    `decimals` is how exactly it is stated, `show` how exactly it is shown. `only` names the kinds of place for
    which it exists; empty means that units state it and all other places sum it. `part_of` is the tally of which it is
    a part, such as absentee votes, and `party` the one on whose line the part was cast. `is_sum` says that its parts
    make it up. `round` counts the rounds of a ranked count from 1. Differences up to `tolerance` are the source's
    rounding.
    """

    id: TallyId
    name: str
    short: str
    unit: str
    decimals: int = 0
    show: int = 0
    decides: bool = False
    only: tuple[KindId, ...] = ()
    part_of: TallyId | None = None
    party: PartyId | None = None
    is_sum: bool = False
    round: int | None = None
    tolerance: Number = 0
    award: AwardRule | None = None


class Choice(Struct, frozen=True):
    """What can be chosen in a contest; a candidate, or an option such as Uncommitted.

    `party` is how the party is shown, and `parties` are those declared in content/parties.yml, the first of which holds
    the seat. `ticket` names all persons of a ticket, its head first. `withdrawn` is the day of a withdrawal, or True. A
    choice outside of the total (`in_total`) is shown and has no share.
    """

    id: ChoiceId
    name: str
    short: str
    is_candidate: bool = True
    party: str | None = None
    colour: str | None = None
    aliases: tuple[str, ...] = ()
    parties: tuple[PartyId, ...] = ()
    ticket: tuple[str, ...] = ()
    is_incumbent: bool = False
    is_write_in: bool = False
    withdrawn: date | bool = False
    in_total: bool = True


class Party(Struct, frozen=True):
    """A party, as content/parties.yml declares it."""

    id: PartyId
    name: str
    short: str
    colour: str | None = None
    aliases: tuple[str, ...] = ()


class Chamber(Struct, frozen=True):
    """A body whose seats are elected. `held` are those not up now, by party or `vacant`."""

    seats: int
    majority: int
    held: Mapping[str, int] = field(default_factory=dict)


class Office(Struct, frozen=True):
    """An office, as content/offices.yml declares it; `order` is its place among all offices."""

    id: OfficeId
    name: str
    order: int
    chamber: Chamber | None = None


class Requirement(Struct, frozen=True):
    """What a choice needs to be elected or a measure to pass: a share of a base, or so many.

    `is_more_than` asks for more than that, otherwise as much is enough. `of_ballots_cast` is a quorum: it is the
    ballots cast, not the votes of a choice, that have to reach it.
    """

    base: Base
    share: Fraction | None = None
    count: int | None = None
    is_more_than: bool = False
    of_ballots_cast: bool = False

    @property
    def is_majority(self) -> bool:
        """Whether it is more than half of the votes."""
        return self == MAJORITY


MAJORITY = Requirement(Base.VOTES, Fraction(1, 2), is_more_than=True)


class ClosestBefore(Struct, frozen=True):
    """The closest earlier race, to compare a lead with."""

    margin: Number
    tally: TallyId
    label: str
