"""What is worth saying after the answer: how the count came to it, or what may still change it.

Owns which of several facts comes first. Must not know any word that is said about them.
"""

from enum import Enum
from itertools import dropwhile, pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.core.ids import AreaId, Number
from recanvass.core.kinds import Status
from recanvass.core.model import Release, Site
from recanvass.results.figures import deciding, figures, lead_of
from recanvass.results.histories import Results
from recanvass.results.outstanding import Outstanding, outstanding
from recanvass.results.races import Margin, Race, race
from recanvass.results.rechecks import Recheck, rechecks

_COMPLETE = frozenset({Status.UNOFFICIAL_COMPLETE, Status.CERTIFIED})
_SEVERAL = 2


class Turn(Enum):
    """What a development is about, the most telling first."""

    OUTSTANDING = "ballots that are not yet counted could change who is ahead"
    LEAD_CHANGED = "the lead changed hands since a complete release"
    CLOSEST = "the lead was lowest after a recanvass or a recount"
    ASKED = "a request is open"
    CHANGED_AGAIN = "the figures of a place changed in more than one release"
    OTHER_COUNT = "somebody else leads in another count"


class Development(Struct, frozen=True):
    """One fact. `release` is the index of the release it is about, `margins` the margin before it and at it.

    `choice` is the index of who was ahead before, or leads in the other count; `tally` is the index of that count.
    `share` is what that choice has there, of how much; `is_told_first` where the count that decides is even. `times`
    counts changes.
    """

    turn: Turn
    release: int | None = None
    margins: tuple[Margin, Margin] | None = None
    choice: int | None = None
    tally: int | None = None
    recheck: Recheck | None = None
    share: tuple[Number, Number] | None = None
    is_told_first: bool = False
    times: int = 0
    outstanding: Outstanding | None = None


def development(site: Site, results: Results, area: AreaId, release: int) -> Development | None:
    """Return the fact that comes second about an area at a release; None where there is none."""
    if area != results.contest.root:
        other = _other_count(results, area, release)
        if other is not None and other.is_told_first:
            return other
        return _changed_again(results, area, release) or other
    uncounted = outstanding(site, results, release)
    if uncounted is not None:
        return Development(Turn.OUTSTANDING, outstanding=uncounted)
    zone = ZoneInfo(site.timezone)
    asked = rechecks(results, zone, release)
    found = race(site, results, release)
    if found is not None:
        changed = _lead_changed(results, found) or _closest(results, found, asked)
        if changed is not None:
            return changed
    still_open = next((one for one in asked if one.is_open), None)
    if still_open is not None:
        return Development(Turn.ASKED, recheck=still_open)
    return _other_count(results, area, release)


def _is_complete(release: Release) -> bool:
    return release.status in _COMPLETE


def _known(results: Results, found: Race) -> list[tuple[int, Margin]]:
    """Return the margins from the first complete release on, with the index of the release, oldest first.

    While a count comes in the lead moves to and fro, and nothing is told of it. A recount in part is told of.
    """
    pairs = enumerate(zip(results.contest.releases, found.margins, strict=False))
    since = dropwhile(lambda one: not _is_complete(one[1][0]), pairs)
    return [(at, margin) for at, (_, margin) in since if margin is not None]


def _lead_changed(results: Results, found: Race) -> Development | None:
    """Return the newest release that put the leader ahead."""
    known = _known(results, found)
    turns = [(old, new) for old, new in pairwise(known) if old[1].value < 0 < new[1].value]
    if not turns:
        return None
    (_, before), (at, now) = turns[-1]
    return Development(Turn.LEAD_CHANGED, at, (before, now), found.behind)


def _closest(results: Results, found: Race, asked: tuple[Recheck, ...]) -> Development | None:
    """Return the lowest margin, if a recanvass or a recount had left it and it is lower than the one now."""
    known = _known(results, found)
    if len(known) < _SEVERAL:
        return None
    at, lowest = min(known, key=lambda one: one[1].size)
    last, now = known[-1]
    settled = {one.settled for one in asked}
    if at == last or at not in settled or lowest.size >= now.size:
        return None
    return Development(Turn.CLOSEST, at, (now, lowest))


def _changed_again(results: Results, area: AreaId, release: int) -> Development | None:
    """Return how many releases changed the figures of a single place after they were first stated."""
    tallies = results.entries.get(area)
    if area in results.areas or tallies is None:
        return None
    later = (one.release for entries in tallies.values() for one in entries[1:])
    times = len({index for index in later if index <= release})
    return Development(Turn.CHANGED_AGAIN, times=times) if times >= _SEVERAL else None


def _other_count(results: Results, area: AreaId, release: int) -> Development | None:
    """Return the last other count in which somebody else leads, or somebody alone where the deciding one is even."""
    contest, tally = results.contest, deciding(results, release)
    shown = figures(results, area, tally, release)
    first = lead_of(contest, shown)
    if first is None or first.ahead is not None or tally.round is not None or contest.is_question:
        return None
    for index in reversed(range(len(contest.tallies))):
        other = contest.tallies[index]
        if other.id == tally.id or other.part_of is not None or other.unit == tally.unit or other.only:
            continue
        shown_there = figures(results, area, other, release)
        there = lead_of(contest, shown_there)
        if there is not None and len(there.leaders) == 1 and there.ahead is None and there.leaders != first.leaders:
            count, total = shown_there.counts[there.leaders[0]], shown_there.total
            return Development(
                Turn.OTHER_COUNT,
                choice=there.leaders[0],
                tally=index,
                share=(count, total) if count is not None and total is not None else None,
                is_told_first=len(first.leaders) > 1,
            )
    return None


def moved_lead(found: Race, release: int) -> tuple[Number, Number] | None:
    """Return the margin of a race before a release and at it; None where one of them is not known."""
    if not 0 < release < len(found.margins):
        return None
    before, now = found.margins[release - 1], found.margins[release]
    return (before.value, now.value) if before is not None and now is not None else None
