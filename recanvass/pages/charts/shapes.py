"""Numbers to the shapes of a chart, in user units: places across in thousandths of the width, heights in pixels.

Owns scales and positions. Must not know releases, words or markup.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from recanvass.core.ids import Number

WHOLE = 1000
"""The width and the height of a chart of the lead, in thousandths."""
FLOOR = 940
"""Where the zero line stands as long as nobody was behind."""
HEADROOM = Fraction(9, 8)
"""How far the scale goes beyond the highest figure, for its label."""
WIDE, USUAL = 3, 2
"""How wide a step with a label of its own is beside the others."""
BREAK = 4
"""A figure so many times as large as the next one would flatten all others: it stands off the scale."""
EDGE = 30
"""How far the outer dots are from the edge, in thousandths of the width."""
HEAD = 40
FOOT = 10
LINE = 18
"""How far the labels of a slope chart are apart at least."""


class StepShape(Struct, frozen=True):
    """A figure that held from `left` to `right` at height `y`; `index` is its place among the figures.

    The area between it and zero begins at `top` and is `height` high. `before` is the height of the step on its left.
    """

    index: int
    left: int
    right: int
    y: int
    top: int
    height: int
    before: int | None
    is_beyond: bool


class StepChart(Struct, frozen=True):
    """A step chart; `zero` is the height of the zero line."""

    zero: int
    steps: tuple[StepShape, ...]


def steps(values: Sequence[Number | None], is_wide: Sequence[bool]) -> StepChart:
    """Return figures as steps from left to right, around a zero line that is always in the picture.

    A missing figure stands at zero and joins no other. Where few figures are `BREAK` times as large as the next one,
    they stand off the scale, at the edge, and all others share a straight scale.
    """
    known = [Fraction(value) for value in values if value is not None]
    within, _ = _split(known)
    high = max([*within, Fraction(0)]) * HEADROOM
    low = min([*within, Fraction(0)]) * HEADROOM
    if not low and any(value < 0 for value in known):
        low = -high
    if not high and any(value > 0 for value in known):
        high = -low
    span = (high - low) or Fraction(1)
    zero = FLOOR if not low else round(WHOLE * high / span)
    below = WHOLE - zero if low else 0
    edges = _edges(is_wide)
    found: list[StepShape] = []
    before: int | None = None
    for index, value in enumerate(values):
        if value is None:
            found.append(StepShape(index, edges[index], edges[index + 1], zero, zero, 0, None, is_beyond=False))
            before = None
            continue
        exact = Fraction(value)
        is_beyond = not low <= exact <= high
        if exact >= 0:
            y = 0 if is_beyond else zero - round(zero * exact / high) if high else zero
        else:
            y = WHOLE if is_beyond else zero + round(below * exact / low)
        top, bottom = sorted((y, zero))
        found.append(StepShape(index, edges[index], edges[index + 1], y, top, bottom - top, before, is_beyond))
        before = y
    return StepChart(zero, tuple(found))


def _edges(is_wide: Sequence[bool]) -> list[int]:
    """Return where steps begin, and where the last one ends."""
    widths = [WIDE if wide else USUAL for wide in is_wide]
    return [WHOLE * sum(widths[:at]) // sum(widths) for at in range(len(widths) + 1)]


def _split(values: Sequence[Fraction]) -> tuple[list[Fraction], list[Fraction]]:
    """Return the figures on the straight scale and those off it, which are never more than half of all."""
    ordered = sorted(values, key=abs, reverse=True)
    for count in range(1, len(ordered) // 2 + 1):
        if ordered[count] and abs(ordered[count - 1]) > BREAK * abs(ordered[count]):
            return ordered[count:], ordered[:count]
    return ordered, []


def dots(values: Sequence[Number]) -> list[int]:
    """Return where figures stand on one straight scale from the lowest to the highest, `EDGE` away from both edges."""
    low, high = Fraction(min(values)), Fraction(max(values))
    return [EDGE + int((WHOLE - 2 * EDGE) * (Fraction(value) - low) / ((high - low) or 1)) for value in values]


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
