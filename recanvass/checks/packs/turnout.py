"""The pack turnout: votes, ballots and voters.

Owns the order votes ≤ ballots ≤ voters, and what becomes of the votes of each ballot. Ballots and voters are stated as
turnout, are attributes of places, or tallies.
"""

from collections.abc import Iterator, Sequence

from recanvass.checks.rule import About, Clash, ContestSheet, Level, Pack, Rule, UnitInContest, look
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Span
from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.kinds import Status
from recanvass.core.model import Contest, Place, Source, Turnout
from recanvass.results.figures import figures
from recanvass.results.histories import entry
from recanvass.results.turnout import turnout
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import Lazy, Text, number, series, text

COMPLETE = frozenset({Status.UNOFFICIAL_COMPLETE, Status.CERTIFIED})
BALLOTS, REGISTERED = "ballots", "registered"
VOTERS = msgid("registered voters")
PRACTICE = Source(msgid("Common practice of election offices"))


def _stated(shown: UnitInContest, part: str) -> tuple[Number | None, tuple[TallyId, ...]]:
    """Return how many ballots or voters a unit has, with the tally that says so if the contest names one."""
    name = shown.about.contest.rules.tallies.get(part)
    if name is not None:
        return shown.sheet.totals.get(TallyId(name)), (TallyId(name),)
    told = shown.sheet.turnout
    stated = getattr(told.turnout, part) if told is not None else None
    if stated is not None:
        return int(stated), ()
    count = next((value for key, value in shown.sheet.place.attributes if key == part), None)
    return (int(count), ()) if count is not None else (None, ())


def _votes(about: About) -> Iterator[Tally]:
    """Yield the tallies of votes; those of ballots and voters are none, and neither is what votes award."""
    named = {about.contest.rules.tallies.get(part) for part in (BALLOTS, REGISTERED)}
    yield from (tally for tally in about.whole_tallies if tally.id not in named and tally.award is None)


def _most(contest: Contest, counts: Sequence[Number | None], ballots: Number) -> tuple[Number, Number]:
    """Return the votes to compare with so many ballots, and how many there can be.

    If a ballot may choose any number of candidates, it is the votes of one of them.
    """
    inside = [count or 0 for choice, count in zip(contest.choices, counts, strict=True) if choice.in_total]
    each = contest.vote_for
    if each is None:
        return max(inside, default=0), ballots
    return sum(inside), ballots * each


def _too_many(contest: Contest, tally: Tally, votes: Number, count: Number, *, what: str) -> Lazy:
    """Return that there are more votes than so many ballots or voters can have."""
    values: dict[str, Text] = {
        "tally": tally.name,
        "votes": number(votes),
        "count": number(count),
        "what": text(what),
    }
    each = contest.vote_for
    if each is None:
        return text(
            "%(tally)s: %(votes)s for one candidate, and %(count)s %(what)s, which may choose any number of "
            "candidates.",
            **values,
        )
    if each > 1:
        entry = msgid("%(tally)s: %(votes)s in all, and %(count)s %(what)s, with %(each)s votes each.")
        return text(entry, each=number(each), **values)
    return text("%(tally)s: %(votes)s in all, and %(count)s %(what)s.", **values)


def _above(shown: UnitInContest, part: str, what: str) -> Iterator[Clash]:
    whole, at = _stated(shown, part)
    told = shown.sheet.turnout
    for tally in _votes(shown.about):
        own = told.turnout.by_part.get(tally.id) if told is not None and part == BALLOTS else None
        count = own if own is not None else whole
        counts = shown.sheet.counts.get(tally.id)
        if count is None or counts is None or _is_older(shown, tally):
            continue
        votes, most = _most(shown.about.contest, counts, count)
        if votes > most:
            said = _too_many(shown.about.contest, tally, votes, count, what=what)
            yield Clash(shown.sheet.unit, said, (tally.id, *at))


def _is_older(shown: UnitInContest, tally: Tally) -> bool:
    """Tell whether turnout was stated before the votes of a count that goes on, so that it may lag behind."""
    told, since = shown.sheet.turnout, shown.sheet.since.get(tally.id)
    is_counting = shown.about.release.status not in COMPLETE
    return told is not None and since is not None and is_counting and told.release < since


def _more_than_ballots(shown: UnitInContest) -> Iterator[Clash]:
    yield from _above(shown, BALLOTS, msgid("ballots"))


MORE_THAN_BALLOTS = Rule(
    code="C401",
    title=msgid("More votes than ballots"),
    text=msgid(
        "The votes for all candidates and options cannot exceed the ballots cast times the votes allowed on one ballot."
    ),
    source=PRACTICE,
    innocent=msgid("The number of ballots does not include mail ballots yet."),
    level=Level.FAULT,
    find=_more_than_ballots,
)


