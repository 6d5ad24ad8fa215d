"""Work out how many delegates each group of a caucus is due, in whole numbers.

Owns the arithmetic: rounding, and what is left to a draw. Must not know any contest. Who is viable is in `viability`.
"""

from collections.abc import Sequence

from msgspec import Struct

from recanvass.core.contest_rules import Allocation


class Award(Struct, frozen=True):
    """What the rules give each group: at least `least`, and `most` if it wins every draw."""

    least: tuple[int, ...]
    most: tuple[int, ...]
    delegates: int

    @property
    def is_drawn(self) -> bool:
        """Whether equal decimals leave a delegate to a draw."""
        return self.least != self.most

    def allows(self, given: Sequence[int]) -> bool:
        """Tell whether delegates were given as the rules say, whichever way the draws fell."""
        bounds = zip(self.least, given, self.most, strict=True)
        return sum(given) == self.delegates and all(low <= count <= high for low, count, high in bounds)


class _Step(Struct, frozen=True, order=True):
    """One delegate more, or one less, for a group. The most urgent step has the lowest number."""

    urgency: int
    group: int


def award(allocation: Allocation, groups: Sequence[int], delegates: int, people: int) -> Award | None:
    """Divide delegates among viable groups, given by their members, when `people` attended.

    Returns None if nobody can be given any, or if the rules do not say how to divide them.
    """
    if allocation is Allocation.LARGEST_REMAINDER:
        return largest_remainder(groups, delegates)
    return nearest(groups, delegates, people)


def nearest(groups: Sequence[int], delegates: int, people: int) -> Award | None:
    """Give each group its members × delegates ÷ people, rounded half up, and at least one delegate.

    If that is too few, groups that lost the highest decimals below one half get one more. If it is too many, groups
    that gained by the lowest decimals above one half get one less, but no group loses its only delegate. Returns None
    if there are more groups than delegates.
    """
    if not groups or not people or len(groups) > delegates:
        return None
    parts = [count * delegates for count in groups]
    given = [max((2 * part + people) // (2 * people), 1) for part in parts]
    spare = delegates - sum(given)
    owed = [part - count * people for part, count in zip(parts, given, strict=True)]
    if spare >= 0:
        steps = [_Step(people * turn - rest, group) for group, rest in enumerate(owed) for turn in range(spare)]
    else:
        takes = [min(count - 1, -spare) for count in given]
        steps = [_Step(rest + people * turn, group) for group, rest in enumerate(owed) for turn in range(takes[group])]
    return _award(given, steps, delegates)


def largest_remainder(groups: Sequence[int], delegates: int) -> Award | None:
    """Give each group its share of the delegates, rounded down; the largest remainders get one more each."""
    members = sum(groups)
    if not members:
        return None
    given = [count * delegates // members for count in groups]
    steps = [_Step(-(count * delegates % members), group) for group, count in enumerate(groups)]
    return _award(given, steps, delegates)


def _award(given: Sequence[int], steps: Sequence[_Step], delegates: int) -> Award:
    """Return what the groups get once the most urgent steps are taken; those equally urgent are left to a draw."""
    count, way = abs(delegates - sum(given)), 1 if delegates > sum(given) else -1
    sure, possible, ordered = list(given), list(given), sorted(steps)
    if count:
        last = ordered[count - 1].urgency
        is_even = count == len(ordered) or ordered[count].urgency != last
        for step in ordered:
            sure[step.group] += way * (step.urgency < last or (step.urgency == last and is_even))
            possible[step.group] += way * (step.urgency <= last)
    return Award(tuple(map(min, sure, possible)), tuple(map(max, sure, possible)), delegates)
