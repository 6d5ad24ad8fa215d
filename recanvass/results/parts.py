"""Tallies that their parts make up, such as votes by absentee ballot and on election day.

Owns which tallies those are and how figures of parts add up. A figure that one part lacks is unknown in the whole.
"""

from collections.abc import Sequence

from recanvass.core.ballot import Tally
from recanvass.core.ids import TallyId
from recanvass.core.model import Published


def sums_of(tallies: Sequence[Tally]) -> tuple[tuple[TallyId, tuple[TallyId, ...]], ...]:
    """Return the tallies that their parts make up, with the parts; parts of parts come first."""
    by_id = {tally.id: tally for tally in tallies}

    def depth(tally: Tally) -> int:
        return 0 if tally.part_of is None else 1 + depth(by_id[tally.part_of])

    wholes = sorted((tally for tally in tallies if tally.is_sum), key=depth, reverse=True)
    return tuple((whole.id, tuple(part.id for part in tallies if part.part_of == whole.id)) for whole in wholes)


def total_of_parts(tally: TallyId, parts: Sequence[Published]) -> Published:
    """Return the total that its parts make up; a choice that one of them leaves out is left out."""
    first = parts[0]
    figures = {
        choice: sum(part.figures[choice] for part in parts)
        for choice in first.figures
        if all(choice in part.figures for part in parts)
    }
    return Published(first.area, tally, figures, first.source, first.span)
