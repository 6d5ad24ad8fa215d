"""A place's votes against those for the same parties in another contest on its ballots.

Owns C705. The other contest is the one of the same day that shares most places and a party with the contest.
"""

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.checks.packs.usual import MIN_PLACES, MIN_VOTES, by_place, percent, usual_of, usually
from recanvass.checks.rule import Clash, ContestSheet, Level, Rule
from recanvass.core.ballot import Choice
from recanvass.core.dates import in_order
from recanvass.core.ids import AreaId
from recanvass.core.kinds import ReleaseKind
from recanvass.core.model import Contest, Release, Site, Source
from recanvass.results.histories import WholeCounts
from recanvass.results.histories import whole as whole_counts
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import Lazy, Text, number, series, text, within

PRACTICE = Source(msgid("Common practice of election offices"))
WIDTHS = (3, 1)
DEVIATIONS = 2
"""How far from usual is far.

With 3 and 2, 21 of the 7,536 places in the 131 contests of Iowa's general election of 2020 are far from usual. Held
against the votes for president alone, it is 13 of 5,609; with 3 and 1, it is 15, with 3/2 and 1, it is 49.
"""


class _Pair(Struct, frozen=True):
    """A choice and one of the same party in the other contest, or all of both if it is None."""

    own: int | None
    other: int | None
    name: Text
    beside: Text


def reference(site: Site, contest: Contest) -> Contest | None:
    """Return the contest to hold another against; None if none has a party and enough places in common with it."""
    if not _is_plain(contest):
        return None
    units, most = set(contest.units), MIN_PLACES - 1
    found: Contest | None = None
    for other in sorted(site.contests, key=lambda one: -len(one.units)):
        if min(len(units), len(other.units)) <= most:
            break
        if other.id != contest.id and other.date == contest.date and _is_plain(other) and _shared(contest, other):
            common = len(units.intersection(other.units))
            found, most = (other, common) if common > most else (found, most)
    return found


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
    return [*found, _Pair(None, None, text("All candidates"), text("all candidates"))] if found else []


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


class _Compared(Struct, frozen=True):
    """What was compared: `alike` are the choices with usual votes, by unit, and `far` says what is far from usual."""

    other: Contest
    alike: Mapping[AreaId, frozenset[int]]
    far: Mapping[AreaId, Sequence[Lazy]]


def alike(whole: ContestSheet) -> Mapping[AreaId, frozenset[int]]:
    """Return the choices of which another contest shows the votes to be right, by unit. Where any is far, none is."""
    found = _compared(whole)
    return {unit: own for unit, own in found.alike.items() if unit not in found.far} if found is not None else {}


def _compared(whole: ContestSheet) -> _Compared | None:
    """Compare a contest with another one; only once, for all rules."""
    if __name__ not in whole.worked_out:
        other = reference(whole.site, whole.contest)
        whole.worked_out[__name__] = _compare(whole, other) if other is not None else None
    found: _Compared | None = whole.worked_out[__name__]
    return found


def _compare(whole: ContestSheet, other: Contest) -> _Compared:
    tally, beside = whole.about.deciding, _by_then(whole.site, other, whole.release)
    own = {
        unit: sheet.counts[tally.id]
        for unit, sheet in whole.sheets.items()
        if unit in beside and sheet.totals.get(tally.id, 0) >= MIN_VOTES
    }
    same: dict[AreaId, set[int]] = {}
    texts: dict[AreaId, list[Lazy]] = {}
    for pair in _shared(whole.contest, other):
        every = ((unit, _count(own[unit], pair.own), _count(beside[unit], pair.other)) for unit in own)
        both = {unit: (count, base) for unit, count, base in every if base >= MIN_VOTES}
        usual = {area: usual_of(rows) for area, rows in by_place(both, whole.site.places).items()}
        for unit, (count, base) in both.items():
            found = usual.get(whole.sheets[unit].place.parent, usual.get(None))
            if found is None:
                continue
            if found.least(base, WIDTHS, DEVIATIONS) <= count <= found.most(base, WIDTHS, DEVIATIONS):
                same.setdefault(unit, set()).update(() if pair.own is None else (pair.own,))
            else:
                said = text(
                    "%(name)s %(count)s, %(other)s %(base)s (%(share)s, usually %(usual)s)",
                    name=pair.name,
                    count=number(count),
                    other=pair.beside,
                    base=number(base),
                    share=percent(count, base),
                    usual=usually(found),
                )
                texts.setdefault(unit, []).append(said)
    return _Compared(other, {unit: frozenset(own_of) for unit, own_of in same.items()}, texts)


def _apart(whole: ContestSheet) -> Iterator[Clash]:
    found, tally = _compared(whole), whole.about.deciding
    if found is None:
        return
    for unit, texts in found.far.items():
        said = text(
            "%(tally)s, beside the %(own)s for “%(contest)s”: %(figures)s.",
            tally=tally.name,
            own=within(tally.name),
            contest=found.other.title,
            figures=series(texts),
        )
        yield Clash(unit, said, (tally.id,))


def _count(counts: WholeCounts, index: int | None) -> int:
    return int(sum(counts) if index is None else counts[index])


APART = Rule(
    code="C705",
    title=msgid("Votes far from those in another contest"),
    text=msgid(
        "The votes for a party’s candidate should follow those for the same party in another contest on the same "
        "ballots, as they do in nearby places."
    ),
    source=PRACTICE,
    innocent=msgid("The candidate is from there, or many people split their votes."),
    level=Level.DOUBTFUL,
    find=_apart,
)
