"""A place's votes against those for the same parties in another contest on its ballots.

Owns C705. The other contest is the one of the same day that shares most places and a party with the contest.
"""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.checks.packs.usual import MIN_PLACES, MIN_VOTES, SCALE, Usual, by_place, percent, usual_of
from recanvass.checks.rule import Clash, ContestSheet, Level, Rule
from recanvass.core.ballot import Choice, Tally
from recanvass.core.dates import in_order
from recanvass.core.ids import AreaId
from recanvass.core.kinds import ReleaseKind
from recanvass.core.model import Contest, Release, Site, Source
from recanvass.results.histories import WholeCounts
from recanvass.results.histories import whole as whole_counts
from recanvass.text import formatting

PRACTICE = Source("Practice of election offices")
WIDTHS = (3, 1)
DEVIATIONS = 1
"""How far from usual is far.

With these two, 15 of 5,609 places in 90 contests of Iowa's general election of 2020 are far from usual, held against
the votes for president. With 3/2 and 1, it is 49 of them; with 3/2 and 4, it is 11, and a third fewer slips are named.
"""


class _Pair(Struct, frozen=True):
    """A choice and one of the same party in the other contest, or all of both if it is None."""

    own: int | None
    other: int | None
    name: str
    beside: str


def reference(site: Site, contest: Contest) -> Contest | None:
    """Return the contest to hold another against; None if none has a party and enough places in common with it."""
    units = set(contest.units)
    mates = [
        (len(units.intersection(other.units)), other)
        for other in site.contests
        if other.id != contest.id and other.date == contest.date and _is_plain(other) and _shared(contest, other)
    ]
    most, found = max(mates, key=lambda one: one[0], default=(0, None))
    return found if most >= MIN_PLACES and _is_plain(contest) else None


def looked_at(site: Site, contest: Contest) -> object:
    """Return what the rule looks at besides the contest."""
    found = reference(site, contest)
    return (found.choices, found.tallies, found.releases) if found is not None else None


def _is_plain(contest: Contest) -> bool:
    decides = next((tally for tally in contest.tallies if tally.decides), None)
    is_votes = decides is not None and not decides.decimals and decides.round is None and decides.award is None
    return is_votes and contest.rules.caucus is None and contest.vote_for == 1 and not contest.is_question


def _shared(contest: Contest, other: Contest) -> list[_Pair]:
    """Return the choices of one contest that have a party in common with just one of the other, and the whole."""
    found = []
    for index, choice in enumerate(contest.choices):
        same = [at for at, one in enumerate(other.choices) if _party(one) and _party(one) == _party(choice)]
        alike = [one for one in contest.choices if _party(one) == _party(choice)]
        if len(same) == 1 and len(alike) == 1:
            found.append(_Pair(index, same[0], choice.short, other.choices[same[0]].short))
    return [*found, _Pair(None, None, "All candidates", "all candidates")] if found else []


def _party(choice: Choice) -> str | None:
    return choice.parties[0] if choice.parties else choice.party


def _by_then(site: Site, other: Contest, release: Release) -> Mapping[AreaId, WholeCounts]:
    """Return what units had in another contest when a release came out."""
    zone = ZoneInfo(site.timezone)
    tally = next(tally.id for tally in other.tallies if tally.decides)
    found: dict[AreaId, WholeCounts] = {}
    for one in other.releases:
        if one.kind is ReleaseKind.AUDIT or in_order(one.as_of, zone) > in_order(release.as_of, zone):
            continue
        for unit, row in one.rows.items():
            stated = row.tallies.get(tally)
            counts = whole_counts(stated.counts) if stated is not None else None
            if counts is not None:
                found[unit] = counts
    return found


def _apart(whole: ContestSheet) -> Iterator[Clash]:
    other = reference(whole.site, whole.contest)
    if other is None:
        return
    tally, beside = whole.about.deciding, _by_then(whole.site, other, whole.release)
    own = {
        unit: sheet.counts[tally.id]
        for unit, sheet in whole.sheets.items()
        if unit in beside and sheet.totals.get(tally.id, 0) >= MIN_VOTES
    }
    texts: dict[AreaId, list[str]] = {}
    for pair in _shared(whole.contest, other):
        both = {unit: (_count(own[unit], pair.own), _count(beside[unit], pair.other)) for unit in own}
        for unit, usual in _far(whole, {unit: two for unit, two in both.items() if two[1] >= MIN_VOTES}):
            few, many = (percent(steps, SCALE) for steps in (usual.low, usual.high))
            text = f"{pair.name} {both[unit][0]:,}, {pair.beside} {both[unit][1]:,} ({percent(*both[unit])}, usually "
            texts.setdefault(unit, []).append(f"{text}{few} to {many})")
    for unit, said in texts.items():
        yield Clash(unit, f"{tally.name}, beside {_named(other, tally)}: {'; '.join(said)}.", (tally.id,))


def _named(other: Contest, tally: Tally) -> str:
    return f"the {formatting.lower_first(tally.name)} for “{other.title}”"


def _count(counts: WholeCounts, index: int | None) -> int:
    return int(sum(counts) if index is None else counts[index])


def _far(whole: ContestSheet, pairs: Mapping[AreaId, tuple[int, int]]) -> Iterator[tuple[AreaId, Usual]]:
    """Yield the units of which the first number is not what usually goes with the second."""
    usual = {area: usual_of(rows) for area, rows in by_place(pairs, whole.site.places).items()}
    for unit, (count, base) in pairs.items():
        found = usual.get(whole.sheets[unit].place.parent, usual.get(None))
        if found is not None and not (
            found.least(base, WIDTHS, DEVIATIONS) <= count <= found.most(base, WIDTHS, DEVIATIONS)
        ):
            yield unit, found


APART = Rule(
    code="C705",
    title="Votes far from those in another contest",
    text="At each place, the votes for a party’s candidate go with those for the same party in another contest on the "
    "same ballots, as they do at the places around it.",
    source=PRACTICE,
    innocent="The candidate is from there, or many split their votes.",
    level=Level.DOUBTFUL,
    find=_apart,
)
