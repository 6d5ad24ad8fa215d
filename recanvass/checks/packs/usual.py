"""What is usual at the places around one: shares, in whole numbers.

Usual is what the middle half of the places have. Owns how far from it a figure may be; says nothing about why it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import isqrt
from typing import TypeVar

from msgspec import Struct

from recanvass.core.ids import AreaId
from recanvass.core.model import Place
from recanvass.results.ranking import in_decimals, share_in_steps
from recanvass.text.lazy import Lazy, hundredths, text

T = TypeVar("T")

MIN_PLACES = 12
"""Among fewer places, the middle half says little about the others."""
MIN_VOTES = 20
"""So few votes say nothing about shares."""
DEVIATIONS = 4
"""How many square roots of the usual number of votes are chance."""
FEW = 8
"""How many votes more than usual are chance, however few are usual."""
WIDTHS = 3, 2
"""How many widths of the middle half a share may lie outside of it, as a fraction.

With 3/2, 4 and 8, C701 and C702 accuse 1 of the 7,536 places in the 131 contests of Iowa's general election of 2020,
4 of the 3,807 precincts of Kentucky's for governor in 2019, and none of the 599 places in the examples. With 1, 4 and 8
they accuse 6 and 8, with 1, 2 and 8 16 and 27, and name hardly more slips.
"""
TIMES = 10
"""A place so many times as large as the middle one is unlike the others, as a city is among counties."""
SURE = 10
"""If so many votes were to be expected of a choice at least, none at all is no chance."""
SCALE = 1_000_000


class Usual(Struct, frozen=True):
    """The usual shares of one choice in millionths: the lower quartile, the median and the upper quartile."""

    low: int
    middle: int
    high: int

    def least(self, votes: int, widths: tuple[int, int] = WIDTHS, deviations: int = DEVIATIONS) -> int:
        """Return how few of so many votes are still not far from usual."""
        edge = max(self.low - (self.high - self.low) * widths[0] // widths[1], 0) * votes // SCALE
        return edge - deviations * isqrt(edge) - 1

    def most(self, votes: int, widths: tuple[int, int] = WIDTHS, deviations: int = DEVIATIONS) -> int:
        """Return how many of so many votes are still not far from usual."""
        edge = (self.high + (self.high - self.low) * widths[0] // widths[1]) * votes // SCALE
        return edge + deviations * isqrt(edge) + FEW


class Around(Struct, frozen=True):
    """The places around one: how many they are, and what is usual there by choice.

    `votes` are those of the middle one. `always` says of each choice whether nearly all places have votes for
    it.
    """

    places: int
    votes: int
    usual: tuple[Usual, ...]
    always: tuple[bool, ...]

    def unusual(self, counts: Sequence[int]) -> list[int]:
        """Return the choices whose figures are far from usual."""
        votes = sum(counts)
        if votes > TIMES * self.votes:
            return []
        pairs = enumerate(zip(counts, self.usual, strict=True))
        return [index for index, (count, usual) in pairs if not usual.least(votes) <= count <= usual.most(votes)]

    def distance(self, counts: Sequence[int]) -> int:
        """Return how far a row is from the usual shares."""
        votes = sum(counts)
        return sum(abs(count * SCALE - usual.middle * votes) for count, usual in zip(counts, self.usual, strict=True))


def around_of(rows: Sequence[tuple[int, ...]]) -> Around:
    """Return what is usual among rows of figures, one a place."""
    totals = list(map(sum, rows))
    usual, always = [], []
    for column in zip(*rows, strict=True):
        usual.append(usual_of(zip(column, totals, strict=True)))
        always.append(sum(not count for count in column) <= max(1, len(rows) // 50))
    return Around(len(rows), sorted(totals)[len(totals) // 2], tuple(usual), tuple(always))


def usual_of(pairs: Iterable[tuple[int, int]]) -> Usual:
    """Return the usual share of some counts, each given with what it is a share of."""
    shares = sorted(count * SCALE // total for count, total in pairs)
    return Usual(*(shares[len(shares) * quarter // 4] for quarter in (1, 2, 3)))


def by_place(found: Mapping[AreaId, T], places: Mapping[AreaId, Place]) -> Mapping[AreaId | None, Sequence[T]]:
    """Return what is known of units by the place right above them, and all of it under None; few are left out."""
    inside: dict[AreaId | None, list[T]] = defaultdict(list)
    for unit, one in found.items():
        inside[places[unit].parent].append(one)
    groups = {**inside, None: list(found.values())}
    return {area: rows for area, rows in groups.items() if len(rows) >= MIN_PLACES}


def percent(count: int, total: int) -> Lazy:
    """Return a share in percent with one decimal."""
    return hundredths(in_decimals(share_in_steps(count * 100, total, 1), 1))


def usually(usual: Usual) -> Lazy:
    """Return the shares of the middle half of the places."""
    return text("%(low)s to %(high)s", low=percent(usual.low, SCALE), high=percent(usual.high, SCALE))
