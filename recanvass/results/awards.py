"""Tallies that follow from another: electors, delegates of a primary.

Owns how a place divides what it has to award. Must not know releases.
"""

from collections.abc import Sequence
from fractions import Fraction

from recanvass.core.ballot import AwardRule, Choice
from recanvass.core.ids import Number
from recanvass.core.kinds import AwardedBy
from recanvass.results.ranking import has_gaps, ratio


def awarded(
    choices: Sequence[Choice], counts: Sequence[Number | None], worth: Number, award: AwardRule, *, tolerance: Number
) -> tuple[Number, ...] | None:
    """Return what each choice is awarded of a place's worth, in ballot order; None where that is not settled.

    `winner` gives all to the candidate who leads by more than the `tolerance`. `proportional` gives whole numbers by
    largest remainder to those at the threshold; equal remainders for the last one settle nothing.
    """
    running = {
        index: count
        for index, (choice, count) in enumerate(zip(choices, counts, strict=True))
        if choice.is_candidate and choice.in_total and count
    }
    if not running or has_gaps(counts):
        return None
    shares = _all_to_leader(running, worth, tolerance) if award.by is AwardedBy.WINNER else None
    if award.by is AwardedBy.PROPORTIONAL:
        total = sum(
            (count for choice, count in zip(choices, counts, strict=True) if choice.in_total and count), start=0
        )
        at_threshold = {index: n for index, n in running.items() if Fraction(n) >= award.threshold * Fraction(total)}
        shares = _by_largest_remainder(at_threshold, int(worth))
    return tuple(shares.get(index, 0) for index in range(len(choices))) if shares is not None else None


def _all_to_leader(running: dict[int, Number], worth: Number, tolerance: Number) -> dict[int, Number] | None:
    first, *others = sorted(running, key=lambda index: running[index], reverse=True)
    if others and running[first] - running[others[0]] <= tolerance:
        return None
    return {first: worth}


def _by_largest_remainder(running: dict[int, Number], seats: int) -> dict[int, Number] | None:
    total = sum(running.values())
    if not total:
        return None
    exact = {index: ratio(count * seats, total) for index, count in running.items()}
    given = {index: int(share) for index, share in exact.items()}
    left = seats - sum(given.values())
    order = sorted(exact, key=lambda index: exact[index] - given[index], reverse=True)
    if left and left < len(order):
        last, next_one = order[left - 1], order[left]
        if exact[last] - given[last] == exact[next_one] - given[next_one]:
            return None
    for index in order[:left]:
        given[index] += 1
    return dict(given)