def _more_than_registered(shown: UnitInContest) -> Iterator[Clash]:
    registered, at = _stated(shown, REGISTERED)
    ballots, also = _stated(shown, BALLOTS)
    if registered is not None and ballots is not None and ballots > registered:
        yield Clash(shown.sheet.unit, _more_ballots(ballots, registered), (*also, *at))


def _more_ballots(ballots: Number, registered: Number) -> Lazy:
    values = {"ballots": number(ballots), "voters": number(registered)}
    return text("%(ballots)s ballots, and %(voters)s registered voters.", **values)


MORE_BALLOTS_THAN_VOTERS = Rule(
    code="C402",
    title=msgid("More ballots than registered voters"),
    text=msgid("The ballots cast should not exceed the registered voters."),
    source=PRACTICE,
    innocent=msgid(
        "Voters could register on Election Day, and the number of registered voters is from an earlier date."
    ),
    level=Level.DOUBTFUL,
    find=_more_than_registered,
)


def _more_votes_than_voters(shown: UnitInContest) -> Iterator[Clash]:
    yield from _above(shown, REGISTERED, VOTERS)


MORE_VOTES_THAN_VOTERS = Rule(
    code="C403",
    title=msgid("More votes than registered voters"),
    text=msgid(
        "The votes for all candidates and options should not exceed the registered voters times the votes allowed on "
        "one ballot."
    ),
    source=PRACTICE,
    innocent=msgid(
        "Voters could register on Election Day, and the number of registered voters is from an earlier date."
    ),
    level=Level.DOUBTFUL,
    find=_more_votes_than_voters,
)


def _counted(whole: ContestSheet, place: Place, told: Turnout, part: str) -> Number | None:
    """Return how many ballots or voters a place above units has, of its own or as its units have them together."""
    stated: int | None = getattr(told, part)
    if stated is not None:
        return stated
    name = whole.contest.rules.tallies.get(part)
    tally = next((tally for tally in whole.contest.tallies if tally.id == name), None)
    return figures(whole.results, place.id, tally, whole.index).total if tally is not None else None


def _more_than_inside(whole: ContestSheet) -> Iterator[Clash]:
    for area in whole.results.areas:
        place: Place | None = whole.site.places.get(area)
        if place is None or not (
            {BALLOTS, REGISTERED} & dict(place.attributes).keys() or area in whole.results.turnout
        ):
            continue
        told = turnout_in_force(whole, area)
        if told is not None and (told.ballots is not None or told.registered is not None):
            yield from _beyond(whole, place, told)


def _is_told(whole: ContestSheet, place: Place) -> bool:
    return place.id in whole.results.turnout or bool({BALLOTS, REGISTERED} & dict(place.attributes).keys())


def turnout_in_force(whole: ContestSheet, area: AreaId) -> Turnout | None:
    """Return the turnout of a place; None if it is older than the votes of a count that goes on."""
    history = [one for one in whole.results.turnout.get(area, ()) if one.release <= whole.index]
    summed = entry(whole.results, area, whole.about.deciding.id, whole.index)
    if history and summed is not None and history[-1].release < summed.release and not whole.is_complete:
        return None
    return turnout(whole.site, whole.results, area, whole.index)


def _beyond(whole: ContestSheet, place: Place, told: Turnout) -> Iterator[Clash]:
    contest, at = whole.contest, _at(whole, place)
    ballots, registered = _counted(whole, place, told, BALLOTS), _counted(whole, place, told, REGISTERED)
    if ballots is not None and registered is not None and ballots > registered:
        yield Clash(place.id, _more_ballots(ballots, registered), level=Level.DOUBTFUL, at=at)
    for tally in _votes(whole.about):
        counts = figures(whole.results, place.id, tally, whole.index).counts
        limits = ((ballots, msgid("ballots"), None), (registered, VOTERS, Level.DOUBTFUL))
        for count, what, level in limits if any(counts) else ():
            if count is None:
                continue
            votes, most = _most(contest, counts, count)
            if votes > most:
                yield Clash(
                    place.id, _too_many(contest, tally, votes, count, what=what), (tally.id,), level=level, at=at
                )
                break


def _at(whole: ContestSheet, place: Place) -> Span:
    """Return where the turnout of a higher place is stated: in the newest release that does, else with the place."""
    stated = (release.higher.get(place.id) for release in reversed(whole.contest.releases[: whole.index + 1]))
    return next((row.span for row in stated if row is not None and row.turnout is not None), place.span)


MORE_THAN_INSIDE = Rule(
    code="C404",
    title=msgid("More votes than ballots or voters in a county or district"),
    text=msgid(
        "The votes in a county or district cannot exceed its ballots times the votes allowed on one ballot. The same "
        "goes for its registered voters. Its ballots cannot exceed its registered voters."
    ),
    source=PRACTICE,
    innocent=msgid(
        "The number of ballots does not include mail ballots yet, or voters could register on Election Day."
    ),
    level=Level.FAULT,
    find=_more_than_inside,
)


