"""Numbers to the shapes of a chart, in user units: places across in thousandths of the width, heights in pixels.

Owns scales and positions. Must not know releases, words or markup.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from recanvass.core.ids import Number

WIDTH = 1000
LEFT = 70
"""Where the first step begins; scale labels stand left of it."""
TOP = 40
"""Above the highest step: its label, and above that who is ahead on this side."""
BELOW = 26
"""The least room on either side of the zero line, so that both sides of a race are always seen."""
BAND = 34
"""How high the part above a break is."""
BREAK = 4
"""A figure so many times as large as the next one would flatten all others: the scale is broken below it."""
HEAD = 40
FOOT = 10
LINE = 18
"""How far the labels of a slope chart are apart at least."""
_NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


class LevelShape(Struct, frozen=True):
    """A figure that held from `left` to `right` at height `y`. `index` is its place among the figures."""

    index: int
    left: int
    right: int
    y: int
    is_beyond: bool


class Riser(Struct, frozen=True):
    """The move from one step to the next, at `x`."""

    x: int
    top: int
    bottom: int


class ScaleMark(Struct, frozen=True):
    """A line of the scale and the figure it stands for."""

    value: Decimal
    y: int


class StepChart(Struct, frozen=True):
    """A step chart. `breaks` are the heights at which the scale is broken; `limit` is the last figure before one."""

    height: int
    zero: int
    steps: tuple[LevelShape, ...]
    risers: tuple[Riser, ...]
    marks: tuple[ScaleMark, ...]
    breaks: tuple[int, ...]
    limit: Decimal


def steps(values: Sequence[Number | None], height: int) -> StepChart:
    """Return figures as steps of equal width, around a zero line that is always in the picture.

    A missing figure leaves its place empty. Where few figures are `BREAK` times as large as the next one, the scale
    is broken: they stand beyond the break, at no height of their own, and all others share a straight scale.
    """
    known = [Decimal(value) for value in values if value is not None]
    within, beyond = _split(known)
    unit = _nice(max(map(abs, within), default=Decimal(0)))
    high = _ceiling(max([*within, Decimal(0)]), unit)
    low = -_ceiling(max([*(-value for value in within), Decimal(0)]), unit)
    above, under = (any(value > high for value in beyond), any(value < low for value in beyond))
    top = TOP + (BAND if above else 0)
    bottom = height - BELOW - (BAND if under else 0)
    span = high - low or Decimal(1)
    zero = top + int((bottom - top) * high / span) if known else bottom

    def place(value: Decimal) -> int:
        if value > high:
            return TOP
        if value < low:
            return height - BELOW
        return zero - int((bottom - top) * value / span)

    found = tuple(_steps(values, place, (low, high)))
    return StepChart(
        height=height,
        zero=zero,
        steps=found,
        risers=tuple(_riser(before, after) for before, after in pairwise(found)),
        marks=tuple(ScaleMark(value, place(value)) for value in _marks(low, high, unit)),
        breaks=(*((TOP + BAND // 3,) if above else ()), *((height - BELOW - BAND // 3,) if under else ())),
        limit=max(high, -low),
    )


def _split(values: Sequence[Decimal]) -> tuple[list[Decimal], list[Decimal]]:
    """Return the figures on the straight scale and those beyond the break, which are never more than half of all."""
    ordered = sorted(values, key=abs, reverse=True)
    for count in range(1, len(ordered) // 2 + 1):
        if ordered[count] and abs(ordered[count - 1]) > BREAK * abs(ordered[count]):
            return ordered[count:], ordered[:count]
    return ordered, []


def _nice(largest: Decimal) -> Decimal:
    """Return a round distance between the lines of a scale, for two to five of them."""
    if not largest:
        return Decimal(1)
    rough = largest / 4
    step = Decimal(1).scaleb(rough.adjusted())
    return next(step * nice for nice in _NICE if step * nice >= rough)


def _ceiling(value: Decimal, unit: Decimal) -> Decimal:
    whole, rest = divmod(value, unit)
    return (whole + 1 if rest else whole) * unit


def _marks(low: Decimal, high: Decimal, unit: Decimal) -> list[Decimal]:
    return [number * unit for number in range(int(low / unit), int(high / unit) + 1)]


def _steps(
    values: Sequence[Number | None], place: Callable[[Decimal], int], limits: tuple[Decimal, Decimal]
) -> Iterator[LevelShape]:
    low, high = limits
    room = WIDTH - LEFT
    for index, value in enumerate(values):
        if value is not None:
            left, right = (LEFT + room * edge // len(values) for edge in (index, index + 1))
            exact = Decimal(value)
            yield LevelShape(index, left, right, place(exact), not low <= exact <= high)


def _riser(before: LevelShape, after: LevelShape) -> Riser:
    top, bottom = sorted((before.y, after.y))
    return Riser(after.left, top, bottom)


class Slope(Struct, frozen=True):
    """The heights of a figure on the left and on the right, and those of its labels, which keep apart."""

    start: int
    end: int
    start_label: int
    end_label: int


def slopes(pairs: Sequence[tuple[int, int]], height: int) -> tuple[Slope, ...]:
    """Return pairs of counts on one straight scale from zero at the foot; labels keep the order of their figures."""
    most = max((count for pair in pairs for count in pair), default=0) or 1
    heights = [tuple(height - FOOT - (height - FOOT - HEAD) * count // most for count in pair) for pair in pairs]
    labels = [_apart([heights[index][side] for index in range(len(pairs))], height - FOOT) for side in (0, 1)]
    return tuple(Slope(start, end, labels[0][index], labels[1][index]) for index, (start, end) in enumerate(heights))


def _apart(wished: Sequence[int], lowest: int) -> list[int]:
    """Return heights at least `LINE` apart, as near to those wished as that leaves, none below the lowest."""
    order = sorted(range(len(wished)), key=lambda index: wished[index])
    placed = list(wished)
    for before, index in pairwise(order):
        placed[index] = max(placed[index], placed[before] + LINE)
    limit = lowest
    for index in reversed(order):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - LINE
    return placed
