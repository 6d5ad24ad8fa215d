"""How many delegates each group of a caucus is due, in whole numbers throughout.

Owns the arithmetic of awards: viability, rounding, and what is left to a coin toss. Must not know any contest.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct


class Award(Struct, frozen=True):
    """What the rules give each group: at least `least`, and `most` where it wins every coin toss."""

    least: tuple[int, ...]
    most: tuple[int, ...]
    delegates: int

    @property
    def is_tossed(self) -> bool:
        """Whether equal decimals leave a delegate to a coin toss."""
        return self.least != self.most

    def allows(self, given: Sequence[int]) -> bool:
        """Tell whether delegates were given as the rules say, coin tosses falling either way."""
        bounds = zip(self.least, given, self.most, strict=True)
        return sum(given) == self.delegates and all(low <= count <= high for low, count, high in bounds)


def needed(people: int, threshold: Fraction) -> int:
    """Return how many of those who attend make a group viable: a share of them, a part of a person counting as one."""
    return -(-threshold.numerator * people // threshold.denominator)


def award(groups: Sequence[int], delegates: int, people: int) -> Award | None:
    """Divide delegates among viable groups, given by their members in the final alignment.

    Members × delegates ÷ attendance, rounded half up and at least one each. Where that is too few, one more for those
    that were cut furthest; where it is too many, one less for those that gained most, and nobody loses an only
    delegate. None where there is nobody to give to, or more groups than delegates.
    """
    if not groups or not people or len(groups) > delegates:
        return None
    parts = [count * delegates for count in groups]
    given = [max((2 * part + people) // (2 * people), 1) for part in parts]
    spare = delegates - sum(given)
    owed = [part - count * people for part, count in zip(parts, given, strict=True)]
    if spare >= 0:
        steps = [(people * turn - one, index) for index, one in enumerate(owed) for turn in range(spare)]
    else:
        steps = [(one + people * turn, i) for i, one in enumerate(owed) for turn in range(min(given[i] - 1, -spare))]
    sure, open_to = _first(sorted(steps), abs(spare), len(groups))
    way = 1 if spare >= 0 else -1
    ends = [[count + way * moved for count, moved in zip(given, one, strict=True)] for one in (sure, open_to)]
    return Award(tuple(map(min, *ends)), tuple(map(max, *ends)), delegates)


def _first(steps: Sequence[tuple[int, int]], count: int, groups: int) -> tuple[list[int], list[int]]:
    """Return how often each group is among the first so many steps: for sure, and where it wins every toss."""
    sure, possible = [0] * groups, [0] * groups
    if count:
        last = steps[count - 1][0]
        is_even = count == len(steps) or steps[count][0] != last
        for urgency, index in steps:
            sure[index] += urgency < last or (urgency == last and is_even)
            possible[index] += urgency <= last
    return sure, possible