def _places(whole: ContestSheet) -> Iterator[tuple[AreaId, Turnout]]:
    """Yield the units and higher places of which turnout is stated, with what is in force of it."""
    for area in (*whole.contest.units, *whole.results.areas) if whole.results.turnout else ():
        told = turnout_in_force(whole, area) if area in whole.results.turnout else None
        if told is not None:
            yield area, told


def _not_the_ballots(whole: ContestSheet) -> Iterator[Clash]:
    each, tally = whole.contest.vote_for, whole.about.deciding
    for area, told in _places(whole) if each is not None and tally.round is None else ():
        if each is None or told.ballots is None or told.undervotes is None or told.overvotes is None:
            continue
        counts = figures(whole.results, area, tally, whole.index).counts
        votes = _sums_of(whole.contest, counts)
        due = told.ballots * each
        blank = (told.blank or 0) * each
        over = (told.overvotes, told.overvotes * each)
        explained = {vote + told.undervotes + one + none for vote in votes for one in over for none in (0, blank)}
        if votes and due not in explained:
            values: dict[str, Text] = {
                "tally": tally.name,
                "votes": number(votes[0]),
                "undervotes": number(told.undervotes),
                "overvotes": number(told.overvotes),
                "blank": number(told.blank),
            }
            marked = text("%(tally)s: %(votes)s, with %(undervotes)s undervotes and %(overvotes)s overvotes", **values)
            with_blank = text(
                "%(tally)s: %(votes)s, with %(undervotes)s undervotes and %(overvotes)s overvotes and %(blank)s blank "
                "ballots",
                **values,
            )
            said = series([with_blank if told.blank else marked, _due(told.ballots, each)])
            yield Clash(area, said, (tally.id,), at=_at_of(whole, area))


def _due(ballots: int, each: int) -> Lazy:
    """Return how many votes there are on so many ballots."""
    count, due = number(ballots), number(ballots * each)
    if each > 1:
        return text("%(count)s ballots × %(each)s votes each are %(due)s.", count=count, each=number(each), due=due)
    return text("%(count)s ballots are %(due)s.", count=count, due=due)


def _at_of(whole: ContestSheet, area: AreaId) -> Span | None:
    place: Place | None = whole.site.places.get(area)
    return _at(whole, place) if place is not None and area in whole.results.areas else None


def _sums_of(contest: Contest, counts: Sequence[Number | None]) -> list[int]:
    """Return the votes without and with the choices that the source leaves out of its total; none if one is missing.

    Either may be what is counted on the ballots.
    """
    pairs = list(zip(contest.choices, counts, strict=True))
    if any(count is None for choice, count in pairs if choice.in_total):
        return []
    inside = sum(int(count or 0) for choice, count in pairs if choice.in_total)
    return list(dict.fromkeys((inside, sum(int(count or 0) for _, count in pairs))))


NOT_THE_BALLOTS = Rule(
    code="C405",
    title=msgid("Votes and undervotes that do not match the ballots"),
    text=msgid(
        "Votes, undervotes, overvotes and blank ballots must add up to the ballots cast times the votes allowed on "
        "one ballot. An overvote counts as one vote or as all votes on a ballot."
    ),
    source=PRACTICE,
    innocent=msgid("Some ballots did not have this contest, or one of the numbers is from a later count."),
    level=Level.DOUBTFUL,
    find=_not_the_ballots,
)


def _more_ballots_than_took_part(whole: ContestSheet) -> Iterator[Clash]:
    for area, told in _places(whole):
        if told.ballots is not None and told.voters is not None and told.ballots > told.voters:
            said = text(
                "%(ballots)s ballots were counted, and %(voters)s people voted.",
                ballots=number(told.ballots),
                voters=number(told.voters),
            )
            yield Clash(area, said, at=_at_of(whole, area))


MORE_BALLOTS_THAN_TOOK_PART = Rule(
    code="C406",
    title=msgid("More ballots than people who voted"),
    text=msgid("The ballots counted should not exceed the people who voted."),
    source=PRACTICE,
    innocent=msgid("The number of people who voted does not include those who voted by mail."),
    level=Level.DOUBTFUL,
    find=_more_ballots_than_took_part,
)

PACK = Pack(
    name="turnout",
    title="Votes, ballots and voters",
    view=look,
    contest=(MORE_THAN_INSIDE, NOT_THE_BALLOTS, MORE_BALLOTS_THAN_TOOK_PART),
    units=(MORE_THAN_BALLOTS, MORE_BALLOTS_THAN_VOTERS, MORE_VOTES_THAN_VOTERS),
)
