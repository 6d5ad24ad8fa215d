"""A precinct of a caucus as the rules see it: delegates, attendance, groups and awards.

Must not judge anything; the modules with the rules do.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

from msgspec import Struct

from recanvass.checks.packs.caucus.viability import viable_from
from recanvass.checks.rule import About, Clash, Level, UnitSheet
from recanvass.core.ballot import Choice, Tally
from recanvass.core.contest_rules import Caucus
from recanvass.core.ids import AreaId, Number
from recanvass.core.model import Contest
from recanvass.results.histories import WholeCounts
from recanvass.text import formatting
from recanvass.text.lazy import Lazy, figure, noun, sentences, text, within


class Terms(Struct, frozen=True):
    """The rules of a contest, with the tallies that they name; `people` is None if turnout says how many attended."""

    rules: Caucus
    first: Tally
    final: Tally
    awards: Tally
    people: Tally | None

    @property
    def are_delegates_awarded(self) -> bool:
        """Whether delegates themselves are what is awarded, and not what they are worth."""
        return self.rules.awards == self.rules.delegates

    def amount(self, count: str) -> Lazy:
        """Return a figure with the name of what is awarded."""
        name = noun(formatting.lower_first(self.awards.short), number_of(count))
        return text("%(count)s %(awards)s", count=figure(count), awards=name)


def number_of(count: str) -> int:
    """Return which number of things a figure with decimals is for the choice between singular and plural."""
    return 1 if count == "1" else 0


class Precinct(Struct, frozen=True):
    """One unit of a caucus as the rules see it.

    `people` is how many attended, `needed` how many of them make a group viable. `worth` is what all its delegates
    together are worth, and `given` the whole delegates nearest to each choice's award; None if that is not known.
    `has_own_delegates` is False if the number of delegates follows from attendance. `mixed` says so if the people are
    of a newer release than the awards. `lot` are the choices that won what was drawn, if that is known.
    """

    area: AreaId
    terms: Terms
    choices: Sequence[Choice]
    delegates: int
    has_own_delegates: bool
    people: int
    needed: int
    first: WholeCounts
    final: WholeCounts
    awards: WholeCounts | None
    worth: Fraction | None
    given: tuple[int, ...] | None
    mixed: Lazy | None
    lot: tuple[int, ...] = ()

    @property
    def has_groups(self) -> bool:
        """Whether people form groups and realign; if not, a plurality wins."""
        return self.terms.rules.has_groups(self.delegates)

    def is_viable(self, count: Number) -> bool:
        """Tell whether so many people make a viable group."""
        return count >= self.needed

    def viable(self, counts: WholeCounts) -> list[int]:
        """Return the choices whose groups are viable."""
        return [index for index, count in enumerate(counts) if count and self.is_viable(count)]

    def name(self, choice: int) -> str:
        """Return a choice as tables name it."""
        return self.choices[choice].short

    def clash(self, said: Lazy, *compared: Tally | None, level: Level | None = None) -> Clash:
        """Return a clash; a notice that says so if it compares awards with the people of a newer release."""
        tallies = [tally for tally in compared if tally is not None]
        if self.mixed is not None and self.terms.awards in tallies and len(tallies) > 1:
            said, level = sentences([said, self.mixed]), Level.NOTICE
        return Clash(self.area, said, tuple(tally.id for tally in tallies), level=level)


def terms_of(contest: Contest) -> Terms:
    """Return the rules of a contest that is a caucus."""
    rules = contest.rules.caucus
    if rules is None:
        raise ValueError(f"the contest {contest.id} has no rules of a caucus")
    tallies = {str(tally.id): tally for tally in contest.tallies}
    people = None if rules.is_attendance_turnout else tallies[rules.people]
    return Terms(rules, tallies[rules.first], tallies[rules.final], tallies[rules.awards], people)


def attendance(sheet: UnitSheet, terms: Terms) -> Number | None:
    """Return how many attended at a unit: its voters, or the total of the tally that says so; None if not known."""
    if terms.people is not None:
        return sheet.totals.get(terms.people.id)
    return sheet.turnout.turnout.voters if sheet.turnout is not None else None


def precincts(about: About) -> Callable[[UnitSheet, Fraction | None], Precinct | None]:
    """Return what shows a unit as the rules see it at a release; None if the rules have nothing to say about it.

    If attendance or an alignment is not known, both alignments are empty, so that only what the awards say by
    themselves is judged. Beside a unit it needs what its pool awards for each person.
    """
    return partial(_precinct, about=about, terms=terms_of(about.contest))


def _precinct(sheet: UnitSheet, rate: Fraction | None, *, about: About, terms: Terms) -> Precinct | None:
    first, final, awards = (sheet.counts.get(tally.id) for tally in (terms.first, terms.final, terms.awards))
    attended, rules = attendance(sheet, terms), terms.rules
    if first is None or final is None or attended is None:
        if awards is None:
            return None
        attended, first, final = 0, (0,) * len(awards), (0,) * len(awards)
    people, own = int(attended), sheet.place.worth.get(rules.delegates)
    if own is None and not rules.by_attendance:
        return None
    delegates = int(own) if own is not None else rules.delegates_by_attendance(people)
    worth = _worth(sheet, rules) if own is not None else rate * people if rate is not None else None
    return Precinct(
        area=sheet.unit,
        terms=terms,
        choices=about.contest.choices,
        delegates=delegates,
        has_own_delegates=own is not None,
        people=people,
        needed=viable_from(people, rules.threshold(delegates)),
        first=first,
        final=final,
        awards=awards,
        worth=worth,
        given=_whole_delegates(awards, worth, delegates) if awards is not None and worth and delegates else None,
        mixed=_mixed(sheet, about, terms),
        lot=tuple(index for index, choice in enumerate(about.contest.choices) if choice.id in sheet.lot),
    )


def _worth(sheet: UnitSheet, rules: Caucus) -> Fraction | None:
    worth = sheet.place.worth.get(rules.awards)
    return Fraction(worth) if worth is not None else None


def _whole_delegates(awards: WholeCounts, worth: Fraction, delegates: int) -> tuple[int, ...]:
    """Return the whole number of delegates nearest to each choice's award."""
    up, down = 2 * delegates * worth.denominator, worth.numerator
    return tuple(int((count * up + down) // (2 * down)) if count else 0 for count in awards)


def _mixed(sheet: UnitSheet, about: About, terms: Terms) -> Lazy | None:
    since = sheet.since.get(terms.awards.id)
    if since is None or terms.awards.id in about.published:
        return None
    if max(sheet.since.get(tally.id, 0) for tally in (terms.first, terms.final)) <= since:
        return None
    return text(
        "The %(awards)s are still those of “%(before)s”; “%(now)s” published none.",
        awards=within(terms.awards.short),
        before=about.contest.releases[since].title,
        now=about.release.title,
    )
