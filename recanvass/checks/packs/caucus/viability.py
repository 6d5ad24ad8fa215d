"""The viability threshold: from how many people on a group of a caucus may win delegates.

The share itself is a parameter of the rules, which core.contest_rules holds.
"""

from fractions import Fraction


def viable_from(people: int, threshold: Fraction) -> int:
    """Return how many people make a group viable: a share of those attending, rounded up to whole people."""
    return -(-threshold.numerator * people // threshold.denominator)
