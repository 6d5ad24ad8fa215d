"""How the seats of a chamber stand: decided, leading, held.

Owns counting alone. A seat is decided by a stated outcome; whoever merely leads is counted apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from recanvass.core.ballot import Office
from recanvass.core.ids import ContestId, PartyId
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


def seat_contests(contests: Iterable[Contest], office: Office) -> tuple[Contest, ...]:
    """Return the contests that fill the seats of an office, of the newest day.

    Primaries fill none, and a runoff fills those of the first round.
    """
    known = tuple(contests)
    followed = {contest.next for contest in known}
    filling = [
        contest
        for contest in known
        if contest.office == office.id and contest.party is None and contest.id not in followed
    ]
    newest = max((contest.date for contest in filling), default=None)
    return tuple(contest for contest in filling if contest.date == newest)


def chambers(site: Site, folded: Iterable[tuple[Results, int]]) -> tuple[ChamberStanding, ...]:
    """Return how each chamber stands of which a contest fills seats; `folded` has each contest's shown release."""
    by_id = {results.contest.id: (results, shown) for results, shown in folded}
    contests = [results.contest for results, _ in by_id.values()]
    found = []
    for office in site.offices.values():
        filling = seat_contests(contests, office) if office.chamber is not None else ()
        if filling:
            found.append(_standing(site, office, [_last_round(contest, by_id) for contest in filling]))
    return tuple(found)


def seat_change(contest: Contest, release: int) -> tuple[PartyId, PartyId] | None:
    """Return the party that held a seat and the party of its winner; None where one of them is not known.

    A primary fills no seat, and neither does a projection. Of several seats, nobody says which was whose.
    """
    declared = outcome(contest, release)
    is_filled = declared is not None and declared[1].by is not DecidedBy.PROJECTION and len(declared[1].winners) == 1
    if declared is None or not is_filled or contest.held_by is None or contest.seats != 1 or contest.party is not None:
        return None
    parties = next((one.parties for one in contest.choices if one.id == declared[1].winners[0]), ())
    return (contest.held_by, parties[0]) if parties else None


def _last_round(contest: Contest, by_id: Mapping[ContestId, tuple[Results, int]]) -> tuple[Results, int]:
    """Return the contest that settles a seat: a runoff, once there is one and the first round elected nobody."""
    seen = {contest.id}
    results, shown = by_id[contest.id]
    following = contest.next
    while following is not None and following in by_id and following not in seen:
        declared = outcome(results.contest, shown)
        if declared is not None and declared[1].winners:
            break
        seen.add(following)
        results, shown = by_id[following]
        following = results.contest.next
    return results, shown


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
