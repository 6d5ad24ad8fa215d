"""How far an area is in: how many of its units have reported, and whether anything more is expected.

Owns what each state of a unit means for that. Must not add up figures.
"""

from collections.abc import Iterator, Mapping

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId
from recanvass.core.kinds import WITHOUT_RESULTS, Reporting
from recanvass.core.model import Contest
from recanvass.results.histories import SETTLED, Entry
from recanvass.results.moves import has_unknown
from recanvass.results.ranking import has_gaps

_NOT_EXPECTED = frozenset(
    {Reporting.EXCLUDED, Reporting.NO_MEETING, Reporting.WILL_NOT_REPORT, Reporting.REPORTED_WITH}
)
_IN = frozenset({Reporting.REPORTED, Reporting.DISPUTED, Reporting.IN_TOTAL})


def expected(counts: Mapping[Reporting, int]) -> int:
    """Return how many units are expected to report."""
    return sum(count for state, count in counts.items() if state not in _NOT_EXPECTED)


def reported(counts: Mapping[Reporting, int]) -> int:
    """Return how many of the expected units have reported, by themselves or in the total of a place above them."""
    return sum(count for state, count in counts.items() if state in _IN)


def is_all_in(counts: Mapping[Reporting, int], summed: Entry, tally: Tally) -> bool:
    """Tell whether every unit of an area has a known figure in a sum, or a status by which none is expected."""
    return is_settled(counts, summed) and not has_unknown(tally, summed)


def is_settled(counts: Mapping[Reporting, int], summed: Entry) -> bool:
    """Tell whether every unit of an area has stated something in a sum, or a status by which nothing is expected."""
    waiting = sum(count for state, count in counts.items() if state not in SETTLED)
    reported = sum(count for state, count in counts.items() if state not in WITHOUT_RESULTS)
    return not waiting and not counts.get(Reporting.IN_TOTAL) and summed.places >= reported


def withholding(contest: Contest) -> Iterator[AreaId]:
    """Yield the places of which any release withholds a figure."""
    for release in contest.releases:
        for place, row in release.rows.items():
            for one in row.tallies.values():
                # To look for gaps first is fast, and nearly no row has any.
                if has_gaps(one.counts) and len(one.left_out) < sum(count is None for count in one.counts):
                    yield place
        yield from (total.area for total in release.totals if total.withheld)
