"""Who stands where: exact shares, ranks, ties and leads over one list of figures.

Owns comparison and rounding of figures. Knows nothing of releases or places.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from msgspec import Struct

from recanvass.core.ids import Number
from recanvass.core.model import Contest

_NONE = type(None)
STEPS = tuple(Decimal(1).scaleb(-decimals) for decimals in range(13))
"""The smallest step at a number of decimals: 1, 0.1, 0.01 and so on."""


class Ranked(Struct, frozen=True):
    """A choice's place in a table. `rank` is None for options that are no candidates and for missing figures."""

    choice: int
    rank: int | None


class Lead(Struct, frozen=True):
    """Who is ahead among the candidates. Several leaders are tied; `margin` is then zero.

    `ahead` is an option that is no candidate and has more than every candidate.
    """

    leaders: tuple[int, ...]
    runners_up: tuple[int, ...]
    margin: Number
    ahead: int | None


def agrees(published: Number, exact: Number) -> bool:
    """Tell whether a published figure is the exact one, rounded half up to the decimals it was published with."""
    return round_half_up(exact, decimals_of(published)) == published


def difference(now: Number, before: Number, decimals: int) -> Decimal:
    """Return how far a figure moved, both rounded to the decimals with which the coarser of the two was stated."""
    return round_half_up(now, decimals) - round_half_up(before, decimals)


def decimals_of(number: Number) -> int:
    """Return with how many decimals a figure was written."""
    if isinstance(number, int):
        return 0
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def round_half_up(number: Number, decimals: int) -> Decimal:
    """Round to a number of decimals, halves away from zero."""
    return Decimal(number).quantize(STEPS[decimals], ROUND_HALF_UP)


def share(count: Number, total: Number) -> Decimal | None:
    """Return count ÷ total to 28 digits; None for a total of zero.

    With figures of at most 12 digits and 4 decimals no share is so near to a half that 28 digits round it wrongly.
    """
    return Decimal(count) / Decimal(total) if total else None


def ratio(part: Number | Fraction, whole: Number | Fraction) -> Fraction:
    """Return part ÷ whole exactly; the whole is not zero."""
    return Fraction(part) / Fraction(whole)


def share_in_steps(count: Number, total: Number, decimals: int) -> int:
    """Return count ÷ total in steps of 10 to the power of −decimals, rounded half up; both are positive or zero."""
    return int((count * 2 * 10**decimals + total) // (total * 2))


def in_decimals(steps: int, decimals: int) -> str:
    """Return a number of steps of 10 to the power of −decimals in digits; it is positive or zero."""
    if not decimals:
        return str(steps)
    digits = f"{steps:0{decimals + 1}}"
    return f"{digits[:-decimals]}.{digits[-decimals:]}"


def has_gaps(counts: Sequence[Number | None]) -> bool:
    """Tell whether a figure is missing. To compare a Decimal with None takes long, so their types are compared."""
    return _NONE in map(type, counts)


def standing(contest: Contest, counts: Sequence[Number | None], *, tolerance: Number = 0) -> tuple[Ranked, ...]:
    """Return the choices as a table lists them.

    Candidates by figure, the highest first; ties share a rank and stand in ballot order; then candidates without
    a figure, then options that are no candidates and choices outside of the total, both in ballot order. Figures within
    the tolerance of the first of their rank share it.
    """
    candidates = [index for index, choice in enumerate(contest.choices) if choice.is_candidate and choice.in_total]
    without: list[int] = []
    if has_gaps(counts):
        without = [index for index in candidates if counts[index] is None]
        candidates = [index for index in candidates if counts[index] is not None]
    if len(candidates) + len(without) < len(counts):
        without += (
            index for index, choice in enumerate(contest.choices) if not (choice.is_candidate and choice.in_total)
        )
    candidates.sort(key=counts.__getitem__, reverse=True)  # type: ignore[arg-type]
    ranked = []
    rank = 0
    opener: Number = 0
    for place, index in enumerate(candidates, 1):
        count: Number = counts[index] or 0
        if not rank or (count != opener and not (tolerance and opener - count <= tolerance)):
            rank, opener = place, count
        ranked.append(_ranked(index, rank))
    return (*ranked, *(_ranked(index, None) for index in without))


@cache
def _ranked(choice: int, rank: int | None) -> Ranked:
    return Ranked(choice, rank)


def stated_decimals(found: Lead, decimals: Sequence[int], show: int) -> int:
    """Return how exactly a lead can be said: no more so than the figures it is the difference of."""
    return min([show, *(decimals[index] for index in (*found.leaders, *found.runners_up))])


def lead(contest: Contest, counts: Sequence[Number | None], *, tolerance: Number = 0) -> Lead | None:
    """Return who leads among the candidates; None where nobody has anything. Within the tolerance, figures are even."""
    choices = contest.choices
    candidates: dict[int, Number] = {}
    options: dict[int, Number] = {}
    for index, count in enumerate(counts):
        if count and choices[index].in_total:
            (candidates if choices[index].is_candidate else options)[index] = count
    most: Number = max(candidates.values(), default=0)
    option = max(options, key=lambda index: options[index], default=None)
    ahead = option if option is not None and options[option] > most else None
    if not candidates:
        return Lead((), (), 0, ahead) if ahead is not None else None
    leaders = tuple(index for index, n in candidates.items() if n == most or (tolerance and most - n <= tolerance))
    if len(leaders) > 1:
        return Lead(leaders, (), most - most, ahead)
    second: Number = max((n for n in candidates.values() if n != most), default=most - most)
    runners_up = tuple(index for index, n in candidates.items() if n == second)
    return Lead(leaders, runners_up, most - second, ahead)
