"""The two whose difference matters, and how far apart they were at each release.

Owns who those two are. Must not know any word that is said about them.
"""

from msgspec import Struct

from recanvass.core.ids import Number
from recanvass.core.model import Site
from recanvass.results.answers import Saying, answer
from recanvass.results.figures import deciding, figures, lead_of
from recanvass.results.histories import Results

_OF_PLACES = frozenset({Saying.WON, Saying.SEATS, Saying.NEXT_ROUND, Saying.PROJECTED, Saying.RULED})
"""What is said of the last place that is filled."""
_TWO = 2


class Margin(Struct, frozen=True):
    """How far the first of a pair was ahead of the second at a release, and how exactly both were stated."""

    value: Number
    decimals: int

    @property
    def size(self) -> Number:
        """The margin without its sign."""
        return self.value if self.value >= 0 else -self.value


class Race(Struct, frozen=True):
    """Two choices by their index, the one that is ahead first, and their margin at each release up to the last."""

    ahead: int
    behind: int
    margins: tuple[Margin | None, ...]


def race(site: Site, results: Results, release: int) -> Race | None:
    """Return the race between the two whose difference matters at a release; None where there are no two.

    They are the first and the second. With several seats, they are the last who is in and the first who is not.
    """
    contest, tally = results.contest, deciding(results, release)
    shown = [figures(results, contest.root, tally, index) for index in range(release + 1)]
    found = lead_of(contest, shown[-1])
    pair = [*found.leaders, *found.runners_up][:_TWO] if found is not None else []
    said = answer(site, results, contest.root, release)
    if said.saying in _OF_PLACES and said.first and said.second:
        pair = [said.first[-1], said.second[0]]
    if len(pair) < _TWO:
        return None
    margins = []
    for at_release in shown:
        first, second = (None if at_release.is_open else at_release.counts[index] for index in pair)
        decimals = min(tally.show, *(at_release.decimals[index] for index in pair))
        margins.append(Margin(first - second, decimals) if first is not None and second is not None else None)
    return Race(pair[0], pair[1], tuple(margins))
