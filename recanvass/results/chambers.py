"""How the seats of a chamber stand: decided, leading, held.

Owns counting alone. A seat is decided by a stated outcome; whoever merely leads is counted apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from recanvass.core.ballot import Office
from recanvass.core.ids import PartyId
from recanvass.core.kinds import DecidedBy
from recanvass.core.model import Contest, Site
from recanvass.results.answers import Saying, answer
from recanvass.results.histories import Results, outcome

NOBODY = "vacant"
"""Seats of nobody, and of candidates without a party."""


class ChamberStanding(Struct, frozen=True):
    """The seats of one chamber, by party.

    `decided` holds winners together with the seats that are not up. `projected` and `leading` are seats that nobody has
    been declared for, by who is said to win or is ahead; `undecided` is how many seats have no winner. `gained` are
    decided seats that another party held before.
    """

    office: Office
    decided: Mapping[str, int]
    projected: Mapping[str, int]
    leading: Mapping[str, int]
    undecided: int
    gained: Mapping[str, int]

    @property
    def control(self) -> str | None:
        """The party that has a majority of all seats by decided seats alone."""
        chamber = self.office.chamber
        least = chamber.majority if chamber is not None else 0
        return next((party for party, seats in self.decided.items() if party != NOBODY and seats >= least), None)


def chambers(site: Site, folded: Iterable[tuple[Results, int]]) -> tuple[ChamberStanding, ...]:
    """Return how each chamber stands of which a contest fills seats; `folded` has each contest's shown release."""
    by_office: dict[str, list[tuple[Results, int]]] = {}
    for results, shown in folded:
        if results.contest.office is not None:
            by_office.setdefault(results.contest.office, []).append((results, shown))
    return tuple(
        _standing(site, office, by_office[office.id])
        for office in site.offices.values()
        if office.chamber is not None and office.id in by_office
    )


def _standing(site: Site, office: Office, contests: Iterable[tuple[Results, int]]) -> ChamberStanding:
    decided: Counter[str] = Counter(office.chamber.held if office.chamber is not None else {})
    projected: Counter[str] = Counter()
    leading: Counter[str] = Counter()
    gained: Counter[str] = Counter()
    undecided = 0
    for results, shown in contests:
        contest = results.contest
        declared = outcome(contest, shown)
        winners = declared[1].winners if declared is not None else ()
        parties = [_party(contest, winner) for winner in winners]
        if declared is not None and declared[1].by is not DecidedBy.PROJECTION:
            decided.update(parties)
            gained.update(party for party in parties if contest.held_by is not None and party != contest.held_by)
            undecided += contest.seats - len(winners)
            continue
        undecided += contest.seats
        projected.update(parties)
        said = answer(site, results, contest.root, shown)
        if not winners and said.saying in (Saying.LEAD, Saying.SEATS) and said.margin:
            leading.update(_party(contest, contest.choices[index].id) for index in said.first)
    return ChamberStanding(office, decided, projected, leading, undecided, gained)


def _party(contest: Contest, choice: str) -> PartyId | str:
    parties = next((one.parties for one in contest.choices if one.id == choice), ())
    return parties[0] if parties else NOBODY
