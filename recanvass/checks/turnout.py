"""The pack turnout: votes, ballots and registered voters.

Owns the order votes ≤ ballots ≤ registered. Ballots and registered voters are attributes of places, or tallies.
"""

from collections.abc import Iterator

from recanvass.checks.rule import Clash, Level, Looked, Pack, Rule, look
from recanvass.model import Number, Source, Tally, TallyId

BALLOTS, REGISTERED = "ballots", "registered"
PRACTICE = Source("Practice of election offices")


def _stated(shown: Looked, part: str) -> tuple[Number | None, tuple[TallyId, ...]]:
    """Return how many ballots or voters a unit has, with the tally that says so where the contest names one."""
    name = shown.about.contest.rules.tallies.get(part)
    if name is not None:
        return shown.sheet.totals.get(TallyId(name)), (TallyId(name),)
    count = next((value for key, value in shown.sheet.place.attributes if key == part), None)
    return (int(count), ()) if count is not None else (None, ())


def _votes(shown: Looked) -> Iterator[tuple[Tally, Number]]:
    """Yield the tallies of votes with their totals; those of ballots and voters are none."""
    named = {shown.about.contest.rules.tallies.get(part) for part in (BALLOTS, REGISTERED)}
    for tally in shown.about.whole_tallies:
        if tally.id in shown.sheet.counts and tally.id not in named:
            yield tally, shown.sheet.totals[tally.id]


def _above(shown: Looked, part: str, what: str) -> Iterator[Clash]:
    count, at = _stated(shown, part)
    each = shown.about.contest.rules.votes_each
    if count is None:
        return
    for tally, total in _votes(shown):
        if total > count * each:
            times = f", with {each} votes each" if each > 1 else ""
            text = f"{tally.name}: {total:,} in all, and {count:,} {what}{times}."
            yield Clash(shown.sheet.unit, text, (tally.id, *at))


def _more_than_ballots(shown: Looked) -> Iterator[Clash]:
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


def _more_than_registered(shown: Looked) -> Iterator[Clash]:
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


def _more_votes_than_voters(shown: Looked) -> Iterator[Clash]:
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

PACK = Pack(
    name="turnout",
    title="Votes, ballots and voters",
    view=look,
    units=(MORE_THAN_BALLOTS, MORE_BALLOTS_THAN_VOTERS, MORE_VOTES_THAN_VOTERS),
)
