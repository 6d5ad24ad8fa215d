"""What a share is a share of.

Owns which denominator holds. Must not round or format anything.
"""

from recanvass.core.ids import AreaId, Number
from recanvass.core.kinds import ShareOf
from recanvass.core.model import Site
from recanvass.results.figures import Figures
from recanvass.results.histories import Results
from recanvass.results.turnout import turnout


def whole(site: Site, results: Results, area: AreaId, shown: Figures, *, release: int) -> Number | None:
    """Return what the shares of an area's figures are shares of; None if there are none.

    That is the total of the votes or, if the contest says so, the ballots counted there. Zero has no shares.
    """
    of = results.contest.share_of
    if of is ShareOf.NONE or (of is ShareOf.BALLOTS and shown.total is None and shown.unknown):
        return None
    base = turnout(site, results, area, release).ballots if of is ShareOf.BALLOTS else shown.total
    return base or None
