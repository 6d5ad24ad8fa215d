"""What the sentence of an answer is made of: names, figures, shares, and what was needed.

Owns how each of them is written, not which sentence is said: `text.sentences` does.
"""

from collections.abc import Sequence
from fractions import Fraction

from recanvass.core.ballot import Requirement
from recanvass.core.ids import Number
from recanvass.core.kinds import Base
from recanvass.core.model import Contest, Site
from recanvass.results.answers import Answer, Saying
from recanvass.results.ranking import ratio, round_half_up, share
from recanvass.text import terms
from recanvass.text.catalogue import Catalogue

_DECIMALS = 2
"""Decimals of shares that are compared with a threshold, unless it takes more to tell the two apart."""
_MOST_DECIMALS = 9
_WORDS = 2
"""How many words a unit has at most that stands in a headline."""
MOST_NAMED = 3
"""Places that a sentence names one by one."""
MOST_COMPARED = 3
"""Choices that a sentence names with their figures."""


class Phrases:
    """One answer and the language that it is said in."""

    def __init__(self, catalogue: Catalogue, site: Site, answer: Answer, *, is_headline: bool = False) -> None:
        self.catalogue = catalogue
        self.text = catalogue.text
        self.site = site
        self.answer = answer
        self.contest = answer.contest
        self.is_headline = is_headline

    def places(self) -> str:
        """Return what the units are called, in the plural."""
        return terms.units_noun(self.catalogue, self.site, self.contest)

    def next_contest(self) -> Contest | None:
        """Return the contest to which choices go on."""
        return next((contest for contest in self.site.contests if contest.id == self.contest.next), None)

    def names(self, indexes: Sequence[int]) -> str:
        """Return the short names of choices, as a list."""
        return self.catalogue.listed([self.contest.choices[index].short for index in indexes])

    def who(self) -> str:
        """Return who declared the outcome: its source, unless somebody is named."""
        outcome = self.answer.outcome
        if outcome is None:
            return ""
        return outcome.declared_by or (outcome.source or self.answer.release.source).name

    def decimals(self, indexes: Sequence[int]) -> int:
        """Return with how many decimals figures of choices are shown together."""
        return min([self.answer.tally.show, *(self.answer.shown.decimals[index] for index in indexes)])

    def margin(self) -> str:
        """Return the margin with its unit."""
        answer = self.answer
        margin: Number = answer.margin or 0
        decimals = self.decimals((*answer.first[-1:], *answer.second[:1]))
        return self._with_unit(self.catalogue.number(margin, decimals), margin)

    def _with_unit(self, number: str, count: Number) -> str:
        """Return a figure with its unit, without one with a long name in a headline."""
        unit = self.catalogue.unit(self.answer.tally, count)
        return number if self.is_headline and len(unit.split()) > _WORDS else f"{number} {unit}"

    def count(self, index: int) -> str:
        """Return the figure of a choice with its unit; nothing where it is not known."""
        count = self.answer.shown.counts[index]
        if count is None:
            return ""
        return self._with_unit(self.number(index), count)

    def number(self, index: int) -> str:
        """Return the figure of a choice without its unit."""
        return self.catalogue.number(self.answer.shown.counts[index], self.decimals((index,)))

    def share(self, index: int) -> str:
        """Return the share of a choice, of whatever a threshold is a share of; its figure where no share is known."""
        test, count, base = self.answer.test, self.answer.shown.counts[index], self.answer.share_of
        is_of_votes = True
        if test is not None and not test.requirement.of_ballots_cast and test.requirement.share is not None:
            base, is_of_votes = test.base, test.requirement.base is Base.VOTES
        if count is None or not base:
            return self.count(index)
        share = self._percent_apart(count, base)
        return share if is_of_votes else self.text("%(share)s of %(base)s", share=share, base=self.base())

    def _percent_apart(self, count: Number, base: Number) -> str:
        """Return a percentage with as many decimals as tell it from what is needed."""
        test = self.answer.test
        needed = test.requirement.share if test is not None else None
        for decimals in range(_DECIMALS, _MOST_DECIMALS):
            said = self.catalogue.percent(count, base, decimals)
            if needed is None or ratio(count, base) == needed:
                return said
            if said != self.catalogue.percent(needed.numerator, needed.denominator, decimals):
                return said
        return self.catalogue.percent(count, base, _MOST_DECIMALS)

    def tested_share(self, index: int) -> str:
        """Return the share of a choice, its figure if nobody can tell whether that is enough."""
        test = self.answer.test
        return self.count(index) if test is not None and test.is_reached is None else self.share(index)

    def unknown(self) -> int:
        """Return for how many more places a figure is missing of those whom the sentence compares."""
        answer, unknown = self.answer, self.answer.unknown
        is_all = answer.saying in (Saying.AT_LEAST, Saying.NOT_KNOWN)
        compared = range(len(unknown)) if is_all else (*answer.first, *answer.second)
        missing = max((unknown[index] for index in compared), default=0) if unknown else 0
        return missing - answer.withheld - len(answer.partly)

    def at_least(self) -> str:
        """Return what those with the most have, as far as it is known."""
        answer = self.answer
        first, *others = answer.first[:MOST_COMPARED]
        choices = self.contest.choices
        is_part = [bool(answer.unknown[index]) for index in range(len(choices))]
        values = {"name": choices[first].short, "count": self.count(first)}
        texts = [
            self.text("%(name)s has at least %(count)s", **values)
            if is_part[first]
            else self.text("%(name)s has %(count)s", **values)
        ]
        for index in others:
            values = {"name": choices[index].short, "count": self.number(index)}
            said = self.text("%(name)s at least %(count)s", **values) if is_part[index] else ""
            texts.append(said or self.text("%(name)s %(count)s", **values))
        listed = self.catalogue.listed(texts)
        return listed if answer.is_whole_contest else self.text("%(said)s here", said=listed)

    def alone(self, name: str) -> str:
        """Return a sentence about somebody whom nobody is behind."""
        count = self.count(self.answer.first[0])
        if self.answer.is_complete:
            return self.text("%(name)s finished with %(count)s", name=name, count=count)
        return self.text("%(name)s leads with %(count)s", name=name, count=count)

    def ahead(self, names: str) -> str:
        """Return a sentence about those who are ahead, if nothing is known of anybody behind them."""
        if self.answer.is_complete:
            return self.text("%(names)s finished ahead", names=names)
        return self.catalogue.plural("%(names)s leads", "%(names)s lead", len(self.answer.first), names=names)

    def yes_and_no(self) -> tuple[str, str] | None:
        """Return the shares of yes and of no; None where they are not known."""
        if not self.answer.shown.total:
            return None
        yes = next(index for index, choice in enumerate(self.contest.choices) if choice.id == "yes")
        no = next(index for index, choice in enumerate(self.contest.choices) if index != yes)
        return self.share(yes), self.share(no)

    def needed(self, *, article: bool = False, with_share: bool = False) -> str:
        """Return what is needed: a majority, a share, or so many votes."""
        requirement = self.requirement()
        if requirement is None:
            return ""
        if requirement.is_majority:
            if with_share:
                share = self.catalogue.hundredths(50)
                return self.text("a majority (more than %(share)s)", share=share)
            return self.text("a majority") if article else self.text("majority")
        if requirement.share is not None:
            return self.catalogue.hundredths(_percent(requirement.share))
        number = self.catalogue.number(requirement.count)
        if requirement.of_ballots_cast:
            return self.text("%(count)s ballots", count=number)
        return f"{number} {self.catalogue.unit(self.answer.tally, requirement.count)}"

    def is_needed(self, *, with_share: bool = False) -> str:
        """Return that something is needed, as long as votes are counted."""
        needed = self.needed(article=True, with_share=with_share)
        if self.is_of_turnout():
            return self.text("turnout of %(needed)s is needed", needed=needed)
        if self.is_count():
            return self.text("%(needed)s are needed", needed=needed)
        return self.text("%(needed)s is needed", needed=needed)

    def was_needed(self) -> str:
        """Return that something was needed."""
        needed = self.needed(article=True)
        if self.is_of_turnout():
            return self.text("turnout of %(needed)s was needed", needed=needed)
        if self.is_count():
            return self.text("%(needed)s were needed", needed=needed)
        return self.text("%(needed)s was needed", needed=needed)

    def whether_reached(self) -> str:
        """Return that nobody can tell whether a threshold was reached."""
        if self.is_of_turnout():
            return self.text("we don’t know if turnout reached %(needed)s", needed=self.needed())
        if self.is_count():
            return self.text("we don’t know if it reached %(needed)s", needed=self.needed())
        return self.text(
            "we don’t know if it reached %(needed)s of %(base)s",
            needed=self.needed(article=True),
            base=self.base(),
        )

    def requirement(self) -> Requirement | None:
        """Return the requirement that is named: the first that is not met, or the first of all."""
        test = self.answer.test
        return test.requirement if test is not None else next(iter(self.contest.requirements), None)

    def is_of_turnout(self) -> bool:
        """Tell whether it is the ballots cast that have to reach what is needed."""
        requirement = self.requirement()
        return requirement is not None and requirement.of_ballots_cast

    def is_count(self) -> bool:
        """Tell whether so many votes are needed, not a share."""
        requirement = self.requirement()
        return requirement is not None and requirement.count is not None

    def base(self) -> str:
        """Return what a share that is needed is a share of."""
        test = self.answer.test
        bases = {
            Base.VOTES: self.text("votes"),
            Base.BALLOTS: self.text("ballots"),
            Base.REGISTERED: self.text("registered voters"),
        }
        return bases[test.requirement.base] if test is not None else ""


def partly_known(catalogue: Catalogue, names: Sequence[str]) -> str:
    """Return that places published totals of which an unknown part belongs to a group."""
    if len(names) > MOST_NAMED:
        return catalogue.text(
            "%(count)s places published only totals; how much of them belongs here is unknown.",
            count=catalogue.number(len(names)),
        )
    return catalogue.plural(
        "%(names)s published only a total; how much of it belongs here is unknown.",
        "%(names)s published only totals; how much of them belongs here is unknown.",
        len(names),
        names=catalogue.listed(names),
    )


def _percent(needed: Fraction) -> Number:
    """Return a share as a percentage: whole where it is, else with at most two decimals."""
    exact = needed * 100
    if exact.denominator == 1:
        return int(exact)
    percentage = share(exact.numerator, exact.denominator)
    return round_half_up(percentage, _DECIMALS).normalize() if percentage is not None else 0
