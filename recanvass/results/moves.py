"""Entries of the history of a place, and by how much one changes what the place passes upward.

Owns the sums of figures of which some may not be known. Must not know releases or places.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import sub

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, Number
from recanvass.core.model import Stated
from recanvass.results.histories import Counts, Entry, known
from recanvass.results.ranking import has_gaps

Move = tuple[tuple[Number, ...], tuple[int, ...], int]
"""By how much a place changes what it passes upward: figures, how many of them are unknown, places with figures."""


def unit_entry(index: int, counts: Counts, exhausted: Number | None) -> Entry:
    """Return the entry of one place; a figure that is missing is unknown there."""
    unknown = tuple(int(count is None) for count in counts) if has_gaps(counts) else ()
    return Entry(index, counts, unknown, exhausted=exhausted)


def kept(stated: Stated, before: Entry | None) -> Counts:
    """Return figures in which the choices that are left out keep what they had."""
    if before is None:
        return stated.counts
    return tuple(
        old if position in stated.left_out else new
        for position, (new, old) in enumerate(zip(stated.counts, before.counts, strict=True))
    )


def sum_of_known(figures: Sequence[Number | None]) -> Number | None:
    """Return a sum; None if one of the figures is missing."""
    found = [figure for figure in figures if figure is not None]
    return sum(found) if len(found) == len(figures) else None


def has_unknown(tally: Tally, entry: Entry) -> bool:
    """Tell whether figures are not known. In a later round, a figure is missing if the choice is out of the count."""
    return (tally.round or 1) == 1 and any(entry.unknown)


def with_unknown(entry: Entry) -> Iterable[tuple[Number | None, int]]:
    """Return each figure with for how many places it is not known."""
    return zip(entry.counts, entry.unknown or (0,) * len(entry.counts), strict=True)


def holds_more(entry: Entry) -> bool:
    """Tell whether a total has anything that the places below it do not: a figure, or one that is unknown there."""
    return bool(entry.places) or any(entry.counts) or any(entry.unknown)


def gap_moved(before: Mapping[AreaId, tuple[int, ...]], after: Mapping[AreaId, tuple[int, ...]], choices: int) -> Move:
    """Return by how much more or less is unknown in a group that holds some units of other totals than before."""
    nothing = (0,) * choices
    was, now = (tuple(map(sum, zip(nothing, *gaps.values(), strict=True))) for gaps in (before, after))
    return nothing, tuple(map(sub, now, was)), len(after) - len(before)


def is_same(before: Entry, after: Entry) -> bool:
    """Tell whether two entries pass the same upward."""
    return (before.counts, before.unknown, before.places) == (after.counts, after.unknown, after.places)


def moved(before: Entry | None, after: Entry) -> Move:
    """Return by how much a place changes what it passes upward."""
    if before is None and not after.unknown:
        return known(after.counts), (), after.places
    if before is not None and not after.unknown and not before.unknown:
        by = tuple(map(sub, known(after.counts), known(before.counts)))
        return by, (), after.places - before.places
    nothing = (0,) * len(after.counts)
    old = before if before is not None else Entry(0, nothing, places=0)
    pairs = zip(after.counts, old.counts, strict=True)
    counts = tuple((new or 0) - (was or 0) for new, was in pairs)
    unknown = tuple(map(sub, after.unknown or nothing, old.unknown or nothing))
    return counts, unknown, after.places - old.places


def summed(index: int, before: Entry | None, moves: Sequence[Move]) -> Entry:
    """Return an area's entry after all moves; a figure that none of its places has is None."""
    places = (before.places if before is not None else 0) + sum(move[2] for move in moves)
    counted = [known(before.counts)] if before is not None else []
    if (before is None or not before.unknown) and not any(move[1] for move in moves):
        columns = zip(*counted, *(move[0] for move in moves), strict=True)
        return Entry(index, tuple(map(sum, columns)), places=places)
    counts = [sum(column) for column in zip(*counted, *(move[0] for move in moves), strict=True)]
    gaps = [move[1] for move in moves if move[1]] + ([before.unknown] if before is not None and before.unknown else [])
    unknown = tuple(map(sum, zip(*gaps, strict=True)))
    if not places and not any(counts):
        return Entry(index, (None,) * len(counts), places=places)
    if not any(unknown):
        return Entry(index, tuple(counts), places=places)
    shown = tuple(None if gap >= places else count for count, gap in zip(counts, unknown, strict=True))
    return Entry(index, shown, unknown, places)
