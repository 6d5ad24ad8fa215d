"""A precinct or satellite site of a caucus as the party's rules of 2020 see it: delegates, attendance, groups, awards.

Owns the defaults of the pack iowa-caucus-2020. Attendance was not published, so the total of the first alignment stands
in for it. Must not judge anything; the rules in `caucus` do.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial

from msgspec import Struct

from recanvass.checks.packs.allocation import needed
from recanvass.checks.rule import About, Clash, Level, Sheet, Whole
from recanvass.core.contest_rules import AWARDS, FINAL, FIRST
from recanvass.core.model import AreaId, Choice, Number, TallyId
from recanvass.results.tabulate import Counts

ELECTS, WORTH = "delegates", "apportioned_sde"
VIABILITY = ((2, Fraction(1, 4)), (3, Fraction(1, 6)), (4, Fraction(3, 20)))
"""Share of those who attend that makes a group viable, from so many delegates on; with fewer there are no groups."""
BY_ATTENDANCE = ((0, 4), (21, 5), (41, 6), (61, 7), (81, 8), (101, 9))
"""Delegates of a satellite site, from so many people on."""
MIN_SITES = 3
"""So few sites of a pool say nothing about what the pool gives for each person."""


class Terms(Struct, frozen=True):
    """What the contest calls the parts of the rules: its tallies and thresholds."""

    first: TallyId
    final: TallyId
    awards: TallyId
    decimals: int
    viability: Sequence[tuple[int, Fraction]]
    by_attendance: Sequence[tuple[int, int]]


class Room(Struct, frozen=True):
    """One precinct or site as the rules see it.

    `people` is the total of the first alignment, `needed` how many of them make a group viable. `worth` are the SDE of
    all delegates together, `given` the whole delegates nearest to each choice's SDE; None where nothing tells. `mixed`
    says so where the people are of a newer release than the SDE, which that release did not publish.
    """

    area: AreaId
    terms: Terms
    choices: Sequence[Choice]
    delegates: int
    is_site: bool
    people: int
    needed: int
    first: Counts
    final: Counts
    awards: Counts | None
    decimals: int
    worth: Fraction | None
    given: tuple[int, ...] | None
    mixed: str

    @property
    def has_groups(self) -> bool:
        """Whether there is realignment: not with a single delegate."""
        return self.delegates >= self.terms.viability[0][0]

    def is_viable(self, count: Number) -> bool:
        """Tell whether so many people make a viable group."""
        return count >= self.needed

    def viable(self, counts: Counts) -> list[int]:
        """Return the choices whose groups are viable."""
        return [index for index, count in enumerate(counts) if count and self.is_viable(count)]

    def name(self, choice: int) -> str:
        """Return a choice as tables name it."""
        return self.choices[choice].short

    def clash(self, text: str, *tallies: TallyId, level: Level | None = None) -> Clash:
        """Return a clash; where it holds SDE against people of a newer release, with a word on that and as a notice."""
        if self.mixed and self.terms.awards in tallies and len(tallies) > 1:
            return Clash(self.area, f"{text} {self.mixed}", tallies, level=Level.NOTICE)
        return Clash(self.area, text, tallies, level=level)


def terms(about: About) -> Terms:
    """Return what the contest calls the parts of the rules, with the pack's own names where it says nothing."""
    rules = about.contest.rules
    awards = TallyId(rules.tallies.get("awards", AWARDS))
    return Terms(
        first=TallyId(rules.tallies.get("first", FIRST)),
        final=TallyId(rules.tallies.get("final", FINAL)),
        awards=awards,
        decimals=next(tally.decimals for tally in about.contest.tallies if tally.id == awards),
        viability=rules.viability or VIABILITY,
        by_attendance=rules.by_attendance or BY_ATTENDANCE,
    )


