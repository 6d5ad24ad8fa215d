"""The pack turnout: votes, ballots and registered voters.

Owns the order votes ≤ ballots ≤ registered. Ballots and registered voters are attributes of places, or tallies.
"""

from collections.abc import Iterator

from recanvass.checks.rule import Clash, ContestSheet, Level, Pack, Rule, UnitInContest, look
from recanvass.core.ballot import Tally
from recanvass.core.ids import Number, TallyId
from recanvass.core.model import Place, Source
from recanvass.results.figures import figures

BALLOTS, REGISTERED = "ballots", "registered"
PRACTICE = Source("Practice of election offices")


def _stated(shown: UnitInContest, part: str) -> tuple[Number | None, tuple[TallyId, ...]]:
    """Return how many ballots or voters a unit has, with the tally that says so where the contest names one."""
    name = shown.about.contest.rules.tallies.get(part)
    if name is not None:
        return shown.sheet.totals.get(TallyId(name)), (TallyId(name),)
    count = next((value for key, value in shown.sheet.place.attributes if key == part), None)
    return (int(count), ()) if count is not None else (None, ())


def _votes(shown: UnitInContest) -> Iterator[tuple[Tally, Number]]:
    """Yield the tallies of votes with their totals; those of ballots and voters are none."""
    named = {shown.about.contest.rules.tallies.get(part) for part in (BALLOTS, REGISTERED)}
    for tally in shown.about.whole_tallies:
        if tally.id in shown.sheet.counts and tally.id not in named:
            yield tally, shown.sheet.totals[tally.id]


def _above(shown: UnitInContest, part: str, what: str) -> Iterator[Clash]:
    count, at = _stated(shown, part)
    each = shown.about.contest.rules.votes_each
    if count is None:
        return
    for tally, total in _votes(shown):
        if total > count * each:
            times = f", with {each} votes each" if each > 1 else ""
            text = f"{tally.name}: {total:,} in all, and {count:,} {what}{times}."
            yield Clash(shown.sheet.unit, text, (tally.id, *at))


def _more_than_ballots(shown: UnitInContest) -> Iterator[Clash]:
    yield from _above(shown, BALLOTS, "ballots")


MORE_THAN_BALLOTS = Rule(
    code="C401",
    title="More votes than ballots",
    text="The votes of all choices are at most the ballots cast, times the votes of one ballot.",
    source=PRACTICE,
    innocent="Ballots were counted before those that came by post.",
    level=Level.FAULT,
    find=_more_than_ballots,
)


def _more_than_registered(shown: UnitInContest) -> Iterator[Clash]:
    registered, at = _stated(shown, REGISTERED)
    ballots, also = _stated(shown, BALLOTS)
    if registered is not None and ballots is not None and ballots > registered:
        yield Clash(shown.sheet.unit, f"{ballots:,} ballots, and {registered:,} registered voters.", (*also, *at))


MORE_BALLOTS_THAN_VOTERS = Rule(
    code="C402",
    title="More ballots than registered voters",
    text="The ballots cast are at most the registered voters.",
    source=PRACTICE,
    innocent="Voters could register on the day, and the register is that of an earlier one.",
    level=Level.DOUBTFUL,
    find=_more_than_registered,
)


def _more_votes_than_voters(shown: UnitInContest) -> Iterator[Clash]:
    yield from _above(shown, REGISTERED, "registered voters")


MORE_VOTES_THAN_VOTERS = Rule(
    code="C403",
    title="More votes than registered voters",
    text="The votes of all choices are at most the registered voters, times the votes of one ballot.",
    source=PRACTICE,
    innocent="Voters could register on the day, and the register is that of an earlier one.",
    level=Level.DOUBTFUL,
    find=_more_votes_than_voters,
)


def _counted(whole: ContestSheet, place: Place, part: str) -> Number | None:
    """Return how many ballots or voters a place above units has, of its own or as its units have them together."""
    own = dict(place.attributes).get(part)
    if own is not None:
        return int(own)
    name = whole.contest.rules.tallies.get(part)
    tally = next((tally for tally in whole.contest.tallies if tally.id == name), None)
    return figures(whole.results, place.id, tally, whole.index).total if tally is not None else None


def _more_than_inside(whole: ContestSheet) -> Iterator[Clash]:
    for area in whole.results.areas:
        place: Place | None = whole.site.places.get(area)
        if place is not None and {BALLOTS, REGISTERED} & dict(place.attributes).keys():
            yield from _beyond(whole, place)


def _beyond(whole: ContestSheet, place: Place) -> Iterator[Clash]:
    rules = whole.contest.rules
    ballots, registered = _counted(whole, place, BALLOTS), _counted(whole, place, REGISTERED)
    if ballots is not None and registered is not None and ballots > registered:
        text = f"{ballots:,} ballots, and {registered:,} registered voters."
        yield Clash(place.id, text, level=Level.DOUBTFUL, at=place.span)
    named = {rules.tallies.get(part) for part in (BALLOTS, REGISTERED)}
    times = f", with {rules.votes_each} votes each" if rules.votes_each > 1 else ""
    for tally in whole.about.whole_tallies:
        votes = figures(whole.results, place.id, tally, whole.index).total
        if tally.id in named or votes is None:
            continue
        if ballots is not None and votes > ballots * rules.votes_each:
            yield Clash(
                place.id, f"{tally.name}: {votes:,} in all, and {ballots:,} ballots{times}.", (tally.id,), at=place.span
            )
        elif registered is not None and votes > registered * rules.votes_each:
            text = f"{tally.name}: {votes:,} in all, and {registered:,} registered voters{times}."
            yield Clash(place.id, text, (tally.id,), level=Level.DOUBTFUL, at=place.span)


MORE_THAN_INSIDE = Rule(
    code="C404",
    title="More votes than ballots or voters in a county or district",
    text="Where ballots or registered voters are known for a place around others, the votes of all its places are at "
    "most the ballots, times the votes of one ballot, and the ballots are at most the voters.",
    source=PRACTICE,
    innocent="Ballots that came by post are not yet among those counted, or voters could register on the day.",
    level=Level.FAULT,
    find=_more_than_inside,
)

PACK = Pack(
    name="turnout",
    title="Votes, ballots and voters",
    view=look,
    contest=(MORE_THAN_INSIDE,),
    units=(MORE_THAN_BALLOTS, MORE_BALLOTS_THAN_VOTERS, MORE_VOTES_THAN_VOTERS),
)