def rooms(about: About) -> Callable[[Sheet, Fraction | None], Room | None]:
    """Return what shows a unit as the rules see it at a release; None where it states nothing that they are about.

    Where an alignment is not known both are empty, so that only what the SDE say by themselves is judged.
    Beside a site it needs the SDE for each person of its pool.
    """
    return partial(_room, about=about, named=terms(about))


def _room(sheet: Sheet, rate: Fraction | None, *, about: About, named: Terms) -> Room | None:
    first, final, awards = map(sheet.counts.get, (named.first, named.final, named.awards))
    if first is None or final is None:
        if awards is None:
            return None
        first = final = (0,) * len(awards)
    people = int(sum(first))
    attributes = dict(sheet.place.attributes)
    stated, worth = attributes.get(ELECTS), None
    if stated is None:
        delegates, worth = _by_attendance(named, people), rate * people if rate is not None else None
    else:
        delegates = int(stated)
        worth = Fraction(attributes[WORTH]) if WORTH in attributes else None
    return Room(
        area=sheet.unit,
        terms=named,
        choices=about.contest.choices,
        delegates=delegates,
        is_site=stated is None,
        people=people,
        needed=needed(people, _threshold(named, delegates)),
        first=first,
        final=final,
        awards=awards,
        decimals=named.decimals,
        worth=worth,
        given=_given(awards, worth, delegates) if awards is not None and worth and delegates else None,
        mixed=_mixed(sheet, about, named),
    )


def _threshold(named: Terms, delegates: int) -> Fraction:
    return next((part for least, part in reversed(named.viability) if delegates >= least), Fraction(0))


def _by_attendance(named: Terms, people: int) -> int:
    return next((count for least, count in reversed(named.by_attendance) if people >= least), 0)


def rates(wholes: Sequence[Whole]) -> Sequence[Mapping[AreaId | None, Fraction]]:
    """Return the SDE for each person in each pool of sites, release by release.

    A site's SDE are the pool's × attendance ÷ attendance of the pool. What that gives for each person is taken from the
    sites, as the lower median over those that have any, so that one wrong attendance spoils only itself.
    """
    sites = [unit for unit, sheet in wholes[-1].sheets.items() if ELECTS not in dict(sheet.place.attributes)]
    return [_rates([whole.sheets[unit] for unit in sites if unit in whole.sheets], whole.about) for whole in wholes]


def _rates(sites: Iterable[Sheet], about: About) -> Mapping[AreaId | None, Fraction]:
    named = terms(about)
    pools: dict[AreaId | None, list[Fraction]] = defaultdict(list)
    for sheet in sites:
        people, awards = sheet.totals.get(named.first), sheet.totals.get(named.awards)
        if people and awards:
            pools[sheet.place.parent].append(Fraction(awards) / int(people))
    return {pool: sorted(found)[(len(found) - 1) // 2] for pool, found in pools.items() if len(found) >= MIN_SITES}


def _given(awards: Counts, worth: Fraction, delegates: int) -> tuple[int, ...]:
    """Return the whole number of delegates nearest to each choice's SDE."""
    up, down = 2 * delegates * worth.denominator, worth.numerator
    return tuple(int((count * up + down) // (2 * down)) if count else 0 for count in awards)


def _mixed(sheet: Sheet, about: About, named: Terms) -> str:
    since = sheet.since.get(named.awards)
    if since is None or named.awards in about.published:
        return ""
    if max(sheet.since.get(named.first, 0), sheet.since.get(named.final, 0)) <= since:
        return ""
    titles = (about.contest.releases[since].title, about.release.title)
    return "The SDE are still those of “{}”; “{}” published none.".format(*titles)


def sites_of_pools(whole: Whole, touched: Iterable[AreaId]) -> Iterator[AreaId]:
    """Yield every site of a pool of which a release touches any, since they share what the pool gives."""
    places = whole.site.places
    pools = {places[unit].parent for unit in touched if ELECTS not in dict(places[unit].attributes)}
    for unit, sheet in whole.sheets.items():
        if sheet.place.parent in pools:
            yield unit
